package listing

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/document"
	"qingshen/internal/rest"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// Register declares the operations of inventory, plans, lists and notices.
func Register(a *rest.API, s *Service) {
	rest.Read(a, "/listing-reasons", "list-listing-reasons", access.ViewListing, "Gives the reasons for listing (列入原因) in force on a day, with basis and forms of facts.", s.Reasons)
	registerInventory(a, s)
	registerCandidates(a, s)
	registerPlans(a, s)
	registerItems(a, s)
	registerLists(a, s)
	registerNotices(a, s)
	registerBatches(a, s)
}

func registerInventory(a *rest.API, s *Service) {
	rest.List(a, "/inventory-entries", "list-inventory-entries", access.ViewListing, "Lists the inventory of key-industry sites (清单) in the actor's place, as of any day.", s.Entries)
	rest.Get(a, "/inventory-entries/{id}", "get-inventory-entry", access.ViewListing, "Gives one line of the inventory.", s.Entry)
	rest.Create(a, "/inventory-entries", "add-inventory-entry", access.KeepInventory, "Brings a site into the inventory; a county's proposal waits for the city.", s.AddEntry)
	for do, text := range map[string]string{"admit": "Confirms a county's proposal.", "decline": "Declines a county's proposal, with a reason.", "keep": "Keeps a site that a county proposed to take out."} {
		rest.Post(a, "/inventory-entries/{id}/"+do, do+"-inventory-entry", access.SubmitPlan, text, s.ActOnEntry(do))
	}
	rest.Post(a, "/inventory-entries/{id}/retire", "retire-inventory-entry", access.KeepInventory, "Takes a site out of the inventory (调出) with day and reason; from a county it is a proposal.", s.Retire)
	history(a, "/inventory-entries/{id}/history", "get-inventory-entry-history", "该清单条目", store.Find[Entry], s)
}

func registerPlans(a *rest.API, s *Service) {
	rest.List(a, "/annual-plans", "list-annual-plans", access.ViewListing, "Lists annual plans (年度实施计划).", s.Plans)
	rest.Get(a, "/annual-plans/{id}", "get-annual-plan", access.ViewListing, "Gives one plan with its figures.", s.Plan)
	rest.Create(a, "/annual-plans", "begin-annual-plan", access.SubmitPlan, "Begins the plan of the actor's city for a year; an existing one is given back.", s.NewPlan)
	rest.Put(a, "/annual-plans/{id}", "save-annual-plan", access.SubmitPlan, "Writes the fields of a plan while it is with the city.", s.SavePlan)
	rest.Get(a, "/annual-plans/{id}/schedule-proposal", "propose-annual-plan-schedule", access.SubmitPlan, "Gives a month schedule to start from, counted from the statutory limits; nothing is written.", s.ProposedSchedule)
	rest.Get(a, "/annual-plans/{id}/submissions", "list-annual-plan-submissions", access.ViewListing, "Gives what was submitted of a plan, the latest first, each with its sealed document and what changed since the one before.", s.PlanSubmissions)
	rest.Post(a, "/annual-plans/{id}/lock", "lock-annual-plan-county", access.Propose, "Closes the proposals of the actor's county in a plan (锁定上报). 409 while returned rows are open.", s.LockCounty)
	rest.Post(a, "/annual-plans/{id}/unlock", "unlock-annual-plan", access.ViewListing, "Opens a lock from above, with a reason: the city that of a county, the province its own.", s.Unlock)
	rest.Custom(a, http.MethodGet, "/annual-plans/{id}/document", "download-annual-plan", access.ViewListing, "Downloads a plan as docx: the sealed one once it was submitted, until then a draft.",
		func(ctx context.Context, in *planFileRequest) (*huma.StreamResponse, error) {
			f, err := s.PlanFile(ctx, in.ID, in.Seq)
			if err != nil {
				return nil, err
			}
			return rest.Download(f.Name, document.MediaType, f.Write), nil
		}, binary("年度计划"))
	rest.Post(a, "/annual-plans/{id}/submit", "submit-annual-plan", access.SubmitPlan, "Submits a plan to the province (报送). 409 if items are unconfirmed.", s.ActOnPlan("submit"))
	rest.Post(a, "/annual-plans/{id}/return", "return-annual-plan", access.VerifyPlan, "Returns a plan to the city with a comment.", s.ActOnPlan("return"))
	rest.Post(a, "/annual-plans/{id}/verify", "verify-annual-plan", access.VerifyPlan, "Verifies a plan (核定) when every item is settled.", s.ActOnPlan("verify"))
	rest.Post(a, "/annual-plans/{id}/amend", "amend-annual-plan", access.SubmitPlan, "Reopens a consolidated plan for a supplementary submission (补充报送).", s.ActOnPlan("amend"))
	rest.Post(a, "/annual-plans/{id}/return-items", "return-plan-items", access.ViewListing, "Returns some rows of a plan, each with a comment of its own, with a result for each; all other rows stay closed.", s.ReturnItems)
	rest.Post(a, "/annual-plans/{id}/confirm-all", "confirm-all-plan-items", access.SubmitPlan, "Confirms all proposed items of a plan, with a result for each.", s.ActOnAll("confirm", ItemProposed))
	rest.Post(a, "/annual-plans/{id}/verify-all", "verify-all-plan-items", access.VerifyPlan, "Verifies all items of a plan that may be verified, with a result for each.", s.ActOnAll("verify", ItemConfirmed, ItemEnergyVerified))
	rest.Post(a, "/annual-plans/{id}/verify-energy-all", "verify-energy-all-plan-items", access.VerifyEnergy, "Verifies all items of excess energy of a plan, with a result for each.", s.ActOnAll("verify-energy", ItemConfirmed))
	history(a, "/annual-plans/{id}/history", "get-annual-plan-history", "该年度计划", func(tx *store.Tx, id, _ string) (*Plan, error) { return findPlan(tx, id) }, s)
}

