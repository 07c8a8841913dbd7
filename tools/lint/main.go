// Command lint runs the analyzers that this project holds its Go code to, in one pass. They are the well-known ones,
// linked directly (docs/adr says why), besides go vet and the architecture tests. nilerr and sqlclosecheck were tried and
// left out: every finding of theirs was an error turned into a fault on purpose, or a statement closed by defer.
package main

import (
	"strings"

	"github.com/polyfloyd/go-errorlint/errorlint"
	"github.com/timakin/bodyclose/passes/bodyclose"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/multichecker"
	"honnef.co/go/tools/simple"
	"honnef.co/go/tools/staticcheck"
	"honnef.co/go/tools/stylecheck"
	"honnef.co/go/tools/unused"
)

// without names checks of staticcheck that are left out, each with its reason.
var without = map[string]string{
	"ST1000": "package comments are held by the architecture test, once per package",
	"ST1005": "error texts of a user-facing fault are Chinese sentences with a full stop",
	"ST1020": "comments on exported names may begin with an article",
	"ST1021": "as ST1020",
	"ST1022": "as ST1020",
}

func main() {
	checks := []*analysis.Analyzer{
		errorlint.NewAnalyzer(), bodyclose.Analyzer, unused.Analyzer.Analyzer,
	}
	for _, a := range staticcheck.Analyzers {
		checks = append(checks, a.Analyzer)
	}
	for _, a := range simple.Analyzers {
		checks = append(checks, a.Analyzer)
	}
	for _, a := range stylecheck.Analyzers {
		if _, out := without[strings.TrimSpace(a.Analyzer.Name)]; !out {
			checks = append(checks, a.Analyzer)
		}
	}
	multichecker.Main(checks...)
}
