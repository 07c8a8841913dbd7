package reference_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"qingshen/internal/reference"
	"qingshen/law"
)

func load(t *testing.T) *reference.Service {
	t.Helper()
	s, err := reference.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheProvinceIsComplete(t *testing.T) {
	s := load(t)
	count := map[reference.Level]int{}
	for _, g := range s.Regions() {
		count[g.Level]++
	}
	if count[reference.Province] != 1 || count[reference.City] != 16 || count[reference.County] != 136 || count[reference.Zone] != 15 {
		t.Errorf("got %v, want 1 province, 16 cities, 136 counties, 15 zones", count)
	}
	tree := s.Tree()
	if tree.Name != "山东省" || len(tree.Children) != 16 || tree.Children[0].Name != "济南市" || len(tree.Children[0].Children) != 13 {
		t.Errorf("tree: %s with %d cities, %s with %d", tree.Name, len(tree.Children), tree.Children[0].Name, len(tree.Children[0].Children))
	}
	river := 0
	for _, c := range s.Cities() {
		if c.YellowRiver {
			river++
		}
	}
	if river != 9 || !s.YellowRiver("370102") || s.YellowRiver("370202") || !s.YellowRiver("371202") {
		t.Errorf("the nine cities on the Yellow River: %d", river)
	}
}

func TestRegionNamesAndCities(t *testing.T) {
	s := load(t)
	for code, want := range map[string][2]string{
		"370000": {"山东省", ""},
		"370100": {"山东省济南市", "370100"},
		"370102": {"山东省济南市历下区", "370100"},
		"370176": {"山东省济南市济南高新技术产业开发区", "370100"},
		"371202": {"山东省济南市莱城区（已撤销）", "370100"},
		"371200": {"山东省莱芜市（已撤销）", "370100"},
		"640100": {"640100", ""},
	} {
		if s.Label(code) != want[0] || s.City(code) != want[1] {
			t.Errorf("%s: %s in %q, want %v", code, s.Label(code), s.City(code), want)
		}
	}
	if next, ok := s.Successor("370634"); !ok || next != "370614" {
		t.Errorf("长岛县 went into %s", next)
	}
}

func TestAFaultyRegionCodeIsExplained(t *testing.T) {
	s := load(t)
	for code, want := range map[string]string{
		"640100": "不属于山东省", "371202": "已于2019年撤销", "370199": "济南市没有这一县", "372900": "不存在", "37010": "六位数字", "3701O2": "六位数字",
	} {
		if err := s.Check(code); err == nil || !strings.Contains(err.Error(), want) || s.Valid(code) {
			t.Errorf("%s: %v, want %q", code, err, want)
		}
	}
	if err := s.Check("370102"); err != nil {
		t.Error(err)
	}
}

func TestRegionsAreFoundByCityAndCounty(t *testing.T) {
	s := load(t)
	for _, c := range []struct{ city, county, want string }{
		{"济南市", "市中区", "370103"}, {"枣庄市", "市中区", "370402"}, {"济南", "历下", "370102"}, {"山东省济南市", "", "370100"},
		{"莱芜市", "莱城区", "370116"}, {"青岛市", "即墨市", "370215"}, {"滨州市", "邹平县", "371681"}, {"", "市中区", ""}, {"银川市", "", ""}, {"青岛市", "历下区", ""},
	} {
		if got, ok := s.FindRegion(c.city, c.county); got != c.want || ok != (c.want != "") {
			t.Errorf("%s %s: got %q, want %q", c.city, c.county, got, c.want)
		}
	}
}

func TestIndustries(t *testing.T) {
	s := load(t)
	count := map[string]int{}
	for _, i := range s.Industries() {
		count[i.Level]++
	}
	if count["section"] != 20 || count["division"] != 97 || count["group"] != 473 || count["class"] != 1381 {
		t.Errorf("got %v", count)
	}
	if got := s.IndustryChain("C2611"); got != "制造业 / 化学原料和化学制品制造业 / 基础化学原料制造 / 无机酸制造" {
		t.Error(got)
	}
	if got := s.IndustryLabel("2611"); got != "2611 无机酸制造" {
		t.Error(got)
	}
	for code, want := range map[string][2]string{
		"2611": {"化工", "core"}, "2521": {"焦化", "core"}, "3360": {"电镀", "process"}, "2231": {"造纸", "extended"}, "8610": {"", ""}, "9999": {"", ""},
	} {
		if name, match := s.KeyIndustry(code); name != want[0] || match != want[1] {
			t.Errorf("%s: %s %s, want %v", code, name, match, want)
		}
	}
	if got := s.KeyIndustries("3360"); len(got) != 2 {
		t.Errorf("3360 may hold two key industries: %v", got)
	}
	if err := s.CheckIndustry("26"); err == nil || !strings.Contains(err.Error(), "小类") {
		t.Error(err)
	}
	if err := s.CheckIndustry("9999"); err == nil || !strings.Contains(err.Error(), "不存在") {
		t.Error(err)
	}
	if err := s.CheckIndustry("2611"); err != nil {
		t.Error(err)
	}
}

func TestEveryKeyIndustryHasCodes(t *testing.T) {
	s := load(t)
	found := map[string]bool{}
	for _, i := range s.Industries() {
		for _, k := range i.Keys {
			found[k.Name] = true
		}
	}
	for _, name := range s.KeyIndustryNames() {
		if !found[name] {
			t.Errorf("no industry code leads to %s", name)
		}
	}
	if len(s.KeyIndustryNames()) != 13 {
		t.Errorf("%d key industries", len(s.KeyIndustryNames()))
	}
}

func TestIndustrySearch(t *testing.T) {
	s := load(t)
	if got := s.SearchIndustries("水泥", 3); len(got) != 3 || got[0].Level != "class" {
		t.Errorf("%v", got)
	}
	if got := s.SearchIndustries("C261", 0); len(got) == 0 || !strings.HasPrefix(got[0].Code, "261") {
		t.Errorf("%v", got)
	}
	if got := s.SearchIndustries(" ", 10); len(got) != 0 {
		t.Errorf("an empty search found %d", len(got))
	}
}

func TestSubstances(t *testing.T) {
	s := load(t)
	if c, ok := s.PriorityChemical("75-09-2"); !ok || c.Name != "二氯甲烷" {
		t.Errorf("%v %v", c, ok)
	}
	if _, ok := s.PriorityChemical("7732-18-5"); ok {
		t.Error("water is no priority chemical")
	}
	if got := s.ChemicalsByCAS("87-68-3"); len(got) < 2 {
		t.Errorf("六氯丁二烯 stands on two lists: %v", got)
	}
	if got := s.SearchChemicals("氰化", 2); len(got) != 2 {
		t.Errorf("%v", got)
	}
	if len(s.ToxicClasses()) != 5 || len(s.WasteCategories()) != 46 || len(s.Wastes()) == 0 {
		t.Error("classes, categories or wastes are missing")
	}
	if !s.ValidCAS("75-09-2") || s.ValidCAS("75-09-3") || s.ValidCAS("二氯甲烷") {
		t.Error("check digit of CAS numbers")
	}
}

func TestAFaultyTableIsRefused(t *testing.T) {
	_, err := reference.Load(fstest.MapFS{
		"codes/regions.csv": {Data: []byte("code,name\n370000,山东省\n")},
	})
	for _, want := range []string{"regions缺少“short_name”列", "region_changes无法读取", "industries无法读取", "priority_chemicals无法读取"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
}
