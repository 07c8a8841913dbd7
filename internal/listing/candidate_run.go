package listing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/candidate"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/job"
	"qingshen/internal/store"
)

// JobCandidates is the kind of the job that runs the finder.
const JobCandidates = "find-candidates"

// sitesPerStep is how many sites are read, judged and written together.
const sitesPerStep = 500

// FindCandidates enqueues a run of the finder over the actor's place for the plan of a year.
func (s *Service) FindCandidates(ctx context.Context, in CandidateOrder) (*job.Job, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*job.Job, error) {
		if err := in.check(tx.Today()); err != nil {
			return nil, err
		}
		return job.Enqueue(tx, JobCandidates, "", in)
	})
}

// finders are the finder of the plan's year and that of last year's plan as it stood on the day when it was due.
type finders struct {
	now, last *candidate.Finder
	year      int
	lastDay   calendar.Date
}

func (s *Service) finders(tx *store.Tx, year int) finders {
	law := tx.Law()
	f := finders{year: year, now: candidate.New(law, s.ref, tx.Today(), year)}
	f.lastDay = calendar.Of(year-1, 1, 31)
	if due, ok := law.Deadline(RulePlan, f.lastDay, law.Province()); ok && calendar.Date(fmt.Sprintf("%d-%s", year-1, due.Yearly)).Valid() {
		f.lastDay = calendar.Date(fmt.Sprintf("%d-%s", year-1, due.Yearly))
	}
	f.last = candidate.New(law, s.ref, f.lastDay, year-1)
	return f
}

// factsFrom is the first year whose facts may still count for this or for last year's plan.
func factsFrom(year int) int { return year - 4 }

