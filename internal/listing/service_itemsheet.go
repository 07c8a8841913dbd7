package listing

import (
	"context"
	"io"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// ItemTemplate gives the empty table of plan items under today's law.
func (s *Service) ItemTemplate(ctx context.Context) (*Export, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Export, error) {
		n := itemSheet(reasonForms(tx.Law(), tx.Today()))
		return &Export{Name: "计划项目模板.xlsx", Format: sheet.XLSX, write: n.Template}, nil
	})
}

// ItemExport gives the items of a plan in the actor's place as a table that can be filled in and uploaded again.
func (s *Service) ItemExport(ctx context.Context, id string) (*Export, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Export, error) {
		p, err := findPlan(tx, id)
		if err != nil {
			return nil, err
		}
		p.CityLabel = s.cityName(p.CityCode)
		items, err := itemsHere(tx, p.ID)
		if err != nil {
			return nil, err
		}
		n := itemSheet(reasonForms(tx.Law(), tx.Today()))
		return &Export{Name: p.Subject().Title + "项目.xlsx", Format: sheet.XLSX, write: func(w io.Writer) error {
			return n.Export(w, sheet.XLSX, func(yield func(*itemLine, error) bool) {
				for k := range items {
					i := &items[k]
					line := &itemLine{creditCode: i.CreditCode, site: i.SiteName, name: i.EnterpriseName, region: s.regionLabel(i.RegionCode), state: ItemStates.Label(i.State), comment: i.Comment,
						reasons: i.Reasons, facts: i.Facts, justification: i.Justification}
					if !yield(line, nil) {
						return
					}
				}
			})
		}}, nil
	})
}

// ItemUpload is a table of plan items that somebody has filled in.
type ItemUpload struct {
	Content io.ReaderAt
	Size    int64
	Digest  string // of the difference that was looked at; "" only shows it
}

// TakeItems holds an uploaded table against a plan (差异预览). With the digest of a difference that was looked at it takes over
// what is new or changed, all or nothing; when anything has moved meanwhile, it shows the difference again instead.
func (s *Service) TakeItems(ctx context.Context, id string, in ItemUpload) (*ItemDiff, error) {
	source, err := sheet.Open(in.Content, in.Size)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	if in.Digest == "" {
		return store.Read(ctx, s.db, func(tx *store.Tx) (*ItemDiff, error) { return s.itemDiff(tx, id, source) })
	}
	return store.In(ctx, s.db, func(tx *store.Tx) (*ItemDiff, error) {
		d, err := s.itemDiff(tx, id, source)
		if err != nil {
			return nil, err
		}
		if d.Digest != in.Digest {
			return nil, fault.Conflict("核对以后计划或表格又有变化，没有写入。请重新上传表格，核对新的差异。")
		}
		if n := d.Counts[LineRefused]; n > 0 {
			return nil, fault.Conflict("表格中有" + count(n) + "行不能接受，没有写入。请按提示改正后重新上传。")
		}
		for k := range d.Lines {
			if err := s.takeLine(tx, &d.Lines[k], d); err != nil {
				return nil, err
			}
		}
		return d, nil
	})
}

// takeLine writes one line of a table that was looked at.
func (s *Service) takeLine(tx *store.Tx, l *LineDiff, d *ItemDiff) error {
	switch l.Kind {
	case LineNew:
		if _, err := s.propose(tx, NewPlanItem{Year: l.item.Year, EntryID: l.entryID, Reasons: l.line.reasons, Facts: l.line.facts, Justification: l.line.justification}); err != nil {
			return rowFault(l, err)
		}
	case LineChanged:
		i := l.item
		i.Reasons, i.Facts, i.Justification = l.line.reasons, l.line.facts, strings.TrimSpace(l.line.justification)
		if err := s.refresh(tx, i, tx.Today(), "修改没有保存"); err != nil {
			return rowFault(l, err)
		}
		if err := tx.SaveNoted("plan_item.revise", "由上传的表格修改", i); err != nil {
			return err
		}
	default:
		return nil
	}
	d.Taken++
	return nil
}

func rowFault(l *LineDiff, err error) error {
	if fault.As(err).Kind == fault.KindInternal {
		return err
	}
	return fault.Conflict("第" + count(l.Row) + "行“" + l.Title + "”：" + words(err) + "没有写入任何一行。")
}

