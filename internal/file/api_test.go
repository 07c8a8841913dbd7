package file

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/rest"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
)

// house is a site with one kind of record: "plan" 1 of Jinan (370102, enterprise e1), open until closed is set.
type house struct {
	*Service
	handler http.Handler
	uploads http.Handler
	closed  bool
}

func build(t *testing.T) *house {
	t.Helper()
	db := storetest.New(t)
	h := &house{Service: New(db, blobs(t), 1<<20)}
	see := func(tx *store.Tx, id string) (store.Subject, error) {
		place := tx.Actor().Place
		if id != "1" || !place.CoversRegion("370102") && place.EnterpriseID != "e1" && place.ExpertID != "x1" {
			return store.Subject{}, fault.NotFound("计划")
		}
		return store.Subject{Type: "plan", ID: "1", CaseID: "case-1", RegionCode: "370102", EnterpriseID: "e1"}, nil
	}
	h.Own("plan", Owner{See: see, Change: func(tx *store.Tx, id string) (store.Subject, error) {
		s, err := see(tx, id)
		if err == nil && h.closed {
			err = fault.Conflict("计划已经报送，不能再增删附件。")
		}
		return s, err
	}})
	mux := http.NewServeMux()
	Register(rest.New(mux, "清审", "test"), h.Service)
	h.handler = mux
	return h
}

var (
	jinan    = access.Actor{ID: "a1", Name: "济南", Role: access.RoleCity, Place: access.Place{Region: "3701"}}
	qingdao  = access.Actor{ID: "a2", Name: "青岛", Role: access.RoleCity, Place: access.Place{Region: "3702"}}
	firm     = access.Actor{ID: "a3", Name: "企业", Role: access.RoleEnterprise, Place: access.Place{EnterpriseID: "e1"}}
	assigned = access.Actor{ID: "a4", Name: "专家", Role: access.RoleExpert, Place: access.Place{ExpertID: "x1"}}
	stranger = access.Actor{ID: "a5", Name: "专家", Role: access.RoleExpert, Place: access.Place{ExpertID: "x2"}}
)

func (h *house) do(as access.Actor, method, path, contentType string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, rest.Base+path, body)
	r = r.WithContext(access.With(r.Context(), as))
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

func form(t *testing.T, field, name, content string) (string, io.Reader) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	w, err := m.CreateFormFile(field, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return m.FormDataContentType(), &b
}

func (h *house) upload(t *testing.T, as access.Actor, target, name, content string) *httptest.ResponseRecorder {
	t.Helper()
	contentType, body := form(t, "file", name, content)
	return h.do(as, http.MethodPost, "/files?"+target, contentType, body)
}

const plan1 = "subject_type=plan&subject_id=1&purpose=report"

