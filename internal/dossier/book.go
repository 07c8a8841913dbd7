package dossier

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"qingshen/internal/formula"
	"qingshen/internal/unit"
)

// Book is a dossier that has been read: every cell with its value, and what follows from it computed.
type Book struct {
	Form    *Form
	Dossier *Dossier
	tables  map[string][]*Line
	ledgers map[string][]formula.Scope
}

// Line is one row of a table, read.
type Line struct {
	book  *Book
	Table *Table
	Index int
	cells map[string]Cell
}

// Cell is one cell: what was typed and what it means.
type Cell struct {
	Typed string
	Value formula.Value
	Unit  *unit.Unit // the unit in which a quantity was typed
	Below bool       // below the limit of detection
	Bad   bool       // typed, but not understood
}

// Lines gives the rows of a table.
func (b *Book) Lines(table string) []*Line { return b.tables[table] }

// Cell gives a cell of the row; the zero cell where nothing was typed.
func (l *Line) Cell(column string) Cell { return l.cells[column] }

// Place gives the place of a cell of the row.
func (l *Line) Place(column string) Place {
	return PlaceOf(l.Table, l.Index, l.Table.Column(column))
}

// Value answers a formula: a column of the row, else a fact of the dossier.
func (l *Line) Value(name string) (formula.Value, bool) {
	if c := l.Table.Column(name); c != nil {
		return l.cells[name].Value, true
	}
	return l.book.Value(name)
}

// Rows answers a formula: the rows of another table.
func (l *Line) Rows(table string) ([]formula.Scope, bool) { return l.book.Rows(table) }

// Value gives a fact of the whole dossier, or a column of a table of one row (profile.name).
func (b *Book) Value(name string) (formula.Value, bool) {
	if _, known := facts[name]; known {
		return b.fact(name), true
	}
	table, column, found := strings.Cut(name, ".")
	if !found {
		return formula.Value{}, false
	}
	t := b.Form.Table(table)
	if t == nil || !t.Record || t.Column(column) == nil {
		return formula.Value{}, false
	}
	if lines := b.tables[table]; len(lines) > 0 {
		return lines[0].cells[column].Value, true
	}
	return formula.Value{}, true
}

// Rows gives the rows of a table of the form or of a ledger.
func (b *Book) Rows(table string) ([]formula.Scope, bool) {
	if rows, ok := b.ledgers[table]; ok {
		return rows, true
	}
	t := b.Form.Table(table)
	if t == nil {
		return nil, false
	}
	rows := make([]formula.Scope, len(b.tables[table]))
	for i, l := range b.tables[table] {
		rows[i] = l
	}
	return rows, true
}

// facts are what formulas may name beside the tables.
var facts = map[string]formula.Type{
	"enterprise.name":              {Kind: formula.Text},
	"enterprise.code":              {Kind: formula.Text},
	"enterprise.address":           {Kind: formula.Text},
	"enterprise.online_monitoring": {Kind: formula.Truth},
	"audit.year":                   {Kind: formula.Number},
	"audit.opened_year":            {Kind: formula.Number},
	"audit.opened_on":              {Kind: formula.Text},
	"audit.track":                  {Kind: formula.Text},
	"audit.agency":                 {Kind: formula.Text},
	"audit.acceptance":             {Kind: formula.Truth},
	"audit.exceedance":             {Kind: formula.Truth},
	"audit.energy":                 {Kind: formula.Truth},
	"audit.toxic":                  {Kind: formula.Truth},
}

// reasonWords are the words in which the reasons of an audit are given.
var reasonWords = map[string][]string{"audit.exceedance": {"exceedance", "双超"}, "audit.energy": {"energy", "高耗能"}, "audit.toxic": {"toxic", "双有"}}

