package workbook

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/fault"
	"qingshen/internal/rest"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

type bookRequest struct {
	Of    string `query:"of" maxLength:"64" doc:"所属的记录，例如年度计划；没有所属的不填"`
	Blank bool   `query:"blank" doc:"只要空白模板"`
}

type bookUpload struct {
	Of      string `query:"of" maxLength:"64" doc:"所属的记录，例如年度计划；没有所属的不填"`
	RawBody Form
}

// Form is a table that is sent.
type Form = huma.MultipartFormFiles[struct {
	// Nothing is required here: what is missing is said by the service, in Chinese.
	File   huma.FormFile `form:"file" required:"false" doc:"xlsx 或 csv 文件"`
	Digest string        `form:"digest" required:"false" doc:"已核对的差异的校验值；不填只显示差异"`
}]

type diffed struct{ Body *SheetDiff }

// Register declares the two operations of a list: the table goes out, and comes back.
func Register[T any](a *rest.API, db *store.DB, l List[T]) {
	rest.Custom(a, http.MethodGet, l.Path+"/sheet", "get-"+l.Name+"-sheet", l.View, "Downloads "+l.What+" in the actor's place as a workbook to mend and upload again; blank gives the empty template.",
		func(ctx context.Context, in *bookRequest) (*huma.StreamResponse, error) {
			return l.Give(ctx, db, in.Of, in.Blank)
		}, AnswersBook)
	rest.Custom(a, http.MethodPost, l.Path+"/sheet", "take-"+l.Name+"-sheet", l.Keep, "Holds an uploaded workbook of "+l.What+" against what is there and answers the difference; with the digest of a difference that was looked at, takes it over, all or nothing. 409 when anything has moved meanwhile.",
		func(ctx context.Context, in *bookUpload) (*diffed, error) {
			d, err := l.Receive(ctx, db, in.Of, &in.RawBody)
			return &diffed{d}, err
		}, TakesBook)
}

// Give answers the download of a list.
func (l List[T]) Give(ctx context.Context, db *store.DB, of string, blank bool) (*huma.StreamResponse, error) {
	name, write, err := l.file(ctx, db, of, blank)
	if err != nil {
		return nil, err
	}
	return rest.Download(name, sheet.XLSX.MediaType(), write), nil
}

// Receive holds what was uploaded against what is there, or takes it over.
func (l List[T]) Receive(ctx context.Context, db *store.DB, of string, body *Form) (*SheetDiff, error) {
	form := body.Data()
	defer body.Form.RemoveAll() // temporary files of the upload; nothing depends on it
	if !form.File.IsSet {
		return nil, fault.Invalid("没有收到文件", fault.Field{Path: "file", Message: "请选择填写好的表格。"})
	}
	return l.take(ctx, db, of, Upload{Content: form.File, Size: form.File.Size, FileName: form.File.Filename, Digest: form.Digest})
}

// TakesBook declares an operation that takes a workbook.
func TakesBook(op *huma.Operation) {
	op.MaxBodyBytes, op.BodyReadTimeout, op.DefaultStatus = 20<<20, 5*time.Minute, http.StatusOK
}

// file gives the workbook of a list under its Chinese name.
func (l List[T]) file(ctx context.Context, db *store.DB, of string, blank bool) (string, func(io.Writer) error, error) {
	type book struct {
		noun sheet.Noun[line[T]]
		rows []*line[T]
	}
	b, err := store.Read(ctx, db, func(tx *store.Tx) (b book, err error) {
		if b.noun, err = l.noun(tx, of); err != nil || blank {
			return b, err
		}
		kept, err := l.Rows(tx, of)
		if err != nil {
			return b, err
		}
		if len(kept) > MaxLines {
			return b, fault.Invalid("内容太多", fault.Field{Path: "of", Message: "本辖区有" + strconv.Itoa(len(kept)) + "条，一张表最多" + strconv.Itoa(MaxLines) + "行。请由各市、县分别下载。"})
		}
		for _, k := range kept {
			b.rows = append(b.rows, &line[T]{value: k.Line, mark: mark(k.ID, k.Version)})
		}
		return b, nil
	})
	if err != nil {
		return "", nil, err
	}
	if blank {
		return b.noun.Title + "空白模板.xlsx", b.noun.Template, nil
	}
	return b.noun.Title + string(db.Clock().Today()) + ".xlsx", func(w io.Writer) error { return b.noun.Filled(w, b.rows) }, nil
}

// AnswersBook declares an operation that answers a workbook.
var AnswersBook = rest.AnswersFile(sheet.XLSX.MediaType())
