package formula

import (
	"strconv"
	"strings"
)

// writer writes a formula with what stands for its names.
type writer struct {
	strings.Builder
	name func(string) string
}

// Filled writes the formula with the words or the values that stand for its names, for the reader who wants to know how
// a number came about (计算过程).
func (f *Formula) Filled(name func(string) string) string {
	w := &writer{name: name}
	f.root.write(w)
	return w.String()
}

// signs are how operators are shown.
var signs = map[string]string{"*": "×", "/": "÷", "-": "−", "==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "and": "且", "or": "或", "in": "属于"}

func (c *constant) write(w *writer) {
	if c.value.Kind == Text {
		w.WriteString("“" + c.value.Text + "”")
		return
	}
	w.WriteString(c.text)
}

func (n *name) write(w *writer) { w.WriteString(w.name(n.text)) }

func (g *group) write(w *writer) {
	w.WriteString("(")
	g.inner.write(w)
	w.WriteString(")")
}

func (n *not) write(w *writer) {
	w.WriteString("非")
	n.inner.write(w)
}

func (l *list) write(w *writer) {
	for i, item := range l.items {
		if i > 0 {
			w.WriteString("、")
		}
		item.write(w)
	}
}

func (b *binary) write(w *writer) {
	sign := b.op
	if shown, ok := signs[sign]; ok {
		sign = shown
	}
	if c, ok := b.left.(*constant); !ok || b.op != "-" || c.text != "0" {
		b.left.write(w)
		w.WriteString(" " + sign + " ")
	} else {
		w.WriteString(sign)
	}
	b.right.write(w)
}

func (p *power) write(w *writer) {
	p.base.write(w)
	w.WriteString("^" + strconv.Itoa(p.n))
}

// spoken are the names of the functions.
var spoken = map[string]string{"sum": "合计", "least": "最小", "most": "最大", "one": "取", "count": "行数", "any": "存在", "all": "全部", "abs": "绝对值", "min": "较小者", "max": "较大者", "if": "如果", "present": "已填", "blank": "未填", "or_zero": "", "half": "舍入", "npv": "现值", "irr": "内部收益率", "contains": "包含", "matches": "符合"}

func (c *call) write(w *writer) {
	w.WriteString(spoken[c.fn] + "(")
	(&list{c.args}).write(w)
	w.WriteString(")")
}

func (a *aggregate) write(w *writer) {
	w.WriteString(spoken[a.fn] + "(" + w.name(a.table))
	for _, arg := range a.args {
		w.WriteString("，")
		arg.write(w)
	}
	w.WriteString(")")
}

func (c *constant) names(func(string))   {}
func (n *name) names(add func(string))   { add(n.text) }
func (g *group) names(add func(string))  { g.inner.names(add) }
func (n *not) names(add func(string))    { n.inner.names(add) }
func (p *power) names(add func(string))  { p.base.names(add) }
func (b *binary) names(add func(string)) { b.left.names(add); b.right.names(add) }

func (l *list) names(add func(string)) {
	for _, item := range l.items {
		item.names(add)
	}
}

func (c *call) names(add func(string)) { (&list{c.args}).names(add) }

// names of an aggregate are those of the row for which it is asked.
func (a *aggregate) names(add func(string)) {
	(&list{a.args}).names(func(n string) {
		if own, ok := strings.CutPrefix(n, "this."); ok {
			add(own)
		}
	})
}
