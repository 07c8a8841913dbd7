package past

import (
	"context"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/listing"
	"qingshen/internal/store"
)

// Rows gives one page of the published lists of a year as they stood at the end of a day: who was on, and who had been taken
// off, by which list or on which ground.
func (s *Service) Rows(ctx context.Context, in RowQuery) (store.List[RowThen], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[RowThen], error) {
		var out store.List[RowThen]
		in, err := in.checked(tx.Today())
		if err != nil {
			return out, err
		}
		found, err := pageOfRows(tx, in)
		if err != nil {
			return out, err
		}
		out.Total, out.TotalCapped = found.Total, found.TotalCapped
		out.Items, err = s.rowsIn(tx, found.Items, in.On)
		return out, err
	})
}

func (in RowQuery) checked(today calendar.Date) (RowQuery, error) {
	on, err := checked(in.On, today)
	in.On = on
	if in.Year == 0 {
		in.Year = on.Year()
	}
	return in, err
}

// rowsIn gives rows in the words of the page, as of the end of the day.
func (s *Service) rowsIn(tx *store.Tx, rows []listing.Row, on calendar.Date) ([]RowThen, error) {
	held := &then{on: on}
	if err := held.follow(tx, rows); err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.EnterpriseID
	}
	owners, err := store.Then[enterprise.Enterprise](tx.Everywhere(belongs), store.PastQuery{On: on, Subjects: ids}, most)
	if err != nil {
		return nil, err
	}
	named := map[string]string{}
	for _, e := range owners {
		named[e.ID] = e.Name
	}
	now, err := present(tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]RowThen, len(rows))
	for i, r := range rows {
		out[i] = s.row(tx, r, held)
		if name := named[r.EnterpriseID]; name != r.EnterpriseName {
			out[i].NameThen = name
		}
		out[i].Here = now[r.EnterpriseID] != nil
	}
	return out, nil
}

func (s *Service) row(tx *store.Tx, r listing.Row, held *then) RowThen {
	out := RowThen{ID: r.ID, Seq: r.Seq, EnterpriseID: r.EnterpriseID, EnterpriseName: r.EnterpriseName, SiteName: r.SiteName, CreditCode: r.CreditCode,
		RegionLabel: s.ref.Label(r.RegionCode), KeyIndustry: r.KeyIndustry, Reasons: []string{}, Track: r.Track, Standing: Listed}
	decided := held.on
	if l := held.lists[r.ListID]; l != nil {
		out.ListTitle, out.DocumentNo, out.PublishedOn, decided = l.Title, l.DocumentNo, l.PublishedOn, l.DecidedOn
	}
	for _, id := range r.Reasons {
		if reason, ok := tx.Law().Reason(id, decided); ok {
			out.Reasons = append(out.Reasons, reason.Short)
		}
	}
	if a, ok := held.audits[r.AuditID]; ok {
		out.Track, out.CaseNo, out.AuditState = a.Track, a.CaseNo, a.State
		if a.State == audit.Terminated {
			out.Standing, out.StandingWhy = Ended, "该轮审核已终止"
		}
	}
	if l := held.withdrawn(r); l != nil {
		out.Standing, out.StandingWhy = Withdrawn, "由“"+l.Title+"”撤销"
		for _, w := range l.Withdrawals {
			if w.RowID == r.ID {
				out.StandingWhy += "：" + w.Reason
			}
		}
	}
	return out
}

func auditState(state string) string { return audit.States.Label(state) }

// track names the tracks by the law of the day.
func (s *Service) track(on calendar.Date) func(string) string {
	return func(id string) string {
		if track, ok := s.db.Law().Track(id, on); ok {
			return track.Title
		}
		return ""
	}
}
