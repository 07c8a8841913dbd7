package dossier

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"qingshen/internal/calendar"
	"qingshen/internal/formula"
	"qingshen/internal/unit"
)

// The kinds of column.
const (
	KindText    = "text"
	KindLong    = "long"
	KindNumber  = "number"
	KindPercent = "percent"
	KindInteger = "integer"
	KindYear    = "year"
	KindDate    = "date"
	KindChoice  = "choice"
	KindYes     = "yes"
	KindUnit    = "unit"
)

var kinds = []string{KindText, KindLong, KindNumber, KindPercent, KindInteger, KindYear, KindDate, KindChoice, KindYes, KindUnit}

// Form is one edition of the dossier's tables (表单版本).
type Form struct {
	Edition     string           `yaml:"edition"`
	Title       string           `yaml:"title"`
	From        calendar.Date    `yaml:"from"`
	Until       calendar.Date    `yaml:"until"`
	Cite        string           `yaml:"cite"`
	Confidence  string           `yaml:"confidence"`
	Source      string           `yaml:"source"`
	Since       string           `yaml:"since"` // the cell of the year in which the plant began (投产年份)
	Tables      []*Table         `yaml:"tables"`
	Attachments []AttachmentKind `yaml:"attachments"`
	units       *unit.Table
	factors     *Factors
}

// AttachmentKind is one kind of document that proves something.
type AttachmentKind struct {
	Kind  string `yaml:"kind" json:"kind"`
	Title string `yaml:"title" json:"title"`
}

// Table is one table of the form.
type Table struct {
	ID       string    `yaml:"id" json:"id"`
	No       string    `yaml:"no" json:"no" doc:"表号"`
	Title    string    `yaml:"title" json:"title"`
	Stage    string    `yaml:"stage" json:"stage"`
	Record   bool      `yaml:"record" json:"record" doc:"只有一行，按栏目填写"`
	Required bool      `yaml:"required" json:"required"`
	Years    int       `yaml:"years" json:"years" doc:"应有的年数"`
	Rows     int       `yaml:"rows" json:"rows" doc:"最少行数"`
	Key      []string  `yaml:"key" json:"key" doc:"区分各行的栏目"`
	Kept     string    `yaml:"kept" json:"kept,omitempty" doc:"在系统中由哪种记录得出，不作为表格填写"`
	Carry    bool      `yaml:"carry" json:"carry,omitempty" doc:"新一轮审核从上一轮的值开始，逐行确认"`
	Was      string    `yaml:"was" json:"-"` // its id in the edition before
	Drawn    string    `yaml:"drawn" json:"drawn,omitempty" doc:"怎样画成图；flows 为各平衡的流向"`
	Phase    string    `yaml:"phase" json:"phase,omitempty" doc:"到哪一步才必填；空为评估前"`
	Without  []string  `yaml:"without" json:"without,omitempty" doc:"不填写本表的审核方式"`
	Crossed  *Cross    `yaml:"crossed" json:"-"` // the system writes its rows
	Columns  []*Column `yaml:"columns" json:"columns"`
}

// Column is one column of a table.
type Column struct {
	ID        string   `yaml:"id" json:"id"`
	Title     string   `yaml:"title" json:"title"`
	Kind      string   `yaml:"kind" json:"kind"`
	Unit      string   `yaml:"unit" json:"unit,omitempty"`
	UnitFrom  string   `yaml:"unit_from" json:"unit_from,omitempty" doc:"单位取自本行的哪一栏"`
	Options   []string `yaml:"options" json:"options,omitempty"`
	Codes     string   `yaml:"codes" json:"codes,omitempty" doc:"取自代码表"`
	Required  bool     `yaml:"required" json:"required,omitempty"`
	Signed    bool     `yaml:"signed" json:"signed,omitempty" doc:"可以为负"`
	Free      bool     `yaml:"free" json:"free,omitempty" doc:"数值的单位由含义决定"`
	Detection bool     `yaml:"detection" json:"detection,omitempty" doc:"可以填未检出或者小于检出限"`
	Secret    bool     `yaml:"secret" json:"secret,omitempty" doc:"可以主张商业秘密"`
	Was       string   `yaml:"was" json:"-"` // its id in the edition before
	Anew      bool     `yaml:"anew" json:"anew,omitempty" doc:"新一轮审核重新填写，不取上一轮的值"`
	Min       *int64   `yaml:"min" json:"min,omitempty"`
	Max       *int64   `yaml:"max" json:"max,omitempty"`
	Words     []string `yaml:"words" json:"words,omitempty" doc:"整数0、1、2……各读作什么"`
	Note      string   `yaml:"note" json:"note,omitempty"`
	Formula   string   `yaml:"formula" json:"formula,omitempty" doc:"计算式；有计算式的栏目不由人填写"`
	Lookup    string   `yaml:"lookup" json:"lookup,omitempty" doc:"系数取自哪一张表"`
	computed  *formula.Formula
	unit      *unit.Unit
}

