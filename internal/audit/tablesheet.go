package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/workbook"
)

// tableSheet carries one table of a dossier through a spreadsheet and back (表格往返). Each line is read as the form reads it;
// the table is written once, at the end, as if it had been typed.
type tableSheet struct {
	service   *Service
	id, table string
	audit     *Audit
	row       *DossierSection
	form      *dossier.Form
	t         *dossier.Table
	rows      []dossier.Row
	proofs    []dossier.References
	marks     []string
	today     calendar.Date
}

// TableSheet gives one table of a dossier as a list that people keep in spreadsheets.
func (s *Service) TableSheet(id, table string) workbook.List[dossier.Row] {
	b := &tableSheet{service: s, id: id, table: table}
	return workbook.List[dossier.Row]{
		Name: "dossier-table", View: access.ViewAudit, Keep: access.FillAudit,
		Noun: b.noun, Rows: b.kept, Key: b.key, Title: b.title, Take: b.take, Opened: b.opened, Finish: b.finish,
	}
}

// find reads the table as it stands.
func (b *tableSheet) find(tx *store.Tx) (err error) {
	if b.audit, b.row, b.t, err = b.service.section(tx, b.id, b.table); err != nil {
		return err
	}
	b.form, b.today = b.service.formOf(b.audit), tx.Today()
	c, err := b.row.read()
	b.rows, b.proofs, b.marks = c.Rows, c.References, c.Marks
	return err
}

// noun gives the columns that are typed, in the order of the form, each with its unit below the title.
func (b *tableSheet) noun(tx *store.Tx, _ string) (sheet.Noun[dossier.Row], error) {
	n := sheet.Noun[dossier.Row]{Name: "dossier-table"}
	if err := b.find(tx); err != nil {
		return n, err
	}
	n.Title = b.heading()
	n.Notes = []string{
		"本表为审核资料" + b.form.Edition + "版的“" + b.t.Title + "”。由系统计算的栏目不在表中，写入以后自动算出。",
		"列标题下面一行是单位。整列使用同类的其他单位的，可以改写这一行的单位，例如把“（万元）”改为“（元）”；个别格单位不同的，在数字后面空一格写单位，例如“5.5 kW”。系统按精确分数换算。",
	}
	for _, c := range b.t.Columns {
		if !c.Computed() {
			n.Columns = append(n.Columns, b.column(c))
		}
	}
	return n, nil
}

// heading names the sheet, so that it is known again when it comes back.
func (b *tableSheet) heading() string { return b.t.Title + "（" + b.form.Edition + "版）" }

var headed = regexp.MustCompile(`^(.+)（([^（）]+)版）$`)

// opened refuses a sheet that was made for another table or for another edition of the form.
func (b *tableSheet) opened(name string) error {
	m := headed.FindStringSubmatch(name)
	if m == nil || name == b.heading() {
		return nil
	}
	message := fmt.Sprintf("这是“%s”的表格，不是“%s”的。请下载本表的模板填写。", m[1], b.t.Title)
	if m[1] == b.t.Title {
		message = fmt.Sprintf("这是%s版的表格，本轮审核使用%s版，栏目可能不同。请重新下载，把内容复制到新的表格中。", m[2], b.form.Edition)
	}
	return fault.Invalid("表格用错了", fault.Field{Path: "file", Message: message, Value: name})
}

// sheetKinds are the ways in which cells are cleaned; what is not named is text.
var sheetKinds = map[string]sheet.Kind{
	dossier.KindNumber: sheet.Quantity, dossier.KindPercent: sheet.Quantity, dossier.KindInteger: sheet.Quantity, dossier.KindYear: sheet.Quantity,
	dossier.KindDate: sheet.Date, dossier.KindChoice: sheet.Choice, dossier.KindYes: sheet.Choice,
}

func (b *tableSheet) column(c *dossier.Column) sheet.Column[dossier.Row] {
	out := sheet.Column[dossier.Row]{
		Key: c.ID, Title: c.Title, Kind: sheetKinds[c.Kind], Unit: c.Unit, Help: b.help(c), Choices: c.Options,
		Get: func(r *dossier.Row) string { return dossier.Text((*r)[c.ID]) },
		Set: func(r *dossier.Row, text string) error { put(r, c.ID, cellOf(c, text, "")); return nil },
	}
	if c.Kind == dossier.KindYes {
		out.Choices = []string{"是", "否"}
		out.Get = func(r *dossier.Row) string {
			return strings.NewReplacer("true", "是", "false", "否").Replace(dossier.Text((*r)[c.ID]))
		}
	}
	if c.Kind == dossier.KindNumber && c.Unit != "" {
		out.Measures = func(word string) bool { _, err := b.form.Units().Parse(word); return err == nil }
		out.SetIn = func(r *dossier.Row, text, unit string) error { put(r, c.ID, cellOf(c, text, unit)); return nil }
	}
	return out
}

