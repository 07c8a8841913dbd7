package file

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/rest"
	"qingshen/internal/zipsafe/zipsafetest"
)

const uploadsPath = rest.Base + "/uploads"

// tus sends one request of the protocol as an actor.
func (h *house) tus(t *testing.T, as access.Actor, method, path string, body io.Reader, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	if h.uploads == nil {
		var err error
		if h.uploads, err = h.Resumable(uploadsPath); err != nil {
			t.Fatal(err)
		}
	}
	r := httptest.NewRequest(method, path, body)
	r = r.WithContext(access.With(r.Context(), as))
	r.Header.Set("Tus-Resumable", "1.0.0")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.uploads.ServeHTTP(w, r)
	return w
}

func described(name, subject string) string {
	parts := []string{}
	for key, value := range map[string]string{metaName: name, metaType: "plan", metaSubject: subject, metaAccount: "a2"} {
		parts = append(parts, key+" "+base64.StdEncoding.EncodeToString([]byte(value)))
	}
	return strings.Join(parts, ",")
}

// begin creates an upload and gives its address.
func (h *house) begin(t *testing.T, as access.Actor, name string, size int) string {
	t.Helper()
	w := h.tus(t, as, "POST", uploadsPath, nil, "Upload-Length", fmt.Sprint(size), "Upload-Metadata", described(name, "1"))
	if w.Code != http.StatusCreated || !strings.HasPrefix(w.Header().Get("Location"), uploadsPath+"/") {
		t.Fatalf("%d %s at %q", w.Code, w.Body, w.Header().Get("Location"))
	}
	return w.Header().Get("Location")
}

func (h *house) part(t *testing.T, as access.Actor, at string, offset int, body io.Reader) *httptest.ResponseRecorder {
	return h.tus(t, as, "PATCH", at, body, "Upload-Offset", fmt.Sprint(offset), "Content-Type", "application/offset+octet-stream")
}

func (h *house) finish(as access.Actor, at string, more ...string) *httptest.ResponseRecorder {
	in := map[string]string{"upload": at[strings.LastIndex(at, "/")+1:], "subject_type": "plan", "subject_id": "1"}
	for i := 0; i+1 < len(more); i += 2 {
		in[more[i]] = more[i+1]
	}
	raw, _ := json.Marshal(in)
	return h.do(as, "POST", "/files/arrivals", "application/json", bytes.NewReader(raw))
}

