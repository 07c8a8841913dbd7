package listing

import (
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/document"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// Letter is the content of a notice (告知书): why the enterprise is listed, what it must do until when and where it files
// it, what follows if it does not. The page and the document are both made of it.
type Letter struct {
	Title        string         `json:"title"`
	DocumentNo   string         `json:"document_no"`
	Addressee    string         `json:"addressee"`
	Opening      string         `json:"opening" doc:"列入名单的情况"`
	Reasons      []LetterReason `json:"reasons" nullable:"false"`
	Track        string         `json:"track" doc:"分类管理及其判定"`
	Duties       []LetterDuty   `json:"duties" nullable:"false"`
	ReportTo     string         `json:"report_to" doc:"审核报告报送的部门"`
	Statements   []string       `json:"statements" nullable:"false" doc:"其他告知事项"`
	Consequences []string       `json:"consequences" nullable:"false" doc:"法律责任"`
	Contact      string         `json:"contact" doc:"联系方式"`
	Office       string         `json:"office" doc:"发文机关"`
	Date         calendar.Date  `json:"date" doc:"成文日期"`
	CopyTo       string         `json:"copy_to" doc:"抄送"`
	ListTitle    string         `json:"list_title"`
	WebAddress   string         `json:"web_address"`
}

// LetterReason is one reason with its facts and basis.
type LetterReason struct {
	Reason string     `json:"reason"`
	Text   string     `json:"text"`
	Basis  string     `json:"basis"`
	Facts  []FactLine `json:"facts" nullable:"false"`
}

// LetterDuty is one duty with its last day.
type LetterDuty struct {
	Title      string        `json:"title"`
	DueOn      calendar.Date `json:"due_on"`
	Cite       string        `json:"cite"`
	Arithmetic string        `json:"arithmetic"`
}

// lawNotice is the entry of the law files that says what the letter must name.
const lawNotice = "listing-notice"

// letter composes the content of a notice from its row, its list and the law of the day of publication.
func (s *Service) letter(tx *store.Tx, n *Notice) (*Letter, error) {
	row, err := store.Get[Row](tx.Everywhere("the row of a notice that the caller holds"), n.RowID, "该名单行")
	if err != nil {
		return nil, err
	}
	l, err := s.listOf(tx, n)
	if err != nil {
		return nil, err
	}
	plan, err := planOf(tx, n.OfficeCode, row.Year)
	if err != nil {
		return nil, err
	}
	return s.compose(tx.Law(), n, row, l, plan), nil
}

func (s *Service) compose(law *statute.Law, n *Notice, row *Row, l *List, plan *Plan) *Letter {
	on := l.PublishedOn
	frame, _ := law.Notice(lawNotice, on)
	out := &Letter{
		Title: frame.Title, DocumentNo: n.DocumentNo, Addressee: row.EnterpriseName, Office: s.cityName(n.OfficeCode) + "生态环境局", Date: on,
		ListTitle: l.Title, WebAddress: l.WebAddress, Statements: frame.Text, Reasons: []LetterReason{}, Duties: []LetterDuty{}, Consequences: []string{},
	}
	if out.Title == "" {
		out.Title = "实施强制性清洁生产审核告知书"
	}
	if out.Statements == nil {
		out.Statements = []string{}
	}
	out.Opening = fmt.Sprintf("%s公布的《%s》（%s）将你单位%s列入%d年度强制性清洁生产审核企业名单（序号%d）。现将有关事项告知如下。",
		on.Chinese(), l.Title, l.DocumentNo, siteWords(row), row.Year, row.Seq)
	for k, id := range row.Reasons {
		out.Reasons = append(out.Reasons, reasonOf(law, l.DecidedOn, row, id, k))
	}
	track, _ := law.Track(row.Track, on)
	out.Track = track.Title + "。" + row.TrackWhy
	for _, due := range law.DueAll(EventPublished, on, row.Reasons, row.RegionCode) {
		if slices.Contains(frame.Deadlines, due.RuleID) {
			out.Duties = append(out.Duties, LetterDuty{Title: due.Title, DueOn: due.DueOn, Cite: due.Cite, Arithmetic: due.Arithmetic})
		}
	}
	out.ReportTo = reportTo(law, l.DecidedOn, row.Reasons)
	for _, p := range law.Penalties(on) {
		if slices.Contains(frame.Penalties, p.ID) {
			out.Consequences = append(out.Consequences, p.Title+"的，"+p.Consequence+"。依据："+statute.Words(p.Cites)+"。")
		}
	}
	out.Contact = s.contact(row, plan)
	var copies []string
	for _, department := range frame.CopyTo {
		copies = append(copies, "同级"+law.Word("department", department))
	}
	out.CopyTo = strings.Join(copies, "、")
	return out
}

func siteWords(row *Row) string {
	if row.SiteName == "" || row.SiteName == row.EnterpriseName {
		return ""
	}
	return "（" + row.SiteName + "）"
}

func reasonOf(law *statute.Law, on calendar.Date, row *Row, id string, k int) LetterReason {
	out := LetterReason{Reason: id, Facts: factLines([]string{id}, row.Facts)}
	if r, ok := law.Reason(id, on); ok {
		out.Reason, out.Text = r.Short, r.Text
	}
	if k < len(row.Basis) {
		_, out.Basis, _ = strings.Cut(row.Basis[k], "：")
	}
	return out
}

// reportTo joins the departments that receive the report: a site with several reasons reports to all of them.
func reportTo(law *statute.Law, on calendar.Date, reasons []string) string {
	var names []string
	for _, id := range reasons {
		r, _ := law.Reason(id, on)
		for _, department := range r.ReportTo {
			if name := law.Word("department", department); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, "、")
}

func (s *Service) contact(row *Row, plan *Plan) string {
	text := s.cityName(row.CityCode) + "生态环境局"
	if county := s.regionName(row.RegionCode); row.RegionCode != row.CityCode && county != "" {
		text += "、" + county + "生态环境分局"
	}
	if plan != nil && plan.Contact != "" {
		text += "；联系人和电话：" + plan.Contact
	}
	return text
}

// Document lays the letter out as an official document.
func (l *Letter) Document() document.Document {
	d := document.Document{
		DocumentNo: l.DocumentNo, Title: l.Title, Addressee: l.Addressee, CopyTo: l.CopyTo, Author: l.Office,
		Signature: document.Signature{Organs: []string{l.Office}, Date: l.Date.String()},
	}
	add := func(blocks ...document.Block) { d.Blocks = append(d.Blocks, blocks...) }
	add(document.Paragraph{Text: l.Opening}, document.Heading{Level: 1, Text: "一、列入原因和依据"})
	for k, r := range l.Reasons {
		add(document.Paragraph{Text: fmt.Sprintf("%d.%s：%s。依据：%s。", k+1, r.Reason, r.Text, r.Basis)})
		if len(r.Facts) > 0 {
			parts := make([]string, len(r.Facts))
			for i, fact := range r.Facts {
				parts[i] = fact.Label + "：" + fact.Text
			}
			add(document.Paragraph{Text: "认定的事实：" + strings.Join(parts, "；") + "。"})
		}
	}
	add(document.Paragraph{Text: "分类管理：" + l.Track})
	add(document.Heading{Level: 1, Text: "二、应当办理的事项和期限"}, document.Paragraph{Text: "下列期限自名单公布之日（" + l.Date.Chinese() + "）起算："})
	table := document.Table{Columns: []document.TableColumn{{Title: "应当办理的事项", Align: document.Left}, {Title: "最迟日期"}, {Title: "依据和计算", Align: document.Left}}}
	for _, duty := range l.Duties {
		table.Rows = append(table.Rows, []string{duty.Title, duty.DueOn.Chinese(), duty.Cite + "。" + duty.Arithmetic})
	}
	if len(table.Rows) > 0 {
		add(table)
	}
	add(document.Paragraph{Text: "审核报告应当报送" + l.ReportTo + "，并通过清洁生产信息管理系统提交。"})
	for _, text := range l.Statements {
		add(document.Paragraph{Text: text})
	}
	if len(l.Consequences) > 0 {
		add(document.Heading{Level: 1, Text: "三、法律责任"})
		for _, text := range l.Consequences {
			add(document.Paragraph{Text: text})
		}
	}
	add(document.Paragraph{Text: "名单公布网址：" + l.WebAddress}, document.Paragraph{Text: "联系单位：" + l.Contact + "。"})
	return d
}
