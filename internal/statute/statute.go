// Package statute is the law as dated, cited data (法定依据): deadlines, reasons for listing, penalties, score sheets,
// disclosure forms and the stages of the audit, read from the law folder and layered state -> province -> city -> overlay.
// Two regimes stand side by side: 清洁生产促进法 until 2026-08-14, 生态环境法典 from 2026-08-15.
// It decides nothing by itself; it answers what the text says on a day and in a place, and how sure we are of it.
package statute

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
)

// Confidence says how well an entry is known. What is not known well is shown as 待确认 and stays replaceable data.
type Confidence string

const (
	FullText  Confidence = "V1" // 已核对全文
	Excerpt   Confidence = "V2" // 已见官方摘录或转载
	Recalled  Confidence = "KH" // 未见原文，把握较大
	Uncertain Confidence = "KM" // 未见原文，待确认
	Guess     Confidence = "KL" // 根据结构推定，待替换
	Assumed   Confidence = "A"  // 系统设定，非法定
)

var confidenceWords = map[Confidence]string{
	FullText: "已核对全文", Excerpt: "已见官方摘录或转载", Recalled: "未见原文，把握较大",
	Uncertain: "未见原文，待主管部门确认", Guess: "推定内容，待以正式文本替换", Assumed: "系统设定，非法定要求，待主管部门确认",
}

// Chinese words the confidence for people.
func (c Confidence) Chinese() string { return confidenceWords[c] }

// ToConfirm says that the department has yet to confirm the entry (KM, KL, A).
func (c Confidence) ToConfirm() bool { return c == Uncertain || c == Guess || c == Assumed }

// Entry is what every dated piece of law carries.
type Entry struct {
	ID         string        `yaml:"id" json:"id"`
	Title      string        `yaml:"title" json:"title"`
	Region     string        `yaml:"region" json:"region,omitempty"` // code prefix: "" state, 37 province, 3701 city
	From       calendar.Date `yaml:"from" json:"from"`               // 施行日
	Until      calendar.Date `yaml:"until" json:"until,omitempty"`   // last day of force, "" while in force
	Cites      []Cite        `yaml:"cite" json:"cites"`
	Confidence Confidence    `yaml:"confidence" json:"confidence"`
	Note       string        `yaml:"note" json:"note,omitempty"`

	origin string // file and line, for messages
}

func (e *Entry) entry() *Entry { return e }

// InForce says whether the entry applies on that day and at that place (any region code at or below the entry's).
func (e Entry) InForce(on calendar.Date, region string) bool {
	return on.Within(e.From, e.Until) && strings.HasPrefix(region, e.Region)
}

// Term is one word of the law files with its Chinese form: an event, a party, a department, a flag, a field.
type Term struct {
	ID    string `yaml:"id" json:"id"`
	Kind  string `yaml:"kind" json:"kind"` // event | party | department | field | medium
	Title string `yaml:"title" json:"title"`
}

// Instrument is a legal text under its short name (CPL, CODE, CPM ...).
type Instrument struct {
	Entry  `yaml:",inline"`
	Number string `yaml:"number" json:"number,omitempty"` // 文号
	Kind   string `yaml:"kind" json:"kind"`               // law | regulation | local | rule | document | standard
}

// Regime is the main law of an era; a case is pinned to one.
type Regime struct {
	Entry `yaml:",inline"`
}

// Deadline is a statutory time limit (法定期限).
type Deadline struct {
	Entry   `yaml:",inline"`
	Clock   string          `yaml:"clock" json:"clock"`                 // number in the table of limits, D-03
	Event   string          `yaml:"on" json:"event"`                    // the event that starts it; "" for a yearly one
	Also    []string        `yaml:"also-on" json:"also,omitempty"`      // further events that start it by analogy
	Within  calendar.Period `yaml:"-" json:"within"`                    // after the event
	Before  calendar.Period `yaml:"-" json:"before"`                    // ahead of the event
	Yearly  string          `yaml:"due" json:"yearly,omitempty"`        // "last day of February" or "03-31"
	Years   int             `yaml:"years" json:"years,omitempty"`       // with Yearly and an event: so many years later
	ByOrder bool            `yaml:"by-order" json:"by_order,omitempty"` // the written order sets the date; Within is only proposed
	Fixed   bool            `yaml:"fixed" json:"fixed,omitempty"`       // days off do not move it
	By      string          `yaml:"by" json:"by"`                       // who must act
	Only    []string        `yaml:"only" json:"only,omitempty"`         // reasons it is limited to
	Warn    []int           `yaml:"warn" json:"warn,omitempty"`         // days before due at which to warn

	// As written: the YAML reader is slow with types that read their own text.
	WithinText string `yaml:"within" json:"-"`
	BeforeText string `yaml:"before" json:"-"`
}

