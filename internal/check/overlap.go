package check

import (
	"fmt"
	"hash/maphash"
	"math/big"
	"strings"
	"unicode"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
)

// overlap compares the texts and the measurements with those of other dossiers (相似度): passages that stand in another
// enterprise's report, and rows of results that are the same to the last digit. What most dossiers share is boiler-plate
// and does not count.
type overlap struct{}

func (overlap) prepare(r *Rule, _ *Set, form *dossier.Form) error {
	if share, ok := new(big.Rat).SetString(r.With.Limit); !ok || share.Sign() <= 0 || share.Cmp(big.NewRat(1, 1)) > 0 {
		return unknown("with.limit 应为0至1之间的比例，例如 0.3")
	}
	for _, table := range r.With.Of {
		if form.Table(table) == nil {
			return unknown("没有表“%s”", table)
		}
	}
	return nil
}

// shingle is how many characters are compared at a time; passage is the least length of a text that is compared.
const (
	shingle = 13
	passage = 60
)

var seed = maphash.MakeSeed()

// shingles gives the set of all runs of characters of a text, without spaces and punctuation.
func shingles(text string) map[uint64]bool {
	runes := letters(text)
	set := map[uint64]bool{}
	for i := 0; i+shingle <= len(runes); i++ {
		set[maphash.String(seed, string(runes[i:i+shingle]))] = true
	}
	return set
}

func letters(text string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text))
}

func (overlap) run(r *Rule, _ *Set, b *dossier.Book, c *Context) []dossier.Finding {
	if len(c.Others) == 0 {
		return nil
	}
	limit, _ := new(big.Rat).SetString(r.With.Limit)
	others := make([]map[uint64]bool, len(c.Others))
	spread := map[uint64]int{}
	for i, o := range c.Others {
		others[i] = map[uint64]bool{}
		for _, text := range o.Texts {
			for s := range shingles(text) {
				others[i][s] = true
			}
		}
		for s := range others[i] {
			spread[s]++
		}
	}
	common := func(s uint64) bool { return len(others) >= 3 && spread[s]*2 >= len(others) }
	findings := []dossier.Finding{}
	for _, part := range sortedKeys(b.Dossier.Texts) {
		text := b.Dossier.Texts[part]
		if len(letters(text)) < passage {
			continue
		}
		if f := r.sameText(part, text, c, others, common, limit); f != nil {
			findings = append(findings, *f)
		}
	}
	return append(findings, r.sameRows(b, c)...)
}

// sameText finds the other dossier with which a text has most in common.
func (r *Rule) sameText(part, text string, c *Context, others []map[uint64]bool, common func(uint64) bool, limit *big.Rat) *dossier.Finding {
	own, counted := shingles(text), 0
	for s := range own {
		if !common(s) {
			counted++
		}
	}
	best, most := -1, 0
	for i, other := range others {
		shared := 0
		for s := range own {
			if other[s] && !common(s) {
				shared++
			}
		}
		if shared > most {
			best, most = i, shared
		}
	}
	if best < 0 || counted == 0 {
		return nil
	}
	share := big.NewRat(int64(most), int64(counted))
	if share.Cmp(limit) < 0 {
		return nil
	}
	percent := dossier.Plain(new(big.Rat).Mul(share, big.NewRat(100, 1)), 0)
	f := r.finding(inText(part), fill(r.Message, func(name string) string {
		if name == "percent" {
			return percent
		}
		return c.Others[best].Enterprise.Name
	}))
	f.Found = percent + "%"
	return &f
}

// sameRows finds runs of results that another enterprise reports to the last digit.
func (r *Rule) sameRows(b *dossier.Book, c *Context) []dossier.Finding {
	findings := []dossier.Finding{}
	for _, table := range r.With.Of {
		lines := b.Lines(table)
		own := map[string]*dossier.Line{}
		for _, l := range lines {
			if key := results(l); key != "" {
				own[key] = l
			}
		}
		for _, o := range c.Others {
			other, _ := b.Form.Read(&dossier.Dossier{Enterprise: o.Enterprise, Tables: map[string][]dossier.Row{table: o.Tables[table]}})
			var last *dossier.Line
			same := 0
			for _, l := range other.Lines(table) {
				if mine := own[results(l)]; mine != nil {
					last = mine
					same++
				}
			}
			if same < repeats {
				continue
			}
			t := b.Form.Table(table)
			f := r.finding(last.Place(""), fmt.Sprintf("“%s”有%d行与%s的数据完全相同，请核对是否抄用。", t.Title, same, o.Enterprise.Name))
			f.Found = fmt.Sprintf("%d行", same)
			findings = append(findings, f)
		}
	}
	return findings
}

// results joins the numbers of a row that have enough digits to be no chance.
func results(l *dossier.Line) string {
	parts := []string{}
	for _, col := range l.Table.Columns {
		cell := l.Cell(col.ID)
		if col.Computed() || col.Kind == dossier.KindYear || cell.Value.Kind != formula.Number || len(strings.Trim(strings.ReplaceAll(cell.Typed, ".", ""), "0")) < digits {
			continue
		}
		parts = append(parts, col.ID+"="+cell.Typed)
	}
	return strings.Join(parts, ";")
}