func (b *tableSheet) help(c *dossier.Column) string {
	parts := []string{}
	if c.Required {
		parts = append(parts, "完成本阶段以前必填")
	}
	if c.UnitFrom != "" {
		parts = append(parts, "单位取自“"+b.t.Column(c.UnitFrom).Title+"”")
	}
	if c.Detection {
		parts = append(parts, "可填 ND、<0.02")
	}
	if c.Note != "" {
		parts = append(parts, c.Note)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "；") + "。"
}

var withUnit = regexp.MustCompile(`^([-+]?[\d.]+)\s+([^\d\s].*)$`)

// cellOf gives a cell as it is stored: a number that names its unit, or whose column names another, keeps it.
func cellOf(c *dossier.Column, text, unit string) json.RawMessage {
	var v any = text
	if m := withUnit.FindStringSubmatch(text); m != nil && c.Kind == dossier.KindNumber {
		text, unit = m[1], m[2]
	}
	if unit != "" {
		v = map[string]string{"value": text, "unit": unit}
	} else if year, err := strconv.Atoi(text); err == nil && c.Kind == dossier.KindYear {
		v = year
	}
	raw, _ := json.Marshal(v) // of texts and numbers: cannot fail
	return raw
}

// put writes a cell of a row that may not have begun yet.
func put(r *dossier.Row, name string, cell json.RawMessage) {
	if *r == nil {
		*r = dossier.Row{}
	}
	(*r)[name] = cell
}

// kept gives the rows that are there. Each is known by its place and by what it says, so that a row that somebody has
// changed since is not written over.
func (b *tableSheet) kept(*store.Tx, string) ([]workbook.Kept[dossier.Row], error) {
	out := []workbook.Kept[dossier.Row]{}
	for i, row := range b.rows {
		version, _ := strconv.ParseInt(row.Fingerprint()[:12], 16, 64)
		out = append(out, workbook.Kept[dossier.Row]{ID: strconv.Itoa(i), Version: version, Line: maps.Clone(row)})
	}
	b.rows, b.marks = slices.Clone(b.rows), slices.Clone(b.marks)
	return out, nil
}

// key tells rows apart as the form does; a table without key takes every row without mark as a new one.
func (b *tableSheet) key(r *dossier.Row) string {
	if b.t.Record {
		return b.t.ID
	}
	parts := []string{}
	for _, k := range b.t.Key {
		parts = append(parts, dossier.Text((*r)[k]))
	}
	if strings.Join(parts, "") == "" {
		return ""
	}
	return strings.Join(parts, "\x00")
}

// title names a line by its key, else by the first columns that are filled in.
func (b *tableSheet) title(r *dossier.Row) string {
	if key := b.key(r); key != "" && !b.t.Record {
		return strings.Join(strings.FieldsFunc(key, func(c rune) bool { return c == 0 }), " ")
	}
	for _, c := range b.t.Columns {
		if text := dossier.Text((*r)[c.ID]); text != "" {
			return text
		}
	}
	return b.t.Title
}

// take reads one line as the form does and puts it in its place.
func (b *tableSheet) take(_ context.Context, _ string, line *dossier.Row, have *workbook.Kept[dossier.Row]) (string, error) {
	_, findings := b.form.Read(&dossier.Dossier{AsOf: b.today, Tables: map[string][]dossier.Row{b.t.ID: {*line}}})
	var faults fault.List
	for _, f := range findings {
		if f.Rule == dossier.RuleForm && f.Place.Table == b.t.ID {
			faults = append(faults, fault.Field{Path: f.Place.Column, Message: f.Message, Value: f.Found})
		}
	}
	if err := faults.Err("这一行不能接受"); err != nil {
		return "", err
	}
	if have == nil {
		b.rows, b.marks = append(b.rows, *line), append(b.marks, "")
		return "", nil
	}
	at, err := strconv.Atoi(have.ID)
	if err == nil {
		b.rows[at] = *line
	}
	return "", err
}

// finish writes the table with all its lines.
func (b *tableSheet) finish(ctx context.Context, _ string) error {
	_, err := b.service.SaveTable(store.WithVersion(ctx, b.row.Version), b.id, b.table, Table{Rows: b.rows, References: b.proofs, Marks: b.marks})
	return err
}
