package check

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
)

// Set is the check rules with the tables that they look things up in.
type Set struct {
	Rules        []*Rule
	coefficients []Coefficient
	substances   map[string]string // CAS number -> list that names it
}

// Load reads the rules of the law data and readies them for a form. Every rule has a source, a severity, a message and a
// case on which it finds something and one on which it does not: a rule that cannot be right is not loaded.
func Load(files fs.FS, form *dossier.Form) (*Set, error) {
	s := &Set{}
	var err error
	if s.coefficients, err = loadCoefficients(files, form.Units()); err != nil {
		return nil, err
	}
	if s.substances, err = loadSubstances(files); err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "checks/*.yaml")
	if err != nil {
		return nil, err
	}
	var faults []error
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var file struct {
			Rules []*Rule `yaml:"rules"`
		}
		if err := yaml.UnmarshalWithOptions(raw, &file, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, r := range file.Rules {
			if len(r.Editions) > 0 && !slices.Contains(r.Editions, form.Edition) {
				continue
			}
			if err := r.prepare(s, form); err != nil {
				faults = append(faults, fmt.Errorf("%s 规则“%s”：%w", name, r.ID, err))
			}
			if slices.ContainsFunc(s.Rules, func(other *Rule) bool { return other.ID == r.ID && other.From == r.From }) {
				faults = append(faults, fmt.Errorf("%s 规则“%s”重复", name, r.ID))
			}
			s.Rules = append(s.Rules, r)
		}
	}
	return s, errors.Join(faults...)
}

var ruleID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (r *Rule) prepare(s *Set, form *dossier.Form) error {
	if r.Kind == "" {
		r.Kind = "assert"
	}
	k, ok := kinds[r.Kind]
	if !ok {
		return unknown("没有规则种类“%s”", r.Kind)
	}
	r.kind = k
	for label, text := range map[string]string{"名称": r.Title, "提示": r.Message, "理由": r.Why, "依据": r.Basis, "可信度": r.Confidence, "施行日": string(r.From)} {
		if strings.TrimSpace(text) == "" {
			return unknown("缺少%s", label)
		}
	}
	if !ruleID.MatchString(r.ID) || !r.From.Valid() {
		return unknown("编号或者施行日不合格式")
	}
	if _, ok := dossier.SeverityLabels[r.Severity]; !ok {
		return unknown("没有级别“%s”", r.Severity)
	}
	finds := func(c Case) bool { return len(c.Finds) > 0 }
	if !slices.ContainsFunc(r.Cases, finds) || !slices.ContainsFunc(r.Cases, func(c Case) bool { return !finds(c) }) {
		return unknown("应至少有一个会发现问题的例子和一个不会发现问题的例子")
	}
	if r.Table != "" && form.Table(r.Table) == nil {
		return unknown("没有表“%s”", r.Table)
	}
	if err := r.formulas(form); err != nil {
		return err
	}
	return k.prepare(r, s, form)
}

// formulas reads the formulas of a rule and checks them against the columns that they name.
func (r *Rule) formulas(form *dossier.Form) error {
	types, _ := form.Types(r.Table)
	for _, part := range []struct {
		source string
		into   **formula.Formula
		truth  bool
	}{{r.When, &r.when, true}, {r.That, &r.that, true}, {r.Expected, &r.expected, false}, {r.Found, &r.found, false}} {
		if part.source == "" {
			continue
		}
		f, err := formula.Parse(part.source, form.Units())
		if err != nil {
			return err
		}
		t, err := f.Check(types)
		if err != nil {
			return err
		}
		if part.truth && t.Kind != formula.Truth {
			return unknown("“%s”不是条件", part.source)
		}
		*part.into = f
	}
	return nil
}
