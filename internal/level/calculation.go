package level

import (
	"context"
	"fmt"
	"io"
	"strings"

	"qingshen/internal/document"
	"qingshen/internal/fault"
	"qingshen/internal/rating"
	"qingshen/internal/store"
)

// calculationFile is a calculation sheet ready to be sent.
type calculationFile struct {
	Name  string
	Media string
	Write func(io.Writer) error
}

// Calculation writes the one-page calculation sheet (计算书) of what is kept: for the expert who follows the level to its sources.
func (s *Service) Calculation(ctx context.Context, id, phase, format string) (*calculationFile, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*calculationFile, error) {
		a, err := s.audits.Find(tx, id)
		if err != nil {
			return nil, err
		}
		r, err := ratingOf(tx, a.ID, Query{Phase: phase}.phase())
		if err != nil {
			return nil, err
		}
		if r == nil {
			return nil, fault.Conflict("还没有保存清洁生产水平评价，没有计算书。请先填写指标值并保存。")
		}
		x, system, err := s.library.Rates(tx, r.SystemID)
		if err != nil {
			return nil, err
		}
		answer := s.answered(system, r)
		if answer == nil {
			return nil, fault.Conflict("保存的指标值不能再评级，请修改后重新保存。")
		}
		c := calculation{*answer, r.Sheet, absences(system, r.Sheet, r.Opinions)}
		l := document.Leaf{Title: "清洁生产水平计算书（" + PhaseLabels[r.Phase] + "）", Author: a.EnterpriseName, Lines: [][2]string{
			{"企业", a.EnterpriseName + "　" + a.SiteName}, {"案号", a.CaseNo}, {"评价指标体系", x.Title() + ownWords(x.Own)},
			{"基准日", r.BaseOn.Chinese()}, {"指标表校验值", r.SystemSHA256[:16]}, {"结果", rating.LevelWords[answer.Level] + "（" + answer.Name + "）"},
		}, Table: c.table(), Foot: c.foot(), Right: "生成日期 " + string(tx.Today())}
		name := a.EnterpriseName + PhaseLabels[r.Phase] + "清洁生产水平计算书"
		if format == "pdf" {
			return &calculationFile{name + ".pdf", document.PDFMediaType, l.WritePDF}, nil
		}
		return &calculationFile{name + ".docx", document.MediaType, l.WriteDOCX}, nil
	})
}

func ownWords(own bool) string {
	if own {
		return "（主管部门自编，不是国家指标体系）"
	}
	return ""
}

// calculation sets a result as a table with its arithmetic below.
type calculation struct {
	rating.Answer
	sheet  rating.Sheet
	absent []AbsenceView
}

func (c calculation) table() document.Table {
	t := document.Table{Columns: []document.TableColumn{
		{Title: "一级指标（权重）", Weight: 13, Align: document.Left}, {Title: "二级指标", Weight: 20, Align: document.Left}, {Title: "数值或者判断", Weight: 14}, {Title: "Ⅰ级", Weight: 9}, {Title: "Ⅱ级", Weight: 9}, {Title: "Ⅲ级", Weight: 9},
		{Title: "等级", Weight: 7}, {Title: "类内权重", Weight: 8, Align: document.Right}, {Title: "分值", Weight: 8, Align: document.Right},
	}}
	group := ""
	for _, s := range c.Steps {
		first := ""
		if s.Group != group {
			group, first = s.Group, s.Group+"（"+s.GroupWeight+"）"
		}
		name := s.Indicator
		if s.Product != "" {
			name += "（" + s.Product + "）"
		}
		if s.Limiting {
			name = "*" + name
		}
		value := s.Value
		if s.Conversion != "" {
			value = s.Conversion
		}
		row := []string{first, name, value}
		for k := range s.Benchmarks {
			text := s.Benchmarks[k]
			if s.Judged { // the texts stand in the system; here only whether they are met
				text = map[bool]string{true: "符合", false: "不符合"}[s.Meets[k]]
			}
			row = append(row, text)
		}
		t.Rows = append(t.Rows, append(row, rating.LevelWords[s.Level], s.Weight, s.Points))
	}
	return t
}

func (c calculation) foot() []string {
	lines := []string{}
	for k := range rating.Levels {
		parts := []string{}
		for _, g := range c.Groups {
			parts = append(parts, g.Weight+"×"+g.Inner[k])
		}
		lines = append(lines, fmt.Sprintf("Y%s = %s = %s", strings.TrimSuffix(rating.LevelWords[k+1], "级"), strings.Join(parts, " + "), c.Y[k]))
	}
	for _, t := range c.Tests {
		lines = append(lines, t.Words)
		if t.Passed {
			break
		}
	}
	if len(c.sheet.NotApplicable) > 0 {
		lines = append(lines, "不适用、权重已重新分配的指标："+strings.Join(c.sheet.NotApplicable, "、"))
	}
	for _, n := range c.absent {
		lines = append(lines, n.line())
	}
	if len(c.Missing) > 0 {
		lines = append(lines, "没有数据、按没有达到处理的指标："+strings.Join(c.Missing, "、"))
	}
	for _, p := range c.Products {
		lines = append(lines, "产品"+p.Name+"：产量占比 "+p.Share)
	}
	if len(c.sheet.Parameters) > 0 {
		parts := []string{}
		for name, v := range c.sheet.Parameters {
			parts = append(parts, name+" = "+v)
		}
		lines = append(lines, "参数："+strings.Join(parts, "，"))
	}
	return append(lines, "注：带*的为限定性指标；达到高一级即视为达到低一级；分值为100×一级权重×类内权重，计入其所达到的各级的综合指数，没有达到任何一级的不计；定性指标的等级由人判断。")
}
