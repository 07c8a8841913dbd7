package dossier

import "encoding/json"

// Cross says that the system writes the rows of a table: one for each row of another table and each combination of values, as the
// lines of a sensitivity analysis are (敏感性分析).
type Cross struct {
	Of   string `yaml:"of"`  // the other table
	Key  string `yaml:"key"` // its column, and the one of this table, that lead from one to the other
	With []Axis `yaml:"with"`
}

// Axis is a column with the values that it takes one after the other.
type Axis struct {
	Column string   `yaml:"column"`
	Values []string `yaml:"values"`
}

func (f *Form) prepareCross(t *Table, add func(string, ...any)) {
	if t.Crossed == nil {
		return
	}
	of := f.Table(t.Crossed.Of)
	if of == nil || of.Column(t.Crossed.Key) == nil || t.Column(t.Crossed.Key) == nil {
		add("%s：所依据的表“%s”或者栏目“%s”不存在", t.ID, t.Crossed.Of, t.Crossed.Key)
	}
	for _, axis := range t.Crossed.With {
		if c := t.Column(axis.Column); c == nil || c.Computed() || len(axis.Values) == 0 {
			add("%s：栏目“%s”不存在、由系统计算，或者没有取值", t.ID, axis.Column)
		}
	}
}

// rowsOf gives the rows of a table: those that were filled in, or those that the system writes.
func (t *Table) rowsOf(d *Dossier) []Row {
	if t.Crossed == nil {
		return d.Tables[t.ID]
	}
	rows := []Row{}
	for _, of := range d.Tables[t.Crossed.Of] {
		if key := of[t.Crossed.Key]; !isNull(key) {
			rows = append(rows, crossed(Row{t.Crossed.Key: key}, t.Crossed.With)...)
		}
	}
	return rows
}

// crossed gives a row once for each combination of values.
func crossed(row Row, with []Axis) []Row {
	if len(with) == 0 {
		return []Row{row}
	}
	rows := []Row{}
	for _, value := range with[0].Values {
		next := Row{}
		for column, cell := range row {
			next[column] = cell
		}
		next[with[0].Column], _ = json.Marshal(value) // a text can always be written
		rows = append(rows, crossed(next, with[1:])...)
	}
	return rows
}
