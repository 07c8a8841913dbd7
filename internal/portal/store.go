package portal

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/calendar"
	"qingshen/internal/listing"
	"qingshen/internal/store"
)

// public is the reason of every query here: the portal joins foreign tables, and shows only what has been published.
const public = "the portal shows what is public"

type listRecord struct {
	ID, Title, Kind, DocumentNo string
	Year, Batch                 int
	PublishedOn                 calendar.Date
	RowsTotal                   int
	RowsSHA256                  string `bun:"rows_sha256"`
}

func lists(tx *store.Tx, id string) ([]listRecord, error) {
	rows := []listRecord{}
	q := tx.Everywhere(public).Raw().NewSelect().TableExpr("annual_list").
		ColumnExpr("id, title, kind, document_no, year, batch, published_on, rows_total, rows_sha256").Where("state = ?", listing.ListPublished)
	if id != "" {
		q = q.Where("id = ?", id)
	}
	err := q.OrderExpr("published_on DESC, year DESC, batch DESC").Scan(tx.Context(), &rows)
	return rows, err
}

type fileRecord struct {
	Purpose, Name string
	Size          int64
	SHA256        string `bun:"sha256"`
}

// listFiles gives the files of a list that is published.
func listFiles(tx *store.Tx, list string) ([]fileRecord, error) {
	rows := []fileRecord{}
	err := tx.Everywhere(public).Raw().NewSelect().TableExpr("file AS f").Join("JOIN annual_list AS l ON l.id = f.subject_id AND l.state = 'published'").
		ColumnExpr("f.purpose, f.name, f.size, f.sha256").Where("f.subject_type = 'annual_list' AND f.subject_id = ?", list).OrderExpr("f.id").Scan(tx.Context(), &rows)
	return rows, err
}

// RowQuery is what a list may be asked.
type RowQuery struct {
	Page     int    `query:"page" minimum:"1" default:"1" doc:"页码"`
	PageSize int    `query:"page_size" minimum:"1" maximum:"200" default:"50" doc:"每页条数，不超过200"`
	Q        string `query:"q" maxLength:"60" doc:"企业名称或统一社会信用代码的一部分"`
	City     string `query:"city" maxLength:"6" doc:"设区的市的代码"`
	Reason   string `query:"reason" maxLength:"20" doc:"列入原因"`
	Industry string `query:"industry" maxLength:"40" doc:"重点行业"`
}

func (in RowQuery) page() store.Page { return store.Page{Page: in.Page, PageSize: in.PageSize} }

type rowRecord struct {
	bun.BaseModel  `bun:"table:list_row"`
	ID             string   `bun:"id"`
	Seq            int      `bun:"seq"`
	EnterpriseName string   `bun:"enterprise_name"`
	SiteName       string   `bun:"site_name"`
	CreditCode     string   `bun:"credit_code"`
	RegionCode     string   `bun:"region_code"`
	KeyIndustry    string   `bun:"key_industry"`
	Reasons        []string `bun:"reasons,type:text"`
	WithdrawnBy    string   `bun:"withdrawn_by"`
}

func rowsOf(tx *store.Tx, list string, in RowQuery) *bun.SelectQuery {
	q := tx.Everywhere(public).Select((*rowRecord)(nil)).Where("list_id = ?", list)
	if in.City != "" {
		q = q.Where("city_code = ?", in.City)
	}
	if in.Reason != "" {
		q = store.Contains(q, "reasons", `"`+in.Reason+`"`)
	}
	if in.Industry != "" {
		q = q.Where("key_industry = ?", in.Industry)
	}
	if term := strings.TrimSpace(in.Q); term != "" {
		q = q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return store.Contains(q, "enterprise_name", term).WhereOr("credit_code = ?", strings.ToUpper(term))
		})
	}
	return q
}

func pageOfRows(tx *store.Tx, list string, in RowQuery) (store.List[rowRecord], error) {
	return store.Paged[rowRecord](tx.Context(), rowsOf(tx, list, in), in.page(), nil, "seq, ?TableAlias.id")
}

// after gives the next rows of a list behind a sequence number, for downloads that hold a page at a time.
func after(tx *store.Tx, list string, in RowQuery, seq int) ([]rowRecord, error) {
	rows := []rowRecord{}
	err := rowsOf(tx, list, in).Where("seq > ?", seq).OrderExpr("seq").Limit(500).Scan(tx.Context(), &rows)
	return rows, err
}

// ResultQuery is what the published results may be asked.
type ResultQuery struct {
	Page     int    `query:"page" minimum:"1" default:"1" doc:"页码"`
	PageSize int    `query:"page_size" minimum:"1" maximum:"200" default:"50" doc:"每页条数，不超过200"`
	Q        string `query:"q" maxLength:"60" doc:"企业名称的一部分"`
	City     string `query:"city" maxLength:"6" doc:"设区的市的代码"`
	Year     int    `query:"year" doc:"公布年份"`
	Document string `query:"document" maxLength:"60" doc:"公布文号"`
}

