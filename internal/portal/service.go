package portal

import (
	"context"
	"encoding/csv"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/indexsystem"
	"qingshen/internal/listing"
	"qingshen/internal/reference"
	"qingshen/internal/statute"
	"qingshen/internal/store"
	"qingshen/law"
)

// Portal answers the public.
type Portal struct {
	db      *store.DB
	ref     *reference.Service
	product string
	cache   *cache
	tiles   map[string][2]int
	pages   map[string]*template.Template

	// Systems are the index systems for the self-check; the application sets it.
	Systems *indexsystem.Service
	// Content opens stored content by its hash; the application sets it. Without it no files are offered.
	Content func(ctx context.Context, sha256 string) (file.Reader, error)
}

// New gives the portal. product is the name of the system on screens.
func New(db *store.DB, ref *reference.Service, product string) (*Portal, error) {
	p := &Portal{db: db, ref: ref, product: product, cache: &cache{now: db.Clock().Now, kept: map[string]entry{}}}
	var err error
	if p.tiles, err = loadTiles(); err != nil {
		return nil, err
	}
	p.pages, err = p.loadPages()
	return p, err
}

// loadTiles reads where each city stands on the tile map: a map with borders would need an approved map number.
func loadTiles() (map[string][2]int, error) {
	file, err := law.Files.Open("codes/shandong_tilegrid.csv")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, err
	}
	tiles := map[string][2]int{}
	for _, row := range rows[1:] {
		line, err := strconv.Atoi(row[2])
		column, other := strconv.Atoi(row[3])
		if err != nil || other != nil {
			return nil, fmt.Errorf("shandong_tilegrid.csv: %s is not on the grid", row[1])
		}
		tiles[row[0]] = [2]int{line, column}
	}
	return tiles, nil
}

// Overview gives the figures of the province; they may be half a minute old.
func (p *Portal) Overview(ctx context.Context) (*Overview, error) {
	return cached(p.cache, "overview", func() (*Overview, error) {
		return store.Read(ctx, p.db, func(tx *store.Tx) (*Overview, error) {
			rows, err := counts(tx)
			return p.overview(rows), err
		})
	})
}

func (p *Portal) overview(rows []count) *Overview {
	o := &Overview{Years: []YearCounts{}, Citys: []CityCounts{}}
	cities := map[string]Counts{}
	for _, r := range rows {
		if r.Year > o.Year {
			o.Year = r.Year
		}
	}
	for _, r := range rows {
		c := Counts{r.Listed, r.Started, r.Reported, r.Passed}
		o.All.add(c)
		i := slices.IndexFunc(o.Years, func(y YearCounts) bool { return y.Year == r.Year })
		if i < 0 {
			o.Years = append(o.Years, YearCounts{Year: r.Year})
			i = len(o.Years) - 1
		}
		o.Years[i].add(c)
		if r.Year == o.Year {
			o.Now.add(c)
			sum := cities[r.CityCode]
			sum.add(c)
			cities[r.CityCode] = sum
		}
	}
	slices.SortFunc(o.Years, func(a, b YearCounts) int { return b.Year - a.Year })
	most := 0
	for _, c := range cities {
		most = max(most, c.Listed)
	}
	for _, g := range p.ref.Cities() {
		c := CityCounts{Code: g.Code, Name: g.ShortName, Row: p.tiles[g.Code][0], Col: p.tiles[g.Code][1], Counts: cities[g.Code]}
		if c.Listed > 0 {
			c.Shade = 1 + (c.Listed*4-1)/max(most, 1)
		}
		o.Citys = append(o.Citys, c)
	}
	return o
}

// Lists gives the published lists, the latest first.
func (p *Portal) Lists(ctx context.Context) ([]PublicList, error) {
	return store.Read(ctx, p.db, func(tx *store.Tx) ([]PublicList, error) {
		rows, err := lists(tx, "")
		return publicLists(rows), err
	})
}

func publicLists(rows []listRecord) []PublicList {
	out := make([]PublicList, 0, len(rows))
	for _, r := range rows {
		out = append(out, PublicList{ID: r.ID, Year: r.Year, Batch: r.Batch, Title: r.Title, Kind: listing.Kinds[r.Kind], DocumentNo: r.DocumentNo, PublishedOn: r.PublishedOn, Rows: r.RowsTotal, Seal: r.RowsSHA256})
	}
	return out
}

func findList(tx *store.Tx, id string) (*PublicList, error) {
	rows, err := lists(tx, id)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fault.NotFound("该名单")
	}
	return &publicLists(rows)[0], nil
}

// ListPage is one published list with one page of its rows.
type ListPage struct {
	List PublicList            `json:"list"`
	Rows store.List[PublicRow] `json:"rows"`
	// Files are those made with the publication, each with its hash.
	Files []PublicFile `json:"files" nullable:"false" doc:"随名单公布的文件"`
}

// List gives one published list with the rows that the query keeps.
func (p *Portal) List(ctx context.Context, id string, in RowQuery) (*ListPage, error) {
	return store.Read(ctx, p.db, func(tx *store.Tx) (*ListPage, error) {
		list, err := findList(tx, id)
		if err != nil {
			return nil, err
		}
		rows, err := pageOfRows(tx, id, in)
		if err != nil {
			return nil, err
		}
		out := &ListPage{List: *list}
		out.Files, err = p.filesOf(tx, id)
		out.Rows = store.List[PublicRow]{Items: p.publicRows(rows.Items, list.PublishedOn), Total: rows.Total, TotalCapped: rows.TotalCapped}
		return out, err
	})
}