func (b *Book) fact(name string) formula.Value {
	d := b.Dossier
	switch name {
	case "enterprise.name":
		return formula.Word(d.Enterprise.Name)
	case "enterprise.code":
		return formula.Word(d.Enterprise.Code)
	case "enterprise.address":
		return formula.Word(d.Enterprise.Address)
	case "enterprise.online_monitoring":
		return formula.Yes(d.Enterprise.OnlineMonitoring)
	case "audit.year":
		return whole(d.Audit.Year)
	case "audit.opened_year":
		year, _ := strconv.Atoi(strings.SplitN(d.Audit.OpenedOn, "-", 2)[0])
		return whole(year)
	case "audit.opened_on":
		return formula.Word(d.Audit.OpenedOn)
	case "audit.track":
		return formula.Word(d.Audit.Track)
	case "audit.agency":
		return formula.Word(d.Audit.Agency)
	case "audit.acceptance":
		return formula.Yes(d.Audit.Phase == PhaseAcceptance)
	}
	return formula.Yes(slices.ContainsFunc(reasonWords[name], func(w string) bool { return slices.Contains(d.Audit.Reasons, w) }))
}

// whole gives a year or a count; 0 is not known.
func whole(n int) formula.Value {
	if n == 0 {
		return formula.Value{}
	}
	return formula.Of(big.NewRat(int64(n), 1), unit.Number)
}

// ledgers are lists beside the tables of the form: the documents, and the texts of the report.
var ledgers = map[string]map[string]formula.Type{
	"attachments": {"kind": {Kind: formula.Text}, "name": {Kind: formula.Text}, "date": {Kind: formula.Text}, "for": {Kind: formula.Text}},
	"texts":       {"part": {Kind: formula.Text}, "text": {Kind: formula.Text}},
}

type ledgerTypes map[string]formula.Type

func (t ledgerTypes) Type(name string) (formula.Type, bool) { v, ok := t[name]; return v, ok }
func (ledgerTypes) Table(string) (formula.Types, bool)      { return nil, false }

// entry is one line of a ledger.
type entry map[string]string

func (e entry) Value(name string) (formula.Value, bool) {
	text, ok := e[name]
	return formula.Word(text), ok
}
func (entry) Rows(string) ([]formula.Scope, bool) { return nil, false }

func (b *Book) list() {
	attachments, texts := []formula.Scope{}, []formula.Scope{}
	for _, a := range b.Dossier.Attachments {
		if a.Replaced {
			continue
		}
		attachments = append(attachments, entry{"kind": a.Kind, "name": a.Name, "date": a.Date, "for": a.For})
	}
	for part, text := range b.Dossier.Texts {
		texts = append(texts, entry{"part": part, "text": text})
	}
	b.ledgers = map[string][]formula.Scope{"attachments": attachments, "texts": texts}
}

// Show writes the value of a column as people read it, in the unit in which the row or the form counts it.
func (l *Line) Show(column string) string {
	c, cell := l.Table.Column(column), l.cells[column]
	if c == nil || cell.Value.Kind == formula.Missing {
		return ""
	}
	return l.show(c, cell, Fine)
}

// ShowRounded writes the value of a column as reports do: computed figures with two places, typed ones as they are.
func (l *Line) ShowRounded(column string) string {
	c, cell := l.Table.Column(column), l.cells[column]
	if c == nil || c.Formula == "" || cell.Value.Kind != formula.Number {
		return l.Show(column)
	}
	return l.show(c, cell, Rounded)
}

func (l *Line) show(c *Column, cell Cell, figure func(*big.Rat) string) string {
	if k, ok := l.Factor(c.Lookup); ok && c.Lookup != "" {
		return k.show(cell.Value)
	}
	if n := cell.Value.Num; len(c.Words) > 0 && n != nil && n.IsInt() && n.Sign() >= 0 && n.Cmp(big.NewRat(int64(len(c.Words)), 1)) < 0 {
		return c.Words[n.Num().Int64()]
	}
	return showWith(cell.Value, l.unitOf(c, cell), figure)
}

// unitOf is the unit in which a cell is shown.
func (l *Line) unitOf(c *Column, cell Cell) *unit.Unit {
	if cell.Unit != nil {
		return cell.Unit
	}
	if c.UnitFrom != "" {
		return l.rowUnit(c)
	}
	if c.unit != nil {
		return c.unit
	}
	if share := l.ratio(c); share != nil || c.Formula == "" {
		return share
	}
	if own, err := l.book.Form.units.Parse(l.cells["unit"].Typed); err == nil && own.Dim == cell.Value.Dim && own.Dim != unit.Number {
		return &own // a sum of the rows counts as they do
	}
	return nil
}

// quotient is a formula that divides one column by another.
var quotient = regexp.MustCompile(`^([a-z_]+) / ([a-z_]+)$`)

