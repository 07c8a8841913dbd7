package enterprise

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/candidate"
	"qingshen/internal/fault"
	"qingshen/internal/job"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

func solvent() FactInput {
	return FactInput{Kind: candidate.Substance, Year: 2025, Role: "use", Name: "二氯甲烷", Code: "75-09-2", Value: "12.5", Unit: "t", Evidence: "2025年原辅材料台账", EvidenceOn: "2026-01-10"}
}

func TestAFactSaysOnWhichListsItStands(t *testing.T) {
	s := begun(t)
	e := register(t, s, lixia, sample(t))
	f, err := s.AddFact(lixia, e.ID, solvent())
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Listed) != 1 || !strings.Contains(f.Listed[0].List, "第一批") || f.Source != SourceOffice || f.RoleLabel != "使用" {
		t.Errorf("%+v", f)
	}
	limit := FactInput{Kind: candidate.Consumption, Year: 2025, Code: "GB 16780-2021|水泥熟料|熟料单位产品综合能耗|kgce/t", Name: "熟料", Value: "0.1215", Unit: "tce/t", Evidence: "能源审计报告", EvidenceOn: "2026-02-10"}
	if f, err = s.AddFact(lixia, e.ID, limit); err != nil || f.Name != "水泥熟料" || !strings.Contains(f.CodeLabel, "3级限额 117 kgce/t") {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := s.Facts(qingdao, FactQuery{Enterprise: e.ID}); err != nil {
		t.Fatal(err)
	}
	if foreign, _ := s.Facts(qingdao, FactQuery{}); len(foreign.Items) != 0 {
		t.Error("facts of another city are seen")
	}
	if _, err := s.Fact(qingdao, f.ID); !fault.Is(err, fault.KindNotFound) {
		t.Error(err)
	}
}

func TestFaultsOfAFactComeTogether(t *testing.T) {
	s := begun(t)
	e := register(t, s, lixia, sample(t))
	_, err := s.AddFact(lixia, e.ID, FactInput{Kind: candidate.Substance, Year: 2031, Role: "eat", Code: "75-09-3", Value: "很多", Unit: "斤", Element: "金"})
	wantFault(t, err, fault.KindInvalid, "尚未到来的年度", "请选择情形：使用、生产、排放", "75-09-3", "“很多”不是数值", "“斤”不在可选之内", "“金”无法识别", "认定依据", "依据日期")
	_, err = s.AddFact(lixia, e.ID, FactInput{Kind: candidate.Waste, Year: 2025, Name: "废油", Code: "HW08-900-249-09", Value: "3", Unit: "t", Evidence: "台账", EvidenceOn: "2026-01-01"})
	wantFault(t, err, fault.KindInvalid, "末两位与类别HW08不一致")
	_, err = s.AddFact(lixia, e.ID, FactInput{Kind: candidate.Consumption, Year: 2025, Code: "GB 16780-2021|水泥熟料|熟料单位产品综合能耗|kgce/t", Name: "x", Value: "3", Unit: "kWh/t", Evidence: "台账", EvidenceOn: "2024-01-01"})
	wantFault(t, err, fault.KindInvalid, "不能换算", "早于事实所属的2025年")
	_, err = s.AddFact(lixia, e.ID, FactInput{Kind: "rumour"})
	wantFault(t, err, fault.KindInvalid, "请选择事实类别")
	if _, err := s.AddFact(lixia, e.ID, solvent()); err != nil {
		t.Fatal(err)
	}
	_, err = s.AddFact(lixia, e.ID, solvent())
	wantFault(t, err, fault.KindInvalid, "已经登记")
}

// An enterprise records its own facts and never changes what a department has recorded.
func TestAnEnterpriseRecordsItsOwnFacts(t *testing.T) {
	s := begun(t)
	e := register(t, s, lixia, sample(t))
	office, err := s.AddFact(lixia, e.ID, solvent())
	if err != nil {
		t.Fatal(err)
	}
	own := access.With(context.Background(), access.Actor{ID: "e", Name: "企业", Role: access.RoleEnterprise, Place: access.Place{EnterpriseID: e.ID}})
	in := solvent()
	in.Version, in.Value = office.Version, "0"
	_, err = s.ReviseFact(store.WithVersion(own, office.Version), office.ID, in)
	wantFault(t, err, fault.KindForbidden, "由主管部门登记")
	wantFault(t, s.RemoveFact(store.WithVersion(own, office.Version), office.ID), fault.KindForbidden, "由主管部门登记")
	in.Role = "discharge"
	mine, err := s.AddFact(own, e.ID, in)
	if err != nil || mine.Source != SourceEnterprise {
		t.Fatal(mine, err)
	}
	in.Value = "0.4"
	if mine, err = s.ReviseFact(store.WithVersion(own, mine.Version), mine.ID, in); err != nil || mine.Value != "0.4" {
		t.Fatal(mine, err)
	}
	if err := s.RemoveFact(store.WithVersion(own, mine.Version), mine.ID); err != nil {
		t.Fatal(err)
	}
	history, err := s.FactHistory(lixia, office.ID)
	if err != nil || len(history) != 1 {
		t.Error(history, err)
	}
}

