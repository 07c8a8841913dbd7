package audit

import (
	"fmt"

	"qingshen/internal/calendar"
	"qingshen/internal/candidate"
	"qingshen/internal/deadline"
	"qingshen/internal/store"
)

// RoundsOf gives the rounds of these sites as the finder of candidates reads them: when listed, when accepted, what is late.
func (s *Service) RoundsOf(tx *store.Tx, sites []string) (map[string][]candidate.Round, error) {
	rows, err := roundsOf(tx, sites)
	if err != nil {
		return nil, err
	}
	running := []string{}
	for i := range rows {
		if isOpen(rows[i].State) {
			running = append(running, rows[i].ID)
		}
	}
	late, err := deadline.Overdue(tx, "audit", "enterprise", running)
	if err != nil {
		return nil, err
	}
	out := map[string][]candidate.Round{}
	for i := range rows {
		a := &rows[i]
		r := candidate.Round{ID: a.ID, CaseNo: a.CaseNo, Year: a.Year, Open: isOpen(a.State), State: StateLabels[a.State], Reasons: a.Reasons, Facts: texts(a.Facts),
			PublishedOn: a.PublishedOn, AcceptedOn: a.AcceptedOn}
		if a.State == Superseded || a.State == Terminated {
			r.EndedOn, r.AcceptedOn = calendar.FromTime(a.UpdatedAt), ""
		}
		if r.PublishedOn == "" {
			r.PublishedOn = a.OpenedOn
		}
		for _, d := range late[a.ID] {
			r.Late = append(r.Late, candidate.Late{Title: d.Title, DueOn: d.DueOn})
		}
		out[a.SiteID] = append(out[a.SiteID], r)
	}
	return out, nil
}

func isOpen(state string) bool {
	return state != Accepted && state != Superseded && state != Terminated
}

// texts gives the facts of a listing as the texts that they were.
func texts(facts map[string]any) map[string]string {
	out := make(map[string]string, len(facts))
	for key, value := range facts {
		out[key] = fmt.Sprint(value)
	}
	return out
}
