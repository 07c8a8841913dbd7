package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	namedTest    = regexp.MustCompile("`(Test[A-Za-z0-9]+)`")
	namedJourney = regexp.MustCompile("`(journeys/[a-z]+\\.test\\.ts)` “([^”]+)”")
	goTest       = regexp.MustCompile(`(?m)^func (Test[A-Za-z0-9]+)\(`)
)

// tests gives the names of all tests of the internal packages.
func tests(t *testing.T) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	files, _ := filepath.Glob(filepath.Join(root, "internal", "*", "*_test.go"))
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range goTest.FindAllStringSubmatch(string(raw), -1) {
			known[m[1]] = true
		}
	}
	return known
}

// What docs/defects.md says of real mistakes rests on tests that exist.
func TestDefectsNameTestsThatExist(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "defects.md"))
	if err != nil {
		t.Fatal(err)
	}
	known := tests(t)
	for _, m := range namedTest.FindAllStringSubmatch(string(page), -1) {
		if !known[m[1]] && m[1] != t.Name() {
			t.Errorf("docs/defects.md names %s, which is no test", m[1])
		}
	}
}

// What docs/clauses.md says of the sentences of the notice rests on tests that exist.
func TestClausesNameTestsThatExist(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "clauses.md"))
	if err != nil {
		t.Fatal(err)
	}
	known := tests(t)
	for _, m := range namedTest.FindAllStringSubmatch(string(page), -1) {
		if !known[m[1]] {
			t.Errorf("docs/clauses.md names %s, which is no test: name the one that proves the sentence now", m[1])
		}
	}
	for _, m := range namedJourney.FindAllStringSubmatch(string(page), -1) {
		raw, err := os.ReadFile(filepath.Join(root, "e2e", m[1]))
		if err != nil || !strings.Contains(string(raw), "test('"+m[2]+"'") {
			t.Errorf("docs/clauses.md names “%s” of %s, which is no journey (%v)", m[2], m[1], err)
		}
	}
	for _, row := range strings.Split(string(page), "\n") {
		if strings.HasPrefix(row, "| 1") || strings.HasPrefix(row, "| 2") || strings.HasPrefix(row, "| 3") {
			if !namedTest.MatchString(row) {
				t.Errorf("docs/clauses.md: nothing proves the sentence %.60s", row)
			}
		}
	}
}
