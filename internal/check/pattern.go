package check

import (
	"regexp"
	"slices"

	"qingshen/internal/dossier"
)

// pattern looks for words that do not belong into a report: internal codes, placeholders, powers of ten.
type pattern struct{}

// wording is one expression that a pattern looks for, and why it does not belong there.
type wording struct {
	form *regexp.Regexp
	why  string
}

func (pattern) prepare(r *Rule, _ *Set, _ *dossier.Form) error {
	if len(r.With.Patterns) == 0 {
		return unknown("缺少 with.patterns")
	}
	r.words = nil
	for _, source := range sortedKeys(r.With.Patterns) {
		form, err := regexp.Compile(source)
		if err != nil {
			return err
		}
		r.words = append(r.words, wording{form, r.With.Patterns[source]})
	}
	return nil
}

func (pattern) run(r *Rule, _ *Set, b *dossier.Book, c *Context) []dossier.Finding {
	findings := []dossier.Finding{}
	each(b, c.Only, r.With.Skip, func(place func() dossier.Place, text string) {
		for _, w := range r.words {
			if hit := w.form.FindString(text); hit != "" {
				f := r.finding(place(), fill(r.Message, func(name string) string {
					if name == "hit" {
						return hit
					}
					return w.why
				}))
				f.Found = hit
				findings = append(findings, f)
				return
			}
		}
	})
	return findings
}

// each goes over everything that was written in words: the texts of the report and the text cells; or over those of one table.
func each(b *dossier.Book, only string, skip []string, take func(place func() dossier.Place, text string)) {
	for _, part := range sortedKeys(b.Dossier.Texts) {
		if only != "" {
			break
		}
		take(func() dossier.Place { return inText(part) }, b.Dossier.Texts[part])
	}
	for _, t := range b.Form.Tables {
		if only != "" && t.ID != only {
			continue
		}
		for _, l := range b.Lines(t.ID) {
			for _, c := range t.Columns {
				if c.Kind != dossier.KindText && c.Kind != dossier.KindLong || slices.Contains(skip, t.ID+"."+c.ID) {
					continue
				}
				if text := l.Cell(c.ID).Typed; text != "" {
					take(func() dossier.Place { return l.Place(c.ID) }, text)
				}
			}
		}
	}
}

// inText is the place of a text of the report.
func inText(part string) dossier.Place {
	return dossier.Place{Path: "texts." + part, Words: "报告正文“" + part + "”"}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
