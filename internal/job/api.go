package job

import (
	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the operations of jobs.
func Register(a *rest.API, s *Service) {
	rest.Get(a, "/jobs/{id}", "get-job", access.UseDesk, "Shows the progress and the result of a job that this account has asked for.", s.Get)
}