// Computed tells whether the column is computed and never typed.
func (c *Column) Computed() bool { return c.Formula != "" || c.Lookup != "" }

// Numeric tells whether the column holds a quantity.
func (c *Column) Numeric() bool {
	return c.Kind == KindNumber || c.Kind == KindPercent || c.Kind == KindInteger || c.Kind == KindYear
}

// Table finds a table by its id.
func (f *Form) Table(id string) *Table {
	i := slices.IndexFunc(f.Tables, func(t *Table) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return f.Tables[i]
}

// Column finds a column by its id.
func (t *Table) Column(id string) *Column {
	i := slices.IndexFunc(t.Columns, func(c *Column) bool { return c.ID == id })
	if i < 0 {
		return nil
	}
	return t.Columns[i]
}

// Units gives the units that the form understands.
func (f *Form) Units() *unit.Table { return f.units }

// Forms are all editions, oldest first.
type Forms []*Form

// Load reads every edition of the form from the law data, with the units and the factors that it needs. Each formula is
// checked against the dimensions of its columns before anyone can fill the form in.
func Load(files fs.FS) (Forms, error) {
	units, err := unit.Load(files)
	if err != nil {
		return nil, err
	}
	factors, err := loadFactors(files, units)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(files, "dossier/*.yaml")
	if err != nil {
		return nil, err
	}
	forms := Forms{}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		f := &Form{units: units, factors: factors}
		if err := yaml.UnmarshalWithOptions(raw, f, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if faults := f.prepare(); len(faults) > 0 {
			return nil, fmt.Errorf("%s:\n%s", name, strings.Join(faults, "\n"))
		}
		forms = append(forms, f)
	}
	slices.SortFunc(forms, func(a, b *Form) int { return strings.Compare(string(a.From)+a.Edition, string(b.From)+b.Edition) })
	return forms, nil
}

// On gives the edition in force on a day.
func (fs Forms) On(day calendar.Date) *Form {
	var found *Form
	for _, f := range fs {
		if day.Within(f.From, f.Until) {
			found = f
		}
	}
	return found
}

// Edition gives an edition by its name; the newest for "".
func (fs Forms) Edition(name string) *Form {
	if name == "" && len(fs) > 0 {
		return fs[len(fs)-1]
	}
	for _, f := range fs {
		if f.Edition == name {
			return f
		}
	}
	return nil
}

// prepare readies an edition for use and gives everything that is wrong with it.
func (f *Form) prepare() []string {
	faults := []string{}
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if f.Edition == "" || f.Cite == "" || f.Confidence == "" || f.From == "" || !f.From.Valid() {
		add("表单缺少版本、施行日、依据或者可信度")
	}
	if table, column, _ := strings.Cut(f.Since, "."); f.Since != "" && (f.Table(table) == nil || !f.Table(table).Record || f.Table(table).Column(column) == nil) {
		add("投产年份的栏目“%s”不存在", f.Since)
	}
	seen := map[string]bool{}
	for _, t := range f.Tables {
		if seen[t.ID] || t.ID == "" || t.Title == "" || t.Stage == "" {
			add("表“%s”重复，或者缺少名称、阶段", t.ID)
		}
		seen[t.ID] = true
		for _, key := range t.Key {
			if t.Column(key) == nil {
				add("%s：区分各行的栏目“%s”不存在", t.ID, key)
			}
		}
		f.prepareCross(t, add)
		for _, c := range t.Columns {
			f.prepareColumn(t, c, add)
		}
	}
	for _, t := range f.Tables {
		for _, c := range t.Columns {
			if c.computed == nil {
				continue
			}
			got, err := c.computed.Check(rowTypes{f, t})
			switch {
			case err != nil:
				add("%s.%s：%v", t.ID, c.ID, err)
			case c.unit != nil && !got.Varying && got.Dim != c.unit.Dim:
				add("%s.%s：公式得出%s，单位却是%s", t.ID, c.ID, got.Dim.Label(), c.Unit)
			}
		}
	}
	return faults
}

func (f *Form) prepareColumn(t *Table, c *Column, add func(string, ...any)) {
	if !slices.Contains(kinds, c.Kind) {
		add("%s.%s：没有栏目种类“%s”", t.ID, c.ID, c.Kind)
	}
	if c.Kind == KindChoice && len(c.Options) == 0 && c.Codes == "" {
		add("%s.%s：选择栏没有选项", t.ID, c.ID)
	}
	if c.Codes != "" {
		c.Options = f.factors.names(c.Codes)
	}
	if c.Kind == KindPercent && c.Unit == "" {
		c.Unit = "%"
	}
	if c.UnitFrom != "" && t.Column(c.UnitFrom) == nil {
		add("%s.%s：取单位的栏目“%s”不存在", t.ID, c.ID, c.UnitFrom)
	}
	if c.Unit != "" {
		u, err := f.units.Parse(c.Unit)
		if err != nil {
			add("%s.%s：%v", t.ID, c.ID, err)
		}
		c.unit = &u
	}
	if c.Kind == KindNumber && c.Unit == "" && c.UnitFrom == "" && !c.Free && !c.Computed() {
		add("%s.%s：数值栏没有单位", t.ID, c.ID)
	}
	if c.Formula != "" {
		var err error
		if c.computed, err = formula.Parse(c.Formula, f.units); err != nil {
			add("%s.%s：%v", t.ID, c.ID, err)
		}
	}
}

// rowTypes tells a formula what the columns of a table are.
type rowTypes struct {
	form  *Form
	table *Table
}

// Type gives the type of a column of the row, or of a fact of the whole dossier.
func (r rowTypes) Type(name string) (formula.Type, bool) {
	if r.table != nil {
		if c := r.table.Column(name); c != nil {
			return c.typed(), true
		}
	}
	if t, ok := facts[name]; ok {
		return t, true
	}
	if table, column, found := strings.Cut(name, "."); found {
		if t := r.form.Table(table); t != nil && t.Record {
			if c := t.Column(column); c != nil {
				return c.typed(), true
			}
		}
	}
	return formula.Type{}, false
}

// Table gives the types of the rows of another table.
func (r rowTypes) Table(id string) (formula.Types, bool) {
	if t := r.form.Table(id); t != nil {
		return rowTypes{r.form, t}, true
	}
	if t, ok := ledgers[id]; ok {
		return ledgerTypes(t), true
	}
	return nil, false
}

// Types gives what a rule over a table (or, for "", over the whole dossier) may name.
func (f *Form) Types(table string) (formula.Types, bool) {
	if table == "" {
		return rowTypes{f, nil}, true
	}
	return rowTypes{f, nil}.Table(table)
}

func (c *Column) typed() formula.Type {
	switch c.Kind {
	case KindYes:
		return formula.Type{Kind: formula.Truth}
	case KindNumber, KindPercent, KindInteger, KindYear:
		t := formula.Type{Kind: formula.Number}
		switch {
		case c.unit != nil:
			t.Dim = c.unit.Dim
		case c.Kind == KindNumber:
			t.Varying = true
		}
		return t
	}
	return formula.Type{Kind: formula.Text}
}

// Names lists the editions, oldest first: 2026、2030.
func (fs Forms) Names() string {
	names := []string{}
	for _, f := range fs {
		names = append(names, f.Edition)
	}
	return strings.Join(names, "、")
}

// Label gives the Chinese name of what a formula of a table names: a column, a table, a fact of the dossier.
func (f *Form) Label(table, name string) string {
	name = strings.TrimPrefix(name, "this.")
	if t := f.Table(table); t != nil && t.Column(name) != nil {
		return t.Column(name).Title
	}
	if t := f.Table(name); t != nil {
		return t.Title
	}
	if label, ok := factLabels[name]; ok {
		return label
	}
	own, column, found := strings.Cut(name, ".")
	for _, t := range f.Tables {
		if c := t.Column(name); c != nil {
			return c.Title
		}
		if found && t.ID == own && t.Column(column) != nil {
			return t.Title + "的" + t.Column(column).Title
		}
	}
	return name
}

// factLabels are the Chinese names of the facts and of the columns of the ledgers.
var factLabels = map[string]string{
	"enterprise.name": "企业名称", "enterprise.code": "统一社会信用代码", "enterprise.address": "生产地址", "enterprise.online_monitoring": "企业安装自动监测设备",
	"audit.year": "名单年度", "audit.opened_year": "启动年份", "audit.opened_on": "启动日期", "audit.track": "审核方式", "audit.agency": "咨询服务机构",
	"audit.acceptance": "验收前", "audit.exceedance": "因双超列入", "audit.energy": "因高耗能列入", "audit.toxic": "因双有列入",
	"attachments": "附件", "texts": "报告正文", "for": "对应方案",
}