// ratio is the unit of a quotient as people write it, L/m²: in base units it would be a length, and too small to be read.
func (l *Line) ratio(c *Column) *unit.Unit {
	m := quotient.FindStringSubmatch(c.Formula)
	if m == nil {
		return nil
	}
	over, under := l.cells[m[1]].Unit, l.cells[m[2]].Unit
	if dim := l.cells[m[2]].Value.Dim; under == nil && dim != unit.Number {
		under = &unit.Unit{Symbol: baseSymbol(dim), Dim: dim, Factor: big.NewRat(1, 1)}
	}
	if over == nil || under == nil || over.Dim == under.Dim || strings.Contains(over.Symbol+under.Symbol, "/") {
		return nil
	}
	return &unit.Unit{Symbol: over.Symbol + "/" + under.Symbol, Dim: over.Dim.Times(under.Dim, -1), Factor: new(big.Rat).Quo(over.Factor, under.Factor)}
}

// ShowIn writes a value in a unit; in base units where none is given.
func ShowIn(v formula.Value, u *unit.Unit) string { return showWith(v, u, Fine) }

// ShowRoundedIn writes a computed value in a unit, as reports do.
func ShowRoundedIn(v formula.Value, u *unit.Unit) string { return showWith(v, u, Rounded) }

func showWith(v formula.Value, u *unit.Unit, figure func(*big.Rat) string) string {
	switch v.Kind {
	case formula.Text:
		return v.Text
	case formula.Truth:
		if v.Yes {
			return "是"
		}
		return "否"
	case formula.Missing:
		return ""
	}
	if u == nil || u.Dim != v.Dim {
		return strings.TrimSpace(figure(v.Num) + " " + baseSymbol(v.Dim))
	}
	symbol := u.Symbol
	if symbol == "无量纲" || u.Dim == unit.Number && symbol != "%" {
		return figure(v.Amount(*u))
	}
	if symbol == "%" {
		return Plain(v.Amount(*u), 2) + "%"
	}
	return figure(v.Amount(*u)) + " " + symbol
}

// baseUnits are the symbols of the base dimensions.
var baseUnits = map[string]string{"mass": "kg", "length": "m", "time": "s", "energy": "MJ", "coal": "kgce", "money": "元"}

// baseSymbol writes the base unit of a dimension: kg/m².
func baseSymbol(d unit.Dim) string {
	over, under := []string{}, []string{}
	for _, part := range strings.Fields(string(d)) {
		base, power, found := strings.Cut(part, "^")
		symbol := baseUnits[base]
		if counted, ok := strings.CutPrefix(base, "count:"); ok {
			symbol = counted
		}
		negative := strings.HasPrefix(power, "-")
		power = strings.TrimPrefix(power, "-")
		if found && power != "1" {
			symbol += map[string]string{"2": "²", "3": "³"}[power]
		}
		if negative {
			under = append(under, symbol)
		} else {
			over = append(over, symbol)
		}
	}
	text := strings.Join(over, "·")
	if len(under) > 0 {
		if text == "" {
			text = "1"
		}
		text += "/" + strings.Join(under, "/")
	}
	return text
}

// ShowAs writes a value in the unit in which a column of this row is counted.
func (l *Line) ShowAs(v formula.Value, column string) string {
	c := l.Table.Column(column)
	if c == nil {
		return ShowIn(v, nil)
	}
	return ShowIn(v, l.unitOf(c, l.cells[column]))
}

// Label names the row by its key, without the year: 双面板.
func (l *Line) Label() string {
	parts := []string{}
	for _, k := range l.Table.Key {
		if text := l.cells[k].Typed; text != "" && k != "year" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " ")
}

// Half gives half of the last digit to which a quantity was typed, in base units.
func (l *Line) Half(column string) formula.Value {
	cell := l.cells[column]
	if cell.Value.Kind != formula.Number {
		return formula.Value{}
	}
	_, decimals, _ := strings.Cut(narrow(cell.Typed), ".")
	step := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Mul(big.NewInt(2), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(decimals))), nil)))
	if cell.Unit != nil {
		step.Mul(step, cell.Unit.Factor)
	}
	return formula.Of(step, cell.Value.Dim)
}
