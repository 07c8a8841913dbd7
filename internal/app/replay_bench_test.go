package app_test

import (
	"bytes"
	"fmt"
	"iter"
	"os"
	"strconv"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/app/apptest"
	"qingshen/internal/level"
	"qingshen/internal/store"
)

// BenchmarkReplay tries an edition on many past audits: QINGSHEN_BENCH_AUDITS (1,000 unless set; the aim is 100,000 within a
// minute on two cores).
func BenchmarkReplay(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("QINGSHEN_BENCH_AUDITS"))
	if n == 0 {
		n = 1000
	}
	s := apptest.New(b)
	first, second := s.Officer("bench-1", access.RoleProvince, "370000"), s.Officer("bench-2", access.RoleProvince, "370000")
	x := loadSystem(b, first, nil, indexTable)
	release(b, s, first, second, &x)
	ratings(b, s, x.Series, x.ID, x.SHA256, n)
	stricter := loadSystem(b, first, map[string]any{"series": x.Series, "edition": "修订", "from_on": "2027-01-01"}, edited(indexTable, 2, 7, "≤85"))
	for b.Loop() {
		first.Call("POST", "/index-systems/"+stricter.ID+"/replay", map[string]any{}).Want(200)
		s.Work()
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/replay")
	var runs level.ReplayList
	first.Call("GET", "/index-systems/"+stricter.ID+"/replays", nil).Want(200).Into(&runs)
	if runs.Items[0].Rated != n || runs.Items[0].Changed == 0 {
		b.Fatalf("%+v", runs.Items[0])
	}
}

// ratings writes the ratings of many audits that were once done; every tenth falls under the stricter edition.
func ratings(b *testing.B, s *apptest.Site, series, system, seal string, n int) {
	b.Helper()
	now := time.Now()
	rows := func(yield func([]any) bool) {
		for i := range n {
			var sheet bytes.Buffer
			energy := 60
			if i%10 == 0 {
				energy = 100
			}
			fmt.Fprintf(&sheet, `{"values":{"单位产品取水量":{"value":"%d.%d","unit":"m3/t"},"单位产品综合能耗":{"value":"%d","unit":"kgce/t"},"环境管理制度":{"level":1}}}`, 2+i%3, i%10, energy)
			if !yield([]any{store.NewID(), int64(1), now, now, "audit-" + strconv.Itoa(i), "firm-" + strconv.Itoa(i), "370102", "370100", "before", series, system, "试验", seal, "2026-01-01", sheet.String(), "[]", 3, "40", "76", "100", 0, "", ""}) {
				return
			}
		}
	}
	err := store.Bulk(b.Context(), s.App.DB, func(load *store.Load) error {
		return load.Rows("rating", []string{"id", "version", "created_at", "updated_at", "audit_id", "enterprise_id", "region_code", "city_code", "phase", "series", "system_id", "system_title", "system_sha256", "base_on", "sheet", "moves", "level", "y1", "y2", "y3", "missing", "summary", "written_by"}, iter.Seq[[]any](rows))
	})
	if err != nil {
		b.Fatal(err)
	}
}
