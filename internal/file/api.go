package file

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/rest"
)

// Register declares the operations on files. Every account may call them; what it may see and change is decided by the
// record that the file belongs to.
func Register(a *rest.API, s *Service) {
	rest.Custom(a, http.MethodPost, "/files", "upload-file", access.UseDesk,
		"Uploads one file to a record, as multipart/form-data with one part named file. 413 over the size limit; 422 if the content is not what its name says.",
		s.receive, func(op *huma.Operation) { op.DefaultStatus, op.MaxBodyBytes = http.StatusCreated, -1 })
	describeUpload(a.OpenAPI().Paths["/files"].Post)
	rest.Create(a, "/files/arrivals", "attach-upload", access.UseDesk,
		"Gives a file to its record that was sent in parts by the tus protocol (1.0.0) at /api/v1/uploads, as its first or as a new version. Sent again it answers the same. 422 if the content is not what its name says.", s.Attach)
	rest.List(a, "/files", "list-files", access.UseDesk, "Lists the files of a record.", s.List)
	rest.Get(a, "/files/{id}", "get-file", access.UseDesk, "Reads what is known of a file.", s.Get)
	rest.Get(a, "/files/{id}/preview", "preview-file", access.UseDesk, "Shows a file in the browser (预览): says how, and reads what office documents hold.", s.Preview)
	rest.Custom(a, http.MethodGet, "/files/{id}/content", "download-file", access.UseDesk, "Downloads a file under its own name; inline shows a PDF or a picture in the browser's own viewer.", s.send, describeDownload)
	rest.Put(a, "/files/{id}", "describe-file", access.UseDesk, "Notes the day that a document bears (证据日期).", s.Describe)
	rest.Delete(a, "/files/{id}", "remove-file", access.UseDesk, "Takes a file off its record, while the record may still be changed.", s.Delete)
}

// upload reads the body itself: the content goes to the disk as it comes, and stops at the limit.
type upload struct {
	Target
	Type   string `header:"Content-Type" required:"true"`
	Length int64  `header:"Content-Length"`
	Key    string `header:"Idempotency-Key" maxLength:"100" doc:"重复提交时使用同一个值，系统只办理一次"`
	body   io.Reader
	waits  bool // the sender waits for leave before it sends the body
}

// Resolve takes hold of the body before anything is read.
func (u *upload) Resolve(ctx huma.Context) []error {
	u.body, u.waits = ctx.BodyReader(), strings.EqualFold(ctx.Header("Expect"), "100-continue")
	return nil
}

type uploaded struct {
	ETag string `header:"ETag"`
	Body *File
}

// drained is how much of a refused upload is read and thrown away.
const drained = 512 << 20

// refused lets the sender finish. Browsers send the whole body before they look at the answer, and show a broken
// connection instead of the reason when it is closed before.
func (u *upload) refused(err error) error {
	if !u.waits {
		_, _ = io.CopyN(io.Discard, u.body, drained) // whatever stops it, the reason counts
	}
	return err
}

// overhead is what the multipart envelope may add to the file.
const overhead = 64 << 10

func (s *Service) receive(ctx context.Context, in *upload) (*uploaded, error) {
	if in.Length > s.limit+overhead {
		return nil, in.refused(tooLarge("文件", s.limit))
	}
	media, parameters, err := mime.ParseMediaType(in.Type)
	if err != nil || media != "multipart/form-data" || parameters["boundary"] == "" {
		return nil, fault.Invalid("请以 multipart/form-data 上传，文件放在名为 file 的部分中。")
	}
	parts := multipart.NewReader(in.body, parameters["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, fault.Invalid("没有收到文件。请选择文件后再上传。", fault.Field{Path: "file", Message: "请选择文件。"})
		}
		if err != nil {
			return nil, fault.Invalid("上传中断，文件没有收完整。请检查网络后重新上传。")
		}
		if part.FormName() != "file" {
			continue
		}
		f, err := s.Upload(ctx, in.Target, rawName(part), part)
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, fault.Invalid("上传中断，文件没有收完整。请检查网络后重新上传。")
		}
		if err != nil {
			return nil, in.refused(err)
		}
		return &uploaded{ETag: strconv.Quote(strconv.FormatInt(f.Version, 10)), Body: f}, nil
	}
}

// rawName gives the whole name as sent: Part.FileName would cut Windows paths differently on each system.
func rawName(part *multipart.Part) string {
	_, parameters, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return part.FileName()
	}
	return parameters["filename"]
}

type download struct {
	ID     string `path:"id" maxLength:"64"`
	Inline bool   `query:"inline" doc:"由浏览器直接打开（PDF和图片）"`
}

// send streams the content; ranges and conditional requests are answered by the standard library.
func (s *Service) send(ctx context.Context, in *download) (*huma.StreamResponse, error) {
	f, content, err := s.Content(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		defer content.Close()
		r, w := humago.Unwrap(ctx)
		h := w.Header()
		h.Set("Content-Type", f.MediaType)
		h.Set("Content-Disposition", disposition(f.Name))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		if in.Inline && (f.MediaType == typePDF || f.MediaType == typePNG || f.MediaType == typeJPEG) {
			h.Set("Content-Disposition", strings.Replace(disposition(f.Name), "attachment", "inline", 1))
			h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'") // viewers do not open in a sandbox
		}
		h.Set("Cache-Control", "private, no-cache")
		h.Set("ETag", strconv.Quote(f.SHA256))
		http.ServeContent(w, r, "", f.CreatedAt, content)
	}}, nil
}

// describeUpload puts the form into the contract once the operation stands: given before, huma would read the body itself
// and hold it in memory.
func describeUpload(op *huma.Operation) {
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {
		Schema: &huma.Schema{Type: "object", Required: []string{"file"}, Properties: map[string]*huma.Schema{
			"file": {Type: "string", Format: "binary", Description: "文件内容"}}}}}}
}

func describeDownload(op *huma.Operation) {
	op.Responses = map[string]*huma.Response{"200": {Description: "文件内容", Content: map[string]*huma.MediaType{
		"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}}}
}
