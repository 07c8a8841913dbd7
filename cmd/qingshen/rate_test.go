package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// grade runs `rate` as a person would.
func grade(args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = rateCommand(args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const smallSystem = `category,category_weight,indicator,unit,weight,direction,level1,level2,level3,limiting
能耗,0.6,电耗,kWh/m2,1,lower,≤(10+5n),≤(25+10n),≤(55+15n),yes
管理,0.4,制度,,1,qualitative,健全,基本健全,有,no
`

func TestRateFromAFile(t *testing.T) {
	system := file(t, "s.csv", smallSystem)
	code, out, errs := grade("--system-file", system, "--input", file(t, "in.json", `{"values": {"电耗": {"value": 12.5, "unit": "kWh/m²"}, "制度": {"level": 2}}, "parameters": {"n": 1}}`), "--explain")
	var a struct {
		Level    int
		Y        []string
		Limiting []struct {
			Indicator string
			Level     int
			Met       bool
		}
		Missing    []string
		Indicators []struct {
			Group, Indicator, Weight string
			Level                    int
		}
	}
	if err := json.Unmarshal([]byte(out), &a); err != nil || code != 0 {
		t.Fatalf("%d, %v, %s", code, err, errs)
	}
	if a.Level != 2 || strings.Join(a.Y, " ") != "60 100 100" || len(a.Indicators) != 2 || a.Indicators[0].Level != 1 || a.Indicators[0].Weight != "1" || a.Missing == nil || !a.Limiting[0].Met {
		t.Errorf("%s", out)
	}
}

const productSystem = `category,category_weight,process,indicator,unit,weight,direction,level1,level2,level3,limiting
能源,0.5,单面板,电耗,kWh/m2,1*产量占比,lower,≤5,≤10,≤25,no
能源,0.5,双面板,电耗,kWh/m2,1*产量占比,lower,≤10,≤20,≤50,no
能源,0.5,多层板,电耗,kWh/m2,1*产量占比,lower,≤(10+5n),≤(25+10n),≤(55+15n),no
水,0.5,,水耗,m3/m2,1,lower,≤0.14,≤0.23,≤0.4,no
`

// Several products are weighted by their outputs; all faults of all products are said at once.
func TestRateOfSeveralProducts(t *testing.T) {
	system := file(t, "s.csv", productSystem)
	code, out, errs := grade("--system-file", system, "--input", file(t, "in.json", `{"values": {"水耗": {"value": 200, "unit": "L/m2"}}, "products": [
		{"name": "双面板", "output": 3, "values": {"电耗": {"value": 7.18}}},
		{"name": "多层板", "output": "1", "values": {"电耗": {"value": "26", "unit": "kWh/m2"}}, "parameters": {"n": 3}}]}`))
	var a struct {
		Level      int
		Y          []string
		Products   []struct{ Name, Share string }
		NotMade    []string `json:"not_made"`
		Indicators []struct {
			Product, Weight string
			Level           int
		}
	}
	if err := json.Unmarshal([]byte(out), &a); err != nil || code != 0 {
		t.Fatalf("%d, %v, %s", code, err, errs)
	}
	if got := fmt.Sprint(a.Level, a.Y, a.Products, a.NotMade, a.Indicators); got != "2 [37.5 100 100] [{双面板 0.75} {多层板 0.25}] [能源/电耗/单面板] [{双面板 0.75 1} {多层板 0.25 2} { 1 2}]" {
		t.Error(got)
	}
	for input, says := range map[string][]string{
		`{"values": {"水耗": {}}, "products": [{"name": "双面板", "output": "三", "values": {"电耗": {"level": 4}}}, {"name": "", "output": 1, "values": {"电耗": {"value": "x"}}, "parameters": {"n": []}}]}`: {
			"“水耗”应填 value", "产品“双面板”的产量\"三\"不是数", "产品“双面板”的“电耗”的等级4不对", "第2种产品的“电耗”的数值\"x\"不是数", "第2种产品的参数“n”的值[]不是数"},
		`{"values": {}, "products": [{"name": "双面板"}, {"name": "双面板", "output": -1, "values": {"没有的": {"value": 1}}}]}`: {"产品“双面板”没有产量", "产品“双面板”重复", "没有指标“没有的”"},
		`{"values": {}, "products": [{"name": "多层板", "output": 1, "values": {"电耗": {"value": 1}}}]}`:                    {"需要参数n"},
		`{"values": {}, "products": [{"name": "双面板", "share": 1}]}`:                                                     {"没有 \"share\" 这一项"},
		`{"values": {}, "products": {}}`: {"不是评价输入的格式", "products"},
		`{"values": {}} {}`:              {"不是评价输入的格式"},
	} {
		code, out, errs := grade("--system-file", system, "--input", file(t, "in.json", input))
		if code != 2 || out != "" {
			t.Errorf("%s: %d %q", input, code, out)
		}
		for _, want := range says {
			if !strings.Contains(errs, want) {
				t.Errorf("%s: %q does not say %q", input, errs, want)
			}
		}
	}
}

func TestRateSaysAllThatIsWrong(t *testing.T) {
	good := file(t, "s.csv", smallSystem)
	for name, c := range map[string]struct {
		args []string
		says []string
	}{
		"nothing":   {[]string{}, []string{"用法"}},
		"both":      {[]string{"--system", "a", "--system-file", "b", "--input", "c"}, []string{"用法"}},
		"no system": {[]string{"--system", "水泥", "--input", file(t, "i.json", `{"values": {}}`)}, []string{"没有指标体系“水泥”", "electroplating-2015"}},
		"draft":     {[]string{"--system", "steel-2014", "--input", file(t, "i.json", `{"values": {}}`)}, []string{"是草稿"}},
		"input":     {[]string{"--system-file", good, "--input", file(t, "i.json", `{"values": {"电耗": {"value": 1, "level": 2}, "制度": {"level": 7}, "x": {"value": "abc"}}, "parameters": {"n": "q"}}`)}, []string{"“电耗”应填 value", "“制度”的等级7不对", "“x”的数值\"abc\"不是数", "参数“n”"}},
		"no JSON":   {[]string{"--system-file", good, "--input", file(t, "i.json", `[]`)}, []string{"不是评价输入的格式"}},
		"no n":      {[]string{"--system-file", good, "--input", file(t, "i.json", `{"values": {"电耗": {"value": 1}, "制度": {"level": 1}}}`)}, []string{"需要参数n"}},
		"bad table": {[]string{"--system-file", file(t, "b.csv", strings.Replace(smallSystem, "0.6", "0.5", 1)), "--input", file(t, "i.json", `{"values": {"制度": {"level": 9}}}`)}, []string{"权重合计为0.9", "等级9不对"}},
		"gone":      {[]string{"--system-file", "gone.csv", "--input", "gone.json"}, []string{"gone.csv", "gone.json"}},
	} {
		code, out, errs := grade(c.args...)
		if code != 2 || out != "" {
			t.Errorf("%s: %d %q", name, code, out)
		}
		for _, want := range c.says {
			if !strings.Contains(errs, want) {
				t.Errorf("%s: %q does not say %q", name, errs, want)
			}
		}
	}
}

func TestRateLint(t *testing.T) {
	if code, out, errs := grade("lint", file(t, "s.csv", smallSystem)); code != 0 || !strings.Contains(out, "0处错误") {
		t.Errorf("%d %s %s", code, out, errs)
	}
	if code, out, _ := grade("lint", file(t, "s.csv", strings.Replace(smallSystem, "≤(25+10n)", "≤(5+n)", 1))); code != 1 || !strings.Contains(out, "第2行“Ⅱ级基准值”（level2）") {
		t.Errorf("%d %s", code, out)
	}
	if code, _, errs := grade("lint", "gone.csv"); code != 2 || !strings.Contains(errs, "不能打开") {
		t.Errorf("%d %s", code, errs)
	}
}
