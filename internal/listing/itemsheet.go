package listing

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/sheet"
)

// The changes that a table of plan items can bring.
const (
	LineNew     = "new"
	LineChanged = "changed"
	LineSame    = "same"
	LineRefused = "refused"
)

// LineKinds are the Chinese names of what a line of the table does.
var LineKinds = map[string]string{LineNew: "新增", LineChanged: "修改", LineSame: "不变", LineRefused: "不能接受"}

// itemLine is one line of the table of plan items (计划项目表): the county fills it in, or mends what was downloaded.
type itemLine struct {
	creditCode, site, name, region, state, comment string
	reasons                                        []string
	facts                                          map[string]string
	justification                                  string
}

// itemSheet is the table of plan items under the law of a day: one column for every fact of every reason. Its name carries
// the law of that day, so that a table made under another regime is recognised by its columns.
func itemSheet(forms []ReasonForm) sheet.Noun[itemLine] {
	n := sheet.Noun[itemLine]{
		Name: "plan-items", Title: "计划项目",
		Notes: []string{"一行一个厂区；厂区名称不填的，按该企业唯一的厂区。", "列入原因可以有多个，用顿号分开；只填写所选原因的事实。", "企业名称、所在地、状态和退回意见只供核对，上传时不改变。", "上传后先显示与现有内容的差异，确认后才写入。"},
	}
	add := func(c sheet.Column[itemLine]) { n.Columns = append(n.Columns, c) }
	add(sheet.Column[itemLine]{Key: "credit_code", Title: "统一社会信用代码", Kind: sheet.Code, Required: true, Width: 22, Example: "91370102MA3C4D5E6F", Get: func(l *itemLine) string { return l.creditCode }, Set: func(l *itemLine, v string) error { l.creditCode = v; return nil }})
	add(sheet.Column[itemLine]{Key: "site_name", Title: "厂区名称", Width: 16, Get: func(l *itemLine) string { return l.site }, Set: func(l *itemLine, v string) error { l.site = v; return nil }})
	add(sheet.Column[itemLine]{Key: "enterprise_name", Title: "企业名称", Width: 32, Get: func(l *itemLine) string { return l.name }})
	add(sheet.Column[itemLine]{Key: "region_label", Title: "所在地", Width: 16, Get: func(l *itemLine) string { return l.region }})
	shorts, ids := []string{}, map[string]string{}
	for _, form := range forms {
		shorts = append(shorts, form.Short)
		ids[form.Short] = form.ID
	}
	add(sheet.Column[itemLine]{Key: "reasons", Title: "列入原因", Kind: sheet.ChoiceList, Required: true, Choices: shorts, Width: 18,
		Get: func(l *itemLine) string { return reasonShorts(l.reasons) },
		Set: func(l *itemLine, v string) error {
			for _, short := range strings.Split(v, "、") {
				l.reasons = append(l.reasons, ids[short])
			}
			return nil
		}})
	for _, form := range forms {
		for _, field := range form.Fields {
			add(factColumn(form, field))
		}
	}
	add(sheet.Column[itemLine]{Key: "justification", Title: "再次列入的理由", Width: 24, Get: func(l *itemLine) string { return l.justification }, Set: func(l *itemLine, v string) error { l.justification = v; return nil }})
	add(sheet.Column[itemLine]{Key: "state", Title: "状态", Get: func(l *itemLine) string { return l.state }})
	add(sheet.Column[itemLine]{Key: "comment", Title: "退回意见", Width: 30, Get: func(l *itemLine) string { return l.comment }})
	return n
}

// factColumn is the column of one fact of a reason.
func factColumn(form ReasonForm, field FactField) sheet.Column[itemLine] {
	return sheet.Column[itemLine]{Key: "facts." + field.ID, Title: form.Short + "：" + field.Label, Width: 18, Help: factHelp(form, field),
		Get: func(l *itemLine) string { return factText(field, l.facts[field.ID]) },
		Set: func(l *itemLine, v string) error {
			value, err := factValue(field, v)
			if l.facts == nil {
				l.facts = map[string]string{}
			}
			if err == nil {
				l.facts[field.ID] = value
			}
			return err
		}}
}