// RunCandidates judges every site of the place, a page at a time. It may be killed at any moment and run again: a page
// that was written is found as it should be.
func (s *Service) RunCandidates(ctx context.Context, run *job.Run) error {
	var in CandidateOrder
	if err := run.Decode(&in); err != nil {
		return err
	}
	total, err := store.Read(ctx, s.db, s.enterprises.CountSites)
	if err != nil {
		return err
	}
	f, err := store.Read(ctx, s.db, func(tx *store.Tx) (finders, error) { return s.finders(tx, in.Year), nil })
	if err != nil {
		return err
	}
	tally := &CandidateRun{Year: in.Year, RegionCode: placeCode(run.Actor), CityCode: store.CityOf(placeCode(run.Actor)), ByRule: map[string]int{}, ByRegion: map[string]int{}, DoneBy: run.Actor.Name}
	pages := s.pages(ctx, f)
	defer pages.stop()
	for page := range pages.out {
		if page.err != nil {
			return page.err
		}
		if err := s.keepFound(ctx, f, page.found); err != nil {
			return err
		}
		tally.add(page)
		if err := run.Step(ctx, int64(tally.Sites), int64(max(total, tally.Sites)), fmt.Sprintf("已比对 %d 个厂区，候选 %d 个", tally.Sites, tally.Found)); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err = store.Do(ctx, s.db, func(tx *store.Tx) error {
		tally.FoundOn, tally.Regime = tx.Today(), tx.Law().Pin(tx.Today()).Regime
		if err := tx.Insert("candidate_run.finish", tally); err != nil {
			return err
		}
		return run.Keep(tx, tally)
	})
	if err != nil {
		return err
	}
	return run.Finish(ctx, tally)
}

// placeCode is the six-digit code of the place of an actor.
func placeCode(a access.Actor) string { return (a.Place.Region + "000000")[:6] }

// found is what the finder makes of one site.
type found struct {
	st      enterprise.Standing
	verdict candidate.Verdict
	missed  string
	planned bool
}

type page struct {
	found []found
	err   error
}

func (r *CandidateRun) add(p page) {
	for _, one := range p.found {
		r.Sites++
		if !one.verdict.Candidate() {
			continue
		}
		r.Found++
		r.ByRegion[one.st.Site.RegionCode]++
		for _, rule := range one.verdict.Rules() {
			r.ByRule[rule]++
		}
		if one.missed != "" {
			r.Missed++
		}
	}
}

// walk hands over pages that are read and judged while the one before is written.
type walk struct {
	out  chan page
	done chan struct{}
}

func (r *walk) stop() { close(r.done) }

func (s *Service) pages(ctx context.Context, f finders) *walk {
	r := &walk{out: make(chan page, 2), done: make(chan struct{})}
	go func() {
		defer close(r.out)
		for after := ""; ; {
			some, err := store.Read(ctx, s.db, func(tx *store.Tx) ([]found, error) { return s.judgeNext(tx, f, after) })
			if len(some) == 0 && err == nil {
				return
			}
			select {
			case r.out <- page{some, err}:
			case <-r.done:
				return
			}
			if err != nil {
				return
			}
			after = some[len(some)-1].st.Site.ID
		}
	}()
	return r
}

func (s *Service) judgeNext(tx *store.Tx, f finders, after string) ([]found, error) {
	standings, err := s.enterprises.NextStandings(tx, after, sitesPerStep, factsFrom(f.year))
	if err != nil {
		return nil, err
	}
	return s.judgeSites(tx, f, standings)
}

// judgeSites judges sites for this year's plan, and for last year's to see who was missed.
func (s *Service) judgeSites(tx *store.Tx, f finders, standings []enterprise.Standing) ([]found, error) {
	ids := make([]string, len(standings))
	for i, st := range standings {
		ids[i] = st.Site.ID
	}
	planned, err := plannedIn(tx, ids, f.year-1, f.year)
	if err != nil {
		return nil, err
	}
	rounds := map[string][]candidate.Round{}
	if s.Rounds != nil {
		if rounds, err = s.Rounds(tx, ids); err != nil {
			return nil, err
		}
	}
	out := make([]found, 0, len(standings))
	for _, st := range standings {
		site := s.siteOf(st, tx.Today(), rounds[st.Site.ID])
		site.Planned = planned.now[st.Site.ID]
		one := found{st: st, verdict: f.now.Judge(site), planned: site.Planned != ""}
		if one.verdict.Candidate() {
			before := s.siteOf(st, f.lastDay, rounds[st.Site.ID])
			one.missed = f.missed(f.last.Judge(before), planned.last[st.Site.ID])
		}
		out = append(out, one)
	}
	return out, nil
}

// missed says that a site had to be on last year's list and was not, "" if it was or had not to be.
func (f finders) missed(v candidate.Verdict, planned string) string {
	if !v.Duty() || planned != "" {
		return ""
	}
	for _, h := range v.Hits {
		if h.Duty && !h.Carried {
			return fmt.Sprintf("%d年度计划报送时（%s）已经符合“%s”：%s 该年度没有列入计划，也没有公布。", f.year-1, f.lastDay.Chinese(), h.Title, h.Fact)
		}
	}
	return ""
}

// siteOf gives a site of the register as the finder reads it, as of a day.
func (s *Service) siteOf(st enterprise.Standing, on calendar.Date, rounds []candidate.Round) *candidate.Site {
	out := &candidate.Site{Region: st.Site.RegionCode, RegionLabel: s.regionLabel(st.Site.RegionCode), KeyIndustry: st.Enterprise.KeyIndustry, KeyProcess: st.Enterprise.KeyProcess,
		ConvertedFrom: st.Site.ConvertedFrom, ConvertedOn: st.Site.ConvertedOn,
		Closed: st.Closed(), Rounds: rounds}
	for _, code := range []string{st.Site.IndustryCode, st.Enterprise.IndustryCode} {
		if code != "" && (len(out.Industries) == 0 || out.Industries[0] != code) {
			out.Industries = append(out.Industries, code)
		}
	}
	for _, fact := range st.Facts {
		out.Facts = append(out.Facts, fact.Fact())
	}
	for _, a := range st.Held(on) {
		label, _ := a.Kind.Facts()
		out.Held = append(out.Held, candidate.Held{Kind: string(a.Kind), Label: label.Label, Detail: a.Detail, Evidence: a.Evidence, On: a.FromOn})
	}
	return out
}

// keepFound writes what was found of a page: new candidates, changed ones, and those that are none any more.
func (s *Service) keepFound(ctx context.Context, f finders, all []found) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error { return s.keepAll(tx, f, all) })
}

