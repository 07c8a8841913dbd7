package statute

import (
	"strings"

	"qingshen/internal/calendar"
)

// Number is the rule of a series of document numbers (文号): prefix of the office, year in brackets, running number.
type Number struct {
	Entry  `yaml:",inline"`
	For    string `yaml:"for" json:"for"`       // what is numbered, such as annual-list
	Prefix string `yaml:"prefix" json:"prefix"` // 发文机关代字
	// Serial is own where the series numbers nothing else: then it has no gap within a year. A shared one is also used for
	// other documents of the office, so that only a number given twice can be seen from here.
	Serial string `yaml:"serial" json:"serial"`
}

// Numbers are the series in force on a day for what is numbered.
func (l *Law) Numbers(what string, on calendar.Date) []Number {
	out := []Number{}
	for _, n := range inForce(l.numbers, on, l.province) {
		if n.For == what {
			out = append(out, n)
		}
	}
	return out
}

// numbers: every series has a prefix and says whether it is its own.
func (c *checker) numbers() {
	for i := range c.law.numbers {
		n := &c.law.numbers[i]
		if strings.TrimSpace(n.Prefix) == "" || n.For == "" {
			c.fail(&n.Entry, "文号规则“%s”应写明发文机关代字（prefix）和适用的文件（for）", n.ID)
		}
		if n.Serial != "own" && n.Serial != "shared" {
			c.fail(&n.Entry, "文号规则“%s”的编号方式（serial）应为 own（单独编号）或 shared（与其他公文共用）", n.ID)
		}
	}
}
