package listing

import (
	"fmt"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/document"
	"qingshen/internal/statute"
)

// planWords are the fields of a plan in the order in which they are read, as inWords names them.
var planWords = []string{"工作目标", "责任人", "联系人和电话", "批准", "评估经费预算", "验收经费预算", "经费来源", "月度安排", "专家安排", "培训计划", "整体审核试点", "说明"}

// inWords gives the fields of a plan as people read them: for comparison and for the document.
func (p *Plan) inWords() map[string]string {
	out := map[string]string{
		"工作目标": p.Goals, "责任人": strings.TrimSpace(p.Responsible + "　" + p.ResponsiblePost), "联系人和电话": p.Contact,
		"批准": strings.TrimSpace(p.ApprovedBy + "　" + p.ApprovedOn.Chinese()), "评估经费预算": wan(p.EvaluationBudgetFen) + "万元", "验收经费预算": wan(p.AcceptanceBudgetFen) + "万元",
		"经费来源": p.BudgetSource, "专家安排": fmt.Sprintf("%d人，%d组次。%s", p.ExpertCount, p.PanelCount, p.Experts), "说明": p.Note,
	}
	var months, courses, parks []string
	for _, line := range p.Schedule {
		months = append(months, strings.TrimSpace(fmt.Sprintf("%s%s%d家　%s", monthWords(line.Month), ScheduleSteps[line.Step], line.Rows, line.Note)))
	}
	for _, line := range p.Trainings {
		courses = append(courses, fmt.Sprintf("%s，%s，%s，%d人", monthWords(line.Month), Audiences[line.Audience], line.Topic, line.Persons))
	}
	for _, line := range p.Parks {
		parks = append(parks, strings.TrimSpace(fmt.Sprintf("%s，%d家　%s", line.Name, line.Members, line.Note)))
	}
	out["月度安排"], out["整体审核试点"] = strings.Join(months, "\n"), strings.Join(parks, "\n")
	out["培训计划"] = strings.Join(append(courses, nonBlank(p.Training)...), "\n")
	return out
}

func nonBlank(texts ...string) []string {
	out := []string{}
	for _, text := range texts {
		if !blankText(text) {
			out = append(out, text)
		}
	}
	return out
}

