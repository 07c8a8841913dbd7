package app

import (
	"qingshen/internal/account"
	"qingshen/internal/agency"
	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
	"qingshen/internal/deadline"
	"qingshen/internal/desk"
	"qingshen/internal/duplicate"
	"qingshen/internal/enterprise"
	"qingshen/internal/equivalence"
	"qingshen/internal/event"
	"qingshen/internal/expert"
	"qingshen/internal/file"
	"qingshen/internal/indexsystem"
	"qingshen/internal/job"
	"qingshen/internal/keyunit"
	"qingshen/internal/level"
	"qingshen/internal/listing"
	"qingshen/internal/message"
	"qingshen/internal/petition"
	"qingshen/internal/reminder"
	"qingshen/internal/statistic"
	"qingshen/internal/store"
	"qingshen/internal/zone"
)

// records are all records of the system, for the tests that hold them against the tables.
var records = []any{
	listing.Submission{}, listing.PlanLock{},
	account.Account{}, account.Client{}, account.Draft{}, account.Claim{}, account.Recovery{}, account.Delegation{}, deadline.Deadline{}, file.File{}, job.Job{}, message.Message{}, reminder.Reminder{}, reminder.Rule{}, reminder.Setting{}, reminder.Delivery{}, reminder.Escalation{}, reminder.Feed{}, desk.Watch{}, store.Journal{}, store.Past{}, store.Reservation{},
	enterprise.Enterprise{}, enterprise.FormerName{}, enterprise.Site{}, enterprise.FormerPlace{}, enterprise.Attribute{}, enterprise.SiteFact{}, enterprise.Merged{}, duplicate.Duplicate{}, agency.Agency{}, agency.Engagement{}, agency.Auditor{}, expert.Expert{}, expert.Tie{}, zone.Zone{}, zone.ZoneMember{},
	listing.Candidate{}, listing.CandidateRun{}, listing.Entry{}, listing.Plan{}, listing.PlanItem{}, listing.List{}, listing.Row{}, listing.Notice{},
	audit.Audit{}, audit.Disclosure{}, audit.Stage{}, audit.DossierSection{}, audit.DossierReason{}, audit.DossierCheck{}, audit.DossierText{}, audit.DossierSecret{}, audit.DossierRetired{}, audit.ReportSignature{}, audit.DossierComment{}, audit.DossierReturn{}, audit.SectionLock{}, audit.Present{}, audit.Option{}, indexsystem.IndexSystem{}, level.Rating{}, level.Misfit{}, level.Replay{}, level.ReplayChange{}, event.Event{}, petition.Petition{}, equivalence.Equivalence{}, keyunit.UnitList{}, keyunit.UnitLine{}, appraisal.Appraisal{}, appraisal.Member{}, statistic.Summary{},
}