func registerItems(a *rest.API, s *Service) {
	rest.List(a, "/plan-items", "list-plan-items", access.ViewListing, "Lists plan items (计划项目) in the actor's place.", s.Items)
	rest.Get(a, "/plan-items/{id}", "get-plan-item", access.ViewListing, "Gives one plan item.", s.Item)
	rest.Create(a, "/plan-items", "propose-plan-item", access.Propose, "Proposes a site for the plan of a year, with reasons and facts; track and basis are computed.", s.Propose)
	rest.Create(a, "/plan-items/batch", "propose-plan-items", access.Propose, "Proposes several sites with the same reasons, with a result for each.", s.ProposeAll)
	rest.Put(a, "/plan-items/{id}", "save-plan-item", access.ViewListing, "Corrects reasons and facts of an item that is with county or city.", s.SaveItem)
	rest.Delete(a, "/plan-items/{id}", "drop-plan-item", access.Propose, "Takes back a proposal that was not confirmed.", s.DropItem)
	act := func(do string, p access.Permission, text string) {
		rest.Post(a, "/plan-items/{id}/"+do, do+"-plan-item", p, text, s.ActOnItem(do))
	}
	act("confirm", access.SubmitPlan, "Confirms a proposal for the city's plan.")
	act("reopen", access.SubmitPlan, "Takes back the confirmation before the plan is submitted.")
	act("resubmit", access.Propose, "Proposes a returned item again.")
	act("return", access.ViewListing, "Returns an item with a comment: city to county, province to city.")
	act("verify-energy", access.VerifyEnergy, "Verifies excess energy before the province verifies (CPM 9(2)).")
	act("return-energy", access.VerifyEnergy, "Returns an item of excess energy with a comment.")
	act("verify", access.VerifyPlan, "Verifies an item for the next list.")
	act("exclude", access.VerifyPlan, "Excludes an item with a reason.")
	act("restore", access.VerifyPlan, "Brings an excluded item back.")
	history(a, "/plan-items/{id}/history", "get-plan-item-history", "该计划项目", store.Find[PlanItem], s)
}

