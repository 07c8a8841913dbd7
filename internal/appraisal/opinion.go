package appraisal

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"qingshen/internal/audit"
	"qingshen/internal/document"
	"qingshen/internal/expert"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// OpinionFile is the opinion of a concluded appraisal as a document.
type OpinionFile struct {
	Name     string
	Document document.Document
	kept     []byte // as it was produced with the conclusion
}

// Write writes the file: what was kept with the conclusion, not what would be composed today.
func (f *OpinionFile) Write(w io.Writer) error {
	if f.kept != nil {
		_, err := w.Write(f.kept)
		return err
	}
	return document.Write(w, f.Document)
}

// keepOpinion produces the opinion with the conclusion and keeps it with its hash among the files of the case, so that
// what was handed to the enterprise can be proved later.
func (s *Service) keepOpinion(tx *store.Tx, a *Appraisal) error {
	round, err := s.audits.Find(tx, a.AuditID)
	if err != nil {
		return err
	}
	f, err := s.compose(tx, a, round)
	if err != nil {
		return err
	}
	var content bytes.Buffer
	if err := f.Write(&content); err != nil {
		return err
	}
	blob, err := s.files.Put(tx.Context(), f.Name, &content)
	if err != nil {
		return err
	}
	kept, err := s.files.Save(tx, round.Subject(), a.Kind+"-opinion", blob)
	if err != nil {
		return err
	}
	a.OpinionFileID, a.OpinionSHA256 = kept.ID, kept.SHA256
	return file.Hold(tx, round.Subject(), KindLabels[a.Kind]+"结论", kept.ID)
}

// free is the sentence that stands on every opinion (CPL 27(5); CODE 967(4); N12 三(四)).
const free = "评估、验收所需费用由组织部门报请同级人民政府纳入预算，不向企业收取任何费用。"

// OpinionDocument lays the opinion out for signature: the technical review opinion of an evaluation (评估技术审查意见) or
// the opinion of an acceptance (验收意见).
func (s *Service) OpinionDocument(ctx context.Context, id string) (*OpinionFile, error) {
	var fileID string
	out, err := store.Read(ctx, s.db, func(tx *store.Tx) (*OpinionFile, error) {
		a, err := store.Find[Appraisal](tx, id, what)
		if err != nil {
			return nil, err
		}
		if !a.concluded() {
			return nil, fault.Conflict("结论作出后才能下载评审意见。")
		}
		round, err := s.audits.Find(tx, a.AuditID)
		if err != nil {
			return nil, err
		}
		fileID = a.OpinionFileID
		return s.compose(tx, a, round)
	})
	if err != nil || fileID == "" {
		return out, err
	}
	_, content, err := s.files.Content(ctx, fileID)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	out.kept, err = io.ReadAll(content)
	return out, err
}

// compose lays out the opinion from what the appraisal and its panel hold.
func (s *Service) compose(tx *store.Tx, a *Appraisal, round *audit.Audit) (*OpinionFile, error) {
	t, err := s.tally(tx, a)
	if err != nil {
		return nil, err
	}
	seated, err := seats(tx, a.ID)
	if err != nil {
		return nil, err
	}
	sheet, err := sheetOf(tx, a)
	if err != nil {
		return nil, err
	}
	office := s.regions.Name(a.CityCode) + "生态环境局"
	title := "清洁生产审核评估技术审查意见"
	if a.Kind == KindAcceptance {
		title = "清洁生产审核验收意见"
	}
	d := document.Document{
		Title: a.EnterpriseName + "\n" + title, Author: office, Blocks: a.blocks(round, office, sheet, t.result, seated),
		Signature: document.Signature{Organs: []string{office}, Date: a.ConcludedOn.String()},
	}
	return &OpinionFile{Name: a.EnterpriseName + title + ".docx", Document: d}, nil
}

