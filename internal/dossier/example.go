package dossier

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"
)

// Examples are the worked examples (算例) of one computed column: they are its tests, and stand in docs/formulas.md.
type Examples struct {
	Column string    `yaml:"column"` // table.column
	Words  string    `yaml:"words"`  // the formula in words, where its own are not enough
	Basis  string    `yaml:"basis"`
	Cases  []Example `yaml:"cases"`
}

// Example is one worked example: with these rows, this result in the first of them.
type Example struct {
	Name   string                      `yaml:"name"`
	Region string                      `yaml:"region"`
	Rows   []map[string]any            `yaml:"rows"`
	With   map[string][]map[string]any `yaml:"with"`
	At     map[string]string           `yaml:"at"` // of a table whose rows the system writes, the row that says this
	Is     string                      `yaml:"is"`
	Worked string                      `yaml:"worked"`
	Source string                      `yaml:"source"`
}

// Examples reads the worked examples of the form's edition.
func (f *Form) Examples(files fs.FS) ([]Examples, error) {
	name := "dossier/cases/" + f.Edition + ".yaml"
	raw, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	list := struct {
		Edition string     `yaml:"edition"`
		Columns []Examples `yaml:"columns"`
	}{}
	if err := yaml.UnmarshalWithOptions(raw, &list, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return list.Columns, nil
}

// column finds the column of a name such as water.rate.
func (f *Form) column(name string) (*Table, *Column) {
	table, column, _ := strings.Cut(name, ".")
	t := f.Table(table)
	if t == nil {
		return nil, nil
	}
	return t, t.Column(column)
}

// Compute reads an example and gives the book in which its result stands, with what is wrong with its cells.
func (f *Form) Compute(table string, e Example) (*Book, []Finding, error) {
	tables := map[string]any{table: e.Rows}
	for name, rows := range e.With {
		tables[name] = rows
	}
	region := e.Region
	if region == "" {
		region = "370100"
	}
	raw, err := json.Marshal(map[string]any{"enterprise": map[string]any{"name": "算例", "region": region}, "audit": map[string]any{}, "tables": tables})
	if err != nil {
		return nil, nil, err
	}
	d, err := Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, nil, err
	}
	b, findings := f.Read(d)
	return b, findings, nil
}

// Line gives the row in which the result of an example stands; nil where there is none.
func (e Example) Line(b *Book, table string) *Line {
	for _, l := range b.Lines(table) {
		said := true
		for column, text := range e.At {
			said = said && l.Show(column) == text
		}
		if said {
			return l
		}
	}
	return nil
}

// WriteFormulas describes every computed column for a reader who is no programmer: its formula in words, its unit, its basis,
// and its worked examples.
func (f *Form) WriteFormulas(w io.Writer, list []Examples) error {
	fmt.Fprintf(w, "# 审核资料计算式和算例\n\n由 `law/dossier/%s.yaml` 和 `law/dossier/cases/%s.yaml` 生成，不要手改；改后运行 `make generate`。\n\n", f.Edition, f.Edition)
	fmt.Fprint(w, "审核资料中由系统计算的每一栏，用文字写出计算式，并附算例。算例就是测试：每个都由系统照算，结果不同就不能发布。换算和计算都用精确的分数，只在显示时取四位小数（百分数两位，很小的数取三位有效数字）。结果为“不计算”的，表示资料不足以得出结果，不当作零。没有注明来源的算例为按依据手工计算。\n")
	last := ""
	for _, x := range list {
		t, c := f.column(x.Column)
		if c == nil {
			return fmt.Errorf("算例的栏目“%s”不存在", x.Column)
		}
		if t.ID != last {
			fmt.Fprintf(w, "\n## %s %s\n", t.No, t.Title)
			last = t.ID
		}
		fmt.Fprintf(w, "\n### %s（`%s`）\n\n- 计算式：%s\n", c.Title, x.Column, orWords(x.Words, f.inWords(t, c)))
		if unit := c.Unit; unit != "" {
			fmt.Fprintf(w, "- 单位：%s\n", unit)
		} else if c.UnitFrom != "" {
			fmt.Fprintf(w, "- 单位：本行的“%s”\n", t.Column(c.UnitFrom).Title)
		}
		if c.Note != "" {
			fmt.Fprintf(w, "- 说明：%s\n", c.Note)
		}
		fmt.Fprintf(w, "- 依据：%s\n\n| 算例 | 填写 | 结果 | 怎样算 | 来源 |\n|---|---|---|---|---|\n", x.Basis)
		for _, e := range x.Cases {
			if err := f.writeExample(w, t, e); err != nil {
				return fmt.Errorf("%s：%w", x.Column, err)
			}
		}
	}
	return nil
}

func (f *Form) inWords(t *Table, c *Column) string {
	if c.Lookup != "" {
		return "按品种、年份和地区取自" + factorSets[c.Lookup]
	}
	return c.Title + " = " + c.computed.Filled(func(name string) string {
		label := f.Label(t.ID, name)
		if strings.HasPrefix(name, "this.") {
			return "本行的" + label
		}
		return label
	})
}

func (f *Form) writeExample(w io.Writer, t *Table, e Example) error {
	b, _, err := f.Compute(t.ID, e)
	if err != nil {
		return err
	}
	lines := b.Lines(t.ID)
	if l := e.Line(b, t.ID); t.Crossed != nil && l != nil {
		lines = []*Line{l}
	}
	given := rowsGiven(t, lines)
	for _, other := range f.Tables {
		if _, used := e.With[other.ID]; used && other != t {
			given += "；" + other.Title + "：" + rowsGiven(other, b.Lines(other.ID))
		}
	}
	_, err = fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", e.Name, given, orWords(e.Is, "不计算"), strings.ReplaceAll(e.Worked, "|", "\\|"), orWords(e.Source, "手工计算"))
	return err
}

// rowsGiven writes the typed cells of rows, but for those that only explain.
func rowsGiven(t *Table, lines []*Line) string {
	rows := []string{}
	for _, l := range lines {
		cells := []string{}
		for _, c := range t.Columns {
			text := l.Show(c.ID)
			if c.Computed() || text == "" || c.Kind == KindLong || c.Kind == KindUnit {
				continue
			}
			cells = append(cells, c.Title+" "+text)
		}
		rows = append(rows, strings.Join(cells, "、"))
	}
	return strings.Join(rows, "；")
}

func orWords(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}
