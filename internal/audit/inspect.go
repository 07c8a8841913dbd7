package audit

import (
	"context"
	"fmt"

	"qingshen/internal/check"
	"qingshen/internal/dossier"
	"qingshen/internal/job"
	"qingshen/internal/store"
)

// JobInspect is the kind of the job that applies the rules to all dossiers of a place.
const JobInspect = "inspect-dossiers"

// How many of the reports that are most like one are compared with it word by word, and how many beside them tell what is
// boiler-plate; how many dossiers a run holds against all others, since each costs a pass over all fingerprints.
const (
	comparedWords  = 8
	comparedBeside = 6
	comparedPerRun = 500
	auditsPerStep  = 20
)

// anotherEnterprise stands for a name that the reader may not know.
const anotherEnterprise = "另一家企业"

// neighbour is another report with which one is compared; known where it lies in the actor's place.
type neighbour struct {
	audit   *Audit
	dossier *dossier.Dossier
	known   bool
}

// neighbours gives the reports that are most like one, and over how many it was held. Whose a report is outside of the actor's
// place is hidden.
func (s *Service) neighbours(tx *store.Tx, a *Audit, book *dossier.Book) ([]neighbour, int, error) {
	shelf, n := check.NewShelf(s.rulesOf(a).PrintOf(book)), 0
	err := eachPrint(tx, a.EnterpriseID, func(id, agency string, print []byte) {
		shelf.Pass(id, agency, print)
		n++
	})
	if err != nil {
		return nil, 0, err
	}
	audits, err := auditsBy(tx, shelf.Nearest(comparedWords, comparedBeside))
	if err != nil {
		return nil, 0, err
	}
	known, err := visible(tx, audits)
	if err != nil {
		return nil, 0, err
	}
	out := make([]neighbour, len(audits))
	for i, other := range audits {
		d, err := s.dossierOf(tx, other)
		if err != nil {
			return nil, 0, err
		}
		if !known[other.ID] {
			d.Enterprise.Name = anotherEnterprise
		}
		out[i] = neighbour{other, d, known[other.ID]}
	}
	return out, n, nil
}

// dossiers gives what the rules compare.
func dossiers(of []neighbour) []*dossier.Dossier {
	out := make([]*dossier.Dossier, len(of))
	for i, n := range of {
		out[i] = n.dossier
	}
	return out
}

// Likeness sets a report beside the ones that it is most like.
func (s *Service) Likeness(ctx context.Context, id string) (Likeness, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (Likeness, error) {
		out := Likeness{Others: []LikeOther{}}
		a, err := find(tx, id)
		if err != nil {
			return out, err
		}
		d, err := s.dossierOf(tx, a)
		if err != nil {
			return out, err
		}
		mine, _ := s.formOf(a).Read(d)
		others, n, err := s.neighbours(tx, a, mine)
		if err != nil {
			return out, err
		}
		out.Compared = n
		for _, other := range others {
			theirs, _ := s.formOf(other.audit).Read(other.dossier)
			if matches := check.Alike(mine, theirs); len(matches) > 0 {
				out.Others = append(out.Others, s.beside(a, other, matches))
			}
		}
		return out, nil
	})
}

// beside says of one other report what the reader may know. Of a report outside of the reader's place that is only how much is
// the same, and where in the own report.
func (s *Service) beside(a *Audit, other neighbour, matches []check.Match) LikeOther {
	for k := range matches {
		m := &matches[k]
		s.leadTo(a, &m.Place)
		if s.leadTo(other.audit, &m.Other); !other.known {
			m.Other, m.Theirs = dossier.Place{}, []check.Stretch{}
		}
	}
	o := other.audit
	if !other.known {
		return LikeOther{EnterpriseName: anotherEnterprise, Year: o.Year, Matches: matches}
	}
	return LikeOther{o.ID, o.CaseNo, o.EnterpriseName, o.AgencyName, o.Year, matches}
}

// Inspections lists the checked dossiers, those with most findings first.
func (s *Service) Inspections(ctx context.Context, in InspectionQuery) (store.List[DossierCheck], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[DossierCheck], error) {
		out, err := checks(tx, in)
		if err != nil {
			return out, err
		}
		ids := make([]string, len(out.Items))
		for i := range out.Items {
			ids[i] = out.Items[i].AuditID
		}
		audits, err := auditsBy(tx, ids)
		by := map[string]*Audit{}
		for _, a := range audits {
			by[a.ID] = a
		}
		for i := range out.Items {
			c := &out.Items[i]
			if a := by[c.AuditID]; a != nil {
				c.CaseNo, c.EnterpriseName, c.State = a.CaseNo, a.EnterpriseName, a.State
			}
		}
		return out, err
	})
}

// Inspect enqueues a run of the rules over all dossiers of the actor's place.
func (s *Service) Inspect(ctx context.Context, _ struct{}) (*job.Job, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*job.Job, error) { return job.Enqueue(tx, JobInspect, "", struct{}{}) })
}

// InspectRun is what a run has counted.
type InspectRun struct {
	Dossiers int `json:"dossiers"`
	Flagged  int `json:"flagged"`
	Compared int `json:"compared"`
	Waiting  int `json:"waiting" doc:"还没有与其他报告比对的"`
}

