package statute

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
)

// Sector is a field of the economy in which cleaner production is promoted (领域, N12 二(三)), with the department that is
// responsible for it and what is asked of an enterprise of it beside the common facts.
type Sector struct {
	Entry      `yaml:",inline"`
	Industries []string      `yaml:"industries" json:"industries"` // prefixes of GB/T 4754 codes; the longest that fits decides
	Department string        `yaml:"department" json:"department"` // 牵头部门
	Fields     []SectorField `yaml:"fields" json:"fields"`
}

// SectorField is one thing that is asked of an enterprise of a sector.
type SectorField struct {
	ID       string   `yaml:"id" json:"id"`
	Label    string   `yaml:"label" json:"label"`
	Kind     string   `yaml:"kind" json:"kind"` // text, number or choice
	Unit     string   `yaml:"unit" json:"unit"`
	Hint     string   `yaml:"hint" json:"hint"`
	Required bool     `yaml:"required" json:"required"`
	Choices  []string `yaml:"choices" json:"choices"`
}

// Sectors are the sectors in force on a day.
func (l *Law) Sectors(on calendar.Date) []Sector { return inForce(l.sectors, on, l.province) }

// SectorOf gives the sector of an industry code on a day: that with the longest prefix of it, and of equal ones the later, so
// that an overlay may take an industry out of a wider sector.
func (l *Law) SectorOf(industry string, on calendar.Date) (Sector, bool) {
	var best Sector
	longest := 0
	for _, s := range l.Sectors(on) {
		for _, prefix := range s.Industries {
			if len(prefix) >= longest && strings.HasPrefix(industry, prefix) {
				best, longest = s, len(prefix)
			}
		}
	}
	return best, longest > 0
}

// SectorPrefixes gives the prefixes of industry codes that belong to a field, and the longer ones that another field takes out.
func (l *Law) SectorPrefixes(id string, on calendar.Date) (in, out []string) {
	all := l.Sectors(on)
	at := slices.IndexFunc(all, func(sector Sector) bool { return sector.ID == id })
	if at < 0 {
		return nil, nil
	}
	in = all[at].Industries
	for i, sector := range all {
		for _, prefix := range sector.Industries {
			if i != at && slices.ContainsFunc(in, func(own string) bool {
				return strings.HasPrefix(prefix, own) && (len(prefix) > len(own) || i > at)
			}) {
				out = append(out, prefix)
			}
		}
	}
	return in, out
}

// Wrong says what is wrong with a value, "" when nothing is; an empty value is wrong where it is required.
func (f SectorField) Wrong(value string) string {
	switch {
	case value == "" && f.Required:
		return "请填写" + f.Label + "。"
	case value == "":
	case f.Kind == "number":
		if n, err := decimal.NewFromString(value); err != nil || n.IsNegative() {
			return f.Label + "应为不小于零的数，例如 12.5" + f.Unit + "；填写的是“" + value + "”。请只写数字。"
		}
	case f.Kind == "choice" && !slices.Contains(f.Choices, value):
		return f.Label + "应从“" + strings.Join(f.Choices, "、") + "”中选择；填写的是“" + value + "”。"
	}
	return ""
}

// sectors: every sector has industries, a department and well-formed fields.
func (c *checker) sectors() {
	for i := range c.law.sectors {
		s := &c.law.sectors[i]
		if len(s.Industries) == 0 || strings.TrimSpace(s.Department) == "" {
			c.fail(&s.Entry, "领域“%s”应写明行业代码（industries）和牵头部门（department）", s.ID)
		}
		seen := map[string]bool{}
		for _, f := range s.Fields {
			if f.ID == "" || f.Label == "" || seen[f.ID] {
				c.fail(&s.Entry, "领域“%s”的每个栏目应有不重复的标识（id）和名称（label）", s.ID)
			}
			if !slices.Contains([]string{"text", "number", "choice"}, f.Kind) || (f.Kind == "choice") != (len(f.Choices) > 0) {
				c.fail(&s.Entry, "领域“%s”的栏目“%s”应为 text、number 或带选项的 choice", s.ID, f.Label)
			}
			seen[f.ID] = true
		}
	}
}
