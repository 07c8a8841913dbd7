package enterprise

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qingshen/internal/fault"
	"qingshen/internal/job"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

const published = "../../../shared/data/peers/ningxia_110_enterprises.csv"

// do imports a file as an officer would, and runs the job.
func do(t testing.TB, s *Service, ctx context.Context, content []byte, order ImportOrder) ImportResult {
	t.Helper()
	r, _ := doneBy(t, s, ctx, content, order)
	return r
}

func doneBy(t testing.TB, s *Service, ctx context.Context, content []byte, order ImportOrder) (ImportResult, string) {
	t.Helper()
	order.FileName = "名单.csv"
	j, err := s.Import(ctx, bytes.NewReader(content), order)
	if err != nil {
		t.Fatal(err)
	}
	workers := job.NewWorkers(s.db, s.Jobs())
	if worked, err := workers.RunOne(context.Background()); err != nil || !worked {
		t.Fatalf("job: %v, %v", worked, err)
	}
	progress, err := s.Progress(ctx, j.ID)
	if err != nil || progress.State != job.Done || progress.Result == nil {
		t.Fatalf("progress %+v, %v", progress, err)
	}
	return *progress.Result, j.ID
}

// table writes a list as csv.
func table(rows ...string) []byte { return []byte(strings.Join(rows, "\n")) }

