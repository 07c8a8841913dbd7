package statute_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"qingshen/internal/statute"
	"qingshen/law"
)

func folder(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func TestAnOverlayReplacesAndAdds(t *testing.T) {
	over := folder(map[string]string{
		"qingdao.yaml": `
version: qingdao-1
region: "3702"
instruments:
  - {id: QD, title: 青岛市清洁生产工作规定, kind: document, from: 2026-01-01, confidence: V1}
deadlines:
  - {id: submit-report, title: 提交审核报告, on: list-published, within: 9 months, by: enterprise, cite: [QD 5], from: 2026-01-01, confidence: V1}
`,
		"own.yaml": `
region: "37"
deadlines:
  - {id: annual-plan, title: 报送年度计划, due: 02-15, by: city, cite: [N12 一(二)], from: 2022-02-07, confidence: V1}
`,
		"codes/calendar.csv": "date,kind,name\n2027-01-01,holiday,元旦\n",
	})
	l, err := statute.Load(law.Files, over)
	if err != nil {
		t.Fatal(err)
	}
	city, _ := l.Due("submit-report", "2026-03-31", "370202")
	other, _ := l.Due("submit-report", "2026-03-31", "370102")
	plan, _ := l.DueYearly("annual-plan", 2027, "370100")
	if city.DueOn != "2026-12-31" || !strings.Contains(city.Cite, "青岛市清洁生产工作规定》第五条") || other.DueOn != "2027-03-31" || plan.DueOn != "2027-02-15" {
		t.Errorf("city %+v\nother %+v\nplan %+v", city, other, plan)
	}
	if other.Provisional {
		t.Error("2027 is loaded now, the date is no longer provisional")
	}
	if plain := load(t); l.Hash() == plain.Hash() || l.Version() == plain.Version() || l.Province() != "37" {
		t.Errorf("the overlay must show in hash and version: %s", l.Version())
	}
}

func TestAFaultyOverlayIsReportedAsAWhole(t *testing.T) {
	over := folder(map[string]string{
		"a.yaml": `region: "37"
moons: []
deadlines:
  - {id: a, title: 甲, on: list-published, within: 1 month, by: enterprise, cite: [XYZ 1], from: 2026-01-01, confidence: V1}
  - {id: b, title: 乙, on: full-moon, within: 1 moon, by: nobody, cite: [CPM 11], from: 2026-02-30, confidence: V9}
  - {id: c, title: 丙, on: list-published, within: 1 month, by: enterprise, from: 2026-01-01, confidence: A, colour: red}
  - {id: d, title: 丁, on: list-published, within: 1 month, by: enterprise, cite: [CPM 第十一], from: 2026-01-01, confidence: A}
  - {id: e, title: 戊, on: list-published, within: 1 month, by: enterprise, cite: [CPM 11], from: 2026-01-01, until: 2026-03-31, confidence: V1}
  - {id: e, title: 戊, on: list-published, within: 2 months, by: enterprise, cite: [CPM 11], from: 2026-05-01, confidence: V1}
  - {id: f, title: 己, on: list-published, within: 1 month, by: enterprise, cite: [CPM 11], from: 2026-01-01, confidence: V1}
  - {id: f, title: 己, on: list-published, within: 2 months, by: enterprise, cite: [CPM 11], from: 2026-05-01, confidence: V1}
  - {id: g, title: 庚, on: list-published, within: 1 month, by: enterprise, cite: [CPL 27], from: 2026-01-01, until: 2026-08-14, confidence: V1}
  - {id: h, title: 辛, on: list-published, within: 1 month, by: enterprise, cite: [CPL 27], from: 2026-01-01, confidence: V1}
reasons:
  - {id: energy, title: 高耗能, short: 高耗能, text: 超过限额, lead: energy, cite: ["CODE 967(1)(二)"], from: 2026-08-15, confidence: V1}
`,
		"b.yaml": `region: "37"
sheets:
  - {id: evaluation-v1, kind: evaluation, title: 评估评分表, file: sheets/own.yaml, total: 100, cite: [GUIDE annex 1], from: 2026-01-01, confidence: V1,
     tiers: [{outcome: redo, title: 重做, below: 70}, {outcome: proceed, title: 推进, up-to: 60}]}
`,
		"sheets/own.yaml":    "parts:\n  - {id: p, title: 一, items: [{id: '1', title: 甲, requirement: 乙, points: 40}, {id: '1', title: 甲, requirement: 乙, points: 50}]}\n",
		"c.yaml":             "region: \"37\"\ndeadlines: [\n",
		"codes/calendar.csv": "date,kind,name\n2027-02-30,holiday,春节\n",
	})
	_, err := statute.Load(law.Files, over)
	if err == nil {
		t.Fatal("want faults")
	}
	for _, want := range []string{
		"a.yaml第2行：没有“moons”这一部分",
		"未登记的法规简称“XYZ”",
		"“1 moon”的单位无法识别",
		"“full-moon”没有在 terms 中登记",
		"“nobody”没有在 terms 中登记",
		"施行日期“2026-02-30”缺失或无效",
		"可信度“V9”无法识别",
		"没有“colour”这一字段",
		"条款“第十一”无法识别",
		"“d”：可信度为A，必须说明待确认的内容",
		"2026年4月1日至2026年4月30日没有规定",
		"与2026年1月1日施行的前一版本时间重叠",
		"2026年8月15日起没有规定，新法施行后的条款缺失",
		"“h”：引用的《中华人民共和国清洁生产促进法》",
		"不得作为高耗能的依据",
		"各项分值之和为90，与总分100不符",
		"评分项编号“1”缺失或重复",
		"第2档的分数线",
		"c.yaml：不是有效的YAML",
		"工作日历第2行",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in\n%v", want, err)
		}
	}
}

