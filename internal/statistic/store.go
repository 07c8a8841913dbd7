package statistic

import (
	"encoding/json"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// SummaryQuery is what the list of summaries may be asked.
type SummaryQuery struct {
	store.Page
	Year     int    `query:"year"`
	State    string `query:"state"`
	CityCode string `query:"city_code"`
}

func list(tx *store.Tx, in SummaryQuery) (store.List[Summary], error) {
	q := tx.Select((*Summary)(nil), Summary{})
	if in.Year > 0 {
		q = q.Where("year = ?", in.Year)
	}
	if in.State != "" {
		q = q.Where("state = ?", in.State)
	}
	if in.CityCode != "" {
		q = q.Where("city_code = ?", in.CityCode)
	}
	if in.Q != "" {
		q = store.Contains(q, "city_name", in.Q)
	}
	return store.Paged[Summary](tx.Context(), q, in.Page, store.Sorts{"year": "year", "city_code": "city_code"}, "year DESC, city_code, ?TableAlias.id")
}

func hasSummary(tx *store.Tx, city string, year int) (bool, error) {
	return tx.Everywhere("a city has one summary for a year").Select((*Summary)(nil)).Where("city_code = ? AND year = ?", city, year).Exists(tx.Context())
}

// auditRow is an audit as far as statistics look at it: statistics may read the tables of other capabilities.
type auditRow struct {
	bun.BaseModel `bun:"table:audit"`
	CityCode      string
	State         string
	Reasons       string
	Track         string
	KeyIndustry   string
	N             int
}

// Place narrows as the audits themselves are narrowed for departments.
func (auditRow) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// grouped counts the audits of a list year by what the index audit_overview holds.
func grouped(tx *store.Tx, year int, region string) ([]auditRow, error) {
	rows := []auditRow{}
	q := within(tx.Select((*auditRow)(nil), auditRow{}).Where("?TableAlias.year = ?", year), region)
	err := q.Column("city_code", "state", "reasons", "track", "key_industry").ColumnExpr("count(*) AS n").
		GroupExpr("city_code, state, reasons, track, key_industry").Scan(tx.Context(), &rows)
	return rows, err
}

// within narrows audits to a city or a county; any other code means all that the actor sees.
func within(q *bun.SelectQuery, region string) *bun.SelectQuery {
	switch {
	case len(region) == 4:
		return q.Where("?TableAlias.city_code = ?", region+"00")
	case len(region) == 6 && region[4:] == "00":
		return q.Where("?TableAlias.city_code = ?", region)
	case len(region) == 6:
		return q.Where("?TableAlias.region_code = ?", region)
	}
	return q
}

// roundRow is an audit as the comparison of the tracks looks at it.
type roundRow struct {
	bun.BaseModel   `bun:"table:audit"`
	Track           string
	StartedOn       calendar.Date
	ReportedOn      calendar.Date
	EvaluatedOn     calendar.Date
	AcceptedOn      calendar.Date
	EvaluationScore string
	FeeFen          int64
	Evaluations     int
	Supplements     int
	Redos           int
	Acceptances     int
	Fails           int
}

// Place narrows as the audits themselves are narrowed for departments.
func (roundRow) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// roundsBetween gives the rounds listed in these years with what their agencies cost and how they were judged.
func roundsBetween(tx *store.Tx, in TrackQuery) ([]roundRow, error) {
	rows := []roundRow{}
	judged := func(where string) string {
		return "(SELECT count(*) FROM appraisal AS ap WHERE ap.audit_id = ?TableAlias.id AND " + where + ")"
	}
	q := within(tx.Select((*roundRow)(nil), roundRow{}).Where("?TableAlias.year BETWEEN ? AND ?", in.From, in.Until), allOf(tx, in.Region))
	err := q.Column("track", "started_on", "reported_on", "evaluated_on", "accepted_on", "evaluation_score").
		ColumnExpr("(SELECT coalesce(sum(e.fee_fen), 0) FROM engagement AS e WHERE e.audit_id = ?TableAlias.id) AS fee_fen").
		ColumnExpr(judged("ap.kind = 'evaluation' AND ap.outcome <> ''")+" AS evaluations").
		ColumnExpr(judged("ap.outcome = 'supplement'")+" AS supplements").
		ColumnExpr(judged("ap.outcome = 'redo'")+" AS redos").
		ColumnExpr(judged("ap.kind <> 'evaluation' AND ap.outcome <> ''")+" AS acceptances").
		ColumnExpr(judged("ap.outcome = 'fail'")+" AS fails").
		Scan(tx.Context(), &rows)
	return rows, err
}

func (r auditRow) reasons() []string {
	var out []string
	_ = json.Unmarshal([]byte(r.Reasons), &out)
	return out
}

// wide is the reason why the figures of a summary are counted past the actor's place.
const wide = "the figures are those of the summary's city, which the caller has found in scope"

// reader runs queries for one city and keeps the first error.
type reader struct {
	tx   *store.Tx
	city string
	year int
	err  error
}

func (r *reader) scan(into any, query string, arguments ...any) {
	if r.err == nil {
		r.err = r.tx.Everywhere(wide).Raw().NewRaw(query, arguments...).Scan(r.tx.Context(), into)
	}
}

// span is the first and the last day of the year.
func (r *reader) span() (calendar.Date, calendar.Date) {
	return calendar.Of(r.year, 1, 1), calendar.Of(r.year, 12, 31)
}

type counted struct {
	Name string
	N    int
}

func (r *reader) byName(query string, arguments ...any) map[string]int {
	var rows []counted
	r.scan(&rows, query, arguments...)
	out := map[string]int{}
	for _, row := range rows {
		out[row.Name] += row.N
	}
	return out
}

func (r *reader) listed() ([]auditRow, error) {
	rows := []auditRow{}
	r.scan(&rows, `SELECT state, reasons, count(*) AS n FROM audit WHERE year = ? AND city_code = ? GROUP BY state, reasons`, r.year, r.city)
	return rows, r.err
}

// timely judges a duty of the rounds listed in the year by their clocks.
func (r *reader) timely(rule string) Timely {
	var rows []struct {
		MetOn  calendar.Date
		DueOn  calendar.Date
		IsOpen bool
		Stands bool
		N      int
	}
	r.scan(&rows, `SELECT d.met_on AS met_on, d.due_on AS due_on, d.open AS is_open, d.stopped_on <> '' AS stands, count(*) AS n FROM audit AS a
		JOIN deadline AS d ON d.subject_type = 'audit' AND d.subject_id = a.id AND d.rule = ?
		WHERE a.year = ? AND a.city_code = ? AND d.ended_on = '' GROUP BY d.met_on, d.due_on, d.open, d.stopped_on <> ''`, rule, r.year, r.city)
	var t Timely
	today := r.tx.Today()
	for _, row := range rows {
		switch {
		case row.MetOn != "" && row.MetOn <= row.DueOn:
			t.InTime += row.N
		case row.MetOn != "":
			t.Late += row.N
		case row.DueOn < today && !row.Stands:
			t.Overdue += row.N
		default:
			t.Running += row.N
		}
	}
	return t
}

// concluded counts the outcomes of one kind of appraisal that were concluded in the year.
func (r *reader) concluded(kind string) map[string]int {
	from, until := r.span()
	return r.byName(`SELECT outcome AS name, count(*) AS n FROM appraisal
		WHERE city_code = ? AND kind = ? AND concluded_on >= ? AND concluded_on <= ? GROUP BY outcome`, r.city, kind, from, until)
}

func (r *reader) options() []OptionFigure {
	from, until := r.span()
	out := []OptionFigure{}
	r.scan(&out, `SELECT o.cost_class AS cost_class,
			sum(CASE WHEN a.year = ? THEN 1 ELSE 0 END) AS proposed,
			sum(CASE WHEN o.completed_on >= ? AND o.completed_on <= ? THEN 1 ELSE 0 END) AS done,
			sum(CASE WHEN o.completed_on >= ? AND o.completed_on <= ? THEN o.actual_investment_fen ELSE 0 END) AS investment_fen,
			sum(CASE WHEN o.completed_on >= ? AND o.completed_on <= ? THEN o.actual_benefit_fen ELSE 0 END) AS benefit_fen
		FROM audit AS a JOIN cp_option AS o ON o.audit_id = a.id
		WHERE a.city_code = ? GROUP BY o.cost_class ORDER BY o.cost_class DESC`,
		r.year, from, until, from, until, from, until, r.city)
	return out
}

func (r *reader) overdue() map[string]int {
	return r.byName(`SELECT title AS name, count(*) AS n FROM deadline
		WHERE open = ? AND city_code = ? AND party = 'enterprise' AND due_on < ? AND stopped_on = '' GROUP BY title`, true, r.city, r.tx.Today())
}

func (r *reader) experts() int {
	from, until := r.span()
	var n []int
	r.scan(&n, `SELECT count(DISTINCT m.expert_id) FROM appraisal AS p JOIN panel_member AS m ON m.appraisal_id = p.id
		WHERE p.city_code = ? AND p.concluded_on >= ? AND p.concluded_on <= ? AND m.state = 'submitted'`, r.city, from, until)
	if len(n) == 0 {
		return 0
	}
	return n[0]
}

// overdueIn counts what is overdue in the actor's place, by duty and city.
func overdueIn(tx *store.Tx, region string) ([]overdueRow, error) {
	rows := []overdueRow{}
	q := tx.Select((*overdueRow)(nil), overdueRow{}).Where("open = ? AND party = ? AND due_on < ? AND stopped_on = ''", true, "enterprise", tx.Today())
	if len(region) >= 4 {
		q = q.Where("?TableAlias.city_code = ?", store.CityOf(region))
	}
	err := q.Column("city_code", "title").ColumnExpr("count(*) AS n").GroupExpr("city_code, title").Scan(tx.Context(), &rows)
	return rows, err
}

type overdueRow struct {
	bun.BaseModel `bun:"table:deadline"`
	CityCode      string
	Title         string
	N             int
}

// Place narrows as the clocks themselves are narrowed for departments.
func (overdueRow) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// outcomesIn counts the outcomes of evaluations and acceptances concluded in a year, in the actor's place.
func outcomesIn(tx *store.Tx, year int, region string) ([]outcomeRow, error) {
	rows := []outcomeRow{}
	q := tx.Select((*outcomeRow)(nil), outcomeRow{}).Where("concluded_on >= ? AND concluded_on <= ?", calendar.Of(year, 1, 1), calendar.Of(year, 12, 31))
	if len(region) >= 4 {
		q = q.Where("?TableAlias.city_code = ?", store.CityOf(region))
	}
	err := q.Column("kind", "outcome").ColumnExpr("count(*) AS n").GroupExpr("kind, outcome").Scan(tx.Context(), &rows)
	return rows, err
}

type outcomeRow struct {
	bun.BaseModel `bun:"table:appraisal"`
	Kind          string
	Outcome       string
	N             int
}

// Place narrows as the appraisals themselves are narrowed for departments.
func (outcomeRow) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}
