package report

import (
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/dossier"
)

// Block stands for what is not public.
const Block = "▇▇▇"

// secrets is what a public version withholds.
type secrets struct {
	on      bool
	columns string // the reason for columns that the form marks
	rows    map[string]string
	words   []string
	said    []string
}

// RowName names a row as people know it: its key without the year, else its first words. All years of it have one name.
func RowName(l *dossier.Line) string {
	if label := l.Label(); label != "" {
		return label
	}
	for _, c := range l.Table.Columns {
		if text := l.Cell(c.ID).Typed; c.Kind == dossier.KindText && text != "" {
			return text
		}
	}
	return fmt.Sprint("第", l.Index+1, "行")
}

func newSecrets(in Input) *secrets {
	s := &secrets{on: in.Variant.Public, columns: "栏目涉及商业秘密", rows: map[string]string{}}
	if !s.on {
		return s
	}
	for _, m := range in.Marks {
		s.rows[m.Table+"\x00"+m.Row] = m.Reason
	}
	for _, t := range in.Book.Form.Tables {
		for _, l := range in.Book.Lines(t.ID) {
			for _, c := range t.Columns {
				if reason, hidden := s.of(l, c); hidden && l.Show(c.ID) != "" {
					s.withhold(t, l, c, reason)
				}
			}
		}
	}
	slices.SortFunc(s.words, func(a, b string) int { return len(b) - len(a) })
	s.words = slices.Compact(s.words)
	return s
}

// withhold remembers what must not stand in a sentence, and why.
func (s *secrets) withhold(t *dossier.Table, l *dossier.Line, c *dossier.Column, reason string) {
	if c.Kind == dossier.KindText || c.Kind == dossier.KindLong {
		for _, word := range strings.FieldsFunc(l.Cell(c.ID).Typed, func(r rune) bool { return strings.ContainsRune("、，；,;", r) }) {
			if word = strings.TrimSpace(word); len([]rune(word)) >= 2 {
				s.words = append(s.words, word)
			}
		}
	} else if c.Numeric() && c.Kind != dossier.KindYear {
		for _, shown := range []string{l.Show(c.ID), l.ShowRounded(c.ID)} {
			if len(shown) >= 3 {
				s.words = append(s.words, shown)
			}
		}
	}
	line := fmt.Sprintf("%s“%s”栏：%s。", t.Title, c.Title, reason)
	if c.Secret && s.rows[t.ID+"\x00"+RowName(l)] == "" {
		if !slices.Contains(s.said, line) {
			s.said = append(s.said, line)
		}
		return
	}
	if line = fmt.Sprintf("%s中的一项：%s。", t.Title, reason); !slices.Contains(s.said, line) {
		s.said = append(s.said, line)
	}
}

// of tells whether a cell is withheld, and why.
func (s *secrets) of(l *dossier.Line, c *dossier.Column) (string, bool) {
	if !s.on {
		return "", false
	}
	if reason := s.rows[l.Table.ID+"\x00"+RowName(l)]; reason != "" && c.Kind != dossier.KindYear {
		return reason, true
	}
	return s.columns, c.Secret
}

// scrub takes out of a sentence what is withheld elsewhere.
func (s *secrets) scrub(text string) string {
	for _, w := range s.words {
		text = strings.ReplaceAll(text, w, Block)
	}
	return text
}

func (s *secrets) list() []string { return append([]string{}, s.said...) }
