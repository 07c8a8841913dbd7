package rest

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// BatchItem is one record of a batch, at the version that the actor has seen.
type BatchItem struct {
	ID      string `json:"id" maxLength:"64"`
	Version int64  `json:"version" doc:"读取时得到的版本号"`
}

// Batch is the input of an act on several records: which, and what the act takes besides, the same for all of them.
type Batch[In any] struct {
	Items   []BatchItem `json:"items" minItems:"1" maxItems:"200"`
	Input   In          `json:"input,omitempty"`
	Preview bool        `json:"preview,omitempty" doc:"只看会怎样，不办理"`
}

// BatchRow tells what became of one record.
type BatchRow struct {
	ID      string `json:"id"`
	Title   string `json:"title" doc:"名称，没有找到的为空"`
	Done    bool   `json:"done" doc:"已经办理，预览时为可以办理"`
	Message string `json:"message" doc:"没有办理的原因"`
}

// BatchReport tells what became of all: each is a decision of its own, so that one refusal does not hold up the rest.
type BatchReport struct {
	Preview bool       `json:"preview"`
	Rows    []BatchRow `json:"rows" nullable:"false"`
	Done    int        `json:"done" doc:"已经办理的数目，预览时为可以办理的"`
	Failed  int        `json:"failed" doc:"没有办理的数目"`
}

// subjected is a record that can say what it is called.
type subjected interface{ Subject() store.Subject }

// BatchOf declares POST /things/batch/act: an act that exists for one record, on several, with a preview that is the act
// itself undone, and a report for each of them.
func BatchOf[In, T any](a *API, path, id string, p access.Permission, description string, h func(context.Context, string, In) (T, error)) {
	type request struct {
		Key  string `header:"Idempotency-Key" maxLength:"100" doc:"重复提交时使用同一个值，系统只办理一次"`
		Body Batch[In]
	}
	op := operation(http.MethodPost, path, id, p, description)
	huma.Register(a.huma, op, func(ctx context.Context, in *request) (*Out[BatchReport], error) {
		return answer(each(ctx, in.Body, h), nil)
	})
}

func each[In, T any](ctx context.Context, in Batch[In], h func(context.Context, string, In) (T, error)) BatchReport {
	out := BatchReport{Preview: in.Preview, Rows: []BatchRow{}}
	if in.Preview {
		ctx = store.WithPreview(store.WithReservation(ctx, nil))
	}
	seen := map[string]bool{}
	for _, item := range in.Items {
		if seen[item.ID] {
			continue
		}
		seen[item.ID] = true
		record, err := h(store.WithVersion(ctx, item.Version), item.ID, in.Input)
		row := BatchRow{ID: item.ID, Done: err == nil}
		if err != nil && fault.As(err).Kind == fault.KindInternal {
			slog.Error("batch", "id", item.ID, "error", err) // only this one was undone
		}
		if s, ok := any(record).(subjected); ok && err == nil {
			row.Title = s.Subject().Title
		}
		if err != nil {
			row.Message = inWords(err)
			out.Failed++
		} else {
			out.Done++
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// inWords gives a fault as one text: message and fields.
func inWords(err error) string {
	f := fault.As(err)
	parts := []string{f.Message}
	for _, field := range f.Fields {
		parts = append(parts, field.Message)
	}
	return strings.Join(parts, " ")
}