func factHelp(form ReasonForm, field FactField) string {
	text := "列入原因含“" + form.Short + "”时填写。" + field.Help
	if numberedOptions(field) {
		for _, option := range field.Options {
			text += option.Value + "：" + option.Label + "；"
		}
		text = strings.TrimSuffix(text, "；") + "。多个用顿号分开。"
	}
	return text
}

// ItemDiff is what taking a table over would do: line by line, nothing written yet.
type ItemDiff struct {
	Lines  []LineDiff     `json:"lines" nullable:"false"`
	Counts map[string]int `json:"counts" nullable:"false" doc:"各类行数"`
	Digest string         `json:"digest" doc:"差异的校验值，确认时原样带回；内容变化后须重新核对"`
	Taken  int            `json:"taken" doc:"已写入的行数"`
}

// LineDiff is one line of the table against what the plan holds.
type LineDiff struct {
	Row     int          `json:"row" doc:"表格中的行号"`
	Title   string       `json:"title" doc:"企业（厂区）"`
	Kind    string       `json:"kind" enum:"new,changed,same,refused"`
	Changes []LineChange `json:"changes" nullable:"false"`
	Faults  []string     `json:"faults" nullable:"false" doc:"不能接受的原因"`

	line    *itemLine
	item    *PlanItem
	entryID string
}

// LineChange is one cell that would change.
type LineChange struct {
	What   string `json:"what"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// compare tells what a line would change of an item.
func (d *LineDiff) compare(forms []ReasonForm) {
	was, is := d.item, d.line
	note := func(what, before, after string) {
		if before != after {
			d.Changes = append(d.Changes, LineChange{what, before, after})
		}
	}
	note("列入原因", reasonShorts(was.Reasons), reasonShorts(is.reasons))
	for _, form := range forms {
		for _, field := range form.Fields {
			note(form.Short+"："+field.Label, factText(field, was.Facts[field.ID]), factText(field, is.facts[field.ID]))
		}
	}
	note("再次列入的理由", was.Justification, is.justification)
	d.Kind = LineSame
	if len(d.Changes) > 0 {
		d.Kind = LineChanged
	}
}

// seal fills in counts and digest: who confirms later confirms exactly this.
func (d *ItemDiff) seal() {
	d.Counts = map[string]int{}
	sum := sha256.New()
	for k := range d.Lines {
		l := &d.Lines[k]
		d.Counts[l.Kind]++
		version := int64(0)
		if l.item != nil {
			version = l.item.Version
		}
		fmt.Fprintln(sum, l.Row, l.Title, l.Kind, version, l.Changes, l.Faults)
	}
	d.Digest = hex.EncodeToString(sum.Sum(nil))
}

// sortedReasons puts reasons into the order of the law, so that the same reasons are the same line.
func sortedReasons(forms []ReasonForm, reasons []string) []string {
	out := []string{}
	for _, form := range forms {
		if slices.Contains(reasons, form.ID) {
			out = append(out, form.ID)
		}
	}
	return out
}

// factText writes a fact as the table shows it: choices in words, or by their numbers where the words would not fit a cell.
func factText(field FactField, value string) string {
	if field.Kind != "choice" && field.Kind != "choices" {
		return value
	}
	words := []string{}
	for _, part := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' }) {
		for _, option := range field.Options {
			if option.Value == part && numberedOptions(field) {
				words = append(words, option.Value)
			} else if option.Value == part {
				words = append(words, option.Label)
			}
		}
	}
	return strings.Join(words, "、")
}

// numberedOptions tells whether the words of the options hold the sign that stands between them.
func numberedOptions(field FactField) bool {
	return slices.ContainsFunc(field.Options, func(o FactOption) bool { return strings.Contains(o.Label, "、") })
}

// factValue reads what factText has written.
func factValue(field FactField, text string) (string, error) {
	if field.Kind != "choice" && field.Kind != "choices" {
		return text, nil
	}
	values, known := []string{}, []string{}
	for _, option := range field.Options {
		word := option.Label
		if numberedOptions(field) {
			word = option.Value
		}
		known = append(known, word)
		if slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,；; ", r) }), word) {
			values = append(values, option.Value)
		}
	}
	if len(values) == 0 && text != "" {
		return "", sheet.Refuse("“"+text+"”不在可以选择的内容中，请填写："+strings.Join(known, "、")+"，多个用顿号分开。", "")
	}
	return strings.Join(values, ","), nil
}
