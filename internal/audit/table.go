package audit

import (
	"encoding/json"
	"fmt"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Table is one table of the dossier (审核资料的一张表) as it is filled in: what was typed, what follows from it, and what
// was found in it.
type Table struct {
	SectionHead
	Hands      *Hands               `json:"hands,omitempty" readOnly:"true" doc:"多人填报的情况"`
	Form       dossier.Table        `json:"form,omitzero" readOnly:"true" doc:"栏目、单位和计算式"`
	Rows       []dossier.Row        `json:"rows" nullable:"false" doc:"填写的行；值为文字、数字、是否，或者 {value, unit}"`
	Marks      []string             `json:"marks,omitempty" maxItems:"100000" doc:"各行的标识，与行一一对应；写入时带回，新行为空"`
	Computed   []map[string]string  `json:"computed,omitempty" readOnly:"true" doc:"每行由系统计算的栏目"`
	Findings   []dossier.Finding    `json:"findings,omitempty" readOnly:"true" doc:"本表的检查发现"`
	References []dossier.References `json:"references,omitempty" doc:"各行的证据出处，与行同序"`
	Documents  []Document           `json:"documents,omitempty" readOnly:"true" doc:"可以引用的附件"`
	Results    bool                 `json:"results,omitempty" readOnly:"true" doc:"目标已经确定，只能填写完成值"`
	Balances   []BalanceView        `json:"balances,omitempty" readOnly:"true" doc:"各平衡的合计、偏差和流向图"`
	Carried
}

// rows reads the stored rows of a section.
func (d *DossierSection) rows() ([]dossier.Row, error) {
	c, err := d.read()
	return c.Rows, err
}

// keep stores rows with their summary in words and with what is missing.
func (d *DossierSection) keep(t *dossier.Table, book *dossier.Book, c content, findings []dossier.Finding) error {
	before, err := d.read()
	if err != nil {
		return err
	}
	d.table = t
	next := before.follow(t, c.Rows, d.said)
	c.Marks, c.Given = next.Marks, next.Given
	raw, err := json.Marshal(c)
	if err != nil {
		return err
	}
	d.Content, d.Summary, d.Gaps = string(raw), summary(book, t), gapsIn(t, book, findings)
	return nil
}

// summary says the content of a table in words: row by row, without what was left empty.
func summary(book *dossier.Book, t *dossier.Table) string {
	lines := []string{}
	for _, l := range book.Lines(t.ID) {
		parts := []string{}
		for _, c := range t.Columns {
			if text := l.Cell(c.ID).Typed; text != "" && !c.Computed() {
				parts = append(parts, c.Title+"："+text)
			}
		}
		lines = append(lines, strings.Join(parts, "，"))
	}
	return strings.Join(lines, "；")
}

// gapsIn says what a table still lacks for its stage to be complete: rows, years, cells that must be filled.
func gapsIn(t *dossier.Table, book *dossier.Book, findings []dossier.Finding) []string {
	gaps := []string{}
	if lack := t.Lack(book); lack != "" {
		gaps = append(gaps, lack+"。")
	}
	if rows := book.Dossier.Unconfirmed[t.ID]; len(rows) > 0 {
		gaps = append(gaps, "“"+t.Title+"”"+t.Listed(rows)+"取自上一轮，尚未确认。")
	}
	for _, f := range findings {
		if f.Place.Table == t.ID && f.Rule == dossier.RuleRequired {
			gaps = append(gaps, fmt.Sprintf("%s：%s", f.Place.Words, f.Message))
		}
	}
	return gaps
}

// blankSections gives the empty dossier with which an audit starts.
func blankSections(form *dossier.Form, a *Audit) []*DossierSection {
	book, _ := form.Read(&dossier.Dossier{})
	rows := []*DossierSection{}
	for i, t := range form.Tables {
		if t.Kept != "" {
			continue
		}
		rows = append(rows, &DossierSection{AuditID: a.ID, Section: t.ID, Title: t.Title, Stage: t.Stage, Seq: i, Gaps: gapsIn(t, book, nil), audit: a})
	}
	return rows
}

// refused are the cells of a table that cannot be understood; what is merely missing may be filled in later.
func refused(t *dossier.Table, findings []dossier.Finding) error {
	var faults fault.List
	for _, f := range findings {
		if f.Place.Table != t.ID || f.Rule != dossier.RuleForm {
			continue
		}
		path := strings.TrimPrefix(strings.TrimPrefix(f.Place.Path, "tables."+t.ID), ".")
		if strings.HasPrefix(path, "[") {
			path = "rows" + path
		}
		faults = append(faults, fault.Field{Path: path, Message: f.Message, Value: f.Found})
	}
	return faults.Err("“" + t.Title + "”没有保存，请按提示修改")
}

// computed gives the computed columns of each row as people read them.
func computed(book *dossier.Book, t *dossier.Table) []map[string]string {
	out := []map[string]string{}
	for _, l := range book.Lines(t.ID) {
		row := map[string]string{}
		for _, c := range t.Columns {
			if c.Computed() {
				row[c.ID] = l.Show(c.ID)
			}
		}
		out = append(out, row)
	}
	return out
}

// of gives the findings that lie in one table.
func of(table string, findings []dossier.Finding) []dossier.Finding {
	out := []dossier.Finding{}
	for _, f := range findings {
		if f.Place.Table == table {
			out = append(out, f)
		}
	}
	return out
}

// onlyActuals refuses to change targets after the report; their results are entered while the options are carried out.
func (d *DossierSection) onlyActuals(a *Audit, now []dossier.Row) error {
	if a.State == Ongoing || a.State == Supplementing {
		return nil
	}
	before, err := d.rows()
	if err != nil {
		return err
	}
	same := len(before) == len(now)
	for i := 0; same && i < len(now); i++ {
		same = sameBut(before[i], now[i], "actual")
	}
	if !same {
		return fault.Conflict("审核报告提交以后目标已经确定，只能填写完成值。")
	}
	return nil
}

// sameBut tells whether two rows say the same in every column but one.
func sameBut(a, b dossier.Row, column string) bool {
	for _, pair := range [][2]dossier.Row{{a, b}, {b, a}} {
		for name := range pair[0] {
			if name != column && dossier.Text(pair[0][name]) != dossier.Text(pair[1][name]) {
				return false
			}
		}
	}
	return true
}

// formOf gives the edition of the form under which the case was started; before its start the one in force when it was opened.
func (s *Service) formOf(a *Audit) *dossier.Form {
	forms := s.papers().forms
	if a.DossierEdition != "" {
		return forms.Edition(a.DossierEdition)
	}
	if f := forms.On(a.lawOn()); f != nil {
		return f
	}
	return forms[0]
}

// Composer stores tables of a dossier that were filled in elsewhere than on a form, such as in the demonstration: read and
// judged exactly as if they had been typed.
type Composer struct{ forms dossier.Forms }

// NewComposer gives a composer with the forms of the law data.
func NewComposer(forms dossier.Forms) *Composer { return &Composer{forms} }

// Blank gives the stored form of the empty dossier with which a case begins.
func (k *Composer) Blank(a *Audit) []*DossierSection {
	form := k.forms.On(a.lawOn())
	a.DossierEdition = form.Edition
	return blankSections(form, a)
}

// formOf gives the edition of the form with which the round of a section was started.
func (k *Composer) formOf(row *DossierSection) *dossier.Form {
	return k.forms.Edition(row.audit.DossierEdition)
}

// Fill writes rows into a section, with all their faults at once when they have any.
func (k *Composer) Fill(row *DossierSection, rows []dossier.Row, today calendar.Date) error {
	form := k.formOf(row)
	t := form.Table(row.Section)
	book, findings := form.Read(&dossier.Dossier{AsOf: today, Tables: map[string][]dossier.Row{t.ID: rows}})
	if err := refused(t, findings); err != nil {
		return err
	}
	return row.keep(t, book, content{Rows: rows}, findings)
}

// dossierOf composes the whole dossier of a case from what is stored of it.
func (s *Service) dossierOf(tx *store.Tx, a *Audit) (*dossier.Dossier, error) {
	sections, err := sectionsOf(tx, a.ID)
	if err != nil {
		return nil, err
	}
	d := &dossier.Dossier{
		Edition: a.DossierEdition, AsOf: tx.Today(), Tables: map[string][]dossier.Row{}, References: map[string][]dossier.References{}, Unconfirmed: map[string][]int{}, Texts: map[string]string{},
		Audit: dossier.Audit{Year: a.Year, OpenedOn: string(a.OpenedOn), Reasons: a.Reasons, Track: a.Track, Phase: a.phase(), Agency: a.AgencyName},
	}
	if d.Enterprise, err = s.enterpriseOf(tx, a); err != nil {
		return nil, err
	}
	for _, row := range sections {
		c, err := row.read()
		if err != nil {
			return nil, err
		}
		d.Tables[row.Section] = c.Rows
		if len(c.References) > 0 {
			d.References[row.Section] = c.References
		}
		if open := c.unconfirmed(); len(open) > 0 {
			d.Unconfirmed[row.Section] = open
		}
	}
	options, err := optionsOf(tx, a.ID)
	if err != nil {
		return nil, err
	}
	d.Tables["options"], d.Tables["effects"], d.Tables["feasibility"] = optionRows(options)
	if s.Levels != nil {
		if d.Tables[SectionLevels], err = s.Levels(tx, a.ID); err != nil {
			return nil, err
		}
	}
	stages, err := stagesOf(tx, a.ID)
	if err != nil {
		return nil, err
	}
	for _, st := range stages {
		if st.Note != "" {
			d.Texts[st.Stage] = st.Note
		}
	}
	edited, err := textsOf(tx, a.ID)
	if err != nil {
		return nil, err
	}
	for section, t := range edited {
		if t.Text != "" {
			d.Texts[section] = t.Text
		}
	}
	if d.Attachments, err = attachmentsOf(tx, a); err != nil {
		return nil, err
	}
	d.Reasons, err = reasonsOf(tx, a.ID)
	return d, err
}

// phase is how far a case has come: after the evaluation the dossier is judged as for the acceptance.
func (a *Audit) phase() string {
	if a.EvaluatedOn != "" {
		return dossier.PhaseAcceptance
	}
	return dossier.PhaseEvaluation
}

// enterpriseOf names the enterprise of a case as the register has it now, with its former names; as the list had it where
// the register holds it no more.
func (s *Service) enterpriseOf(tx *store.Tx, a *Audit) (dossier.Enterprise, error) {
	out := dossier.Enterprise{Name: a.EnterpriseName, Code: a.CreditCode, Region: a.RegionCode}
	e, err := s.enterprises.Any(tx, a.EnterpriseID)
	if fault.Is(err, fault.KindNotFound) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	names, err := s.enterprises.AllNames(tx, a.EnterpriseID)
	out.Name, out.Address, out.Industries, out.FormerNames = e.Name, e.Address, []string{e.IndustryCode}, append(names, a.EnterpriseName)
	return out, err
}
