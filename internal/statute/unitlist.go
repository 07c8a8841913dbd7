package statute

import (
	"strings"

	"qingshen/internal/calendar"
)

// UnitListKind is a kind of list of key units that departments publish year by year (重点单位名录): being on it establishes an
// attribute of a site.
type UnitListKind struct {
	Entry     `yaml:",inline"`
	Attribute string `yaml:"attribute" json:"attribute"` // what the list establishes
	Publisher string `yaml:"publisher" json:"publisher"` // who publishes it as a rule
	Detail    string `yaml:"detail" json:"detail"`       // what the list says of a unit
}

// UnitListKinds are the kinds in force on a day.
func (l *Law) UnitListKinds(on calendar.Date) []UnitListKind {
	return inForce(l.unitLists, on, l.province)
}

// UnitListKind gives a kind in force on a day.
func (l *Law) UnitListKind(id string, on calendar.Date) (UnitListKind, bool) {
	for _, k := range l.UnitListKinds(on) {
		if k.ID == id {
			return k, true
		}
	}
	return UnitListKind{}, false
}

// unitLists: every kind says which attribute it establishes and who publishes it.
func (c *checker) unitLists() {
	for i := range c.law.unitLists {
		k := &c.law.unitLists[i]
		if strings.TrimSpace(k.Attribute) == "" || strings.TrimSpace(k.Publisher) == "" || strings.TrimSpace(k.Detail) == "" {
			c.fail(&k.Entry, "名录“%s”应写明登记的属性（attribute）、公布单位（publisher）和说明内容（detail）", k.ID)
		}
	}
}
