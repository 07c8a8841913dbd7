package audit

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// The states of a return.
const (
	ReturnOpen        = "returned"    // 待补正
	ReturnResubmitted = "resubmitted" // 待复核
	ReturnSettled     = "settled"     // 已通过
	ReturnWithdrawn   = "withdrawn"   // 已撤回
)

// Returns is the procedure of one place of the dossier that was sent back (退回单行、单项).
var Returns = flow.Table[*DossierReturn]{
	Name: "dossier_return", First: ReturnOpen, Final: []string{ReturnSettled, ReturnWithdrawn},
	Labels: map[string]string{ReturnOpen: "待补正", ReturnResubmitted: "待复核", ReturnSettled: "已通过", ReturnWithdrawn: "已撤回"},
	Steps: []flow.Step[*DossierReturn]{
		{From: ReturnOpen, Do: "resubmit", Label: "重新报送", To: ReturnResubmitted, By: access.RunAudit, Needs: mended},
		{From: ReturnOpen, Do: "withdraw", Label: "撤回退回", To: ReturnWithdrawn, By: access.OrganiseAppraisal, Needs: untouched, Tells: "dossier-return-withdrawn"},
		{From: ReturnResubmitted, Do: "settle", Label: "通过", To: ReturnSettled, By: access.OrganiseAppraisal, Tells: "dossier-return-settled"},
		{From: ReturnResubmitted, Do: "return-again", Label: "再次退回", To: ReturnOpen, By: access.OrganiseAppraisal, Tells: "dossier-returned"},
	},
}

// DossierReturn is one place of a dossier that the reviewing officer sent back after the report was handed in (退回单行、单项).
// Only this place opens again; Held is what it held when it was sent back.
type DossierReturn struct {
	bun.BaseModel `bun:"table:dossier_return"`
	store.Row
	AuditID        string       `bun:"audit_id" json:"audit_id"`
	RegionCode     string       `bun:"region_code" json:"-"`
	EnterpriseName string       `bun:"enterprise_name" json:"-"`
	Section        string       `bun:"section" json:"section"`
	Mark           string       `bun:"row_id" json:"mark" doc:"行标识；空为整张表"`
	Column         string       `bun:"column_id" json:"column" doc:"栏目；空为整行"`
	Title          string       `bun:"title" json:"title" doc:"位置"`
	Reason         string       `bun:"reason" json:"reason" label:"退回的原因"`
	Held           string       `bun:"held" json:"-"`
	State          string       `bun:"state" json:"state" label:"状态"`
	Times          int          `bun:"times" json:"times" doc:"第几次退回"`
	ReturnedBy     string       `bun:"returned_by" json:"-"`
	ReturnedName   string       `bun:"returned_name" json:"returned_name" label:"退回人"`
	ReturnedAt     time.Time    `bun:"returned_at" json:"returned_at"`
	Answer         string       `bun:"answer" json:"answer" label:"补正情况"`
	AnsweredName   string       `bun:"answered_name" json:"answered_name" label:"报送人"`
	AnsweredAt     *time.Time   `bun:"answered_at" json:"answered_at"`
	Differences    []Difference `bun:"-" json:"differences" nullable:"false" doc:"退回以后的改动"`
	audit          *Audit
	changed        bool
}