func (p *Portal) publicRows(rows []rowRecord, on calendar.Date) []PublicRow {
	out := make([]PublicRow, 0, len(rows))
	for _, r := range rows {
		out = append(out, PublicRow{
			Seq: r.Seq, Name: r.EnterpriseName, Site: r.SiteName, CreditCode: r.CreditCode, RegionCode: r.RegionCode, City: p.cityName(r.RegionCode), County: p.ref.Name(r.RegionCode),
			KeyIndustry: r.KeyIndustry, Reasons: p.reasons(r.Reasons, on), Withdrawn: r.WithdrawnBy != "",
		})
	}
	return out
}

func (p *Portal) cityName(region string) string { return p.ref.Name(store.CityOf(region)) }

// reasons gives the reasons for listing in the words of the law of that day.
func (p *Portal) reasons(ids []string, on calendar.Date) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		if r, ok := p.db.Law().Reason(id, on); ok {
			out = append(out, r.Short)
		}
	}
	return out
}

// EachRow hands over all rows of a list that the query keeps, a page at a time.
func (p *Portal) EachRow(ctx context.Context, id string, in RowQuery, do func(*PublicList, []PublicRow) error) error {
	seq := 0
	for {
		var list *PublicList
		rows, err := store.Read(ctx, p.db, func(tx *store.Tx) ([]rowRecord, error) {
			var err error
			if list, err = findList(tx, id); err != nil {
				return nil, err
			}
			return after(tx, id, in, seq)
		})
		if err != nil {
			return err
		}
		if err := do(list, p.publicRows(rows, list.PublishedOn)); err != nil || len(rows) == 0 {
			return err
		}
		seq = rows[len(rows)-1].Seq
	}
}

// Results gives the published results of acceptance, the latest first.
func (p *Portal) Results(ctx context.Context, in ResultQuery) (store.List[PublicResult], error) {
	return store.Read(ctx, p.db, func(tx *store.Tx) (store.List[PublicResult], error) {
		rows, err := results(tx, in)
		out := store.List[PublicResult]{Items: make([]PublicResult, 0, len(rows.Items)), Total: rows.Total, TotalCapped: rows.TotalCapped}
		for _, r := range rows.Items {
			passed := r.Outcome == "pass"
			out.Items = append(out.Items, PublicResult{Name: r.EnterpriseName, CreditCode: r.CreditCode, City: p.cityName(r.RegionCode), County: p.ref.Name(r.RegionCode), Year: r.Year,
				Outcome: outcomeWord(passed), Passed: passed, PublishedOn: r.PublishedOn, DocumentNo: r.DocumentNo})
		}
		return out, err
	})
}

func outcomeWord(passed bool) string {
	if passed {
		return "合格"
	}
	return "不合格"
}

// Notices gives the announcements: lists and batches of results, the latest first.
func (p *Portal) Notices(ctx context.Context) ([]PublicNotice, error) {
	return cached(p.cache, "notices", func() ([]PublicNotice, error) {
		return store.Read(ctx, p.db, func(tx *store.Tx) ([]PublicNotice, error) {
			records, err := lists(tx, "")
			if err != nil {
				return nil, err
			}
			batches, err := resultBatches(tx, 200)
			out := []PublicNotice{}
			for _, l := range publicLists(records) {
				out = append(out, PublicNotice{On: l.PublishedOn, Title: l.Title, DocumentNo: l.DocumentNo, Count: l.Rows, Link: "/lists/" + l.ID})
			}
			for _, b := range batches {
				out = append(out, PublicNotice{On: b.PublishedOn, Title: "关于公布清洁生产审核验收结果的公告", DocumentNo: b.DocumentNo, Count: b.N,
					Link: "/results?document=" + template.URLQueryEscaper(b.DocumentNo)})
			}
			slices.SortStableFunc(out, func(a, b PublicNotice) int { return strings.Compare(string(b.On), string(a.On)) })
			return out, err
		})
	})
}

// Found is one enterprise that a search has found.
type Found struct {
	Name       string `json:"name"`
	CreditCode string `json:"credit_code"`
	City       string `json:"city"`
	County     string `json:"county"`
	Key        string `json:"key_industry"`
}

// Search finds enterprises that have been on a list, by a part of their name, of a former name, or by their code.
func (p *Portal) Search(ctx context.Context, term string, page store.Page) (store.List[Found], error) {
	return store.Read(ctx, p.db, func(tx *store.Tx) (store.List[Found], error) {
		out := store.List[Found]{Items: []Found{}}
		if strings.TrimSpace(term) == "" {
			return out, nil
		}
		rows, err := search(tx, term, page)
		for _, r := range rows.Items {
			out.Items = append(out.Items, Found{Name: r.Name, CreditCode: r.CreditCode, City: p.cityName(r.RegionCode), County: p.ref.Name(r.RegionCode), Key: r.KeyIndustry})
		}
		out.Total, out.TotalCapped = rows.Total, rows.TotalCapped
		return out, err
	})
}

// Rule is one statutory time limit as the page on the legal basis shows it.
type Rule struct{ Title, By, Within, Cite string }

// rules are the limits that bind enterprises and departments in an audit, in force today.
func (p *Portal) rules(today calendar.Date) []Rule {
	out := []Rule{}
	l := p.db.Law()
	for _, id := range []string{"notice", "disclose", "start-audit", "submit-report", "next-round", "publish-result", "annual-summary"} {
		d, ok := l.Deadline(id, today, "37")
		if !ok || d.Confidence.ToConfirm() {
			continue // what is only assumed is not told to the public as law
		}
		rule := Rule{Title: d.Title, By: l.Word("party", d.By), Within: d.Within.Chinese(), Cite: statute.Words(d.Cites)}
		if rule.Within != "" {
			rule.Within = "自" + l.Word("event", d.Event) + "之日起" + rule.Within + "内"
		} else {
			rule.Within = "每年二月末前"
		}
		out = append(out, rule)
	}
	return out
}
