package report

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
)

// The rules of the gate (质量关).
const (
	RuleEmptySection = "report-empty-section"
	RuleEmptyTable   = "report-empty-table"
	RulePlaceholder  = "report-placeholder"
	RuleNumber       = "report-number"
	RuleReference    = "report-reference"
	RuleStale        = "report-stale"
)

// Gate gives everything that stands in the way of an official report, each with its place. found are what the check rules
// found in the dossier: those in the texts, and codes that nobody can read, count here, too.
func (r *Report) Gate(found []dossier.Finding) []dossier.Finding {
	g := &gate{r: r}
	g.tables()
	shown := map[string]bool{}
	for _, c := range r.Chapters {
		for _, s := range c.Sections {
			for _, t := range s.Tables {
				shown["表"+number(t.Caption)] = true
			}
			for _, f := range s.Figures {
				shown["图"+number(f.Caption)] = true
			}
		}
	}
	values := r.values()
	for _, c := range r.Chapters {
		for _, s := range c.Sections {
			g.section(s, shown, values)
		}
	}
	for _, f := range found {
		if strings.HasPrefix(f.Place.Path, "texts.") || f.Rule == "unresolved-codes" {
			g.out = append(g.out, r.named(f))
		}
	}
	return g.out
}

// Passes tells whether an official report may be made.
func Passes(found []dossier.Finding) bool {
	for _, f := range found {
		if f.Severity == dossier.SeverityError {
			return false
		}
	}
	return true
}

// number is that of a caption: 2-1.
func number(caption string) string {
	first, _, _ := strings.Cut(caption, " ")
	return strings.TrimLeft(first, "表图")
}

// named gives the place of a finding in a text as people know it.
func (r *Report) named(f dossier.Finding) dossier.Finding {
	for _, c := range r.Chapters {
		for _, s := range c.Sections {
			if f.Place.Path == "texts."+s.ID {
				f.Place.Words = place(s).Words
			}
		}
	}
	return f
}

type gate struct {
	r   *Report
	out []dossier.Finding
}

func place(s SectionView) dossier.Place {
	return dossier.Place{Path: "texts." + s.ID, Words: "报告" + strings.TrimSpace(s.No+" ") + "“" + s.Title + "”"}
}

func (g *gate) add(rule, severity string, p dossier.Place, message, found, expected, mend string) {
	g.out = append(g.out, dossier.Finding{Rule: rule, Severity: severity, Place: p, Message: message, Found: found, Expected: expected, Mend: mend, Basis: g.r.Outline.Cite})
}

// tables finds mandatory tables in which nothing or too little stands.
func (g *gate) tables() {
	d := g.r.Book.Dossier
	for _, t := range g.r.Book.Form.Tables {
		if d.Skips(t) || t.Phase == dossier.PhaseAcceptance && !g.r.Variant.Acceptance {
			continue
		}
		if lack := t.Lack(g.r.Book); lack != "" {
			g.add(RuleEmptyTable, dossier.SeverityError, dossier.PlaceOf(t, -1, nil), lack+"，报告不完整。", "", "", "填写这张表。")
		}
	}
}

func (g *gate) section(s SectionView, shown map[string]bool, values []value) {
	p := place(s)
	switch {
	case s.Empty && !s.left:
		g.add(RuleEmptySection, dossier.SeverityError, p, "本节没有内容。", "", "", or(s.Ask, "填写有关的资料，或者在这里写明")+"。")
	case s.left && s.Ask != "":
		g.add(RuleEmptySection, dossier.SeverityHint, p, "本节没有文字，报告中不出现。", "", "", s.Ask+"。")
	}
	if s.Text == "" {
		return
	}
	for _, ph := range g.r.Outline.Placeholders {
		if hit := ph.form.FindString(s.Text); hit != "" {
			g.add(RulePlaceholder, dossier.SeverityError, p, "有"+ph.Word+"：“"+hit+"”。", hit, "", "写出实际内容，或者删去。")
		}
	}
	for _, m := range reference.FindAllStringSubmatch(s.Text, -1) {
		if ref := m[1] + m[2]; !shown[ref] {
			g.add(RuleReference, dossier.SeverityError, p, "引用的"+ref+"不存在。", ref, "", "核对编号；前面的章节增减表格以后编号会变。")
		}
	}
	if s.Edited {
		g.numbers(s, p, values)
		if s.Stale {
			g.add(RuleStale, dossier.SeverityWarning, p, "文字编辑以后，资料有变化，系统按资料重写的文字已经不同。", "", "", "对照系统的文字核对，需要时恢复为系统的文字再编辑。")
		}
	}
}

