package file

import (
	"context"
	"slices"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// present keeps the files that no newer version has replaced.
func present(files []*File, err error) ([]*File, error) {
	return slices.DeleteFunc(files, func(f *File) bool { return f.ReplacedBy != "" }), err
}

// grouped gives the present versions, each with its earlier ones, newest first.
func grouped(all []*File) []*File {
	out := []*File{}
	earlier := map[string][]*File{}
	for _, f := range all {
		if f.ReplacedBy != "" {
			earlier[f.series()] = append(earlier[f.series()], f)
		}
	}
	for _, f := range all {
		if f.ReplacedBy == "" {
			f.Earlier = earlier[f.series()]
			slices.SortFunc(f.Earlier, func(a, b *File) int { return b.Edition - a.Edition })
			out = append(out, f)
		}
	}
	return out
}

// replace puts a new version in the place of a file of the same record. The old one stays readable.
func (s *Service) replace(tx *store.Tx, subject store.Subject, old string, f *File, b Blob) (*File, error) {
	was, err := find(tx, old)
	if err != nil {
		return nil, err
	}
	switch {
	case was.SubjectType != subject.Type || was.SubjectID != subject.ID:
		return nil, fault.NotFound("文件")
	case was.ReplacedBy != "":
		return nil, fault.Conflict("“" + was.Name + "”已经有更新的版本。请刷新后查看，需要时再更新现行版本。")
	}
	if why := was.foreign(tx.Actor()); why != "" {
		return nil, fault.Forbidden(why)
	}
	f.Purpose, f.Series, f.Edition = was.Purpose, was.series(), was.Edition+1
	if f.EvidenceOn == "" {
		f.EvidenceOn = was.EvidenceOn
	}
	if f, err = s.attach(tx, subject, f, b); err != nil {
		return nil, err
	}
	was.ReplacedBy, was.caseID = f.ID, subject.CaseID
	return f, tx.Save("file.replace", was)
}

// reinstate makes the version that a removed one had replaced the present one again.
func reinstate(tx *store.Tx, removed *File) error {
	was, err := before(tx, removed)
	if err != nil || was == nil {
		return err
	}
	was.ReplacedBy, was.caseID = "", removed.caseID
	return tx.Save("file.reinstate", was)
}

// Description is what people note about a file.
type Description struct {
	EvidenceOn calendar.Date `json:"evidence_on" doc:"证据日期；空为不注明"`
}

// dated refuses days that no document can bear.
func dated(day, today calendar.Date) error {
	switch {
	case !day.Valid():
		return fault.Invalid("证据日期没有保存。", fault.Field{Path: "evidence_on", Message: "“" + string(day) + "”不是日期，请按 2026-03-31 的样式填写。", Value: string(day)})
	case day > today:
		return fault.Invalid("证据日期没有保存。", fault.Field{Path: "evidence_on", Message: "证据日期不能晚于今天（" + string(today) + "），请核对文件上载明的日期。", Value: string(day)})
	}
	return nil
}

// Describe notes on which day a document was made.
func (s *Service) Describe(ctx context.Context, id string, in Description) (*File, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*File, error) {
		f, err := s.Find(tx, id)
		if err != nil {
			return nil, err
		}
		if _, err := s.change(tx, f.SubjectType, f.SubjectID); err != nil {
			return nil, err
		}
		if why := f.foreign(tx.Actor()); why != "" {
			return nil, fault.Forbidden(why)
		}
		if f.Held != "" {
			return nil, fault.Conflict("该文件已随“" + f.Held + "”提交归档，证据日期不能再改。")
		}
		if err := dated(in.EvidenceOn, tx.Today()); err != nil {
			return nil, err
		}
		f.EvidenceOn = in.EvidenceOn
		err = tx.Save("file.describe", f)
		f.mayBe(true, tx.Actor())
		return f, err
	})
}
