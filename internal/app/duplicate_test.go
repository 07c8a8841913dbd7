package app

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/audit"
	"qingshen/internal/duplicate"
	"qingshen/internal/enterprise"
	"qingshen/internal/event"
	"qingshen/internal/fault"
	"qingshen/internal/listing"
	"qingshen/internal/store"
)

// twins is an app with registrations that may be one enterprise.
type twins struct {
	*testing.T
	a                               *App
	province, jinan, qingdao, lixia context.Context
	n                               int
}

func newTwins(t *testing.T) *twins {
	actor := func(role access.Role, region string) context.Context {
		return access.With(t.Context(), access.Actor{ID: "a-" + region, Name: "办理人" + region, Role: role, Place: access.Place{Region: region}})
	}
	return &twins{T: t, a: fresh(t), province: actor(access.RoleProvince, "37"), jinan: actor(access.RoleCity, "3701"), qingdao: actor(access.RoleCity, "3702"), lixia: actor(access.RoleCounty, "370102")}
}

func (w *twins) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatalf("%+v", fault.As(err))
	}
}

func (w *twins) register(ctx context.Context, region, name, address string) *enterprise.Enterprise {
	w.Helper()
	w.n++
	code, err := enterprise.GenerateCode(fmt.Sprintf("91%s%09d", region, w.n*1357))
	w.ok(err)
	e, err := w.a.enterprises.Create(ctx, enterprise.EnterpriseInput{CreditCode: code, Name: name, RegionCode: region, Address: address, IndustryCode: "2614", LegalRepresentative: "王明"})
	w.ok(err)
	return e
}

func (w *twins) site(e *enterprise.Enterprise) *enterprise.Site {
	w.Helper()
	all, err := w.a.enterprises.SitesOf(w.province, e.ID)
	w.ok(err)
	return all.Items[0]
}

func (w *twins) find(ctx context.Context) []duplicate.Duplicate {
	w.Helper()
	_, err := w.a.duplicates.Find(ctx, duplicate.Order{})
	w.ok(err)
	worked, err := w.a.workers.RunOne(context.Background())
	w.ok(err)
	if !worked {
		w.Fatal("no job has run")
	}
	out, err := w.a.duplicates.List(ctx, duplicate.Query{})
	w.ok(err)
	return out.Items
}

func (w *twins) at(ctx context.Context, d *duplicate.Duplicate) context.Context {
	return store.WithVersion(ctx, d.Version)
}

// lay puts something of every sort upon a registration.
func (w *twins) lay(e *enterprise.Enterprise, year int) {
	w.Helper()
	site := w.site(e)
	_, err := w.a.lists.AddEntry(w.jinan, listing.NewInventoryEntry{SiteID: site.ID, Reason: "属于化工行业", FromOn: w.a.DB.Clock().Today()})
	w.ok(err)
	_, err = w.a.enterprises.AddAttribute(store.WithVersion(w.lixia, 1), e.ID, enterprise.NewAttribute{SiteID: site.ID, Kind: enterprise.Toxic, Detail: "使用苯", Evidence: "监测报告", FromOn: "2026-01-01"})
	w.ok(err)
	w.ok(store.Do(w.province, w.a.DB, func(tx *store.Tx) error {
		return tx.Insert("account.open", &account.Account{Login: "firm-" + e.ID[24:], Name: "企业账号", Role: access.RoleEnterprise, EnterpriseID: e.ID, State: "active"})
	}))
	_ = year
}

func (w *twins) round(e *enterprise.Enterprise) string {
	w.Helper()
	site := w.site(e)
	ids, err := store.In(w.province, w.a.DB, func(tx *store.Tx) (map[string]string, error) {
		return w.a.audits.OpenForList(tx, tx.Today(), []audit.Opening{{RowID: "r-" + e.ID, ListID: "l1", Year: 2026, EnterpriseID: e.ID, SiteID: site.ID, EnterpriseName: e.Name, SiteName: site.Name,
			CreditCode: e.CreditCode, RegionCode: e.RegionCode, KeyIndustry: "化工", Reasons: []string{"toxic"}, Basis: []string{"办法第八条"}, Track: audit.TrackStrict}})
	})
	w.ok(err)
	return ids["r-"+e.ID]
}

func (w *twins) refused(err error, words ...string) {
	w.Helper()
	if err == nil {
		w.Fatalf("accepted; want a fault that says %v", words)
	}
	f := fault.As(err)
	text := f.Message
	for _, field := range f.Fields {
		text += " " + field.Message
	}
	for _, word := range words {
		if !strings.Contains(text, word) {
			w.Fatalf("%q does not say %q", text, word)
		}
	}
}

func (w *twins) owners(table, id string) int {
	w.Helper()
	return len(column(w.T, w.a, "SELECT id FROM "+table+" WHERE enterprise_id = '"+id+"'"))
}

