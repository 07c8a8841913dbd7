package statute

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
)

// The last day of the old regime and the first of the new (CODE 1242).
const (
	lastOldDay  calendar.Date = "2026-08-14"
	firstNewDay calendar.Date = "2026-08-15"
)

// checker gathers faults.
type checker struct {
	law    *Law
	faults []error
}

func (c *checker) fail(e *Entry, form string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf("%s“%s”：%s", e.origin, e.ID, fmt.Sprintf(form, args...)))
}

// check holds the whole law against its own rules and returns every fault.
func (l *Law) check() []error {
	c := &checker{law: l}
	spans := map[string][]*Entry{}
	l.each(func(section string, e *Entry) {
		c.common(section, e)
		key := section + " " + e.Region + " " + e.ID
		spans[key] = append(spans[key], e)
	})
	for _, key := range slices.Sorted(maps.Keys(spans)) {
		c.spans(strings.Fields(key)[0], spans[key])
	}
	c.deadlines()
	c.reasons()
	c.words()
	c.penalties()
	c.numbers()
	c.sectors()
	c.unitLists()
	c.tracks()
	c.candidates()
	c.substances()
	for i := range l.sheets {
		c.sheet(&l.sheets[i])
	}
	if len(l.deadlines) > 0 && l.working == nil {
		c.faults = append(c.faults, fmt.Errorf("缺少工作日历文件%s", calendarFile))
	}
	return c.faults
}

// common: every entry has an id, a title, a citation, a date and a confidence.
func (c *checker) common(section string, e *Entry) {
	if e.ID == "" || strings.ContainsAny(e.ID, " \t") {
		c.fail(e, "编号缺失或含有空格")
	}
	if e.Title == "" {
		c.fail(e, "缺少中文名称")
	}
	if e.From == "" || !e.From.Valid() {
		c.fail(e, "施行日期“%s”缺失或无效", e.From)
	}
	if !e.Until.Valid() || e.Until.Before(e.From) {
		c.fail(e, "失效日期“%s”无效或早于施行日期", e.Until)
	}
	if e.Confidence.Chinese() == "" {
		c.fail(e, "可信度“%s”无法识别，只能是 V1、V2、KH、KM、KL 或 A", e.Confidence)
	}
	if e.Confidence.ToConfirm() && e.Note == "" {
		c.fail(e, "可信度为%s，必须说明待确认的内容", e.Confidence)
	}
	if section != "instruments" && len(e.Cites) == 0 {
		c.fail(e, "缺少依据条款")
	}
	for _, cite := range e.Cites {
		in, ok := c.law.Instrument(cite.Instrument)
		if ok && (e.From < in.From || (in.Until != "" && (e.Until == "" || e.Until > in.Until))) {
			c.fail(e, "引用的%s自%s起施行、%s失效，与本条目的施行期间不符", in.Words(), in.From.Chinese(), cmp.Or(in.Until.Chinese(), "未"))
		}
	}
}

// spans: the versions of one entry follow each other without overlap or gap, and both regimes know it if one does.
func (c *checker) spans(section string, all []*Entry) {
	slices.SortStableFunc(all, func(a, b *Entry) int { return cmp.Compare(a.From, b.From) })
	for i, e := range all[1:] {
		before := all[i]
		switch want := before.Until.AddDays(1); {
		case before.Until == "" || e.From <= before.Until:
			c.fail(e, "与%s施行的前一版本时间重叠", before.From.Chinese())
		case e.From != want:
			c.fail(e, "与前一版本之间有空档：%s至%s没有规定", want.Chinese(), e.From.AddDays(-1).Chinese())
		}
	}
	if section == "instruments" || section == "regimes" {
		return
	}
	first, last := all[0], all[len(all)-1]
	if first.From <= lastOldDay && last.Until != "" && last.Until < firstNewDay {
		c.fail(last, "%s起没有规定，新法施行后的条款缺失", last.Until.AddDays(1).Chinese())
	}
}

