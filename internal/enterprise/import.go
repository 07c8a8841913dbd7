package enterprise

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/job"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// JobImport is the kind of the import job.
const JobImport = "enterprise-import"

// The ways of importing.
const (
	DryRun       = "dry-run"        // 只校验，不写入
	AllOrNothing = "all-or-nothing" // 有一行不合格，就一行也不写入
	GoodRows     = "good-rows"      // 只写入合格的行
)

// ImportOrder is what an officer asks for when uploading a list.
type ImportOrder struct {
	Mode          string `json:"mode"`
	DefaultRegion string `json:"default_region"`
	Accept        bool   `json:"accept"`
	FileName      string `json:"file_name"`
	File          string `json:"file"` // name of the stored upload
}

// ImportResult is what an import found and did. It is kept with the job.
type ImportResult struct {
	Mode         string            `json:"mode"`
	FileName     string            `json:"file_name"`
	Rows         int               `json:"rows" doc:"数据行数"`
	Created      int               `json:"created" doc:"新登记的企业"`
	SitesAdded   int               `json:"sites_added" doc:"新登记的厂区（已有企业）"`
	Updated      int               `json:"updated" doc:"更新的行"`
	Unchanged    int               `json:"unchanged" doc:"与已登记内容相同的行"`
	Rejected     int               `json:"rejected" doc:"不合格、不写入的行"`
	Warned       int               `json:"warned" doc:"有提示、请核对的行"`
	Written      bool              `json:"written" doc:"是否已经写入"`
	Message      string            `json:"message" doc:"结果说明"`
	FileWarnings []string          `json:"file_warnings" nullable:"false" doc:"对整个文件的提示"`
	Faults       []sheet.CellFault `json:"faults" nullable:"false" doc:"逐格的错误和提示，最多列出1000条，全部在批注文件中"`
	FaultCount   int               `json:"fault_count" doc:"错误和提示的总数"`
	Annotated    bool              `json:"annotated" doc:"是否可以下载批注后的文件"`
}

// Limits of what an import keeps of its faults: on screen, and in the annotated file.
const (
	shownFaults = 1_000
	keptFaults  = 50_000
)

// keepUploads is how long uploaded lists and annotated files stay.
const keepUploads = 30 * 24 * time.Hour

// intake is how one kind of list comes in: the job that does it, what the journal calls it, and who can read it.
type intake struct {
	job, action string
	readable    func(*sheet.Source) error
}

// readableAs tells why a file is no list of the noun: not a table, columns missing.
func readableAs[T any](noun func() sheet.Noun[T]) func(*sheet.Source) error {
	return func(source *sheet.Source) error {
		_, err := noun().Read(source)
		return err
	}
}

// Import stores an uploaded list of enterprises and enqueues the job that reads it.
func (s *Service) Import(ctx context.Context, r io.Reader, order ImportOrder) (*job.Job, error) {
	return s.takeIn(ctx, r, order, intake{JobImport, "enterprise.import", readableAs(Noun)})
}

// takeIn stores an uploaded list and enqueues its job. What keeps the file from being read at all is said at once.
func (s *Service) takeIn(ctx context.Context, r io.Reader, order ImportOrder, kind intake) (*job.Job, error) {
	if err := s.checkOrder(access.From(ctx).Place, order, r != nil); err != nil {
		return nil, err
	}
	if err := s.tidyFolder(); err != nil {
		return nil, err
	}
	order.File = store.NewID()
	if err := s.keepUpload(order.File, r); err != nil {
		return nil, err
	}
	j, err := s.enqueue(ctx, order, kind)
	if err != nil {
		return nil, errors.Join(err, os.Remove(s.uploadPath(order.File)))
	}
	return j, nil
}

func (s *Service) enqueue(ctx context.Context, order ImportOrder, kind intake) (*job.Job, error) {
	source, err := sheet.OpenFile(s.uploadPath(order.File))
	if err != nil {
		return nil, err
	}
	defer source.Close()
	if err := kind.readable(source); err != nil {
		return nil, err
	}
	return store.In(ctx, s.db, func(tx *store.Tx) (*job.Job, error) {
		j, err := job.Enqueue(tx, kind.job, "", order)
		if err != nil {
			return nil, err
		}
		return j, tx.Note(kind.action, store.Subject{Type: "job", ID: j.ID, Title: order.FileName, RegionCode: order.DefaultRegion}, modeLabels[order.Mode]+"："+order.FileName)
	})
}

var modeLabels = map[string]string{DryRun: "只校验", AllOrNothing: "全部合格才导入", GoodRows: "只导入合格的行"}

func (s *Service) checkOrder(place access.Place, order ImportOrder, uploaded bool) error {
	var faults fault.List
	if !uploaded {
		faults.Add("file", "请选择要导入的文件（.xlsx 或 .csv）。")
	}
	if _, known := modeLabels[order.Mode]; !known {
		faults.Add("mode", "请选择导入方式：只校验、全部合格才导入、只导入合格的行。")
	}
	if order.DefaultRegion != "" {
		s.checkRegion(&faults, "default_region", place, order.DefaultRegion, "")
	}
	return faults.Err("还不能导入，请按提示修改。")
}

