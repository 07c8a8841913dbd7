package portal

import (
	"context"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Enterprise gives what is public of the enterprise with this credit code. One that has never been on a published list
// does not exist for the public.
func (p *Portal) Enterprise(ctx context.Context, creditCode string) (*PublicEnterprise, error) {
	return store.Read(ctx, p.db, func(tx *store.Tx) (*PublicEnterprise, error) {
		found, err := enterprise(tx, strings.ToUpper(creditCode))
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fault.NotFound("该企业")
		}
		e := found[0]
		out := &PublicEnterprise{Name: e.Name, CreditCode: e.CreditCode, City: p.cityName(e.RegionCode), County: p.ref.Name(e.RegionCode),
			Industry: p.ref.IndustryLabel(e.IndustryCode), Key: e.KeyIndustry, Former: []PublicName{}, Rounds: []PublicRound{}}
		former, err := formerNames(tx, e.ID)
		if err != nil {
			return nil, err
		}
		for _, f := range former {
			out.Former = append(out.Former, PublicName(f))
		}
		return out, p.rounds(tx, out, e.ID)
	})
}

// rounds fills in the listings of an enterprise with what has become public of each.
func (p *Portal) rounds(tx *store.Tx, out *PublicEnterprise, id string) error {
	records, err := rounds(tx, id)
	if err != nil {
		return err
	}
	made, err := disclosures(tx, id)
	if err != nil {
		return err
	}
	published, err := outcomes(tx, id)
	if err != nil {
		return err
	}
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = r.AuditID
	}
	clocks, err := dues(tx, ids)
	if err != nil {
		return err
	}
	for _, r := range records {
		round := p.round(r, clocks)
		for _, d := range made {
			if d.AuditID == r.AuditID {
				round.Disclosure = p.disclosed(d, r)
			}
		}
		for _, o := range published {
			if o.AuditID == r.AuditID {
				round.Outcome, round.PublishedOn, round.ResultNo = outcomeWord(o.Outcome == "pass"), o.PublishedOn, o.DocumentNo
			}
		}
		out.Rounds = append(out.Rounds, round)
	}
	return nil
}

func (p *Portal) round(r roundRecord, clocks []dueRecord) PublicRound {
	w := publicState(r.State, r.ResultPublishedOn != "")
	round := PublicRound{
		Year: r.Year, ListID: r.ListID, ListTitle: r.ListTitle, DocumentNo: r.DocumentNo, NameThen: r.EnterpriseName, Site: r.SiteName, Round: r.Round,
		Reasons: p.reasons(r.Reasons, r.OpenedOn), Basis: r.Basis, State: w.text, Tone: w.tone, Withdrawn: r.WithdrawnBy != "",
		Steps: []PublicStep{{Label: "名单公布", On: r.PublishedOn}},
	}
	for _, step := range []struct {
		label, rule string
		on          calendar.Date
	}{{"公开企业信息", "disclose", r.DisclosedOn}, {"启动审核", "start-audit", r.StartedOn}, {"提交审核报告", "submit-report", r.ReportedOn}} {
		s := PublicStep{Label: step.label, On: step.on}
		for _, c := range clocks {
			if c.SubjectID == r.AuditID && c.Rule == step.rule {
				s.Due, s.Cite = c.DueOn, c.Cite
			}
		}
		if s.On != "" || s.Due != "" {
			round.Steps = append(round.Steps, s)
		}
	}
	if r.ResultPublishedOn != "" {
		round.Steps = append(round.Steps, PublicStep{Label: "公布验收结果", On: r.ResultPublishedOn})
	}
	return round
}

// disclosed gives the disclosure by the fields of its statutory form: what the form does not ask for has no column.
func (p *Portal) disclosed(d disclosureRecord, r roundRecord) *PublicDisclose {
	out := &PublicDisclose{PublishedOn: d.PublishedOn, Channel: d.Channel, Checked: d.State == "checked", Blocks: []PublicBlock{}}
	if strings.HasPrefix(d.WebAddress, "https://") || strings.HasPrefix(d.WebAddress, "http://") {
		out.Address = d.WebAddress
	}
	for _, b := range p.db.Law().Disclosure(r.OpenedOn, r.Reasons) {
		block := PublicBlock{Title: b.Title, Columns: []string{}, Rows: [][]string{}}
		for _, f := range b.Fields {
			label := f.Label
			if f.Unit != "" {
				label += "（" + f.Unit + "）"
			}
			block.Columns = append(block.Columns, label)
		}
		for _, line := range d.Content[b.ID] {
			cells := make([]string, 0, len(b.Fields))
			for _, f := range b.Fields {
				cells = append(cells, line[f.ID])
			}
			block.Rows = append(block.Rows, cells)
		}
		if len(block.Rows) > 0 {
			out.Blocks = append(out.Blocks, block)
		}
	}
	return out
}
