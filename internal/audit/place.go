package audit

import (
	"encoding/json"
	"slices"
	"strings"

	"qingshen/internal/dossier"
	"qingshen/internal/store"
)

// What belongs to the dossier and is filled in elsewhere than in its tables.
const (
	SectionOptions = "options" // 清洁生产方案
	SectionStages  = "stages"  // 阶段小结
	SectionTexts   = "texts"   // 报告文字
)

// sideline is such a part of the dossier, looked at as a table of which each row has a place: so that a comment, a lock and a
// return mean there what they mean in a table. Its columns are named as the fields of the page on which it is filled in.
type sideline struct {
	table *dossier.Table
	hold  func(s *Service, tx *store.Tx, a *Audit) (content, error)
	page  func(auditID, mark string) string
}

var sidelines = map[string]sideline{
	SectionOptions: {optionPlaces, optionsHeld, func(id, mark string) string {
		return strings.TrimSuffix("/audits/"+id+"/options/"+mark, "/")
	}},
	SectionStages: {stagePlaces, stagesHeld, func(id, mark string) string {
		if mark == "" {
			return "/audits/" + id
		}
		return "/audits/" + id + "/stages/" + mark
	}},
	SectionTexts: {textPlaces, textsHeld, func(id, mark string) string {
		return strings.TrimSuffix("/audits/"+id+"/report-draft#"+mark, "#")
	}},
}

var (
	optionPlaces = &dossier.Table{ID: SectionOptions, Title: "清洁生产方案", Key: []string{"code", "name"}, Columns: places(
		"code", "方案编号", "name", "方案名称", "aspect", "方面", "cost_class", "费用类别", "content", "方案内容", "touches", "针对的物质或问题", "end_of_pipe", "末端治理",
		"investment_fen", "计划投资", "benefit_fen", "预期年经济效益", "planned_on", "计划完成日期",
		"feasibility.technical", "技术可行性", "feasibility.environmental", "环境可行性", "feasibility.economic", "经济可行性",
		"feasibility.gain_fen", "年运行费用总节省金额", "feasibility.years", "折旧年限", "feasibility.tax_rate", "税率", "feasibility.base_rate", "基准收益率",
		"effects", "环境效果", "state", "实施状态", "reason", "放弃原因", "completed_on", "实际完成日期", "actual_investment_fen", "实际投资", "actual_benefit_fen", "实际年经济效益")}
	stagePlaces = &dossier.Table{ID: SectionStages, Title: "阶段小结", Key: []string{"stage"}, Columns: places("stage", "阶段", "steps", "已完成的步骤", "note", "小结")}
	textPlaces  = &dossier.Table{ID: SectionTexts, Title: "报告文字", Key: []string{"section"}, Columns: places("section", "章节", "text", "文字")}
)

// places declares columns by id and title.
func places(pairs ...string) []*dossier.Column {
	columns := []*dossier.Column{}
	for pair := range slices.Chunk(pairs, 2) {
		columns = append(columns, &dossier.Column{ID: pair[0], Title: pair[1], Kind: dossier.KindText})
	}
	return columns
}

func (c *content) hold(mark string, row dossier.Row) {
	c.Marks, c.Rows = append(c.Marks, mark), append(c.Rows, row)
}

func cell(text string) json.RawMessage {
	raw, _ := json.Marshal(text) // a string is always writable
	return raw
}

func optionsHeld(_ *Service, tx *store.Tx, a *Audit) (content, error) {
	options, err := optionsOf(tx, a.ID)
	c := content{Named: true}
	for i := range options {
		c.hold(options[i].ID, options[i].inPlaces())
	}
	return c, err
}

// inPlaces gives an option cell by cell, in words.
func (o *Option) inPlaces() dossier.Row {
	f := o.Feasibility
	yes := map[bool]string{true: "是", false: "否"}
	row := dossier.Row{}
	for column, text := range map[string]string{
		"code": o.Code, "name": o.Name, "aspect": AspectLabels[o.Aspect], "cost_class": CostLabels[o.CostClass], "content": o.Content, "touches": o.Touches, "end_of_pipe": yes[o.EndOfPipe],
		"investment_fen": inWan(o.InvestmentFen), "benefit_fen": inWan(o.BenefitFen), "planned_on": string(o.PlannedOn),
		"feasibility.technical": f.Technical, "feasibility.environmental": f.Environmental, "feasibility.economic": f.Economic,
		"feasibility.gain_fen": inWan(f.GainFen), "feasibility.years": f.Years, "feasibility.tax_rate": f.TaxRate, "feasibility.base_rate": f.BaseRate,
		"effects": effectsInWords(o.Effects), "state": OptionStateLabels[o.State], "reason": o.Reason, "completed_on": string(o.CompletedOn),
		"actual_investment_fen": inWan(o.ActualInvestmentFen), "actual_benefit_fen": inWan(o.ActualBenefitFen),
	} {
		row[column] = cell(text)
	}
	return row
}