func (s *Service) uploadPath(file string) string    { return filepath.Join(s.folder, file+".upload") }
func (s *Service) annotatedPath(file string) string { return filepath.Join(s.folder, file+".xlsx") }

// keepUpload writes the upload to disk and makes it durable, so that the job can be done again after a kill.
func (s *Service) keepUpload(file string, r io.Reader) error {
	return s.writeWhole(s.uploadPath(file), func(w io.Writer) error {
		_, err := io.Copy(w, r)
		return err
	})
}

// writeWhole writes a file that is either there in full or not at all.
func (s *Service) writeWhole(path string, write func(io.Writer) error) (err error) {
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(s.folder, "part-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close(), os.Remove(f.Name()))
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return f.Close()
}

// tidyFolder drops uploads and annotated files that nobody will fetch any more.
func (s *Service) tidyFolder() error {
	entries, err := os.ReadDir(s.folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	oldest := s.db.Clock().Now().Add(-keepUploads)
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !info.ModTime().Before(oldest) {
			continue // removed meanwhile, or still of use
		}
		if err := os.Remove(filepath.Join(s.folder, entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Annotated gives the path of the annotated workbook of one of the actor's imports.
func (s *Service) Annotated(ctx context.Context, jobID string) (path, name string, err error) {
	j, err := s.jobs.Get(ctx, jobID)
	if err != nil {
		return "", "", err
	}
	if j.Kind != JobImport && j.Kind != JobFactImport {
		return "", "", fault.NotFound("这次导入")
	}
	if j.State == job.Waiting || j.State == job.Running {
		return "", "", fault.Conflict("导入还在处理，请等处理完成后再下载。")
	}
	run := job.Run{Job: *j}
	var order ImportOrder
	if err := run.Decode(&order); err != nil {
		return "", "", err
	}
	path = s.annotatedPath(order.File)
	if _, err := os.Stat(path); err != nil {
		return "", "", fault.NotFound("批注后的文件（只保留30天）")
	}
	return path, "校验结果-" + baseName(order.FileName) + ".xlsx", nil
}

func baseName(file string) string {
	file = filepath.Base(file)
	return file[:len(file)-len(filepath.Ext(file))]
}

// Jobs gives the handlers of this capability.
func (s *Service) Jobs() map[string]job.Handler {
	return map[string]job.Handler{JobImport: s.RunImport, JobFactImport: s.RunFactImport}
}

// RunImport reads the stored list and does what was ordered. It may be killed at any moment and run again: all or
// nothing writes in one transaction, and writing good rows again changes nothing.
func (s *Service) RunImport(ctx context.Context, run *job.Run) error {
	var order ImportOrder
	if err := run.Decode(&order); err != nil {
		return err
	}
	keep := func(tx *store.Tx, r ImportResult) error { return run.Keep(tx, r) }
	if earlier, done := written(run.Job.Result); done { // killed between the commit and the report
		keep = func(tx *store.Tx, _ ImportResult) error { return run.Keep(tx, earlier) }
	}
	result, err := s.runImport(ctx, order, keep, func(done, total int, message string) error {
		return run.Step(ctx, int64(done), int64(total), message)
	})
	if err != nil {
		return err
	}
	if earlier, done := written(run.Job.Result); done {
		result = earlier
	}
	if err := run.Step(ctx, int64(result.Rows), int64(result.Rows), result.Message); err != nil {
		return err
	}
	return run.Finish(ctx, result)
}

// written reads the result that an earlier run of the job has stored together with what it wrote.
func written(raw json.RawMessage) (ImportResult, bool) {
	var r ImportResult
	err := json.Unmarshal(raw, &r)
	return r, err == nil && r.Written && r.Mode == AllOrNothing
}

// ImportProgress is how far an import is and what it found.
type ImportProgress struct {
	ID         string        `json:"id"`
	State      job.State     `json:"state" enum:"waiting,running,done,failed"`
	StateLabel string        `json:"state_label"`
	Progress   int64         `json:"progress"`
	Total      int64         `json:"total"`
	Message    string        `json:"message" doc:"进行到哪一步"`
	Result     *ImportResult `json:"result,omitempty" doc:"完成后的结果"`
}

// Progress gives one of the actor's imports.
func (s *Service) Progress(ctx context.Context, id string) (ImportProgress, error) {
	j, err := s.jobs.Get(ctx, id)
	if err != nil {
		return ImportProgress{}, err
	}
	if j.Kind != JobImport && j.Kind != JobFactImport {
		return ImportProgress{}, fault.NotFound("这次导入")
	}
	out := ImportProgress{ID: j.ID, State: j.State, StateLabel: job.Labels[j.State], Progress: j.Progress, Total: j.Total, Message: j.Message}
	if j.State != job.Done || len(j.Result) == 0 {
		return out, nil
	}
	out.Result = new(ImportResult)
	return out, json.Unmarshal(j.Result, out.Result)
}
