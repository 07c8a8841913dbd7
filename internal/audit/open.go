package audit

import (
	"fmt"
	"strconv"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// eventPublished is the event of the law data that starts the clocks of disclosure, start and report (CPM 11, 12, 17).
const eventPublished = "list-published"

// OpenForList opens one audit for every row of a list on the day of its publication, with its disclosure in draft, its
// statutory clocks and a message to the enterprise. It gives the new audits' ids by row. Called by publication, inside
// its transaction; a site that still has a running round stops the whole publication.
func (s *Service) OpenForList(tx *store.Tx, publishedOn calendar.Date, rows []Opening) (map[string]string, error) {
	if err := oneRoundPerSite(tx, rows); err != nil {
		return nil, err
	}
	numbers := map[int]*numbering{}
	audits := make([]*Audit, 0, len(rows))
	ids := make(map[string]string, len(rows))
	for _, row := range rows {
		n, err := numbersOf(tx, numbers, row.Year)
		if err != nil {
			return nil, err
		}
		a := row.audit(tx, publishedOn, publishedOn, n.next(row.RegionCode))
		audits = append(audits, a)
		ids[row.RowID] = a.ID
	}
	return ids, begin(tx, audits, eventPublished, publishedOn, "audit-opened")
}

func (o Opening) audit(tx *store.Tx, openedOn, publishedOn calendar.Date, number string) *Audit {
	pin := tx.Law().Pin(openedOn)
	a := &Audit{
		CaseNo: number, EnterpriseID: o.EnterpriseID, SiteID: o.SiteID, EnterpriseName: o.EnterpriseName, SiteName: o.SiteName,
		CreditCode: o.CreditCode, RegionCode: o.RegionCode, CityCode: store.CityOf(o.RegionCode), Year: o.Year, ListID: o.ListID, RowID: o.RowID,
		Kind: KindMandatory, Reasons: o.Reasons, Basis: o.Basis, Facts: o.Facts, KeyIndustry: o.KeyIndustry, Track: o.Track,
		Regime: pin.Regime, LawVersion: pin.Version, LawHash: pin.Hash, State: States.First, Round: 1, OpenedOn: openedOn, PublishedOn: publishedOn,
		Demonstration: o.Demonstration, ModeEvidence: []Evidence{},
	}
	a.ID = store.NewID()
	if a.Facts == nil {
		a.Facts = map[string]any{}
	}
	if a.Track == "" {
		a.Track = TrackStrict
	}
	return a
}

// begin writes new audits with all that a round begins with.
func begin(tx *store.Tx, audits []*Audit, event string, on calendar.Date, tells string) error {
	if err := store.InsertAll(tx, "audit.open", audits); err != nil {
		return err
	}
	drafts := make([]*Disclosure, 0, len(audits))
	subjects := make([]store.Subject, 0, len(audits))
	for _, a := range audits {
		drafts = append(drafts, draftDisclosure(a))
		subjects = append(subjects, a.Subject())
	}
	if err := store.InsertAll(tx, "disclosure.open", drafts); err != nil {
		return err
	}
	if err := deadline.StartAll(tx, subjects, event, on, "disclose", "start-audit", "submit-report"); err != nil {
		return err
	}
	for i, a := range audits {
		if err := tx.Index(subjects[i], a.EnterpriseName, a.SiteName, a.CaseNo, a.CreditCode); err != nil {
			return err
		}
		if err := message.Tell(tx, tells, subjects[i], map[string]string{"on": on.Chinese(), "case": a.CaseNo}); err != nil {
			return err
		}
	}
	return nil
}

// oneRoundPerSite refuses rows whose site still has a running round, or that name a site twice.
func oneRoundPerSite(tx *store.Tx, rows []Opening) error {
	sites := make([]string, 0, len(rows))
	seen := map[string]bool{}
	var faults fault.List
	for i, row := range rows {
		if seen[row.SiteID] {
			faults.Add(fmt.Sprintf("rows[%d]", i), row.EnterpriseName+row.SiteName+"在名单中重复出现，一个厂区同一年度只列一次。")
		}
		seen[row.SiteID] = true
		sites = append(sites, row.SiteID)
	}
	busy, err := running(tx, sites)
	if err != nil {
		return err
	}
	for _, a := range busy {
		faults.Add("rows", fmt.Sprintf("%s%s还有一轮审核没有办结（%s，%s），办结或终止以后才能再次列入。", a.EnterpriseName, a.SiteName, a.CaseNo, StateLabels[a.State]))
	}
	return faults.Err("有企业不能立案，名单没有公布")
}

// numbering hands out the case numbers of a year, gap-free in each county.
type numbering struct {
	year int
	last map[string]int
}

func numbersOf(tx *store.Tx, known map[int]*numbering, year int) (*numbering, error) {
	if n := known[year]; n != nil {
		return n, nil
	}
	highest, err := lastNumbers(tx, year)
	if err != nil {
		return nil, err
	}
	n := &numbering{year: year, last: map[string]int{}}
	for region, number := range highest {
		n.last[region], _ = strconv.Atoi(number[strings.LastIndex(number, "-")+1:])
	}
	known[year] = n
	return n, nil
}

func (n *numbering) next(region string) string {
	n.last[region]++
	return caseNo(n.year, region, n.last[region])
}

// redo closes a round without result and opens the next one of the same site, linked to it (GUIDE 17). What the law
// lets run again begins on the day of the decision.
func redo(tx *store.Tx, a *Audit, verb, note string) error {
	numbers, err := numbersOf(tx, map[int]*numbering{}, a.Year)
	if err != nil {
		return err
	}
	next := Opening{
		RowID: a.RowID, ListID: a.ListID, Year: a.Year, EnterpriseID: a.EnterpriseID, SiteID: a.SiteID, EnterpriseName: a.EnterpriseName, SiteName: a.SiteName,
		CreditCode: a.CreditCode, RegionCode: a.RegionCode, KeyIndustry: a.KeyIndustry, Reasons: a.Reasons, Basis: a.Basis, Facts: a.Facts, Track: a.Track,
		Demonstration: a.Demonstration,
	}.audit(tx, tx.Today(), a.PublishedOn, numbers.next(a.RegionCode))
	next.Round, next.Supersedes = a.Round+1, a.ID
	a.SupersededBy = next.ID
	if err := flow.Move(tx, States, a, verb, note); err != nil {
		return err
	}
	if err := deadline.End(tx, a.Subject(), "已重新开展审核，由"+next.CaseNo+"接续", resultClock); err != nil {
		return err
	}
	return begin(tx, []*Audit{next}, eventRedo, tx.Today(), "audit-reopened")
}

// eventRedo is the event of the law data that starts the clocks of a round that must be done again.
const eventRedo = "redo-ordered"
