package rating

import (
	"fmt"
	"slices"
	"strings"
)

// Absence is the statement that a whole class of indicators does not concern an enterprise (整类指标不涉及), with its reason.
// The formula for what does not apply (5-3) covers indicators within a class; for a whole class the general rules have none.
// So a statement alone leaves nothing out: experts confirm it first (rules 9.4; confidence A).
type Absence struct {
	Group  string `json:"group" maxLength:"100" doc:"一级指标"`
	Reason string `json:"reason" maxLength:"500" doc:"本企业不涉及的理由"`
}

// Settle decides about whole classes: those that experts have confirmed are left out, so that the weights are re-spread over
// the others; of every other class of which nothing would be left, what has no value counts as missing. It gives the classes
// that wait for experts.
func (s *System) Settle(in Input, stated []Absence, confirmed []string) (Input, []string) {
	left := map[*Indicator]bool{}
	for _, name := range in.NotApplicable {
		if x, n := s.Find(name); n == 1 {
			left[x] = true
		}
	}
	waiting := []string{}
	in.NotApplicable = slices.Clone(in.NotApplicable)
	for _, g := range s.Groups {
		named := slices.ContainsFunc(stated, func(a Absence) bool { return a.Group == g.Name })
		if !named && slices.ContainsFunc(g.Indicators, func(x *Indicator) bool { return !left[x] }) {
			continue
		}
		in.NotApplicable = slices.DeleteFunc(in.NotApplicable, func(name string) bool {
			x, n := s.Find(name)
			return n == 1 && x.Group == g.Name
		})
		if !slices.Contains(confirmed, g.Name) {
			waiting = append(waiting, g.Name)
			continue
		}
		for _, x := range g.Indicators {
			in.NotApplicable = append(in.NotApplicable, x.Key)
		}
	}
	return in, waiting
}

// Waiting gives the classes that are missing until experts have confirmed that they do not concern the enterprise.
func (s Sheet) Waiting(system *System, confirmed []string) []string {
	_, waiting := system.Settle(Input{NotApplicable: s.NotApplicable}, s.Absences, confirmed)
	return waiting
}

// For reads a sheet for a system, with the classes whose absence experts have confirmed. All that is wrong is said at once.
func (s Sheet) For(system *System, confirmed []string) (Input, []string) {
	in, faults := s.Input()
	faults = append(faults, s.stated(system)...)
	in, _ = system.Settle(in, s.Absences, confirmed)
	return in, faults
}

// Within gives the sheet without statements about classes that a system does not have.
func (s Sheet) Within(system *System) Sheet {
	s.Absences = slices.DeleteFunc(slices.Clone(s.Absences), func(a Absence) bool { return system.group(a.Group) == nil })
	return s
}

func (s *System) group(name string) *Group {
	for _, g := range s.Groups {
		if g.Name == name {
			return g
		}
	}
	return nil
}

// stated checks the statements about whole classes.
func (s Sheet) stated(system *System) []string {
	faults := []string{}
	for i, a := range s.Absences {
		g := system.group(a.Group)
		switch {
		case g == nil:
			faults = append(faults, "指标体系中没有一级指标“"+a.Group+"”")
			continue
		case slices.ContainsFunc(s.Absences[:i], func(o Absence) bool { return o.Group == a.Group }):
			faults = append(faults, "一级指标“"+a.Group+"”的整类不涉及写了两次")
		case strings.TrimSpace(a.Reason) == "":
			faults = append(faults, "一级指标“"+a.Group+"”写明整类不涉及，却没有写理由，请写明理由")
		}
		if names := s.valued(system, g); len(names) > 0 {
			faults = append(faults, fmt.Sprintf("一级指标“%s”写明整类不涉及，又填写了%s，请去掉其中之一", a.Group, strings.Join(names, "、")))
		}
	}
	return faults
}

// valued gives the indicators of a class for which something was entered.
func (s Sheet) valued(system *System, g *Group) []string {
	names := []string{}
	look := func(values map[string]SheetValue) {
		for name, v := range values {
			x, n := system.Find(name)
			if n > 0 && x.Group == g.Name && (v.Value != "" || v.Level != nil) && !slices.Contains(names, "“"+x.Name+"”") {
				names = append(names, "“"+x.Name+"”")
			}
		}
	}
	look(s.Values)
	for _, p := range s.Products {
		look(p.Values)
	}
	slices.Sort(names)
	return names
}