// tracks: a step that is left out must be one of the seven stages, and no track may leave a whole stage out.
func (c *checker) tracks() {
	for i := range c.law.tracks {
		t := &c.law.tracks[i]
		known := map[string]bool{}
		for _, stage := range c.law.stages {
			for _, step := range stage.Steps {
				known[step.ID] = true
			}
			if len(stage.Steps) > 0 && len(t.StepsOf(stage)) == 0 {
				c.fail(&t.Entry, "不得略去“%s”阶段的全部步骤", stage.Title)
			}
		}
		for _, id := range t.Skip {
			if !known[id] {
				c.fail(&t.Entry, "略去的步骤“%s”不在七个阶段之内", id)
			}
		}
	}
}

func (c *checker) deadlines() {
	for i := range c.law.deadlines {
		d := &c.law.deadlines[i]
		set := 0
		for _, has := range []bool{!d.Within.IsZero(), !d.Before.IsZero(), d.Yearly != ""} {
			if has {
				set++
			}
		}
		if set != 1 {
			c.fail(&d.Entry, "必须且只能填写 within、before、due 之一")
		}
		if d.Yearly != "" && yearlyDate(d.Yearly, 2025) == "" {
			c.fail(&d.Entry, "年度截止日“%s”无法识别，应写作 03-31 或 %s", d.Yearly, lastOfFebruary)
		}
		if d.Event == "" && d.Yearly == "" {
			c.fail(&d.Entry, "缺少起算事件")
		}
		c.term(&d.Entry, "event", d.Event)
		for _, event := range d.Also {
			c.term(&d.Entry, "event", event)
		}
		c.term(&d.Entry, "party", d.By)
		for _, reason := range d.Only {
			c.known(&d.Entry, reason)
		}
		if !slices.IsSortedFunc(d.Warn, func(a, b int) int { return b - a }) || slices.ContainsFunc(d.Warn, func(n int) bool { return n <= 0 }) {
			c.fail(&d.Entry, "提醒天数应为由大到小的正数")
		}
	}
}

func (c *checker) reasons() {
	for i := range c.law.reasons {
		r := &c.law.reasons[i]
		if r.Short == "" || r.Text == "" {
			c.fail(&r.Entry, "缺少简称或完整表述")
		}
		c.term(&r.Entry, "department", r.Lead)
		for _, d := range r.ReportTo {
			c.term(&r.Entry, "department", d)
		}
		// Item 二 of CODE 967(1) is 双有; a notice that cites it for another reason would be void.
		if r.ID == "energy" && slices.ContainsFunc(r.Cites, func(x Cite) bool { return x.Instrument == "CODE" && x.Article == "967(1)(二)" }) {
			c.fail(&r.Entry, "《生态环境法典》第九百六十七条第一款第二项是“双有”情形，不得作为高耗能的依据")
		}
	}
}

// words: everything that is named in the files is registered there.
func (c *checker) words() {
	l := c.law
	for i := range l.blocks {
		for _, r := range l.blocks[i].Reasons {
			c.known(&l.blocks[i].Entry, r)
		}
	}
	for i := range l.tracks {
		for _, r := range l.tracks[i].Forbidden {
			c.known(&l.tracks[i].Entry, r)
		}
	}
	for i := range l.panels {
		p := &l.panels[i]
		if p.Min < 1 || p.Default < p.Min || (p.Odd && p.Default%2 == 0) {
			c.fail(&p.Entry, "专家组人数设置不成立：默认%d人，最少%d人", p.Default, p.Min)
		}
		for _, f := range p.Fields {
			c.term(&p.Entry, "field", f)
		}
	}
	for i := range l.notices {
		n := &l.notices[i]
		for _, id := range n.Deadlines {
			if !l.HasDeadline(id) {
				c.fail(&n.Entry, "引用的期限“%s”不存在", id)
			}
		}
		for _, id := range n.Penalties {
			if !slices.ContainsFunc(l.penalties, func(p Penalty) bool { return p.ID == id }) {
				c.fail(&n.Entry, "引用的处罚“%s”不存在", id)
			}
		}
		for _, d := range n.CopyTo {
			c.term(&n.Entry, "department", d)
		}
	}
}

