package check

import (
	"fmt"
	"hash/fnv"
	"io"
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

// enoughAgencies is from how many agencies a run of characters is boiler-plate: who copies, copies within an own circle.
const enoughAgencies = 3

// shingles gives the set of all runs of characters of a text, without spaces and punctuation. The same text gives the same
// numbers in every process.
func shingles(text string) map[uint64]bool {
	runes := letters(text)
	set := map[uint64]bool{}
	for i := 0; i+shingle <= len(runes); i++ {
		set[numberOf(string(runes[i:i+shingle]))] = true
	}
	return set
}

func numberOf(text string) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, text)
	return h.Sum64()
}

func letters(text string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text))
}

// Passage is a text of a dossier that is long enough to be compared (相似度比对的文字).
type Passage struct {
	Place dossier.Place
	Text  string
}

// Passages gives the texts of the report and what was written into the long cells of the tables.
func Passages(b *dossier.Book) []Passage {
	out := []Passage{}
	take := func(p dossier.Place, text string) {
		if len(letters(text)) >= passage {
			out = append(out, Passage{p, text})
		}
	}
	for _, part := range sortedKeys(b.Dossier.Texts) {
		take(inText(part), b.Dossier.Texts[part])
	}
	for _, t := range b.Form.Tables {
		for _, l := range b.Lines(t.ID) {
			for _, c := range t.Columns {
				if c.Kind == dossier.KindLong || c.Kind == dossier.KindText {
					take(l.Place(c.ID), l.Cell(c.ID).Typed)
				}
			}
		}
	}
	return out
}

func (overlap) run(r *Rule, _ *Set, b *dossier.Book, c *Context) []dossier.Finding {
	if len(c.Others) == 0 {
		return nil
	}
	limit, _ := new(big.Rat).SetString(r.With.Limit)
	rest := newNeighbours(b.Form, c.Others)
	findings := []dossier.Finding{}
	for _, p := range Passages(b) {
		if f := r.sameText(p, rest, limit); f != nil {
			findings = append(findings, *f)
		}
	}
	return append(findings, r.sameRows(b, c)...)
}

// neighbours are the dossiers with which one is compared, cut into runs of characters.
type neighbours struct {
	all  []*dossier.Dossier
	runs []map[uint64]bool
	// agencies are, by run, the agencies that use it; without known agencies half of the dossiers make a run common.
	agencies map[uint64]map[string]bool
	known    bool
	spread   map[uint64]int
}

func newNeighbours(form *dossier.Form, all []*dossier.Dossier) *neighbours {
	n := &neighbours{all: all, runs: make([]map[uint64]bool, len(all)), agencies: map[uint64]map[string]bool{}, spread: map[uint64]int{}}
	for i, o := range all {
		book, _ := form.Read(o)
		n.runs[i] = map[uint64]bool{}
		n.known = n.known || o.Audit.Agency != ""
		for _, p := range Passages(book) {
			for s := range shingles(p.Text) {
				n.runs[i][s] = true
			}
		}
		for s := range n.runs[i] {
			n.spread[s]++
			if n.agencies[s] == nil {
				n.agencies[s] = map[string]bool{}
			}
			n.agencies[s][o.Audit.Agency] = true
		}
	}
	return n
}

// common tells whether a run is boiler-plate.
func (n *neighbours) common(s uint64) bool {
	if n.known {
		return len(n.agencies[s]) >= enoughAgencies
	}
	return len(n.all) >= 3 && n.spread[s]*2 >= len(n.all)
}

// nearest gives the dossier with which a text shares most, and which share of the text it is; -1 without any.
func (n *neighbours) nearest(text string) (int, *big.Rat) {
	own, counted := shingles(text), 0
	for s := range own {
		if n.common(s) {
			delete(own, s)
		} else {
			counted++
		}
	}
	best, most := -1, 0
	for i, runs := range n.runs {
		shared := 0
		for s := range own {
			if runs[s] {
				shared++
			}
		}
		if shared > most {
			best, most = i, shared
		}
	}
	if best < 0 {
		return -1, nil
	}
	return best, big.NewRat(int64(most), int64(counted))
}

// sameText finds the other dossier with which a text has most in common.
func (r *Rule) sameText(p Passage, rest *neighbours, limit *big.Rat) *dossier.Finding {
	best, share := rest.nearest(p.Text)
	if best < 0 || share.Cmp(limit) < 0 {
		return nil
	}
	percent := dossier.Plain(new(big.Rat).Mul(share, big.NewRat(100, 1)), 0)
	f := r.finding(p.Place, fill(r.Message, func(name string) string {
		if name == "percent" {
			return percent
		}
		return rest.all[best].Enterprise.Name
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