const factHead = "统一社会信用代码,厂区,事实类别,年度,情形,名称,代码,能耗指标,数值,限值,单位,认定依据,依据日期\n"

func importFacts(t *testing.T, s *Service, ctx context.Context, mode, content string) ImportResult {
	t.Helper()
	j, err := s.ImportFacts(ctx, strings.NewReader(content), ImportOrder{Mode: mode, FileName: "事实.csv"})
	if err != nil {
		t.Fatal(err)
	}
	if worked, err := job.NewWorkers(s.db, s.Jobs()).RunOne(context.Background()); err != nil || !worked {
		t.Fatal(worked, err)
	}
	progress, err := s.Progress(ctx, j.ID)
	if err != nil || progress.Result == nil {
		t.Fatalf("%+v, %v", progress, err)
	}
	return *progress.Result
}

func TestFactsAreImportedLikeEnterprises(t *testing.T) {
	s := begun(t)
	e := register(t, s, lixia, sample(t))
	good := e.CreditCode + ",1,使用或者排放的物质,2025,使用,苯,71-43-2,,30,,t,台账,2026-01-05\n" +
		e.CreditCode + ",东厂,单位产品能耗,2025年,,水泥熟料,GB 16780-2021,熟料单位产品综合能耗,121.5,,kgce/t,统计报表,2026年1月5日\n" +
		e.CreditCode + ",,危险废物,2025,,废矿物油,900-249-08,,3,,t,台账,2026-01-05\n"
	bad := e.CreditCode + ",1,使用或者排放的物质,2025,使用,苯,71-43-2,,31,,t,台账,2026-01-05\n" + // said twice
		e.CreditCode + ",西厂,使用或者排放的物质,2025,,甲苯,108-88-9,,x,,t,,2026-01-05\n" +
		creditCode(t, 9) + ",1,危险废物,2025,,废酸,HW34,,3,,t,台账,2026-01-05\n" +
		e.CreditCode + ",1,单位产品能耗,2025,,水泥熟料,GB 99999-2021,,3,,kgce/t,台账,2026-01-05\n"
	dry := importFacts(t, s, lixia, DryRun, factHead+good+bad)
	if dry.Created != 3 || dry.Rejected != 4 || dry.Written {
		t.Fatalf("%+v", dry)
	}
	for row, words := range map[int][]string{5: {"与第 2 行是同一厂区"}, 6: {"没有编号或者名称为“西厂”", "108-88-9", "请填写认定依据", "情形"}, 7: {"没有登记统一社会信用代码"}, 8: {"没有找到所选的能耗限额"}} {
		for _, word := range words {
			if !strings.Contains(saidOf(dry, row), word) {
				t.Errorf("row %d: no word of %q in\n%s", row, word, saidOf(dry, row))
			}
		}
	}
	if whole := importFacts(t, s, lixia, AllOrNothing, factHead+good+bad); whole.Written {
		t.Fatal("written in part")
	}
	if whole := importFacts(t, s, lixia, AllOrNothing, factHead+good); !whole.Written || whole.Created != 3 {
		t.Fatalf("%+v", whole)
	}
	changed := strings.Replace(good, ",30,", ",0,", 1)
	if again := importFacts(t, s, lixia, GoodRows, factHead+changed); again.Updated != 1 || again.Unchanged != 2 {
		t.Fatalf("%+v", again)
	}
	if foreign := importFacts(t, s, qingdao, DryRun, factHead+good); foreign.Rejected != 3 || !strings.Contains(saidOf(foreign, 2), "不在您的管辖范围内") {
		t.Fatalf("%+v", foreign)
	}
	// What was exported can be imported again and changes nothing.
	export, err := s.ExportFacts(lixia, FactQuery{}, sheet.CSV)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := export.Write(&out); err != nil {
		t.Fatal(err)
	}
	if again := importFacts(t, s, lixia, AllOrNothing, out.String()); again.Unchanged != 3 || again.FaultCount != 0 {
		t.Fatalf("%+v\n%s", again, out.String())
	}
}
