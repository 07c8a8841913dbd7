package enterprise

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// batchOf rows are looked up and written together.
const batchOf = 500

// keeper stores the result as the last statement of the transaction that wrote it, so that a kill after the commit cannot
// part them; it refuses when another worker has the job.
type keeper func(*store.Tx, ImportResult) error

// pass is one reading of a file from top to bottom. Memory does not grow with the rows: only enterprises that occur
// several times in the file are remembered from batch to batch.
type pass struct {
	service *Service
	rules   rules
	reading *sheet.Reading[Line]
	step    func(done, total int, message string) error
	keep    keeper
	order   ImportOrder
	seed    maphash.Seed
	codes   map[uint64]bool   // hashes of the codes of the file; true when a code occurs again
	several map[string]*known // enterprises of several rows
	result  ImportResult
	faults  []sheet.CellFault
}

// item is one row on its way.
type item struct {
	row  sheet.Row[Line]
	line *Line
}

func (s *Service) runImport(ctx context.Context, order ImportOrder, keep keeper, step func(done, total int, message string) error) (ImportResult, error) {
	source, err := sheet.OpenFile(s.uploadPath(order.File))
	if err != nil {
		return ImportResult{}, err
	}
	defer source.Close()
	reading, err := Noun().Read(source)
	if err != nil {
		return ImportResult{}, err
	}
	p := &pass{service: s, reading: reading, step: step, keep: keep, order: order, seed: maphash.MakeSeed(),
		rules: rules{codes: s.codes, place: access.From(ctx).Place, defaultRegion: order.DefaultRegion, accept: order.Accept}}
	if err := p.survey(); err != nil {
		return ImportResult{}, err
	}
	if err := p.run(ctx, order.Mode); err != nil {
		return ImportResult{}, err
	}
	if p.report(); p.result.Annotated {
		if err := s.writeWhole(s.annotatedPath(order.File), func(w io.Writer) error { return reading.Annotate(p.faults, w) }); err != nil {
			return ImportResult{}, err
		}
	}
	return s.first(order.File, p.result)
}

// first keeps the result of the run that has written. A job may be done twice (its lease ran out during a long
// transaction, or the process was killed before it could report): the second run finds nothing to change, and what
// people must see is what the first has done.
func (s *Service) first(file string, r ImportResult) (ImportResult, error) {
	if !r.Written {
		return r, nil
	}
	path := filepath.Join(s.folder, file+".json")
	raw, err := os.ReadFile(path)
	if err == nil && r.Created+r.SitesAdded+r.Updated == 0 {
		var earlier ImportResult
		return earlier, json.Unmarshal(raw, &earlier)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return ImportResult{}, err
	}
	return r, s.writeWhole(path, func(w io.Writer) error { return json.NewEncoder(w).Encode(r) })
}

// survey counts the rows and finds the codes that occur several times.
func (p *pass) survey() error {
	p.codes = map[uint64]bool{}
	rows := 0
	for row, err := range p.reading.Rows() {
		if err != nil {
			return err
		}
		rows++
		if row.Value == nil {
			continue
		}
		line := *row.Value
		p.rules.code(&line, &row)
		hash := maphash.String(p.seed, line.CreditCode)
		_, again := p.codes[hash]
		p.codes[hash] = again
	}
	for hash, again := range p.codes {
		if !again {
			delete(p.codes, hash)
		}
	}
	p.result.Rows = rows
	if rows == 0 {
		return fault.Invalid("文件里没有数据行。请在列标题下面填写，每行一个企业的一个厂区。")
	}
	return nil
}

