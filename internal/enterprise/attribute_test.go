package enterprise

import (
	"testing"

	"qingshen/internal/fault"
	"qingshen/internal/store"
)

func TestAttributes(t *testing.T) {
	s := begun(t)
	e := register(t, s, jinan, sample(t))
	_, err := s.AddAttribute(jinan, e.ID, NewAttribute{Kind: PriorityChemical, FromOn: "2030-01-01"})
	wantFault(t, err, fault.KindInvalid, "evidence:", "detail: 请在说明中写明化学品名称", "from_on: 认定日期晚于今天")
	a, err := s.AddAttribute(jinan, e.ID, NewAttribute{Kind: PriorityChemical, Detail: "二氯甲烷，使用", Evidence: "2025年排污许可证执行报告", FromOn: "2025-12-31"})
	if err != nil || !a.Strict || a.KindLabel != "优先控制化学品" || a.SiteName != "东厂" {
		t.Fatalf("attribute %+v, %v", a, err)
	}
	_, err = s.AddAttribute(jinan, e.ID, NewAttribute{Kind: PriorityChemical, Detail: "二氯甲烷", Evidence: "同上", FromOn: "2026-01-31"})
	wantFault(t, err, fault.KindInvalid, "自2025年12月31日起已登记“优先控制化学品”")

	second, err := s.AddSite(jinan, e.ID, SiteInput{Name: "西厂", RegionCode: "370104"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.AddAttribute(jinan, e.ID, NewAttribute{Kind: HighEnergy, Evidence: "重点用能单位名单", FromOn: "2026-01-31"})
	wantFault(t, err, fault.KindInvalid, "site_id: 请选择是哪一个厂区")
	if _, err = s.AddAttribute(jinan, e.ID, NewAttribute{SiteID: second.ID, Kind: HighEnergy, Evidence: "重点用能单位名单", FromOn: "2026-01-31"}); err != nil {
		t.Fatal(err)
	}

	_, err = s.EndAttribute(store.WithVersion(jinan, a.Version), a.ID, AttributeEnd{On: "2025-12-30"})
	wantFault(t, err, fault.KindInvalid, "evidence:", "早于认定日期")
	if a, err = s.EndAttribute(store.WithVersion(jinan, a.Version), a.ID, AttributeEnd{On: "2026-06-30", Evidence: "原料替代验收"}); err != nil {
		t.Fatal(err)
	}
	_, err = s.EndAttribute(store.WithVersion(jinan, a.Version), a.ID, AttributeEnd{On: "2026-06-30", Evidence: "再次"})
	wantFault(t, err, fault.KindConflict, "已于2026年6月30日终止")

	all, err := s.ListAttributes(jinan, e.ID)
	if err != nil || len(all.Items) != 2 || all.Items[0].Kind != HighEnergy || all.Items[0].SiteName != "西厂" || all.Items[1].InForce("2026-07-01") || !all.Items[1].InForce("2026-06-30") {
		t.Errorf("attributes %+v, %v", all.Items, err)
	}
	if got, err := s.Get(jinan, e.ID); err != nil || len(got.Attributes) != 1 || got.Attributes[0].Kind != HighEnergy || got.SiteCount != 2 {
		t.Errorf("in force %+v, %v", got, err)
	}
	for kind, want := range map[Kind]int{HighEnergy: 1, PriorityChemical: 0} {
		if got, err := s.List(jinan, Filter{Attribute: string(kind)}); err != nil || len(got.Items) != want {
			t.Errorf("list of %s: %+v, %v", kind, got, err)
		}
	}
	// What belongs to an enterprise is no more visible than the enterprise.
	if _, err := s.EndAttribute(store.WithVersion(qingdao, a.Version), a.ID, AttributeEnd{On: "2026-06-30", Evidence: "x"}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another city: %v", err)
	}
	if history, err := s.AttributeHistory(jinan, a.ID); err != nil || len(history) != 2 {
		t.Errorf("history %+v, %v", history, err)
	}
	if history, err := s.History(jinan, e.ID); err != nil || len(history) != 6 {
		t.Errorf("history of the enterprise holds %d entries, %v", len(history), err)
	}
}
