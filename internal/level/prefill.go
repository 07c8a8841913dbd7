package level

import (
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
	"qingshen/internal/rating"
	"qingshen/internal/unit"
)

// source is one way in which the value of an indicator follows from the tables of the dossier (取数).
type source struct {
	Match   string `yaml:"match"`
	Year    string `yaml:"year"`
	Formula string `yaml:"formula"`
	From    string `yaml:"from"`
	pattern *regexp.Regexp
}

func readSources(files fs.FS) ([]source, error) {
	raw, err := fs.ReadFile(files, "index/prefill.yaml")
	if err != nil {
		return nil, err
	}
	var list struct {
		Confidence string   `yaml:"confidence"`
		Prefill    []source `yaml:"prefill"`
	}
	if err := yaml.UnmarshalWithOptions(raw, &list, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("index/prefill.yaml: %w", err)
	}
	for i := range list.Prefill {
		p := &list.Prefill[i]
		if p.pattern, err = regexp.Compile(p.Match); err != nil {
			return nil, fmt.Errorf("index/prefill.yaml: %w", err)
		}
	}
	return list.Prefill, nil
}

// Proposal is a value that follows from the dossier (取数建议).
type Proposal struct {
	Value  string `json:"value"`
	Unit   string `json:"unit"`
	Source string `json:"source"`
}

// propose computes the value of an indicator from the dossier; nil where nothing goes together.
func propose(book *dossier.Book, units *unit.Table, sources []source, x *rating.Indicator) *Proposal {
	if x.Direction == rating.Qualitative || x.Unit == "" {
		return nil
	}
	u, err := units.Parse(x.Unit)
	if err != nil {
		return nil
	}
	for _, s := range sources {
		if !s.pattern.MatchString(x.Name) {
			continue
		}
		year := latestYear(book, s.Year)
		if year == 0 {
			continue
		}
		f, err := formula.Parse(strings.ReplaceAll(s.Formula, "YEAR", strconv.Itoa(year)), units)
		if err != nil {
			continue
		}
		v, err := f.Eval(book)
		if err != nil || v.Kind != formula.Number || v.Dim != u.Dim {
			continue
		}
		return &Proposal{rating.Decimal(v.Amount(u)), x.Unit, fmt.Sprintf("%s，%d年", s.From, year)}
	}
	return nil
}

func latestYear(book *dossier.Book, table string) int {
	year := 0
	for _, l := range book.Lines(table) {
		if n, err := strconv.Atoi(l.Cell("year").Typed); err == nil {
			year = max(year, n)
		}
	}
	return year
}