// itemDiff reads a table and tells what it would do.
func (s *Service) itemDiff(tx *store.Tx, id string, source *sheet.Source) (*ItemDiff, error) {
	p, err := findPlan(tx, id)
	if err != nil {
		return nil, err
	}
	if !tx.Actor().Can(access.Propose) {
		return nil, fault.Forbidden("列入建议的表格由县（市、区）生态环境分局上传。")
	}
	forms := reasonForms(tx.Law(), tx.Today())
	n := itemSheet(forms)
	reading, err := n.Read(source)
	if err != nil {
		return nil, err
	}
	items, err := itemsHere(tx, p.ID)
	if err != nil {
		return nil, err
	}
	d := &ItemDiff{Lines: []LineDiff{}}
	seen := map[string]int{}
	for row, err := range reading.Rows() {
		if err != nil {
			return nil, err
		}
		l := LineDiff{Row: row.Number, Kind: LineRefused, Changes: []LineChange{}, Faults: []string{}, line: row.Value}
		for _, f := range row.Faults {
			if f.Severity == sheet.Error {
				l.Faults = append(l.Faults, f.String())
			}
		}
		if len(l.Faults) == 0 {
			l.line.reasons = sortedReasons(forms, l.line.reasons)
			if err := s.judgeLine(tx, p, &l, items, forms, seen); err != nil {
				return nil, err
			}
		}
		d.Lines = append(d.Lines, l)
	}
	if len(d.Lines) == 0 {
		return nil, fault.Invalid("表格中没有内容", fault.Field{Path: "file", Message: "表格中没有企业，请填写后重新上传。"})
	}
	d.seal()
	return d, nil
}

// judgeLine finds the site of a line and tells what the line would do with it.
func (s *Service) judgeLine(tx *store.Tx, p *Plan, l *LineDiff, items []PlanItem, forms []ReasonForm, seen map[string]int) error {
	refuse := func(text string) { l.Faults = append(l.Faults, text) }
	found, err := entriesOfCode(tx, l.line.creditCode)
	if err != nil {
		return err
	}
	var matching []Entry
	for _, e := range found {
		if l.line.site == "" || e.SiteName == l.line.site {
			matching = append(matching, e)
		}
	}
	l.Title = l.line.creditCode
	switch {
	case len(matching) == 0:
		refuse("本辖区的重点行业企业清单中没有统一社会信用代码为“" + l.line.creditCode + "”的厂区" + or(l.line.site, "") + "，请先列入清单。")
		return nil
	case len(matching) > 1:
		refuse("该企业在清单中有多个厂区，请在“厂区名称”一列写明是哪一个。")
		return nil
	}
	e := matching[0]
	l.Title, l.entryID = titleOf(e.EnterpriseName, e.SiteName), e.ID
	if first := seen[e.SiteID]; first > 0 {
		refuse("与第" + count(first) + "行是同一厂区，请合并为一行。")
		return nil
	}
	seen[e.SiteID] = l.Row
	for k := range items {
		if items[k].SiteID == e.SiteID {
			l.item = &items[k]
		}
	}
	if l.item == nil {
		return s.judgeNew(tx, p, l, &e)
	}
	l.compare(forms)
	if l.Kind != LineChanged {
		return nil
	}
	if l.item.State != ItemProposed && l.item.State != ItemReturned {
		l.Kind = LineRefused
		refuse("该项目当前为“" + ItemStates.Label(l.item.State) + "”，不能修改。只有待市级确认和已退回的可以修改。")
		return nil
	}
	if err := fixedRow(tx, l.item); err != nil {
		l.Kind = LineRefused
		refuse(words(err))
		return nil
	}
	tried := *l.item
	tried.Reasons, tried.Facts, tried.Justification = l.line.reasons, l.line.facts, l.line.justification
	return s.tryLine(tx, l, &tried)
}

func (s *Service) judgeNew(tx *store.Tx, p *Plan, l *LineDiff, e *Entry) error {
	l.item = &PlanItem{PlanID: p.ID, Year: p.Year, EntryID: e.ID, EnterpriseID: e.EnterpriseID, SiteID: e.SiteID, EnterpriseName: e.EnterpriseName, SiteName: e.SiteName, RegionCode: e.RegionCode,
		CityCode: e.CityCode, Reasons: l.line.reasons, Facts: l.line.facts, Justification: l.line.justification}
	l.Kind, l.Changes = LineNew, append(l.Changes, LineChange{What: "列入原因", After: reasonShorts(l.line.reasons)})
	if !p.takesItems() {
		l.Kind, l.Faults = LineRefused, append(l.Faults, "计划当前为“"+PlanStates.Label(p.State)+"”，不能再提出列入建议。")
		return nil
	}
	if err := closed(tx, p, e.RegionCode); err != nil {
		l.Kind, l.Faults = LineRefused, append(l.Faults, words(err))
		return nil
	}
	return s.tryLine(tx, l, l.item)
}

// tryLine judges a line as the plan would (g1 to g6); what is wrong refuses it.
func (s *Service) tryLine(tx *store.Tx, l *LineDiff, tried *PlanItem) error {
	faults, err := s.assess(tx, tried, tx.Today())
	for _, f := range faults {
		l.Kind, l.Faults = LineRefused, append(l.Faults, f.Message)
	}
	return err
}
