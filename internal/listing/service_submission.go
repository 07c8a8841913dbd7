package listing

import (
	"bytes"
	"context"
	"io"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/document"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// purposePlan is what the sealed document of a plan is for, among the files of its record.
const purposePlan = "plan"

// PlanFiles says who answers for the documents of plans: who reads a plan reads them, and nobody adds or removes one.
func (s *Service) PlanFiles() file.Owner {
	see := func(tx *store.Tx, id string) (store.Subject, error) {
		if !tx.Actor().Can(access.ViewListing) {
			return store.Subject{}, fault.NotFound("该年度计划")
		}
		p, err := findPlan(tx, id)
		if err != nil {
			return store.Subject{}, err
		}
		return p.Subject(), nil
	}
	return file.Owner{See: see, Change: func(tx *store.Tx, id string) (store.Subject, error) {
		subject, err := see(tx, id)
		if err == nil {
			err = fault.Forbidden("计划文件由系统在报送时制作并封存，任何人不能增减。")
		}
		return subject, err
	}}
}

// submit hands a plan to the province (报送): document, snapshot and the city's lock come with it in one decision.
func (s *Service) submit(tx *store.Tx, p *Plan, note string) error {
	if !p.takesItems() || !tx.Actor().Can(access.SubmitPlan) {
		if err := barred(tx, p.ID, LevelCity, p.CityCode, "该计划"); err != nil && p.State == PlanSubmitted && tx.Actor().Can(access.SubmitPlan) {
			return err
		}
		return flow.Move(tx, PlanStates, p, "submit", note)
	}
	if err := planComplete(tx, p); err != nil {
		return err
	}
	items, err := itemsOf(tx, p.ID)
	if err != nil {
		return err
	}
	p.SubmittedOn, p.ReturnComment, p.Submissions, p.ReceivedOn, p.ReceivedBy = tx.Today(), "", p.Submissions+1, "", ""
	if err := s.sealPlan(tx, p, items); err != nil {
		return err
	}
	if err := flow.Move(tx, PlanStates, p, "submit", strings.TrimSpace(note+" 计划文件的SHA-256校验值："+p.SHA256+"。")); err != nil {
		return err
	}
	if err := tx.Insert("plan_submission.seal", s.submissionOf(p, items, tx.Actor().Name)); err != nil {
		return err
	}
	return s.lock(tx, p, LevelCity, p.CityCode, "")
}

// sealPlan produces the document of a plan and names it in the record, which the caller saves.
func (s *Service) sealPlan(tx *store.Tx, p *Plan, items []PlanItem) error {
	var content bytes.Buffer
	if err := document.Write(&content, s.planDocument(tx.Law(), p, items)); err != nil {
		return err
	}
	blob, err := s.files.Put(tx.Context(), planFileName(p, ""), &content)
	if err != nil {
		return err
	}
	f, err := s.files.Save(tx.As(access.System), p.Subject(), purposePlan, blob)
	if err != nil {
		return err
	}
	p.FileID, p.SHA256 = f.ID, f.SHA256
	return file.Hold(tx.As(access.System), p.Subject(), "报送年度计划", f.ID)
}

func planFileName(p *Plan, mark string) string { return p.Subject().Title + mark + ".docx" }

// PlanFile gives the document of a plan: that of a submission, or the sealed one once the plan was submitted, until then
// what would be submitted today. Who reads the plan reads its documents, also a county those of its city.
func (s *Service) PlanFile(ctx context.Context, id string, seq int) (*LetterFile, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*LetterFile, error) {
		p, err := findPlan(tx, id)
		if err != nil {
			return nil, err
		}
		p.CityLabel = s.cityName(p.CityCode)
		file, mark, err := sealedFile(tx, p, seq)
		if err != nil {
			return nil, err
		}
		if file != "" {
			return &LetterFile{Name: planFileName(p, mark), content: func() (io.ReadCloser, error) {
				_, content, err := s.files.Content(access.With(ctx, access.System), file)
				return content, err
			}}, nil
		}
		items, err := itemsOf(tx, p.ID)
		if err != nil {
			return nil, err
		}
		var content bytes.Buffer
		if err := document.Write(&content, s.planDocument(tx.Law(), p, items)); err != nil {
			return nil, err
		}
		mark = ""
		if p.takesItems() {
			mark = "（草稿）"
		}
		return &LetterFile{Name: planFileName(p, mark), content: func() (io.ReadCloser, error) { return io.NopCloser(&content), nil }}, nil
	})
}

// sealedFile gives the sealed document of a plan or of one of its submissions, "" where there is none.
func sealedFile(tx *store.Tx, p *Plan, seq int) (file, mark string, err error) {
	if seq == 0 {
		if p.takesItems() {
			return "", "", nil
		}
		return p.FileID, "", nil
	}
	all, err := submissionsOf(tx, p.ID)
	if err != nil {
		return "", "", err
	}
	for k := range all {
		if all[k].Seq == seq && all[k].FileID != "" {
			return all[k].FileID, "（第" + count(seq) + "次报送）", nil
		}
	}
	return "", "", fault.NotFound("这次报送的计划文件")
}

// PlanSubmissions gives what was submitted of a plan, the latest first, each with what changed since the one before.
func (s *Service) PlanSubmissions(ctx context.Context, id string) (store.List[Submission], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Submission], error) {
		var out store.List[Submission]
		if _, err := findPlan(tx, id); err != nil {
			return out, err
		}
		all, err := submissionsOf(tx, id)
		for k := range all {
			all[k].Changes = []SubmissionChange{}
			if k+1 < len(all) {
				all[k].Changes = s.submissionChanges(&all[k+1], &all[k])
			}
		}
		out.Items, out.Total = all, len(all)
		return out, err
	})
}

// receive notes that the province has opened a submitted plan for the first time (收阅).
func (s *Service) receive(ctx context.Context, id string) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error {
		p, err := store.Find[Plan](tx, id, "该年度计划")
		if err != nil || p.ReceivedOn != "" || p.State != PlanSubmitted {
			return err
		}
		p.CityLabel, p.ReceivedOn, p.ReceivedBy = s.cityName(p.CityCode), tx.Today(), tx.Actor().Name
		return tx.SaveNoted("annual_plan.receive", "省生态环境厅收阅", p)
	})
}
