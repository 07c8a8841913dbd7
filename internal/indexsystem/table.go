package indexsystem

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"qingshen/internal/fault"
	"qingshen/internal/rating"
	"qingshen/internal/sheet"
)

// maxIndicators is how many rows one table may have: the largest published system has fewer than a hundred.
const maxIndicators = 400

// original is the sheet as the officer has uploaded it: what the system has read can be held against it cell by cell.
type original struct {
	Titles  []string       `json:"titles"`
	Columns map[string]int `json:"columns"` // where each column of the table stands; -1 for nowhere
	Lines   []originalLine `json:"lines"`
}

type originalLine struct {
	Row   int      `json:"row"`
	Cells []string `json:"cells"`
}

// at finds the line of the sheet from which a line of the table was read; lines of the table are counted from 2.
func (o original) at(line int) *originalLine {
	if line < 2 || line-2 >= len(o.Lines) {
		return nil
	}
	return &o.Lines[line-2]
}

// aliases are other headers in use for the columns of a table.
var aliases = map[string][]string{
	"system": {"评价指标体系", "体系名称"}, "edition": {"版本", "文号"}, "process": {"工序", "产品", "适用工序", "适用范围"}, "category": {"一级指标项", "一级指标名称"},
	"category_weight": {"一级指标权重值", "一级权重"}, "indicator": {"二级指标项", "二级指标名称", "指标"}, "unit": {"计量单位"}, "weight": {"二级指标权重", "二级指标分权重值", "分权重值", "二级指标权重值"},
	"direction": {"指标方向", "指标性质", "指标类型"}, "level1": {"I级基准值", "Ⅰ级", "一级基准值"}, "level2": {"II级基准值", "Ⅱ级", "二级基准值"}, "level3": {"III级基准值", "Ⅲ级", "三级基准值"},
	"limiting": {"是否限定性指标", "限定性", "限定指标"}, "note": {"说明"}, "source": {"出处", "依据"},
}

// tableNoun is the sheet of an index system as officers fill it in.
func tableNoun() sheet.Noun[struct{}] {
	n := sheet.Noun[struct{}]{Name: "index-system", Title: "评价指标体系", Notes: []string{
		"照原文逐行填写，一行是一个二级指标；合并的一级指标及其权重可以保持合并。",
		"基准值带符号填写（≤8、≥90、=100），范围写 6~9，随参数变化的写公式，例如 ≤(10+5n)；没有要求写 --；定性指标填写原文文字。",
		"指标方向填 越低越好、越高越好、定性；限定性指标填 是 或者 否，原文加 * 的也可以在名称前写 *。",
	}}
	for _, key := range rating.Columns {
		if key == "system" || key == "edition" {
			continue
		}
		c := sheet.Column[struct{}]{Key: key, Title: rating.ColumnTitle(key), Aliases: aliases[key], Get: func(*struct{}) string { return "" }, Set: func(*struct{}, string) error { return nil }}
		c.Required = slices.Contains([]string{"category", "indicator", "level1", "level2", "level3", "weight", "category_weight"}, key)
		c.Width = map[string]float64{"indicator": 26, "category": 18, "level1": 22, "level2": 22, "level3": 22, "note": 24, "source": 24}[key]
		n.Columns = append(n.Columns, c)
	}
	return n
}

