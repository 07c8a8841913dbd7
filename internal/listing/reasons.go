package listing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/statute"
)

// The reasons for listing (列入原因) whose facts have rules of their own. Which reasons exist on a day is law data.
const (
	ReasonExceedance = "exceedance" // 双超
	ReasonToxic      = "toxic"      // 双有
	ReasonEnergy     = "energy"     // 高耗能
	ReasonPolicy     = "policy"     // 国家规定的其他情形
)

// The tracks (分类管理, N12 二(一)).
const (
	TrackStrict     = "strict"
	TrackSimplified = "simplified"
)

// FactField is one cell of the form of facts of a reason.
type FactField struct {
	ID       string       `json:"id"`
	Label    string       `json:"label"`
	Kind     string       `json:"kind" enum:"text,decimal,choice,choices"`
	Required bool         `json:"required"`
	Help     string       `json:"help,omitempty"`
	Options  []FactOption `json:"options,omitempty"`
}

// FactOption is one choice of a field.
type FactOption struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// FactLine is one fact in words, for pages and documents.
type FactLine struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// ReasonForm is a reason in force on a day, with its basis and the facts it asks for.
type ReasonForm struct {
	ID         string      `json:"id"`
	Short      string      `json:"short" doc:"简称，如双超"`
	Title      string      `json:"title"`
	Text       string      `json:"text" doc:"情形的完整表述"`
	Basis      string      `json:"basis" doc:"当日有效的法律依据"`
	Strict     bool        `json:"strict" doc:"是否须严格审核"`
	Energy     bool        `json:"energy" doc:"是否须先经省发展改革部门核定"`
	Confidence string      `json:"confidence" doc:"依据的核对情况"`
	Fields     []FactField `json:"fields" nullable:"false"`
}

// toxicClasses are the five classes of CPM 8(三).
var toxicClasses = []FactOption{
	{"1", "危险废物"},
	{"2", "剧毒化学品、列入《重点环境管理危险化学品目录》的化学品，以及含有上述化学品的物质"},
	{"3", "含有铅、汞、镉、铬等重金属和类金属砷的物质"},
	{"4", "《关于持久性有机污染物的斯德哥尔摩公约》附件所列物质"},
	{"5", "其他具有毒性、可能污染环境的物质"},
}

// factFields are the forms of facts. A reason that the law data add later has only the description.
var factFields = map[string][]FactField{
	ReasonExceedance: {
		{ID: "exceed_kind", Label: "超过的标准或指标", Kind: "choices", Required: true, Options: []FactOption{
			{"standard", "超过国家或地方规定的排放标准"}, {"quota", "超过重点污染物排放总量控制指标"}}},
		{ID: "exceed_pollutant", Label: "污染物名称", Kind: "text", Required: true},
		{ID: "exceed_value", Label: "实际排放浓度或总量", Kind: "decimal"},
		{ID: "exceed_limit", Label: "标准限值或总量指标", Kind: "decimal"},
		{ID: "exceed_unit", Label: "单位", Kind: "text"},
		{ID: "exceed_evidence", Label: "认定依据", Kind: "text", Required: true, Help: "如监测报告、执法文书的名称和编号"},
	},
	ReasonEnergy: {
		{ID: "energy_standard", Label: "能耗限额标准", Kind: "text", Required: true, Help: "标准名称和编号，如 GB 16780-2021"},
		{ID: "energy_product", Label: "产品", Kind: "text", Required: true},
		{ID: "energy_value", Label: "单位产品能耗实际值", Kind: "decimal", Required: true},
		{ID: "energy_limit", Label: "单位产品能耗限额值", Kind: "decimal", Required: true},
		{ID: "energy_unit", Label: "单位", Kind: "text", Required: true, Help: "如 kgce/t"},
	},
	ReasonToxic: {
		{ID: "toxic_classes", Label: "有毒有害物质类别", Kind: "choices", Required: true, Options: toxicClasses},
		{ID: "toxic_substances", Label: "物质名称", Kind: "text", Required: true, Help: "多种物质用顿号分开"},
		{ID: "toxic_use", Label: "使用或排放情况", Kind: "text"},
	},
	ReasonPolicy: {
		{ID: "policy_case", Label: "具体情形", Kind: "text", Required: true, Help: "如黄河流域化工行业、重点工作任务"},
		{ID: "policy_document", Label: "文件名称和文号", Kind: "text", Required: true},
	},
}