// run does the passes that the mode asks for.
func (p *pass) run(ctx context.Context, mode string) error {
	if mode == GoodRows {
		p.begin()
		p.result.Written = true
		return p.each(func(items []item, done int) error {
			if err := p.writeBatch(ctx, items); err != nil {
				return err
			}
			return p.step(done, p.result.Rows, fmt.Sprintf("正在导入：%d / %d 行", done, p.result.Rows))
		})
	}
	p.begin()
	err := p.each(func(items []item, done int) error {
		_, err := store.Read(ctx, p.service.db, func(tx *store.Tx) (struct{}, error) { return struct{}{}, p.decide(tx, items, nil) })
		if err != nil {
			return err
		}
		return p.step(done, p.result.Rows, fmt.Sprintf("正在校验：%d / %d 行", done, p.result.Rows))
	})
	if err != nil || mode == DryRun || p.result.Rejected > 0 {
		return err
	}
	if err := p.step(p.result.Rows, p.result.Rows, "全部合格，正在写入"); err != nil {
		return err
	}
	return store.Do(ctx, p.service.db, func(tx *store.Tx) error {
		p.begin()
		p.result.Written = true
		err := p.each(func(items []item, _ int) error { return p.decide(tx, items, p.persist) })
		if err == nil && p.result.Rejected > 0 {
			return fault.Conflict("校验之后有他人登记了相同的企业，没有写入任何一行。请重新导入。")
		}
		if err != nil {
			return err
		}
		p.report()
		return p.keep(tx, p.result)
	})
}

// report completes the counts to what people are told.
func (p *pass) report() {
	p.result.Mode, p.result.FileName, p.result.Message = p.order.Mode, p.order.FileName, p.result.sentence(p.order.Mode)
	p.result.FileWarnings = append([]string{}, p.reading.Warnings...)
	p.result.Faults = append([]sheet.CellFault{}, p.faults[:min(len(p.faults), shownFaults)]...)
	p.result.Annotated = len(p.faults) > 0
}

// begin starts the counts afresh.
func (p *pass) begin() {
	p.several, p.faults = map[string]*known{}, nil
	p.result = ImportResult{Rows: p.result.Rows}
}

// each reads the file in batches.
func (p *pass) each(do func(items []item, done int) error) error {
	items := make([]item, 0, batchOf)
	done := 0
	for row, err := range p.reading.Rows() {
		if err != nil {
			return err
		}
		done++
		row.Raw = slices.Clone(row.Raw)
		it := item{row: row, line: row.Value}
		if it.line != nil {
			p.rules.judge(it.line, &it.row)
		}
		if items = append(items, it); len(items) == batchOf {
			if err := do(items, done); err != nil {
				return err
			}
			items = items[:0]
		}
	}
	if len(items) == 0 {
		return nil
	}
	return do(items, done)
}

// writeBatch decides and writes one batch in one transaction. When somebody else registers one of its enterprises at
// that moment, it is decided again on what is stored then.
func (p *pass) writeBatch(ctx context.Context, items []item) error {
	counts, faults := p.result, len(p.faults)
	for attempt := 1; ; attempt++ {
		copies := make([]item, len(items))
		for i, it := range items {
			copies[i] = it
			if it.line != nil {
				line := *it.line
				line.remarks = slices.Clone(line.remarks)
				copies[i].line = &line
			}
		}
		err := store.Do(ctx, p.service.db, func(tx *store.Tx) error { return p.decide(tx, copies, p.persist) })
		if !fault.Is(err, fault.KindConflict) || attempt == 3 {
			return err
		}
		p.result, p.faults = counts, p.faults[:faults]
		for _, it := range items {
			if it.line != nil {
				delete(p.several, it.line.CreditCode)
			}
		}
	}
}

// decide says what happens with each row; persist, if any, writes what the batch has changed.
func (p *pass) decide(tx *store.Tx, items []item, persist func(*store.Tx, []*known) error) error {
	current, err := p.lookUp(tx, items)
	if err != nil {
		return err
	}
	var touched []*known
	for _, it := range items {
		if it.line == nil { // a row of sums
			p.note(it, unchanged)
			continue
		}
		if !it.row.OK() || it.line.faulty() {
			p.note(it, rejected)
			continue
		}
		code := it.line.CreditCode
		k := current[code]
		done := created
		if k == nil {
			k = begin(it.line, p.rules.key)
			current[code] = k
			k.touched[k.sites[0]] = it.row.Number
		} else {
			done = k.apply(it.line, it.row.Number, p.rules.place)
		}
		if k.row == 0 {
			k.row = it.row.Number
			touched = append(touched, k)
		} else if !slices.Contains(touched, k) {
			touched = append(touched, k)
		}
		if p.codes[maphash.String(p.seed, code)] {
			p.several[code] = k
		}
		p.note(it, done)
	}
	if persist == nil {
		return nil
	}
	return persist(tx, touched)
}

