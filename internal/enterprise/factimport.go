package enterprise

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/job"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// JobFactImport is the kind of the job that imports facts.
const JobFactImport = "site-fact-import"

// ImportFacts stores an uploaded list of facts and enqueues the job that reads it.
func (s *Service) ImportFacts(ctx context.Context, r io.Reader, order ImportOrder) (*job.Job, error) {
	return s.takeIn(ctx, r, order, intake{JobFactImport, "site_fact.import", readableAs(FactNoun)})
}

// RunFactImport reads the stored list and does what was ordered. It may be killed at any moment and run again.
func (s *Service) RunFactImport(ctx context.Context, run *job.Run) error {
	var order ImportOrder
	if err := run.Decode(&order); err != nil {
		return err
	}
	if earlier, done := written(run.Job.Result); done { // killed between the commit and the report
		return run.Finish(ctx, earlier)
	}
	source, err := sheet.OpenFile(s.uploadPath(order.File))
	if err != nil {
		return err
	}
	defer source.Close()
	reading, err := FactNoun().Read(source)
	if err != nil {
		return err
	}
	p := &factPass{service: s, reading: reading, order: order, seed: maphash.MakeSeed(), run: run}
	if err := p.do(ctx); err != nil {
		return err
	}
	if p.report(); p.result.Annotated {
		if err := s.writeWhole(s.annotatedPath(order.File), func(w io.Writer) error { return reading.Annotate(p.faults, w) }); err != nil {
			return err
		}
	}
	result, err := s.first(order.File, p.result)
	if err != nil {
		return err
	}
	return run.Finish(ctx, result)
}

// factPass is one reading of a list of facts from top to bottom.
type factPass struct {
	service *Service
	reading *sheet.Reading[FactLine]
	order   ImportOrder
	run     *job.Run
	seed    maphash.Seed
	seen    map[uint64]int // rows by what they are about, to find what is said twice
	result  ImportResult
	faults  []sheet.CellFault
}

// do does the passes that the mode asks for.
func (p *factPass) do(ctx context.Context) error {
	if p.order.Mode == GoodRows {
		p.begin()
		p.result.Written = true
		return p.each(func(rows []sheet.Row[FactLine]) error {
			err := store.Do(ctx, p.service.db, func(tx *store.Tx) error { return p.decide(tx, rows, true) })
			return errors.Join(err, p.step(ctx, "正在导入"))
		})
	}
	p.begin()
	err := p.each(func(rows []sheet.Row[FactLine]) error {
		_, err := store.Read(ctx, p.service.db, func(tx *store.Tx) (struct{}, error) { return struct{}{}, p.decide(tx, rows, false) })
		return errors.Join(err, p.step(ctx, "正在校验"))
	})
	if err != nil || p.order.Mode == DryRun || p.result.Rejected > 0 {
		return err
	}
	return store.Do(ctx, p.service.db, func(tx *store.Tx) error {
		p.begin()
		p.result.Written = true
		err := p.each(func(rows []sheet.Row[FactLine]) error { return p.decide(tx, rows, true) })
		if err == nil && p.result.Rejected > 0 {
			return fault.Conflict("校验之后登记内容有变化，没有写入任何一行。请重新导入。")
		}
		if err != nil {
			return err
		}
		p.report()
		return p.run.Keep(tx, p.result)
	})
}

func (p *factPass) begin() {
	p.seen, p.faults, p.result = map[uint64]int{}, nil, ImportResult{}
}

func (p *factPass) step(ctx context.Context, doing string) error {
	return p.run.Step(ctx, int64(p.result.Rows), int64(p.result.Rows), fmt.Sprintf("%s：%d 行", doing, p.result.Rows))
}

func (p *factPass) each(do func([]sheet.Row[FactLine]) error) error {
	rows := make([]sheet.Row[FactLine], 0, batchOf)
	for row, err := range p.reading.Rows() {
		if err != nil {
			return err
		}
		row.Raw = slices.Clone(row.Raw)
		p.result.Rows++
		if rows = append(rows, row); len(rows) == batchOf {
			if err := do(rows); err != nil {
				return err
			}
			rows = rows[:0]
		}
	}
	if p.result.Rows == 0 {
		return fault.Invalid("文件里没有数据行。请在列标题下面填写，每行一项事实。")
	}
	if len(rows) == 0 {
		return nil
	}
	return do(rows)
}

func (p *factPass) report() {
	p.result.Mode, p.result.FileName = p.order.Mode, p.order.FileName
	p.result.Message = strings.NewReplacer("新登记企业", "新登记事实", "家", "项").Replace(p.result.sentence(p.order.Mode))
	p.result.FileWarnings = append([]string{}, p.reading.Warnings...)
	p.result.Faults = append([]sheet.CellFault{}, p.faults[:min(len(p.faults), shownFaults)]...)
	p.result.Annotated = len(p.faults) > 0
}