func (s *Service) keepAll(tx *store.Tx, f finders, all []found) error {
	ids := make([]string, len(all))
	for i, one := range all {
		ids[i] = one.st.Site.ID
	}
	have, err := candidatesOf(tx, f.year, ids)
	if err != nil {
		return err
	}
	var fresh, changed, gone []*Candidate
	for _, one := range all {
		c := have[one.st.Site.ID]
		switch is := one.verdict.Candidate(); {
		case c == nil && is:
			fresh = append(fresh, one.record(f.year, tx.Today()))
		case c == nil:
		case is:
			if one.refresh(tx, c) {
				changed = append(changed, c)
			}
		case one.planned && c.State == CandidateOpen:
			// Proposed past the candidate: what was found stands as taken.
			c.State = CandidateTaken
			changed = append(changed, c)
		case c.State == CandidateOpen:
			gone = append(gone, c)
		}
	}
	if err := writeCandidates(tx, fresh, changed, gone); err != nil {
		return err
	}
	for _, one := range all {
		if c := have[one.st.Site.ID]; c != nil && c.State == CandidateTaken && !one.planned && one.verdict.Candidate() {
			c.ItemID = ""
			if err := flow.Move(tx, CandidateStates, c, "release", "计划项目已撤回，仍然命中规则。"); err != nil && !fault.Is(err, fault.KindConflict) {
				return err
			}
		}
	}
	return nil
}

// record gives the candidate that was found.
func (one found) record(year int, on calendar.Date) *Candidate {
	c := &Candidate{Year: year, EnterpriseID: one.st.Enterprise.ID, SiteID: one.st.Site.ID, State: CandidateStates.First}
	one.write(c, on)
	return c
}

// write puts what was found into a candidate. What the law data say of a rule is looked up when it is read.
func (one found) write(c *Candidate, on calendar.Date) {
	st := one.st
	c.EnterpriseName, c.SiteName, c.CreditCode, c.KeyIndustry = st.Enterprise.Name, st.Site.Name, st.Enterprise.CreditCode, st.Enterprise.KeyIndustry
	c.RegionCode, c.CityCode = st.Site.RegionCode, st.Site.CityCode
	c.Rules, c.Strength, c.Carried, c.FoundOn = one.verdict.Rules(), one.verdict.Strength(), len(one.verdict.Bars) > 0, on
	c.Missed, c.MissedWhy = one.missed != "", one.missed
	c.Hits = make([]candidate.Finding, len(one.verdict.Hits))
	for i, h := range one.verdict.Hits {
		h.Title, h.Cite, h.Confidence = "", "", ""
		c.Hits[i] = h
	}
	c.Fingerprint = fingerprint(c)
}

// refresh brings a stored candidate up to date and tells whether anything has changed. A dismissal stands only as long as
// the facts on which it was made.
func (one found) refresh(tx *store.Tx, c *Candidate) bool {
	before := *c
	one.write(c, tx.Today())
	if c.Fingerprint == before.Fingerprint && c.EnterpriseName == before.EnterpriseName && c.SiteName == before.SiteName && c.RegionCode == before.RegionCode {
		*c = before
		return false
	}
	if c.State == CandidateDismissed && c.Fingerprint != before.Fingerprint {
		c.State, c.Note = CandidateOpen, "原不列入的理由："+before.Note+"。其后事实有变化，重新列为候选。"
	}
	return true
}

// fingerprint tells two findings apart by rules and facts. Days that merely pass (how long something is overdue) are left out.
func fingerprint(c *Candidate) string {
	type key struct{ Rule, Fact string }
	keys := make([]key, len(c.Hits))
	for i, h := range c.Hits {
		keys[i] = key{h.Rule, h.Fact}
	}
	raw, err := json.Marshal(struct {
		Keys    []key
		Missed  string
		Carried bool
	}{keys, c.MissedWhy, c.Carried})
	if err != nil {
		return "" // texts always encode
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:12])
}