func (h *house) put(t *testing.T) File {
	t.Helper()
	w := h.upload(t, firm, plan1, `审核 "报告".pdf`, pdf)
	if w.Code != http.StatusCreated {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var f File
	if err := json.Unmarshal(w.Body.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestUploadAndDownload(t *testing.T) {
	h := build(t)
	f := h.put(t)
	if f.Name != "审核 _报告_.pdf" || f.MediaType != typePDF || f.Size != int64(len(pdf)) || f.Purpose != "report" {
		t.Errorf("got %+v", f)
	}
	for who, want := range map[*access.Actor]int{&jinan: 200, &firm: 200, &assigned: 200, &qingdao: 404, &stranger: 404} {
		for _, path := range []string{"/files/" + f.ID, "/files/" + f.ID + "/content", "/files?" + plan1} {
			if w := h.do(*who, http.MethodGet, path, "", nil); w.Code != want {
				t.Errorf("%s of %s gets %d, want %d: %s", who.Name, who.Place, w.Code, want, w.Body)
			}
		}
	}
	w := h.do(jinan, http.MethodGet, "/files/"+f.ID+"/content", "", nil)
	if w.Body.String() != pdf {
		t.Errorf("content %q", w.Body)
	}
	for name, want := range map[string]string{"Content-Type": typePDF, "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
		"Content-Length": fmt.Sprint(len(pdf)), "ETag": `"` + f.SHA256 + `"`,
		"Content-Disposition": `attachment; filename="__ ____.pdf"; filename*=UTF-8''%E5%AE%A1%E6%A0%B8%20_%E6%8A%A5%E5%91%8A_.pdf`} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	var list store.List[File]
	if err := json.Unmarshal(h.do(firm, http.MethodGet, "/files?"+plan1, "", nil).Body.Bytes(), &list); err != nil || len(list.Items) != 1 || list.Items[0].ID != f.ID {
		t.Errorf("list %+v, %v", list, err)
	}
}

func TestUploadsAreRefused(t *testing.T) {
	h := build(t)
	for _, c := range []struct {
		name         string
		as           access.Actor
		target, file string
		content      string
		status       int
		want         string
	}{
		{"foreign record", qingdao, plan1, "a.pdf", pdf, 404, "不存在"},
		{"unknown kind of record", jinan, "subject_type=nothing&subject_id=1", "a.pdf", pdf, 404, "所属事项不存在"},
		{"no record", jinan, "", "a.pdf", pdf, 422, "subject_type"},
		{"html called pdf", jinan, plan1, "a.pdf", "<html>", 422, "实际为 text/html"},
		{"too large", jinan, plan1, "a.pdf", pdf + strings.Repeat("0", 1<<20), 413, "超过 1 MB 的上限"},
		{"far too large", jinan, plan1, "a.pdf", pdf + strings.Repeat("0", 2<<20), 413, "超过 1 MB 的上限"},
		{"nobody", access.Actor{}, plan1, "a.pdf", pdf, 401, "请先登录"},
	} {
		if w := h.upload(t, c.as, c.target, c.file, c.content); w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: got %d %s, want %d with %q", c.name, w.Code, w.Body, c.status, c.want)
		}
	}
	contentType, body := form(t, "other", "a.pdf", pdf)
	if w := h.do(jinan, http.MethodPost, "/files?"+plan1, contentType, body); w.Code != 422 || !strings.Contains(w.Body.String(), "没有收到文件") {
		t.Errorf("no part named file: %d %s", w.Code, w.Body)
	}
	if w := h.do(jinan, http.MethodPost, "/files?"+plan1, "application/json", strings.NewReader("{}")); w.Code != 422 || !strings.Contains(w.Body.String(), "multipart") {
		t.Errorf("no form: %d %s", w.Code, w.Body)
	}
	contentType, body = form(t, "file", "a.pdf", pdf)
	cut, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	if w := h.do(jinan, http.MethodPost, "/files?"+plan1, contentType, bytes.NewReader(cut[:len(cut)-70])); w.Code != 422 || !strings.Contains(w.Body.String(), "没有收完整") {
		t.Errorf("cut off: %d %s", w.Code, w.Body)
	}
	if n := left(t, h.blobs); n != 0 {
		t.Errorf("%d files are left behind", n)
	}
}

// A sender over the network learns why, though the whole body was on its way; one that waits sends none of it.
func TestRefusalReachesTheSender(t *testing.T) {
	h := build(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.handler.ServeHTTP(w, r.WithContext(access.With(r.Context(), jinan)))
	}))
	defer server.Close()
	for _, waits := range []bool{false, true} {
		contentType, body := form(t, "file", "a.pdf", pdf+strings.Repeat("0", 24<<20))
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+rest.Base+"/files?"+plan1, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", contentType)
		transport := &http.Transport{ExpectContinueTimeout: time.Minute}
		if waits {
			r.Header.Set("Expect", "100-continue")
		}
		w, err := (&http.Client{Transport: transport}).Do(r)
		if err != nil {
			t.Fatalf("waiting %v: the connection broke before the answer: %v", waits, err)
		}
		answer, err := io.ReadAll(w.Body)
		if err != nil || w.StatusCode != 413 || !strings.Contains(string(answer), "超过 1 MB 的上限") {
			t.Errorf("waiting %v: got %d %s, %v", waits, w.StatusCode, answer, err)
		}
		w.Body.Close()
		if sent := r.ContentLength - int64(body.(*bytes.Buffer).Len()); waits && sent > 1<<20 {
			t.Errorf("%d bytes were sent though the sender waited", sent)
		}
		transport.CloseIdleConnections()
	}
	if n := left(t, h.blobs); n != 0 {
		t.Errorf("%d files are left behind", n)
	}
}

