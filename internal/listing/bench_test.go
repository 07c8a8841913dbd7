package listing

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/enterprise"
	"qingshen/internal/store"
)

// BenchmarkPublication publishes a list of 1,000 sites with audits, notices and their files, and the files of the list.
// Run with -benchtime=1x: one publication is one round.
func BenchmarkPublication(b *testing.B) {
	const rows = 1000
	for b.Loop() {
		b.StopTimer()
		h := newHouse(b)
		l := h.readyList(b, rows)
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		b.StartTimer()
		if _, err := h.s.Publish(at(province, l), l.ID, PublishInput{Rows: rows}); err != nil {
			b.Fatal(err)
		}
		if _, err := h.workers.RunOne(context.Background()); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/rows/1024, "KB/row")
		b.ReportMetric(float64(after.Sys-before.Sys)/(1<<20), "MB-grown")
		if done, err := h.s.List(as(province), l.ID); err != nil || done.RowsTotal != rows || len(done.Files) != 3 {
			b.Fatalf("%+v %v", done, err)
		}
		b.StartTimer()
	}
}

// readyList gives a list that is ready to be published, of so many verified sites of Jinan.
func (h *house) readyList(b *testing.B, rows int) *List {
	b.Helper()
	err := store.Do(as(access.System), h.db, func(tx *store.Tx) error {
		p := &Plan{RegionCode: "370100", CityCode: "370100", Year: 2026, State: PlanVerified, Contact: "李四 0531-66226868", Schedule: []ScheduleLine{}, Trainings: []TrainingLine{}, Parks: []ParkLine{}}
		if err := tx.Insert("annual_plan.begin", p); err != nil {
			return err
		}
		enterprises, sites, items := []*enterprise.Enterprise{}, []*enterprise.Site{}, []*PlanItem{}
		for n := range rows {
			e := &enterprise.Enterprise{CreditCode: creditCode(n + 1), Name: fmt.Sprintf("第%d化工有限公司", n+1), RegionCode: "370102", CityCode: "370100", IndustryCode: "2614", KeyIndustry: "化工", State: enterprise.Operating}
			e.ID = store.NewID()
			site := &enterprise.Site{EnterpriseID: e.ID, SiteNo: "1", Name: "主厂区", RegionCode: "370102", CityCode: "370100", IndustryCode: "2614", State: enterprise.Operating}
			site.ID = store.NewID()
			enterprises, sites = append(enterprises, e), append(sites, site)
			items = append(items, &PlanItem{PlanID: p.ID, Year: 2026, EntryID: "entry", EnterpriseID: e.ID, SiteID: site.ID, EnterpriseName: e.Name, SiteName: site.Name, CreditCode: e.CreditCode, RegionCode: "370102", CityCode: "370100",
				KeyIndustry: "化工", Reasons: []string{ReasonToxic}, Facts: toxic, Basis: []string{}, State: ItemVerified})
		}
		if err := store.InsertAll(tx, "enterprise.register", enterprises); err != nil {
			return err
		}
		if err := store.InsertAll(tx, "site.register", sites); err != nil {
			return err
		}
		return store.InsertAll(tx, "plan_item.propose", items)
	})
	if err != nil {
		b.Fatal(err)
	}
	return h.drafted(NewAnnualList{})
}
