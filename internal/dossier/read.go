package dossier

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/formula"
	"qingshen/internal/unit"
)

// The rules under which the form's own checks report: what cannot be understood, and what is missing.
const (
	RuleForm     = "form"
	RuleRequired = "required"
)

// reader turns what was typed into values and collects everything that it does not understand.
type reader struct {
	book     *Book
	findings []Finding
	units    map[string]parsedUnit
}

type parsedUnit struct {
	unit unit.Unit
	err  error
}

func (r *reader) add(p Place, message, found string) { r.report(RuleForm, p, message, found) }

func (r *reader) report(rule string, p Place, message, found string) {
	r.findings = append(r.findings, Finding{Rule: rule, Severity: SeverityError, Place: p, Message: message, Found: found, Basis: r.book.Form.Cite})
}

// Read reads a dossier by its form: all that is not understood is reported at once, and the rest is computed.
func (f *Form) Read(d *Dossier) (*Book, []Finding) {
	b := &Book{Form: f, Dossier: d, tables: map[string][]*Line{}}
	b.list()
	r := &reader{book: b, units: map[string]parsedUnit{}}
	for _, name := range sortedKeys(d.Tables) {
		if f.Table(name) == nil {
			r.add(Place{Path: "tables." + name, Words: "表“" + name + "”"}, "表单中没有这张表，请按 docs/dossier.schema.json 的表名填写。", "")
		}
	}
	for _, t := range f.Tables {
		if t.Crossed != nil && len(d.Tables[t.ID]) > 0 {
			r.add(PlaceOf(t, -1, nil), "“"+t.Title+"”由系统列出和计算，不能填写，请删去。", "")
		}
		for i, row := range t.rowsOf(d) {
			b.tables[t.ID] = append(b.tables[t.ID], r.line(t, i, row))
		}
		if n := len(d.Tables[t.ID]); t.Record && n > 1 {
			r.add(PlaceOf(t, -1, nil), fmt.Sprintf("“%s”只有一份，现有%d份，请合并。", t.Title, n), "")
		}
		r.repeated(t)
	}
	b.compute()
	return b, r.findings
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (r *reader) line(t *Table, i int, row Row) *Line {
	l := &Line{book: r.book, Table: t, Index: i, cells: map[string]Cell{}}
	for _, name := range sortedKeys(row) {
		c := t.Column(name)
		switch {
		case c == nil:
			p := PlaceOf(t, i, nil)
			p.Path += "." + name
			r.add(p, fmt.Sprintf("“%s”没有栏目“%s”，请按 docs/dossier.schema.json 的栏目名填写。", t.Title, name), "")
		case c.Computed() && !isNull(row[name]):
			r.add(l.Place(name), "“"+c.Title+"”由系统计算，不能填写，请删去。", string(row[name]))
		}
	}
	for _, c := range t.Columns { // units come before the quantities that are counted in them
		if c.Kind == KindUnit {
			r.cell(l, c, row[c.ID])
		}
	}
	for _, c := range t.Columns {
		if c.Kind != KindUnit && !c.Computed() {
			r.cell(l, c, row[c.ID])
		}
	}
	return l
}

func isNull(raw json.RawMessage) bool {
	text := string(bytes.TrimSpace(raw))
	return text == "" || text == "null" || text == `""`
}

// typed gives a cell as text, with the unit that it carries itself.
func typed(raw json.RawMessage) (text, own string, ok bool) {
	raw = bytes.TrimSpace(raw)
	if isNull(raw) {
		return "", "", true
	}
	switch raw[0] {
	case '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return strings.TrimSpace(s), "", err == nil
	case '{':
		var q struct {
			Value json.RawMessage `json:"value"`
			Unit  string          `json:"unit"`
		}
		if json.Unmarshal(raw, &q) != nil || len(q.Value) > 0 && q.Value[0] == '{' {
			return "", "", false
		}
		text, _, ok = typed(q.Value)
		return text, strings.TrimSpace(q.Unit), ok
	case '[':
		return "", "", false
	}
	return string(raw), "", true
}

func (r *reader) cell(l *Line, c *Column, raw json.RawMessage) {
	text, own, ok := typed(raw)
	cell := Cell{Typed: text}
	switch {
	case !ok:
		r.add(l.Place(c.ID), "“"+c.Title+"”的内容应为一个值，或者带单位的值。", string(raw))
		cell.Bad = true
	case text == "":
		if c.Required {
			r.report(RuleRequired, l.Place(c.ID), askFor(c), "")
		}
	default:
		cell = r.read(l, c, text, own)
	}
	l.cells[c.ID] = cell
}

func askFor(c *Column) string {
	switch {
	case c.Kind == KindChoice:
		return "请选择" + c.Title + "。可选：" + choices(c.Options) + "。"
	case c.Kind == KindYear:
		return "请填写年份，例如 2025。"
	case c.Detection:
		return "请填写" + c.Title + "；没有检出的填写“未检出”，没有测的删除这一行。"
	case c.Numeric():
		return "请填写" + c.Title + "；确实为零时填写 0。"
	}
	return "请填写" + c.Title + "。"
}

func choices(options []string) string {
	if len(options) > 12 {
		return strings.Join(options[:12], "、") + "等"
	}
	return strings.Join(options, "、")
}

// read understands one cell by the kind of its column.
func (r *reader) read(l *Line, c *Column, text, own string) Cell {
	cell := Cell{Typed: text, Value: formula.Word(text)}
	bad := func(message string) Cell {
		r.add(l.Place(c.ID), message, text)
		return Cell{Typed: text, Bad: true}
	}
	switch c.Kind {
	case KindUnit:
		if _, err := r.unit(text); err != nil {
			return bad(err.Error() + "，请按通行写法填写，例如 t、万m³、kWh。")
		}
	case KindChoice:
		if !slices.Contains(c.Options, text) {
			return bad(c.Title + "“" + text + "”不在可选范围内。可选：" + choices(c.Options) + "。")
		}
	case KindDate:
		if d := calendar.Date(text); !d.Valid() {
			return bad(c.Title + "“" + text + "”不是日期，请按 2026-03-31 的样式填写。")
		}
	case KindYes:
		yes, known := map[string]bool{"true": true, "是": true, "false": false, "否": false}[text]
		if !known {
			return bad(c.Title + "请填“是”或者“否”。")
		}
		cell.Value = formula.Yes(yes)
	case KindText, KindLong:
	default:
		return r.number(l, c, text, own)
	}
	return cell
}

func (r *reader) unit(text string) (unit.Unit, error) {
	known, ok := r.units[text]
	if !ok {
		known.unit, known.err = r.book.Form.units.Parse(text)
		r.units[text] = known
	}
	return known.unit, known.err
}

// number reads a quantity in the unit of the cell, the row or the column.
func (r *reader) number(l *Line, c *Column, text, own string) Cell {
	bad := func(message string) Cell {
		r.add(l.Place(c.ID), message, text)
		return Cell{Typed: text, Bad: true}
	}
	value, below, refused := Detected(text)
	if !c.Detection {
		value, refused = Number(text)
		below = false
	}
	if refused != "" {
		return bad(c.Title + "“" + text + "”" + refused)
	}
	if value.IsNegative() && !c.Signed {
		return bad(c.Title + "不能为负数，请核对。只有方案效果（节约量为正、增加量为负）和差额可以为负。")
	}
	if (c.Kind == KindInteger || c.Kind == KindYear) && !value.IsInteger() {
		return bad(c.Title + "应为整数。")
	}
	if message := c.outside(value.Rat(), r.book.Dossier.AsOf); message != "" {
		return bad(message)
	}
	u, message := r.unitFor(l, c, own)
	if message != "" {
		return bad(message)
	}
	cell := Cell{Typed: text, Below: below, Unit: u}
	if u == nil {
		cell.Value = formula.Of(value.Rat(), unit.Number)
	} else {
		cell.Value = formula.In(value.Rat(), *u)
	}
	return cell
}

// outside says that a number lies outside what its column can hold.
func (c *Column) outside(n *big.Rat, today calendar.Date) string {
	hundred := big.NewRat(100, 1)
	switch {
	case c.Kind == KindPercent && new(big.Rat).Abs(n).Cmp(hundred) > 0:
		return c.Title + "“" + Plain(n, 4) + "%”超过100%，请核对。"
	case c.Kind == KindYear && (n.Cmp(big.NewRat(1990, 1)) < 0 || n.Cmp(big.NewRat(2100, 1)) > 0):
		return "年份“" + Plain(n, 0) + "”应为四位年份，例如 2025。"
	case c.Kind == KindYear && today != "" && n.Cmp(big.NewRat(int64(today.Year()), 1)) > 0:
		return "年份" + Plain(n, 0) + "还没有到，请核对。"
	case c.Min != nil && n.Cmp(big.NewRat(*c.Min, 1)) < 0:
		return fmt.Sprintf("%s最小为%d，请核对。", c.Title, *c.Min)
	case c.Max != nil && n.Cmp(big.NewRat(*c.Max, 1)) > 0:
		return fmt.Sprintf("%s最大为%d，请核对。", c.Title, *c.Max)
	}
	return ""
}

// unitFor gives the unit in which a quantity was typed, or says why there is none.
func (r *reader) unitFor(l *Line, c *Column, own string) (*unit.Unit, string) {
	if own != "" {
		u, err := r.unit(own)
		if err != nil {
			return nil, err.Error() + "，请按通行写法填写，例如 t、万m³、kWh。"
		}
		if c.unit != nil && u.Dim != c.unit.Dim {
			return nil, fmt.Sprintf("%s的单位“%s”是%s，应为%s（例如 %s）。", c.Title, own, u.Dim.Label(), c.unit.Dim.Label(), c.Unit)
		}
		if named := l.rowUnit(c); named != nil && named.Dim != u.Dim {
			return nil, fmt.Sprintf("%s的单位“%s”是%s，与本行的单位“%s”（%s）不同。", c.Title, own, u.Dim.Label(), named.Symbol, named.Dim.Label())
		}
		return &u, ""
	}
	if c.UnitFrom == "" {
		return c.unit, ""
	}
	named := l.cells[c.UnitFrom]
	if named.Bad {
		return nil, "本行的单位无法识别，改正单位以后才能换算。"
	}
	if named.Typed == "" {
		return nil, "请填写" + l.Table.Column(c.UnitFrom).Title + "，否则不能换算；没有单位的量填写“无量纲”。"
	}
	u, _ := r.unit(named.Typed)
	return &u, ""
}

// rowUnit is the unit that the row names for a column.
func (l *Line) rowUnit(c *Column) *unit.Unit {
	if c.UnitFrom == "" {
		return nil
	}
	u, err := l.book.Form.units.Parse(l.cells[c.UnitFrom].Typed)
	if err != nil {
		return nil
	}
	return &u
}

// repeated reports rows that say the same thing twice: a year twice, an option code twice.
func (r *reader) repeated(t *Table) {
	if len(t.Key) == 0 {
		return
	}
	first := map[string]int{}
	for i, l := range r.book.tables[t.ID] {
		parts := []string{}
		for _, k := range t.Key {
			parts = append(parts, l.cells[k].Typed)
		}
		key := strings.Join(parts, "\x00")
		if strings.Trim(key, "\x00") == "" {
			continue
		}
		if before, twice := first[key]; twice {
			words := strings.TrimSpace(strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " "))
			r.add(l.Place(t.Key[len(t.Key)-1]), fmt.Sprintf("与第%d行重复（%s）。同一项只填一行，请合并或改正。", before+1, words), words)
			continue
		}
		first[key] = i
	}
}

// Text gives a cell as the text that was typed, with its own unit where it carries one.
func Text(raw json.RawMessage) string {
	text, own, _ := typed(raw)
	return strings.TrimSpace(text + " " + own)
}
