package profile

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/listing"
	"qingshen/internal/store"
)

// Rounds gives the rounds of an enterprise with all their steps.
func (s *Service) Rounds(ctx context.Context, id string) (*ProfileRounds, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*ProfileRounds, error) {
		e, err := s.enterprises.Find(tx, id)
		if err != nil {
			return nil, err
		}
		id = e.ID // a merged registration leads to the one that was kept
		out := &ProfileRounds{Items: []ProfileRound{}}
		if !tx.Actor().Can(access.ViewAudit) {
			out.Note = noRight
			return out, nil
		}
		rows, err := of[audit.Audit](tx, id, "?TableAlias.year DESC, ?TableAlias.id DESC")
		if err != nil {
			return nil, err
		}
		beside, err := besides(tx, id, rows)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			out.Items = append(out.Items, beside.round(tx, &rows[i]))
		}
		return out, nil
	})
}

// papers are what stands beside the rounds, by audit.
type papers struct {
	lists       map[string]listing.List
	rows        map[string]listing.Row
	notices     map[string]listing.Notice
	disclosures map[string]audit.Disclosure
	appraisals  map[string][]appraisal.Appraisal
}

func besides(tx *store.Tx, id string, rounds []audit.Audit) (*papers, error) {
	p := &papers{rows: map[string]listing.Row{}, notices: map[string]listing.Notice{}, disclosures: map[string]audit.Disclosure{}, appraisals: map[string][]appraisal.Appraisal{}}
	ids := []string{}
	for _, a := range rounds {
		ids = append(ids, a.ListID)
	}
	var err error
	if p.lists, err = listsOf(tx, ids); err != nil {
		return nil, err
	}
	if tx.Actor().Can(access.ViewListing) {
		rows, err := of[listing.Row](tx, id, latest)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			p.rows[r.AuditID] = r
		}
		notices, err := of[listing.Notice](tx, id, latest)
		if err != nil {
			return nil, err
		}
		for _, n := range notices {
			p.notices[n.AuditID] = n
		}
	}
	published, err := of[audit.Disclosure](tx, id, latest)
	if err != nil {
		return nil, err
	}
	for _, d := range published {
		p.disclosures[d.AuditID] = d
	}
	if !tx.Actor().Can(access.ViewAppraisal) {
		return p, nil
	}
	applied, err := appraisalsOf(tx, id)
	for _, a := range applied {
		p.appraisals[a.AuditID] = append(p.appraisals[a.AuditID], a)
	}
	return p, err
}

func (p *papers) round(tx *store.Tx, a *audit.Audit) ProfileRound {
	out := ProfileRound{ID: a.ID, Year: a.Year, CaseNo: a.CaseNo, SiteName: a.SiteName, NameThen: a.EnterpriseName, State: a.State, Track: a.Track, Mode: a.Mode, Agency: a.AgencyName,
		Round: a.Round, Link: "/audits/" + a.ID, Steps: []ProfileStep{}, Withdrawn: p.rows[a.ID].WithdrawnBy != ""}
	reasons := []string{}
	for _, id := range a.Reasons {
		if r, ok := tx.Law().Reason(id, a.OpenedOn); ok {
			reasons = append(reasons, r.Short)
		}
	}
	out.Reasons = strings.Join(reasons, "、")
	add := func(title string, on calendar.Date, detail, link string) {
		out.Steps = append(out.Steps, ProfileStep{Title: title, On: on, Detail: detail, Link: link})
	}
	if l, ok := p.lists[a.ListID]; ok {
		add("列入名单", a.PublishedOn, l.Title+"　"+l.DocumentNo, "/annual-lists/"+l.ID)
	}
	if n, ok := p.notices[a.ID]; ok {
		on, detail := n.ServedOn, n.DocumentNo+"　"+listing.NoticeStates.Label(n.State)
		if n.ReceivedOn != "" {
			on, detail = n.ReceivedOn, detail+"（"+n.ReceivedBy+"）"
		}
		add("告知书", on, detail, "/notices/"+n.ID)
	}
	if d, ok := p.disclosures[a.ID]; ok {
		add("信息公开", d.PublishedOn, audit.Disclosures.Label(d.State), "/audits/"+a.ID+"/disclosure")
	}
	add("启动审核", a.StartedOn, audit.ModeLabels[a.Mode], out.Link)
	add("提交报告", a.ReportedOn, "", out.Link)
	for _, x := range p.appraisals[a.ID] {
		detail := appraisal.States.Label(x.State)
		if x.Outcome != "" {
			detail = appraisal.OutcomeLabels[x.Outcome] + "　得分" + x.Score
		}
		on := x.ConcludedOn
		if on == "" {
			on = x.AppliedOn
		}
		add(appraisal.KindLabels[x.Kind], on, detail, "/appraisals/"+x.ID)
	}
	add("结果公布", a.ResultPublishedOn, "", out.Link)
	return out
}
