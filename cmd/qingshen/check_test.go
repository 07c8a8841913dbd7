package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// examine runs `check` as a person would.
func examine(args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = checkCommand(args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func kept(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "dossier.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestTheExampleHasNoFindings(t *testing.T) {
	code, example, errs := examine("--example")
	if code != 0 {
		t.Fatal(errs)
	}
	code, out, errs := examine(kept(t, example), "--on", "2026-06-30")
	var r report
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != 0 || len(r.Findings) > 0 || r.Edition == "" {
		t.Errorf("%d, %v, %s, %s", code, err, out, errs)
	}
}

func TestCheckSaysWhatItFinds(t *testing.T) {
	_, example, _ := examine("--example")
	broken := strings.Replace(example, `"amount": "1241.6"`, `"amount": "1100"`, 1)
	code, out, errs := examine("--on", "2026-06-30", kept(t, broken))
	var r report
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != 1 || r.Errors != 1 || len(r.Findings) != 1 {
		t.Fatalf("%d, %v, %s, %s", code, err, out, errs)
	}
	f := r.Findings[0]
	if f.Rule != "balance-deviation" || f.Severity != "error" || f.Place.Path != "tables.balances[0].deviation" || f.Expected != "5%" || !strings.Contains(f.Message, "14.01%") {
		t.Errorf("%+v", f)
	}
}

func TestCheckComparesWithOthers(t *testing.T) {
	_, example, _ := examine("--example")
	long := `"preface": "本企业以钢铁件为原料，经碱洗除油、酸洗除锈、电镀锌、出光、钝化、烘干等工序生产镀锌件，主要污染环节是钝化和清洗产生的含铬废水以及镀槽废液，历年均委托有资质的单位处置，并建立了台账。"`
	mine := strings.Replace(example, `"preface":`, `"ch2":`, 1)
	mine = strings.Replace(mine, `"texts": {`, `"texts": {`+long+",", 1)
	other := strings.ReplaceAll(mine, "山东甲电镀有限公司", "烟台丁电镀有限公司")
	code, out, errs := examine(kept(t, mine), "--against", kept(t, other), "--on", "2026-06-30")
	if code != 0 || !strings.Contains(out, `"copied-report"`) || !strings.Contains(out, "烟台丁电镀有限公司") {
		t.Errorf("%d, %s, %s", code, out, errs)
	}
}

func TestCheckRefusesWhatItCannotRead(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no file":       {[]string{}, "用法"},
		"missing":       {[]string{"nowhere.json"}, "不能打开"},
		"no JSON":       {[]string{kept(t, "hello")}, "不是合法的JSON"},
		"other edition": {[]string{kept(t, `{"edition": "1999", "enterprise": {"name": "甲"}, "audit": {}, "tables": {}}`)}, "没有“1999”版的表单，可用的版本：2026"},
		"bad day":       {[]string{"--on", "soon", "x.json"}, "日期“soon”不对"},
		"unknown flag":  {[]string{"--nonsense"}, "参数无法识别"},
		"bad other":     {[]string{kept(t, `{"enterprise": {"name": "甲"}, "audit": {}, "tables": {}}`), "--against", "gone.json"}, "gone.json"},
	} {
		if code, out, errs := examine(c.args...); code != 2 || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%s: %d, %q, %q, want …%s…", name, code, out, errs, c.says)
		}
	}
}

func TestDocumentsOfTheChecksAreFresh(t *testing.T) {
	for flag, file := range map[string]string{"--doc": "../../docs/checks.md", "--schema": "../../docs/dossier.schema.json", "--formulas": "../../docs/formulas.md"} {
		_, want, _ := examine(flag)
		have, err := os.ReadFile(file)
		if err != nil || string(have) != want {
			t.Errorf("%s is not fresh (%v): run make generate", file, err)
		}
	}
}
