package appraisal

import (
	"github.com/uptrace/bun"

	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// AppraisalQuery is what the list of appraisals may be asked.
type AppraisalQuery struct {
	store.Page
	Kind    string `query:"kind" doc:"评估或者验收"`
	State   string `query:"state"`
	Outcome string `query:"outcome" doc:"结论"`
	Year    int    `query:"year" doc:"申请年度"`
	AuditID string `query:"audit_id" doc:"所属审核"`
	City    string `query:"city_code" doc:"设区的市"`
}

func list(tx *store.Tx, in AppraisalQuery) (store.List[Appraisal], error) {
	q := tx.Select((*Appraisal)(nil), Appraisal{})
	for column, value := range map[string]string{"kind": in.Kind, "state": in.State, "outcome": in.Outcome, "audit_id": in.AuditID, "city_code": in.City} {
		if value != "" {
			q = q.Where("?TableAlias.? = ?", bun.Ident(column), value)
		}
	}
	if in.Year > 0 {
		q = q.Where("applied_on >= ? AND applied_on <= ?", calendar.Of(in.Year, 1, 1), calendar.Of(in.Year, 12, 31))
	}
	if in.Q != "" {
		q = tx.Matching(q, in.Q)
	}
	return store.Paged[Appraisal](tx.Context(), q, in.Page, nil, tx.Latest(in.Q))
}

// attempts counts the applications of one kind for an audit.
func attempts(tx *store.Tx, auditID, kind string) (int, error) {
	n, err := tx.Everywhere("attempts are numbered over all of them; the caller has found the audit").Select((*Appraisal)(nil)).
		Where("audit_id = ? AND kind = ?", auditID, kind).Count(tx.Context())
	return int(n), err
}

// unpublished gives an acceptance of the audit whose result stands and is not published yet, nil if there is none.
func unpublished(tx *store.Tx, auditID string) (*Appraisal, error) {
	rows := []*Appraisal{}
	err := tx.Everywhere("results of one audit, which the caller has found").Select(&rows).
		Where("audit_id = ? AND kind = ? AND state IN (?)", auditID, KindAcceptance, bun.List([]string{Concluded, Reported})).OrderExpr("id").Limit(1).Scan(tx.Context())
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// seat gives the actor's place on a panel of an audit whose outcome is open, nil if there is none.
func seat(tx *store.Tx, auditID string) (*Member, error) {
	rows := []*Member{}
	err := tx.Select(&rows, Member{}).Where("?TableAlias.audit_id = ? AND ?TableAlias.state IN (?)", auditID, bun.List([]string{Joined, Submitted})).
		Where("?TableAlias.appraisal_id IN (SELECT ap.id FROM appraisal AS ap WHERE ap.concluded_on = '')").OrderExpr("?TableAlias.id").Limit(1).Scan(tx.Context())
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// members gives the whole panel, those who left included. The caller has found the appraisal.
func members(tx *store.Tx, appraisalID string) ([]*Member, error) {
	rows := []*Member{}
	err := tx.Everywhere("members follow their appraisal, which the caller has found").Select(&rows).
		Where("appraisal_id = ?", appraisalID).OrderExpr("chair DESC, id").Scan(tx.Context())
	return rows, err
}

// seats gives the members who sit on the panel.
func seats(tx *store.Tx, appraisalID string) ([]*Member, error) {
	rows, err := members(tx, appraisalID)
	seated := []*Member{}
	for _, m := range rows {
		if m.sits() {
			seated = append(seated, m)
		}
	}
	return seated, err
}

// own gives the actor's own seat, nil if there is none.
func own(tx *store.Tx, appraisalID string) (*Member, error) {
	rows := []*Member{}
	err := tx.Select(&rows, Member{}).Where("appraisal_id = ? AND recused_reason = ''", appraisalID).Limit(1).Scan(tx.Context())
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// hold keeps others from deciding on this appraisal until the transaction ends: of two experts who hand in at the same
// time, the later one then sees that the earlier one has.
func hold(tx *store.Tx, appraisalID string) error {
	_, err := tx.Everywhere("the panel's rows are counted by one at a time").Raw().NewUpdate().Model((*Appraisal)(nil)).
		Set("updated_at = ?", tx.Now()).Where("id = ?", appraisalID).Exec(tx.Context())
	return err
}

// reload reads the appraisal again after hold, as others have left it.
func reload(tx *store.Tx, appraisalID string) (*Appraisal, error) {
	return store.Find[Appraisal](tx, appraisalID, what)
}

// byIDs gives the appraisals asked for that the actor may see.
func byIDs(tx *store.Tx, ids []string) ([]*Appraisal, error) {
	rows := []*Appraisal{}
	err := tx.Select(&rows, Appraisal{}).Where("?TableAlias.id IN (?)", bun.List(ids)).OrderExpr("?TableAlias.id").Scan(tx.Context())
	return rows, err
}

// panelRounds counts on how many panels each expert sits whose marks are still out: for an even burden.
func panelRounds(tx *store.Tx, experts []string) (map[string]int, error) {
	var rows []struct {
		ExpertID string
		N        int
	}
	out := map[string]int{}
	if len(experts) == 0 {
		return out, nil
	}
	err := tx.Everywhere("the burden of an expert counts over all cities").Select((*Member)(nil)).Column("expert_id").ColumnExpr("count(*) AS n").
		Where("expert_id IN (?) AND state IN (?)", bun.List(experts), bun.List([]string{Invited, Joined})).GroupExpr("expert_id").Scan(tx.Context(), &rows)
	for _, r := range rows {
		out[r.ExpertID] = r.N
	}
	return out, err
}