func inWan(fen int64) string {
	if fen == 0 {
		return ""
	}
	return wan(fen) + " 万元"
}

func effectsInWords(effects []Effect) string {
	lines := []string{}
	for _, e := range effects {
		n := slices.IndexFunc(EffectKinds, func(k EffectKind) bool { return k.Kind == e.Kind })
		if n < 0 {
			continue
		}
		line := EffectKinds[n].Label + " " + e.Quantity + " " + EffectKinds[n].Unit
		if e.Actual != "" {
			line += "，实际 " + e.Actual + " " + EffectKinds[n].Unit
		}
		for _, more := range []string{e.Method, e.Evidence} {
			if more != "" {
				line += "，" + more
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "；")
}

func stagesHeld(_ *Service, tx *store.Tx, a *Audit) (content, error) {
	stages, err := stagesOf(tx, a.ID)
	c := content{Named: true}
	track, _ := a.track(tx)
	for _, law := range tx.Law().Stages(a.lawOn()) {
		i := slices.IndexFunc(stages, func(st Stage) bool { return st.Stage == law.ID })
		if i < 0 {
			continue
		}
		stages[i].Title, stages[i].StepList = law.Title, stepsOf(track.StepsOf(law))
		c.hold(law.ID, stages[i].inPlaces())
	}
	return c, err
}

// inPlaces gives what is written of a stage, in words.
func (st *Stage) inPlaces() dossier.Row {
	steps := []string{}
	for _, step := range st.StepList {
		if st.Steps[step.ID] {
			steps = append(steps, step.Title)
		}
	}
	return dossier.Row{"stage": cell(st.Title), "steps": cell(strings.Join(steps, "、")), "note": cell(st.Note)}
}

// bounded lets only what was sent back change, where something was.
func (st *Stage) bounded(before dossier.Row, back []*DossierReturn) error {
	if len(back) == 0 {
		return nil
	}
	was, now := content{Named: true}, content{Named: true}
	was.hold(st.Stage, before)
	now.hold(st.Stage, st.inPlaces())
	return trespass(stagePlaces, back, was, now)
}

// ofSystem is what a text says that nobody has edited: it follows the tables, and is no place to be mended.
const ofSystem = "（系统按资料写的文字）"

func textsHeld(s *Service, tx *store.Tx, a *Audit) (content, error) {
	texts, err := textsOf(tx, a.ID)
	c := content{Named: true}
	for _, chapter := range s.outlineOf(a).Chapters {
		for _, section := range chapter.Sections {
			text := texts[section.ID].Text
			if text == "" {
				text = ofSystem
			}
			c.hold(section.ID, dossier.Row{"section": cell(section.Title), "text": cell(text)})
		}
	}
	return c, err
}

// seat finds a part of the dossier, be it a table of the form or not, with what it holds.
func (s *Service) seat(tx *store.Tx, id, name string) (*Audit, *DossierSection, *dossier.Table, content, error) {
	side, beside := sidelines[name]
	if !beside {
		a, row, t, err := s.section(tx, id, name)
		if err != nil {
			return nil, nil, nil, content{}, err
		}
		held, err := row.read()
		return a, row, t, held, err
	}
	a, err := find(tx, id)
	if err != nil {
		return nil, nil, nil, content{}, err
	}
	held, err := side.hold(s, tx, a)
	return a, &DossierSection{AuditID: a.ID, Section: name, Title: side.table.Title, audit: a}, side.table, held, err
}

// tableAt gives the table of a section, also of one that only looks like a table; nil where the form has none.
func (s *Service) tableAt(a *Audit, section string) *dossier.Table {
	if side, beside := sidelines[section]; beside {
		return side.table
	}
	return s.formOf(a).Table(section)
}

// heldIn gives what the named sections hold now.
func (s *Service) heldIn(tx *store.Tx, a *Audit, sections map[string]bool) (map[string]content, error) {
	out, err := contentsOf(tx, a.ID)
	if err != nil {
		return nil, err
	}
	for name, side := range sidelines {
		if !sections[name] {
			continue
		}
		if out[name], err = side.hold(s, tx, a); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// placeLink gives the address of a place of the dossier in the workspace.
func placeLink(auditID, section, mark, column string) string {
	if side, beside := sidelines[section]; beside {
		return side.page(auditID, mark)
	}
	link := "/audits/" + auditID + "/dossier/" + section
	if mark != "" {
		link += "?at=" + strings.TrimSuffix(mark+"."+column, ".")
	}
	return link
}
