package check

import (
	"regexp"
	"slices"
	"strings"

	"qingshen/internal/dossier"
)

// names finds the names of other enterprises, which stay behind when a report is copied.
type names struct{}

func (names) prepare(*Rule, *Set, *dossier.Form) error { return nil }

// company is how the name of an enterprise ends.
var company = regexp.MustCompile(`[\p{Han}A-Za-z0-9（）()]{4,40}?(?:有限责任公司|股份有限公司|集团有限公司|有限公司|集团公司|总公司|分公司|合作社|化工厂|水泥厂|电镀厂|造纸厂|印染厂|制药厂|钢铁厂)`)

// lead are words that may stand directly before a name in a sentence.
var lead = regexp.MustCompile(`^.*(?:委托|由|与|和|为|在|对|向|经|及|、|是|的|于|至|从|送|交|给|购自|来自|根据|依据|按照|按|了|将|原名|原)`)

func (names) run(r *Rule, _ *Set, b *dossier.Book, c *Context) []dossier.Finding {
	own := append([]string{b.Dossier.Enterprise.Name, b.Dossier.Audit.Agency}, b.Dossier.Enterprise.FormerNames...)
	for _, cell := range r.With.Allow { // names that belong into certain columns are known
		table, column, _ := strings.Cut(cell, ".")
		for _, l := range b.Lines(table) {
			own = append(own, l.Cell(column).Typed)
		}
	}
	own = slices.DeleteFunc(own, func(s string) bool { return strings.TrimSpace(s) == "" })
	findings := []dossier.Finding{}
	each(b, c.Only, append(r.With.Skip, r.With.Allow...), func(place func() dossier.Place, text string) {
		for _, hit := range company.FindAllString(text, -1) {
			name := lead.ReplaceAllString(hit, "")
			if len([]rune(name)) < 6 || known(name, own) {
				continue
			}
			f := r.finding(place(), fill(r.Message, func(string) string { return name }))
			f.Found, f.Expected = name, b.Dossier.Enterprise.Name
			findings = append(findings, f)
			return
		}
	})
	return findings
}

// known tells whether a name is one of the own ones, whole or shortened.
func known(name string, own []string) bool {
	return slices.ContainsFunc(own, func(o string) bool { return strings.Contains(o, name) || strings.Contains(name, o) })
}