// Difference is a cell that differs from what it held when its place was sent back.
type Difference struct {
	Words  string `json:"words"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Place narrows returns as their audits are narrowed.
func (DossierReturn) Place() access.Columns { return besideAudit }

// Subject of a return lies within its audit; its link leads to the place.
func (r *DossierReturn) Subject() store.Subject {
	return besideSubject(r.audit, store.Subject{
		Type: "dossier_return", ID: r.ID, Version: r.Version, CaseID: r.AuditID, RegionCode: r.RegionCode,
		Title: r.EnterpriseName + "：" + r.Title, Link: placeLink(r.AuditID, r.Section, r.Mark, r.Column),
	})
}

// CurrentState is where the return stands.
func (r *DossierReturn) CurrentState() string { return r.State }

// EnterState is called by flow only.
func (r *DossierReturn) EnterState(state string) { r.State = state }

// mended demands that a place was changed before it is handed in again, or that its answer says why it stays.
func mended(_ *store.Tx, r *DossierReturn) error {
	if r.changed || r.Answer != "" {
		return nil
	}
	return fault.Conflict(r.Title + "还没有修改；内容无误、不需要修改的，请在补正情况中说明。")
}

// untouched lets a return be taken back only while nothing has been changed: a change has to be handed in and looked at.
func untouched(_ *store.Tx, r *DossierReturn) error {
	if r.changed {
		return fault.Conflict(r.Title + "已经开始修改，重新报送以后再处理。")
	}
	return nil
}

// covers tells whether a cell lies within the place that was sent back.
func (r *DossierReturn) covers(mark, column string) bool {
	return r.Mark == "" || r.Mark == mark && (r.Column == "" || r.Column == column)
}

// freeze keeps what the place holds now, and where its figures are taken from.
func (r *DossierReturn) freeze(held content) error {
	kept := content{Given: held.Given}
	for i, mark := range held.Marks {
		if r.Mark == "" || r.Mark == mark {
			kept.Rows, kept.Marks, kept.References = append(kept.Rows, held.Rows[i]), append(kept.Marks, mark), append(kept.References, held.referred(mark))
		}
	}
	raw, err := json.Marshal(kept)
	r.Held = string(raw)
	return err
}

// compare says what has changed at the place since it was sent back.
func (r *DossierReturn) compare(t *dossier.Table, now content, documents map[string]string) error {
	r.Differences = []Difference{}
	before, err := readContent(r.Held)
	if err != nil {
		return err
	}
	changes := before.differ(t, now)
	if before.References != nil { // none where it was sent back before evidence was kept with it
		changes = append(changes, before.sources(t, now, documents)...)
	}
	for _, c := range changes {
		mark, column, _ := cutPlace(c.Field)
		if r.covers(mark, column) || r.Mark == mark && column == "" {
			r.Differences = append(r.Differences, Difference{Words: c.Label, Before: fmt.Sprint(c.Before), After: fmt.Sprint(c.After)})
		}
	}
	r.changed = len(r.Differences) > 0
	return nil
}

// trespass names what was changed outside of the places that were sent back; a row comes or goes only where the whole table
// was, or, to go, where the row itself was.
func trespass(t *dossier.Table, open []*DossierReturn, before, now content) error {
	var faults fault.List
	for _, c := range append(before.differ(t, now), before.sources(t, now, nil)...) {
		mark, column, _ := cutPlace(c.Field)
		within := slices.ContainsFunc(open, func(r *DossierReturn) bool { return r.covers(mark, column) && (column != "" || r.Column == "") })
		if !within && len(faults) < maxShown {
			faults.Add(now.path(mark, column), c.Label+"没有被退回，不能修改。")
		}
	}
	return faults.Err("“" + t.Title + "”没有保存：只能修改被退回的地方")
}

// returnable are the states in which the dossier lies with the authority, so that a place of it can be sent back.
var returnable = []string{Reported, UnderEvaluation, UnderAcceptance}

// unsettled demands that nothing which was sent back is still open.
func unsettled(tx *store.Tx, a *Audit) error {
	rows, err := returnsOf(tx, a.ID, ReturnOpen, ReturnResubmitted)
	if err != nil {
		return err
	}
	var faults fault.List
	for _, r := range rows {
		faults.Add("returns."+r.ID, r.Title+"："+Returns.Label(r.State)+"。")
	}
	return faults.Err("审核资料还有退回的地方没有办结")
}

// ReturnInput is a place with the reason why it is sent back.
type ReturnInput struct {
	Section string `json:"section" maxLength:"64" doc:"表名；options 为清洁生产方案，stages 为阶段小结，texts 为报告文字"`
	Mark    string `json:"mark,omitempty" maxLength:"64" doc:"行标识；空为整张表"`
	Column  string `json:"column,omitempty" maxLength:"64" doc:"栏目；空为整行"`
	Reason  string `json:"reason" maxLength:"2000" doc:"退回的原因和补正要求"`
}

// ResubmitInput is how the enterprise hands in again what was sent back.
type ResubmitInput struct {
	Answer string `json:"answer" maxLength:"2000" doc:"补正情况"`
	FileID string `json:"file_id,omitempty" maxLength:"64" doc:"按补正后的资料重新签署的审核报告"`
}

// ReturnList are the places of a dossier that were sent back.
type ReturnList struct {
	Items       []*DossierReturn `json:"items" nullable:"false"`
	Open        int              `json:"open" doc:"待补正"`
	Resubmitted int              `json:"resubmitted" doc:"待复核"`
	CanReturn   bool             `json:"can_return" doc:"当前账号可否退回单行、单项"`
	CanResubmit bool             `json:"can_resubmit" doc:"当前账号可否重新报送"`
}