type resultRecord struct {
	bun.BaseModel  `bun:"table:appraisal,alias:p"`
	ID             string        `bun:"id"`
	EnterpriseName string        `bun:"enterprise_name"`
	RegionCode     string        `bun:"region_code"`
	Outcome        string        `bun:"outcome"`
	DocumentNo     string        `bun:"document_no"`
	PublishedOn    calendar.Date `bun:"published_on"`
	CreditCode     string        `bun:"credit_code,scanonly"`
	Year           int           `bun:"year,scanonly"`
}

func results(tx *store.Tx, in ResultQuery) (store.List[resultRecord], error) {
	q := tx.Everywhere(public).Select((*resultRecord)(nil)).Join("JOIN audit AS a ON a.id = p.audit_id").
		ColumnExpr("p.id, p.enterprise_name, p.region_code, p.outcome, p.document_no, p.published_on, a.credit_code, a.year").
		Where("p.kind = 'acceptance' AND p.published_on <> '' AND p.state = 'published'")
	if in.City != "" {
		q = q.Where("p.city_code = ?", in.City)
	}
	if in.Year > 0 {
		q = q.Where("p.published_on >= ? AND p.published_on <= ?", calendar.Of(in.Year, 1, 1), calendar.Of(in.Year, 12, 31))
	}
	if in.Document != "" {
		q = q.Where("p.document_no = ?", in.Document)
	}
	if term := strings.TrimSpace(in.Q); term != "" {
		escaped := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(term))
		q = q.Where(`lower(p.enterprise_name) LIKE ? ESCAPE '\'`, "%"+escaped+"%")
	}
	return store.Paged[resultRecord](tx.Context(), q, store.Page{Page: in.Page, PageSize: in.PageSize}, nil, "p.published_on DESC, p.id DESC")
}

type resultBatch struct {
	DocumentNo  string
	PublishedOn calendar.Date
	N           int
}

func resultBatches(tx *store.Tx, limit int) ([]resultBatch, error) {
	rows := []resultBatch{}
	err := tx.Everywhere(public).Raw().NewSelect().TableExpr("appraisal").ColumnExpr("document_no, published_on, count(*) AS n").
		Where("kind = 'acceptance' AND published_on <> '' AND state = 'published'").GroupExpr("document_no, published_on").OrderExpr("published_on DESC, document_no DESC").
		Limit(int64(limit)).Scan(tx.Context(), &rows)
	return rows, err
}

type count struct {
	Year     int
	CityCode string
	Listed   int
	Started  int
	Reported int
	Passed   int
}

// counts groups the mandatory rounds of published lists; a round that was begun again counts once, with its last one.
func counts(tx *store.Tx) ([]count, error) {
	rows := []count{}
	err := tx.Everywhere(public).Raw().NewSelect().TableExpr("audit").ColumnExpr("year, city_code").
		ColumnExpr("count(*) AS listed").
		ColumnExpr("sum(CASE WHEN started_on <> '' THEN 1 ELSE 0 END) AS started").
		ColumnExpr("sum(CASE WHEN reported_on <> '' THEN 1 ELSE 0 END) AS reported").
		ColumnExpr("sum(CASE WHEN state = 'accepted' AND result_published_on <> '' THEN 1 ELSE 0 END) AS passed").
		Where("list_id <> '' AND state <> 'superseded'").GroupExpr("year, city_code").OrderExpr("year, city_code").Scan(tx.Context(), &rows)
	return rows, err
}

type enterpriseRecord struct {
	bun.BaseModel `bun:"table:enterprise"`
	ID            string `bun:"id"`
	Name          string `bun:"name"`
	CreditCode    string `bun:"credit_code"`
	RegionCode    string `bun:"region_code"`
	IndustryCode  string `bun:"industry_code"`
	KeyIndustry   string `bun:"key_industry"`
}

// onList keeps enterprises that have stood on a published list: of all others nothing is public.
const onList = `EXISTS (SELECT 1 FROM list_row AS r JOIN annual_list AS l ON l.id = r.list_id WHERE r.enterprise_id = ?TableAlias.id AND l.state = 'published')`

func enterprise(tx *store.Tx, creditCode string) ([]enterpriseRecord, error) {
	rows := []enterpriseRecord{}
	err := tx.Everywhere(public).Select(&rows).Where("credit_code = ?", creditCode).Where(onList).Scan(tx.Context())
	return rows, err
}

func search(tx *store.Tx, term string, page store.Page) (store.List[enterpriseRecord], error) {
	q := tx.Matching(tx.Everywhere(public).Select((*enterpriseRecord)(nil)).Where(onList), term)
	return store.Paged[enterpriseRecord](tx.Context(), q, page, nil, tx.Latest(term))
}

type formerRecord struct {
	Name    string
	UntilOn calendar.Date
}

