package rating_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"qingshen/internal/rating"
)

// The eight questions of a provincial questionnaire that are known to be wrong are named, and no other.
func TestTheDefectiveQuestionsOfTheSteelSet(t *testing.T) {
	raw, err := os.ReadFile("../../../shared/data/peers/steel_benchmark_questions.json")
	if err != nil {
		t.Skip("the questionnaire is not here")
	}
	var set struct {
		Items []struct {
			Section, Question, Defect string
			Options                   []string
			Limiting                  bool
		}
	}
	if err := json.Unmarshal(raw, &set); err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	wrong := map[string]bool{}
	for _, q := range set.Items {
		if q.Defect != "" {
			wrong[q.Question] = true
		}
		direction := rating.Qualitative
		switch {
		case strings.HasPrefix(q.Options[2], "≤") && !strings.Contains(q.Options[0], "/"):
			direction = rating.Lower
		case strings.HasPrefix(q.Options[2], "≥") && !strings.Contains(q.Options[0], "/"):
			direction = rating.Higher
		}
		limiting := map[bool]string{true: "yes", false: "no"}[q.Limiting]
		fmt.Fprintf(&lines, "%q,1,%q,无量纲,1,%s,%q,%q,%q,%s\n", q.Section, q.Question, direction, q.Options[0], q.Options[1], q.Options[2], limiting)
	}
	s, read, err := rating.Read(strings.NewReader(head+lines.String()), units(t))
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, f := range s.Lint(read) {
		if f.Name != "" && f.Column != "weight" {
			named[f.Name] = true
		}
	}
	for name := range wrong {
		if !named[name] {
			t.Errorf("not found: %s", name)
		}
	}
	for name := range named {
		if !wrong[name] {
			t.Errorf("a false alarm: %s", name)
		}
	}
}
