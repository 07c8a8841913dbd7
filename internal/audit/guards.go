package audit

import (
	"slices"

	"qingshen/internal/agency"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// capable holds before the start: the evidence that CPM 15 and 16 ask of the chosen mode is there. The mode is chosen
// with the act itself, so that before it nothing stands in the way.
func capable(tx *store.Tx, a *Audit) error {
	if a.Mode == "" {
		return nil
	}
	var faults fault.List
	if a.Mode == ModeAgency && a.AgencyID == "" {
		awaited, err := agency.Awaited(tx, a.ID)
		if err != nil {
			return err
		}
		if !awaited {
			faults.Add("engagement.agency_id", "委托咨询服务机构开展审核的，请先选择机构并发出邀请。")
		}
	}
	for _, m := range tx.Law().Materials("capability", a.Mode, a.lawOn()) {
		if !slices.ContainsFunc(a.ModeEvidence, func(e Evidence) bool { return e.Material == m.ID && (e.Text != "" || e.FileID != "") }) {
			faults.Add("evidence."+m.ID, "缺少证明材料“"+m.Title+"”，请说明情况或者上传文件。")
		}
	}
	return faults.Err("还不能启动审核")
}

// reportComplete holds before the report: all seven stages are complete and still hold what they must.
func reportComplete(tx *store.Tx, a *Audit) error {
	w, err := workOf(tx, a)
	if err != nil {
		return err
	}
	var faults fault.List
	if len(w.stages) == 0 {
		faults.Add("stages", "七个阶段还没有建立。")
	}
	for i := range w.stages {
		st := &w.stages[i]
		if st.State != StageComplete {
			faults.Add("stages."+st.Stage, "“"+st.Title+"”还没有完成。")
		}
		for _, gap := range st.Gaps {
			faults.Add("stages."+st.Stage, "“"+st.Title+"”："+gap)
		}
	}
	if err := faults.Err("审核报告还不能提交"); err != nil {
		return err
	}
	return answered(tx, a)
}

// readyForEvaluation holds before the evaluation (GUIDE 2): no/low-cost options basically done, medium/high-cost ones
// argued and not yet carried out.
func readyForEvaluation(tx *store.Tx, a *Audit) error {
	if err := unsettled(tx, a); err != nil {
		return err
	}
	options, err := optionsOf(tx, a.ID)
	if err != nil {
		return err
	}
	var faults fault.List
	if len(options) == 0 {
		faults.Add("options", "没有清洁生产方案，不能申请评估。")
	}
	for _, o := range options {
		path := "options." + o.Code
		switch {
		case o.CostClass == CostLow && o.State != OptionDone && o.State != OptionDropped:
			faults.Add(path, "无/低费方案"+o.Code+"应在评估前基本完成。")
		case o.CostClass == CostHigh && (o.State == OptionDone || o.State == OptionOngoing):
			faults.Add(path, "中/高费方案"+o.Code+"已经实施：评估应在中/高费方案实施之前进行。")
		case o.CostClass == CostHigh && o.State != OptionDropped && !o.Feasibility.complete():
			faults.Add(path, "中/高费方案"+o.Code+"应完成可行性分析。")
		}
	}
	return faults.Err("还不能申请评估")
}

// readyForAcceptance holds before the acceptance (GUIDE 11): every option done or dropped with a reason, every target
// with its result.
func readyForAcceptance(tx *store.Tx, a *Audit) error {
	options, err := optionsOf(tx, a.ID)
	if err != nil {
		return err
	}
	var faults fault.List
	for _, o := range options {
		if o.State != OptionDone && o.State != OptionDropped {
			faults.Add("options."+o.Code, "方案"+o.Code+"应已实施完成，或者说明放弃的原因。")
		}
	}
	row, err := sectionOf(tx, a.ID, SectionTargets)
	if err != nil {
		return err
	}
	if row != nil {
		rows, err := row.rows()
		if err != nil {
			return err
		}
		for _, r := range rows {
			if dossier.Text(r["actual"]) == "" {
				faults.Add("targets", "请填写目标“"+dossier.Text(r["item"])+"”的完成值。")
			}
		}
	}
	return faults.Err("还不能申请验收")
}

// readyForCombined holds before a combined evaluation and acceptance: simplified track only, and never where a limit or
// standard is exceeded (SDR 31, N12 二(一)).
func readyForCombined(tx *store.Tx, a *Audit) error {
	track, ok := a.track(tx)
	if a.Track != TrackSimplified || !ok || !track.Combined {
		return fault.Conflict("严格审核的企业应当先评估、后验收，请先申请评估。")
	}
	for _, reason := range a.Reasons {
		if slices.Contains(track.Forbidden, reason) {
			return fault.Conflict("因超标、超总量或者超过能耗限额列入名单的企业，应当先评估、后验收，请先申请评估。")
		}
	}
	return readyForAcceptance(tx, a)
}

// readyAfterRectification holds before the acceptance is applied for again (SDR 32).
func readyAfterRectification(tx *store.Tx, a *Audit) error {
	if a.RectifyAnswer == "" {
		return fault.Conflict("请先报送整改情况，再申请验收。")
	}
	return readyForAcceptance(tx, a)
}

// answeredSupplement holds before the department decides on the completion.
func answeredSupplement(_ *store.Tx, a *Audit) error {
	if a.SupplementAnswer == "" {
		return fault.Conflict("企业还没有报送补充完善情况。")
	}
	return nil
}

// closable holds before a conclusion in favour of the enterprise: nothing that was sent back is open, and no question.
func closable(tx *store.Tx, a *Audit) error {
	if err := unsettled(tx, a); err != nil {
		return err
	}
	return answered(tx, a)
}