// read turns the periods as written into periods.
func (d *Deadline) read() (err error) {
	if d.WithinText != "" {
		if d.Within, err = calendar.ParsePeriod(d.WithinText); err != nil {
			return err
		}
	}
	if d.BeforeText != "" {
		d.Before, err = calendar.ParsePeriod(d.BeforeText)
	}
	return err
}

// AppliesTo says whether the deadline binds a case listed for these reasons; nil asks for all.
func (d Deadline) AppliesTo(reasons []string) bool {
	return len(d.Only) == 0 || reasons == nil || slices.ContainsFunc(d.Only, func(r string) bool { return slices.Contains(reasons, r) })
}

// StartedBy says whether the event starts the deadline.
func (d Deadline) StartedBy(event string) bool {
	return event != "" && (d.Event == event || slices.Contains(d.Also, event))
}

// Reason is a reason for listing (列入原因) with its basis under one regime.
type Reason struct {
	Entry    `yaml:",inline"`
	Short    string   `yaml:"short" json:"short"`            // 双超, 双有, 高耗能
	Text     string   `yaml:"text" json:"text"`              // the situation in full, for notices
	Lead     string   `yaml:"lead" json:"lead"`              // department that leads evaluation and acceptance
	ReportTo []string `yaml:"report-to" json:"report_to"`    // departments that receive the audit report
	Strict   bool     `yaml:"strict" json:"strict"`          // forces the strict track, never the combined one
	Grounds  []Ground `yaml:"grounds" json:"grounds"`        // further bases that hold for some enterprises only
	Interval bool     `yaml:"interval" json:"need_interval"` // a next round is due
}

// Ground is a further basis of a reason that holds only where its condition does.
type Ground struct {
	ID         string        `yaml:"id" json:"id"`
	Title      string        `yaml:"title" json:"title"`
	From       calendar.Date `yaml:"from" json:"from"`
	Until      calendar.Date `yaml:"until" json:"until,omitempty"`
	Cites      []Cite        `yaml:"cite" json:"cites"`
	Industries []string      `yaml:"industries" json:"industries,omitempty"` // code prefixes
	Regions    []string      `yaml:"regions" json:"regions,omitempty"`       // code prefixes
	Confidence Confidence    `yaml:"confidence" json:"confidence"`
	Note       string        `yaml:"note" json:"note,omitempty"`
}

// Flag is a feature of an enterprise that forces the strict track (严格审核).
type Flag struct {
	Entry `yaml:",inline"`
	Text  string `yaml:"text" json:"text"` // how it is recognised
}

// Track is a way of handling (分类管理): strict or simplified.
type Track struct {
	Entry     `yaml:",inline"`
	Text      string   `yaml:"text" json:"text"`
	Forbidden []string `yaml:"forbidden-reasons" json:"forbidden_reasons,omitempty"`
	Balance   string   `yaml:"balance" json:"balance"` // measured | ledger
	Combined  bool     `yaml:"combined" json:"combined"`
	MinPanel  int      `yaml:"min-panel" json:"min_panel"`
	Sections  []string `yaml:"sections" json:"sections,omitempty"`     // sections of the dossier that must be filled; none named: all
	Skip      []string `yaml:"skip-steps" json:"skip_steps,omitempty"` // steps of the seven stages that are not asked for
}

// Asks tells whether the track asks for a section of the dossier.
func (t Track) Asks(section string) bool {
	return len(t.Sections) == 0 || slices.Contains(t.Sections, section)
}

// StepsOf gives the steps of a stage that the track asks for.
func (t Track) StepsOf(stage Stage) []Step {
	return slices.DeleteFunc(slices.Clone(stage.Steps), func(s Step) bool { return slices.Contains(t.Skip, s.ID) })
}