func TestTwoRegistrationsAreMergedAndParted(t *testing.T) {
	w := newTwins(t)
	kept := w.register(w.lixia, "370102", "济南华泰化工有限公司", "历山路12号")
	gone := w.register(w.lixia, "370102", "济南华泰化工（集团）有限责任公司", "历下区历山路１２号")
	other := w.register(w.lixia, "370102", "济南第三印染厂", "经十路1号")
	w.lay(kept, 2026)
	w.lay(gone, 2026)
	round := w.round(gone)
	found := w.find(w.jinan)
	if len(found) != 1 || found[0].FirstID != kept.ID || found[0].SecondID != gone.ID || len(found[0].Signs) < 2 {
		t.Fatalf("found %+v", found)
	}
	d, err := w.a.duplicates.Get(w.jinan, found[0].ID)
	w.ok(err)
	gs, ks := w.site(gone), w.site(kept)
	if d.Comparison.SecondSites[0].SameAs != ks.ID {
		t.Errorf("the sites are one plant: %+v", d.Comparison.SecondSites)
	}
	in := duplicate.MergeInput{KeepID: kept.ID, Take: []string{"name"}, Sites: map[string]string{gs.ID: ks.ID}, Note: "同一营业执照，核对登记机关档案"}
	before := snapshot(t, w.a)
	preview, err := w.a.duplicates.Preview(w.at(w.jinan, d), d.ID, in)
	w.ok(err)
	if len(preview.Lines) < 5 {
		t.Errorf("the preview names %+v", preview.Lines)
	}
	if after := snapshot(t, w.a); after != before {
		t.Error("the preview has changed something")
	}
	d, err = w.a.duplicates.Merge(w.at(w.jinan, d), d.ID, in)
	w.ok(err)
	for _, table := range []string{"site", "attribute", "audit", "account", "inventory_entry", "deadline", "enterprise_name"} {
		if n := w.owners(table, gone.ID); n != 0 {
			t.Errorf("%d rows of %s still name the merged registration", n, table)
		}
	}
	e, err := w.a.enterprises.Get(w.jinan, gone.ID)
	w.ok(err)
	if e.ID != kept.ID || e.Name != gone.Name || e.SiteCount != 1 {
		t.Errorf("the old id leads to %+v", e)
	}
	if a, err := w.a.audits.Get(w.jinan, round); err != nil || a.EnterpriseID != kept.ID || a.SiteID != ks.ID || a.EnterpriseName != gone.Name {
		t.Errorf("the round: %+v %v", a, err)
	}
	_, err = w.a.enterprises.Get(w.qingdao, gone.ID)
	w.refused(err, "不存在")
	_, err = w.a.enterprises.Create(w.lixia, enterprise.EnterpriseInput{CreditCode: gone.CreditCode, Name: "又一家", RegionCode: "370102"})
	w.refused(err, "已登记为“"+gone.Name+"”")
	if history, err := w.a.enterprises.History(w.jinan, kept.ID); err != nil || len(history) < 8 {
		t.Errorf("the history holds both: %d %v", len(history), err)
	}
	d, err = w.a.duplicates.Undo(w.at(w.jinan, d), d.ID, duplicate.NoteInput{Note: "核对有误"})
	w.ok(err)
	if after := snapshot(t, w.a); after != before {
		t.Errorf("not as before:\n%s\n%s", before, after)
	}
	// dismissed with a reason, the pair is not proposed again
	_, err = w.a.duplicates.Dismiss(w.at(w.jinan, d), d.ID, duplicate.NoteInput{})
	w.refused(err, "请填写理由")
	_, err = w.a.duplicates.Dismiss(w.at(w.jinan, d), d.ID, duplicate.NoteInput{Note: "母公司与子公司"})
	w.ok(err)
	if again := w.find(w.jinan); len(again) != 1 || again[0].State != duplicate.Dismissed {
		t.Errorf("proposed again: %+v", again)
	}
	_ = other
}

// snapshot is who holds what, as text.
func snapshot(t *testing.T, a *App) string {
	t.Helper()
	var out []string
	for _, q := range []string{"SELECT id || name || credit_code || region_code || state FROM enterprise ORDER BY id", "SELECT id || enterprise_id || site_no || name || address || state FROM site ORDER BY id",
		"SELECT id || enterprise_id || site_id || kind || until_on FROM attribute ORDER BY id", "SELECT id || enterprise_id || site_id || state || until_on FROM inventory_entry ORDER BY id",
		"SELECT id || enterprise_id || site_id FROM audit ORDER BY id", "SELECT id || enterprise_id FROM account ORDER BY id", "SELECT id || enterprise_id FROM deadline ORDER BY id",
		"SELECT id || name FROM enterprise_name ORDER BY id", "SELECT id FROM merged_enterprise"} {
		out = append(out, strings.Join(column(t, a, q), "\n"))
	}
	return strings.Join(out, "\n--\n")
}