// arrive sends a whole file in one part.
func (h *house) arrive(t *testing.T, as access.Actor, name, content string, more ...string) *httptest.ResponseRecorder {
	t.Helper()
	at := h.begin(t, as, name, len(content))
	if w := h.part(t, as, at, 0, strings.NewReader(content)); w.Code != http.StatusNoContent {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return h.finish(as, at, more...)
}

func fileOf(t *testing.T, w *httptest.ResponseRecorder) (f File) {
	t.Helper()
	if w.Code >= 300 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// A file comes in parts, after a cut from where it stopped, and becomes a file of its record once.
func TestAnUploadGoesOnAfterACut(t *testing.T) {
	h := build(t)
	at := h.begin(t, firm, "报告.pdf", len(pdf))
	if w := h.finish(firm, at); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "还没有传完") {
		t.Errorf("an empty upload is taken: %d %s", w.Code, w.Body)
	}
	h.part(t, firm, at, 0, io.MultiReader(strings.NewReader(pdf[:10]), &failing{}))
	head := h.tus(t, firm, "HEAD", at, nil)
	if got := head.Header().Get("Upload-Offset"); got != "10" {
		t.Fatalf("after the cut %s bytes are there (%d)", got, head.Code)
	}
	if w := h.part(t, firm, at, 4, strings.NewReader(pdf[4:])); w.Code != http.StatusConflict {
		t.Errorf("bytes at the wrong place: %d", w.Code)
	}
	if w := h.part(t, firm, at, 10, strings.NewReader(pdf[10:])); w.Code != http.StatusNoContent {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	sum := "0" + strings.Repeat("a", 63)
	first := fileOf(t, h.finish(firm, at))
	if first.Name != "报告.pdf" || first.Size != int64(len(pdf)) || !first.Removable || !first.Replaceable || first.Edition != 1 {
		t.Errorf("%+v", first)
	}
	if again := fileOf(t, h.finish(firm, at)); again.ID != first.ID {
		t.Errorf("sent again it became another file %s", again.ID)
	}
	if w := h.tus(t, firm, "HEAD", at, nil); w.Code != http.StatusNotFound {
		t.Errorf("the upload lies there still: %d", w.Code)
	}
	if w := h.arrive(t, firm, "又.pdf", pdf, "sha256", sum); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "不一致") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestUploadsAreRefusedBeforeTheyAreSent(t *testing.T) {
	h := build(t)
	create := func(as access.Actor, name, subject, size string) *httptest.ResponseRecorder {
		return h.tus(t, as, "POST", uploadsPath, nil, "Upload-Length", size, "Upload-Metadata", described(name, subject))
	}
	for _, c := range []struct {
		as                        access.Actor
		name, subject, size, want string
		status                    int
	}{
		{access.Actor{}, "a.pdf", "1", "9", "请先登录", http.StatusUnauthorized},
		{qingdao, "a.pdf", "1", "9", "计划", http.StatusNotFound},
		{firm, "a.pdf", "2", "9", "计划", http.StatusNotFound},
		{firm, "工具.exe", "1", "9", "不接受", http.StatusUnprocessableEntity},
		{firm, "宏.xlsm", "1", "9", "带有宏", http.StatusUnprocessableEntity},
		{firm, "大.pdf", "1", "1048577", "超过 1 MB 的上限", http.StatusRequestEntityTooLarge},
		{firm, "a.pdf", "1", "", "文件的大小", http.StatusUnprocessableEntity},
		{firm, "a.pdf", "1", "-1", "文件的大小", http.StatusUnprocessableEntity},
	} {
		if w := create(c.as, c.name, c.subject, c.size); w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%+v: %d %s", c, w.Code, w.Body)
		}
	}
	at := h.begin(t, firm, "报告.pdf", len(pdf)) // described asks for the account of another in vain
	for _, method := range []string{"HEAD", "PATCH", "DELETE"} {
		if w := h.tus(t, qingdao, method, at, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s of a stranger: %d", method, w.Code)
		}
	}
	if w := h.finish(jinan, at); w.Code != http.StatusNotFound {
		t.Errorf("another takes the upload: %d", w.Code)
	}
	if w := h.tus(t, firm, "HEAD", uploadsPath+"/..%2F..%2Fx", nil); w.Code != http.StatusNotFound {
		t.Errorf("got %d", w.Code)
	}
	if w := h.tus(t, firm, "DELETE", at, nil); w.Code != http.StatusNoContent || left(t, h.blobs) != 0 {
		t.Errorf("%d, %d files are left", w.Code, left(t, h.blobs))
	}
}

func TestHarmfulContentIsRefusedWhenItHasArrived(t *testing.T) {
	h := build(t)
	macro := string(zipsafetest.Pack(t, map[string]string{"[Content_Types].xml": types(typeXLSX + ".main+xml"), "xl/workbook.xml": "<x/>", "xl/vbaProject.bin": "x"}))
	for name, c := range map[string]struct{ content, want string }{
		"表.xlsx": {macro, "带有宏"},
		"报告.pdf": {"MZ\x90\x00\x03" + strings.Repeat("\x00", 400), "内容不是 .pdf 文件"},
		"图.png":  {"\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 400), "内容不是 .png 文件"},
	} {
		w := h.arrive(t, firm, name, c.content)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if n := left(t, h.blobs); n != 0 {
		t.Errorf("%d files are left", n)
	}
}

// A new version takes the place of a file; the old ones stay readable, and come back when it is removed.
func TestVersions(t *testing.T) {
	h := build(t)
	first := fileOf(t, h.arrive(t, firm, "监测报告.pdf", pdf, "purpose", "监测报告", "evidence_on", "2026-03-01"))
	second := fileOf(t, h.arrive(t, firm, "监测报告（更正）.pdf", pdf+"%2\n", "replaces", first.ID))
	if second.Edition != 2 || second.Purpose != "监测报告" || second.EvidenceOn != "2026-03-01" {
		t.Errorf("%+v", second)
	}
	if w := h.arrive(t, firm, "晚了.pdf", pdf+"%3\n", "replaces", first.ID); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "已经有更新的版本") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := h.arrive(t, jinan, "别人.pdf", pdf+"%3\n", "replaces", second.ID); w.Code != http.StatusForbidden {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	list := func() (out struct{ Items []File }) {
		t.Helper()
		if err := json.Unmarshal(h.do(firm, "GET", "/files?subject_type=plan&subject_id=1", "", nil).Body.Bytes(), &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if l := list(); len(l.Items) != 1 || l.Items[0].ID != second.ID || len(l.Items[0].Earlier) != 1 || l.Items[0].Earlier[0].ID != first.ID {
		t.Errorf("%+v", l)
	}
	if w := h.do(firm, "GET", "/files/"+first.ID+"/content", "", nil); w.Code != 200 || w.Body.String() != pdf {
		t.Errorf("the old version reads %d %q", w.Code, w.Body)
	}
	if w := h.do(firm, "DELETE", "/files/"+first.ID, "", nil); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "旧版本") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := h.do(firm, "DELETE", "/files/"+second.ID, "", nil); w.Code != http.StatusNoContent {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if l := list(); len(l.Items) != 1 || l.Items[0].ID != first.ID || l.Items[0].ReplacedBy != "" {
		t.Errorf("%+v", l)
	}
}

func TestTheEvidenceDateIsApartFromTheUpload(t *testing.T) {
	h := build(t)
	f := fileOf(t, h.arrive(t, firm, "监测报告.pdf", pdf))
	describe := func(as access.Actor, day string) *httptest.ResponseRecorder {
		return h.do(as, "PUT", "/files/"+f.ID, "application/json", strings.NewReader(`{"evidence_on":"`+day+`"}`))
	}
	if got := fileOf(t, describe(firm, "2026-03-01")); got.EvidenceOn != "2026-03-01" {
		t.Errorf("%+v", got)
	}
	for day, want := range map[string]string{"2999-01-01": "不能晚于今天", "2026-02-30": "不是日期"} {
		if w := describe(firm, day); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s", day, w.Code, w.Body)
		}
	}
	if w := describe(jinan, "2026-03-01"); w.Code != http.StatusForbidden {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	h.closed = true
	if w := describe(firm, ""); w.Code != http.StatusConflict {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