func (c *checker) penalties() {
	for i := range c.law.penalties {
		p := &c.law.penalties[i]
		if p.MinYuan < 0 || p.MaxYuan < p.MinYuan {
			c.fail(&p.Entry, "罚款幅度%d元至%d元不成立", p.MinYuan, p.MaxYuan)
		}
		if p.Consequence == "" {
			c.fail(&p.Entry, "缺少处理内容的表述")
		}
		c.term(&p.Entry, "party", p.Who)
	}
}

func (c *checker) sheet(s *Sheet) {
	if s.Kind != "evaluation" && s.Kind != "acceptance" {
		c.fail(&s.Entry, "评分表类型“%s”无法识别，只能是 evaluation 或 acceptance", s.Kind)
	}
	seen := map[string]bool{}
	sum := decimal.Zero
	for _, p := range s.Parts {
		sum = sum.Add(p.Points())
		for _, i := range p.Items {
			if seen[i.ID] || i.ID == "" {
				c.fail(&s.Entry, "评分项编号“%s”缺失或重复", i.ID)
			}
			seen[i.ID] = true
			if !i.Points.IsPositive() || i.Title == "" || i.Requirement == "" {
				c.fail(&s.Entry, "评分项“%s”缺少名称、要求或分值", i.ID)
			}
		}
	}
	for _, v := range s.Vetoes {
		if seen[v.ID] || v.ID == "" || v.Title == "" {
			c.fail(&s.Entry, "否决项编号“%s”缺失、重复或没有名称", v.ID)
		}
		seen[v.ID] = true
	}
	if !sum.Equal(s.Total) {
		c.fail(&s.Entry, "各项分值之和为%s，与总分%s不符", sum, s.Total)
	}
	c.bounds(s)
}

// bounds: an evaluation needs ascending tiers with an open last one, an acceptance a pass mark.
func (c *checker) bounds(s *Sheet) {
	if s.Kind == "acceptance" {
		if s.Pass == nil || s.Pass.IsNegative() || s.Pass.GreaterThan(s.Total) {
			c.fail(&s.Entry, "缺少合格分数线，或分数线超出总分")
		}
		if s.Veto != "majority" && s.Veto != "any" {
			c.fail(&s.Entry, "否决方式“%s”无法识别，只能是 majority（过半数）或 any（任一专家）", s.Veto)
		}
		return
	}
	low := decimal.Zero
	for i, t := range s.Tiers {
		bound := t.Below
		if bound == nil {
			bound = t.UpTo
		}
		last := i == len(s.Tiers)-1
		switch {
		case t.Outcome == "" || t.Title == "":
			c.fail(&s.Entry, "第%d档缺少结论", i+1)
		case last != (bound == nil):
			c.fail(&s.Entry, "第%d档的分数线不成立：只有最后一档不设上限", i+1)
		case bound != nil && !bound.GreaterThan(low):
			c.fail(&s.Entry, "第%d档的分数线没有高于前一档", i+1)
		}
		if bound != nil {
			low = *bound
		}
	}
	if len(s.Tiers) == 0 {
		c.fail(&s.Entry, "评估评分表缺少分档")
	}
}

func (c *checker) term(e *Entry, kind, id string) {
	if id != "" && !slices.ContainsFunc(c.law.terms, func(t Term) bool { return t.Kind == kind && t.ID == id }) {
		c.fail(e, "“%s”没有在 terms 中登记（%s）", id, kind)
	}
}

func (c *checker) known(e *Entry, reason string) {
	if !slices.Contains(c.law.ReasonIDs(), reason) {
		c.fail(e, "列入原因“%s”不存在", reason)
	}
}
