package audit

import (
	"context"
	"fmt"
	"io/fs"
	"sync"

	"qingshen/internal/agency"
	"qingshen/internal/check"
	"qingshen/internal/deadline"
	"qingshen/internal/dossier"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/report"
	"qingshen/internal/store"
)

// Service runs the audits.
type Service struct {
	db          *store.DB
	agencies    *agency.Service
	enterprises *enterprise.Service
	papers      func() papers
	// Levels gives the table of levels (T12), which follows from the rating of the case; app.go sets it.
	Levels func(tx *store.Tx, auditID string) ([]dossier.Row, error)
	// Vault keeps the reports that are signed; app.go sets it.
	Vault *file.Service
}

// papers are the editions of the form of the dossier, each with its check rules and its outlines of the report, read when first
// asked for.
type papers struct {
	forms    dossier.Forms
	rules    map[string]*check.Set
	outlines map[string]report.Outlines
}

func readPapers(files fs.FS) (papers, error) {
	forms, err := dossier.Load(files)
	if err != nil {
		return papers{}, err
	}
	p := papers{forms, map[string]*check.Set{}, map[string]report.Outlines{}}
	for _, form := range forms {
		if p.rules[form.Edition], err = check.Load(files, form); err != nil {
			return papers{}, err
		}
		if p.outlines[form.Edition], err = report.Load(files, form); err != nil {
			return papers{}, err
		}
	}
	return p, nil
}

// Holds tells what is wrong with the forms of the dossier, their check rules and outlines.
func Holds(files fs.FS) error {
	_, err := readPapers(files)
	return err
}

// rulesOf gives the check rules for the edition of the form that a case keeps.
func (s *Service) rulesOf(a *Audit) *check.Set { return s.papers().rules[s.formOf(a).Edition] }

// outlineOf gives the outline of the report for the edition of the form that a case keeps.
func (s *Service) outlineOf(a *Audit) *report.Outline {
	return s.papers().outlines[s.formOf(a).Edition].On(a.lawOn())
}

// New gives the service. files is the law data, of which the forms of the dossier and its check rules are read.
// Engagements take effect in the cases.
func New(db *store.DB, agencies *agency.Service, enterprises *enterprise.Service, files fs.FS) *Service {
	s := &Service{db: db, agencies: agencies, enterprises: enterprises, papers: sync.OnceValue(func() papers {
		p, err := readPapers(files)
		if err != nil {
			panic("audit: " + err.Error())
		}
		return p
	})}
	agencies.Rounds = rounds{}
	return s
}

// List gives the audits that the actor may see, each with its nearest running clock.
func (s *Service) List(ctx context.Context, in Query) (store.List[Audit], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Audit], error) {
		out, err := list(tx, in)
		if err != nil {
			return out, err
		}
		return out, deadline.Beside(tx, "audit", out.Items, func(a *Audit) string { return a.ID }, func(a *Audit, clock *deadline.Brief) {
			a.Deadline, a.Actions = clock, here(a, flow.Names(tx, States, a))
		})
	})
}

// Get gives one audit with its clocks, its stages, the state of its dossier and what may be done now.
func (s *Service) Get(ctx context.Context, id string) (*Audit, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Audit, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return describe(tx, a)
	})
}

func describe(tx *store.Tx, a *Audit) (*Audit, error) {
	w, err := workOf(tx, a)
	if err != nil {
		return nil, err
	}
	a.Stages, a.Sections = w.stages, w.sections
	a.Actions = here(a, flow.Allowed(tx, States, a))
	a.Deadlines, err = deadline.For(tx, "audit", a.ID)
	return a, err
}

// change takes an audit for writing, lets fn change and move it, and gives it back described.
func (s *Service) change(ctx context.Context, id string, fn func(tx *store.Tx, a *Audit) error) (*Audit, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Audit, error) {
		a, err := take(tx, id)
		if err != nil {
			return nil, err
		}
		if err := fn(tx, a); err != nil {
			return nil, err
		}
		return describe(tx, a)
	})
}

// History gives the case history (办理过程).
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		rows, err := tx.History(a.Subject())
		return brief(rows), err
	})
}

// maxChanges is how many changes of one entry the case history tells; the history of a table tells them all.
const maxChanges = 40

// brief keeps the case history readable where a whole table was pasted at once.
func brief(rows []store.Journal) []store.Journal {
	for i := range rows {
		if n := len(rows[i].Changes); n > maxChanges {
			more := fault.Change{Field: "more", Label: "其余改动", After: fmt.Sprintf("另有%d处，见各表的修改记录", n-maxChanges)}
			rows[i].Changes = append(rows[i].Changes[:maxChanges:maxChanges], more)
		}
	}
	return rows
}
