package deadline

import "qingshen/internal/store"

// Overdue gives the running clocks of one party that are past their day, for each of these subjects that has any.
func Overdue(tx *store.Tx, subjectType, party string, ids []string) (map[string][]Brief, error) {
	out := map[string][]Brief{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := unmet(tx, subjectType, ids)
	for i := range rows {
		d := &rows[i]
		if d.derive(tx.Today()); d.Overdue && d.Open && d.Party == party {
			out[d.SubjectID] = append(out[d.SubjectID], Brief{Rule: d.Rule, Title: d.Title, Cite: d.Cite, Party: d.Party, StartsOn: d.StartsOn, DueOn: d.DueOn, DaysLeft: d.DaysLeft, Overdue: true})
		}
	}
	return out, err
}