// workbook writes the cells of a csv file into an xlsx file.
func bookOf(t testing.TB, content []byte) []byte {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		cells := make([]any, len(row))
		for n, c := range row {
			cells[n] = c
		}
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &cells); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func total(t testing.TB, s *Service, ctx context.Context) (enterprises, plants int) {
	t.Helper()
	e, err := s.List(ctx, Filter{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.ListSites(ctx, SiteFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return e.Total, p.Total
}

// saidOf gives what an import said of a row.
func saidOf(r ImportResult, row int) string {
	var b strings.Builder
	for _, f := range r.Faults {
		if f.Row == row {
			fmt.Fprintf(&b, "%s【%s】%s→%s\n", f.Severity, f.Column, f.Message, f.Proposal)
		}
	}
	return b.String()
}

// A real list of another province with its natural dirt (defects 17): every dirty cell is explained, no valid row is lost.
func TestPublishedListOfAnotherProvince(t *testing.T) {
	content, err := os.ReadFile(published)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the published list is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"csv": content, "xlsx": bookOf(t, content)} {
		t.Run(name, func(t *testing.T) { testPublished(t, file) })
	}
}

func testPublished(t *testing.T, file []byte) {
	s := begun(t)
	refused := do(t, s, jinan, file, ImportOrder{Mode: DryRun})
	if refused.Rejected != 110 || !strings.Contains(saidOf(refused, 2), "“银川”不是山东省的市") {
		t.Errorf("without a county chosen: %s %s", refused.Message, saidOf(refused, 2))
	}
	r := do(t, s, jinan, file, ImportOrder{Mode: GoodRows, DefaultRegion: "370102"})
	if r.Rows != 110 || r.Created != 70 || r.Updated != 1 || r.Rejected != 39 || r.SitesAdded != 0 {
		t.Errorf("imported: %s", r.Message)
	}
	for row, words := range map[int][]string{
		2:   {"按所选的“济南市历下区”登记，请核对", "经度106.3166667不在山东省范围内"},
		4:   {"写的是“-”，等于没有填写"},
		29:  {"名称末尾的括号被截断"},
		32:  {"代码后面多出的“()”已去掉，按“91640221735973356L”登记"},
		40:  {"第 20 行“大地循环发展股份有限公司”相同而名称不同", "本行名称记为曾用名", "行业与第 20 行（26）不一致"},
		58:  {"排污许可证编号的格式不对"},
		61:  {"“原”名“宁夏荣昌绒业集团有限”记为曾用名", "曾用名末尾被截断"},
		64:  {"第18位应为“Y”，现为“0”"},
		67:  {"前18位（91640181750843074J）不是本企业的统一社会信用代码"},
		71:  {"→91640000227693163J"},
		75:  {"写的是“0”，等于没有填写", "→91640122227962749F"},
		79:  {"第14位的“O”改为“0”", "→91640221MA76C0RD96"},
		94:  {"是门类"},
		101: {"写的是“`”，等于没有填写", "→91640000564143891B"},
		102: {"不能为空", "→91640000564143891B"},
		103: {"共19位，应为18位", "→91640000564143891B"},
		107: {"名称末尾的括号被截断", "→916401005748658988"},
	} {
		for _, w := range words {
			if said := saidOf(r, row); !strings.Contains(said, w) {
				t.Errorf("row %d: %s, want %q", row, said, w)
			}
		}
	}
	again := do(t, s, jinan, file, ImportOrder{Mode: GoodRows, DefaultRegion: "370102"})
	if again.Created+again.SitesAdded+again.Updated != 0 || again.Unchanged != 71 || again.Rejected != 39 {
		t.Errorf("the second import: %s", again.Message)
	}
	taken := do(t, s, jinan, file, ImportOrder{Mode: GoodRows, DefaultRegion: "370102", Accept: true})
	if taken.Created != 5 || taken.SitesAdded != 3 || taken.Updated != 1 || taken.Rejected != 30 {
		t.Errorf("with the proposals accepted: %s", taken.Message)
	}
	for _, row := range []int{101, 102, 103} {
		if said := saidOf(taken, row); !strings.Contains(said, "本行按同一法人的又一个厂区“达力（银川）污水处理有限公司") {
			t.Errorf("row %d: %s", row, said)
		}
	}
	repeat := do(t, s, jinan, file, ImportOrder{Mode: GoodRows, DefaultRegion: "370102", Accept: true})
	if repeat.Created+repeat.SitesAdded+repeat.Updated != 0 {
		t.Errorf("repeated: %s", repeat.Message)
	}
	if got, err := s.List(jinan, Filter{Page: store.Page{Q: "宁夏大地循环"}}); err != nil || len(got.Items) != 1 || got.Items[0].Name != "大地循环发展股份有限公司" {
		t.Errorf("by the other name: %+v, %v", got.Items, err)
	}
}

func TestImportModes(t *testing.T) {
	s := begun(t)
	file := table("县（市、区）,行业,统一社会信用代码,企业名称,备注",
		"历下区,2614,"+creditCode(t, 1)+",济南甲化工有限公司,无",
		"370104,有机化学原料制造,"+creditCode(t, 2)+",济南乙化工有限公司,",
		"市中区,2614,"+creditCode(t, 3)+",某某化工有限公司,",
		"市南区,2614,"+creditCode(t, 4)+",青岛丁化工有限公司,",
		"合计,,,,")
	dry := do(t, s, jinan, file, ImportOrder{Mode: DryRun})
	if dry.Created != 2 || dry.Rejected != 2 || dry.Written || dry.Unchanged != 1 {
		t.Errorf("dry run: %s", dry.Message)
	}
	if said := saidOf(dry, 4); !strings.Contains(said, "“市中区”有多处（济南市市中区、枣庄市市中区）") {
		t.Errorf("row 4: %s", said)
	}
	if said := saidOf(dry, 5); !strings.Contains(said, "“青岛市市南区”不在您的管辖范围内") {
		t.Errorf("row 5: %s", said)
	}
	all, id := doneBy(t, s, jinan, file, ImportOrder{Mode: AllOrNothing})
	if all.Written || !strings.HasPrefix(all.Message, "有不合格的行，没有写入任何一行。") {
		t.Errorf("all or nothing: %s", all.Message)
	}
	if n, _ := total(t, s, province); n != 0 {
		t.Errorf("%d enterprises were written", n)
	}
	wantAnnotated(t, s, id, 4, "有多处")
	good := do(t, s, jinan, file, ImportOrder{Mode: GoodRows})
	if n, plants := total(t, s, province); good.Created != 2 || n != 2 || plants != 2 {
		t.Errorf("good rows: %s; %d enterprises, %d sites", good.Message, n, plants)
	}
	mended := table("企业名称,代码,市,区县,行业代码", "济南甲化工有限公司,"+creditCode(t, 1)+",济南,历下,C2614", "济南乙化工有限公司,"+creditCode(t, 2)+",济南市,槐荫区,2614")
	if r := do(t, s, jinan, mended, ImportOrder{Mode: AllOrNothing}); !r.Written || r.Unchanged != 2 || !strings.Contains(r.Message, "没有任何改动") {
		t.Errorf("once more: %s", r.Message)
	}
}

// wantAnnotated demands that the annotated workbook explains the row.
func wantAnnotated(t *testing.T, s *Service, id string, row int, word string) {
	t.Helper()
	path, name, err := s.Annotated(jinan, id)
	if err != nil || name != "校验结果-名单.xlsx" {
		t.Fatalf("annotated %q, %v", name, err)
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil || !strings.Contains(strings.Join(rows[row-1], " "), word) {
		t.Errorf("row %d of the annotated file: %v, %v", row, rows[row-1], err)
	}
	if _, _, err := s.Annotated(qingdao, id); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("the import of somebody else: %v", err)
	}
}

func TestImportUpdates(t *testing.T) {
	s := begun(t)
	code := creditCode(t, 1)
	head := "企业名称,统一社会信用代码,市,县,行业代码,联系电话,地址,厂区名称,排污许可证编号,是否有重点工序\n"
	first := do(t, s, jinan, []byte(head+
		"济南甲机械有限公司,"+code+",济南市,历下区,3511,0531-88888888,工业路1号,,"+code+"001P,\n"+
		"济南甲机械有限公司,"+code+",济南市,槐荫区,3511,,经七路2号,西厂,"+code+"002P,\n"), ImportOrder{Mode: AllOrNothing})
	if first.Created != 1 || first.SitesAdded != 1 || !strings.Contains(saidOf(first, 2), "请在“是否有重点工序”列填写") {
		t.Fatalf("first: %s %s", first.Message, saidOf(first, 2))
	}
	// An empty cell changes nothing; the answer about the process makes it a key industry.
	second := do(t, s, jinan, []byte(head+
		"济南甲机械有限公司,"+code+",,,,,工业路9号,,"+code+"001P,有\n"+
		"济南甲机械制造有限公司,"+code+",济南市,槐荫区,,,,西厂,,\n"), ImportOrder{Mode: AllOrNothing, DefaultRegion: "370104"})
	if second.Updated != 1 || second.Unchanged != 1 || second.Created != 0 {
		t.Fatalf("second: %s", second.Message)
	}
	list, err := s.List(jinan, Filter{KeyIndustry: "工业涂装"})
	if err != nil || len(list.Items) != 1 {
		t.Fatalf("list %+v, %v", list, err)
	}
	e := list.Items[0]
	if e.RegionCode != "370102" || e.ContactPhone != "0531-88888888" || e.Address != "工业路9号" || e.KeyProcess != "yes" || e.SiteCount != 2 || e.Version != 2 {
		t.Errorf("updated to %+v", e)
	}
	history, err := s.History(jinan, e.ID)
	if err != nil || len(history) != 5 {
		t.Errorf("%d journal entries, %v", len(history), err)
	}
}

func TestImportedElsewhere(t *testing.T) {
	s := begun(t)
	register(t, s, jinan, sample(t))
	head := "企业名称,统一社会信用代码,县（市、区）,行业代码,厂区名称\n"
	row := "济南甲化工有限公司," + creditCode(t, 1) + ",市南区,2614,"
	if r := do(t, s, qingdao, []byte(head+row+"青岛厂"), ImportOrder{Mode: GoodRows}); r.SitesAdded != 1 || r.Rejected != 0 {
		t.Errorf("a plant of an enterprise of another city: %s", r.Message)
	}
	if r := do(t, s, qingdao, []byte(head+row+"东厂"), ImportOrder{Mode: GoodRows}); r.Rejected != 1 || !strings.Contains(saidOf(r, 2), "不能由本表更改") {
		t.Errorf("a plant of another city: %s %s", r.Message, saidOf(r, 2))
	}
}

func TestExportComesBackUnchanged(t *testing.T) {
	s := begun(t)
	e := register(t, s, jinan, sample(t))
	if _, err := s.AddSite(jinan, e.ID, SiteInput{Name: "西厂", RegionCode: "370104", PermitUntil: "2028-05-06"}); err != nil {
		t.Fatal(err)
	}
	_, err := s.Rename(store.WithVersion(jinan, e.Version), e.ID, EnterpriseRename{Name: "山东乙化工有限公司", On: "2026-05-06", Evidence: "准予变更登记通知书"})
	if err != nil {
		t.Fatal(err)
	}
	in := sample(t)
	in.CreditCode, in.Name, in.RegionCode, in.Site, in.IndustryCode, in.KeyProcess, in.Scale = creditCode(t, 2), "青岛丁公司", "370202", nil, "3511", "yes", "small"
	register(t, s, qingdao, in)
	for _, format := range []sheet.Format{sheet.XLSX, sheet.CSV} {
		export, err := s.Export(province, Filter{}, format)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := export.Write(&out); err != nil {
			t.Fatal(err)
		}
		r := do(t, s, province, out.Bytes(), ImportOrder{Mode: AllOrNothing})
		if r.Rows != 3 || r.Unchanged != 3 || r.FaultCount != 0 {
			t.Errorf("%s: %s %+v", format, r.Message, r.Faults)
		}
	}
	if export, err := s.Export(qingdao, Filter{}, sheet.CSV); err != nil || !strings.HasSuffix(export.Name, ".csv") {
		t.Errorf("export %v, %v", export.Name, err)
	} else {
		var out bytes.Buffer
		if err := export.Write(&out); err != nil || strings.Contains(out.String(), "山东乙化工") || !strings.Contains(out.String(), "青岛丁公司") {
			t.Errorf("what another city exports: %s, %v", out.String(), err)
		}
	}
	if _, err := s.Export(jinan, Filter{Page: store.Page{Q: "没有"}}, sheet.CSV); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("nothing to export: %v", err)
	}
}

func TestImportRefusesAtOnce(t *testing.T) {
	s := begun(t)
	for name, c := range map[string]struct {
		file  []byte
		order ImportOrder
		want  string
	}{
		"no table":                 {[]byte("%PDF-1.7"), ImportOrder{Mode: DryRun}, "不是表格"},
		"columns missing":          {table("企业名称,地址", "甲,乙"), ImportOrder{Mode: DryRun}, "缺少：统一社会信用代码"},
		"unknown mode":             {table("x"), ImportOrder{Mode: "x"}, "请选择导入方式"},
		"county of others":         {table("x"), ImportOrder{Mode: DryRun, DefaultRegion: "370202"}, "不在您的管辖范围内"},
		"city instead of a county": {table("x"), ImportOrder{Mode: DryRun, DefaultRegion: "370100"}, "不是县级"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Import(jinan, bytes.NewReader(c.file), c.order)
			wantFault(t, err, fault.KindInvalid, c.want)
			if left, err := os.ReadDir(s.folder); err != nil && !errors.Is(err, fs.ErrNotExist) || len(left) > 0 {
				t.Errorf("uploads left behind: %v, %v", left, err)
			}
		})
	}
}

