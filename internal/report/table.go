package report

import (
	"math"
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
	if len(lines) == 0 || r.Book.Dossier.Skips(t) {
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
			v.table.Columns = append(v.table.Columns, document.TableColumn{Title: head(c), Align: align(c)})
		}
		for _, l := range lines {
			row := []string{}
			for _, c := range columns {
				row = append(row, r.cell(l, c))
			}
			v.table.Rows = append(v.table.Rows, row)
		}
	}
	for _, c := range v.table.Columns {
		v.Heads = append(v.Heads, c.Title)
	}
	v.Rows, v.Wide = v.table.Rows, v.table.Across()
	return v, len(v.Rows) > 0 && len(v.Heads) > 0
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

func align(c *dossier.Column) document.Align {
	if c.Kind == dossier.KindLong {
		return document.Left
	}
	return document.Center
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
	if u == nil || u.Dim != cell.Value.Dim {
		return r.inRowUnit(l, cell.Value, l.Show(c.ID))
	}
	if c.Unit == "%" {
		return dossier.Plain(cell.Value.Amount(*u), 2) + "%"
	}
	return dossier.Plain(cell.Value.Amount(*u), 4)
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
			return fine(v.Amount(u)) + " " + name
		}
	}
	return instead
}

// fine writes a small figure with three digits that count, others with four places.
func fine(n *big.Rat) string {
	size := math.Abs(float(n))
	if size == 0 || size >= 0.01 {
		return dossier.Plain(n, 4)
	}
	return dossier.Plain(n, min(2-int(math.Floor(math.Log10(size))), 12))
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
