package deadline

import (
	"fmt"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Pause is one standstill of a clock (停止计算) that is over: what it was granted for, how many days it took, and what
// became of the due day. It is counted once, when the clock goes on, and stored; later law does not move it.
type Pause struct {
	From       calendar.Date `json:"from" doc:"停止计算之日"`
	Until      calendar.Date `json:"until" doc:"恢复计算之日"`
	Days       int           `json:"days" doc:"停止计算的天数"`
	DueBefore  calendar.Date `json:"due_before" doc:"停止前的到期日"`
	DueAfter   calendar.Date `json:"due_after" doc:"恢复后的到期日"`
	Ground     string        `json:"ground" doc:"停止计算的原因"`
	Arithmetic string        `json:"arithmetic" doc:"计算过程"`
}

// Suspend lets the running clocks of one party stand still from a day (停止计算). A clock that had run out before that day
// stays overdue; one that began later stands still from its own beginning. It gives the clocks that now stand still.
func Suspend(tx *store.Tx, s store.Subject, party string, from calendar.Date, ground string) ([]Deadline, error) {
	var stopped []Deadline
	err := each(tx, s, func(d *Deadline) error {
		if d.Party != party || d.StoppedOn != "" || d.DueOn.Before(from) {
			return nil
		}
		d.StoppedOn, d.StoppedReason = max(from, d.StartsOn), ground
		stopped = append(stopped, *d)
		return tx.SaveNoted("deadline.suspend", fmt.Sprintf("自%s起停止计算：%s。恢复前不计逾期。", d.StoppedOn.Chinese(), ground), d)
	})
	return stopped, err
}

// Resume lets the standing clocks of a subject go on from a day (恢复计算): each due day moves by the days for which the
// clock stood still, and over days off as any other.
func Resume(tx *store.Tx, s store.Subject, until calendar.Date) ([]Deadline, error) {
	var moved []Deadline
	err := each(tx, s, func(d *Deadline) error {
		if d.StoppedOn == "" {
			return nil
		}
		p := d.pause(tx.Law().Working(), until, fixed(tx, d))
		d.Pauses = append(d.Pauses, p)
		d.DueOn, d.StoppedOn, d.StoppedReason, d.WarnedDays, d.OverdueTold = p.DueAfter, "", "", 0, false
		moved = append(moved, *d)
		return tx.SaveNoted("deadline.resume", p.Arithmetic, d)
	})
	return moved, err
}

// fixed tells whether days off do not move the clock, under the rule by which it was started.
func fixed(tx *store.Tx, d *Deadline) bool {
	rule, ok := tx.Law().Deadline(d.Rule, d.StartsOn, d.RegionCode)
	return ok && rule.Fixed
}

// pause counts the standstill that ends now.
func (d *Deadline) pause(working *calendar.Working, until calendar.Date, fixed bool) Pause {
	p := Pause{From: d.StoppedOn, Until: until, DueBefore: d.DueOn, Ground: d.StoppedReason, Days: max(0, d.StoppedOn.DaysUntil(until))}
	nominal := d.DueOn.AddDays(p.Days)
	rolled := working.On(nominal, !fixed && p.Days > 0)
	p.DueAfter, d.Provisional = rolled.Due, d.Provisional || rolled.Provisional
	p.Arithmetic = fmt.Sprintf("自%s起停止计算，%s恢复计算，停止%d日（%s）；原到期日%s，顺延%d日至%s。",
		p.From.Chinese(), until.Chinese(), p.Days, p.Ground, p.DueBefore.Chinese(), p.Days, nominal.Chinese())
	if p.DueAfter != nominal {
		p.Arithmetic += strings.Join(rolled.Steps[1:], "")
	}
	return p
}

// Unsuspend takes a standstill back as if it had never been granted (撤销停止计算): the clocks that stand still from this
// grant go on with their old due day.
func Unsuspend(tx *store.Tx, s store.Subject, ground string) error {
	return each(tx, s, func(d *Deadline) error {
		if d.StoppedOn == "" || d.StoppedReason != ground {
			return nil
		}
		d.StoppedOn, d.StoppedReason, d.WarnedDays, d.OverdueTold = "", "", 0, false
		return tx.SaveNoted("deadline.unsuspend", "撤销停止计算，到期日仍为"+d.DueOn.Chinese()+"。", d)
	})
}

// Unresume takes the end of a standstill back (撤销恢复计算): clocks whose last pause ended on that day stand still again.
func Unresume(tx *store.Tx, s store.Subject, until calendar.Date) error {
	return each(tx, s, func(d *Deadline) error {
		n := len(d.Pauses)
		if n == 0 || d.Pauses[n-1].Until != until || d.StoppedOn != "" {
			return nil
		}
		last := d.Pauses[n-1]
		if d.DueOn != last.DueAfter {
			return fault.Conflict("“" + d.Title + "”在恢复计算以后又延过期，不能撤销。")
		}
		d.Pauses = d.Pauses[:n-1]
		d.DueOn, d.StoppedOn, d.StoppedReason, d.WarnedDays, d.OverdueTold = last.DueBefore, last.From, last.Ground, 0, false
		return tx.SaveNoted("deadline.unresume", "撤销恢复计算，到期日回到"+d.DueOn.Chinese()+"，继续停止计算。", d)
	})
}

// Unend lets the clocks run again that an act ended which has been taken back; the note names that act.
func Unend(tx *store.Tx, s store.Subject, note string) error {
	rows, err := of(tx, s.Type, s.ID)
	if err != nil {
		return err
	}
	for i := range rows {
		d := &rows[i]
		if d.EndedOn == "" || d.EndedReason != note {
			continue
		}
		d.EndedOn, d.EndedReason, d.Open = "", "", true
		if err := tx.SaveNoted("deadline.reopen", "终止已撤销，期限继续计算。", d); err != nil {
			return err
		}
	}
	return nil
}

// Grant extends a running clock inside the decision of another capability, with the ground in words.
func Grant(tx *store.Tx, d *Deadline, until calendar.Date, ground string) error {
	in := Extension{Until: until, Reason: ground}
	if err := in.check(d); err != nil {
		return err
	}
	d.ExtensionReason = fmt.Sprintf("%s：原到期日%s，延至%s。", strings.TrimRight(ground, "。"), d.DueOn.Chinese(), until.Chinese())
	d.DueOn, d.WarnedDays, d.OverdueTold = until, 0, false
	return tx.SaveNoted("deadline.extend", d.ExtensionReason, d)
}
