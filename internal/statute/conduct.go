package statute

import (
	"fmt"

	"qingshen/internal/calendar"
)

// Choice is the penalty clause that governs a conduct, and why.
type Choice struct {
	Penalty Penalty `json:"penalty"`
	Newer   bool    `json:"newer"`  // the newer law was chosen because it is lighter
	Review  bool    `json:"review"` // a lawyer should look at it
	Words   string  `json:"words"`  // the reasoning in Chinese
}

// Penalties are the clauses in force on a day.
func (l *Law) Penalties(on calendar.Date) []Penalty { return inForce(l.penalties, on, l.province) }

// ForConduct chooses the clause for a conduct of one day that is decided on another: the law at the time of the conduct,
// but the newer one if it is lighter (从旧兼从轻, CODE 1057). A conduct that goes on is dated by its last day.
func (l *Law) ForConduct(id string, conduct, decided calendar.Date, region string) (Choice, error) {
	if conduct.Time().IsZero() || decided.Time().IsZero() || decided.Before(conduct) {
		return Choice{}, fmt.Errorf("行为发生日“%s”和处理日“%s”必须是有效日期，且处理日不得早于行为发生日", conduct, decided)
	}
	old, ok := at(l.penalties, id, conduct, region)
	if !ok {
		return Choice{}, fmt.Errorf("行为发生日%s没有可适用的处罚条款", conduct.Chinese())
	}
	c := Choice{Penalty: old, Review: old.Review}
	now, still := at(l.penalties, id, decided, region)
	switch {
	case still && now.From == old.From:
		c.Words = fmt.Sprintf("行为发生于%s，处理时同一规定仍在施行，适用%s。", conduct.Chinese(), Words(old.Cites))
	case !still:
		c.Review = true
		c.Words = fmt.Sprintf("行为发生于%s，适用当时施行的%s；处理时该规定已无对应条款，是否仍予处罚请法制机构审核。", conduct.Chinese(), Words(old.Cites))
	case lighter(now, old):
		c.Penalty, c.Newer, c.Review = now, true, old.Review || now.Review
		c.Words = fmt.Sprintf("行为发生于%s，当时施行的是%s；新规定%s处罚较轻，依从旧兼从轻原则适用新规定。", conduct.Chinese(), Words(old.Cites), Words(now.Cites))
	default:
		c.Review = old.Review || now.Review
		c.Words = fmt.Sprintf("行为发生于%s，适用当时施行的%s；新规定%s并不更轻，依从旧兼从轻原则不适用新规定。", conduct.Chinese(), Words(old.Cites), Words(now.Cites))
	}
	return c, nil
}

// lighter compares by the highest fine, then by the lowest. A clause without a fine cannot be compared by figures.
func lighter(a, b Penalty) bool {
	if a.MaxYuan == 0 || b.MaxYuan == 0 {
		return false
	}
	if a.MaxYuan != b.MaxYuan {
		return a.MaxYuan < b.MaxYuan
	}
	return a.MinYuan < b.MinYuan
}