// decide says what happens with each row of a batch, and writes it if asked to.
func (p *factPass) decide(tx *store.Tx, rows []sheet.Row[FactLine], write bool) error {
	codes := make([]string, 0, len(rows))
	for _, row := range rows {
		if row.Value != nil {
			codes = append(codes, NormaliseCode(row.Value.CreditCode))
		}
	}
	found, err := byCodes(tx, codes)
	if err != nil {
		return err
	}
	ids := make([]string, 0, len(found))
	for _, e := range found {
		ids = append(ids, e.ID)
	}
	plants, err := sitesOf(tx, ids)
	if err != nil {
		return err
	}
	var fresh []*SiteFact
	for _, row := range rows {
		f, err := p.row(tx, row, found, plants, write)
		if err != nil {
			return err
		}
		if f != nil {
			fresh = append(fresh, f)
		}
	}
	if !write {
		return nil
	}
	return store.InsertAll(tx, "site_fact.import", fresh)
}

// row decides one row and gives the fact that is to be inserted, if any.
func (p *factPass) row(tx *store.Tx, row sheet.Row[FactLine], found map[string]*Enterprise, plants map[string][]*Site, write bool) (*SiteFact, error) {
	if row.Value == nil { // a row of sums
		p.result.Unchanged++
		return nil, nil
	}
	var faults fault.List
	e := found[NormaliseCode(row.Value.CreditCode)]
	site := p.site(tx, &faults, e, row.Value, plants)
	in := row.Value.input(tx.Law())
	faults = append(faults, in.check(tx.Law(), tx.Today())...)
	f := &SiteFact{Source: sourceOf(tx)}
	in.write(f)
	if site != nil {
		f.EnterpriseID, f.SiteID, f.RegionCode, f.CityCode = e.ID, site.ID, site.RegionCode, site.CityCode
		p.twice(&faults, row.Number, f)
	}
	for _, found := range row.Faults {
		p.add(found)
	}
	if !row.OK() || len(faults) > 0 {
		p.note(row, faults)
		p.result.Rejected++
		return nil, nil
	}
	have, err := sameFact(tx, f)
	switch {
	case err != nil:
		return nil, err
	case have == nil:
		p.result.Created++
		return f, nil
	case have.Fact() == f.Fact():
		p.result.Unchanged++
		return nil, nil
	}
	p.result.Updated++
	if !write {
		return nil, nil
	}
	in.write(have)
	have.Source = sourceOf(tx)
	return nil, tx.Save("site_fact.import-update", have)
}

// site gives the site that a row means, in the actor's place.
func (p *factPass) site(tx *store.Tx, faults *fault.List, e *Enterprise, l *FactLine, plants map[string][]*Site) *Site {
	if l.CreditCode == "" {
		return nil // said already
	}
	if e == nil {
		faults.Add("credit_code", "没有登记统一社会信用代码为“"+l.CreditCode+"”的企业，请核对代码，或者先登记企业。")
		return nil
	}
	if l.Enterprise != "" && !sameName(l.Enterprise, e.Name) {
		faults.Add("enterprise", "这个统一社会信用代码登记的企业是“"+e.Name+"”，与所写名称不一致，请核对。")
	}
	var own []*Site
	for _, site := range plants[e.ID] {
		if l.Site == "" && len(plants[e.ID]) == 1 || l.Site == site.SiteNo || sameName(l.Site, site.Name) {
			own = append(own, site)
		}
	}
	switch {
	case len(own) != 1 && l.Site == "":
		faults.Add("site_id", "该企业有几个厂区，请写明厂区的编号或者名称。")
	case len(own) != 1:
		faults.Add("site_id", "该企业没有编号或者名称为“"+l.Site+"”的厂区，请核对。")
	case !tx.Actor().Place.CoversRegion(own[0].RegionCode):
		faults.Add("site_id", "该厂区在“"+p.service.codes.regionLabel(own[0].RegionCode)+"”，不在您的管辖范围内，请由当地登记。")
	default:
		return own[0]
	}
	return nil
}

// twice refuses a row that says of the same thing what an earlier row has said.
func (p *factPass) twice(faults *fault.List, number int, f *SiteFact) {
	key := maphash.String(p.seed, strings.Join([]string{f.SiteID, f.Kind, fmt.Sprint(f.Year), f.Role, f.Code, f.Name}, "\x00"))
	if earlier, again := p.seen[key]; again {
		faults.Add("name", fmt.Sprintf("与第 %d 行是同一厂区、年度和事项，只能保留一行。", earlier))
		return
	}
	p.seen[key] = number
}

func (p *factPass) note(row sheet.Row[FactLine], faults fault.List) {
	for _, f := range faults {
		title, value := p.reading.At(row, f.Path)
		if slices.ContainsFunc(row.Faults, func(said sheet.CellFault) bool { return said.Column == title && said.Severity == sheet.Error }) {
			continue // the reader has said what is wrong with this cell
		}
		p.add(sheet.CellFault{Row: row.Number, Column: title, Value: value, Message: f.Message, Severity: sheet.Error})
	}
}

func (p *factPass) add(f sheet.CellFault) {
	p.result.FaultCount++
	if len(p.faults) < keptFaults {
		p.faults = append(p.faults, f)
	}
}
