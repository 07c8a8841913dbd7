package report

import (
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/document"
	"qingshen/internal/dossier"
	"qingshen/internal/figure"
)

// Text is a text of a section as people left it; Base is the draft that they edited.
type Text struct {
	Text    string
	Base    string
	Version int64
}

// Mark is a row of the dossier that the enterprise keeps as a trade secret (商业秘密), with the reason.
type Mark struct {
	Table  string `json:"table" maxLength:"64" doc:"表名"`
	Row    string `json:"row" maxLength:"300" doc:"行的名称；同名的各年都不公开"`
	Reason string `json:"reason" maxLength:"500" doc:"不公开的理由；空为取消"`
}

// Input is of what a report is composed.
type Input struct {
	Outline *Outline
	Book    *dossier.Book
	Variant Variant
	Texts   map[string]Text
	Marks   []Mark
}

// Report is a report ready to be shown, judged or set.
type Report struct {
	Input
	Title    string
	Chapters []ChapterView
	Secrets  []string // what was withheld, with the reason, once each
	hidden   *secrets
}

// ChapterView is a chapter as it stands in the report.
type ChapterView struct {
	ID       string        `json:"id"`
	No       string        `json:"no"`
	Title    string        `json:"title"`
	Sections []SectionView `json:"sections" nullable:"false"`
}

// SectionView is a section as it stands in the report.
type SectionView struct {
	ID      string       `json:"id"`
	No      string       `json:"no"`
	Title   string       `json:"title"`
	Text    string       `json:"text" doc:"正文"`
	Draft   string       `json:"draft" doc:"系统按资料写的文字"`
	Version int64        `json:"version" doc:"编辑稿的版本号；没有编辑过为0"`
	Edited  bool         `json:"edited" doc:"由人编辑过"`
	Stale   bool         `json:"stale" doc:"编辑以后资料有变化，系统的文字已经不同"`
	Ask     string       `json:"ask,omitempty" doc:"应写明的内容"`
	Empty   bool         `json:"empty" doc:"没有内容"`
	Tables  []TableView  `json:"tables" nullable:"false"`
	Figures []FigureView `json:"figures" nullable:"false"`
	left    bool         // left out of the report, since nothing stands in it
}

// TableView is a table as it is printed.
type TableView struct {
	ID      string     `json:"id" doc:"表名"`
	Caption string     `json:"caption"`
	Heads   []string   `json:"heads" nullable:"false"`
	Rows    [][]string `json:"rows" nullable:"false"`
	Wide    bool       `json:"wide" doc:"横向页面"`
	Editing string     `json:"editing,omitempty" doc:"在哪里修改"`
	table   document.Table
}

// FigureView is a figure as it is drawn.
type FigureView struct {
	Caption string `json:"caption"`
	SVG     string `json:"svg"`
	figure  *figure.Figure
}

// Compose writes a report from the dossier.
func Compose(in Input) *Report {
	r := &Report{Input: in, Title: in.Book.Dossier.Enterprise.Name + "\n" + in.Outline.Title, hidden: newSecrets(in)}
	for _, c := range in.Outline.Chapters {
		if c.Phase == dossier.PhaseAcceptance && !in.Variant.Acceptance || in.Variant.Brief && !c.Brief {
			continue
		}
		v := ChapterView{ID: c.ID, No: c.No, Title: c.Title}
		n, tables, figures := 0, 0, 0
		for _, s := range c.Sections {
			if in.Variant.Brief && !s.Brief || r.skips(s) {
				continue
			}
			view := r.section(s)
			view.Empty = view.Text == "" && len(view.Tables) == 0
			view.left = view.Empty && s.Optional
			if !view.left {
				n++
				view.No = strings.Trim(c.No+"."+fmt.Sprint(n), ".")
				if c.No == "" {
					view.No = ""
				}
				for i := range view.Tables {
					tables++
					view.Tables[i].caption(fmt.Sprintf("表%s-%d", c.No, tables))
				}
				for i := range view.Figures {
					figures++
					view.Figures[i].Caption = fmt.Sprintf("图%s-%d  %s", c.No, figures, view.Figures[i].Caption)
				}
			}
			v.Sections = append(v.Sections, view)
		}
		r.Chapters = append(r.Chapters, v)
	}
	r.Secrets = r.hidden.list()
	return r
}

// skips tells whether the track leaves out every table of a section that is about tables alone.
func (r *Report) skips(s *Section) bool {
	if len(s.Tables) == 0 {
		return false
	}
	for _, p := range s.Tables {
		if !r.Book.Dossier.Skips(r.Book.Form.Table(p.Table)) {
			return false
		}
	}
	return true
}

