package enterprise

import (
	"bytes"
	"os"
	"strconv"
	"testing"

	"qingshen/internal/store"
)

func BenchmarkCreate(b *testing.B) {
	s := begun(b)
	i := 0
	for b.Loop() {
		i++
		in := sample(b)
		in.CreditCode, in.Site = creditCode(b, i), nil
		register(b, s, jinan, in)
	}
}

func BenchmarkList(b *testing.B) {
	s := begun(b)
	imported(b, s, 5_000)
	for name, f := range map[string]Filter{
		"first page": {}, "by name": {Page: store.Page{Sort: "name"}}, "county": {Region: "370102"}, "search": {Page: store.Page{Q: "第4999化工"}}, "broad search": {Page: store.Page{Q: "化工"}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if got, err := s.List(jinan, f); err != nil || len(got.Items) == 0 {
					b.Fatal(got, err)
				}
			}
		})
	}
}

// The number of rows is that of QINGSHEN_BENCH_ROWS, 2,000 by default.
func BenchmarkImport(b *testing.B) {
	rows, err := strconv.Atoi(os.Getenv("QINGSHEN_BENCH_ROWS"))
	if err != nil {
		rows = 2_000
	}
	for b.Loop() {
		imported(b, begun(b), rows)
	}
	b.ReportMetric(float64(rows*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func imported(b *testing.B, s *Service, rows int) {
	b.Helper()
	if err := s.keepUpload("upload", bytes.NewReader(many(b, rows))); err != nil {
		b.Fatal(err)
	}
	r, err := s.runImport(jinan, ImportOrder{Mode: AllOrNothing, File: "upload"}, func(*store.Tx, ImportResult) error { return nil }, func(int, int, string) error { return nil })
	if err != nil || r.Created != rows {
		b.Fatal(r.Message, err)
	}
}
