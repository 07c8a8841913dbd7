package listing

import (
	"slices"
	"strconv"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// The guards of the transitions look at the state of the plan and at who acts. What makes a listing lawful (g1-g6 of
// rules.md 5.1) is judged by Service.assess, which needs the registries and the audits.

func planOfItem(tx *store.Tx, i *PlanItem) (*Plan, error) {
	return store.Get[Plan](tx.Everywhere("the plan of an item that the caller holds"), i.PlanID, "该年度计划")
}

// planOpen lets the city and its counties work while the plan is with them.
func planOpen(tx *store.Tx, i *PlanItem) error {
	p, err := planOfItem(tx, i)
	if err == nil && !p.takesItems() && p.State != PlanSubmitted {
		err = fault.Conflict("计划当前为“" + PlanStates.Label(p.State) + "”，请先由省生态环境厅退回计划或由市生态环境局补充报送。")
	}
	if err == nil && p.State == PlanSubmitted && i.State == ItemConfirmed {
		err = fault.Conflict("计划已报送省生态环境厅，请联系省生态环境厅退回后再撤回确认。")
	}
	return err
}

// closed refuses new proposals where county or province have closed their part of the plan.
func closed(tx *store.Tx, p *Plan, region string) error {
	if err := barred(tx, p.ID, LevelProvince, p.CityCode, strconv.Itoa(p.Year)+"年度计划汇总"); err != nil {
		return err
	}
	return barred(tx, p.ID, LevelCounty, region, "本县（市、区）的列入建议")
}

// fixedRow keeps a county from changing the rows that it has closed. What was returned to it stays open: only the
// returned rows reopen.
func fixedRow(tx *store.Tx, i *PlanItem) error {
	if i.State == ItemReturned || i.State == ItemWithdrawn || !tx.Actor().Can(access.Propose) {
		return nil
	}
	return barred(tx, i.PlanID, LevelCounty, i.RegionCode, "本县（市、区）的列入建议")
}

// confirmable lets the city confirm what somebody else has proposed, while the plan is with it, or what the province has
// returned.
func confirmable(tx *store.Tx, i *PlanItem) error {
	if err := otherEyes(tx, i); err != nil {
		return err
	}
	return planOpen(tx, i)
}

// planReceived lets the province act on what was submitted to it.
func planReceived(tx *store.Tx, i *PlanItem) error {
	p, err := planOfItem(tx, i)
	if err == nil && p.State != PlanSubmitted {
		err = fault.Conflict("计划当前为“" + PlanStates.Label(p.State) + "”，报送省生态环境厅以后才能核定、退回或不予列入。")
	}
	return err
}

// verifiable wants excess energy verified by the provincial 发展改革 department first (CPM 9(2)).
func verifiable(tx *store.Tx, i *PlanItem) error {
	if err := otherEyes(tx, i); err != nil {
		return err
	}
	if i.State == ItemConfirmed && i.energy(tx) {
		return fault.Conflict("列入原因含高耗能，须先由省发展改革委核定。")
	}
	return planReceived(tx, i)
}

func energyVerifiable(tx *store.Tx, i *PlanItem) error {
	if !i.energy(tx) {
		return fault.Conflict("列入原因不含高耗能，不需要省发展改革委核定。")
	}
	return planReceived(tx, i)
}

func (i *PlanItem) energy(tx *store.Tx) bool {
	return slices.ContainsFunc(i.Reasons, func(reason string) bool { return energyLed(tx.Law(), reason, tx.Today()) })
}

// otherEyes keeps the proposer from confirming or verifying (four eyes, rules.md 14).
func otherEyes(tx *store.Tx, i *PlanItem) error {
	if i.ProposedBy != "" && i.ProposedBy == tx.Actor().ID {
		return fault.Forbidden("提出列入建议的人不能自己确认或核定，请由其他人员办理。")
	}
	return nil
}

func count(n int) string { return strconv.Itoa(n) }