// Panel is the rule of the expert panel (专家组).
type Panel struct {
	Entry     `yaml:",inline"`
	Default   int      `yaml:"default" json:"default"`
	Min       int      `yaml:"min" json:"min"`
	Odd       bool     `yaml:"odd" json:"odd"`
	Fields    []string `yaml:"fields" json:"fields"` // at least one member of each
	Majority  bool     `yaml:"majority-veto" json:"majority_veto"`
	Avoidance string   `yaml:"avoidance" json:"avoidance"`
}

// Penalty is what a conduct costs under one regime. Amounts are whole yuan in the files and fen here.
type Penalty struct {
	Entry       `yaml:",inline"`
	Who         string `yaml:"who" json:"who"` // party
	MinYuan     int64  `yaml:"min" json:"min_yuan"`
	MaxYuan     int64  `yaml:"max" json:"max_yuan"` // 0: no fine is laid down
	NeedsOrder  bool   `yaml:"needs-order" json:"needs_order"`
	Consequence string `yaml:"consequence" json:"consequence"` // in Chinese, as the article orders
	Review      bool   `yaml:"review" json:"review,omitempty"` // the choice of clause needs a lawyer
}

// MinFen is the lowest fine in fen.
func (p Penalty) MinFen() int64 { return p.MinYuan * 100 }

// MaxFen is the highest fine in fen, 0 when the clause lays down none.
func (p Penalty) MaxFen() int64 { return p.MaxYuan * 100 }

// Block is a part of the disclosure form (CPM 11).
type Block struct {
	Entry   `yaml:",inline"`
	Reasons []string `yaml:"reasons" json:"reasons"` // empty: for everybody
	Repeat  bool     `yaml:"repeat" json:"repeat"`   // one line per pollutant, energy, substance
	Fields  []Field  `yaml:"fields" json:"fields"`
}

// Field is one cell of the disclosure form.
type Field struct {
	ID       string   `yaml:"id" json:"id"`
	Label    string   `yaml:"label" json:"label"`
	Unit     string   `yaml:"unit" json:"unit,omitempty"`
	Kind     string   `yaml:"kind" json:"kind"` // text | quantity | choice
	Options  []string `yaml:"options" json:"options,omitempty"`
	Required bool     `yaml:"required" json:"required"`
}

// Stage is one of the seven stages of the audit (CPM 14) with its steps.
type Stage struct {
	Entry `yaml:",inline"`
	Seq   int    `yaml:"seq" json:"seq"`
	Steps []Step `yaml:"steps" json:"steps"`
}

// Step is one of the 35 steps.
type Step struct {
	ID    string `yaml:"id" json:"id"`
	Title string `yaml:"title" json:"title"`
}

// Material is something an application must carry, or evidence of capability.
type Material struct {
	Entry `yaml:",inline"`
	For   string   `yaml:"for" json:"for"`               // evaluation | acceptance | capability
	Modes []string `yaml:"modes" json:"modes,omitempty"` // organising modes it is limited to
	Text  string   `yaml:"text" json:"text"`
}

// Notice gives the facts of a statutory letter; the words around them are the template's.
type Notice struct {
	Entry     `yaml:",inline"`
	Deadlines []string `yaml:"deadlines" json:"deadlines"` // duties it must name
	Penalties []string `yaml:"penalties" json:"penalties"` // consequences it must name
	CopyTo    []string `yaml:"copy-to" json:"copy_to"`     // departments
	Text      []string `yaml:"text" json:"text"`           // sentences
}

// Equivalence is a legal way in which an audit counts as done (视同开展).
type Equivalence struct {
	Entry      `yaml:",inline"`
	Conditions []string `yaml:"conditions" json:"conditions"`
	Lost       string   `yaml:"lost" json:"lost"`
}

// Parameter is a number of the law that is neither a date nor a point.
type Parameter struct {
	Entry `yaml:",inline"`
	Value decimal.Decimal `yaml:"value" json:"value"`
	Unit  string          `yaml:"unit" json:"unit"`
}

// Doubt is a question that only the department or a lawyer can answer.
type Doubt struct {
	ID   string `yaml:"id" json:"id"`
	Text string `yaml:"text" json:"text"`
}
