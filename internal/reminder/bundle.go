package reminder

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/account"
	"qingshen/internal/calendar"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// dailyTemplate marks daily messages; their text is composed here.
const dailyTemplate = "daily-reminder"

// listed is how many clocks a daily message names; the rest is behind its link.
const listed = 20

// bundle puts all reminders that wait into one message for each address. Those for an office, an enterprise or an agency
// come first: a person with reminders of the own gets one message that holds both and stands in place of the common one.
func (s *Service) bundle(ctx context.Context) error {
	for _, personal := range []bool{false, true} {
		addresses, err := store.Read(ctx, s.db, func(tx *store.Tx) ([]address, error) { return waitingAddresses(tx, personal) })
		if err != nil {
			return err
		}
		for _, a := range addresses {
			if err := store.Do(ctx, s.db, func(tx *store.Tx) error { return s.send(tx, a) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// send writes the daily message of one address.
func (s *Service) send(tx *store.Tx, to address) error {
	rows, err := waiting(tx, to)
	if err != nil || len(rows) == 0 {
		return err
	}
	m := &message.Message{Template: dailyTemplate, RegionCode: to.region, EnterpriseID: to.enterprise, AgencyID: to.agency, ZoneID: to.zone, AccountID: to.account}
	own := rows
	if to.account != "" {
		a, err := account.Person(tx, to.account)
		if err != nil {
			return err
		}
		if a == nil { // nobody reads it any more
			return bundled(tx, rows, "-")
		}
		common, err := ofToday(tx, inboxOf(a))
		if err != nil {
			return err
		}
		if len(common) > 0 {
			m.InsteadOf = common[0].MessageID
			rows = join(rows, common)
		}
		for _, r := range own {
			m.Channels = strings.Join(readChannels(m.Channels, r.Channels), ",")
		}
	}
	compose(m, rows, tx.Today())
	if err := message.Send(tx, m); err != nil {
		return err
	}
	return bundled(tx, own, m.ID)
}

// join adds what the common message tells of other clocks.
func join(own, common []Reminder) []Reminder {
	have := map[string]bool{}
	for _, r := range own {
		have[r.DeadlineID+r.Kind] = true
	}
	for _, r := range common {
		if !have[r.DeadlineID+r.Kind] {
			own = append(own, r)
		}
	}
	return own
}

// order is what comes first in a daily message.
var order = []string{Escalated, Urged, Overdue, Near}

// compose writes title and text. One clock alone speaks for itself and leads to its case.
func compose(m *message.Message, rows []Reminder, today calendar.Date) {
	if len(rows) == 1 {
		r := rows[0]
		m.Title, m.Body, m.Link, m.SubjectType, m.SubjectID = r.Title, r.Body, r.Link, r.SubjectType, r.SubjectID
		return
	}
	slices.SortStableFunc(rows, func(a, b Reminder) int {
		if by := slices.Index(order, a.Kind) - slices.Index(order, b.Kind); by != 0 {
			return by
		}
		return a.Days - b.Days
	})
	count := map[string]int{}
	for _, r := range rows {
		count[r.Kind]++
	}
	var parts []string
	for _, kind := range order {
		if count[kind] > 0 {
			parts = append(parts, fmt.Sprintf("%s%d项", KindLabels[kind], count[kind]))
		}
	}
	m.Title = "每日提醒（" + today.Chinese() + "）：" + strings.Join(parts, "，")
	var b strings.Builder
	for i, r := range rows[:min(len(rows), listed)] {
		fmt.Fprintf(&b, "%d．%s。%s\n", i+1, r.Title, r.Body)
	}
	if more := len(rows) - listed; more > 0 {
		fmt.Fprintf(&b, "另有%d项，见“法定期限”页面。", more)
	}
	m.Body, m.Link = strings.TrimSpace(b.String()), "/deadlines?open=true"
	if count[Escalated] > 0 {
		m.Link = "/escalations"
	}
}
