package deadline

import (
	"fmt"
	"slices"

	"qingshen/internal/calendar"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// Brief is the nearest running clock of a subject, for a row of a list.
type Brief struct {
	Rule        string        `json:"rule"`
	Title       string        `json:"title"`
	Cite        string        `json:"cite"`
	Party       string        `json:"party"`
	StartsOn    calendar.Date `json:"starts_on"`
	DueOn       calendar.Date `json:"due_on"`
	Arithmetic  string        `json:"arithmetic"`
	Provisional bool          `json:"provisional"`
	StoppedOn   calendar.Date `json:"stopped_on" doc:"停止计算之日，空为正在计算"`
	DaysLeft    int           `json:"days_left"`
	Overdue     bool          `json:"overdue"`
}

// Beside puts the nearest clock beside each record of a list, nil where none runs.
func Beside[T any](tx *store.Tx, subjectType string, items []T, id func(*T) string, put func(*T, *Brief)) error {
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = id(&items[i])
	}
	clocks, err := Nearest(tx, subjectType, ids)
	for i := range items {
		put(&items[i], clocks[ids[i]])
	}
	return err
}

// Nearest gives the running clock that falls due first, for each of these subjects that has one.
func Nearest(tx *store.Tx, subjectType string, ids []string) (map[string]*Brief, error) {
	out := map[string]*Brief{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := openOfAll(tx, subjectType, ids)
	for i := range rows {
		d := &rows[i]
		if out[d.SubjectID] != nil {
			continue
		}
		d.derive(tx.Today())
		out[d.SubjectID] = &Brief{
			Rule: d.Rule, Title: d.Title, Cite: d.Cite, Party: d.Party, StartsOn: d.StartsOn, DueOn: d.DueOn,
			Arithmetic: d.Arithmetic, Provisional: d.Provisional, StoppedOn: d.StoppedOn, DaysLeft: d.DaysLeft, Overdue: d.Overdue,
		}
	}
	return out, err
}

// StartAll starts the clocks of one event for many new subjects at once, as publication of a list does. The subjects
// must be new: unlike Start it does not look for clocks that already run.
func StartAll(tx *store.Tx, subjects []store.Subject, event string, on calendar.Date, rules ...string) error {
	wanted := map[string]bool{}
	for _, rule := range rules {
		wanted[rule] = true
	}
	byRegion := map[string][]statute.Due{}
	var rows []*Deadline
	for _, s := range subjects {
		dues, ok := byRegion[s.RegionCode]
		if !ok {
			dues = tx.Law().DueAll(event, on, nil, s.RegionCode)
			byRegion[s.RegionCode] = dues
		}
		for _, due := range dues {
			if len(rules) > 0 && !wanted[due.RuleID] || !(statute.Deadline{Only: due.Only}).AppliesTo(s.Reasons) {
				continue
			}
			rows = append(rows, clock(s, due, on))
		}
	}
	return store.InsertAll(tx, "deadline.start", rows)
}

// StartUntil starts the clock of a rule whose last day a written order sets (责令限期).
func StartUntil(tx *store.Tx, s store.Subject, rule string, on, until calendar.Date) error {
	due, err := tx.Law().Due(rule, on, s.RegionCode)
	if err != nil {
		return err
	}
	due.DueOn = until
	due.Arithmetic = fmt.Sprintf("到期日%s由责令文书确定。", until.Chinese())
	d := clock(s, due, on)
	if exists, err := running(tx, d); err != nil || exists {
		return err
	}
	return tx.Insert("deadline.start", d)
}

func clock(s store.Subject, due statute.Due, on calendar.Date) *Deadline {
	return &Deadline{
		SubjectType: s.Type, SubjectID: s.ID, SubjectTitle: s.Title, Link: s.Link, Rule: due.RuleID, Title: due.Title, Cite: due.Cite, Party: due.By,
		RegionCode: s.RegionCode, CityCode: store.CityOf(s.RegionCode), EnterpriseID: s.EnterpriseID, AgencyID: s.AgencyID,
		StartsOn: on, DueOn: due.DueOn, StatutoryDueOn: due.DueOn, Arithmetic: due.Arithmetic, Provisional: due.Provisional, Open: true,
	}
}

// Follow lets the running clocks follow their subject to another agency or enterprise, so that they are seen by whom they
// concern.
func Follow(tx *store.Tx, s store.Subject) error {
	return each(tx, s, func(d *Deadline) error {
		if d.AgencyID == s.AgencyID && d.EnterpriseID == s.EnterpriseID {
			return nil
		}
		d.AgencyID, d.EnterpriseID = s.AgencyID, s.EnterpriseID
		return tx.Save("deadline.follow", d)
	})
}

// Reopen lets a clock run again that was stopped by an act which turned out not to meet the duty, such as a return.
func Reopen(tx *store.Tx, s store.Subject, rule string) error {
	rows, err := of(tx, s.Type, s.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(rows, func(d Deadline) bool { return d.Rule == rule && d.Open }) {
		return nil // it runs already
	}
	for i := len(rows) - 1; i >= 0; i-- {
		d := &rows[i]
		if d.Rule == rule && d.MetOn != "" && d.EndedOn == "" {
			d.MetOn, d.Open = "", true
			return tx.Save("deadline.reopen", d)
		}
	}
	return nil
}
