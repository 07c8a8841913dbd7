package statistic

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"qingshen/internal/store"
)

func noFigures() Figures {
	return Figures{
		ListedByReason: map[string]int{}, ByState: map[string]int{}, Evaluated: map[string]int{}, Accepted: map[string]int{}, Options: []OptionFigure{}, Overdue: map[string]int{},
	}
}

// count gives the figures of one city and year as of today. The duties are named by their rules in law/*.yaml.
func count(tx *store.Tx, city string, year int) (Figures, error) {
	r := &reader{tx: tx, city: city, year: year}
	f := noFigures()
	rows, err := r.listed()
	if err != nil {
		return f, err
	}
	for _, row := range rows {
		f.Listed += row.N
		f.ByState[row.State] += row.N
		for _, reason := range row.reasons() {
			f.ListedByReason[reason] += row.N
		}
	}
	f.Disclosed, f.Started, f.Reported = r.timely("disclose"), r.timely("start-audit"), r.timely("submit-report")
	f.Evaluated, f.Accepted = r.concluded("evaluation"), r.concluded("acceptance")
	f.Options, f.Overdue, f.Experts = r.options(), r.overdue(), r.experts()
	return f, r.err
}

// suggest gives the headings of a summary with texts made from the figures, for the city to edit.
func suggest(tx *store.Tx, m *Summary) []Section {
	f := m.Figures
	texts := map[string]string{
		"execution": fmt.Sprintf("%d年，%s公布列入强制性清洁生产审核%d家%s。%s%s%s", m.Year, m.CityName, f.Listed, reasonWords(tx, f),
			timelyWords("信息公开", f.Disclosed), timelyWords("启动审核", f.Started), timelyWords("提交审核报告", f.Reported)),
		"audits":      overdueWords(m, f),
		"appraisal":   appraisalWords(f),
		"performance": optionWords(f),
		"training":    fmt.Sprintf("全年共有%d名专家参加评估、验收评审。", f.Experts),
	}
	out := slices.Clone(sections)
	for i := range out {
		out[i].Suggested = texts[out[i].ID]
	}
	return out
}

func reasonWords(tx *store.Tx, f Figures) string {
	parts := []string{}
	for _, r := range tx.Law().Reasons(tx.Today()) {
		if n := f.ListedByReason[r.ID]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s%d家", r.Short, n))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "（其中" + strings.Join(parts, "、") + "；有多项原因的分别计入）"
}

func timelyWords(duty string, t Timely) string {
	if t.Total() == 0 {
		return ""
	}
	text := fmt.Sprintf("%s：按期完成%d家", duty, t.InTime)
	for _, part := range []struct {
		n    int
		word string
	}{{t.Late, "逾期后完成"}, {t.Overdue, "逾期未完成"}, {t.Running, "尚未到期"}} {
		if part.n > 0 {
			text += fmt.Sprintf("，%s%d家", part.word, part.n)
		}
	}
	return text + "。"
}

func overdueWords(m *Summary, f Figures) string {
	if len(f.Overdue) == 0 {
		return "截至" + m.FiguresOn.Chinese() + "，没有逾期未办结的法定事项。"
	}
	parts := []string{}
	for _, title := range slices.Sorted(maps.Keys(f.Overdue)) {
		parts = append(parts, fmt.Sprintf("%s%d件", title, f.Overdue[title]))
	}
	return "截至" + m.FiguresOn.Chinese() + "，逾期未办结的法定事项：" + strings.Join(parts, "、") + "。"
}

func appraisalWords(f Figures) string {
	total := func(of map[string]int) (n int) {
		for _, v := range of {
			n += v
		}
		return n
	}
	return fmt.Sprintf("全年组织评估%d家次，其中按计划推进%d家、补充完善%d家、重新开展审核%d家；组织验收%d家次，其中合格%d家、不合格%d家。",
		total(f.Evaluated), f.Evaluated["proceed"], f.Evaluated["supplement"], f.Evaluated["redo"], total(f.Accepted), f.Accepted["pass"], f.Accepted["fail"])
}

func optionWords(f Figures) string {
	if len(f.Options) == 0 {
		return ""
	}
	parts := []string{}
	var investment, benefit int64
	for _, o := range f.Options {
		parts = append(parts, fmt.Sprintf("%s方案提出%d项、完成%d项", costWords[o.CostClass], o.Proposed, o.Done))
		investment, benefit = investment+o.InvestmentFen, benefit+o.BenefitFen
	}
	return strings.Join(parts, "；") + fmt.Sprintf("。本年度完成方案的实际投资%s万元，年经济效益%s万元。", wan(investment), wan(benefit))
}

var costWords = map[string]string{"low": "无/低费", "high": "中/高费"}

// wan shows fen in 万元.
func wan(fen int64) string { return decimal.New(fen, -6).String() }
