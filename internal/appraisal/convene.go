package appraisal

import (
	"context"
	"slices"
	"strings"

	"qingshen/internal/audit"
	"qingshen/internal/expert"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// PanelCandidate is an expert of the pool as the dialog of the panel shows him.
type PanelCandidate struct {
	DrawCandidate
	Title  string `json:"title"`
	City   string `json:"city_code"`
	Burden int    `json:"burden" doc:"正在参加、尚未提交打分的评审数"`
}

// PanelCandidates is the answer of the candidates of a panel.
type PanelCandidates struct {
	Items []PanelCandidate `json:"items" nullable:"false"`
}

// Candidates gives the experts who may be appointed, and those who must recuse themselves with the reasons.
func (s *Service) Candidates(ctx context.Context, id string, province bool) (PanelCandidates, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (PanelCandidates, error) {
		out := PanelCandidates{Items: []PanelCandidate{}}
		a, err := store.Find[Appraisal](tx, id, what)
		if err != nil {
			return out, err
		}
		found, _, err := s.candidates(tx, a, province)
		if err != nil {
			return out, err
		}
		ids := make([]string, len(found))
		for i, c := range found {
			ids[i] = c.ID
		}
		burden, err := panelRounds(tx, ids)
		for _, c := range found {
			out.Items = append(out.Items, PanelCandidate{DrawCandidate: candidateOf(c), Title: c.Title, City: c.CityCode, Burden: burden[c.ID]})
		}
		return out, err
	})
}

func (s *Service) candidates(tx *store.Tx, a *Appraisal, province bool) ([]expert.Candidate, *audit.Audit, error) {
	round, err := s.audits.Find(tx, a.AuditID)
	if err != nil {
		return nil, nil, err
	}
	parties, err := s.partiesOf(tx, round)
	if err != nil {
		return nil, nil, err
	}
	found, err := s.experts.Candidates(tx, a.CityCode, province, parties, tx.Today())
	return hired(found, round), round, err
}

// partiesOf names those towards whom a panel must be impartial: the enterprise under every name that it bears or bore,
// as listed and as registered, and its agency.
func (s *Service) partiesOf(tx *store.Tx, round *audit.Audit) (expert.Parties, error) {
	p := expert.Parties{
		EnterpriseID: round.EnterpriseID, EnterpriseNames: []string{round.EnterpriseName}, AgencyID: round.AgencyID, AgencyName: round.AgencyName,
		Since: round.PublishedOn,
	}
	all, err := s.enterprises.AllNames(tx, round.EnterpriseID)
	for _, name := range all {
		if !slices.Contains(p.EnterpriseNames, name) {
			p.EnterpriseNames = append(p.EnterpriseNames, name)
		}
	}
	if err != nil {
		return p, err
	}
	engaged, err := s.audits.Agencies(tx, round)
	for _, e := range engaged {
		if e.AgencyID != round.AgencyID {
			p.FormerAgencies = append(p.FormerAgencies, expert.Party{ID: e.AgencyID, Name: e.AgencyName})
		}
	}
	return p, err
}

// hired adds a reason for those whom the enterprise itself has engaged for this round (mode: external experts, CPM 15).
func hired(found []expert.Candidate, round *audit.Audit) []expert.Candidate {
	if round.Mode != audit.ModeExpert {
		return found
	}
	for i := range found {
		name := found[i].Name
		if slices.ContainsFunc(round.ModeEvidence, func(e audit.Evidence) bool { return name != "" && strings.Contains(e.Text, name) }) {
			found[i].Conflicts = append(found[i].Conflicts, "企业报送的组织方式证明材料表明，其受聘参与了本轮审核")
		}
	}
	return found
}

// Draw draws a panel at random (随机抽取) from those who need not recuse themselves. Every draw stays in the journal
// with seed and candidates; appointing the panel is a second act.
func (s *Service) Draw(ctx context.Context, id string, in DrawInput) (*AppraisalDetail, error) {
	return s.act(ctx, id, func(tx *store.Tx, a *Appraisal) error {
		found, round, err := s.candidates(tx, a, in.Province)
		if err != nil {
			return err
		}
		rule, minimum, err := panelRule(tx, a, round)
		if err != nil {
			return err
		}
		d := newDraw()
		d.Seed, d.Size, d.Province, d.Industry, d.Count = newSeed(), in.Size, in.Province, round.KeyIndustry, a.Draw.Count+1
		d.Fields = append(d.Fields, rule.Fields...)
		if d.Size == 0 {
			d.Size = rule.Default
		}
		if d.Size < minimum || (rule.Odd && d.Size%2 == 0) {
			return checkPanel(rule, minimum, areaWords(tx), PanelInput{ExpertIDs: make([]string, d.Size)}, nil)[:1].Err("没有抽取")
		}
		for _, c := range found {
			if len(c.Conflicts) > 0 {
				d.Excluded = append(d.Excluded, candidateOf(c))
			} else {
				d.Candidates = append(d.Candidates, candidateOf(c))
			}
		}
		if err := d.Run(areaWords(tx)); err != nil {
			return err
		}
		a.Draw = d
		if err := flow.Move(tx, States, a, "draw", "种子"+d.Seed); err != nil {
			return err
		}
		return tx.Note("appraisal.keep-draw", keptApart(a), d.words())
	})
}

