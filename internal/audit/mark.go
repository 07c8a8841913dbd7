package audit

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"qingshen/internal/dossier"
)

// content is how the rows of a table are stored. Each row has a mark of its own (行标识) that stays with it when rows before
// it come and go, so that comments, returns and history keep to their row. Marks are given once and never again.
type content struct {
	Rows       []dossier.Row        `json:"rows"`
	References []dossier.References `json:"references,omitempty"`
	Marks      []string             `json:"marks,omitempty"`
	Given      int                  `json:"given,omitempty"`
	Carried    []string             `json:"carried,omitempty"` // what rows said that were taken over and that nobody has confirmed
	From       string               `json:"from,omitempty"`    // the round that they were taken from
	Named      bool                 `json:"-"`                 // rows go by their names alone, and each has a page of its own
}

// read reads what is stored of a section, with the marks of its rows.
func (d *DossierSection) read() (content, error) { return readContent(d.Content) }

func readContent(raw string) (content, error) {
	c := content{Rows: []dossier.Row{}}
	if raw == "" {
		return c, nil
	}
	err := json.Unmarshal([]byte(raw), &c)
	if c.Rows == nil {
		c.Rows = []dossier.Row{}
	}
	for len(c.Marks) < len(c.Rows) { // stored before rows had marks
		c.give()
	}
	return c, err
}

// give adds the next new mark.
func (c *content) give() {
	c.Given++
	c.Marks = append(c.Marks, fmt.Sprintf("r%d", c.Given))
}

// index finds a row by its mark; -1 where it is gone.
func (c content) index(mark string) int { return slices.Index(c.Marks, mark) }

// row gives a row by its mark; nil where it is gone.
func (c content) row(mark string) dossier.Row {
	if i := c.index(mark); i >= 0 {
		return c.Rows[i]
	}
	return nil
}

// follow gives new rows the marks of the stored ones that they are. A browser says it by marks; of rows that came in another
// way, such as from a workbook, it is found by content, then by the columns that tell rows apart, then by position.
func (c content) follow(t *dossier.Table, rows []dossier.Row, said []string) content {
	next := content{Rows: rows, Given: c.Given}
	marks := make([]string, len(rows))
	free := func(mark string) bool { return mark != "" && !slices.Contains(marks, mark) }
	if len(said) == len(rows) {
		for i, mark := range said {
			if c.index(mark) >= 0 && free(mark) {
				marks[i] = mark
			}
		}
	} else {
		c.find(rows, marks, func(row dossier.Row, _ int) string { return inWords(t, row) })
		c.find(rows, marks, func(row dossier.Row, _ int) string { return called(t, row) })
		c.find(rows, marks, func(_ dossier.Row, i int) string { return strconv.Itoa(i) })
	}
	for _, mark := range marks {
		if mark == "" {
			next.give()
		} else {
			next.Marks = append(next.Marks, mark)
		}
	}
	return next
}

// find gives marks that are still free to rows that still have none, where the two are the same in one respect; rows that
// say nothing in it are like no other.
func (c content) find(rows []dossier.Row, marks []string, respect func(row dossier.Row, i int) string) {
	given := make(map[string]bool, len(marks))
	for _, mark := range marks {
		given[mark] = true
	}
	free := map[string][]string{}
	for i, row := range c.Rows {
		if key := respect(row, i); key != "" && !given[c.Marks[i]] {
			free[key] = append(free[key], c.Marks[i])
		}
	}
	for i, row := range rows {
		if key := respect(row, i); marks[i] == "" && len(free[key]) > 0 {
			marks[i], free[key] = free[key][0], free[key][1:]
		}
	}
}

// where says a place of a table in words: 第3行（单面板，2024）“实际产量”. An empty mark is the whole table, an empty column the
// whole row.
func (c content) where(t *dossier.Table, mark, column string) string {
	words := ""
	if i := c.index(mark); i >= 0 && !t.Record {
		words = called(t, c.Rows[i])
		if !c.Named {
			words = fmt.Sprintf("第%d行%s", i+1, words)
		}
	}
	if col := t.Column(column); col != nil {
		words += "“" + col.Title + "”"
	}
	return words
}

// path names a cell as the form does on which it is filled in.
func (c content) path(mark, column string) string {
	switch i := c.index(mark); {
	case i < 0 || column == "":
		return "rows"
	case c.Named:
		return column
	default:
		return fmt.Sprintf("rows[%d].%s", i, column)
	}
}

// called names a row by the columns that tell rows apart, or by what it says first.
func called(t *dossier.Table, row dossier.Row) string {
	names := []string{}
	for _, column := range t.Key {
		if text := dossier.Text(row[column]); text != "" {
			names = append(names, text)
		}
	}
	for _, column := range t.Columns {
		if text := dossier.Text(row[column.ID]); len(names) == 0 && text != "" && !column.Computed() {
			names = append(names, text)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "（" + strings.Join(names, "，") + "）"
}

// inWords says the content of a row: what was filled in, column by column.
func inWords(t *dossier.Table, row dossier.Row) string {
	parts := []string{}
	for _, c := range t.Columns {
		if text := dossier.Text(row[c.ID]); text != "" && !c.Computed() {
			parts = append(parts, c.Title+"："+text)
		}
	}
	return strings.Join(parts, "，")
}
