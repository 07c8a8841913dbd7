package demo

import (
	"slices"

	"qingshen/internal/account"
	"qingshen/internal/agency"
	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
	"qingshen/internal/deadline"
	"qingshen/internal/duplicate"
	"qingshen/internal/enterprise"
	"qingshen/internal/equivalence"
	"qingshen/internal/event"
	"qingshen/internal/expert"
	"qingshen/internal/file"
	"qingshen/internal/keyunit"
	"qingshen/internal/level"
	"qingshen/internal/listing"
	"qingshen/internal/message"
	"qingshen/internal/petition"
	"qingshen/internal/statistic"
	"qingshen/internal/store"
	"qingshen/internal/zone"
)

// sheaf collects rows until they are written together.
type sheaf struct {
	enterprises []*enterprise.Enterprise
	names       []*enterprise.FormerName
	sites       []*enterprise.Site
	attributes  []*enterprise.Attribute
	facts       []*enterprise.SiteFact
	agencies    []*agency.Agency
	auditors    []*agency.Auditor
	engagements []*agency.Engagement
	experts     []*expert.Expert
	ties        []*expert.Tie
	entries     []*listing.Entry
	plans       []*listing.Plan
	items       []*listing.PlanItem
	locks       []*listing.PlanLock
	lists       []*listing.List
	rows        []*listing.Row
	notices     []*listing.Notice
	series      [][]any
	audits      []*audit.Audit
	disclosures []*audit.Disclosure
	stages      []*audit.Stage
	sections    []*audit.DossierSection
	options     []*audit.Option
	ratings     []*level.Rating
	comments    []*audit.DossierComment
	returns     []*audit.DossierReturn
	events      []*event.Event
	petitions   []*petition.Petition
	equals      []*equivalence.Equivalence
	duplicates  []*duplicate.Duplicate
	merged      []*enterprise.Merged
	unitLists   []*keyunit.UnitList
	unitLines   []*keyunit.UnitLine
	appraisals  []*appraisal.Appraisal
	members     []*appraisal.Member
	files       []*file.File
	summaries   []*statistic.Summary
	zones       []*zone.Zone
	zoneSites   []*zone.ZoneMember
	accounts    []*account.Account
	claims      []*account.Claim
	recoveries  []*account.Recovery
	delegations []*account.Delegation
	deadlines   []*deadline.Deadline
	messages    []*message.Message
	journal     []*store.Journal
	filed       []store.Filed
}

// write writes all rows, each kind into its table.
func (s *sheaf) write(l *store.Load) error {
	for _, fill := range []func() error{
		func() error { return store.Fill(l, s.enterprises) },
		func() error { return store.Fill(l, s.names) },
		func() error { return store.Fill(l, s.sites) },
		func() error { return store.Fill(l, s.attributes) },
		func() error { return store.Fill(l, s.facts) },
		func() error { return store.Fill(l, s.agencies) },
		func() error { return store.Fill(l, s.auditors) },
		func() error { return store.Fill(l, s.engagements) },
		func() error { return store.Fill(l, s.experts) },
		func() error { return store.Fill(l, s.ties) },
		func() error { return store.Fill(l, s.entries) },
		func() error { return store.Fill(l, s.plans) },
		func() error { return store.Fill(l, s.items) },
		func() error { return store.Fill(l, s.locks) },
		func() error { return store.Fill(l, s.lists) },
		func() error { return store.Fill(l, s.rows) },
		func() error { return store.Fill(l, s.notices) },
		func() error {
			return l.Rows("notice_series", []string{"office_code", "year", "last"}, slices.Values(s.series))
		},
		func() error { return store.Fill(l, s.audits) },
		func() error { return store.Fill(l, s.disclosures) },
		func() error { return store.Fill(l, s.stages) },
		func() error { return store.Fill(l, s.sections) },
		func() error { return store.Fill(l, s.options) },
		func() error { return store.Fill(l, s.ratings) },
		func() error { return store.Fill(l, s.comments) },
		func() error { return store.Fill(l, s.returns) },
		func() error { return store.Fill(l, s.events) },
		func() error { return store.Fill(l, s.petitions) },
		func() error { return store.Fill(l, s.equals) },
		func() error { return store.Fill(l, s.duplicates) },
		func() error { return store.Fill(l, s.merged) },
		func() error { return store.Fill(l, s.unitLists) },
		func() error { return store.Fill(l, s.unitLines) },
		func() error { return store.Fill(l, s.appraisals) },
		func() error { return store.Fill(l, s.members) },
		func() error { return store.Fill(l, s.files) },
		func() error { return store.Fill(l, s.summaries) },
		func() error { return store.Fill(l, s.zones) },
		func() error { return store.Fill(l, s.zoneSites) },
		func() error { return store.Fill(l, s.accounts) },
		func() error { return store.Fill(l, s.claims) },
		func() error { return store.Fill(l, s.recoveries) },
		func() error { return store.Fill(l, s.delegations) },
		func() error { return store.Fill(l, s.deadlines) },
		func() error { return store.Fill(l, s.messages) },
		func() error { return store.Fill(l, s.journal) },
		func() error { return l.Index(slices.Values(s.filed)) },
	} {
		if err := fill(); err != nil {
			return err
		}
	}
	return nil
}
