package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ask runs the command as a person would.
func ask(args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	code = lawCommand(args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestLawDueAsJSON(t *testing.T) {
	code, out, errs := ask("due", "--event", "list-published", "--on", "2026-03-31", "--json")
	var dues []struct {
		RuleID      string `json:"rule_id"`
		DueOn       string `json:"due_on"`
		Cite        string
		Arithmetic  string
		Provisional bool
	}
	if err := json.Unmarshal([]byte(out), &dues); err != nil || code != 0 {
		t.Fatalf("%d, %v, %s", code, err, errs)
	}
	want := map[string]string{"disclose": "2026-04-30", "start-audit": "2026-06-01", "submit-report": "2027-03-31"}
	for _, d := range dues {
		if w, ok := want[d.RuleID]; ok && (d.DueOn != w || !strings.Contains(d.Cite, "清洁生产审核办法") || d.Arithmetic == "") {
			t.Errorf("%+v, want %s", d, w)
		}
		delete(want, d.RuleID)
	}
	if len(want) > 0 {
		t.Errorf("missing %v", want)
	}
}

func TestLawDueForPeople(t *testing.T) {
	code, out, errs := ask("due", "--event", "accepted", "--on", "2024-02-29", "--reason", "toxic", "--region", "370102")
	for _, want := range []string{"验收合格  2024年2月29日  山东省济南市历下区", "2029-02-28  开展下一轮清洁生产审核（暂定）", "第十二条第二款", "没有29日"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%d: %q is missing in\n%s%s", code, want, out, errs)
		}
	}
	if _, out, _ := ask("due", "--event", "accepted", "--on", "2024-02-29", "--reason", "exceedance"); strings.Contains(out, "下一轮") {
		t.Errorf("the five-year interval binds 双有 only:\n%s", out)
	}
}

func TestLawRefusesBadInputAllAtOnce(t *testing.T) {
	code, out, errs := ask("due", "--event", "full-moon", "--on", "2026-02-30", "--reason", "noise", "--region", "640100")
	for _, want := range []string{"没有“full-moon”这一事件", "2026年2月只有28天", "没有“noise”这一列入原因", "不属于山东省"} {
		if !strings.Contains(errs, want) {
			t.Errorf("%q is missing in\n%s", want, errs)
		}
	}
	if code != 2 || out != "" {
		t.Errorf("exit %d, %s", code, out)
	}
	for _, args := range [][]string{{}, {"moon"}, {"due", "--moon"}, {"due", "--event", "accepted"}, {"doc", "extra"}, {"due", "--law", "no-such-folder", "--event", "accepted", "--on", "2026-01-01"}} {
		if code, _, errs := ask(args...); code != 2 || errs == "" {
			t.Errorf("%v: exit %d, %q", args, code, errs)
		}
	}
}

func TestLawReportsAFaultyFolder(t *testing.T) {
	dir := t.TempDir()
	text := "region: \"37\"\ndeadlines:\n  - {id: x, title: 甲, on: list-published, within: 1 moon, by: city, cite: [N12], from: 2022-02-07, confidence: V1}\n"
	if err := os.WriteFile(filepath.Join(dir, "own.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := ask("check", "--law", dir); code != 1 || !strings.Contains(errs, "期限“1 moon”") || !strings.Contains(errs, "own.yaml第3行") {
		t.Errorf("exit %d, %s", code, errs)
	}
	if code, out, _ := ask("check"); code != 0 || !strings.Contains(out, "没有错误") {
		t.Errorf("exit %d, %s", code, out)
	}
}

func TestTheStatuteDocumentIsFresh(t *testing.T) {
	code, out, errs := ask("doc")
	if code != 0 {
		t.Fatal(errs)
	}
	have, err := os.ReadFile("../../docs/statute.md")
	if err != nil || string(have) != out {
		t.Errorf("docs/statute.md is stale: run `qingshen law doc > docs/statute.md` (%v)", err)
	}
}