func (r *Report) section(s *Section) SectionView {
	v := SectionView{ID: s.ID, Title: s.Title, Ask: s.Ask, Draft: s.Draft(r.Book), Tables: []TableView{}, Figures: []FigureView{}}
	v.Text = v.Draft
	if own, ok := r.Texts[s.ID]; ok {
		if v.Version = own.Version; own.Text != "" {
			v.Text, v.Edited, v.Stale = own.Text, true, own.Base != v.Draft
		}
	}
	v.Text, v.Draft = r.hidden.scrub(v.Text), r.hidden.scrub(v.Draft)
	for _, p := range s.Tables {
		if t, ok := r.table(p); ok {
			v.Tables = append(v.Tables, t)
		}
	}
	for _, g := range s.Figures {
		v.Figures = append(v.Figures, r.figures(g)...)
	}
	return v
}

// Volume gives the report as a bound document; a draft carries its watermark.
func (r *Report) Volume(draft bool, today string) document.Volume {
	d := r.Book.Dossier
	v := document.Volume{
		Title: r.Title, Subtitle: "（" + r.Variant.Title + "）", Organ: d.Enterprise.Name, Date: today, Author: d.Enterprise.Name,
		Cover: [][2]string{{"企业名称", d.Enterprise.Name}, {"生产地址", d.Enterprise.Address}, {"咨询机构", or(d.Audit.Agency, "企业自行审核")}, {"名单年度", fmt.Sprint(d.Audit.Year, "年")}},
	}
	v.Cover = slices.DeleteFunc(v.Cover, func(line [2]string) bool { return line[1] == "" })
	if draft {
		v.Watermark = "草稿"
	}
	v.Front = r.signOff()
	for _, c := range r.Chapters {
		v.Blocks = append(v.Blocks, document.Heading{Level: 1, Text: strings.TrimSpace(c.No + "  " + c.Title)})
		for _, s := range c.Sections {
			v.Blocks = append(v.Blocks, s.blocks(draft)...)
		}
	}
	if r.Variant.Public && len(r.Secrets) > 0 {
		v.Blocks = append(v.Blocks, document.Heading{Level: 1, Text: "不公开内容的说明"}, document.Paragraph{Text: "本公开本中以▇代替的内容涉及商业秘密，依法不公开："})
		for _, s := range r.Secrets {
			v.Blocks = append(v.Blocks, document.Paragraph{Text: s})
		}
	}
	return v
}

// blocks sets a section; in a draft one in which nothing stands says what it waits for.
func (s SectionView) blocks(draft bool) []document.Block {
	if s.left {
		return nil
	}
	out := []document.Block{document.Heading{Level: 2, Text: strings.TrimSpace(s.No + "  " + s.Title)}}
	if draft && s.Text == "" && len(s.Tables) == 0 {
		out = append(out, document.Paragraph{Text: "（本节还没有内容：" + or(s.Ask, "填写有关的资料，或者在这里写明") + "。）"})
	}
	if s.Text != "" {
		out = append(out, document.Paragraph{Text: s.Text})
	}
	for _, t := range s.Tables {
		out = append(out, t.table)
	}
	for _, g := range s.Figures {
		out = append(out, document.Picture{Figure: g.figure, Caption: g.Caption})
	}
	return out
}

// signOff is the page on which those responsible sign.
func (r *Report) signOff() []document.Block {
	rows := [][]string{{"审核单位", r.Book.Dossier.Enterprise.Name, ""}, {"咨询机构", or(r.Book.Dossier.Audit.Agency, "—"), ""}}
	for _, l := range r.Book.Lines("team") {
		if post := l.Cell("post").Typed; post == "组长" || post == "副组长" || post == "咨询机构人员" {
			rows = append(rows, []string{post, strings.TrimSpace(l.Cell("name").Typed + " " + l.Cell("title").Typed), ""})
		}
	}
	rows = append(rows, []string{"编制人", "", ""}, []string{"审核人", "", ""}, []string{"批准人（法定代表人）", r.text("profile", "legal_representative"), ""})
	return []document.Block{
		document.Paragraph{Text: "审核报告签署页", Bold: true, Align: document.Center},
		document.Table{Tall: true, Columns: []document.TableColumn{{Title: "职责", Weight: 3}, {Title: "单位或姓名", Weight: 5}, {Title: "签字（盖章）", Weight: 4}}, Rows: rows},
	}
}

func (r *Report) text(table, column string) string {
	for _, l := range r.Book.Lines(table) {
		return l.Cell(column).Typed
	}
	return ""
}

func or(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}