// wan writes fen as 万元 without rounding.
func wan(fen int64) string {
	text := fmt.Sprintf("%d.%06d", fen/1_000_000, fen%1_000_000)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// monthWords writes 2026-05 as 2026年5月.
func monthWords(month string) string {
	day := calendar.Date(month + "-01")
	if !day.Valid() {
		return month
	}
	return fmt.Sprintf("%d年%d月", day.Year(), int(day.Month()))
}

// plandoc lays a plan out as an official document.
type plandoc struct {
	s     *Service
	law   *statute.Law
	p     *Plan
	items []PlanItem // live ones
	all   *PlanTotals
	d     document.Document
}

// planDocument gives the annual plan as an official document (公文), with the sites as an annex.
func (s *Service) planDocument(law *statute.Law, p *Plan, items []PlanItem) document.Document {
	city := s.cityName(p.CityCode)
	w := &plandoc{s: s, law: law, p: p}
	for k := range items {
		if items[k].live() {
			w.items = append(w.items, items[k])
		}
	}
	w.all = totalsOf(w.items)
	name := fmt.Sprintf("%s%d年度强制性清洁生产审核企业一览表", city, p.Year)
	w.d = document.Document{
		Title: fmt.Sprintf("%s%d年度强制性清洁生产审核\n实施计划", city, p.Year), Addressee: "省生态环境厅", Author: city + "生态环境局",
		Signature: document.Signature{Organs: []string{city + "生态环境局"}, Date: string(p.SubmittedOn), Note: "联系人和电话：" + or(p.Contact, "未填写")},
	}
	w.text("根据《山东省生态环境厅 山东省发展和改革委员会关于进一步加强清洁生产审核工作的通知》（鲁环函〔2022〕12号）和《清洁生产审核办法》，结合本市产业结构和生态环境保护重点工作，制定本计划。")
	if p.SubmittedOn == "" {
		w.d.Title += "\n（草稿）" // what has not been submitted must not be taken for what has
	}
	w.head("一、工作目标")
	w.text(or(p.Goals, "未填写。"))
	w.tasks()
	w.months()
	w.money()
	w.people()
	if len(w.items) > 0 {
		w.d.Attachments = []string{name}
		w.d.Annexes = []document.Annex{{Title: name, Blocks: []document.Block{w.sites()}}}
	}
	return w.d
}

func or(text, otherwise string) string {
	if blankText(text) {
		return otherwise
	}
	return text
}

func (w *plandoc) head(text string) {
	w.d.Blocks = append(w.d.Blocks, document.Heading{Level: 1, Text: text})
}
func (w *plandoc) subhead(text string) {
	w.d.Blocks = append(w.d.Blocks, document.Heading{Level: 2, Text: text})
}
func (w *plandoc) text(text string) {
	w.d.Blocks = append(w.d.Blocks, document.Paragraph{Text: text})
}

// table adds a table, or says that there is nothing to show.
func (w *plandoc) table(t document.Table) {
	if len(t.Rows) > 0 {
		w.d.Blocks = append(w.d.Blocks, t)
	}
}

// tasks tells how many sites, for which reasons, of which industries, in which counties, on which track: all counted.
func (w *plandoc) tasks() {
	w.head("二、审核任务")
	w.text(fmt.Sprintf("列入本年度计划的企业（厂区）共%d家，其中严格审核%d家，简化审核%d家。企业名称、列入原因和依据见附件。", w.all.Live, w.all.ByTrack[TrackStrict], w.all.ByTrack[TrackSimplified]))
	var reasons, industries, counties [][]string
	for _, id := range codes(w.all.ByReason) {
		reasons = append(reasons, []string{w.reason(id), w.reasonText(id), count(w.all.ByReason[id])})
	}
	for _, name := range codes(w.all.ByIndustry) {
		industries = append(industries, []string{name, count(w.all.ByIndustry[name])})
	}
	for _, county := range w.s.ref.Children(w.p.CityCode) {
		if n := w.all.ByRegion[county.Code]; n > 0 {
			strict := 0
			for k := range w.items {
				if w.items[k].RegionCode == county.Code && w.items[k].Track == TrackStrict {
					strict++
				}
			}
			counties = append(counties, []string{county.Name, count(n), count(strict), count(n - strict)})
		}
	}
	number := func(title string) document.TableColumn {
		return document.TableColumn{Title: title, Weight: 2, Align: document.Right}
	}
	w.table(document.Table{Caption: "表1　按列入原因", Columns: []document.TableColumn{{Title: "列入原因", Weight: 3}, {Title: "情形", Weight: 9, Align: document.Left}, number("家数")}, Rows: reasons})
	if len(reasons) > 0 {
		w.text("同一企业有多个列入原因的，分别计数。")
	}
	w.table(document.Table{Caption: "表2　按重点行业", Columns: []document.TableColumn{{Title: "重点行业", Weight: 8, Align: document.Left}, number("家数")}, Rows: industries})
	w.table(document.Table{Caption: "表3　按县（市、区）", Columns: []document.TableColumn{{Title: "县（市、区）", Weight: 6, Align: document.Left}, number("家数"), number("严格审核"), number("简化审核")}, Rows: counties})
}

func (w *plandoc) reason(id string) string {
	if r, ok := w.law.Reason(id, w.on()); ok {
		return r.Short
	}
	return Labels["reason"][id]
}

func (w *plandoc) reasonText(id string) string {
	r, _ := w.law.Reason(id, w.on())
	return or(r.Text, Labels["reason"][id])
}

// on is the day whose law the plan speaks of: that of its submission, else the first day of its year.
func (w *plandoc) on() calendar.Date {
	return orToday(w.p.SubmittedOn, calendar.Of(w.p.Year, 1, 1))
}

func (w *plandoc) months() {
	w.head("三、进度安排")
	rows := [][]string{}
	for _, step := range Steps {
		for _, line := range w.p.Schedule {
			if line.Step == step {
				rows = append(rows, []string{ScheduleSteps[step], monthWords(line.Month), count(line.Rows), or(line.Note, "—")})
			}
		}
	}
	if len(rows) == 0 {
		w.text("未填写。")
	}
	w.table(document.Table{Caption: "表4　月度安排", Columns: []document.TableColumn{{Title: "工作环节", Weight: 4}, {Title: "月份", Weight: 4}, {Title: "家数", Weight: 2, Align: document.Right}, {Title: "安排", Weight: 7, Align: document.Left}}, Rows: rows})
}

func (w *plandoc) money() {
	w.head("四、经费保障")
	w.text(fmt.Sprintf("评估经费预算%s万元，验收经费预算%s万元，合计%s万元。%s。", wan(w.p.EvaluationBudgetFen), wan(w.p.AcceptanceBudgetFen), wan(w.p.BudgetFen), statuteBudget))
	if w.p.BudgetSource != "" {
		w.text("经费来源：" + strings.TrimRight(w.p.BudgetSource, "。") + "。")
	}
}

func (w *plandoc) people() {
	w.head("五、专家和培训")
	w.subhead("（一）专家安排")
	w.text(fmt.Sprintf("拟使用专家%d人，组织专家组%d组次。%s", w.p.ExpertCount, w.p.PanelCount, w.p.Experts))
	w.subhead("（二）培训计划")
	rows := [][]string{}
	for _, line := range w.p.Trainings {
		rows = append(rows, []string{monthWords(line.Month), Audiences[line.Audience], line.Topic, count(line.Persons)})
	}
	if len(rows) == 0 && blankText(w.p.Training) {
		w.text("未填写。")
	}
	w.table(document.Table{Caption: "表5　年度培训计划", Columns: []document.TableColumn{{Title: "月份", Weight: 4}, {Title: "对象", Weight: 4}, {Title: "内容", Weight: 8, Align: document.Left}, {Title: "人数", Weight: 2, Align: document.Right}}, Rows: rows})
	if !blankText(w.p.Training) {
		w.text(w.p.Training)
	}
	if len(w.p.Parks) > 0 {
		w.head("六、园区和产业集群整体审核试点")
		rows := [][]string{}
		for _, line := range w.p.Parks {
			rows = append(rows, []string{line.Name, count(line.Members), or(monthWords(line.Until), "—"), or(line.Note, "—")})
		}
		w.table(document.Table{Caption: "表6　整体审核试点", Columns: []document.TableColumn{{Title: "园区或产业集群", Weight: 7, Align: document.Left}, {Title: "企业数", Weight: 2, Align: document.Right}, {Title: "完成月份", Weight: 4}, {Title: "安排", Weight: 6, Align: document.Left}}, Rows: rows})
	}
	number := "六"
	if len(w.p.Parks) > 0 {
		number = "七"
	}
	w.head(number + "、组织领导")
	w.text(fmt.Sprintf("责任人：%s（%s）。本计划由%s于%s批准。", or(w.p.Responsible, "未填写"), or(w.p.ResponsiblePost, "职务未填写"), or(w.p.ApprovedBy, "（批准人未填写）"), or(w.p.ApprovedOn.Chinese(), "（日期未填写）")))
	if !blankText(w.p.Note) {
		w.text(w.p.Note)
	}
}

// sites is the annex: every site with county, industry, reasons and track.
func (w *plandoc) sites() document.Table {
	// Without weights a code is never broken; what is left goes to the names.
	t := document.Table{Columns: []document.TableColumn{
		{Title: "序号"}, {Title: "企业（厂区）", Align: document.Left}, {Title: "统一社会信用代码"}, {Title: "县（市、区）"}, {Title: "重点行业"}, {Title: "列入原因"}, {Title: "分类管理"},
	}}
	for k := range w.items {
		i := &w.items[k]
		track, _ := w.law.Track(i.Track, w.on())
		words := make([]string, 0, len(i.Reasons))
		for _, id := range i.Reasons {
			words = append(words, w.reason(id))
		}
		t.Rows = append(t.Rows, []string{count(k + 1), titleOf(i.EnterpriseName, i.SiteName), i.CreditCode, w.s.regionName(i.RegionCode), or(i.KeyIndustry, "—"), strings.Join(words, "、"), or(track.Title, "—")})
	}
	return t
}