func (a *Appraisal) blocks(round *audit.Audit, office string, sheet statute.Sheet, r *AppraisalResult, seated []*Member) []document.Block {
	blocks := []document.Block{facts(a, round, office, sheet, r)}
	if len(r.Vetoes) > 0 {
		blocks = append(blocks, vetoTable(r))
	}
	number := 0
	head := func(text string) {
		number++
		blocks = append(blocks, document.Heading{Level: 1, Text: numerals[number-1] + "、" + text})
	}
	for _, f := range opinionFields[a.Kind] {
		head(f.Label)
		blocks = append(blocks, document.Paragraph{Text: *f.text(&a.Opinion)})
		if f.ID == "level" && a.Opinion.LevelBasis != "" {
			blocks = append(blocks, document.Paragraph{Text: "得出方式：" + a.Opinion.LevelBasis})
		}
	}
	if strings.TrimSpace(a.Opinion.Problems) != "" {
		head("存在问题")
		blocks = append(blocks, document.Paragraph{Text: a.Opinion.Problems})
	}
	if len(a.Opinion.Requirements) > 0 {
		head("整改、补充要求")
		for i, text := range a.Opinion.Requirements {
			blocks = append(blocks, document.Paragraph{Text: fmt.Sprintf("%d.%s", i+1, text)})
		}
	}
	head("结论")
	blocks = append(blocks, document.Paragraph{Text: r.Reason}, panelTable(seated), document.Paragraph{Text: free})
	return blocks
}

var numerals = strings.Split("一 二 三 四 五 六 七 八 九 十", " ")

func facts(a *Appraisal, round *audit.Audit, office string, sheet statute.Sheet, r *AppraisalResult) document.Table {
	agency := round.AgencyName
	if agency == "" {
		agency = audit.ModeLabels[round.Mode]
	}
	t := document.Table{Columns: []document.TableColumn{{Weight: 2}, {Weight: 5, Align: document.Left}}}
	for _, row := range [][]string{
		{"企业名称", round.EnterpriseName}, {"统一社会信用代码", round.CreditCode}, {"生产厂区", round.SiteName}, {"审核案号", round.CaseNo},
		{"咨询服务机构", agency}, {"组织单位", office}, {"评审方式", MethodLabels[a.Method]}, {"评审日期", a.MeetingOn.Chinese()},
		{"评审地点", a.MeetingPlace}, {"评分表", sheet.Title}, {"得分", r.Shown + "分"}, {"结论", OutcomeLabels[a.Outcome]},
	} {
		if row[1] != "" {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

func vetoTable(r *AppraisalResult) document.Table {
	t := document.Table{Caption: "否决项检查", Columns: []document.TableColumn{{Title: "否决项", Weight: 5, Align: document.Left}, {Title: "认为存在", Weight: 2}, {Title: "认为不存在", Weight: 2}, {Title: "是否成立", Weight: 2}}}
	for _, v := range r.Vetoes {
		holds := "不成立"
		if v.Holds {
			holds = "成立"
		}
		t.Rows = append(t.Rows, []string{v.Title, fmt.Sprintf("%d人", v.Yes), fmt.Sprintf("%d人", v.No), holds})
	}
	return t
}

func panelTable(seated []*Member) document.Table {
	t := document.Table{Caption: "专家组", Columns: []document.TableColumn{{Title: "姓名", Weight: 2}, {Title: "职务", Weight: 1}, {Title: "工作单位", Weight: 4, Align: document.Left}, {Title: "职称", Weight: 2}, {Title: "专业领域", Weight: 3}, {Title: "签字", Weight: 2}}}
	rows := slices.Clone(seated)
	for _, m := range rows {
		duty := "组员"
		if m.Chair {
			duty = "组长"
		}
		fields := make([]string, len(m.Fields))
		for i, f := range m.Fields {
			fields[i] = expert.FieldLabels[f]
		}
		t.Rows = append(t.Rows, []string{m.ExpertName, duty, m.Employer, m.Title, strings.Join(fields, "、"), ""})
	}
	return t
}
