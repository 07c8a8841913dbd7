package dossier

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Rebased is a dossier moved to another edition of the form (转到新版表单): the rows as the new edition holds them, what it holds
// no more, and the difference in words.
type Rebased struct {
	Tables  map[string][]Row
	From    map[string][]int // which row of the edition before each of them was
	Retired []Retired
	Changes []TableChange
}

// Retired is what an edition of the form held and the next one does not (旧版表单中保留的内容): kept as it was written, to be read.
type Retired struct {
	Table string
	Title string
	Heads []string
	Lines [][]string
}

// TableChange says what becomes of one table.
type TableChange struct {
	Table   string         `json:"table"`
	Title   string         `json:"title"`
	Kind    string         `json:"kind" enum:"新增,取消,变化"`
	Says    string         `json:"says" doc:"已填的内容怎样处理"`
	Columns []ColumnChange `json:"columns" nullable:"false"`
}

// ColumnChange says what becomes of one column.
type ColumnChange struct {
	Title string `json:"title"`
	Kind  string `json:"kind" enum:"新增,取消,变化"`
	Says  string `json:"says"`
}

// The kinds of change.
const (
	changeNew  = "新增"
	changeGone = "取消"
	changed    = "变化"
)

// was is the id that a table had in the edition before.
func (t *Table) was() string {
	if t.Was != "" {
		return t.Was
	}
	return t.ID
}

func (c *Column) was() string {
	if c.Was != "" {
		return c.Was
	}
	return c.ID
}

// Rebase moves rows from another edition to this one. What the new form cannot hold or understand is retired, never lost.
func (f *Form) Rebase(from *Form, tables map[string][]Row) Rebased {
	out := Rebased{Tables: map[string][]Row{}, From: map[string][]int{}, Retired: []Retired{}, Changes: []TableChange{}}
	used := map[string]bool{}
	for _, t := range f.Tables {
		if t.Kept != "" {
			continue
		}
		old := from.Table(t.was())
		if old == nil || old.Kept != "" {
			out.Changes = append(out.Changes, TableChange{Table: t.ID, Title: t.Title, Kind: changeNew, Says: "新的表，须填写。", Columns: []ColumnChange{}})
			continue
		}
		used[old.ID] = true
		m := &mover{form: f, from: from, t: t, old: old}
		m.move(tables[old.ID])
		out.Tables[t.ID], out.From[t.ID] = m.rows, m.was
		if c, any := m.change(); any {
			out.Changes = append(out.Changes, c)
		}
		if r, any := old.retire(m.left); any {
			out.Retired = append(out.Retired, r)
		}
	}
	for _, old := range from.Tables {
		if used[old.ID] || old.Kept != "" {
			continue
		}
		says := "没有填写过。"
		if n := len(tables[old.ID]); n > 0 {
			says = fmt.Sprintf("已填的%d行移入“旧版表单中保留的内容”，可以查看。", n)
		}
		out.Changes = append(out.Changes, TableChange{Table: old.ID, Title: old.Title, Kind: changeGone, Says: says, Columns: []ColumnChange{}})
		if r, any := old.retire(all(tables[old.ID])); any {
			out.Retired = append(out.Retired, r)
		}
	}
	return out
}

// leftRow is a row of the old edition with the columns that did not go over.
type leftRow struct {
	row     Row
	columns map[string]bool
}

// all gives whole rows as left over.
func all(rows []Row) []leftRow {
	out := []leftRow{}
	for _, row := range rows {
		l := leftRow{row, map[string]bool{}}
		for name := range row {
			l.columns[name] = true
		}
		out = append(out, l)
	}
	return out
}

// retire sets what is left over of a table as it is read later: by its key, and the columns that did not go over.
func (t *Table) retire(left []leftRow) (Retired, bool) {
	r := Retired{Table: t.ID, Title: t.Title, Heads: []string{}, Lines: [][]string{}}
	shown := []*Column{}
	for _, c := range t.Columns {
		gone := slices.ContainsFunc(left, func(l leftRow) bool { return l.columns[c.ID] && !isNull(l.row[c.ID]) })
		if gone || slices.Contains(t.Key, c.ID) || c.Kind == KindUnit && slices.ContainsFunc(left, func(l leftRow) bool { return len(l.columns) > 0 }) {
			shown = append(shown, c)
			r.Heads = append(r.Heads, headOf(c))
		}
	}
	for _, l := range left {
		if len(l.columns) == 0 {
			continue
		}
		line := []string{}
		for _, c := range shown {
			line = append(line, strings.NewReplacer("true", "是", "false", "否").Replace(Text(l.row[c.ID])))
		}
		r.Lines = append(r.Lines, line)
	}
	return r, len(r.Lines) > 0
}

func headOf(c *Column) string {
	if c.Unit != "" {
		return c.Title + "（" + c.Unit + "）"
	}
	return c.Title
}

// mover moves the rows of one table.
type mover struct {
	form, from *Form
	t, old     *Table
	rows       []Row
	was        []int
	left       []leftRow
}

func (m *mover) move(rows []Row) {
	for i, row := range rows {
		now, left := Row{}, leftRow{row, map[string]bool{}}
		for name := range row {
			if c := m.old.Column(name); c != nil && !c.Computed() && !isNull(row[name]) {
				left.columns[name] = true
			}
		}
		for _, c := range m.t.Columns {
			if o := m.source(c); o != nil && left.columns[o.ID] {
				now[c.ID] = inOwnUnit(row, o, c)
				delete(left.columns, o.ID)
			}
		}
		m.rows, m.was, m.left = append(m.rows, now), append(m.was, i), append(m.left, left)
	}
	m.refuse()
}