// lookUp gives the enterprises that the rows are about, with sites and names, in three queries.
func (p *pass) lookUp(tx *store.Tx, items []item) (map[string]*known, error) {
	current := map[string]*known{}
	var wanted []string
	for _, it := range items {
		if it.line == nil || it.line.CreditCode == "" {
			continue
		}
		code := it.line.CreditCode
		if k := p.several[code]; k != nil {
			current[code] = k
			continue
		}
		wanted = append(wanted, code)
	}
	found, err := byCodes(tx, wanted)
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(found))
	for _, e := range found {
		ids = append(ids, e.ID)
	}
	plants, err := sitesOf(tx, ids)
	if err != nil {
		return nil, err
	}
	former, err := namesOf(tx, ids)
	if err != nil {
		return nil, err
	}
	for code, e := range found {
		current[code] = &known{e: e, sites: plants[e.ID], former: former[e.ID], foreign: !p.rules.place.CoversRegion(e.RegionCode),
			keyOf: p.rules.key, touched: map[*Site]int{}, dirty: map[*Site]bool{}, written: map[*Site][2]string{}}
	}
	return current, nil
}

// persist writes new and changed records of a batch and renews the search index.
func (p *pass) persist(tx *store.Tx, touched []*known) error {
	var enterprises []*Enterprise
	var plants []*Site
	var former []*FormerName
	var filed []store.Filed
	for _, k := range touched {
		plants, former = append(plants, k.newSites...), append(former, k.newNames...)
		if k.fresh {
			enterprises = append(enterprises, k.e)
		}
		if k.fresh || k.changed || len(k.newNames) > 0 {
			filed = append(filed, store.Filed{Type: "enterprise", ID: k.e.ID, RegionCode: k.e.RegionCode, Texts: k.e.searchTexts(k.former)})
		}
	}
	if err := store.InsertAll(tx, "enterprise.import", enterprises); err != nil {
		return err
	}
	if err := store.InsertAll(tx, "site.import", plants); err != nil {
		return err
	}
	if err := store.InsertAll(tx, "enterprise.keep-name", former); err != nil {
		return err
	}
	for _, k := range touched {
		if err := k.save(tx); err != nil {
			return err
		}
	}
	return tx.IndexAll(filed)
}

// save writes what an import has changed in a stored enterprise; after that it counts as stored.
func (k *known) save(tx *store.Tx) error {
	if k.changed && !k.fresh {
		if err := tx.Save("enterprise.import-update", k.e); err != nil {
			return err
		}
	}
	for _, site := range k.sites {
		if !k.dirty[site] || slices.Contains(k.newSites, site) {
			continue
		}
		if err := tx.Save("site.import-update", site); err != nil {
			return err
		}
	}
	k.fresh, k.changed, k.newSites, k.newNames, k.dirty = false, false, nil, nil, map[*Site]bool{}
	return nil
}

// note counts a row and keeps its faults.
func (p *pass) note(it item, done outcome) {
	switch done {
	case rejected:
		p.result.Rejected++
	case created:
		p.result.Created++
	case siteAdded:
		p.result.SitesAdded++
	case updated:
		p.result.Updated++
	case unchanged:
		p.result.Unchanged++
	}
	faults := slices.Clone(it.row.Faults)
	if it.line != nil {
		for _, r := range it.line.remarks {
			title, value := p.reading.At(it.row, r.key)
			faults = append(faults, sheet.CellFault{Row: it.row.Number, Column: title, Value: value, Message: r.message, Severity: r.severity, Proposal: r.proposal})
		}
	}
	if done != rejected && len(faults) > 0 {
		p.result.Warned++
	}
	p.result.FaultCount += len(faults)
	p.faults = append(p.faults, faults[:min(len(faults), max(0, keptFaults-len(p.faults)))]...)
}
