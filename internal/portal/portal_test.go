package portal_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"qingshen/internal/demo"
	"qingshen/internal/portal"
	"qingshen/internal/reference"
	"qingshen/internal/rest"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
	"qingshen/law"
)

// site is a portal over a demonstration province, with its machine-readable side.
func site(t *testing.T, load bool) (http.Handler, *store.DB) {
	t.Helper()
	db := storetest.New(t)
	if load {
		if err := demo.Load(t.Context(), db, demo.Options{Seed: 5, Enterprises: 300, Password: "Demo-Password-1"}); err != nil {
			t.Fatal(err)
		}
	}
	ref, err := reference.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	p, err := portal.New(db, ref, "山东省清洁生产信息管理系统")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	portal.Register(rest.New(mux, "test", "0"), p)
	mux.Handle("/", p.Handler())
	return mux, db
}

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

// column gives one text column of a query.
func column(t *testing.T, db *store.DB, query string, arguments ...any) []string {
	t.Helper()
	out, err := store.Read(t.Context(), db, func(tx *store.Tx) ([]string, error) {
		var out []string
		err := tx.Everywhere("test").Raw().NewRaw(query, arguments...).Scan(tx.Context(), &out)
		return out, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// pages gives the addresses of all kinds of page, with enterprises in every state.
func pages(t *testing.T, db *store.DB) []string {
	out := []string{"/", "/lists", "/enterprises", "/enterprises?q=%E5%8C%96%E5%B7%A5", "/results", "/results?year=2025&city=370100", "/notices", "/about"}
	for _, id := range column(t, db, "SELECT id FROM annual_list") {
		out = append(out, "/lists/"+id, "/lists/"+id+"?city=370100&reason=toxic&industry=%E5%8C%96%E5%B7%A5&q=%E5%8C%96")
	}
	for _, code := range column(t, db, "SELECT min(credit_code) FROM audit GROUP BY state") {
		out = append(out, "/enterprises/"+code)
	}
	return out
}

// One province serves all these tests: the portal only reads.
func TestThePublicSite(t *testing.T) {
	h, db := site(t, true)
	t.Run("every page is well formed and works without scripts", func(t *testing.T) { everyPageIsWellFormedAndWorksWithoutScripts(t, h, db) })
	t.Run("nothing that is not public is shown", func(t *testing.T) { nothingThatIsNotPublicIsShown(t, h, db) })
	t.Run("unpublished outcomes are not told", func(t *testing.T) { unpublishedOutcomesAreNotTold(t, h, db) })
	t.Run("drafts and strangers do not exist", func(t *testing.T) { draftsAndStrangersDoNotExist(t, h, db) })
	t.Run("downloads hold the whole list", func(t *testing.T) { downloadsHoldTheWholeList(t, h, db) })
	t.Run("filters keep what they name", func(t *testing.T) { filtersKeepWhatTheyName(t, h, db) })
	t.Run("former names lead to the enterprise", func(t *testing.T) { formerNamesLeadToTheEnterprise(t, h, db) })
}

func everyPageIsWellFormedAndWorksWithoutScripts(t *testing.T, h http.Handler, db *store.DB) {
	inline := regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|javascript:|https?://[^"]*\.(?:css|js)`)
	for _, path := range pages(t, db) {
		status, body := get(t, h, path)
		if status != http.StatusOK {
			t.Errorf("%s answers %d", path, status)
		}
		if found := inline.FindString(body); found != "" {
			t.Errorf("%s holds %q, which the content security policy refuses", path, found)
		}
		if err := wellFormed(body); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		for _, need := range []string{`<html lang="zh-CN">`, "<main ", "跳到正文", "<h1", "/app/"} {
			if !strings.Contains(body, need) {
				t.Errorf("%s lacks %s", path, need)
			}
		}
	}
}

var (
	voids = regexp.MustCompile(`<(meta|link|img|input|br|hr|wbr)\b([^>]*?)/?>`)
	flags = regexp.MustCompile(`(<[^>]*?)\s(selected|open)(>|\s)`)
)

// wellFormed reads a page as strictly as XML, with what HTML writes shorter written out: void elements, attributes
// without a value.
func wellFormed(page string) error {
	page = flags.ReplaceAllString(voids.ReplaceAllString(page, `<$1$2/>`), `$1 $2="$2"$3`)
	d := xml.NewDecoder(strings.NewReader(page))
	for {
		if _, err := d.Token(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

// What is not public must appear on no page and in no answer, whatever the enterprise.
func nothingThatIsNotPublicIsShown(t *testing.T, h http.Handler, db *store.DB) {
	addresses := pages(t, db)
	for _, code := range column(t, db, "SELECT DISTINCT credit_code FROM audit ORDER BY credit_code LIMIT 40") {
		addresses = append(addresses, "/enterprises/"+code, "/api/v1/public/enterprises/"+code)
	}
	for _, id := range column(t, db, "SELECT id FROM annual_list") {
		addresses = append(addresses, "/lists/"+id+".csv", "/lists/"+id+".json", "/api/v1/public/lists/"+id)
	}
	addresses = append(addresses, "/results.csv", "/api/v1/public/overview", "/api/v1/public/lists", "/api/v1/public/results?page_size=200")
	secrets := map[string][]string{
		"telephone":         column(t, db, "SELECT DISTINCT contact_phone FROM enterprise WHERE contact_phone <> ''"),
		"case number":       column(t, db, "SELECT case_no FROM audit"),
		"audit id":          column(t, db, "SELECT id FROM audit"),
		"score":             {"得分", "score"},
		"agency":            column(t, db, "SELECT name FROM agency"),
		"expert's employer": column(t, db, "SELECT DISTINCT employer FROM expert"),
		"fact":              {"演示监督性监测报告", "演示文件〔"},
		"account":           {"county-37", "city-37", "enterprise-1", "$argon2id"},
	}
	for _, path := range addresses {
		_, body := get(t, h, path)
		for kind, texts := range secrets {
			for _, text := range texts {
				if strings.Contains(body, text) {
					t.Errorf("%s shows the %s %q", path, kind, text)
				}
			}
		}
	}
}

func unpublishedOutcomesAreNotTold(t *testing.T, h http.Handler, db *store.DB) {
	codes := column(t, db, `SELECT a.credit_code FROM audit a WHERE a.state IN ('accepted', 'failed') AND a.result_published_on = ''
		AND (SELECT count(*) FROM audit b WHERE b.enterprise_id = a.enterprise_id) = 1`)
	if len(codes) == 0 {
		t.Fatal("the province has no outcome that waits for publication")
	}
	for _, code := range codes {
		_, body := get(t, h, "/enterprises/"+code)
		if strings.Contains(body, "合格") {
			t.Errorf("the page of %s tells an outcome that the province has not published", code)
		}
		if !strings.Contains(body, "验收阶段") {
			t.Errorf("the page of %s does not tell the stage", code)
		}
	}
}

func draftsAndStrangersDoNotExist(t *testing.T, h http.Handler, db *store.DB) {
	never := column(t, db, "SELECT credit_code FROM enterprise e WHERE NOT EXISTS (SELECT 1 FROM list_row r WHERE r.enterprise_id = e.id) LIMIT 3")
	for _, path := range []string{"/enterprises/" + never[0], "/enterprises/x", "/lists/x", "/lists/x.csv", "/lists/x.json", "/nothing", "/results/1"} {
		status, body := get(t, h, path)
		if status != http.StatusNotFound || !strings.Contains(body, "没有找到这个页面") {
			t.Errorf("%s answers %d", path, status)
		}
	}
	for _, path := range []string{"/api/v1/public/enterprises/" + never[1], "/api/v1/public/lists/x"} {
		if status, _ := get(t, h, path); status != http.StatusNotFound {
			t.Errorf("%s answers %d", path, status)
		}
	}
}

func downloadsHoldTheWholeList(t *testing.T, h http.Handler, db *store.DB) {
	id := column(t, db, "SELECT id FROM annual_list ORDER BY rows_total DESC LIMIT 1")[0]
	want := len(column(t, db, "SELECT id FROM list_row WHERE list_id = ?", id))
	status, text := get(t, h, "/lists/"+id+".csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if status != http.StatusOK || err != nil || len(rows) != want+1 {
		t.Errorf("CSV: %d, %v, %d rows of %d", status, err, len(rows)-1, want)
	}
	_, text = get(t, h, "/lists/"+id+".json")
	var out struct {
		List portal.PublicList
		Rows []portal.PublicRow
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil || len(out.Rows) != want || out.List.ID != id {
		t.Errorf("JSON: %v, %d rows of %d", err, len(out.Rows), want)
	}
	_, text = get(t, h, "/results.csv")
	published := len(column(t, db, "SELECT id FROM appraisal WHERE state = 'published' AND kind = 'acceptance'"))
	if rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll(); err != nil || len(rows) != published+1 {
		t.Errorf("results: %v, %d rows of %d", err, len(rows)-1, published)
	}
}

func filtersKeepWhatTheyName(t *testing.T, h http.Handler, db *store.DB) {
	id := column(t, db, "SELECT list_id FROM list_row WHERE city_code = '370100' LIMIT 1")[0]
	want := len(column(t, db, "SELECT id FROM list_row WHERE list_id = ? AND city_code = '370100'", id))
	_, text := get(t, h, "/api/v1/public/lists/"+id+"?city=370100&page_size=200")
	var out portal.ListPage
	if err := json.Unmarshal([]byte(text), &out); err != nil || out.Rows.Total != want || len(out.Rows.Items) != want {
		t.Errorf("%v: %d rows, want %d", err, out.Rows.Total, want)
	}
	for _, r := range out.Rows.Items {
		if !strings.HasPrefix(r.RegionCode, "3701") {
			t.Errorf("%s lies in %s", r.Name, r.RegionCode)
		}
	}
}

func formerNamesLeadToTheEnterprise(t *testing.T, h http.Handler, db *store.DB) {
	name := column(t, db, "SELECT n.name FROM enterprise_name n JOIN list_row r ON r.enterprise_id = n.enterprise_id LIMIT 1")[0]
	term := strings.TrimSuffix(name, "（演示）")
	code := column(t, db, "SELECT e.credit_code FROM enterprise e JOIN enterprise_name n ON n.enterprise_id = e.id WHERE n.name = ?", name)[0]
	if _, body := get(t, h, "/enterprises?q="+term); !strings.Contains(body, "/enterprises/"+code) {
		t.Errorf("searching %s does not find %s", term, code)
	}
	if _, body := get(t, h, "/enterprises/"+code); !strings.Contains(body, "曾用名："+name) {
		t.Errorf("the page of %s does not tell its former name", code)
	}
}

func TestAnEmptySystemHasAHomePage(t *testing.T) {
	h, _ := site(t, false)
	for _, path := range []string{"/", "/lists", "/results", "/notices", "/about", "/enterprises?q=x"} {
		if status, body := get(t, h, path); status != http.StatusOK || wellFormed(body) != nil {
			t.Errorf("%s answers %d, %v", path, status, wellFormed(body))
		}
	}
}
