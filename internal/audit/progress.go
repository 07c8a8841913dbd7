package audit

import (
	"context"

	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// StageList is the task list of an audit.
type StageList struct {
	Items []Stage `json:"items" nullable:"false"`
}

// Stages gives the seven stages of an audit with what each still lacks.
func (s *Service) Stages(ctx context.Context, id string) (StageList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (StageList, error) {
		a, err := find(tx, id)
		if err != nil {
			return StageList{}, err
		}
		w, err := workOf(tx, a)
		return StageList{Items: w.stages}, err
	})
}

// onStage takes a stage for writing and gives it back described.
func (s *Service) onStage(ctx context.Context, id, stage string, fn func(tx *store.Tx, st *Stage, w work) error) (*Stage, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Stage, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		w, err := workOf(tx, a)
		if err != nil {
			return nil, err
		}
		for i := range w.stages {
			if w.stages[i].Stage != stage {
				continue
			}
			st, err := store.Take[Stage](tx, w.stages[i].ID, "这个阶段")
			if err != nil {
				return nil, err
			}
			st.describe(tx, a, w)
			if err := fn(tx, st, w); err != nil {
				return nil, err
			}
			st.describe(tx, a, w)
			return st, nil
		}
		return nil, fault.NotFound("这个阶段")
	})
}

// SaveStage writes the steps that are done and the summary of a stage.
func (s *Service) SaveStage(ctx context.Context, id, stage string, in StageInput) (*Stage, error) {
	return s.onStage(ctx, id, stage, func(tx *store.Tx, st *Stage, w work) error {
		if locked := st.locked(st.audit); locked != "" && len(st.Returned) == 0 {
			return fault.Conflict(locked)
		}
		if _, err := writable(tx, st.audit, SectionStages); err != nil {
			return err
		}
		before := st.inPlaces()
		if err := st.apply(in); err != nil {
			return err
		}
		if err := st.bounded(before, st.back(w)); err != nil {
			return err
		}
		if st.State == StageOpen {
			st.State, st.StartedOn = StageOngoing, tx.Today()
		}
		st.WrittenBy = st.audit.hand(tx)
		return tx.Save("audit_stage.save", st)
	})
}

// CompleteStage marks a stage as complete and begins the next one. The stages are completed in order (CPM 14).
func (s *Service) CompleteStage(ctx context.Context, id, stage string) (*Stage, error) {
	return s.onStage(ctx, id, stage, func(tx *store.Tx, st *Stage, w work) error {
		if locked := st.locked(st.audit); locked != "" {
			return fault.Conflict(locked)
		}
		if st.State == StageComplete {
			return fault.Conflict("“" + st.Title + "”已经完成。")
		}
		if err := st.ready(w); err != nil {
			return err
		}
		st.State, st.CompletedOn = StageComplete, tx.Today()
		if st.StartedOn == "" {
			st.StartedOn = tx.Today()
		}
		if err := tx.Save("audit_stage.complete", st); err != nil {
			return err
		}
		return beginNext(tx, st, w)
	})
}

func beginNext(tx *store.Tx, st *Stage, w work) error {
	for i := range w.stages {
		next := &w.stages[i]
		if next.Seq == st.Seq+1 && next.State == StageOpen {
			next.State, next.StartedOn = StageOngoing, tx.Today()
			return tx.Save("audit_stage.begin", next)
		}
	}
	return nil
}

// ReopenStage opens a completed stage again: revisiting is allowed until the report is handed in.
func (s *Service) ReopenStage(ctx context.Context, id, stage string) (*Stage, error) {
	return s.onStage(ctx, id, stage, func(tx *store.Tx, st *Stage, _ work) error {
		if locked := st.locked(st.audit); locked != "" {
			return fault.Conflict(locked)
		}
		if st.State != StageComplete {
			return fault.Conflict("“" + st.Title + "”还没有完成，不需要重新打开。")
		}
		st.State, st.CompletedOn = StageOngoing, ""
		return tx.Save("audit_stage.reopen", st)
	})
}
