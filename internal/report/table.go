package report

import (
	"math/big"
	"slices"
	"strings"

	"qingshen/internal/document"
	"qingshen/internal/dossier"
	"qingshen/internal/formula"
	"qingshen/internal/unit"
)

// table sets a table of the dossier as it is printed: statutory columns with their units in the head; columns in which
// nothing stands are left out, unless the form demands them. ok is false for an empty one.
func (r *Report) table(p tablePart) (TableView, bool) {
	t := r.Book.Form.Table(p.Table)
	lines := r.Book.Lines(t.ID)
	told := func(l *dossier.Line) bool { return p.Needs == "" || l.Show(p.Needs) != "" }
	if !slices.ContainsFunc(lines, told) || r.Book.Dossier.Skips(t) {
		return TableView{}, false
	}
	v := TableView{ID: t.ID, Caption: or(p.Title, t.Title), Editing: or(t.Kept, t.ID)}
	columns := r.columns(t, p.Columns)
	if t.Record {
		v.table = document.Table{Columns: []document.TableColumn{{Title: "项目", Weight: 3}, {Title: "内容", Weight: 7, Align: document.Left}}}
		for _, c := range columns {
			if text := r.cell(lines[0], c); text != "" {
				v.table.Rows = append(v.table.Rows, []string{head(c), text})
			}
		}
	} else {
		for _, c := range columns {
			v.table.Columns = append(v.table.Columns, document.TableColumn{Title: head(c), Align: align(c, lines)})
		}
		for _, l := range lines {
			row := []string{}
			for _, c := range columns {
				row = append(row, r.cell(l, c))
			}
			v.table.Rows = append(v.table.Rows, row)
		}
	}
	v.table = turned(v.table)
	for _, c := range v.table.Columns {
		v.Heads = append(v.Heads, c.Title)
	}
	v.Rows, v.Wide = v.table.Rows, v.table.Across()
	return v, len(v.Rows) > 0 && len(v.Heads) > 0
}

// few is how many rows a table has at most that is turned rather than set on a page that lies across.
const few = 4

// turned sets a table of many columns and few rows with its rows as columns: two options, or three years, are compared side by
// side, and no page lies across for their sake.
func turned(t document.Table) document.Table {
	if !t.Across() || len(t.Rows) > few || len(t.Rows) == 0 {
		return t
	}
	out := document.Table{Columns: []document.TableColumn{{Title: t.Columns[0].Title, Weight: 5}}}
	for _, row := range t.Rows {
		out.Columns = append(out.Columns, document.TableColumn{Title: row[0], Weight: 4})
	}
	for i, c := range t.Columns[1:] {
		line := []string{c.Title}
		for _, row := range t.Rows {
			line = append(line, row[i+1])
		}
		out.Rows = append(out.Rows, line)
	}
	return out
}

func (t *TableView) caption(number string) {
	t.Caption = number + "  " + t.Caption
	t.table.Caption = t.Caption
}

// columns chooses what is printed: those that the outline names, else all but the figures of earlier reports.
func (r *Report) columns(t *dossier.Table, named []string) []*dossier.Column {
	out := []*dossier.Column{}
	for _, c := range t.Columns {
		if len(named) > 0 && !slices.Contains(named, c.ID) || strings.HasPrefix(c.ID, "stated_") {
			continue
		}
		used := slices.ContainsFunc(r.Book.Lines(t.ID), func(l *dossier.Line) bool { return r.cell(l, c) != "" })
		if used || c.Required {
			out = append(out, c)
		}
	}
	return out
}

// head is the head of a column with its unit.
func head(c *dossier.Column) string {
	if c.Unit != "" && c.Unit != "%" && !strings.Contains(c.Title, "（"+c.Unit) {
		return c.Title + "（" + c.Unit + "）"
	}
	return c.Title
}

// align puts figures under one another, but for decimals of different units.
func align(c *dossier.Column, lines []*dossier.Line) document.Align {
	switch {
	case c.Kind == dossier.KindLong:
		return document.Left
	case !c.Numeric() || c.Kind == dossier.KindYear:
		return document.Center
	}
	for _, l := range lines {
		if c.UnitFrom != "" && l.Cell(c.UnitFrom).Typed != lines[0].Cell(c.UnitFrom).Typed && strings.Contains(l.Cell(c.ID).Typed, ".") {
			return document.Center
		}
	}
	return document.Decimal
}

// cell is a cell as it is printed: in the unit of its head or of its row, as exactly as it was typed.
func (r *Report) cell(l *dossier.Line, c *dossier.Column) string {
	if _, hidden := r.hidden.of(l, c); hidden && l.Show(c.ID) != "" {
		return Block
	}
	return r.plain(l, c)
}

func (r *Report) plain(l *dossier.Line, c *dossier.Column) string {
	cell := l.Cell(c.ID)
	if cell.Value.Kind != formula.Number || !c.Numeric() {
		if cell.Value.Kind == formula.Missing {
			return cell.Typed
		}
		return l.Show(c.ID)
	}
	if cell.Below {
		return cell.Typed
	}
	u := r.unitOf(l, c)
	if len(c.Words) > 0 || u == nil || u.Dim != cell.Value.Dim {
		return r.inRowUnit(l, cell.Value, l.ShowRounded(c.ID))
	}
	amount := cell.Value.Amount(*u)
	text := dossier.Plain(amount, 10) // as exactly as it was typed, where its unit lets it end
	if whole, _ := new(big.Rat).SetString(text); c.Computed() || whole.Cmp(amount) != 0 {
		text = dossier.Rounded(amount)
	}
	if c.Unit == "%" {
		text += "%"
	}
	return text
}

// inRowUnit writes a computed figure that the form gives no unit in that of its row, or a product's share of it (L/m²).
func (r *Report) inRowUnit(l *dossier.Line, v formula.Value, instead string) string {
	own := l.Cell("unit").Typed
	if own == "" || v.Dim == unit.Number {
		return instead
	}
	names := []string{own}
	for _, p := range r.Book.Lines("products") {
		names = append(names, own+"/"+p.Cell("unit").Typed)
	}
	for _, name := range names {
		if u, err := r.Book.Form.Units().Parse(name); err == nil && u.Dim == v.Dim {
			return dossier.Rounded(v.Amount(u)) + " " + name
		}
	}
	return instead
}

func (r *Report) unitOf(l *dossier.Line, c *dossier.Column) *unit.Unit {
	name := c.Unit
	if c.UnitFrom != "" {
		name = l.Cell(c.UnitFrom).Typed
	}
	if name == "" {
		return nil
	}
	u, err := r.Book.Form.Units().Parse(name)
	if err != nil {
		return nil
	}
	return &u
}
