package performance

import (
	"encoding/json"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// line is an option with its audit, as far as sums look at them.
type line struct {
	bun.BaseModel       `bun:"table:audit"`
	AuditID             string
	EnterpriseName      string
	SiteName            string
	CaseNo              string
	RegionCode          string
	CityCode            string
	Year                int
	OptionID            string
	Code                string
	Name                string
	CostClass           string
	OptionState         string
	CompletedOn         calendar.Date
	InvestmentFen       int64
	BenefitFen          int64
	ActualInvestmentFen int64
	ActualBenefitFen    int64
	Effects             string
	Feasibility         string

	effects []audit.Effect
	terms   audit.Feasibility
}

// Place narrows as the audits themselves are narrowed.
func (line) Place() access.Columns {
	return access.Columns{Subject: "site_id", Region: "region_code", City: "city_code"}
}

func (l line) doneIn(year int) bool {
	return l.OptionState == audit.OptionDone && l.CompletedOn.Year() == year
}

// lines reads options of the audits of a place that meet a condition.
func lines(tx *store.Tx, in Query, where string, arguments ...any) ([]line, error) {
	rows := []line{}
	q := tx.Select((*line)(nil), line{}).Join("JOIN cp_option AS o ON o.audit_id = ?TableAlias.id").Where(where, arguments...)
	switch in.below() {
	case byCounty:
		q = q.Where("?TableAlias.city_code = ?", in.Region)
	case byRound:
		if in.Zone != "" {
			q = q.Where("?TableAlias.site_id IN (SELECT m.site_id FROM zone_site AS m WHERE m.zone_id = ? AND m.from_on <= ? AND (m.until_on = '' OR m.until_on >= ?))", in.Zone, tx.Today(), tx.Today())
		} else {
			q = q.Where("?TableAlias.region_code = ?", in.Region)
		}
	}
	err := q.ColumnExpr("?TableAlias.id AS audit_id, ?TableAlias.enterprise_name, ?TableAlias.site_name, ?TableAlias.case_no, ?TableAlias.region_code, ?TableAlias.city_code, ?TableAlias.year").
		ColumnExpr("o.id AS option_id, o.code, o.name, o.cost_class, o.state AS option_state, o.completed_on, o.investment_fen, o.benefit_fen, o.actual_investment_fen, o.actual_benefit_fen, o.effects, o.feasibility").
		OrderExpr("?TableAlias.city_code, ?TableAlias.region_code, ?TableAlias.case_no, o.code").Scan(tx.Context(), &rows)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if err := rows[i].read(); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// read takes the parts that are kept as JSON.
func (l *line) read() error {
	if err := json.Unmarshal([]byte(l.Effects), &l.effects); err != nil {
		return err
	}
	if l.Feasibility == "" {
		return nil
	}
	return json.Unmarshal([]byte(l.Feasibility), &l.terms)
}
