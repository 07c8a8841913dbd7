package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"time"

	"qingshen/internal/enterprise"
)

const api = "/api/v1"

// get gives a request of the session that began with this account.
func (b *bench) get(session *http.Cookie, path string) func(int) *http.Request {
	return func(int) *http.Request {
		r, _ := http.NewRequestWithContext(b.ctx, http.MethodGet, b.own+path, nil)
		if session != nil {
			r.AddCookie(session)
		}
		return r
	}
}

func (b *bench) post(session *http.Cookie, path string, body any) *http.Request {
	text, _ := json.Marshal(body)
	r, _ := http.NewRequestWithContext(b.ctx, http.MethodPost, b.own+path, bytes.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	if session != nil {
		r.AddCookie(session)
	}
	return r
}

// reading measures one address beside the bare handler of its statements.
func (b *bench) reading(name string, session *http.Cookie, path string) error {
	request := b.get(session, path)
	if problem := send(http.DefaultClient, request(0)); problem != "" {
		return fmt.Errorf("%s: %s", name, problem)
	}
	statements := b.recorder.record(func() { _ = send(http.DefaultClient, request(0)) })
	own := measure(b.limit, 20_000, request)
	var other figures
	if len(statements) > 0 {
		b.bare.serve(name, script{vary: func(int) []string { return statements }})
		other = measure(b.limit, 20_000, b.bareRequest(name))
	}
	b.add(name, own, other)
	return nil
}

func (b *bench) bareRequest(name string) func(int) *http.Request {
	return func(i int) *http.Request {
		r, _ := http.NewRequestWithContext(b.ctx, http.MethodGet, fmt.Sprintf("%s/%s?i=%d", b.other, url.PathEscape(name), i), nil)
		return r
	}
}

func (b *bench) readings(province, city *http.Cookie, id, name string) error {
	bare := []rune(strings.TrimSuffix(name, "（演示）"))
	part := func(from, n int) string { return url.QueryEscape(string(bare[from : from+n])) }
	for _, c := range []struct {
		name    string
		session *http.Cookie
		path    string
	}{
		{"list of 20, one city", province, api + "/enterprises?region=370100&page_size=20"},
		{"list of 20, whole province", province, api + "/enterprises?page_size=20"},
		{"list of 20, sorted by name", province, api + "/enterprises?sort=name&page_size=20"},
		{"list of 20, 2 characters", province, api + "/enterprises?page_size=20&q=" + part(len(bare)-8, 2)},
		{"list of 20, 3 characters", province, api + "/enterprises?page_size=20&q=" + part(len(bare)-8, 3)},
		{"list of 20, 5 characters", province, api + "/enterprises?page_size=20&q=" + part(len(bare)-8, 5)},
		{"list of 20, broad word 化工", province, api + "/enterprises?page_size=20&q=" + url.QueryEscape("化工")},
		{"one record", province, api + "/enterprises/" + id},
		{"desk of a city officer", city, api + "/desk"},
		{"portal, home page", nil, "/"},
	} {
		if err := b.reading(c.name, c.session, c.path); err != nil {
			return err
		}
	}
	return nil
}

// code gives a credit code that no enterprise of the demonstration has.
func code(series byte, i int) string {
	const digits = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body := []byte("XY000000X")
	body[2] = series
	for k := 7; k >= 3; k-- {
		body[k], i = digits[i%31], i/31
	}
	out, err := enterprise.GenerateCode("91370102" + string(body))
	if err != nil {
		panic(err) // the alphabet above is the standard's
	}
	return out
}

// creating registers new enterprises.
func (b *bench) creating(session *http.Cookie) error {
	input := func(series byte, i int) map[string]any {
		return map[string]any{"credit_code": code(series, i), "name": fmt.Sprintf("济南测速第%c%d化工有限公司", series, i), "region_code": "370102", "industry_code": "2614"}
	}
	request := func(i int) *http.Request { return b.post(session, api+"/enterprises", input('1', i)) }
	statements := b.recorder.record(func() {
		if problem := send(http.DefaultClient, b.post(session, api+"/enterprises", input('0', 0))); problem != "" {
			b.failure = fmt.Errorf("create: %s", problem)
		}
	})
	if b.failure != nil {
		return b.failure
	}
	own := measure(b.limit, 2_000, request)
	b.bare.serve("create", script{writes: true, vary: func(i int) []string { return anew(statements, map[string]string{code('0', 0): code('2', i)}) }})
	b.add("create one enterprise", own, measure(b.limit, 2_000, b.bareRequest("create")))
	return nil
}

// moving lets enterprises suspend production, each once: one Move with journal.
func (b *bench) moving(session *http.Cookie, all []known) error {
	input := map[string]any{"version": 1, "on": string(b.today), "evidence": "测速"}
	statements := b.recorder.record(func() {
		if problem := send(http.DefaultClient, b.post(session, api+"/enterprises/"+all[0].id+"/suspend", input)); problem != "" {
			b.failure = fmt.Errorf("move: %s", problem)
		}
	})
	if b.failure != nil {
		return b.failure
	}
	half := (len(all) - 1) / 2
	own := measure(b.limit, half, func(i int) *http.Request { return b.post(session, api+"/enterprises/"+all[1+i].id+"/suspend", input) })
	b.bare.serve("move", script{writes: true, vary: func(i int) []string {
		to := all[1+half+i]
		return anew(statements, map[string]string{all[0].id: to.id, all[0].code: to.code})
	}})
	b.add("one Move (suspend)", own, measure(b.limit, half, b.bareRequest("move")))
	return nil
}

// importing uploads a list of 10,000 new enterprises and waits until it is written.
func (b *bench) importing(session *http.Cookie) error {
	const rows = 10_000
	var list bytes.Buffer
	list.WriteString("统一社会信用代码,企业名称,县（市、区）,行业代码\n")
	for i := range rows {
		fmt.Fprintf(&list, "%s,济南导入第%d化工有限公司,370102,2614\n", code('3', i), i)
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "list.csv")
	if err != nil {
		return err
	}
	_, _ = part.Write(list.Bytes())
	_ = form.WriteField("mode", "good-rows")
	form.Close()
	r, _ := http.NewRequestWithContext(b.ctx, http.MethodPost, b.own+api+"/enterprises/import", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.AddCookie(session)
	begun := time.Now()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	text, _ := io.ReadAll(response.Body)
	response.Body.Close()
	if response.StatusCode != http.StatusAccepted {
		return fmt.Errorf("import: %s %.300s", response.Status, text)
	}
	if err := b.app.Work(b.ctx); err != nil {
		return err
	}
	took := time.Since(begun)
	created, err := b.imported(session, text)
	if err != nil {
		return err
	}
	b.note("import of 10,000 rows", fmt.Sprintf("%.1f s for %d rows (%.0f rows/s)", took.Seconds(), created, float64(created)/took.Seconds()))
	return nil
}

func (b *bench) imported(session *http.Cookie, accepted []byte) (int, error) {
	var job struct{ ID string }
	if err := json.Unmarshal(accepted, &job); err != nil {
		return 0, err
	}
	response, err := http.DefaultClient.Do(b.get(session, api+"/enterprise-imports/"+job.ID)(0))
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	var progress struct {
		State  string
		Result struct {
			Created, Rejected int
			Message           string
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&progress); err != nil {
		return 0, err
	}
	if progress.Result.Created == 0 {
		return 0, fmt.Errorf("import: %s, %d rejected, %s", progress.State, progress.Result.Rejected, progress.Result.Message)
	}
	return progress.Result.Created, nil
}

// exporting downloads the whole register and watches the heap meanwhile.
func (b *bench) exporting(session *http.Cookie) error {
	query := "?format=xlsx"
	if b.size > 100_000 {
		query += "&region=370200"
	}
	begun := time.Now()
	peak, done := make(chan uint64), make(chan struct{})
	go func() {
		var highest uint64
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				peak <- highest
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				highest = max(highest, m.HeapInuse)
			}
		}
	}()
	response, err := http.DefaultClient.Do(b.get(session, api+"/enterprises/export"+query)(0))
	if err != nil {
		close(done)
		<-peak
		return err
	}
	n, err := io.Copy(io.Discard, response.Body)
	response.Body.Close()
	close(done)
	heap := <-peak
	if err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("export: %s %w", response.Status, err)
	}
	b.note("export as xlsx"+query[len("?format=xlsx"):], fmt.Sprintf("%.1f s, %.1f MB, heap at most %d MB", time.Since(begun).Seconds(), float64(n)/1e6, heap>>20))
	return nil
}