// RunInspect checks the dossiers of a place, some at a time: first all are counted and leave their fingerprints, then those that
// were not yet held against others are. It may be killed at any moment and run again.
func (s *Service) RunInspect(ctx context.Context, run *job.Run) error {
	total, err := store.Read(ctx, s.db, countStarted)
	if err != nil {
		return err
	}
	tally := InspectRun{}
	err = s.eachStarted(ctx, func(tx *store.Tx, a *Audit) error {
		c, _, err := s.inspect(tx, a)
		if err != nil {
			return err
		}
		tally.Dossiers++
		if c.Flags > 0 {
			tally.Flagged++
		}
		return writeCheck(tx, c)
	}, func() error {
		return run.Step(ctx, int64(tally.Dossiers), int64(max(total, tally.Dossiers)), fmt.Sprintf("已检查 %d 份审核资料，%d 份有发现", tally.Dossiers, tally.Flagged))
	})
	if err != nil {
		return err
	}
	if err := store.Do(ctx, s.db, countSpreads); err != nil {
		return err
	}
	if err := s.compareAll(ctx, run, &tally); err != nil {
		return err
	}
	return run.Finish(ctx, tally)
}

// compareAll holds the dossiers that were not yet compared against all others, as many as one run may.
func (s *Service) compareAll(ctx context.Context, run *job.Run, tally *InspectRun) error {
	waiting, err := store.Read(ctx, s.db, uncompared)
	if err != nil {
		return err
	}
	now := waiting[:min(len(waiting), comparedPerRun)]
	tally.Waiting = len(waiting) - len(now)
	for _, id := range now {
		if err := store.Do(ctx, s.db, func(tx *store.Tx) error { return s.compare(tx, id) }); err != nil {
			return fmt.Errorf("dossier of audit %s: %w", id, err)
		}
		tally.Compared++
		if err := run.Step(ctx, int64(tally.Compared), int64(len(now)), fmt.Sprintf("已检查 %d 份，与其他报告比对了 %d 份", tally.Dossiers, tally.Compared)); err != nil {
			return err
		}
	}
	return nil
}

// compare notes how much of a counted dossier stands in the report that it is most like.
func (s *Service) compare(tx *store.Tx, auditID string) error {
	a, err := find(tx, auditID)
	if err != nil {
		return err
	}
	c, err := checkOf(tx, auditID)
	if err != nil || c == nil {
		return err
	}
	d, err := s.dossierOf(tx, a)
	if err != nil {
		return err
	}
	book, _ := s.formOf(a).Read(d)
	if c.Alike, err = s.alike(tx, a, book); err != nil {
		return err
	}
	return writeCheck(tx, c)
}

// eachStarted goes over the started audits of the actor's place, a transaction for some at a time.
func (s *Service) eachStarted(ctx context.Context, do func(*store.Tx, *Audit) error, step func() error) error {
	for after := ""; ; {
		some, err := store.In(ctx, s.db, func(tx *store.Tx) ([]*Audit, error) {
			some, err := startedAfter(tx, after, auditsPerStep)
			if err != nil {
				return nil, err
			}
			for _, a := range some {
				if err := do(tx, a); err != nil {
					return nil, fmt.Errorf("dossier of audit %s: %w", a.ID, err)
				}
			}
			return some, nil
		})
		if err != nil || len(some) == 0 {
			return err
		}
		after = some[len(some)-1].ID
		if err := step(); err != nil {
			return err
		}
	}
}

// inspect counts the findings of a dossier and takes its fingerprint; a changed fingerprint has to be compared again.
func (s *Service) inspect(tx *store.Tx, a *Audit) (*DossierCheck, *dossier.Book, error) {
	c, err := checkOf(tx, a.ID)
	if err != nil {
		return nil, nil, err
	}
	if c == nil {
		c = &DossierCheck{AuditID: a.ID, Alike: notCompared, Print: []byte{}}
	}
	d, err := s.dossierOf(tx, a)
	if err != nil {
		return nil, nil, err
	}
	book, found, err := s.judge(tx, a, d, "")
	if err != nil {
		return nil, nil, err
	}
	if c.Industry, err = s.trade(tx, a); err != nil {
		return nil, nil, err
	}
	c.Changes = s.rulesOf(a).ChangesOf(book)
	list := FindingList{Items: found}
	list.tally()
	c.count(list)
	print := s.rulesOf(a).PrintOf(book).Bytes()
	if string(print) != string(c.Print) {
		c.Print, c.Alike = print, notCompared
	}
	c.RegionCode, c.CityCode, c.Agency, c.CheckedOn = a.RegionCode, a.CityCode, a.AgencyName, tx.Today()
	return c, book, nil
}

// shelve counts a report that is handed in and puts its fingerprint with the others, so that the next report is held against
// it.
func (s *Service) shelve(tx *store.Tx, a *Audit) error {
	c, book, err := s.inspect(tx, a)
	if err != nil {
		return err
	}
	if c.Alike, err = s.alike(tx, a, book); err != nil {
		return err
	}
	return writeCheck(tx, c)
}

// alike gives how much of a report, in per cent, stands in the one that it is most like.
func (s *Service) alike(tx *store.Tx, a *Audit, book *dossier.Book) (int, error) {
	others, _, err := s.neighbours(tx, a, book)
	if err != nil {
		return 0, err
	}
	return check.Nearness(book, dossiers(others)), nil
}
