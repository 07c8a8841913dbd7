package performance

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/document"
	"qingshen/internal/store"
)

// Round is the performance of one round (企业绩效表): what it was, what it cost and brought, option by option with the evidence.
type Round struct {
	AuditID string        `json:"audit_id"`
	Title   string        `json:"title"`
	On      calendar.Date `json:"on" doc:"统计日期"`
	Facts   []Fact        `json:"facts" nullable:"false"`
	Total   Row           `json:"total"`
	Options []OptionLine  `json:"options" nullable:"false" doc:"未放弃的方案"`

	Kinds []audit.EffectKind `json:"kinds" nullable:"false" doc:"效果类别及其名称"`
}

// Fact is one line of the head of the table.
type Fact struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// OptionLine is an option with what it has brought and by what this is proven.
type OptionLine struct {
	ID            string         `json:"id"`
	Code          string         `json:"code"`
	Name          string         `json:"name"`
	CostClass     string         `json:"cost_class"`
	State         string         `json:"state"`
	CompletedOn   calendar.Date  `json:"completed_on"`
	InvestmentFen int64          `json:"investment_fen" doc:"完成的为实际投资，其余为计划投资"`
	BenefitFen    int64          `json:"benefit_fen" doc:"完成的为实际年效益，其余为预期"`
	Effects       []audit.Effect `json:"effects" nullable:"false"`
}

// Round gives the performance table of an audit that the actor may see.
func (s *Service) Round(ctx context.Context, id string) (*Round, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Round, error) {
		a, err := s.audits.Find(tx, id)
		if err != nil {
			return nil, err
		}
		options, err := s.audits.Measures(tx, a.ID)
		if err != nil {
			return nil, err
		}
		out := &Round{AuditID: a.ID, Title: named(a.EnterpriseName, a.SiteName), On: tx.Today(), Options: []OptionLine{}, Kinds: audit.EffectKinds}
		if out.Facts, err = s.facts(tx, a); err != nil {
			return nil, err
		}
		out.Total = ofRound(options)
		for _, o := range options {
			if o.State == audit.OptionDropped {
				continue
			}
			out.Options = append(out.Options, lineOf(o))
		}
		return out, nil
	})
}

func lineOf(o audit.Option) OptionLine {
	l := OptionLine{ID: o.ID, Code: o.Code, Name: o.Name, CostClass: o.CostClass, State: o.State, CompletedOn: o.CompletedOn, InvestmentFen: o.InvestmentFen, BenefitFen: o.BenefitFen, Effects: o.Effects}
	if o.State == audit.OptionDone {
		l.InvestmentFen, l.BenefitFen = o.ActualInvestmentFen, o.ActualBenefitFen
	}
	return l
}

// facts are the head of the performance table.
func (s *Service) facts(tx *store.Tx, a *audit.Audit) ([]Fact, error) {
	reasons := []string{}
	for _, id := range a.Reasons {
		if r, ok := tx.Law().Reason(id, a.OpenedOn); ok {
			reasons = append(reasons, r.Short)
		}
	}
	before, after, err := s.levels.Words(tx, a.ID)
	if err != nil {
		return nil, err
	}
	industry, err := s.audits.Industry(tx, a)
	if err != nil {
		return nil, err
	}
	out := []Fact{}
	for _, f := range []Fact{
		{"企业名称", a.EnterpriseName}, {"统一社会信用代码", a.CreditCode}, {"所在地", s.regions.Label(a.RegionCode)}, {"行业代码", industry},
		{"名单年度", fmt.Sprintf("%d 年", a.Year)}, {"列入原因", strings.Join(reasons, "、")}, {"审核起止", span(a.StartedOn, a.ReportedOn)}, {"咨询服务机构", a.AgencyName},
		{"评估", scored(a.EvaluatedOn, a.EvaluationScore)}, {"验收", scored(a.AcceptedOn, a.AcceptanceScore)}, {"清洁生产水平（审核前）", before}, {"清洁生产水平（审核后）", after},
	} {
		if f.Text == "" {
			f.Text = "—"
		}
		out = append(out, f)
	}
	return out, nil
}

func span(from, until calendar.Date) string {
	if from == "" {
		return ""
	}
	if until == "" {
		return from.Chinese() + "开始"
	}
	return from.Chinese() + "至" + until.Chinese()
}

func scored(on calendar.Date, score string) string {
	if on == "" || score == "" {
		return string(on)
	}
	return on.Chinese() + "，" + score + " 分"
}

func wan(fen int64) string { return decimal.New(fen, -6).String() }

// leaf lays the table out on one page.
func (r *Round) leaf() document.Leaf {
	l := document.Leaf{Title: "清洁生产审核绩效表", Author: r.Title, Right: "统计至 " + r.On.Chinese()}
	for _, f := range r.Facts {
		l.Lines = append(l.Lines, [2]string{f.Label, f.Text})
	}
	l.Table.Columns = []document.TableColumn{{Title: "项目", Weight: 26, Align: document.Left}, {Title: "单位", Weight: 8}}
	for _, title := range []string{"实测", "计算", "估算", "未注明", "合计"} {
		l.Table.Columns = append(l.Table.Columns, document.TableColumn{Title: title, Weight: 11, Align: document.Right})
	}
	plain := func(label, unit, value string) {
		l.Table.Rows = append(l.Table.Rows, []string{label, unit, "", "", "", "", value})
	}
	for _, c := range []struct {
		label string
		Class
	}{{audit.CostLabels[audit.CostLow], r.Total.Low}, {audit.CostLabels[audit.CostHigh], r.Total.High}} {
		plain(c.label+"提出数", "个", fmt.Sprint(c.Proposed))
		plain(c.label+"完成数", "个", fmt.Sprint(c.Done))
		plain(c.label+"投资", "万元", wan(c.InvestmentFen))
		plain(c.label+"年经济效益", "万元", wan(c.BenefitFen))
	}
	for _, e := range r.Total.Effects {
		l.Table.Rows = append(l.Table.Rows, []string{e.Label, e.Unit, e.Measured, e.Calculated, e.Estimated, e.Unsaid, e.Total})
	}
	l.Foot = []string{"注：效果为已完成方案的实际年效果，负数为增加消耗或者排放；经济效益为节能降耗效益与削减污染物效益之和。"}
	if r.Total.Unproven > 0 {
		l.Foot = append(l.Foot, fmt.Sprintf("另有 %d 个已完成的方案没有填写实际效果，没有计入。", r.Total.Unproven))
	}
	return l
}

// documentFile is a document ready to be sent.
type documentFile struct {
	Name  string
	Media string
	Write func(io.Writer) error
}

// Document writes the performance table of an audit on one page.
func (s *Service) Document(ctx context.Context, id, format string) (*documentFile, error) {
	r, err := s.Round(ctx, id)
	if err != nil {
		return nil, err
	}
	l, name := r.leaf(), r.Title+"清洁生产审核绩效表"
	if format == "pdf" {
		return &documentFile{name + ".pdf", document.PDFMediaType, l.WritePDF}, nil
	}
	return &documentFile{name + ".docx", document.MediaType, l.WriteDOCX}, nil
}
