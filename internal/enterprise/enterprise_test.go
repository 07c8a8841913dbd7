package enterprise

import (
	"context"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/job"
	"qingshen/internal/reference"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
	"qingshen/law"
)

func lists(t testing.TB) *reference.Service {
	t.Helper()
	ref, err := reference.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func begun(t testing.TB) *Service {
	t.Helper()
	db := storetest.New(t)
	return New(db, lists(t), job.New(db), t.TempDir())
}

func as(role access.Role, region string) context.Context {
	return access.With(context.Background(), access.Actor{ID: "officer-" + region, Name: "测试人员" + region, Role: role, Place: access.Place{Region: region}})
}

var (
	jinan    = as(access.RoleCity, "3701")
	lixia    = as(access.RoleCounty, "370102")
	qingdao  = as(access.RoleCity, "3702")
	province = as(access.RoleProvince, "37")
)

// creditCode gives a good code for a number.
func creditCode(t testing.TB, n int) string {
	t.Helper()
	body := []byte("913701020000000MA")
	for i := 14; n > 0; i-- {
		body[i] = byte('0' + n%10)
		n /= 10
	}
	code, err := GenerateCode(string(body))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func sample(t testing.TB) EnterpriseInput {
	return EnterpriseInput{CreditCode: creditCode(t, 1), Name: "济南甲化工有限公司", RegionCode: "370102", Address: "工业路1号", IndustryCode: "2614",
		ContactPhone: "0531-88888888", Site: &SiteInput{Name: "东厂", Longitude: "117.05", Latitude: "36.66", PermitNo: creditCode(t, 1) + "001P", PermitKind: "key"}}
}

func register(t testing.TB, s *Service, ctx context.Context, in EnterpriseInput) *Enterprise {
	t.Helper()
	e, err := s.Create(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// wantFault demands a fault of the kind whose text or fields hold all the words.
func wantFault(t *testing.T, err error, kind fault.Kind, words ...string) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("got %v, want a fault %s", err, kind)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("fault %q does not say %q", err, w)
		}
	}
}

func TestRegister(t *testing.T) {
	s := begun(t)
	e := register(t, s, jinan, sample(t))
	got, err := s.Get(lixia, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got.KeyIndustry != "化工" || got.RegionLabel != "济南市历下区" || got.SiteCount != 1 || got.StateLabel != "正常生产" || got.IndustryLabel != "2614 有机化学原料制造" || got.Version != 1 {
		t.Errorf("registered as %+v", got)
	}
	if names := actionNames(got.Actions); !slices.Equal(names, []string{"suspend", "close"}) {
		t.Errorf("actions %v", names)
	}
	if _, err := s.Get(qingdao, e.ID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another city: %v", err)
	}
	plants, err := s.SitesOf(jinan, e.ID)
	if err != nil || len(plants.Items) != 1 || plants.Items[0].SiteNo != "1" || plants.Items[0].Name != "东厂" || plants.Items[0].IndustryCode != "2614" || plants.Items[0].Address != "工业路1号" {
		t.Errorf("first site %+v, %v", plants.Items, err)
	}
	history, err := s.History(jinan, e.ID)
	if err != nil || len(history) != 2 {
		t.Errorf("history %v, %v", history, err)
	}
}

func actionNames(actions []store.Action) []string {
	var out []string
	for _, a := range actions {
		out = append(out, a.Name)
	}
	return out
}

func TestAllFaultsAtOnce(t *testing.T) {
	s := begun(t)
	good := creditCode(t, 1)
	_, err := s.Create(lixia, EnterpriseInput{CreditCode: good[:17] + "O", Name: "甲公司（原乙化工有限公司）", RegionCode: "370202", IndustryCode: "9999", ContactPhone: "123",
		Site: &SiteInput{Longitude: "36.6", Latitude: "117.0", PermitNo: "123", PermitUntil: "2026-02-30"}})
	wantFault(t, err, fault.KindInvalid, "credit_code:", "name:", "曾用名“乙化工有限公司”", "region_code: “青岛市市南区”不在您的管辖范围内", "industry_code:", "contact_phone:", "site.longitude: 经度和纬度填反了", "site.permit_no: 排污许可证编号应为22位", "site.permit_until:")
}

func TestRefusals(t *testing.T) {
	s := begun(t)
	for name, c := range map[string]struct {
		change func(*EnterpriseInput)
		want   string
	}{
		"letter O for zero":        {func(in *EnterpriseInput) { in.CreditCode = strings.Replace(in.CreditCode, "00000", "0O000", 1) }, "是否应为“" + creditCode(t, 1) + "”"},
		"blank code":               {func(in *EnterpriseInput) { in.CreditCode = "-" }, "未填写"},
		"city instead of county":   {func(in *EnterpriseInput) { in.RegionCode = "370100" }, "不是县级"},
		"another province":         {func(in *EnterpriseInput) { in.RegionCode = "640104" }, "不属于山东省"},
		"county that was merged":   {func(in *EnterpriseInput) { in.RegionCode = "371202" }, "请改用"},
		"no industry":              {func(in *EnterpriseInput) { in.IndustryCode = "" }, "请选择国民经济行业"},
		"division of the standard": {func(in *EnterpriseInput) { in.IndustryCode = "26" }, "请选到小类"},
		"two possible processes":   {func(in *EnterpriseInput) { in.IndustryCode, in.KeyProcess = "3360", "yes" }, "电镀、工业涂装"},
		"wrong process":            {func(in *EnterpriseInput) { in.IndustryCode, in.KeyProcess, in.KeyIndustry = "3360", "yes", "造纸" }, "没有“造纸”"},
		"longitude alone":          {func(in *EnterpriseInput) { in.Site.Latitude = "" }, "请补上纬度"},
		"degrees and minutes":      {func(in *EnterpriseInput) { in.Site.Latitude = "36°40′" }, "十进制"},
		"outside the province":     {func(in *EnterpriseInput) { in.Site.Longitude = "106.31" }, "不在山东省范围内"},
		"name that was cut":        {func(in *EnterpriseInput) { in.Name = "济南甲化工有.." }, "被截断"},
		"letters in the permit":    {func(in *EnterpriseInput) { in.Site.PermitNo = creditCode(t, 1) + "ABCP" }, "格式不对"},
		"no phone number":          {func(in *EnterpriseInput) { in.ContactPhone = "88888888888888" }, "联系电话格式不对"},
		"unknown scale":            {func(in *EnterpriseInput) { in.Scale = "huge" }, "企业规模"},
	} {
		t.Run(name, func(t *testing.T) {
			in := sample(t)
			c.change(&in)
			_, err := s.Create(province, in)
			wantFault(t, err, fault.KindInvalid, c.want)
		})
	}
}

func TestKeyProcess(t *testing.T) {
	s := begun(t)
	for name, c := range map[string]struct{ industry, answer, wanted, key, process string }{
		"core":                       {"2614", "", "", "化工", ""},
		"core needs no answer":       {"2614", "no", "", "化工", ""},
		"extended":                   {"2223", "", "", "造纸", ""},
		"not asked yet":              {"3511", "", "", "", "unknown"},
		"has coating":                {"3511", "yes", "", "工业涂装", "yes"},
		"has none":                   {"3511", "no", "", "", "no"},
		"plating or coating: chosen": {"3360", "yes", "电镀", "电镀", "yes"},
		"box maker":                  {"2231", "unknown", "", "造纸", "unknown"},
		"box maker that prints":      {"2231", "yes", "包装印刷", "包装印刷", "yes"},
		"no key industry":            {"1711", "yes", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var faults fault.List
			key, process := s.codes.key(&faults, c.industry, c.wanted, c.answer)
			if key != c.key || process != c.process || len(faults) > 0 {
				t.Errorf("got %q %q %v", key, process, faults)
			}
		})
	}
}

func TestTakenCode(t *testing.T) {
	s := begun(t)
	register(t, s, jinan, sample(t))
	in := sample(t)
	in.Name, in.RegionCode = "青岛甲化工有限公司", "370202"
	_, err := s.Create(qingdao, in)
	wantFault(t, err, fault.KindInvalid, "credit_code: 该统一社会信用代码已登记为“济南甲化工有限公司”（济南市历下区）", "登记厂区")

	// The other city registers its plant under the same legal person, and sees it, but not the enterprise.
	_, err = s.AddSiteByCode(qingdao, NewSite{CreditCode: in.CreditCode})
	wantFault(t, err, fault.KindInvalid, "region_code")
	site, err := s.AddSiteByCode(qingdao, NewSite{CreditCode: in.CreditCode, SiteInput: SiteInput{RegionCode: "370202", Name: "青岛厂"}})
	if err != nil || site.SiteNo != "2" || site.EnterpriseName != "济南甲化工有限公司" || site.CityCode != "370200" {
		t.Fatalf("site %+v, %v", site, err)
	}
	if got, err := s.ListSites(qingdao, SiteFilter{}); err != nil || len(got.Items) != 1 || got.Items[0].ID != site.ID {
		t.Errorf("sites of the other city %+v, %v", got, err)
	}
	if _, err := s.Get(qingdao, site.EnterpriseID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("the enterprise itself: %v", err)
	}
	_, err = s.AddSiteByCode(qingdao, NewSite{CreditCode: in.CreditCode, SiteInput: SiteInput{RegionCode: "370202", Name: "青岛厂"}})
	wantFault(t, err, fault.KindInvalid, "已有名为“青岛厂”的厂区")
	_, err = s.AddSiteByCode(qingdao, NewSite{CreditCode: creditCode(t, 7), SiteInput: SiteInput{RegionCode: "370202"}})
	wantFault(t, err, fault.KindInvalid, "请先登记企业")
}

func TestRenameKeepsTheNameThen(t *testing.T) {
	s := begun(t)
	e := register(t, s, jinan, sample(t))
	_, err := s.Rename(store.WithVersion(jinan, e.Version), e.ID, EnterpriseRename{Name: "济南甲化工有限公司", On: "2030-01-01"})
	wantFault(t, err, fault.KindInvalid, "name: 新名称与现名称相同", "on: 核准变更日期晚于今天", "evidence:")
	for _, r := range []EnterpriseRename{
		{Name: "山东乙化工有限公司", On: "2024-03-01", Evidence: "准予变更登记通知书1号"},
		{Name: "山东丙化工股份有限公司", On: "2026-05-06", Evidence: "准予变更登记通知书2号"},
	} {
		if e, err = s.Rename(store.WithVersion(jinan, e.Version), e.ID, r); err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.Rename(store.WithVersion(jinan, e.Version), e.ID, EnterpriseRename{Name: "丁公司", On: "2025-01-01", Evidence: "x"})
	wantFault(t, err, fault.KindInvalid, "早于上一次更名的日期（2026年5月6日）")
	e, err = s.Rename(store.WithVersion(jinan, e.Version), e.ID, EnterpriseRename{Name: "山东丙化工集团有限公司", Correction: true})
	if err != nil {
		t.Fatal(err)
	}
	names, err := s.Names(jinan, e.ID)
	if err != nil || names.Name != "山东丙化工集团有限公司" || len(names.Items) != 2 || names.Items[0].Name != "山东乙化工有限公司" || names.Items[0].FromOn != "2024-03-01" ||
		names.Items[0].UntilOn != "2026-05-06" || names.Items[1].Name != "济南甲化工有限公司" || names.Items[1].FromOn != "" {
		t.Fatalf("names %+v, %v", names, err)
	}
	for on, want := range map[calendar.Date]string{"2023-12-31": "济南甲化工有限公司", "2024-02-29": "济南甲化工有限公司", "2024-03-01": "山东乙化工有限公司", "2026-05-05": "山东乙化工有限公司", "2026-05-06": "山东丙化工集团有限公司"} {
		if got := nameOn(names.Name, names.Items, on); got != want {
			t.Errorf("name on %s: %s, want %s", on, got, want)
		}
	}
	for _, q := range []string{"甲化工", "乙化工有限", "丙化工集团", e.CreditCode, e.CreditCode[4:12]} {
		if got, err := s.List(lixia, Filter{Page: store.Page{Q: q}}); err != nil || len(got.Items) != 1 || len(got.Items[0].FormerNames) != 2 {
			t.Errorf("search %q: %+v, %v", q, got, err)
		}
	}
	if got, err := s.List(lixia, Filter{Page: store.Page{Q: "化工股份"}}); err != nil || len(got.Items) != 0 {
		t.Errorf("the corrected name is still found: %+v, %v", got, err)
	}
}

// Two officers open the same record; the second to save learns what the first has changed, and nothing of it is lost.
func TestSecondOfficerLearnsWhatChanged(t *testing.T) {
	s := begun(t)
	e := register(t, s, jinan, sample(t))
	in := sample(t)
	in.Site = nil
	in.ContactName = "李四"
	if _, err := s.Update(store.WithVersion(lixia, e.Version), e.ID, in); err != nil {
		t.Fatal(err)
	}
	in.ContactName, in.Address = "王五", "工业路2号"
	_, err := s.Update(store.WithVersion(jinan, e.Version), e.ID, in)
	wantFault(t, err, fault.KindConflict, "测试人员370102修改了该企业")
	if changes := fault.As(err).Changes; len(changes) != 1 || changes[0].Label != "联系人" || changes[0].After != "李四" {
		t.Errorf("changes %+v", changes)
	}
	if _, err := s.Update(jinan, e.ID, in); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("without a version: %v", err)
	}
	in.Name = "别的名称"
	_, err = s.Update(store.WithVersion(jinan, e.Version+1), e.ID, in)
	wantFault(t, err, fault.KindInvalid, "请使用“更名”")
}

func TestStates(t *testing.T) {
	s := begun(t)
	e := register(t, s, jinan, sample(t))
	_, err := s.Change("suspend")(store.WithVersion(jinan, 1), e.ID, OperatingEvent{})
	wantFault(t, err, fault.KindInvalid, "on:", "evidence:")
	for _, step := range []struct{ do, state string }{{"suspend", Suspended}, {"resume", Operating}, {"close", Closed}, {"reopen", Operating}} {
		e, err = s.Change(step.do)(store.WithVersion(jinan, e.Version), e.ID, OperatingEvent{On: "2026-08-01", Evidence: "现场核实记录"})
		if err != nil || e.State != step.state {
			t.Fatalf("%s: %v, %v", step.do, e, err)
		}
	}
	_, err = s.Change("resume")(store.WithVersion(jinan, e.Version), e.ID, OperatingEvent{On: "2026-08-01", Evidence: "现场核实记录"})
	wantFault(t, err, fault.KindConflict, "当前状态为“正常生产”")
	history, err := s.History(jinan, e.ID)
	if err != nil || !strings.Contains(history[0].Note, "2026年8月1日起。依据：现场核实记录") {
		t.Errorf("history %+v, %v", history, err)
	}
}