func TestTheDocumentNamesEveryEntry(t *testing.T) {
	l := load(t)
	var text bytes.Buffer
	if err := l.WriteDoc(&text); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"`submit-report`", "`energy`", "`failure-to-audit`", "evaluation-v0", "跑冒滴漏", "7.4 编写清洁生产审核报告", "## To be confirmed", "pass-mark", "2月末日"} {
		if !strings.Contains(text.String(), id) {
			t.Errorf("%s is missing", id)
		}
	}
	for _, d := range l.Doubts() {
		if !strings.Contains(text.String(), d.Text) {
			t.Errorf("the doubt %s is missing", d.ID)
		}
	}
}

// A city may try a simplified procedure of its own; the rest of the province keeps that of the province.
func TestAPilotOfOneCity(t *testing.T) {
	pilot := `region: "3702"
tracks:
  - {id: simplified, title: 简化审核, text: 试点程序, forbidden-reasons: [exceedance, energy, toxic], balance: ledger, combined: false, min-panel: 2, sections: [team, profile, targets],
     skip-steps: [%s], cite: [N12 二(一)], from: 2026-01-01, confidence: A, note: 试点。}
`
	l, err := statute.Load(law.Files, folder(map[string]string{"pilot.yaml": strings.Replace(pilot, "%s", `"3.2", "3.3"`, 1)}))
	if err != nil {
		t.Fatal(err)
	}
	here, _ := l.TrackIn("simplified", "2026-09-01", "370202")
	there, _ := l.TrackIn("simplified", "2026-09-01", "370102")
	if here.MinPanel != 2 || here.Asks("energy") || !there.Asks("energy") || there.MinPanel != 3 {
		t.Errorf("here %+v\nthere %+v", here, there)
	}
	for _, stage := range l.Stages("2026-09-01") {
		if stage.ID == "assessment" && (len(here.StepsOf(stage)) != len(stage.Steps)-2 || len(there.StepsOf(stage)) != len(stage.Steps)-1) {
			t.Errorf("steps here %v, there %v", here.StepsOf(stage), there.StepsOf(stage))
		}
	}
	_, err = statute.Load(law.Files, folder(map[string]string{"pilot.yaml": strings.Replace(pilot, "%s", `"9.9", "1.1", "1.2", "1.3", "1.4"`, 1)}))
	for _, want := range []string{"略去的步骤“9.9”不在七个阶段之内", "不得略去“审核准备”阶段的全部步骤"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in %v", want, err)
		}
	}
}