func formerNames(tx *store.Tx, id string) ([]formerRecord, error) {
	rows := []formerRecord{}
	err := tx.Everywhere(public).Raw().NewSelect().TableExpr("enterprise_name").ColumnExpr("name, until_on").Where("enterprise_id = ?", id).
		OrderExpr("until_on DESC, id DESC").Scan(tx.Context(), &rows)
	return rows, err
}

type roundRecord struct {
	AuditID           string        `bun:"audit_id"`
	Year              int           `bun:"year"`
	ListID            string        `bun:"list_id"`
	ListTitle         string        `bun:"list_title"`
	DocumentNo        string        `bun:"document_no"`
	EnterpriseName    string        `bun:"enterprise_name"`
	SiteName          string        `bun:"site_name"`
	Round             int           `bun:"round"`
	Reasons           []string      `bun:"reasons,type:text"`
	Basis             []string      `bun:"basis,type:text"`
	State             string        `bun:"state"`
	OpenedOn          calendar.Date `bun:"opened_on"`
	PublishedOn       calendar.Date `bun:"published_on"`
	DisclosedOn       calendar.Date `bun:"disclosed_on"`
	StartedOn         calendar.Date `bun:"started_on"`
	ReportedOn        calendar.Date `bun:"reported_on"`
	ResultPublishedOn calendar.Date `bun:"result_published_on"`
	WithdrawnBy       string        `bun:"withdrawn_by"`
}

func rounds(tx *store.Tx, enterpriseID string) ([]roundRecord, error) {
	rows := []roundRecord{}
	err := tx.Everywhere(public).Raw().NewSelect().TableExpr("audit AS a").Join("JOIN annual_list AS l ON l.id = a.list_id AND l.state = 'published'").
		Join("JOIN list_row AS r ON r.id = a.row_id").
		ColumnExpr("a.id AS audit_id, a.year, a.list_id, l.title AS list_title, l.document_no, r.enterprise_name, r.site_name, a.round, a.reasons, a.basis, a.state").
		ColumnExpr("a.opened_on, l.published_on, a.disclosed_on, a.started_on, a.reported_on, a.result_published_on, r.withdrawn_by").
		Where("a.enterprise_id = ?", enterpriseID).OrderExpr("a.year DESC, a.round DESC, a.id DESC").Scan(tx.Context(), &rows)
	return rows, err
}

type disclosureRecord struct {
	AuditID     string                         `bun:"audit_id"`
	State       string                         `bun:"state"`
	Content     map[string][]map[string]string `bun:"content,type:text"`
	Channel     string                         `bun:"channel"`
	WebAddress  string                         `bun:"web_address"`
	PublishedOn calendar.Date                  `bun:"published_on"`
}

// disclosures gives what the enterprise has made public; drafts and what was returned are not.
func disclosures(tx *store.Tx, enterpriseID string) ([]disclosureRecord, error) {
	rows := []disclosureRecord{}
	err := tx.Everywhere(public).Raw().NewSelect().TableExpr("disclosure").ColumnExpr("audit_id, state, content, channel, web_address, published_on").
		Where("enterprise_id = ? AND state IN ('submitted', 'checked')", enterpriseID).Scan(tx.Context(), &rows)
	return rows, err
}

type outcomeRecord struct {
	AuditID, Outcome, DocumentNo string
	PublishedOn                  calendar.Date
}

// outcomes gives the published results of an enterprise, the latest of each round last.
func outcomes(tx *store.Tx, enterpriseID string) ([]outcomeRecord, error) {
	rows := []outcomeRecord{}
	err := tx.Everywhere(public).Raw().NewSelect().TableExpr("appraisal").ColumnExpr("audit_id, outcome, document_no, published_on").
		Where("enterprise_id = ? AND kind = 'acceptance' AND state = 'published'", enterpriseID).OrderExpr("published_on, id").Scan(tx.Context(), &rows)
	return rows, err
}

type dueRecord struct {
	SubjectID, Rule, Cite string
	DueOn                 calendar.Date
}

// dues gives the statutory days of the duties that are shown, as they were counted.
func dues(tx *store.Tx, audits []string) ([]dueRecord, error) {
	rows := []dueRecord{}
	if len(audits) == 0 {
		return rows, nil
	}
	err := tx.Everywhere(public).Raw().NewSelect().TableExpr("deadline").ColumnExpr("subject_id, rule, cite, due_on").
		Where("subject_type = 'audit' AND subject_id IN (?) AND rule IN ('disclose', 'start-audit', 'submit-report')", bun.List(audits)).Scan(tx.Context(), &rows)
	return rows, err
}

// invented tells whether the cases are those of the demonstration.
func invented(ctx context.Context, db *store.DB) (bool, error) {
	return store.Read(ctx, db, func(tx *store.Tx) (bool, error) {
		return tx.Everywhere(public).Raw().NewSelect().TableExpr("audit").Where("demonstration = ?", true).Exists(ctx)
	})
}
