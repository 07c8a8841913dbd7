// Package check is the check rules over a dossier (审核资料检查规则): data with a severity, a message, a legal basis, a date
// and cases of their own. A rule finds what is wrong before anyone hands it in; everything is found at once, each with its
// place and the value that was expected. The package is pure: no database, no clock.
// Law: GUIDE 7, 15; CPM 13, 14; defects seen in published audits (short names as in law/cn.yaml).
package check

import (
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/dossier"
	"qingshen/internal/formula"
)

// Rule is one check rule (检查规则).
type Rule struct {
	ID         string        `yaml:"id" json:"id"`
	Title      string        `yaml:"title" json:"title"`
	Kind       string        `yaml:"kind" json:"kind"`
	Severity   string        `yaml:"severity" json:"severity"`
	Table      string        `yaml:"table" json:"table,omitempty"`
	Group      []string      `yaml:"group" json:"group,omitempty"`
	Phase      string        `yaml:"phase" json:"phase,omitempty"`
	When       string        `yaml:"when" json:"when,omitempty"`
	That       string        `yaml:"that" json:"that,omitempty"`
	At         string        `yaml:"at" json:"at,omitempty"`
	Expected   string        `yaml:"expected" json:"expected,omitempty"`
	Found      string        `yaml:"found" json:"found,omitempty"`
	Message    string        `yaml:"message" json:"message"`
	Mend       string        `yaml:"mend" json:"mend,omitempty"`
	Why        string        `yaml:"why" json:"why"`
	Basis      string        `yaml:"basis" json:"basis"`
	Confidence string        `yaml:"confidence" json:"confidence"`
	From       calendar.Date `yaml:"from" json:"from"`
	Until      calendar.Date `yaml:"until" json:"until,omitempty"`
	Editions   []string      `yaml:"editions" json:"editions,omitempty"` // of the form for which it is made; none named: all
	Defects    []int         `yaml:"defects" json:"-"`
	With       Parameters    `yaml:"with" json:"with,omitempty"`
	Cases      []Case        `yaml:"cases" json:"-"`

	when, that, expected, found *formula.Formula
	kind                        kind
	words                       []wording // of a pattern
}

// Parameters are what a kind of rule needs beside its formulas.
type Parameters struct {
	Value    string            `yaml:"value" json:"value,omitempty"`
	Of       []string          `yaml:"of" json:"of,omitempty"`
	Limit    string            `yaml:"limit" json:"limit,omitempty"`
	Patterns map[string]string `yaml:"patterns" json:"patterns,omitempty"`
	Allow    []string          `yaml:"allow" json:"allow,omitempty"`
	Skip     []string          `yaml:"skip" json:"skip,omitempty"`
}

// Case is a small dossier on which a rule must, or must not, find something.
type Case struct {
	Name        string                      `yaml:"name"`
	Enterprise  map[string]any              `yaml:"enterprise"`
	Audit       map[string]any              `yaml:"audit"`
	Tables      map[string][]map[string]any `yaml:"tables"`
	Texts       map[string]string           `yaml:"texts"`
	Attachments []map[string]string         `yaml:"attachments"`
	References  map[string][]map[string]any `yaml:"references"`
	Unconfirmed map[string][]int            `yaml:"unconfirmed"`
	Against     []map[string]any            `yaml:"against"`
	Finds       []string                    `yaml:"finds"` // the paths at which it finds; empty: nothing
	Expected    string                      `yaml:"expected"`
}

// Context is what a check knows beside the dossier itself.
type Context struct {
	// Only names the one table whose findings are asked for, while somebody types into it; "" asks for all.
	Only string
	// Others are dossiers with which this one is compared for copied parts, of the same agency or industry.
	Others []*dossier.Dossier
	// Spreads are the distributions of the own industry against which jumps are judged, by table and column.
	Spreads map[string]Spread
}

// kind is one way to check.
type kind interface {
	// prepare readies a rule against a form; what is wrong with the rule is said in words.
	prepare(r *Rule, s *Set, f *dossier.Form) error
	// run gives what the rule finds.
	run(r *Rule, s *Set, b *dossier.Book, c *Context) []dossier.Finding
}

// kinds are the kinds of rule.
var kinds = map[string]kind{
	"assert": assert{}, "complete": complete{}, "pattern": pattern{}, "jump": jump{}, "coefficient": coefficient{}, "names": names{},
	"substance": substance{}, "computation": computation{}, "constant": constant{}, "overlap": overlap{}, "referenced": referenced{}, "carried": carried{},
}

// On gives the rules in force on a day.
func (s *Set) On(day calendar.Date) []*Rule {
	return slices.DeleteFunc(slices.Clone(s.Rules), func(r *Rule) bool { return !day.Within(r.From, r.Until) })
}

// Run reads a dossier and applies the rules of a day: the form's own findings first, then those of the rules, each table
// in the order of the form. Reasons that were written for warnings are shown with them.
func (s *Set) Run(form *dossier.Form, d *dossier.Dossier, day calendar.Date, c *Context) (*dossier.Book, []dossier.Finding) {
	if c == nil {
		c = &Context{}
	}
	book, findings := form.Read(d)
	for _, r := range s.On(day) {
		if r.Phase == dossier.PhaseAcceptance && d.Audit.Phase != dossier.PhaseAcceptance || !r.concerns(c.Only) {
			continue
		}
		findings = append(findings, r.kind.run(r, s, book, c)...)
	}
	for i := range findings {
		findings[i].Reason = strings.TrimSpace(d.Reasons[findings[i].Key()])
	}
	arrange(form, findings)
	return book, findings
}

// concerns tells whether a rule can find anything in a table; every rule concerns the whole dossier.
func (r *Rule) concerns(table string) bool {
	return table == "" || r.Table == table || r.Table == "" && (r.At == "" || r.At == table)
}

// arrange sorts findings by severity, then by their place in the form.
func arrange(form *dossier.Form, findings []dossier.Finding) {
	order := map[string]int{}
	for i, t := range form.Tables {
		order[t.ID] = i
	}
	rank := map[string]int{dossier.SeverityError: 0, dossier.SeverityWarning: 1, dossier.SeverityHint: 2}
	slices.SortStableFunc(findings, func(a, b dossier.Finding) int {
		for _, by := range []int{rank[a.Severity] - rank[b.Severity], order[a.Place.Table] - order[b.Place.Table], a.Place.Row - b.Place.Row} {
			if by != 0 {
				return by
			}
		}
		return strings.Compare(a.Rule, b.Rule)
	})
}

// Open tells whether a finding still stands in the way of handing the dossier in: an error, or a warning without reason.
func Open(f dossier.Finding) bool {
	return f.Severity == dossier.SeverityError || f.Severity == dossier.SeverityWarning && f.Reason == ""
}

// finding starts a finding of a rule.
func (r *Rule) finding(p dossier.Place, message string) dossier.Finding {
	return dossier.Finding{Rule: r.ID, Severity: r.Severity, Place: p, Message: message, Mend: r.Mend, Basis: r.Basis}
}

// fill writes the values of names into a message: {output}, {expected}.
func fill(message string, value func(string) string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(message, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return out.String() + "{" + rest
		}
		out.WriteString(value(name))
		message = after
	}
}

func unknown(format string, args ...any) error { return fmt.Errorf(format, args...) }
