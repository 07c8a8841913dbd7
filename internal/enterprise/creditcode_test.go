package enterprise

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
)

func TestCreditCodeVectors(t *testing.T) {
	for _, r := range rows(t, "testdata/uscc_vectors.csv") {
		code, want := r["code"], r["expected"] == "valid"
		if err := CheckCode(code); (err == nil) != want {
			t.Errorf("%s (%s): %v", code, r["note"], err)
		}
		if want && r["kind"] == "real" && CodeWarning(code) != "" {
			t.Errorf("%s: %s", code, CodeWarning(code))
		}
		if want {
			if made, err := GenerateCode(code[:17]); err != nil || made != code {
				t.Errorf("%s generated as %s, %v", code, made, err)
			}
			if got := ProposeCodes(code); len(got) != 0 {
				t.Errorf("a good code needs no proposal: %v", got)
			}
		}
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	for code, want := range map[string]string{
		"":                       "未填写",
		"无":                      "未填写",
		"913700001630448410":     "第18位应为“F”，现为“0”",
		"91370000163044841I":     "第18位是“I”",
		"9137OOOO163044841F":     "第5位是“O”",
		"9137000016304484":       "共16位",
		"163044841":              "组织机构代码",
		"370000018001112":        "旧的工商注册号",
		"91370000163044841F001P": "排污许可证编号",
		"91370000163044841F(01)": "第19位“(”",
		"万华化学集团股份有限公司":           "第1位“万”",
	} {
		if err := CheckCode(code); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", code, err, want)
		}
	}
}

func TestNormaliseChangesOnlyTheWriting(t *testing.T) {
	for raw, want := range map[string]string{
		" 91370000163044841f\n":      "91370000163044841F",
		"\u200b9137\u00a00000\ufeff": "91370000",
		"９１３７（Ａ）":                    "9137(A)",
		"9137OOOO":                   "9137OOOO",
		"\u3000":                     "",
	} {
		if got := NormaliseCode(raw); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}

func TestSpellingsOfNone(t *testing.T) {
	for _, raw := range []string{"-", "0", "\u200b", "`", "", "  ", "无", "/", "－", "\u200b0", "n/a", "——"} {
		if !EmptyCode(raw) {
			t.Errorf("%q means that there is none", raw)
		}
	}
	if EmptyCode("91370000163044841F") || EmptyCode("00") {
		t.Error("a text that says something is not empty")
	}
}

func TestProposals(t *testing.T) {
	const good = "91370000163044841F"
	for raw, reason := range map[string]string{
		"9137OOOO163O44841F":      "第5位的“O”改为“0”",
		"9I370000I63044841F":      "第2位的“I”改为“1”",
		good + "(01）":             "去掉了代码后面的“(01)”",
		good + "(__)":             "去掉了代码后面的“(__)”",
		good + "(\u00a0)":         "去掉了代码后面的“()”",
		good + "1":                "去掉了第18位之后多出的“1”",
		"9137-0000-163044841F":    "分隔符",
		good + "001P":             "前18位",
		"9137OOOO163O44841F（分公司）": "第5位的“O”改为“0”",
	} {
		got := ProposeCodes(raw)
		if len(got) != 1 || got[0].Code != good || !strings.Contains(got[0].Reason, reason) {
			t.Errorf("%q: got %+v, want %s because %q", raw, got, good, reason)
		}
	}
	for _, raw := range []string{"", "无", "913700001630448410", "91370000163044841F12", "163044841", "OOOOOOOOOOOOOOOOOO"[:17], "VVVVVVVVVVVVVVVVVV"} {
		if got := ProposeCodes(raw); len(got) != 0 {
			t.Errorf("%q: nothing honest can be proposed, got %+v", raw, got)
		}
	}
}

func TestTheOrganisationCodeOnlyWarns(t *testing.T) {
	code, err := GenerateCode("91370100123456789")
	if err != nil {
		t.Fatal(err)
	}
	if CheckCode(code) != nil || !strings.Contains(CodeWarning(code), "组织机构代码") {
		t.Errorf("%s: %v, %q", code, CheckCode(code), CodeWarning(code))
	}
	for _, bad := range []string{"", "9137", "9137010012345678O", "91370100123456789A"} {
		if made, err := GenerateCode(bad); err == nil {
			t.Errorf("%q made %s", bad, made)
		}
	}
}

// TestRealEnterprises sweeps a list with its natural dirt, where it is at hand: none of its rows may be passed or
// corrected silently.
func TestRealEnterprises(t *testing.T) {
	const file = "../../../shared/data/peers/ningxia_110_enterprises.csv"
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the list of real enterprises is not at hand")
	}
	good, empty, proposed := 0, 0, map[string]string{}
	for _, r := range rows(t, file) {
		code := NormaliseCode(r["代码"])
		switch {
		case EmptyCode(code):
			empty++
		case CheckCode(code) == nil:
			good++
		default:
			if p := ProposeCodes(code); len(p) == 1 {
				proposed[code] = p[0].Code
			}
		}
	}
	if good < 60 || empty != 35 {
		t.Errorf("%d good, %d empty", good, empty)
	}
	if got := proposed["91640221MA76CORD96"]; got != "91640221MA76C0RD96" {
		t.Errorf("the letter O in MA76CORD96 must be proposed as 0, got %q", got)
	}
	for code, want := range map[string]string{"91640221735973356L()": "91640221735973356L", "916400005641143891B": "91640000564143891B"} {
		if proposed[code] != want {
			t.Errorf("%s: proposed %q, want %q", code, proposed[code], want)
		}
	}
}

func rows(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil || len(lines) < 2 {
		t.Fatalf("%s: %d lines, %v", name, len(lines), err)
	}
	out := []map[string]string{}
	for _, line := range lines[1:] {
		r := map[string]string{}
		for i, column := range lines[0] {
			r[strings.TrimPrefix(column, "\ufeff")] = line[i]
		}
		out = append(out, r)
	}
	return out
}
