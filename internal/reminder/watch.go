package reminder

import (
	"context"
	"strconv"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// batch is how many clocks one transaction of the daily job takes: a kill in between loses none and repeats none.
const batch = 200

// Watch is the daily job: on working days it finds what everybody is to be told and sends each one message. It may be run
// any number of times a day, by any number of processes; what a standstill of the system has missed it makes good.
func (s *Service) Watch(ctx context.Context) error {
	today := s.db.Clock().Today()
	if !s.db.Law().Working().IsWorking(today) {
		return nil
	}
	since, err := s.lastDay(ctx, today)
	if err != nil {
		return err
	}
	personal := func(tx *store.Tx, _ string) (string, error) { return "", s.personal(tx, since) }
	for _, step := range []func(*store.Tx, string) (string, error){warnBatch, s.escalateBatch, personal} {
		if err := s.through(ctx, step); err != nil {
			return err
		}
	}
	if err := s.bundle(ctx); err != nil {
		return err
	}
	return s.db.Remember(ctx, remindedOn, string(today))
}

// remindedOn is where the installation keeps the last day that was seen to.
const remindedOn = "reminded-on"

// lastDay gives the last day that was seen to, so that what a standstill of the system has missed is made good.
func (s *Service) lastDay(ctx context.Context, today calendar.Date) (calendar.Date, error) {
	kept, err := s.db.Recall(ctx, remindedOn)
	if kept == "" {
		kept = string(today.AddDays(-1))
	}
	return max(calendar.Date(kept), today.AddDays(-longestBreak)), err
}

// through runs a step batch by batch.
func (s *Service) through(ctx context.Context, step func(*store.Tx, string) (string, error)) error {
	for after := ""; ; {
		next, err := store.In(ctx, s.db, func(tx *store.Tx) (string, error) { return step(tx, after) })
		if err != nil || next == "" {
			return err
		}
		after = next
	}
}

// warnBatch warns the party at the days that the rule names, and tells party and departments once when a clock has run out.
func warnBatch(tx *store.Tx, after string) (string, error) {
	rows, err := deadline.Ripe(tx, tx.Today().AddDays(tx.Law().FirstWarning()+longestBreak), after, batch)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	for i := range rows {
		if err := warn(tx, &rows[i]); err != nil {
			return "", err
		}
	}
	return rows[len(rows)-1].ID, nil
}

// warn tells of one clock what has not been told yet. WarnedDays is the nearest warning already given.
func warn(tx *store.Tx, d *deadline.Deadline) error {
	left := tx.Today().DaysUntil(d.DueOn)
	if left < 0 {
		d.OverdueTold = true
		if err := deadline.Told(tx, d); err != nil {
			return err
		}
		return tell(tx, d, Overdue, left)
	}
	rule, ok := tx.Law().Deadline(d.Rule, d.StartsOn, d.RegionCode)
	if !ok {
		return nil
	}
	nearest := dueWarning(tx.Law().Working(), d, rule.Warn, tx.Today())
	if nearest == 0 {
		return nil
	}
	d.WarnedDays = nearest
	if err := deadline.Told(tx, d); err != nil {
		return err
	}
	return tell(tx, d, Near, left)
}

// tell notes a reminder for each addressee: the party whose duty it is; what is overdue goes to the departments above too.
func tell(tx *store.Tx, d *deadline.Deadline, kind string, left int) error {
	messages, err := lines(tx, d, kind, left)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if err := note(tx, d, kind, left, m); err != nil {
			return err
		}
		if m.Audience == message.ToCounty {
			if err := noteZones(tx, d, kind, left, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// noteZones tells the functional zones in which the site lies what its county is told.
func noteZones(tx *store.Tx, d *deadline.Deadline, kind string, left int, county *message.Message) error {
	zones, err := tx.Everywhere("whoever answers for the site is told").ZonesOf(d.SubjectID)
	for _, zone := range zones {
		m := *county
		m.RegionCode, m.ZoneID = "", zone
		if err := note(tx, d, kind, left, &m); err != nil {
			return err
		}
	}
	return err
}

// templateOf names the text of each kind; the party follows.
var templateOf = map[string]string{Near: "deadline-near-", Overdue: "deadline-overdue-", Urged: "deadline-urged-"}

func lines(tx *store.Tx, d *deadline.Deadline, kind string, left int) ([]*message.Message, error) {
	subject := subjectOf(d)
	subject.RegionCode = tx.Division(subject.RegionCode)
	out, err := message.Compose(templateOf[kind]+partyOf(d), subject, facts(d, left))
	for _, m := range out {
		if left == 0 {
			m.Title = strings.ReplaceAll(m.Title, "还有0天到期", "今天到期")
		}
	}
	return out, err
}

func facts(d *deadline.Deadline, left int) map[string]string {
	return map[string]string{"duty": d.Title, "due": d.DueOn.Chinese(), "days": strconv.Itoa(max(left, -left)), "cite": d.Cite}
}

// subjectOf is the case of which a clock speaks.
func subjectOf(d *deadline.Deadline) store.Subject {
	s := d.Subject()
	s.Type, s.ID, s.Title = d.SubjectType, d.SubjectID, d.SubjectTitle
	return s
}

func partyOf(d *deadline.Deadline) string {
	switch d.Party {
	case "enterprise", "city", "province":
		return d.Party
	}
	return "city"
}

// note keeps a composed line as a reminder of today.
func note(tx *store.Tx, d *deadline.Deadline, kind string, left int, m *message.Message) error {
	return insert(tx, &Reminder{
		Day: tx.Today(), DeadlineID: d.ID, Kind: kind, Days: left, RegionCode: m.RegionCode, EnterpriseID: m.EnterpriseID, AgencyID: m.AgencyID,
		ZoneID: m.ZoneID, AccountID: m.AccountID, Title: m.Title, Body: m.Body, Link: m.Link, SubjectType: m.SubjectType, SubjectID: m.SubjectID, Channels: m.Channels,
	})
}

// personal applies the rules that people and roles have set beside the law's. It looks at all rules at once: there are as
// many as people who have set some.
func (s *Service) personal(tx *store.Tx, since calendar.Date) error {
	people, err := ruled(tx)
	if err != nil {
		return err
	}
	for _, p := range people {
		for _, rule := range p.rules {
			if err := s.apply(tx, p.account, rule, since); err != nil {
				return err
			}
		}
	}
	return nil
}

// apply notes what one rule has for one person, for the days since the last working day that was seen to.
func (s *Service) apply(tx *store.Tx, a *account.Account, rule Rule, since calendar.Date) error {
	first, last := rule.span()
	rows, err := deadline.Within(tx.As(a.Actor()), tx.Today().AddDays(first-longestBreak), tx.Today().AddDays(last+longestBreak), rule.parties(a.Role), rule.Clock)
	if err != nil {
		return err
	}
	w := tx.Law().Working()
	for i := range rows {
		d := &rows[i]
		for _, before := range rule.offsets() {
			day := sendDay(w, d.DueOn, before)
			if day > tx.Today() || day <= since {
				continue
			}
			left := tx.Today().DaysUntil(d.DueOn)
			kind := Near
			if left < 0 {
				kind = Overdue
			}
			if err := toPerson(tx, a, d, kind, left, rule.channels()); err != nil {
				return err
			}
		}
	}
	return nil
}

// toPerson notes a reminder for one person.
func toPerson(tx *store.Tx, a *account.Account, d *deadline.Deadline, kind string, left int, channels string) error {
	messages, err := lines(tx, d, kind, left)
	if err != nil || len(messages) == 0 {
		return err
	}
	m := *messages[0]
	m.RegionCode, m.EnterpriseID, m.AgencyID, m.AccountID, m.Channels = "", "", "", a.ID, channels
	return note(tx, d, kind, left, &m)
}

// inboxOf gives the place whose messages a person reads besides the own.
func inboxOf(a *account.Account) access.Place { return a.Actor().Place }
