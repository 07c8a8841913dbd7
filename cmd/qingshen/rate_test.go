package main

import (
	"bytes"
	"encoding/json"
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
