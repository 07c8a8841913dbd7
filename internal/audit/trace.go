package audit

import (
	"context"

	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// TraceInput names a computed cell, with the rows as they stand on the screen.
type TraceInput struct {
	Rows   []dossier.Row `json:"rows,omitempty" doc:"屏幕上的行；不带的为已保存的行"`
	Row    int           `json:"row" minimum:"1" doc:"第几行，从1起"`
	Column string        `json:"column" maxLength:"64"`
}

// Trace tells where a computed cell of a table comes from (计算来源), from the rows as they are typed or as they are kept.
func (s *Service) Trace(ctx context.Context, id, name string, in TraceInput) (*dossier.Trace, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*dossier.Trace, error) {
		a, _, t, err := s.section(tx, id, name)
		if err != nil {
			return nil, err
		}
		if err := within(t, in.Rows); err != nil {
			return nil, err
		}
		d, err := s.dossierOf(tx, a)
		if err != nil {
			return nil, err
		}
		if in.Rows != nil {
			d.Tables[t.ID] = in.Rows
		}
		book, _ := s.formOf(a).Read(d)
		lines := book.Lines(t.ID)
		if in.Row > len(lines) {
			return nil, fault.NotFound("这一行")
		}
		trace, ok := lines[in.Row-1].Trace(in.Column)
		if !ok {
			return nil, fault.NotFound("这一栏的计算来源")
		}
		return &trace, nil
	})
}