func TestAMergeIsRefusedWhereItWouldDouble(t *testing.T) {
	w := newTwins(t)
	kept := w.register(w.lixia, "370102", "济南华泰化工有限公司", "历山路12号")
	gone := w.register(w.lixia, "370102", "济南华泰化工(集团)有限公司", "历山路12号")
	w.round(kept)
	w.round(gone)
	d := &w.find(w.jinan)[0]
	before := snapshot(t, w.a)
	in := duplicate.MergeInput{KeepID: kept.ID, Sites: map[string]string{w.site(gone).ID: w.site(kept).ID}, Note: "同一企业"}
	_, err := w.a.duplicates.Preview(w.at(w.jinan, d), d.ID, in)
	w.refused(err, "两轮审核同时进行", "案号")
	_, err = w.a.duplicates.Merge(w.at(w.jinan, d), d.ID, in)
	w.refused(err, "两轮审核同时进行")
	_, err = w.a.duplicates.Merge(w.at(w.jinan, d), d.ID, duplicate.MergeInput{KeepID: "x", Take: []string{"password"}, Sites: map[string]string{"a": "b"}})
	w.refused(err, "保留两条登记中的哪一条", "没有“password”", "不是这两条登记的厂区", "合并的理由")
	if snapshot(t, w.a) != before {
		t.Error("a refused merge has changed something")
	}
	// two plants of one enterprise may each have a round
	in.Sites = nil
	d, err = w.a.duplicates.Merge(w.at(w.jinan, d), d.ID, in)
	w.ok(err)
	if n := w.owners("site", kept.ID); n != 2 {
		t.Errorf("%d sites", n)
	}
	// what has been built upon the merge stands in the way of undoing it
	plants, err := w.a.enterprises.SitesOf(w.jinan, kept.ID)
	w.ok(err)
	moved := plants.Items[1]
	_, err = w.a.events.Create(w.lixia, event.EventInput{EnterpriseID: kept.ID, SiteID: moved.ID, Kind: event.Closure, EffectiveOn: w.a.DB.Clock().Today(), Story: "关停", Evidence: "现场核实"})
	w.ok(err)
	_, err = w.a.duplicates.Undo(w.at(w.jinan, d), d.ID, duplicate.NoteInput{Note: "误并"})
	w.refused(err, "不能撤销合并", "合并以后新增的企业变更事项")
}

func TestTwoCitiesThatClaimOneEnterprise(t *testing.T) {
	w := newTwins(t)
	a := w.register(w.lixia, "370102", "华泰化工有限公司", "历山路12号")
	b := w.register(w.qingdao, "370202", "青岛华泰化工有限公司", "香港路3号")
	_, err := w.a.enterprises.Create(w.qingdao, enterprise.EnterpriseInput{CreditCode: a.CreditCode, Name: a.Name, RegionCode: "370202"})
	w.refused(err, "济南市历下区", "提请省生态环境厅决定归属")
	got, err := w.a.duplicates.Report(w.qingdao, duplicate.ReportInput{EnterpriseID: b.ID, CreditCode: a.CreditCode, Note: "总部迁来青岛，系同一企业"})
	w.ok(err)
	if got.ID != "" || !strings.Contains(got.Message, "省生态环境厅") {
		t.Errorf("answered %+v", got)
	}
	_, err = w.a.duplicates.Report(w.jinan, duplicate.ReportInput{EnterpriseID: a.ID, CreditCode: b.CreditCode, Note: "同上"})
	w.refused(err, "已经提出过")
	if seen, err := w.a.duplicates.List(w.qingdao, duplicate.Query{}); err != nil || seen.Total != 0 {
		t.Errorf("a city sees what is the province's: %+v %v", seen, err)
	}
	all, err := w.a.duplicates.List(w.province, duplicate.Query{})
	w.ok(err)
	d := &all.Items[0]
	_, err = w.a.duplicates.Merge(w.at(w.qingdao, d), d.ID, duplicate.MergeInput{KeepID: b.ID, Note: "x"})
	w.refused(err, "不存在")
	_, err = w.a.duplicates.Merge(w.at(w.province, d), d.ID, duplicate.MergeInput{KeepID: b.ID, Take: []string{"credit_code"}, Note: "登记机关迁移，归青岛市"})
	w.ok(err)
	e, err := w.a.enterprises.Get(w.qingdao, a.ID)
	w.ok(err)
	if e.ID != b.ID || e.CreditCode != a.CreditCode || e.SiteCount != 2 {
		t.Errorf("the province gave it to %+v", e)
	}
}