var otherFields = []FactField{{ID: "other_case", Label: "具体情形", Kind: "text", Required: true}}

// reasonForms gives the reasons in force on a day.
func reasonForms(law *statute.Law, on calendar.Date) []ReasonForm {
	out := []ReasonForm{}
	for _, r := range law.Reasons(on) {
		form := ReasonForm{ID: r.ID, Short: r.Short, Title: r.Title, Text: r.Text, Basis: statute.Words(r.Cites), Strict: r.Strict,
			Energy: energyLed(law, r.ID, on), Confidence: r.Confidence.Chinese(), Fields: factFields[r.ID]}
		if form.Fields == nil {
			form.Fields = otherFields
		}
		out = append(out, form)
	}
	return out
}

// checkFacts wants every chosen reason to exist on the day and its facts to be complete and to bear it out (g3-g5).
func checkFacts(faults *fault.List, known []ReasonForm, reasons []string, facts map[string]string, on calendar.Date) {
	if len(reasons) == 0 {
		faults.Add("reasons", "请至少选择一项列入原因。")
	}
	var fields []FactField
	for i, id := range reasons {
		at := slices.IndexFunc(known, func(r ReasonForm) bool { return r.ID == id })
		switch {
		case at < 0:
			faults.Add(fmt.Sprintf("reasons[%d]", i), "列入原因“"+id+"”在"+on.Chinese()+"没有法律依据，请重新选择。")
		case slices.Contains(reasons[:i], id):
			faults.Add(fmt.Sprintf("reasons[%d]", i), "列入原因“"+known[at].Short+"”重复，请删除一项。")
		default:
			fields = append(fields, known[at].Fields...)
		}
	}
	for _, field := range fields {
		field.check(faults, facts[field.ID])
	}
	for id := range facts {
		if !slices.ContainsFunc(fields, func(f FactField) bool { return f.ID == id }) {
			faults.Add("facts."+id, "这项事实不属于所选的列入原因，请删除或补选原因。")
		}
	}
	exceeds(faults, facts, "energy_value", "energy_limit", "单位产品能耗实际值没有超过限额值，不构成高耗能，请核对数值和单位。")
	exceeds(faults, facts, "exceed_value", "exceed_limit", "实际排放没有超过限值，不构成双超，请核对数值和单位。")
}

func (f FactField) check(faults *fault.List, value string) {
	path := "facts." + f.ID
	if blankText(value) {
		if f.Required {
			faults.Add(path, "请填写"+f.Label+"。")
		}
		return
	}
	switch f.Kind {
	case "decimal":
		if d, err := decimal.NewFromString(value); err != nil || d.IsNegative() {
			faults.Add(path, f.Label+"“"+value+"”不是有效数值，请填写不小于零的数字。")
		}
	case "choice", "choices":
		for _, part := range strings.Split(value, ",") {
			if !slices.ContainsFunc(f.Options, func(o FactOption) bool { return o.Value == part }) {
				faults.Add(path, f.Label+"中有无法识别的选项“"+part+"”，请重新选择。")
			}
		}
	}
}

// exceeds wants a value above its limit, where both are given as numbers.
func exceeds(faults *fault.List, facts map[string]string, value, limit, message string) {
	v, err := decimal.NewFromString(facts[value])
	l, other := decimal.NewFromString(facts[limit])
	if err == nil && other == nil && v.LessThanOrEqual(l) {
		faults.Add("facts."+value, message)
	}
}