// An import that is killed in the middle and done again by another process ends as if nothing had happened.
func TestKilledInTheMiddle(t *testing.T) {
	const rows = 3*batchOf + 7
	for mode, half := range map[string]int{AllOrNothing: 0, GoodRows: batchOf} {
		t.Run(mode, func(t *testing.T) {
			s := begun(t)
			order := ImportOrder{Mode: mode, FileName: "名单.csv", File: "upload"}
			if err := s.keepUpload(order.File, bytes.NewReader(many(t, rows))); err != nil {
				t.Fatal(err)
			}
			ctx, kill := context.WithCancel(jinan)
			steps := 0
			_, err := s.runImport(ctx, order, func(*store.Tx, ImportResult) error { return nil }, func(int, int, string) error {
				if steps++; steps == 1 && mode == GoodRows || steps == 5 { // after the first batch; on the way into the writing pass
					kill()
				}
				return nil
			})
			if err == nil {
				t.Fatal("the import was not interrupted")
			}
			if n, plants := total(t, s, jinan); n != half || plants != half {
				t.Errorf("%d enterprises and %d sites after the kill, want %d", n, plants, half)
			}
			r, err := s.runImport(jinan, order, func(*store.Tx, ImportResult) error { return nil }, func(int, int, string) error { return nil })
			if n, plants := total(t, s, jinan); err != nil || n != rows || plants != rows || r.Created != rows-half || r.Unchanged != half {
				t.Errorf("%d enterprises and %d sites after the repetition: %s, %v", n, plants, r.Message, err)
			}
			// The same job done once more, since its lease ran out: people see what the first run has done.
			twice, err := s.runImport(jinan, order, func(*store.Tx, ImportResult) error { return nil }, func(int, int, string) error { return nil })
			if n, _ := total(t, s, jinan); err != nil || n != rows || twice.Created != r.Created || twice.Message != r.Message {
				t.Errorf("done twice: %d enterprises, %s, %v", n, twice.Message, err)
			}
		})
	}
}

// many writes a list of good rows.
func many(t testing.TB, rows int) []byte {
	var b bytes.Buffer
	b.WriteString("企业名称,统一社会信用代码,县（市、区）,行业代码,地址,联系电话\n")
	for i := range rows {
		fmt.Fprintf(&b, "济南第%d化工有限公司,%s,历下区,2614,工业路%d号,0531-88888888\n", i, creditCode(t, i), i)
	}
	return b.Bytes()
}
