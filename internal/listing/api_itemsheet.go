package listing

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/rest"
	"qingshen/internal/sheet"
)

// registerItemSheet declares the round of plan items through a spreadsheet: template, what is there, and back.
func registerItemSheet(a *rest.API, s *Service) {
	rest.Custom(a, http.MethodGet, "/plan-items/template", "get-plan-item-template", access.ViewListing, "Gives the empty workbook of plan items under today's law.",
		func(ctx context.Context, _ *rest.None) (*huma.StreamResponse, error) {
			out, err := s.ItemTemplate(ctx)
			if err != nil {
				return nil, err
			}
			return stream(out.Name, sheet.XLSX.MediaType(), out.Write), nil
		}, binary("计划项目模板"))
	rest.Custom(a, http.MethodGet, "/annual-plans/{id}/sheet", "export-plan-items", access.ViewListing, "Downloads the items of a plan in the actor's place as a workbook that can be filled in and uploaded again.",
		func(ctx context.Context, in *noticeID) (*huma.StreamResponse, error) {
			out, err := s.ItemExport(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return stream(out.Name, sheet.XLSX.MediaType(), out.Write), nil
		}, binary("计划项目"))
	rest.Custom(a, http.MethodPost, "/plan-items/sheet", "take-plan-items", access.Propose, "Holds an uploaded workbook against a plan and answers the difference; with the digest of a difference that was looked at, takes it over, all or nothing. 409 when anything has moved meanwhile.", s.receiveItems,
		func(op *huma.Operation) { op.MaxBodyBytes, op.BodyReadTimeout = 20<<20, 5*time.Minute })
}

type itemUpload struct {
	PlanID  string `query:"plan_id" maxLength:"64" doc:"年度计划"`
	RawBody huma.MultipartFormFiles[struct {
		// Nothing is required here: what is missing is said by the service, in Chinese.
		File   huma.FormFile `form:"file" required:"false" doc:"xlsx 或 csv 文件"`
		Digest string        `form:"digest" required:"false" doc:"已核对的差异的校验值；不填只显示差异"`
	}]
}

type itemDiffed struct{ Body *ItemDiff }

func (s *Service) receiveItems(ctx context.Context, in *itemUpload) (*itemDiffed, error) {
	form := in.RawBody.Data()
	defer in.RawBody.Form.RemoveAll() // temporary files of the upload; nothing depends on it
	if !form.File.IsSet {
		return nil, fault.Invalid("没有收到文件", fault.Field{Path: "file", Message: "请选择填写好的表格。"})
	}
	d, err := s.TakeItems(ctx, in.PlanID, ItemUpload{Content: form.File, Size: form.File.Size, Digest: form.Digest})
	if err != nil {
		return nil, err
	}
	return &itemDiffed{Body: d}, nil
}
