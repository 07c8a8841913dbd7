package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"strings"
	"time"

	"qingshen/internal/enterprise"
)

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

const createCase = "create one enterprise"

// creating registers new enterprises.
func (b *bench) creating(session string) error {
	input := func(series byte, i int) call {
		return b.post(session, api+"/enterprises", map[string]any{"credit_code": code(series, i),
			"name": fmt.Sprintf("济南测速第%c%d化工有限公司", series, i), "region_code": "370102", "industry_code": "2614"})
	}
	statements, err := b.recorder.record(func() error { return b.once(input('0', 0), nil) })
	if err != nil {
		return err
	}
	b.bare.serve(createCase, script{vary: func(i int) []string { return anew(statements, map[string]string{code('0', 0): code('2', i)}) }})
	own := &side{host: b.own, make: func(i int) call { return input('1', i) }}
	out := result{name: createCase, calm: own.paced(calmSpan, b.pace)}
	out.own, out.other = beside(own, b.bareSide(createCase), b.span, b.slices)
	b.add(out)
	return b.profiled(createCase, own)
}

const moveCase = "one Move (suspend)"

// moving lets enterprises suspend production, each once: one Move with journal.
func (b *bench) moving(session string, all []known) error {
	input := map[string]any{"version": 1, "on": string(b.today), "evidence": "测速"}
	suspend := func(id string) call { return b.post(session, api+"/enterprises/"+id+"/suspend", input) }
	statements, err := b.recorder.record(func() error { return b.once(suspend(all[0].id), nil) })
	if err != nil {
		return err
	}
	half := (len(all) - 1) / 2
	own := &side{host: b.own, most: half, make: func(i int) call { return suspend(all[1+min(i, half-1)].id) }}
	b.bare.serve(moveCase, script{vary: func(i int) []string {
		to := all[1+half+min(i, half-1)]
		return anew(statements, map[string]string{all[0].id: to.id, all[0].code: to.code})
	}})
	other := b.bareSide(moveCase)
	other.most = half
	out := result{name: moveCase, calm: own.paced(calmSpan, b.pace)}
	out.own, out.other = beside(own, other, b.span, b.slices)
	b.add(out)
	return b.profiled(moveCase, own)
}

const importCase = "import of 10,000 rows"

// importing uploads a list of 10,000 new enterprises and waits until it is written.
func (b *bench) importing(session string) error {
	upload, err := list(session, 10_000)
	if err != nil {
		return err
	}
	var accepted bytes.Buffer
	var statements []string
	begun := time.Now()
	used, err := watch(func() error {
		var err error
		statements, err = b.recorder.record(func() error {
			if err := b.once(upload, &accepted); err != nil {
				return err
			}
			return b.app.Work(b.ctx)
		})
		return err
	})
	if err != nil {
		return err
	}
	took := time.Since(begun)
	created, err := b.imported(session, accepted.Bytes())
	if err != nil {
		return err
	}
	statements = anew(statements, map[string]string{"91370102XY3": "91370102XY4"})
	apart(statements)
	plain, err := b.alone(statements)
	if err != nil {
		return err
	}
	b.add(result{name: importCase, text: fmt.Sprintf("%.1f s (%.0f rows/s); %s; bare: the same statements in %.1f s",
		took.Seconds(), float64(created)/took.Seconds(), used, plain.Seconds())})
	return nil
}

// list gives the upload of a list of new enterprises.
func list(session string, rows int) (call, error) {
	var lines strings.Builder
	lines.WriteString("统一社会信用代码,企业名称,县（市、区）,行业代码\n")
	for i := range rows {
		fmt.Fprintf(&lines, "%s,济南导入第%d化工有限公司,370102,2614\n", code('3', i), i)
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "list.csv")
	if err != nil {
		return call{}, err
	}
	if _, err := part.Write([]byte(lines.String())); err != nil {
		return call{}, err
	}
	if err := form.WriteField("mode", "good-rows"); err != nil {
		return call{}, err
	}
	if err := form.Close(); err != nil {
		return call{}, err
	}
	return call{method: "POST", path: api + "/enterprises/import", cookie: session, kind: form.FormDataContentType(), body: body.Bytes()}, nil
}

func (b *bench) imported(session string, accepted []byte) (int, error) {
	var job struct{ ID string }
	if err := json.Unmarshal(accepted, &job); err != nil {
		return 0, err
	}
	var answer bytes.Buffer
	if err := b.once(call{method: "GET", path: api + "/enterprise-imports/" + job.ID, cookie: session}, &answer); err != nil {
		return 0, err
	}
	var progress struct {
		State  string
		Result struct {
			Created, Rejected int
			Message           string
		}
	}
	if err := json.Unmarshal(answer.Bytes(), &progress); err != nil {
		return 0, err
	}
	if progress.Result.Created == 0 {
		return 0, fmt.Errorf("import: %s, %d rejected, %s", progress.State, progress.Result.Rejected, progress.Result.Message)
	}
	return progress.Result.Created, nil
}
