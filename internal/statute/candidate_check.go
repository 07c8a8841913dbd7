package statute

import (
	"slices"
	"strings"
)

// candidates: every rule of the finder looks at something that exists, and both regimes know it.
func (c *checker) candidates() {
	kinds := []string{FindExceedance, FindConsumption, FindSubstance, FindWaste, FindEstablished, FindInterval, FindOverdue, FindGround, FindIndustry, FindConverted}
	for i := range c.law.candidates {
		r := &c.law.candidates[i]
		if !slices.Contains(kinds, r.Kind) {
			c.fail(&r.Entry, "规则类型“%s”无法识别，只能是%s", r.Kind, strings.Join(kinds, "、"))
		}
		if r.Text == "" || r.Strength < 1 || r.Strength > 100 || r.Years < 0 || r.Years > 10 {
			c.fail(&r.Entry, "缺少规则的完整表述，或者强度不在1至100之间，或者年数不在0至10之间")
		}
		if r.Reason != "" {
			c.known(&r.Entry, r.Reason)
		} else if r.Kind != FindOverdue {
			c.fail(&r.Entry, "缺少命中后的列入原因")
		}
		if (r.Kind == FindSubstance || r.Kind == FindWaste) != (len(r.Lists) > 0) {
			c.fail(&r.Entry, "按物质或者危险废物查找的规则必须写明名录，其他规则不写")
		}
		for _, id := range r.Lists {
			if !slices.ContainsFunc(c.law.lists, func(s SubstanceList) bool { return s.ID == id }) {
				c.fail(&r.Entry, "名录“%s”没有登记", id)
			}
		}
		if r.Kind == FindGround && !c.hasGround(r.Reason, r.Ground) {
			c.fail(&r.Entry, "列入原因“%s”没有名为“%s”的进一步依据", r.Reason, r.Ground)
		}
	}
}

func (c *checker) hasGround(reason, ground string) bool {
	return slices.ContainsFunc(c.law.reasons, func(r Reason) bool {
		return r.ID == reason && slices.ContainsFunc(r.Grounds, func(g Ground) bool { return g.ID == ground })
	})
}

// substances: the lists name their table, the numbers of CAS have right check digits.
func (c *checker) substances() {
	for i := range c.law.lists {
		s := &c.law.lists[i]
		if s.Class < 0 || s.Class > 5 {
			c.fail(&s.Entry, "有毒有害类别%d不在一至五类之内", s.Class)
		}
		for _, row := range s.rows {
			for _, cas := range row.CAS {
				if !ValidCAS(cas) {
					c.fail(&s.Entry, "“%s”的CAS号“%s”校验位不符", row.Name, cas)
				}
			}
		}
	}
}

// ValidCAS says whether a CAS number has the form and the check digit of one.
func ValidCAS(cas string) bool {
	parts := strings.Split(cas, "-")
	if len(parts) != 3 || len(parts[0]) < 2 || len(parts[0]) > 7 || len(parts[1]) != 2 || len(parts[2]) != 1 {
		return false
	}
	digits, sum := strings.Join(parts, ""), 0
	for i := range len(digits) {
		d := digits[len(digits)-1-i]
		if d < '0' || d > '9' {
			return false
		}
		sum += int(d-'0') * i
	}
	return sum%10 == int(digits[len(digits)-1]-'0')
}