func TestRemoving(t *testing.T) {
	h := build(t)
	f := h.put(t)
	if w := h.do(qingdao, http.MethodDelete, "/files/"+f.ID, "", nil); w.Code != 404 {
		t.Errorf("another city: %d", w.Code)
	}
	h.closed = true
	if w := h.do(firm, http.MethodDelete, "/files/"+f.ID, "", nil); w.Code != 409 || !strings.Contains(w.Body.String(), "已经报送") {
		t.Errorf("a closed record: %d %s", w.Code, w.Body)
	}
	if w := h.upload(t, firm, plan1, "b.pdf", pdf); w.Code != 409 {
		t.Errorf("a closed record takes files: %d", w.Code)
	}
	h.closed = false
	if w := h.do(firm, http.MethodDelete, "/files/"+f.ID, "", nil); w.Code != 204 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := h.do(firm, http.MethodGet, "/files/"+f.ID, "", nil); w.Code != 404 {
		t.Errorf("after removal: %d", w.Code)
	}
	acts, err := store.Read(t.Context(), h.db, func(tx *store.Tx) ([]store.Journal, error) {
		return tx.History(store.Subject{ID: "case-1", CaseID: "case-1"})
	})
	if err != nil || len(acts) != 2 || acts[0].Action != "file.remove" || acts[1].Action != "file.add" || len(acts[0].Changes) == 0 {
		t.Errorf("case history %+v, %v", acts, err)
	}
}

// What was handed in is evidence, and what another office brought is not one's own to take away.
func TestNobodyRemovesWhatIsNotTheirsOrWasHandedIn(t *testing.T) {
	h := build(t)
	f := h.put(t)
	colleague := firm
	colleague.ID = "a9"
	for who, want := range map[*access.Actor]bool{&firm: true, &colleague: true, &jinan: false, &assigned: false} {
		w := h.do(*who, http.MethodGet, "/files?"+plan1, "", nil)
		if got := strings.Contains(w.Body.String(), `"removable":true`); got != want {
			t.Errorf("%s: removable %v, want %v", who.Name, got, want)
		}
	}
	if w := h.do(jinan, http.MethodDelete, "/files/"+f.ID, "", nil); w.Code != 403 || !strings.Contains(w.Body.String(), "其他单位上传") {
		t.Errorf("a city removes the enterprise's file: %d %s", w.Code, w.Body)
	}
	err := store.Do(access.With(t.Context(), jinan), h.db, func(tx *store.Tx) error {
		return Hold(tx, store.Subject{Type: "plan", ID: "1", CaseID: "case-1"}, "审核报告")
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []access.Actor{firm, colleague, jinan} {
		if w := h.do(who, http.MethodDelete, "/files/"+f.ID, "", nil); w.Code != 409 || !strings.Contains(w.Body.String(), "审核报告") {
			t.Errorf("%s removes evidence: %d %s", who.Name, w.Code, w.Body)
		}
	}
	later := h.put(t)
	if w := h.do(colleague, http.MethodDelete, "/files/"+later.ID, "", nil); w.Code != 204 {
		t.Errorf("a file that came after the act: %d %s", w.Code, w.Body)
	}
}

// A sweep takes content without a row once it is a day old, and leaves all else.
func TestSweep(t *testing.T) {
	h := build(t)
	kept := h.put(t)
	orphan, err := h.Put(t.Context(), "b.csv", strings.NewReader("a,b\n"))
	if err != nil {
		t.Fatal(err)
	}
	sweep := func(want int) {
		t.Helper()
		if n, err := h.Sweep(access.With(context.Background(), access.System)); err != nil || n != want {
			t.Errorf("swept %d, %v, want %d", n, err, want)
		}
	}
	sweep(0)
	for _, sha := range []string{kept.SHA256, orphan.SHA256} {
		if err := os.Chtimes(folder{h.blobs.local}.at(sha), time.Time{}, h.db.Clock().Wall().Add(-25*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	sweep(1)
	if _, err := h.blobs.Stat(t.Context(), kept.SHA256); err != nil {
		t.Errorf("content in use is gone: %v", err)
	}
	err = store.Do(access.With(t.Context(), jinan), h.db, func(tx *store.Tx) error {
		_, err := h.Save(tx, store.Subject{Type: "plan", ID: "1"}, "", orphan)
		return err
	})
	if !fault.Is(err, fault.KindNotFound) {
		t.Errorf("swept content was attached: %v", err)
	}
}
