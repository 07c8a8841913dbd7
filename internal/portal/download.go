package portal

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"qingshen/internal/store"
)

var rowHeads = []string{"序号", "企业名称", "厂区", "统一社会信用代码", "设区的市", "县（市、区）", "行政区划代码", "重点行业", "列入原因", "备注"}

// listCSV streams a list; the byte order mark lets spreadsheet programs read the Chinese.
func (p *Portal) listCSV(w http.ResponseWriter, r *http.Request, id string) error {
	var out *csv.Writer
	err := p.EachRow(r.Context(), id, rowQuery(r), func(l *PublicList, rows []PublicRow) error {
		if out == nil {
			attach(w, "text/csv; charset=utf-8", l.Title+".csv")
			_, _ = w.Write([]byte("\ufeff"))
			out = csv.NewWriter(w)
			_ = out.Write(rowHeads)
		}
		for _, row := range rows {
			remark := ""
			if row.Withdrawn {
				remark = "已由更正名单撤销"
			}
			_ = out.Write(inert(strconv.Itoa(row.Seq), row.Name, row.Site, row.CreditCode, row.City, row.County, row.RegionCode, row.KeyIndustry, strings.Join(row.Reasons, "、"), remark))
		}
		out.Flush()
		return out.Error()
	})
	return err
}

// listJSON streams a list as one object with the list and its rows.
func (p *Portal) listJSON(w http.ResponseWriter, r *http.Request, id string) error {
	begun := false
	first := true
	err := p.EachRow(r.Context(), id, rowQuery(r), func(l *PublicList, rows []PublicRow) error {
		if !begun {
			begun = true
			attach(w, "application/json; charset=utf-8", l.Title+".json")
			head, err := json.Marshal(l)
			if err != nil {
				return err
			}
			_, _ = w.Write([]byte(`{"list":` + string(head) + `,"rows":[`))
		}
		for _, row := range rows {
			text, err := json.Marshal(row)
			if err != nil {
				return err
			}
			if !first {
				text = append([]byte{','}, text...)
			}
			first = false
			if _, err := w.Write(text); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		_, err = w.Write([]byte("]}\n"))
	}
	return err
}

// resultsCSV gives all published results that the query keeps.
func (p *Portal) resultsCSV(w http.ResponseWriter, r *http.Request) error {
	in := resultQuery(r)
	in.Page, in.PageSize = 1, 200
	attach(w, "text/csv; charset=utf-8", "清洁生产审核验收结果.csv")
	_, _ = w.Write([]byte("\ufeff"))
	out := csv.NewWriter(w)
	_ = out.Write([]string{"企业名称", "统一社会信用代码", "设区的市", "县（市、区）", "名单年度", "验收结论", "公布日期", "文号"})
	for {
		page, err := p.Results(r.Context(), in)
		if err != nil {
			return err
		}
		for _, row := range page.Items {
			_ = out.Write(inert(row.Name, row.CreditCode, row.City, row.County, strconv.Itoa(row.Year), row.Outcome, string(row.PublishedOn), row.DocumentNo))
		}
		out.Flush()
		if len(page.Items) < in.PageSize || out.Error() != nil {
			return out.Error()
		}
		in.Page++
	}
}

func attach(w http.ResponseWriter, mediaType, name string) {
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	w.Header().Set("Cache-Control", "public, max-age=300")
}

// inert keeps a cell from being read as a formula by a spreadsheet program.
func inert(cells ...string) []string {
	for i, c := range cells {
		if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
			cells[i] = "'" + c
		}
	}
	return cells
}

func rowQuery(r *http.Request) RowQuery {
	v := r.URL.Query()
	return RowQuery{Page: whole(v.Get("page")), PageSize: 50, Q: clip(v.Get("q")), City: clip(v.Get("city")), Reason: clip(v.Get("reason")), Industry: clip(v.Get("industry"))}
}

func resultQuery(r *http.Request) ResultQuery {
	v := r.URL.Query()
	return ResultQuery{Page: whole(v.Get("page")), PageSize: 50, Q: clip(v.Get("q")), City: clip(v.Get("city")), Year: whole(v.Get("year")), Document: clip(v.Get("document"))}
}

func whole(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 1_000_000 {
		return 0
	}
	return n
}

// clip keeps what is typed into an address to a sensible length.
func clip(text string) string {
	runes := []rune(strings.TrimSpace(text))
	return string(runes[:min(len(runes), 60)])
}

func searchPage(r *http.Request) store.Page {
	return store.Page{Page: whole(r.URL.Query().Get("page")), PageSize: 20}
}
