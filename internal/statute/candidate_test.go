package statute

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"qingshen/internal/calendar"
	"qingshen/law"
)

// The rules of the finder are law data: they stand in both regimes, and their citations follow the regime of the day.
func TestCandidateRulesStandInBothRegimes(t *testing.T) {
	l, err := Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	before, after := l.CandidateRules(lastOldDay), l.CandidateRules(firstNewDay)
	if len(before) < 13 || len(before) != len(after) {
		t.Fatalf("%d rules before the change of law, %d after", len(before), len(after))
	}
	if !slices.IsSortedFunc(after, func(a, b CandidateRule) int { return b.Strength - a.Strength }) {
		t.Error("the strongest rule does not come first")
	}
	for _, r := range after {
		words := Words(r.Cites)
		if strings.Contains(words, "清洁生产促进法》") {
			t.Errorf("%s cites the repealed law: %s", r.ID, words)
		}
		if r.ID == "consumption" && (strings.Contains(words, "第九百六十七条第一款第二项") || !r.Confidence.ToConfirm()) {
			t.Errorf("高耗能 is cited as %s, confidence %s", words, r.Confidence)
		}
	}
	if rules := l.CandidateRules("2016-06-30"); len(rules) != 0 {
		t.Errorf("%d rules hold before the measures", len(rules))
	}
}

func TestSubstanceListsAndLimitsAreComplete(t *testing.T) {
	l, err := Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, s := range l.SubstanceLists("2026-09-01") {
		count[s.ID] = len(s.Rows())
	}
	for id, want := range map[string]int{"priority-first": 22, "priority-second": 18, "metal-named": 5, "metal-other": 9, "pop": 37, "highly-toxic": 77, "waste-category": 46, "waste": 107} {
		if count[id] != want {
			t.Errorf("list %s has %d rows, want %d", id, count[id], want)
		}
	}
	if slices.ContainsFunc(l.SubstanceLists("2019-01-01"), func(s SubstanceList) bool { return s.ID == "priority-second" }) {
		t.Error("the second batch of 2020 holds in 2019")
	}
	standards := map[string]bool{}
	for _, e := range l.EnergyLimits() {
		standards[e.Standard] = true
	}
	if len(l.EnergyLimits()) != 302 || len(standards) != 34 {
		t.Errorf("%d limits of %d standards", len(l.EnergyLimits()), len(standards))
	}
	clinker, ok := l.EnergyLimit("GB 16780-2021|水泥熟料|熟料单位产品综合能耗|kgce/t")
	if !ok || clinker.Existing().String() != "117" || clinker.From != calendar.Date("2022-11-01") || clinker.Note == "" {
		t.Errorf("%+v", clinker)
	}
}

// A faulty overlay is refused whole, each fault with its place.
func TestFaultyLimitsAreRefused(t *testing.T) {
	head := "standard,title,effective_date,key_industry,product,indicator,unit,level1,level2,level3,table,note,source\n"
	overlay := fstest.MapFS{"codes/energy_limits.csv": {Data: []byte(head +
		"GB 1-2030,甲,2030-02-30,,甲,能耗,kgce/t,≤1,≤2,≤3,,,x\n" +
		"GB 1-2030,甲,2030-01-01,,乙,能耗,kgce/t,≤5,≤2,≤3,,,x\n" +
		"GB 1-2030,甲,2030-01-01,,丙,能耗,kgce/t,≤1,≤2,,,,x\n")}}
	_, err := Load(law.Files, overlay)
	if err == nil {
		t.Fatal("taken")
	}
	for _, want := range []string{"第2行：施行日期", "第3行：“乙”的3级限额严于前两级", "第4行：“丙”的限额“”无法识别"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %q in:\n%v", want, err)
		}
	}
}

func TestValidCAS(t *testing.T) {
	for cas, want := range map[string]bool{"75-09-2": true, "7440-43-9": true, "75-09-3": false, "75092": false, "": false, "a5-09-2": false} {
		if ValidCAS(cas) != want {
			t.Errorf("%q: %v", cas, !want)
		}
	}
}
