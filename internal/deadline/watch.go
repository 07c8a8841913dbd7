package deadline

import (
	"context"
	"strconv"

	"qingshen/internal/message"
	"qingshen/internal/store"
)

// batch is how many clocks one transaction of the nightly job takes: a kill in between loses none and repeats none.
const batch = 200

// Watch is the nightly job: it warns the party at the days that the rule names, and tells party and department once
// when a clock has run out. It may be run any number of times a day, by any number of processes.
func (s *Service) Watch(ctx context.Context) error {
	after := ""
	for {
		next, err := store.In(ctx, s.db, func(tx *store.Tx) (string, error) { return watchBatch(tx, after) })
		if err != nil || next == "" {
			return err
		}
		after = next
	}
}

func watchBatch(tx *store.Tx, after string) (string, error) {
	rows, err := ripe(tx, tx.Today().AddDays(tx.Law().FirstWarning()), after, batch)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	for i := range rows {
		if err := watch(tx, &rows[i]); err != nil {
			return "", err
		}
	}
	return rows[len(rows)-1].ID, nil
}

// watch tells of one clock what has not been told yet. WarnedDays is the nearest warning already given.
func watch(tx *store.Tx, d *Deadline) error {
	left := tx.Today().DaysUntil(d.DueOn)
	if left < 0 {
		d.OverdueTold = true
		return tell(tx, d, "deadline-overdue", -left)
	}
	rule, ok := tx.Law().Deadline(d.Rule, d.StartsOn, d.RegionCode)
	if !ok {
		return nil
	}
	due := 0
	for _, days := range rule.Warn {
		if left <= days && (due == 0 || days < due) {
			due = days
		}
	}
	if due == 0 || (d.WarnedDays != 0 && d.WarnedDays <= due) {
		return nil
	}
	d.WarnedDays = due
	return tell(tx, d, "deadline-near", left)
}

// tell addresses the party whose duty it is; what is overdue goes to the departments above it too.
func tell(tx *store.Tx, d *Deadline, template string, days int) error {
	if err := tx.Save("deadline.watch", d); err != nil {
		return err
	}
	s := d.Subject()
	s.Type, s.ID, s.Title = d.SubjectType, d.SubjectID, d.SubjectTitle
	return message.Tell(tx, template+"-"+audience(d.Party), s, map[string]string{
		"duty": d.Title, "due": d.DueOn.Chinese(), "days": strconv.Itoa(days), "cite": d.Cite,
	})
}

func audience(party string) string {
	switch party {
	case "enterprise", "city", "province":
		return party
	}
	return "city"
}
