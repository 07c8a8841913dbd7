// Package deadline runs the statutory clocks (法定期限). A clock is started by an event, counted once as the Civil Code
// counts (民法典 200-203) under the rule in force that day, stored with its citation and its arithmetic in words, and
// stopped by the act that meets it. Later law does not move it. Overdue is derived, never a state.
package deadline

import (
	"slices"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Deadline is one running or ended clock of one subject.
type Deadline struct {
	bun.BaseModel `bun:"table:deadline"`
	store.Row
	SubjectType     string        `bun:"subject_type" json:"subject_type"`
	SubjectID       string        `bun:"subject_id" json:"subject_id"`
	SubjectTitle    string        `bun:"subject_title" json:"subject_title"`
	Link            string        `bun:"link" json:"link"`
	Rule            string        `bun:"rule" json:"rule"`
	Title           string        `bun:"title" json:"title"`
	Cite            string        `bun:"cite" json:"cite"`
	Party           string        `bun:"party" json:"party" doc:"应办理的一方"`
	RegionCode      string        `bun:"region_code" json:"region_code"`
	CityCode        string        `bun:"city_code" json:"-"`
	EnterpriseID    string        `bun:"enterprise_id" json:"-"`
	AgencyID        string        `bun:"agency_id" json:"-"`
	StartsOn        calendar.Date `bun:"starts_on" json:"starts_on" label:"起算日"`
	DueOn           calendar.Date `bun:"due_on" json:"due_on" label:"到期日"`
	StatutoryDueOn  calendar.Date `bun:"statutory_due_on" json:"statutory_due_on" doc:"延期前的法定到期日"`
	MetOn           calendar.Date `bun:"met_on" json:"met_on" label:"办结日"`
	EndedOn         calendar.Date `bun:"ended_on" json:"ended_on" label:"终止日"`
	EndedReason     string        `bun:"ended_reason" json:"ended_reason" label:"终止原因"`
	ExtensionReason string        `bun:"extension_reason" json:"extension_reason" label:"延期理由"`
	Arithmetic      string        `bun:"arithmetic" json:"arithmetic" doc:"期限的计算过程"`
	Provisional     bool          `bun:"provisional" json:"provisional" doc:"节假日安排尚未公布，到期日为暂定" label:"暂定"`
	WarnedDays      int           `bun:"warned_days" json:"-"`
	OverdueTold     bool          `bun:"overdue_told" json:"-"`
	StoppedOn       calendar.Date `bun:"stopped_on" json:"stopped_on" doc:"停止计算之日，空为正在计算" label:"停止计算之日"`
	StoppedReason   string        `bun:"stopped_reason" json:"stopped_reason" doc:"停止计算的原因" label:"停止计算的原因"`
	Pauses          []Pause       `bun:"pauses,type:text" json:"pauses,omitempty" doc:"已经结束的停止计算，天数已计入到期日"`
	Open            bool          `bun:"open" json:"open"`
	DaysLeft        int           `bun:"-" json:"days_left" doc:"距到期日的天数，负数为已超过的天数"`
	Overdue         bool          `bun:"-" json:"overdue"`
}

// Place narrows clocks as their subjects are narrowed.
func (Deadline) Place() access.Columns {
	return access.Columns{Subject: "subject_id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id", Agency: "agency_id"}
}

// Subject of a clock is itself, within the case that it belongs to.
func (d *Deadline) Subject() store.Subject {
	s := store.Subject{Type: "deadline", ID: d.ID, Version: d.Version, Title: d.SubjectTitle + "：" + d.Title, Link: d.Link, RegionCode: d.RegionCode, EnterpriseID: d.EnterpriseID, AgencyID: d.AgencyID}
	if d.SubjectType == "audit" {
		s.CaseID = d.SubjectID
	}
	return s
}

// derive fills what follows from the day: an ended clock is judged by the day on which it was met, a standing one by the
// day from which it stands still.
func (d *Deadline) derive(today calendar.Date) {
	until := today
	if d.MetOn != "" {
		until = d.MetOn
	}
	if d.StoppedOn != "" {
		until = min(until, d.StoppedOn)
	}
	d.DaysLeft = until.DaysUntil(d.DueOn)
	d.Overdue = d.DaysLeft < 0 && d.EndedOn == ""
	d.Actions = []store.Action{}
}

// Start starts the clock of a rule on a day. Rules that run only for some reasons are passed over for other subjects.
func Start(tx *store.Tx, s store.Subject, rule string, on calendar.Date) error {
	entry, ok := tx.Law().Deadline(rule, on, s.RegionCode)
	if !ok || !entry.AppliesTo(s.Reasons) {
		return nil
	}
	due, err := tx.Law().Due(rule, on, s.RegionCode)
	if err != nil {
		return err
	}
	d := &Deadline{
		SubjectType: s.Type, SubjectID: s.ID, SubjectTitle: s.Title, Link: s.Link, Rule: rule, Title: due.Title, Cite: due.Cite, Party: due.By,
		RegionCode: s.RegionCode, CityCode: store.CityOf(s.RegionCode), EnterpriseID: s.EnterpriseID, AgencyID: s.AgencyID,
		StartsOn: on, DueOn: due.DueOn, StatutoryDueOn: due.DueOn, Arithmetic: due.Arithmetic, Provisional: due.Provisional, Open: true,
	}
	if exists, err := running(tx, d); err != nil || exists {
		return err
	}
	return tx.Insert("deadline.start", d)
}

// StartEvent starts every clock that an event starts for the subject's reasons, limited to the rules named.
func StartEvent(tx *store.Tx, s store.Subject, event string, on calendar.Date, rules ...string) error {
	for _, due := range tx.Law().DueAll(event, on, s.Reasons, s.RegionCode) {
		if len(rules) > 0 && !slices.Contains(rules, due.RuleID) {
			continue
		}
		if err := Start(tx, s, due.RuleID, on); err != nil {
			return err
		}
	}
	return nil
}

// Meet stops the running clock of a rule: the duty was done today. Without such a clock nothing happens.
func Meet(tx *store.Tx, s store.Subject, rule string) error { return MeetOn(tx, s, rule, tx.Today()) }

// MeetOn is Meet for a duty that was done on an earlier day, as evidence shows.
func MeetOn(tx *store.Tx, s store.Subject, rule string, on calendar.Date) error {
	return each(tx, s, func(d *Deadline) error {
		if d.Rule != rule {
			return nil
		}
		d.MetOn, d.Open = on, false
		return tx.Save("deadline.meet", d)
	})
}

// End ends all running clocks of a subject without their duty being done, such as when the case is terminated.
// The rules named in but run on: they are the duty of somebody whom the end of the case does not relieve.
func End(tx *store.Tx, s store.Subject, reason string, but ...string) error {
	return each(tx, s, func(d *Deadline) error {
		if slices.Contains(but, d.Rule) {
			return nil
		}
		d.EndedOn, d.EndedReason, d.Open = tx.Today(), reason, false
		return tx.SaveNoted("deadline.end", reason, d)
	})
}

func each(tx *store.Tx, s store.Subject, do func(*Deadline) error) error {
	open, err := openOf(tx, s)
	if err != nil {
		return err
	}
	for i := range open {
		if err := do(&open[i]); err != nil {
			return err
		}
	}
	return nil
}

// For gives all clocks of a subject in order of their due day, judged as of today. The caller has found the subject.
func For(tx *store.Tx, subjectType, id string) ([]Deadline, error) {
	rows, err := of(tx, subjectType, id)
	for i := range rows {
		rows[i].derive(tx.Today())
	}
	return rows, err
}

// Extension is the input of an extension (延期).
type Extension struct {
	Until   calendar.Date `json:"until" doc:"延至哪一天"`
	Reason  string        `json:"reason" maxLength:"500" doc:"延期理由"`
	Version int64         `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in Extension) BaseVersion() int64 { return in.Version }

func (in Extension) check(d *Deadline) error {
	var faults fault.List
	faults.Require("reason", "延期理由", in.Reason)
	switch {
	case in.Until == "" || !in.Until.Valid():
		faults.Add("until", "请填写延至的日期，格式如 2026-09-30。")
	case in.Until <= d.DueOn:
		faults.Add("until", "延至的日期应当晚于现在的到期日"+d.DueOn.Chinese()+"。")
	}
	if !d.Open {
		faults.Add("until", "该期限已经办结或终止，不能再延期。")
	}
	return faults.Err("延期没有保存")
}
