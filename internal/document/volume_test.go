package document

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// read gives the text of every page of a volume, as a second program reads it.
func read(t *testing.T, v Volume) []string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not here")
	}
	var b bytes.Buffer
	if err := v.WritePDF(&b); err != nil {
		t.Fatal(err)
	}
	path := t.TempDir() + "/volume.pdf"
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(out), "\f")
}

func rows(n int) (out [][]string) {
	for i := range n {
		out = append(out, []string{fmt.Sprint("第", i+1, "行"), fmt.Sprint(i)})
	}
	return out
}

// Wherever the foot of a page falls, a heading stands on the page of what it heads: the caption, the heads and the first row of a
// table, with the sentence that leads to it; and a table that goes on says so.
func TestAHeadingStaysWithItsTable(t *testing.T) {
	for filler := range 31 {
		v := Volume{Title: "报告", Date: "2026-11-28", Blocks: []Block{Heading{Level: 1, Text: "1  章"}}}
		for range filler {
			v.Blocks = append(v.Blocks, Paragraph{Text: "一行文字。"})
		}
		v.Blocks = append(v.Blocks, Heading{Level: 2, Text: "1.1  节名"}, Paragraph{Text: "引到表的话。"},
			Table{Caption: "表1-1  表名", Columns: []TableColumn{{Title: "项目"}, {Title: "数值", Align: Decimal}}, Rows: rows(40)})
		pages := read(t, v)[2:] // behind the cover and the contents
		goes := false
		for _, page := range pages {
			if strings.Contains(page, "1.1 节名") {
				for _, words := range []string{"引到表的话", "表1-1", "项目", "第1行"} {
					if !strings.Contains(page, words) {
						t.Fatalf("%d lines before it: the heading stands without %s", filler, words)
					}
				}
			}
			goes = goes || strings.Contains(page, "续表1-1")
		}
		if !goes {
			t.Errorf("%d lines before it: the table goes on without its name", filler)
		}
	}
}

// Powers that the font has no characters for are set with small ones.
func TestPowersAreSet(t *testing.T) {
	for text, want := range map[string][2]string{"1.25×10⁻⁴ kg/h": {"⁻⁴", " kg/h"}, "10⁻³": {"⁻³", ""}, "m²": {"", ""}, "10⁸": {"⁸", ""}} {
		if power, rest := raisedPart(text); power != want[0] || rest != want[1] {
			t.Errorf("%s: %q %q", text, power, rest)
		}
	}
	text := strings.Join(read(t, Volume{Title: "报告", Date: "2026-11-28", Blocks: []Block{Paragraph{Text: "排放速率1.25×10⁻⁴ kg/h。"}}}), "")
	if strings.Contains(text, "〓") || !strings.Contains(text, "kg/h") {
		t.Errorf("%q", text)
	}
}

// Nothing stands over the border of a cell, no single character is left over, and figures stand point under point.
func TestCellsAreSetEvenly(t *testing.T) {
	p, err := Volume{Title: "报告", Date: "2026-11-28", Blocks: []Block{Paragraph{Text: "文"}}}.set(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"综合废水：pH值、化学需氧量、氨氮、总氮、总磷、总铜", "DA007 废气处理前取样口", "原辅材料名称"} {
		for wide := 40.0; wide < 200; wide += 7 {
			lines := p.even(text, 10, wide, true)
			for _, l := range lines {
				if p.width(l, 10) > wide {
					t.Errorf("%q stands over %.0f points", l, wide)
				}
			}
			if last := []rune(lines[len(lines)-1]); len(lines) == 2 && len(last) == 1 {
				t.Errorf("%q leaves %q over", text, string(last))
			}
		}
	}
	s := &tableSetter{p: p, size: 10, widths: []float64{100}, t: Table{Columns: []TableColumn{{Align: Decimal}}, Rows: [][]string{{"1605.8"}, {"55.3"}, {"116"}, {"未检出"}}}}
	at := func(text string) float64 {
		whole, _, _ := strings.Cut(text, ".")
		return s.point(0, text, 92-p.width(text, 10)) + p.width(whole, 10)
	}
	if at("1605.8") != at("55.3") || at("55.3") != at("116") {
		t.Errorf("points at %.2f, %.2f, %.2f", at("1605.8"), at("55.3"), at("116"))
	}
}

// A standard with its year is not torn apart.
func TestAStandardIsNotTorn(t *testing.T) {
	for _, piece := range pieces("（HJ 469—2009）开展") {
		if strings.Contains(piece, "469") && !strings.Contains(piece, "469—2009") {
			t.Errorf("%q", piece)
		}
	}
}

// A head that is too long for one line has its unit on a line of its own.
func TestUnitsOfHeadsAreNotTorn(t *testing.T) {
	if got := parted("预期年经济效益（万元）", true); got != "预期年经济效益\n（万元）" {
		t.Errorf("%q", got)
	}
	if got := parted("功率（kW）", false); got != "功率（kW）" {
		t.Errorf("%q", got)
	}
}
