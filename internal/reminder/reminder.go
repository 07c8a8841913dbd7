// Package reminder tells people of the statutory clocks (提醒): who is told on which day, in one daily message (每日提醒)
// for each person instead of one for each clock; through which outputs beside the inbox; what is long overdue goes to the
// leader (督办); and the same days in people's own calendars.
// Law: the days before the end stand beside each clock in law/*.yaml (warn); the working calendar decides on which days
// messages go out. rules.md 4.
package reminder

import (
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/channel"
	"qingshen/internal/deadline"
	"qingshen/internal/store"
)

// The kinds of reminders.
const (
	Near      = "near"
	Overdue   = "overdue"
	Escalated = "escalated"
	Urged     = "urged" // sent by an officer
)

// KindLabels are their Chinese names.
var KindLabels = map[string]string{Near: "期限临近", Overdue: "已逾期", Escalated: "督办", Urged: "催办"}

// ActionLabels are the Chinese names of the acts in the journal.
var ActionLabels = map[string]string{
	"reminder_rule.add": "增加提醒规则", "reminder_rule.drop": "删除提醒规则", "reminder_setting.save": "修改接收设置",
	"deadline.urge": "催办", "escalation.open": "列入督办", "escalation.instruct": "督办批示",
	"calendar_feed.open": "开通日历订阅", "calendar_feed.renew": "更换日历订阅地址", "calendar_feed.withdraw": "停用日历订阅",
}

// Reminder is one clock told to one addressee on one day: the proof that it was told, and a line of a daily message.
type Reminder struct {
	bun.BaseModel `bun:"table:reminder"`
	store.Row
	Day          calendar.Date `bun:"day" json:"day" doc:"提醒日期"`
	DeadlineID   string        `bun:"deadline_id" json:"-"`
	Kind         string        `bun:"kind" json:"kind"`
	Days         int           `bun:"days" json:"days" doc:"距到期日的天数，负数为已超过的天数"`
	Recipient    string        `bun:"recipient" json:"-"`
	RegionCode   string        `bun:"region_code" json:"-"`
	EnterpriseID string        `bun:"enterprise_id" json:"-"`
	AgencyID     string        `bun:"agency_id" json:"-"`
	ZoneID       string        `bun:"zone_id" json:"-"`
	AccountID    string        `bun:"account_id" json:"-"`
	Title        string        `bun:"title" json:"title"`
	Body         string        `bun:"body" json:"body"`
	Link         string        `bun:"link" json:"-"`
	SubjectType  string        `bun:"subject_type" json:"-"`
	SubjectID    string        `bun:"subject_id" json:"-"`
	Channels     string        `bun:"channels" json:"-"`
	MessageID    string        `bun:"message_id" json:"-"`
	To           string        `bun:"-" json:"to" doc:"提醒了谁"`
}

// Place narrows reminders as messages are narrowed.
func (Reminder) Place() access.Columns {
	return access.Columns{Region: "region_code", Enterprise: "enterprise_id", Agency: "agency_id"}
}

// Subject of a reminder is itself; it is a record of what was sent and never changes.
func (r *Reminder) Subject() store.Subject {
	return store.Subject{Type: "reminder", ID: r.ID, Version: r.Version, Title: r.Title, RegionCode: r.RegionCode, EnterpriseID: r.EnterpriseID, AgencyID: r.AgencyID}
}

// address tells who reads the reminder: the key of the daily message in which it goes.
type address struct{ region, enterprise, agency, zone, account string }

func (r *Reminder) address() address {
	return address{r.RegionCode, r.EnterpriseID, r.AgencyID, r.ZoneID, r.AccountID}
}

// name makes the address one word, so that nobody is told the same twice on a day.
func (a address) name() string {
	words := []string{a.region, a.enterprise, a.agency, a.account}
	if a.zone != "" {
		words = append(words, a.zone)
	}
	return strings.Join(words, "|")
}

// sendDay is the day on which a reminder goes out that is meant for a day so and so far from the end: that day if it is a
// working day, else the next one; but where the clock would then have run out unseen, the last working day before.
func sendDay(w *calendar.Working, due calendar.Date, before int) calendar.Date {
	meant := due.AddDays(-before)
	if w.IsWorking(meant) {
		return meant
	}
	next := w.NextWorking(meant)
	if before < 0 || next <= due {
		return next
	}
	for !w.IsWorking(meant) {
		meant = meant.AddDays(-1)
	}
	return meant
}

// longestBreak is more days than any run of days off, so that what is due in it is looked at before.
const longestBreak = 15

// dueWarning gives the nearest of the rule's warnings that is to be given by today, 0 for none.
func dueWarning(w *calendar.Working, d *deadline.Deadline, warn []int, today calendar.Date) int {
	nearest := 0
	for _, before := range warn {
		if sendDay(w, d.DueOn, before) <= today && (nearest == 0 || before < nearest) {
			nearest = before
		}
	}
	if nearest == 0 || (d.WarnedDays != 0 && d.WarnedDays <= nearest) {
		return 0
	}
	return nearest
}

// readChannels gives the known channels of a stored list, each once.
func readChannels(lists ...string) []string {
	var out []string
	for _, name := range channel.All {
		for _, list := range lists {
			if slices.Contains(strings.Split(list, ","), name) && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}
