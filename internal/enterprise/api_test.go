package enterprise

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"qingshen/internal/job"
	"qingshen/internal/rest"
)

// desk serves the register over HTTP to whoever the context says.
func desk(t *testing.T, s *Service) func(ctx context.Context, method, path, contentType string, body io.Reader) *httptest.ResponseRecorder {
	t.Helper()
	mux := http.NewServeMux()
	Register(rest.New(mux, "测试", "0"), s)
	return func(ctx context.Context, method, path, contentType string, body io.Reader) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, rest.Base+path, body).WithContext(ctx)
		if contentType != "" {
			r.Header.Set("Content-Type", contentType)
		}
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w
	}
}

func form(t *testing.T, fields map[string]string, content []byte) (string, io.Reader) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	if content != nil {
		part, err := w.CreateFormFile("file", "企业名录.csv")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), &b
}

func TestImportOverHTTP(t *testing.T) {
	s := begun(t)
	call := desk(t, s)
	kind, body := form(t, map[string]string{}, nil)
	w := call(jinan, http.MethodPost, "/enterprises/import", kind, body)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "请选择要导入的文件") || !strings.Contains(w.Body.String(), "请选择导入方式") {
		t.Fatalf("nothing sent: %d %s", w.Code, w.Body)
	}
	kind, body = form(t, map[string]string{"mode": "good-rows"}, table("企业名称,代码,区县,行业代码", "济南甲化工有限公司,"+creditCode(t, 1)+",历下区,2614", "济南乙化工有限公司,-,历下区,2614"))
	w = call(jinan, http.MethodPost, "/enterprises/import", kind, body)
	var j job.Job
	if err := json.Unmarshal(w.Body.Bytes(), &j); err != nil || w.Code != http.StatusAccepted {
		t.Fatalf("sent: %d %s, %v", w.Code, w.Body, err)
	}
	if w := call(jinan, http.MethodGet, "/enterprise-imports/"+j.ID+"/result", "", nil); w.Code != http.StatusConflict {
		t.Errorf("result before the end: %d", w.Code)
	}
	if worked, err := job.NewWorkers(s.db, s.Jobs()).RunOne(context.Background()); err != nil || !worked {
		t.Fatal(worked, err)
	}
	w = call(jinan, http.MethodGet, "/enterprise-imports/"+j.ID, "", nil)
	if !strings.Contains(w.Body.String(), `"created":1`) || !strings.Contains(w.Body.String(), `"rejected":1`) {
		t.Errorf("progress: %s", w.Body)
	}
	w = call(jinan, http.MethodGet, "/enterprise-imports/"+j.ID+"/result", "", nil)
	if w.Code != http.StatusOK || !bytes.HasPrefix(w.Body.Bytes(), []byte("PK")) || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment; filename*=UTF-8''%E6%A0%A1") {
		t.Errorf("annotated: %d %v", w.Code, w.Header())
	}
	if w := call(qingdao, http.MethodGet, "/enterprise-imports/"+j.ID, "", nil); w.Code != http.StatusNotFound {
		t.Errorf("the import of somebody else: %d", w.Code)
	}
	for path, head := range map[string]string{"/enterprises/template": "PK", "/enterprises/export?format=csv": "\uFEFF企业名称", "/enterprises/export?q=甲化工": "PK"} {
		if w := call(jinan, http.MethodGet, path, "", nil); w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), head) {
			t.Errorf("%s: %d %.200s", path, w.Code, w.Body)
		}
	}
	if w := call(jinan, http.MethodGet, "/enterprises/credit-code?code=%E2%80%8B"+creditCode(t, 1)+"(01)", "", nil); !strings.Contains(w.Body.String(), `"registered_name":"济南甲化工有限公司"`) {
		t.Errorf("credit code: %s", w.Body)
	}
}
