package level

import (
	"encoding/json"
	"slices"
	"strings"

	"qingshen/internal/dossier"
	"qingshen/internal/indexsystem"
	"qingshen/internal/rating"
	"qingshen/internal/store"
)

// Rows writes the table of levels of the dossier (T12) from the ratings of an audit: nobody types it.
func (s *Service) Rows(tx *store.Tx, auditID string) ([]dossier.Row, error) {
	before, err := ratingOf(tx, auditID, Before)
	if err != nil || before == nil {
		return []dossier.Row{}, err
	}
	x, system, err := s.library.Rates(tx, before.SystemID)
	if err != nil {
		return nil, err
	}
	answer := s.answered(system, before)
	if answer == nil {
		return []dossier.Row{}, nil
	}
	later := map[string]rating.Step{}
	after, err := ratingOf(tx, auditID, After)
	if err != nil {
		return nil, err
	}
	if after != nil && after.SystemID == before.SystemID {
		if a := s.answered(system, after); a != nil {
			for _, step := range a.Steps {
				later[step.Key+"\x00"+step.Product] = step
			}
		}
	}
	rows := []dossier.Row{}
	stated := absences(system, before.Sheet, before.Opinions)
	for _, n := range stated {
		if n.Reason != "" {
			rows = append(rows, n.row(x.Title()))
		}
	}
	for _, step := range answer.Steps {
		if slices.ContainsFunc(stated, func(n AbsenceView) bool { return n.Group == step.Group && n.Reason != "" }) {
			continue // one line speaks for the whole class; the level counts it as missing until experts confirm it
		}
		i, _ := system.Find(step.Key)
		rows = append(rows, rowOf(x.Title(), i, step, later[step.Key+"\x00"+step.Product]))
	}
	return rows, nil
}

// answered rates what is kept; nil where it cannot be rated any more.
func (s *Service) answered(system *rating.System, r *Rating) *rating.Answer {
	in, faults := r.input(system)
	if len(faults) > 0 {
		return nil
	}
	out, faults := system.Rate(in, s.library.Units())
	if len(faults) > 0 {
		return nil
	}
	a := out.Answer(true)
	return &a
}

func rowOf(system string, i *rating.Indicator, step, later rating.Step) dossier.Row {
	row := dossier.Row{}
	put := func(column, text string) {
		if text != "" {
			row[column], _ = json.Marshal(text) // a text
		}
	}
	yes := func(b bool) string { return map[bool]string{true: "是", false: "否"}[b] }
	name := step.Indicator
	if step.Product != "" {
		name += "（" + step.Product + "）"
	}
	put("system", system)
	put("group", step.Group)
	put("indicator", name)
	put("limiting", yes(step.Limiting))
	put("unit", i.Unit)
	figure := func(text string) string { return strings.TrimSpace(strings.TrimSuffix(text, i.Unit)) }
	bare := i.Direction != rating.Qualitative
	bounds := [3]string{}
	for k, text := range step.Benchmarks {
		n, ok := strings.CutPrefix(text, map[string]string{rating.Lower: "≤", rating.Higher: "≥"}[i.Direction])
		if !ok && i.Direction == rating.Higher {
			n, ok = strings.CutPrefix(text, "=")
		}
		bare = bare && ok
		bounds[k] = n
	}
	put("judged", yes(!bare))
	if i.Direction != rating.Qualitative && !step.Missing {
		put("value", figure(step.Value))
		if !later.Missing && later.Key != "" {
			put("after", figure(later.Value))
		}
	}
	if bare {
		put("direction", indexsystem.DirectionWords[i.Direction])
		for k, n := range bounds {
			put("benchmark_"+string(rune('1'+k)), n)
		}
	}
	if !step.Missing {
		put("stated_level", rating.LevelWords[step.Level])
	}
	return row
}

// Words gives the levels of an audit before and after in words, "" where there is no rating.
func (s *Service) Words(tx *store.Tx, auditID string) (before, after string, err error) {
	for phase, into := range map[string]*string{Before: &before, After: &after} {
		r, err := ratingOf(tx, auditID, phase)
		if err != nil {
			return "", "", err
		}
		if r != nil {
			*into = rating.LevelWords[r.Level]
		}
	}
	return before, after, nil
}
