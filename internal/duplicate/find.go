package duplicate

import (
	"context"
	"fmt"
	"slices"

	"qingshen/internal/enterprise"
	"qingshen/internal/job"
	"qingshen/internal/store"
)

// JobFind is the kind of the job that looks for duplicates.
const JobFind = "find-duplicates"

// perPage is how many registrations are read together.
const perPage = 2000

// Order enqueues a run; it needs nothing but the place of whoever asks.
type Order struct{}

// Find enqueues a search over the actor's place.
func (s *Service) Find(ctx context.Context, in Order) (*job.Job, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*job.Job, error) { return job.Enqueue(tx, JobFind, "", in) })
}

// FindResult is what a run has found.
type FindResult struct {
	Enterprises int `json:"enterprises"`
	Pairs       int `json:"pairs"`
	Fresh       int `json:"fresh"`
	Dismissed   int `json:"dismissed"`
}

// RunFind reads every registration of the place, compares them by their signs and writes the pairs. It may be killed at any
// moment and run again: a pair is one record however often it is found.
func (s *Service) RunFind(ctx context.Context, run *job.Run) error {
	total, err := store.Read(ctx, s.db, s.enterprises.CountAll)
	if err != nil {
		return err
	}
	const comparing = 10 // the comparison is about a tenth of the work
	whole := total + total/comparing + 1
	all, err := s.readAll(ctx, func(n int) error {
		return run.Step(ctx, int64(n), whole, fmt.Sprintf("已读取 %d 家企业", n))
	})
	if err != nil {
		return err
	}
	pairs, err := resemble(all, func(done, of int) error {
		return run.Step(ctx, total+total/comparing*int64(done)/int64(of), whole, fmt.Sprintf("已按 %d 种相似之处比对 %d 家企业", done, len(all)))
	})
	if err != nil {
		return err
	}
	result := FindResult{Enterprises: len(all)}
	err = store.Do(ctx, s.db, func(tx *store.Tx) error {
		if err := s.keep(tx, pairs, &result); err != nil {
			return err
		}
		return run.Keep(tx, result)
	})
	if err != nil {
		return err
	}
	return run.Finish(ctx, result)
}

func (s *Service) readAll(ctx context.Context, step func(n int) error) ([]*subject, error) {
	var all []*subject
	for after := ""; ; {
		some, err := store.Read(ctx, s.db, func(tx *store.Tx) ([]enterprise.Registered, error) {
			return s.enterprises.NextRegistered(tx, after, perPage)
		})
		if err != nil || len(some) == 0 {
			return all, err
		}
		for _, r := range some {
			all = append(all, subjectOf(r))
		}
		after = some[len(some)-1].ID
		if err := step(len(all)); err != nil {
			return nil, err
		}
	}
}

// keep writes the pairs that were found: new ones, changed ones, and those that resemble each other no longer. What people
// have reported or decided stays.
func (s *Service) keep(tx *store.Tx, pairs []alike, result *FindResult) error {
	have, err := known(tx)
	if err != nil {
		return err
	}
	var fresh, changed, gone []*Duplicate
	seen := map[[2]string]bool{}
	for _, p := range pairs {
		d := pair(p.a.at.Enterprise, p.b.at.Enterprise)
		d.Signs, d.Score, d.Source, d.FoundOn = p.signs, p.score, Found, tx.Today()
		key := [2]string{d.FirstID, d.SecondID}
		seen[key] = true
		switch old := have[key]; {
		case old == nil:
			fresh = append(fresh, d)
		case old.State == Dismissed:
			result.Dismissed++
			continue
		case old.State == Open && old.differs(d):
			old.take(d)
			changed = append(changed, old)
		}
		result.Pairs++
	}
	for key, old := range have {
		if !seen[key] && old.State == Open && old.Source == Found {
			gone = append(gone, old)
		}
	}
	result.Fresh = len(fresh)
	return write(tx, fresh, changed, gone)
}

func (d *Duplicate) differs(o *Duplicate) bool {
	return !slices.Equal(d.Signs, o.Signs) || d.FirstName != o.FirstName || d.SecondName != o.SecondName || d.FirstCode != o.FirstCode || d.SecondCode != o.SecondCode || d.RegionCode != o.RegionCode
}

// take writes what a new run says into the pair.
func (d *Duplicate) take(o *Duplicate) {
	d.Signs, d.Score = o.Signs, o.Score
	d.FirstName, d.FirstCode, d.FirstRegion, d.SecondName, d.SecondCode, d.SecondRegion = o.FirstName, o.FirstCode, o.FirstRegion, o.SecondName, o.SecondCode, o.SecondRegion
	d.RegionCode, d.CityCode = o.RegionCode, o.CityCode
}
