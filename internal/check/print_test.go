package check_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/check"
	"qingshen/internal/dossier"
)

// told gives a dossier with one chapter.
func told(form *dossier.Form, name, agency, text string) *dossier.Book {
	book, _ := form.Read(&dossier.Dossier{Enterprise: dossier.Enterprise{Name: name}, Audit: dossier.Audit{Agency: agency}, Texts: map[string]string{"ch2": text}})
	return book
}

// words gives a text of so many different characters that no other seed gives.
func words(seed, length int) string {
	var out strings.Builder
	for i := range length {
		out.WriteRune(rune(0x4e00 + (seed*7919+i*i*31+i*seed*17)%20000))
	}
	return out.String()
}

func TestTheCopiedReportIsFoundAmongOthers(t *testing.T) {
	form, rules := load(t)
	boiler := words(1, 400)
	shelf := func(own *dossier.Book) *check.Shelf {
		s := check.NewShelf(rules.PrintOf(own))
		for i := range 200 {
			text := boiler + words(100+i, 600)
			s.Pass(fmt.Sprint("report-", i), fmt.Sprint("agency-", i%20), rules.PrintOf(told(form, fmt.Sprint(i), fmt.Sprint("agency-", i%20), text)).Bytes())
		}
		return s
	}
	copied := told(form, "甲", "agency-7", boiler+words(100+47, 600)[:900]+words(9000, 300))
	if near := shelf(copied).Nearest(3, 4); near[0] != "report-47" {
		t.Errorf("nearest is %v", near)
	}
	honest := shelf(told(form, "乙", "agency-7", boiler+words(9001, 600))).Nearest(3, 4)
	if len(honest) != 4 || slices.Contains(honest, "report-47") && len(honest) > 4 {
		t.Errorf("boiler-plate alone leads to %v; wanted are only the four by which it is known", honest)
	}
}

func TestBoilerPlateOfManyAgenciesIsNoCopy(t *testing.T) {
	form, rules := load(t)
	boiler := words(1, 300)
	own := told(form, "甲", "agency-0", boiler).Dossier
	against := func(agencies ...string) int {
		c := &check.Context{}
		for i, a := range agencies {
			c.Others = append(c.Others, told(form, fmt.Sprint("other-", i), a, boiler).Dossier)
		}
		_, found := rules.Run(form, own, "2026-11-01", c)
		return len(slices.DeleteFunc(found, func(f dossier.Finding) bool { return f.Rule != "copied-report" }))
	}
	if n := against("agency-0", "agency-0", "agency-0", "agency-0"); n != 1 {
		t.Errorf("one agency with the same text in four reports: %d findings", n)
	}
	if n := against("agency-0", "agency-1"); n != 1 {
		t.Errorf("two agencies: %d findings", n)
	}
	if n := against("agency-0", "agency-1", "agency-2"); n != 0 {
		t.Errorf("what three agencies use is boiler-plate: %d findings", n)
	}
}

func TestAlikeMarksWhatIsTheSame(t *testing.T) {
	form, _ := load(t)
	shared := words(5, 80)
	mine, theirs := told(form, "甲", "", "我们自己写的开头，说明本厂情况。"+shared), told(form, "乙", "", shared+"后面另有一句不同的话，到此为止。")
	matches := check.Alike(mine, theirs)
	if len(matches) != 1 {
		t.Fatalf("%d matches", len(matches))
	}
	m := matches[0]
	if len(m.Mine) != 2 || m.Mine[0].Same || !m.Mine[1].Same || m.Mine[1].Text != shared || len(m.Theirs) != 2 || m.Theirs[0].Text != shared {
		t.Errorf("mine %v theirs %v", m.Mine, m.Theirs)
	}
}

// The library of a province: ten thousand reports of ten thousand characters each; reading them is not in the figure.
func BenchmarkOneReportAgainstTenThousand(b *testing.B) {
	form, rules := load(b)
	own := told(form, "甲", "a", words(1, 2000)+words(4711, 8000))
	print := rules.PrintOf(own)
	dice := rand.New(rand.NewPCG(1, 2))
	prints := make([][]byte, 10_000)
	for i := range prints {
		other := make(check.Print, len(print))
		for k := range other {
			other[k] = dice.Uint64()
		}
		prints[i] = other.Bytes()
	}
	prints[4711] = print.Bytes()
	b.ResetTimer()
	for b.Loop() {
		s := check.NewShelf(rules.PrintOf(own))
		for i, p := range prints {
			s.Pass(fmt.Sprint(i), fmt.Sprint("agency-", i%150), p)
		}
		if near := s.Nearest(8, 6); near[0] != "4711" {
			b.Fatal(near)
		}
	}
}
