package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"

	"qingshen/internal/store"
)

const api = "/api/v1"

// reading is one address that is read. words are the searched characters of a name that is on record.
type reading struct {
	name  string
	who   int // 0 nobody, 1 province, 2 city
	path  func(id string, words func(n int) string) string
	lists bool // has a total
}

var readings = []reading{
	{"list of 20, one city", 1, func(string, func(int) string) string { return api + "/enterprises?region=370100&page_size=20" }, true},
	{"list of 20, whole province", 1, func(string, func(int) string) string { return api + "/enterprises?page_size=20" }, true},
	{"list of 20, sorted by name", 1, func(string, func(int) string) string { return api + "/enterprises?sort=name&page_size=20" }, true},
	{"list of 20, 2 characters", 1, func(_ string, w func(int) string) string { return api + "/enterprises?page_size=20&q=" + w(2) }, true},
	{"list of 20, 3 characters", 1, func(_ string, w func(int) string) string { return api + "/enterprises?page_size=20&q=" + w(3) }, true},
	{"list of 20, 5 characters", 1, func(_ string, w func(int) string) string { return api + "/enterprises?page_size=20&q=" + w(5) }, true},
	{"list of 20, broad word 化工", 1, func(string, func(int) string) string {
		return api + "/enterprises?page_size=20&q=" + url.QueryEscape("化工")
	}, true},
	{"one record", 1, func(id string, _ func(int) string) string { return api + "/enterprises/" + id }, false},
	{"desk of a city officer", 2, func(string, func(int) string) string { return api + "/desk" }, true},
	{"portal, home page", 0, func(string, func(int) string) string { return "/" }, false},
}

func (b *bench) read(province, city, id, name string) error {
	bare := []rune(strings.TrimSuffix(name, "（演示）"))
	words := func(n int) string { return url.QueryEscape(string(bare[len(bare)-8 : len(bare)-8+n])) }
	for _, r := range readings {
		if !b.options.cases.MatchString(r.name) {
			continue
		}
		one := call{method: "GET", path: r.path(id, words), cookie: []string{"", province, city}[r.who]}
		if err := b.reading(r, one); err != nil {
			return fmt.Errorf("%s %d: %s: %w", b.engine.name, b.size, r.name, err)
		}
	}
	return nil
}

// reading measures one address beside the bare handler of its statements.
func (b *bench) reading(r reading, one call) error {
	if err := store.Do(b.ctx, b.app.DB, func(*store.Tx) error { return nil }); err != nil { // totals are forgotten
		return err
	}
	var page bytes.Buffer
	begun := time.Now()
	statements, err := b.recorder.record(func() error { return b.once(one, &page) })
	if err != nil {
		return err
	}
	if r.who == 0 {
		b.add(result{name: r.name + ", first call", text: ms(time.Since(begun)) + " ms"})
		statements = nil // the figures stay in memory for half a minute
	}
	own := &side{host: b.own, make: func(int) call { return one }}
	b.bare.serve(r.name, script{vary: func(int) []string { return statements }})
	if len(statements) == 0 {
		b.bare.serve(r.name, script{page: page.Bytes()})
	}
	out := result{name: r.name, calm: own.paced(calmSpan, b.pace)}
	if r.lists {
		store.Remember(b.app.DB, false)
		out.fresh = own.measure(b.span / 2)
		store.Remember(b.app.DB, true)
	}
	out.own, out.other = beside(own, b.bareSide(r.name), b.span, b.slices)
	b.add(out)
	return b.profiled(r.name, own)
}

func (b *bench) once(one call, keep io.Writer) error {
	c := &client{host: b.own}
	defer c.close()
	_, err := c.send(one, keep)
	return err
}

func (b *bench) bareSide(name string) *side {
	return &side{host: b.other, make: func(i int) call {
		return call{method: "GET", path: fmt.Sprintf("/%s?i=%d", url.PathEscape(name), i)}
	}}
}

// profiled asks once more under the profiler.
func (b *bench) profiled(name string, own *side) error {
	if b.profile == "" {
		return nil
	}
	f, err := os.Create(filepath.Join(b.profile, strings.NewReplacer(" ", "-", ",", "").Replace(b.engine.name+"-"+name)+".pprof"))
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	own.measure(b.span)
	pprof.StopCPUProfile()
	return nil
}

func (b *bench) post(session, path string, body any) call {
	text, _ := json.Marshal(body)
	return call{method: "POST", path: path, cookie: session, kind: "application/json", body: text}
}

const exportCase = "export"

// exporting downloads the register, or a part of about 100,000 rows of a larger one, and watches the memory meanwhile.
func (b *bench) exporting(session string) error {
	where, query := "1 = 1", ""
	if b.size > 100_000 {
		where, query = "e.city_code IN ('370200')", "&region=370200"
	}
	var rows int
	err := b.bare.read.QueryRowContext(b.ctx, "SELECT count(*) FROM enterprise AS e JOIN site AS s ON s.enterprise_id = e.id WHERE "+where).Scan(&rows)
	if err != nil {
		return err
	}
	for _, format := range []string{"xlsx", "csv"} {
		var size int64
		var statements []string
		begun := time.Now()
		used, err := watch(func() error {
			var err error
			statements, err = b.recorder.record(func() error {
				c := &client{host: b.own}
				defer c.close()
				var err error
				size, err = c.send(call{method: "GET", path: api + "/enterprises/export?format=" + format + query, cookie: session}, nil)
				return err
			})
			return err
		})
		if err != nil {
			return err
		}
		took := time.Since(begun)
		plain, err := b.alone(statements)
		if err != nil {
			return err
		}
		b.add(result{name: exportCase + " as " + format, text: fmt.Sprintf("%d rows in %.1f s (%.0f rows/s), %.1f MB; %s; bare: the same statements as JSON in %.1f s",
			rows, took.Seconds(), float64(rows)/took.Seconds(), float64(size)/1e6, used, plain.Seconds())})
	}
	return nil
}

// alone lets the bare handler send recorded statements once.
func (b *bench) alone(statements []string) (time.Duration, error) {
	begun := time.Now()
	err := b.bare.play(b.ctx, io.Discard, statements)
	return time.Since(begun), err
}
