package check

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"regexp"
	"strings"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
)

// loadSubstances reads the CAS numbers of the priority chemicals and of the persistent organic pollutants.
func loadSubstances(files fs.FS) (map[string]string, error) {
	found := map[string]string{}
	for name, list := range map[string]string{"codes/priority_chemicals_cas.csv": "优先控制化学品名录", "codes/pops.csv": "持久性有机污染物名录"} {
		in, err := files.Open(name)
		if err != nil {
			return nil, err
		}
		lines, err := csv.NewReader(in).ReadAll()
		in.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for i, head := range lines[0] {
			if head != "cas" {
				continue
			}
			for _, line := range lines[1:] {
				for _, cas := range strings.Split(line[i], ";") {
					if cas = strings.TrimSpace(cas); cas != "" {
						found[cas] = list
					}
				}
			}
		}
	}
	return found, nil
}

// substance holds the CAS numbers of the materials: their check digit, and that what is on a list is marked as toxic.
type substance struct{}

func (substance) prepare(r *Rule, _ *Set, form *dossier.Form) error {
	if t := form.Table(r.Table); t == nil || t.Column("cas") == nil || t.Column("toxic") == nil {
		return unknown("表“%s”没有 cas 和 toxic 栏目", r.Table)
	}
	return nil
}

var casNumber = regexp.MustCompile(`^(\d{2,7})-(\d{2})-(\d)$`)

func (substance) run(r *Rule, s *Set, b *dossier.Book, _ *Context) []dossier.Finding {
	findings := []dossier.Finding{}
	for _, l := range b.Lines(r.Table) {
		cas := l.Cell("cas").Typed
		if cas == "" {
			continue
		}
		if !validCAS(cas) {
			f := r.finding(l.Place("cas"), "CAS号“"+cas+"”的格式或者校验位不对，请核对。")
			f.Found, f.Severity = cas, dossier.SeverityError
			findings = append(findings, f)
			continue
		}
		toxic := l.Cell("toxic").Value
		if list, listed := s.substances[cas]; listed && (toxic.Kind != formula.Truth || !toxic.Yes) {
			f := r.finding(l.Place("toxic"), fill(r.Message, func(name string) string {
				if name == "list" {
					return list
				}
				return l.Show(name)
			}))
			f.Expected, f.Found = "是", l.Show("toxic")
			findings = append(findings, f)
		}
	}
	return findings
}

// validCAS checks the check digit of a CAS number: the digits counted from the right, each times its place, modulo ten.
func validCAS(cas string) bool {
	m := casNumber.FindStringSubmatch(cas)
	if m == nil {
		return false
	}
	digits, sum := m[1]+m[2], 0
	for i := range digits {
		sum += int(digits[len(digits)-1-i]-'0') * (i + 1)
	}
	return sum%10 == int(m[3][0]-'0')
}
