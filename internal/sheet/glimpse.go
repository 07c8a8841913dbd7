package sheet

import (
	"errors"
	"io"
	"slices"
	"strings"
)

// Glimpse is the beginning of one sheet as people read it (表格预览).
type Glimpse struct {
	Name string        `json:"name" doc:"工作表名称"`
	Rows []GlimpsedRow `json:"rows" nullable:"false"`
	Cut  bool          `json:"cut" doc:"内容较多，只显示前一部分"`
}

// GlimpsedRow is one row that is not empty.
type GlimpsedRow struct {
	Number int      `json:"number" doc:"行号"`
	Cells  []string `json:"cells" nullable:"false"`
}

// glimpsed is how much of a cell is shown.
const glimpsed = 300

// Glimpse gives at most so many rows and columns of the first sheets, without understanding what they hold.
func (s *Source) Glimpse(sheets, rows, columns int) ([]Glimpse, error) {
	out := []Glimpse{}
	for i, name := range s.sheets() {
		if i == sheets {
			break
		}
		g, err := s.glimpse(i, rows, columns)
		if err != nil {
			return nil, err
		}
		g.Name = name
		out = append(out, g)
	}
	return out, nil
}

func (s *Source) glimpse(sheet, rows, columns int) (Glimpse, error) {
	out := Glimpse{Rows: []GlimpsedRow{}}
	g, err := s.grid(sheet)
	if err != nil {
		return out, err
	}
	defer g.Close()
	for {
		number, cells, err := g.next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		row := GlimpsedRow{Number: number, Cells: shownCells(cells, columns)}
		out.Cut = out.Cut || len(cells) > columns
		switch {
		case len(row.Cells) == 0:
		case len(out.Rows) == rows:
			out.Cut = true
			return out, nil
		default:
			out.Rows = append(out.Rows, row)
		}
	}
}

// shownCells gives the texts of a row without the empty ones at its end.
func shownCells(cells []cell, most int) []string {
	out := []string{}
	for _, c := range cells[:min(len(cells), most)] {
		out = append(out, shownText(c))
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = slices.Delete(out, len(out)-1, len(out))
	}
	return out
}

// shownText gives a cell as text, at most so much of it.
func shownText(c cell) string {
	text := strings.TrimSpace(c.text)
	if r := []rune(text); len(r) > glimpsed {
		text = string(r[:glimpsed]) + "…"
	}
	return text
}