// areaWords gives the Chinese names of the areas that a panel must cover.
func areaWords(tx *store.Tx) func(string) string {
	return func(area string) string { return tx.Law().Word("field", area) }
}

// keptApart is the appraisal outside of the case history, which the enterprise reads: who might have been drawn is
// nobody's business but the departments'.
func keptApart(a *Appraisal) store.Subject {
	s := a.Subject()
	s.CaseID = ""
	return s
}

// SetPanel appoints the panel and calls the meeting (组建专家组). Who must recuse himself is refused with the reason.
// On an appointed panel it replaces members; who has handed in marks stays.
func (s *Service) SetPanel(ctx context.Context, id string, in PanelInput) (*AppraisalDetail, error) {
	return s.act(ctx, id, func(tx *store.Tx, a *Appraisal) error {
		round, err := s.audits.Find(tx, a.AuditID)
		if err != nil {
			return err
		}
		rule, minimum, err := panelRule(tx, a, round)
		if err != nil {
			return err
		}
		parties, err := s.partiesOf(tx, round)
		if err != nil {
			return err
		}
		found, err := s.experts.Appointable(tx, in.ExpertIDs, parties, tx.Today())
		if err != nil {
			return err
		}
		found = hired(found, round)
		faults := checkPanel(rule, minimum, areaWords(tx), in, found)
		if in.MeetingOn.Valid() && in.MeetingOn < a.DocketedOn {
			faults.Add("meeting_on", "评审日期不能早于受理日期"+a.DocketedOn.Chinese()+"。")
		}
		before, err := members(tx, a.ID)
		if err != nil {
			return err
		}
		faults = append(faults, checkChange(before, in)...)
		if err := faults.Err("专家组没有保存"); err != nil {
			return err
		}
		a.Method, a.MeetingOn, a.MeetingPlace, a.Drawn = in.Method, in.MeetingOn, in.MeetingPlace, sameSet(in.ExpertIDs, a.Draw.Drawn)
		a.PanelSize = len(in.ExpertIDs)
		if err := flow.Move(tx, States, a, "set-panel", ""); err != nil {
			return err
		}
		if err := appoint(tx, a, before, in, found); err != nil {
			return err
		}
		return finish(tx, a)
	})
}

// checkChange keeps who has handed in marks on the panel, and who has left it off.
func checkChange(before []*Member, in PanelInput) fault.List {
	var faults fault.List
	for _, m := range before {
		chosen := slices.Contains(in.ExpertIDs, m.ExpertID)
		switch {
		case m.State == Submitted && !chosen:
			faults.Add("expert_ids", m.ExpertName+"已经提交打分，不能调整出专家组。")
		case m.State == Recused && chosen:
			faults.Add("expert_ids", m.ExpertName+"已经回避，不能再次进入本专家组。")
		}
	}
	return faults
}

func sameSet(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(id string) bool { return !slices.Contains(b, id) })
}

// appoint brings the rows of the panel in line with the appointment and invites the new members.
func appoint(tx *store.Tx, a *Appraisal, before []*Member, in PanelInput, found []expert.Candidate) error {
	for _, m := range before {
		if err := adjust(tx, m, in); err != nil {
			return err
		}
	}
	for _, c := range found {
		i := slices.IndexFunc(before, func(m *Member) bool { return m.ExpertID == c.ID })
		if i >= 0 {
			continue
		}
		m := &Member{
			AppraisalID: a.ID, AuditID: a.AuditID, ExpertID: c.ID, ExpertName: c.Name, Employer: c.Employer, Title: c.Title, Fields: candidateOf(c).Fields,
			Chair: c.ID == in.ChairID, State: Invited, Marks: map[string]string{}, Vetoes: map[string]string{},
		}
		if err := tx.Insert("panel_member.invite", m); err != nil {
			return err
		}
		if err := invite(tx, a, m); err != nil {
			return err
		}
	}
	return nil
}

// adjust replaces, brings back or makes chair a member who was on the panel before.
func adjust(tx *store.Tx, m *Member, in PanelInput) error {
	chosen, chair := slices.Contains(in.ExpertIDs, m.ExpertID), m.ExpertID == in.ChairID
	switch {
	case !chosen && (m.State == Invited || m.State == Joined):
		m.RecusedReason, m.Chair = "组织部门调整专家组", false
		return flow.Move(tx, MemberStates, m, "replace", "")
	case chosen && m.State == Replaced:
		m.RecusedReason, m.Chair = "", chair
		return flow.Move(tx, MemberStates, m, "recall", "")
	case chosen && m.Chair != chair:
		m.Chair = chair
		return tx.Save("panel_member.set-chair", m)
	}
	return nil
}

func invite(tx *store.Tx, a *Appraisal, m *Member) error {
	s, place := m.Subject(), ""
	if a.MeetingPlace != "" {
		place = "地点：" + a.MeetingPlace + "。"
	}
	s.Title, s.RegionCode = a.Subject().Title, a.RegionCode
	return message.Tell(tx, "panel-invited", s, map[string]string{
		"method": MethodLabels[a.Method], "on": a.MeetingOn.Chinese(), "place": place,
	})
}
