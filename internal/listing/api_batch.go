package listing

import (
	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// registerBatches declares the acts that a list offers for several records at once.
func registerBatches(a *rest.API, s *Service) {
	rest.BatchOf(a, "/notices/batch/serve", "serve-notice-batch", access.ServeNotice, "Records the service of several notices in the same way, with a result for each.", s.Serve)
	rest.BatchOf(a, "/notices/batch/remind", "remind-notice-batch", access.ServeNotice, "Reminds the enterprises of several notices that they have not read them, with a result for each.", s.RemindOne)
	rest.BatchOf(a, "/plan-items/batch/confirm", "confirm-plan-item-batch", access.SubmitPlan, "Confirms several proposals for the city's plan, with a result for each.", s.ActOnItem("confirm"))
	rest.BatchOf(a, "/plan-items/batch/return", "return-plan-item-batch", access.ViewListing, "Returns several items with the same comment, with a result for each.", s.ActOnItem("return"))
	rest.BatchOf(a, "/plan-items/batch/verify", "verify-plan-item-batch", access.VerifyPlan, "Verifies several items for the next list, with a result for each.", s.ActOnItem("verify"))
}
