package event_test

import (
	"strings"
	"testing"

	"qingshen/internal/agency"
	"qingshen/internal/event"
	"qingshen/internal/fault"
	"qingshen/internal/listing"
	"qingshen/internal/store"
)

func TestAMergerCarriesWhatWasDoneForTheSite(t *testing.T) {
	w := newWorld(t)
	f, to := w.firm(), w.firm()
	id := w.listed(f, "2026-03-31")
	w.at("2026-04-10")
	bound := &agency.Engagement{AgencyID: "g1", AgencyName: "甲咨询", EnterpriseID: f.ID, AuditID: id, RegionCode: "370102", CityCode: "370100", FromOn: "2026-04-01"}
	general := &agency.Engagement{AgencyID: "g1", AgencyName: "甲咨询", EnterpriseID: f.ID, RegionCode: "370102", CityCode: "370100", FromOn: "2026-04-01"}
	item := &listing.PlanItem{PlanID: "p1", Year: 2026, EntryID: "e1", EnterpriseID: f.ID, SiteID: f.site.ID, EnterpriseName: f.Name, RegionCode: "370102", CityCode: "370100", Reasons: []string{}, Basis: []string{}, State: listing.ItemVerified}
	notice := &listing.Notice{ListID: "l1", RowID: "r1", AuditID: id, EnterpriseID: f.ID, EnterpriseName: f.Name, RegionCode: "370102", CityCode: "370100", OfficeCode: "370102", Year: 2026, Seq: 1, State: listing.NoticeServed}
	rows := []store.Record{bound, general, item, notice}
	w.ok(store.Do(province, w.db, func(tx *store.Tx) error {
		for _, r := range rows {
			if err := tx.Insert(r.Subject().Type+".test", r); err != nil {
				return err
			}
		}
		return nil
	}))
	owners := func() (out []string) {
		w.ok(store.Do(province, w.db, func(tx *store.Tx) error {
			wide := tx.Everywhere("test")
			for i, k := range []store.Kind{store.KindOf[agency.Engagement](""), store.KindOf[agency.Engagement](""), store.KindOf[listing.PlanItem](""), store.KindOf[listing.Notice]("")} {
				r, err := wide.One(k, rows[i].Base().ID)
				if err != nil {
					return err
				}
				out = append(out, store.Text(r, "enterprise_id"))
			}
			return nil
		}))
		return out
	}
	in := input(event.Merger, "2026-04-03")
	in.Change.AcquirerCode = to.CreditCode
	merged := w.approved(f, in)
	for i, owner := range owners() {
		if owner != to.ID {
			t.Errorf("row %d stays with %s", i, owner)
		}
	}
	var said []string
	for _, effect := range merged.Effects {
		said = append(said, effect.Title+effect.Text)
	}
	for _, word := range []string{"委托", "计划项目", "告知书", "审核及其资料"} {
		if !strings.Contains(strings.Join(said, "\n"), word) {
			t.Errorf("the event does not say what became of %s: %v", word, said)
		}
	}
	w.do(city, merged, w.events.Undo, "并购协议解除")
	for i, owner := range owners() {
		if owner != f.ID {
			t.Errorf("row %d was not handed back: %s", i, owner)
		}
	}
}

func TestARelocationToAnotherCityIsProposedThere(t *testing.T) {
	w := newWorld(t)
	f := w.firm()
	w.at("2026-04-10")
	_, err := w.lists.AddEntry(city, listing.NewInventoryEntry{SiteID: f.site.ID, Reason: "属于化工行业", FromOn: "2026-04-01"})
	w.ok(err)
	move := input(event.Relocation, "2026-04-02")
	move.Change.RegionCode, move.Change.Address = "370202", "香港中路9号"
	moved := w.approved(f, move)
	there, err := w.lists.Entries(qingdao, listing.EntryQuery{})
	w.ok(err)
	if len(there.Items) != 1 || there.Items[0].State != listing.EntryProposed || !strings.Contains(there.Items[0].Reason, "迁入") {
		t.Fatalf("proposed in Qingdao: %+v", there.Items)
	}
	here, err := w.lists.Entries(city, listing.EntryQuery{})
	w.ok(err)
	if len(here.Items) != 1 || here.Items[0].State != listing.EntryRetired || !strings.Contains(here.Items[0].UntilReason, "迁至") {
		t.Errorf("in Jinan: %+v", here.Items)
	}
	_, err = w.lists.ActOnEntry("admit")(store.WithVersion(qingdao, there.Items[0].Version), there.Items[0].ID, listing.NoteInput{})
	w.ok(err)
	_, err = w.events.Undo(store.WithVersion(city, moved.Version), moved.ID, event.NoteInput{Note: "尚未搬迁"})
	w.refused(err, fault.KindConflict, "又有新的办理")
}

func TestAConversionMakesACandidateUntilItIsRechecked(t *testing.T) {
	w := newWorld(t)
	f := w.firm()
	w.at("2026-04-10")
	turn := input(event.Conversion, "2026-04-02")
	turn.Change.IndustryCode = "1411"
	turned := w.approved(f, turn)
	candidates := func() []listing.Candidate {
		out, err := w.lists.Candidates(city, listing.CandidateQuery{})
		w.ok(err)
		return out.Items
	}
	if all := candidates(); len(all) != 1 || all[0].SiteID != f.site.ID || all[0].Rules[0] != "converted" || !strings.Contains(all[0].Hits[0].Fact, "转产为") {
		t.Fatalf("candidates: %+v", all)
	}
	w.do(city, turned, w.events.Recheck, "不再属于重点行业")
	if all := candidates(); len(all) != 0 {
		t.Errorf("still a candidate: %+v", all)
	}
	turn.Change.IndustryCode = "1713"
	turned = w.approved(f, turn)
	w.do(city, turned, w.events.Undo, "没有转产")
	for _, c := range candidates() {
		if c.Rules[0] == "converted" {
			t.Errorf("a conversion that was taken back: %+v", c)
		}
	}
}
