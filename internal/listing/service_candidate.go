package listing

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/candidate"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// Candidates lists candidates in the actor's place, the strongest first.
func (s *Service) Candidates(ctx context.Context, in CandidateQuery) (store.List[Candidate], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Candidate], error) {
		out, err := candidates(tx, in)
		for i := range out.Items {
			c := &out.Items[i]
			c.Actions = flow.Names(tx, CandidateStates, c)
			s.labelCandidate(tx.Law(), c)
		}
		return out, err
	})
}

// labelCandidate looks up what the law data said of the rules on the day of the finding.
func (s *Service) labelCandidate(law *statute.Law, c *Candidate) {
	c.RegionLabel = s.regionLabel(c.RegionCode)
	rules := map[string]statute.CandidateRule{}
	for _, r := range law.CandidateRules(c.FoundOn) {
		rules[r.ID] = r
	}
	for i := range c.Hits {
		h := &c.Hits[i]
		r := rules[h.Rule]
		h.Title, h.Cite, h.Confidence = r.Title, statute.Words(r.Cites), r.Confidence.Chinese()
	}
}

// Candidate gives one candidate with the verdict of today's register and what it would bring into the plan.
func (s *Service) Candidate(ctx context.Context, id string) (*Candidate, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Candidate, error) {
		c, err := store.Find[Candidate](tx, id, "该候选企业")
		if err != nil {
			return nil, err
		}
		return c, s.finishCandidate(tx, c)
	})
}

func (s *Service) finishCandidate(tx *store.Tx, c *Candidate) error {
	s.labelCandidate(tx.Law(), c)
	c.Actions = flow.Allowed(tx, CandidateStates, c)
	all, err := s.verdicts(tx, c.EnterpriseID, c.Year)
	for _, one := range all {
		if one.st.Site.ID == c.SiteID {
			c.Verdict = &one.verdict
		}
	}
	reasons, facts := c.found().Proposal()
	c.Proposal = &CandidateProposal{Reasons: reasons, Facts: facts}
	return err
}

// found is the stored finding as a verdict.
func (c *Candidate) found() candidate.Verdict { return candidate.Verdict{Hits: c.Hits} }

// verdicts judges the sites of an enterprise that was found in scope, as of today.
func (s *Service) verdicts(tx *store.Tx, enterpriseID string, year int) ([]found, error) {
	standings, err := s.enterprises.StandingsOf(tx, enterpriseID, factsFrom(year))
	if err != nil {
		return nil, err
	}
	return s.judgeSites(tx, s.finders(tx, year), standings)
}

// ActOnCandidate gives the act on a candidate that needs no more than a note: dismiss, reconsider, release.
func (s *Service) ActOnCandidate(do string) func(context.Context, string, NoteInput) (*Candidate, error) {
	return func(ctx context.Context, id string, in NoteInput) (*Candidate, error) {
		return store.In(ctx, s.db, func(tx *store.Tx) (*Candidate, error) {
			c, err := store.Take[Candidate](tx, id, "该候选企业")
			if err != nil {
				return nil, err
			}
			if err := moveCandidate(tx, c, do, in.Note); err != nil {
				return nil, err
			}
			return c, s.finishCandidate(tx, c)
		})
	}
}

// moveCandidate dismisses only with a reason, which the journal keeps.
func moveCandidate(tx *store.Tx, c *Candidate, do, note string) error {
	note = strings.TrimSpace(note)
	if do == "dismiss" {
		if err := (NoteInput{Note: note}).require("不列入的理由", "没有办理"); err != nil {
			return err
		}
		c.Note = note
	} else {
		c.Note = ""
	}
	if do == "release" {
		c.ItemID = ""
	}
	return flow.Move(tx, CandidateStates, c, do, note)
}

// TakeCandidate takes a candidate into the inventory and proposes it for the annual plan, in one decision.
func (s *Service) TakeCandidate(ctx context.Context, id string, in TakeInput) (*PlanItem, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*PlanItem, error) {
		c, err := store.Take[Candidate](tx, id, "该候选企业")
		if err != nil {
			return nil, err
		}
		i, err := s.take(tx, c, in)
		if err != nil {
			return nil, err
		}
		s.finish(tx, i)
		return i, nil
	})
}