// source is the column of the old edition from which a column takes its values.
func (m *mover) source(c *Column) *Column {
	o := m.old.Column(c.was())
	if c.Computed() || o == nil || o.Computed() {
		return nil
	}
	return o
}

// refuse takes out again what the new form does not understand: an option that is gone, a unit of another dimension.
func (m *mover) refuse() {
	book, _ := m.form.Read(&Dossier{Tables: map[string][]Row{m.t.ID: m.rows}})
	for i, l := range book.Lines(m.t.ID) {
		for _, c := range m.t.Columns {
			if o := m.source(c); o != nil && l.Cell(c.ID).Bad {
				delete(m.rows[i], c.ID)
				m.left[i].columns[o.ID] = true
			}
		}
	}
	for i := len(m.rows) - 1; i >= 0; i-- {
		if len(m.rows[i]) == 0 {
			m.rows, m.was = slices.Delete(m.rows, i, i+1), slices.Delete(m.was, i, i+1)
		}
	}
}

// inOwnUnit gives a quantity the unit in which it was counted, where the new column counts in another: the number stays as it
// was typed and is converted exactly.
func inOwnUnit(row Row, o, c *Column) json.RawMessage {
	raw := row[o.ID]
	text, own, ok := typed(raw)
	counted := o.Unit
	if o.UnitFrom != "" {
		counted, _, _ = typed(row[o.UnitFrom])
	}
	if !ok || own != "" || c.Kind != KindNumber || o.Kind != KindNumber || counted == "" || o.Unit == c.Unit && o.UnitFrom == c.UnitFrom {
		return raw
	}
	out, err := json.Marshal(map[string]string{"value": text, "unit": counted})
	if err != nil {
		return raw
	}
	return out
}

// change says how the table differs between the editions.
func (m *mover) change() (TableChange, bool) {
	c := TableChange{Table: m.t.ID, Title: m.t.Title, Kind: changed, Columns: []ColumnChange{}}
	if m.old.Title != m.t.Title {
		c.Says = "表名由“" + m.old.Title + "”改为“" + m.t.Title + "”。"
	}
	taken := map[string]bool{}
	for _, now := range m.t.Columns {
		o := m.old.Column(now.was())
		if o == nil {
			c.Columns = append(c.Columns, ColumnChange{now.Title, changeNew, freshly(now)})
			continue
		}
		taken[o.ID] = true
		if says := now.differs(o); says != "" || m.count(o) > 0 {
			c.Columns = append(c.Columns, ColumnChange{now.Title, changed, says + m.kept(o)})
		}
	}
	for _, o := range m.old.Columns {
		if !taken[o.ID] {
			c.Columns = append(c.Columns, ColumnChange{o.Title, changeGone, m.kept(o)})
		}
	}
	if c.Says == "" && len(m.rows) > 0 {
		c.Says = fmt.Sprintf("已填的%d行转入新版。", len(m.rows))
	}
	return c, len(c.Columns) > 0 || m.old.Title != m.t.Title
}

func freshly(c *Column) string {
	switch {
	case c.Computed():
		return "由系统计算。"
	case c.Required:
		return "必填。"
	}
	return "可以不填。"
}

// count is how many values of an old column did not go over.
func (m *mover) count(o *Column) int {
	n := 0
	for _, l := range m.left {
		if l.columns[o.ID] {
			n++
		}
	}
	return n
}

func (m *mover) kept(o *Column) string {
	n := m.count(o)
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d个值移入“旧版表单中保留的内容”，可以查看。", n)
}

// differs says in words how a column differs from what it was.
func (c *Column) differs(o *Column) string {
	says := []string{}
	add := func(yes bool, text string) {
		if yes {
			says = append(says, text)
		}
	}
	gone := slices.DeleteFunc(slices.Clone(o.Options), func(option string) bool { return slices.Contains(c.Options, option) })
	add(o.Title != c.Title, "名称由“"+o.Title+"”改为“"+c.Title+"”")
	add(o.Unit != c.Unit && o.Unit != "" && c.Unit != "", "单位由“"+o.Unit+"”改为“"+c.Unit+"”，已填的数保留原单位，精确换算")
	add(o.Kind != c.Kind, "填写方式改变")
	add(c.Required && !o.Required, "改为必填")
	add(!c.Required && o.Required, "改为可以不填")
	add(c.Computed() && !o.Computed(), "改为由系统计算")
	add(!c.Computed() && o.Computed(), "改为填写")
	add(c.Computed() && o.Computed() && (c.Formula != o.Formula || c.Lookup != o.Lookup), "计算方法改变")
	add(c.Kind == KindChoice && len(gone) > 0 && c.Codes == "", "不再有选项“"+strings.Join(gone, "”“")+"”")
	if len(says) == 0 {
		return ""
	}
	return strings.Join(says, "；") + "。"
}

// In gives the references of a row as a later edition of its table names the columns; those of columns that are gone fall away.
func (r References) In(t *Table) References {
	out := References{}
	for _, c := range t.Columns {
		if reference, ok := r[c.was()]; ok && !c.Computed() {
			out[c.ID] = reference
		}
	}
	return out
}