func registerLists(a *rest.API, s *Service) {
	rest.Read(a, "/consolidation", "get-consolidation", access.VerifyPlan, "Shows the plans of all cities for a year and what the next list would hold and start (汇总).", s.Consolidation)
	rest.Read(a, "/change-report", "get-change-report", access.ViewSummary, "Holds the list of a year against that of another, in the actor's place: added, left, moved, renamed, other reasons.", s.ChangeReport)
	rest.Custom(a, http.MethodGet, "/change-report/export", "export-change-report", access.ViewSummary, "Downloads the change report as xlsx, one line for each change, or as docx on one page.", s.sendChanges, binary("年度变化"))
	rest.Create(a, "/consolidation/lock", "lock-consolidation", access.VerifyPlan, "Closes the plans of all cities for a year (汇总锁定): no city submits and no county proposes any more, until a plan is opened again or the list is published.", s.LockYear)
	rest.List(a, "/annual-lists", "list-annual-lists", access.ViewListing, "Lists annual lists (年度名单); drafts are for the province.", s.Lists)
	rest.Get(a, "/annual-lists/{id}", "get-annual-list", access.ViewListing, "Gives one annual list (名单) with its totals and what may be done.", s.List)
	rest.Create(a, "/annual-lists", "begin-annual-list", access.PublishList, "Begins the draft of the next list of a year.", s.NewList)
	rest.Put(a, "/annual-lists/{id}", "save-annual-list", access.PublishList, "Fills the draft of a list. 409 once it is published.", s.SaveList)
	rest.Delete(a, "/annual-lists/{id}", "drop-annual-list", access.PublishList, "Removes a draft that was never published.", s.DropList)
	rest.Post(a, "/annual-lists/{id}/publish", "publish-annual-list", access.PublishList, "Publishes a list (公布): answers the job that does it in one transaction. 409 when it is on its way already.", s.Publish)
	rest.Post(a, "/annual-lists/{id}/halt", "halt-annual-list", access.PublishList, "Takes back an order to publish that was not carried out.", s.Halt)
	rest.List(a, "/annual-lists/{id}/rows", "list-annual-list-rows", access.ViewListing, "Lists the rows of a published list in the actor's place.", s.Rows)
	rest.Custom(a, http.MethodGet, "/annual-lists/{id}/export", "export-annual-list", access.ViewListing, "Downloads the rows of a list as xlsx or csv.",
		func(ctx context.Context, in *exportRequest) (*huma.StreamResponse, error) {
			format, _ := sheet.ParseFormat(in.Format)
			out, err := s.ExportRows(ctx, in.ID, format)
			if err != nil {
				return nil, err
			}
			return rest.Download(out.Name, format.MediaType(), out.Write), nil
		}, binary("名单文件"))
	rest.Custom(a, http.MethodGet, "/annual-lists/{id}/file", "download-annual-list-file", access.ViewListing, "Downloads one of the files that were made with the publication of a list: xlsx, csv or pdf.",
		func(ctx context.Context, in *listFileRequest) (*huma.StreamResponse, error) {
			f, err := s.ListFile(ctx, in.ID, in.Format)
			if err != nil {
				return nil, err
			}
			return rest.Download(f.Name, "application/octet-stream", f.Write), nil
		}, binary("名单文件"))
	history(a, "/annual-lists/{id}/history", "get-annual-list-history", "该名单", func(tx *store.Tx, id, _ string) (*List, error) { return findList(tx, id) }, s)
}

func registerNotices(a *rest.API, s *Service) {
	rest.List(a, "/notices", "list-notices", access.ViewListing, "Lists statutory notices (告知书) in the actor's place.", s.Notices)
	rest.Get(a, "/notices/{id}", "get-notice", access.ViewListing, "Gives one notice with its content; the first reading by the enterprise is noted.", s.Notice)
	rest.Post(a, "/notices/{id}/serve", "serve-notice", access.ServeNotice, "Records the service of a notice (送达).", s.Serve)
	rest.Post(a, "/notices/{id}/receive", "receive-notice", access.ReceiveNotice, "Receipt of a notice by the enterprise (签收).", s.Receive)
	rest.Read(a, "/notices/delivery", "get-notice-delivery", access.ServeNotice, "Counts for a list, county by county, how many notices were served, read, downloaded, received and reminded of (送达情况).", s.Delivery)
	rest.Create(a, "/notices/remind", "remind-notices", access.ServeNotice, "Reminds all enterprises of a list that have not read their notice.", s.Remind)
	rest.Custom(a, http.MethodGet, "/notices/{id}/document", "download-notice", access.ViewListing, "Downloads a notice as docx; a download by the enterprise is noted.",
		func(ctx context.Context, in *noticeID) (*huma.StreamResponse, error) {
			f, err := s.LetterFile(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return rest.Download(f.Name, document.MediaType, f.Write), nil
		}, binary("告知书"))
	rest.Custom(a, http.MethodGet, "/notices/documents", "download-notices", access.ServeNotice, "Downloads the notices of a county or city as one zip.",
		func(ctx context.Context, in *noticesRequest) (*huma.StreamResponse, error) {
			return s.zipNotices(ctx, in), nil
		}, binary("告知书压缩包"))
	history(a, "/notices/{id}/history", "get-notice-history", "该告知书", store.Find[Notice], s)
}