func (s *Service) take(tx *store.Tx, c *Candidate, in TakeInput) (*PlanItem, error) {
	if !tx.Actor().Can(access.Propose) {
		return nil, fault.Forbidden("候选企业由县（市、区）分局提出列入年度计划，市生态环境局确认。")
	}
	s.labelCandidate(tx.Law(), c)
	if len(in.Reasons) == 0 {
		in.Reasons, in.Facts = c.found().Proposal()
		in.Facts = only(in.Facts, in.Reasons)
	}
	entry, err := s.ensureEntry(tx, c)
	if err != nil {
		return nil, err
	}
	i, err := s.propose(tx, NewPlanItem{Year: c.Year, EntryID: entry.ID, Reasons: in.Reasons, Facts: in.Facts, Justification: in.Justification})
	if err != nil {
		return nil, err
	}
	c.ItemID, c.Note = i.ID, ""
	return i, flow.Move(tx, CandidateStates, c, "take", "带入"+count(c.Year)+"年度计划。")
}

// only keeps the facts that the forms of these reasons ask for.
func only(facts map[string]string, reasons []string) map[string]string {
	out := map[string]string{}
	for _, reason := range reasons {
		for _, field := range factFields[reason] {
			if value := facts[field.ID]; value != "" {
				out[field.ID] = value
			}
		}
	}
	return out
}

// ensureEntry gives the inventory entry of a candidate's site, and brings the site into the inventory where it is not.
func (s *Service) ensureEntry(tx *store.Tx, c *Candidate) (*Entry, error) {
	have, err := liveEntry(tx, c.SiteID)
	if err != nil || have != nil {
		return have, err
	}
	st, err := s.standing(tx, c.SiteID, tx.Today())
	if err != nil {
		return nil, err
	}
	if err := s.addable(tx, st); err != nil {
		return nil, err
	}
	e := &Entry{EnterpriseID: c.EnterpriseID, SiteID: c.SiteID, EnterpriseName: st.enterprise.Name, SiteName: st.site.Name, RegionCode: st.site.RegionCode,
		CityCode: store.CityOf(st.site.RegionCode), KeyIndustry: st.enterprise.KeyIndustry, State: EntryStates.First, Reason: c.entryReason(), FromOn: tx.Today()}
	return e, tx.Insert("inventory_entry.propose", e)
}

// TakeCandidates takes several candidates with what was found of each, with a result for each.
func (s *Service) TakeCandidates(ctx context.Context, in CandidateIDs) (RowResults, error) {
	return s.onCandidates(ctx, in.IDs, func(tx *store.Tx, c *Candidate) error {
		_, err := s.take(tx, c, TakeInput{})
		return err
	})
}

// DismissCandidates dismisses several candidates for one reason.
func (s *Service) DismissCandidates(ctx context.Context, in CandidateIDs) (RowResults, error) {
	if err := (NoteInput{Note: in.Note}).require("不列入的理由", "没有办理"); err != nil {
		return RowResults{}, err
	}
	return s.onCandidates(ctx, in.IDs, func(tx *store.Tx, c *Candidate) error { return moveCandidate(tx, c, "dismiss", in.Note) })
}

// onCandidates does one act on several candidates, each in a transaction of its own: one that may not be taken does not
// keep the others back, and leaves nothing half done.
func (s *Service) onCandidates(ctx context.Context, ids []string, act func(*store.Tx, *Candidate) error) (RowResults, error) {
	out := RowResults{Items: []RowResult{}}
	for _, id := range ids {
		title := ""
		err := store.Do(ctx, s.db, func(tx *store.Tx) error {
			c, err := store.Find[Candidate](tx, id, "该候选企业")
			if err != nil {
				return err
			}
			title = c.Subject().Title
			return act(tx, c)
		})
		if err := out.add(id, title, err); err != nil {
			return out, err
		}
	}
	return out, nil
}

// CandidateOverview is what the page of candidates shows above its list.
type CandidateOverview struct {
	Year    int             `json:"year"`
	Runs    []CandidateRun  `json:"runs" nullable:"false" doc:"最近几次查找"`
	Rules   []CandidateRule `json:"rules" nullable:"false" doc:"当日有效的规则，强者在前"`
	Today   calendar.Date   `json:"today"`
	Regime  string          `json:"regime" doc:"当日适用的法律时期"`
	MayFind bool            `json:"may_find" doc:"能否为该年度查找"`
	Found   int             `json:"found" doc:"本辖区的候选数"`
	Missed  int             `json:"missed" doc:"本辖区的上年遗漏数"`
	Open    int             `json:"open" doc:"本辖区待处理的候选数"`
}

// CandidateRule is one rule of the finder in words.
type CandidateRule struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	Text       string `json:"text" doc:"什么情况命中"`
	Cite       string `json:"cite" doc:"依据条款"`
	Confidence string `json:"confidence" doc:"依据的核对情况"`
	Note       string `json:"note" doc:"待确认的内容"`
	Duty       bool   `json:"duty" doc:"是否法定应列"`
}

