package check

import (
	"regexp"
	"slices"

	"qingshen/internal/dossier"
)

// pattern looks for words that do not belong into a report: internal codes, placeholders, powers of ten.
type pattern struct{}

func (pattern) prepare(r *Rule, _ *Set, _ *dossier.Form) error {
	if len(r.With.Patterns) == 0 {
		return unknown("缺少 with.patterns")
	}
	for source := range r.With.Patterns {
		if _, err := regexp.Compile(source); err != nil {
			return err
		}
	}
	return nil
}

func (pattern) run(r *Rule, _ *Set, b *dossier.Book, _ *Context) []dossier.Finding {
	sources := sortedKeys(r.With.Patterns)
	forms := make([]*regexp.Regexp, len(sources))
	for i, source := range sources {
		forms[i] = regexp.MustCompile(source)
	}
	findings := []dossier.Finding{}
	each(b, r.With.Skip, func(place dossier.Place, text string) {
		for i, form := range forms {
			if hit := form.FindString(text); hit != "" {
				f := r.finding(place, fill(r.Message, func(name string) string {
					if name == "hit" {
						return hit
					}
					return r.With.Patterns[sources[i]]
				}))
				f.Found = hit
				findings = append(findings, f)
				return
			}
		}
	})
	return findings
}

// each goes over everything that was written in words: the texts of the report and the text cells.
func each(b *dossier.Book, skip []string, take func(dossier.Place, string)) {
	for _, part := range sortedKeys(b.Dossier.Texts) {
		take(dossier.Place{Path: "texts." + part, Words: "报告正文“" + part + "”"}, b.Dossier.Texts[part])
	}
	for _, t := range b.Form.Tables {
		for _, l := range b.Lines(t.ID) {
			for _, c := range t.Columns {
				if c.Kind != dossier.KindText && c.Kind != dossier.KindLong || slices.Contains(skip, t.ID+"."+c.ID) {
					continue
				}
				if text := l.Cell(c.ID).Typed; text != "" {
					take(l.Place(c.ID), text)
				}
			}
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