// reference is how a text names a table or a figure.
var reference = regexp.MustCompile(`([表图])\s*(\d+-\d+)`)

// value is a quantity of the dossier, with the place where it stands.
type value struct {
	v     formula.Value
	shown string
	where string
}

// values gives every quantity of the dossier and every one that the drafts compute from it.
func (r *Report) values() []value {
	out := []value{}
	for _, t := range r.Book.Form.Tables {
		for _, l := range r.Book.Lines(t.ID) {
			for _, c := range t.Columns {
				if v := l.Cell(c.ID).Value; v.Kind == formula.Number && c.Kind != dossier.KindYear {
					out = append(out, value{v, l.Show(c.ID), l.Place(c.ID).Words})
				}
			}
		}
	}
	for _, c := range r.Outline.Chapters {
		for _, s := range c.Sections {
			for _, q := range r.quantities(s.Draft(r.Book)) {
				q.where = "“" + s.Title + "”的合计"
				out = append(out, q)
			}
		}
	}
	return out
}

// quantity is a number with its unit in a sentence.
var quantity = regexp.MustCompile(`(\d+(?:\.\d+)?)\s*(百分点|[%％]|[万亿千百]?(?:[A-Za-zμµ°Ω]+[0-9²³]*|[吨元升克米度人台套项个条]|千克|公斤|毫克|立方米|平方米|千瓦时|标准煤|㎡|㎥)(?:[·/](?:[万千百]?[A-Za-zμ]+[0-9²³]*|[吨元升克米度人]|立方米|平方米))*)`)

// counted are words that count things of which the sentence itself knows how many: they are no figures of the dossier.
var counted = map[string]bool{"个": true, "条": true, "百分点": true, "项": true, "台": true, "套": true}

// quantities finds the numbers with units in a sentence.
func (r *Report) quantities(text string) []value {
	out := []value{}
	for _, m := range quantity.FindAllStringSubmatch(text, -1) {
		if counted[m[2]] {
			continue
		}
		u, err := r.Book.Form.Units().Parse(m[2])
		if err != nil {
			continue
		}
		n, _ := new(big.Rat).SetString(m[1])
		v := formula.In(n, u)
		out = append(out, value{v, m[1] + " " + m[2], m[1]})
	}
	return out
}

// numbers compares the quantities of an edited text with those of the dossier: one that is close to a figure, and is not that
// figure, is a slip or of another day; one that nothing resembles is named for a look.
func (g *gate) numbers(s SectionView, p dossier.Place, values []value) {
	for _, q := range g.r.quantities(s.Text) {
		_, decimals, _ := strings.Cut(q.where, ".")
		near, same := value{}, false
		for _, v := range values {
			if v.v.Dim != q.v.Dim {
				continue
			}
			if agrees(q.v.Num, v.v.Num, g.half(q, len(decimals))) {
				same = true
				break
			}
			if close(q.v.Num, v.v.Num) && (near.shown == "" || apart(q.v.Num, v.v.Num).Cmp(apart(q.v.Num, near.v.Num)) < 0) {
				near = v
			}
		}
		switch {
		case same:
		case near.shown != "":
			g.add(RuleNumber, dossier.SeverityError, p, fmt.Sprintf("“%s”与资料中的%s（%s）不一致。", q.shown, near.shown, near.where), q.shown, near.shown, "改为资料中的数值；资料有误的先改资料。")
		default:
			g.add(RuleNumber, dossier.SeverityHint, p, "“"+q.shown+"”在资料中没有，请核对出处。", q.shown, "", "核对，或者把数据填入资料。")
		}
	}
}

// half is half of the last digit with which a quantity was written, in base units.
func (g *gate) half(q value, decimals int) *big.Rat {
	n, _ := new(big.Rat).SetString(q.where)
	step := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Mul(big.NewInt(2), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)))
	if n.Sign() == 0 {
		return step
	}
	return step.Mul(step, new(big.Rat).Quo(q.v.Num, n)) // times the factor of the unit
}

func agrees(a, b, half *big.Rat) bool { return apart(a, b).Cmp(half) <= 0 }

func apart(a, b *big.Rat) *big.Rat {
	d := new(big.Rat).Sub(a, b)
	return d.Abs(d)
}

// close tells whether two quantities differ by less than a twentieth.
func close(a, b *big.Rat) bool {
	limit := new(big.Rat).Mul(b, big.NewRat(1, 20))
	return b.Sign() != 0 && apart(a, b).Cmp(limit.Abs(limit)) < 0
}