// energyLed tells whether the energy-saving departments verify a reason first (CPM 9(2), rules.md 3.2).
func energyLed(law *statute.Law, reason string, on calendar.Date) bool {
	r, ok := law.Reason(reason, on)
	return ok && r.Lead == "energy"
}

// factLines gives the facts in words, in the order of the forms.
func factLines(reasons []string, facts map[string]string) []FactLine {
	lines := []FactLine{}
	for _, reason := range reasons {
		fields := factFields[reason]
		if fields == nil {
			fields = otherFields
		}
		for _, field := range fields {
			if value := facts[field.ID]; !blankText(value) {
				lines = append(lines, FactLine{field.Label, field.words(value)})
			}
		}
	}
	return lines
}

func (f FactField) words(value string) string {
	if len(f.Options) == 0 {
		return value
	}
	parts := strings.Split(value, ",")
	for i, part := range parts {
		for _, o := range f.Options {
			if o.Value == part {
				parts[i] = o.Label
			}
		}
	}
	return strings.Join(parts, "；")
}

func blankText(s string) bool { return strings.TrimSpace(s) == "" }

// basisOf gives one sentence per reason: its name and the articles in force on that day, with the further grounds that
// hold for this place and industry. From 2026-08-15 高耗能 rests on CPM 8(2), never on CODE 967(1)(二), which is 双有 now.
func basisOf(law *statute.Law, on calendar.Date, region string, industries, reasons []string) []string {
	out := []string{}
	for _, id := range reasons {
		reason, ok := law.Reason(id, on)
		if !ok {
			continue
		}
		var grounds []string
		for _, g := range law.Grounds(id, on, region, industries...) {
			grounds = append(grounds, g.ID)
		}
		if cites := law.Basis(id, on, grounds...); len(cites) > 0 {
			out = append(out, reason.Short+"："+statute.Words(cites))
		}
	}
	return out
}

// Held is one feature that a site has on the day, as the registry records it.
type Held struct {
	Kind   string
	Detail string
	FromOn calendar.Date
}

// trackOf computes how a site is handled (N12 二(一)) and says why. It is never typed: a flag of the law, or a reason
// that demands it, makes the track strict; otherwise the simplified procedure may be tried.
func trackOf(law *statute.Law, on calendar.Date, region string, reasons []string, held []Held) (track, why string) {
	simplified, tried := law.TrackIn(TrackSimplified, on, region)
	var steps []string
	for _, id := range reasons {
		if r, ok := law.Reason(id, on); ok && (r.Strict || slices.Contains(simplified.Forbidden, id)) {
			steps = append(steps, "列入原因为“"+r.Short+"”，须严格审核")
		}
	}
	for _, flag := range law.Flags(on) {
		for _, h := range held {
			if enterprise.Kind(h.Kind).Flag() == flag.ID {
				steps = append(steps, "厂区属于“"+flag.Title+"”"+since(h)+"，依据"+statute.Words(flag.Cites)+"须严格审核")
			}
		}
	}
	if len(steps) > 0 {
		return TrackStrict, strings.Join(steps, "；") + "。"
	}
	if !tried {
		return TrackStrict, "当日没有可适用的简化审核规定，按严格审核办理。"
	}
	var titles []string
	for _, flag := range law.Flags(on) {
		titles = append(titles, flag.Title)
	}
	return TrackSimplified, "列入原因不要求严格审核，厂区也未登记" + strings.Join(titles, "、") + "等情形，可以实行简化审核工作程序。"
}

func since(h Held) string {
	text := ""
	if h.Detail != "" {
		text = h.Detail
	}
	if h.FromOn != "" {
		if text != "" {
			text += "，"
		}
		text += "自" + h.FromOn.Chinese() + "起"
	}
	if text == "" {
		return ""
	}
	return "（" + text + "）"
}