// CandidateYear asks for a year.
type CandidateYear struct {
	Year int `query:"year" doc:"计划年度，不填为下一年度（1月至8月为本年度）"`
}

// planYear is the year for which plans are being made on a day: from September on the next one.
func planYear(today calendar.Date) int {
	if today.Month() >= 9 {
		return today.Year() + 1
	}
	return today.Year()
}

// CandidateOverview gives the rules of the day and the last runs over the actor's place.
func (s *Service) CandidateOverview(ctx context.Context, in CandidateYear) (CandidateOverview, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (CandidateOverview, error) {
		if in.Year == 0 {
			in.Year = planYear(tx.Today())
		}
		out := CandidateOverview{Year: in.Year, Today: tx.Today(), Regime: tx.Law().Pin(tx.Today()).Regime, Rules: []CandidateRule{}}
		out.MayFind = tx.Actor().Can(access.FindCandidate) && CandidateOrder(in).check(tx.Today()) == nil
		for _, r := range tx.Law().CandidateRules(tx.Today()) {
			out.Rules = append(out.Rules, CandidateRule{ID: r.ID, Title: r.Title, Text: r.Text, Cite: statute.Words(r.Cites), Confidence: r.Confidence.Chinese(), Note: r.Note, Duty: r.Duty})
		}
		for n, q := range map[*int]CandidateQuery{&out.Found: {}, &out.Missed: {Missed: true, State: CandidateOpen}, &out.Open: {State: CandidateOpen}} {
			q.Year = in.Year
			var err error
			if *n, _, err = store.Count(tx.Context(), filteredCandidates(tx, (*Candidate)(nil), q)); err != nil {
				return out, err
			}
		}
		runs, err := lastRuns(tx, in.Year, 5)
		for i := range runs {
			runs[i].RegionLabel = s.regionLabel(runs[i].RegionCode)
		}
		out.Runs = runs
		return out, err
	})
}

// Candidacy is why the sites of an enterprise are candidates, or why not.
type Candidacy struct {
	EnterpriseID   string          `json:"enterprise_id"`
	EnterpriseName string          `json:"enterprise_name"`
	RegionLabel    string          `json:"region_label"`
	Year           int             `json:"year"`
	On             calendar.Date   `json:"on" doc:"按哪一天的登记和法律判定"`
	Sites          []SiteCandidacy `json:"sites" nullable:"false"`
}

// SiteCandidacy is the verdict on one site.
type SiteCandidacy struct {
	SiteID    string            `json:"site_id"`
	SiteName  string            `json:"site_name"`
	Candidate bool              `json:"candidate" doc:"是否候选"`
	Missed    string            `json:"missed,omitempty" doc:"上年遗漏的说明"`
	Link      string            `json:"link,omitempty" doc:"候选的页面"`
	Facts     int               `json:"facts" doc:"登记的年度事实数"`
	Verdict   candidate.Verdict `json:"verdict"`
}

// CandidacyQuery asks about one enterprise.
type CandidacyQuery struct {
	ID   string `path:"id" maxLength:"64"`
	Year int    `query:"year" doc:"计划年度，不填为下一年度（1月至8月为本年度）"`
}

// Candidacy judges the sites of any enterprise in the actor's place, and says what each rule found.
func (s *Service) Candidacy(ctx context.Context, in CandidacyQuery) (Candidacy, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (Candidacy, error) {
		if in.Year == 0 {
			in.Year = planYear(tx.Today())
		}
		e, err := s.enterprises.Find(tx, in.ID)
		if err != nil {
			return Candidacy{}, err
		}
		all, err := s.verdicts(tx, e.ID, in.Year)
		if err != nil {
			return Candidacy{}, err
		}
		return s.candidacy(tx, e, in.Year, all)
	})
}

func (s *Service) candidacy(tx *store.Tx, e *enterprise.Enterprise, year int, all []found) (Candidacy, error) {
	out := Candidacy{EnterpriseID: e.ID, EnterpriseName: e.Name, RegionLabel: s.regionLabel(e.RegionCode), Year: year, On: tx.Today(), Sites: []SiteCandidacy{}}
	ids := make([]string, len(all))
	for i, one := range all {
		ids[i] = one.st.Site.ID
	}
	have, err := candidatesOf(tx, year, ids)
	for _, one := range all {
		site := SiteCandidacy{SiteID: one.st.Site.ID, SiteName: one.st.Site.Name, Candidate: one.verdict.Candidate(), Missed: one.missed, Facts: len(one.st.Facts), Verdict: one.verdict}
		if c := have[site.SiteID]; c != nil {
			site.Link = "/candidates/" + c.ID
		}
		out.Sites = append(out.Sites, site)
	}
	return out, err
}