// readTable reads an uploaded sheet into the canonical form of a table and keeps the sheet beside it.
func readTable(source *sheet.Source, name, edition string) (content string, kept original, err error) {
	noun := tableNoun()
	for i := range noun.Columns {
		noun.Columns[i].Required = noun.Columns[i].Required && noun.Columns[i].Key != "category_weight"
	}
	reading, err := noun.Read(source)
	if err != nil {
		return "", kept, err
	}
	kept = original{Titles: reading.Titles(), Columns: map[string]int{}, Lines: []originalLine{}}
	for _, c := range noun.Columns {
		kept.Columns[c.Key] = reading.Column(c.Key)
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.Write(rating.Columns); err != nil {
		return "", kept, err
	}
	for row, err := range reading.Rows() {
		if err != nil {
			return "", kept, err
		}
		if row.Value == nil { // a row of sums
			continue
		}
		if len(kept.Lines) == maxIndicators {
			return "", kept, fault.Invalid("表格太长", fault.Field{Path: "file", Message: fmt.Sprintf("一个指标体系最多%d行，请核对是否混入了其他内容。", maxIndicators)})
		}
		kept.Lines = append(kept.Lines, originalLine{row.Number, slices.Clone(row.Raw)})
		if err := w.Write(kept.canonical(row.Raw, name, edition)); err != nil {
			return "", kept, err
		}
	}
	if len(kept.Lines) == 0 {
		return "", kept, fault.Invalid("表格中没有指标", fault.Field{Path: "file", Message: "列标题下面没有内容，请填写后重新上传。"})
	}
	w.Flush()
	return out.String(), kept, w.Error()
}

// canonical writes one line of the sheet as a line of the table.
func (o original) canonical(raw []string, name, edition string) []string {
	cells := map[string]string{"system": name, "edition": edition}
	for key, at := range o.Columns {
		if at >= 0 && at < len(raw) {
			cells[key] = tidied(raw[at])
		}
	}
	if bare, starred := strings.CutPrefix(strings.TrimPrefix(cells["indicator"], "＊"), "*"); starred || strings.HasPrefix(cells["indicator"], "＊") {
		cells["indicator"] = strings.TrimSpace(bare)
		if cells["limiting"] == "" {
			cells["limiting"] = "yes"
		}
	}
	cells["limiting"] = word(limitingWords, cells["limiting"])
	cells["direction"] = word(directionWords, cells["direction"])
	if cells["direction"] == "" {
		cells["direction"] = guessed(cells["level1"] + cells["level3"])
	}
	line := make([]string, len(rating.Columns))
	for i, key := range rating.Columns {
		line[i] = cells[key]
	}
	return line
}

var (
	limitingWords  = map[string]string{"是": "yes", "*": "yes", "＊": "yes", "√": "yes", "限定": "yes", "限定性": "yes", "否": "no", "×": "no"}
	directionWords = map[string]string{"越低越好": "lower", "越小越好": "lower", "逆向": "lower", "越高越好": "higher", "越大越好": "higher", "正向": "higher", "定性": "qualitative", "定性指标": "qualitative"}
)

func word(words map[string]string, text string) string {
	if canonical, ok := words[text]; ok {
		return canonical
	}
	return text
}

// guessed tells the direction from the signs of the benchmarks, where the table has no column for it.
func guessed(levels string) string {
	levels = width.Narrow.String(levels)
	switch {
	case strings.ContainsAny(levels, "≤≦<"):
		return rating.Lower
	case strings.ContainsAny(levels, "≥≧>"):
		return rating.Higher
	case plainFigure.MatchString(levels):
		return ""
	}
	return rating.Qualitative
}

var (
	plainFigure = regexp.MustCompile(`^[\d.\s~～=-]*$`)
	tooLong     = regexp.MustCompile(`^-?\d+\.\d{10,}$`)
)

// tidied takes spaces off, and the tail that table programs leave on decimals (0.15000000000000002).
func tidied(text string) string {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\n", ""))
	if n, ok := new(big.Rat).SetString(text); ok && tooLong.MatchString(text) {
		return strings.TrimRight(n.FloatString(9), "0")
	}
	return text
}

func sealOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// TablePreview holds the sheet as it was uploaded beside what was read from it.
type TablePreview struct {
	Titles []string       `json:"titles" nullable:"false" doc:"原表的列标题"`
	Lines  []TableLine    `json:"lines" nullable:"false"`
	Faults []TableFinding `json:"faults" nullable:"false" doc:"检查发现，按行和单元格"`
}

// TableLine is one row of the sheet with the indicator that was read from it.
type TableLine struct {
	Row       int      `json:"row" doc:"原表行号"`
	Cells     []string `json:"cells" nullable:"false" doc:"原表的单元格"`
	Process   string   `json:"process,omitempty"`
	Group     string   `json:"group"`
	Share     string   `json:"share" doc:"一级指标权重"`
	Indicator string   `json:"indicator"`
	Unit      string   `json:"unit"`
	Weight    string   `json:"weight"`
	Direction string   `json:"direction"`
	Levels    []string `json:"levels" nullable:"false"`
	Limiting  bool     `json:"limiting"`
	Note      string   `json:"note,omitempty"`
	Source    string   `json:"source,omitempty"`
	Faults    int      `json:"faults"`
}

// TableFinding is what lint finds, with row and cell of the sheet.
type TableFinding struct {
	Row       int    `json:"row"`
	Cell      string `json:"cell" doc:"单元格，例如 H12"`
	Column    string `json:"column" doc:"栏目"`
	Indicator string `json:"indicator"`
	Severity  string `json:"severity" enum:"error,warning"`
	Message   string `json:"message"`
}

// DirectionWords are the directions as people read them.
var DirectionWords = map[string]string{rating.Lower: "越低越好", rating.Higher: "越高越好", rating.Qualitative: "定性"}

func (o original) findings(faults []rating.Fault) []TableFinding {
	out := []TableFinding{}
	for _, f := range faults {
		t := TableFinding{Row: f.Line, Column: rating.ColumnTitle(f.Column), Indicator: f.Name, Severity: f.Severity, Message: f.Message}
		if l := o.at(f.Line); l != nil {
			t.Row = l.Row
			if column, known := o.Columns[f.Column]; known && column >= 0 {
				t.Cell = sheet.CellName(column, l.Row)
			}
		}
		out = append(out, t)
	}
	return out
}

func (o original) preview(s *rating.System, faults []rating.Fault) *TablePreview {
	p := &TablePreview{Titles: o.Titles, Lines: []TableLine{}, Faults: o.findings(faults)}
	wrong := map[int]int{}
	for _, f := range faults {
		wrong[f.Line]++
	}
	for _, g := range s.Groups {
		for _, x := range g.Indicators {
			line := TableLine{Process: x.Process, Group: x.Group, Share: rating.Decimal(g.Weight), Indicator: x.Name, Unit: x.Unit, Direction: DirectionWords[x.Direction], Limiting: x.Limiting, Note: x.Note, Source: x.Source, Levels: []string{}, Cells: []string{}, Faults: wrong[x.Line]}
			if x.Weight != nil {
				line.Weight = x.Weight.Source
			}
			for _, b := range x.Benchmarks {
				line.Levels = append(line.Levels, b.Text)
			}
			if l := o.at(x.Line); l != nil {
				line.Row, line.Cells = l.Row, l.Cells
			}
			p.Lines = append(p.Lines, line)
		}
	}
	slices.SortStableFunc(p.Lines, func(a, b TableLine) int { return a.Row - b.Row })
	return p
}

// ofContent gives the sheet of a table that was never one: its own columns.
func ofContent(content string) original {
	o := original{Columns: map[string]int{}, Lines: []originalLine{}}
	lines, err := csv.NewReader(strings.NewReader(content)).ReadAll()
	if err != nil || len(lines) == 0 {
		return o
	}
	for i, key := range lines[0] {
		o.Titles, o.Columns[key] = append(o.Titles, rating.ColumnTitle(key)), i
	}
	for i, cells := range lines[1:] {
		for k, key := range lines[0] {
			if key == "direction" && k < len(cells) {
				cells[k] = word(DirectionWords, cells[k])
			}
			if key == "limiting" && k < len(cells) {
				cells[k] = word(map[string]string{"yes": "是", "no": "否"}, cells[k])
			}
		}
		o.Lines = append(o.Lines, originalLine{i + 2, cells})
	}
	return o
}

func readOriginal(text, content string) original {
	var o original
	if text == "" || json.Unmarshal([]byte(text), &o) != nil {
		return ofContent(content)
	}
	return o
}
