package level

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/rating"
	"qingshen/internal/store"
)

// That a whole class of indicators does not concern an enterprise counts only once experts have confirmed it (rules
// 9.4, confidence A; the general rules have no formula for it). How many experts it takes, and who they are, no text says. Taken
// here (A): those who sit on a panel of this audit, while its outcome is open, under their own accounts, having declared to have
// no interest; one is enough, and none may disagree.

// Seat is an expert on a panel of an audit (专家组成员).
type Seat struct{ ExpertID, Name, Employer string }

// Opinion is what an expert said of the absence of a class (专家意见). It holds for the reason that the expert read.
type Opinion struct {
	Group    string        `json:"group"`
	Reason   string        `json:"reason"`
	ExpertID string        `json:"expert_id"`
	Expert   string        `json:"expert" doc:"专家姓名"`
	Employer string        `json:"employer" doc:"专家的工作单位"`
	Agree    bool          `json:"agree" doc:"确认不涉及"`
	Note     string        `json:"note,omitempty"`
	On       calendar.Date `json:"on"`
}

// AbsenceInput is what an expert says.
type AbsenceInput struct {
	Version int64  `json:"version,omitempty" doc:"读取时得到的版本号"`
	Phase   string `json:"phase" enum:"before,after"`
	Group   string `json:"group" maxLength:"100" doc:"一级指标"`
	Agree   bool   `json:"agree" doc:"确认本企业不涉及"`
	Note    string `json:"note,omitempty" maxLength:"500" doc:"说明；不同意的必须写明"`
}

// BaseVersion gives the version that the body carries.
func (in AbsenceInput) BaseVersion() int64 { return in.Version }

// AbsenceView is the absence of a class as the page shows it.
type AbsenceView struct {
	Group     string    `json:"group"`
	Reason    string    `json:"reason" doc:"没有写理由的，是本类指标全部勾选了不适用"`
	Confirmed bool      `json:"confirmed"`
	Opinions  []Opinion `json:"opinions" nullable:"false"`
	Words     string    `json:"words"`
}

// opinions gives what experts said before and still holds for an input: of the same edition, class and reason.
func (in Input) opinions(r *Rating) []Opinion {
	out := []Opinion{}
	if r == nil || r.SystemID != in.SystemID {
		return out
	}
	for _, o := range r.Opinions {
		if slices.Contains(in.Sheet.Absences, rating.Absence{Group: o.Group, Reason: o.Reason}) {
			out = append(out, o)
		}
	}
	return out
}

// confirmed gives the classes that experts have confirmed not to concern the enterprise: at least one has, and none disagrees.
func confirmed(sheet rating.Sheet, opinions []Opinion) []string {
	out := []string{}
	for _, a := range sheet.Absences {
		of := about(a, opinions)
		if len(of) > 0 && !slices.ContainsFunc(of, func(o Opinion) bool { return !o.Agree }) {
			out = append(out, a.Group)
		}
	}
	return out
}

func about(a rating.Absence, opinions []Opinion) []Opinion {
	return slices.DeleteFunc(slices.Clone(opinions), func(o Opinion) bool { return o.Group != a.Group || o.Reason != a.Reason })
}

// input is what is kept, as the engine reads it.
func (r *Rating) input(system *rating.System) (rating.Input, []string) {
	return r.Sheet.For(system, confirmed(r.Sheet, r.Opinions))
}

// absences shows the classes that were stated, and those of which every indicator was left out without a statement.
func absences(system *rating.System, sheet rating.Sheet, opinions []Opinion) []AbsenceView {
	out := []AbsenceView{}
	done := confirmed(sheet, opinions)
	for _, a := range sheet.Absences {
		v := AbsenceView{Group: a.Group, Reason: a.Reason, Confirmed: slices.Contains(done, a.Group), Opinions: append([]Opinion{}, about(a, opinions)...)}
		v.Words = v.said()
		out = append(out, v)
	}
	for _, group := range sheet.Waiting(system, done) {
		if !slices.ContainsFunc(out, func(v AbsenceView) bool { return v.Group == group }) {
			out = append(out, AbsenceView{Group: group, Opinions: []Opinion{}, Words: "本类指标全部勾选了不适用，按没有达到处理。整类不涉及的，请写明理由；经专家确认以后，权重才在其余各类重新分配。"})
		}
	}
	return out
}

func (v AbsenceView) said() string {
	for _, o := range v.Opinions {
		if !o.Agree {
			return "专家不同意（" + o.words() + "），按没有达到处理。"
		}
	}
	if v.Confirmed {
		return "已由专家确认（" + v.experts() + "），权重在其余各类重新分配。"
	}
	return "待专家确认，在此以前按没有达到处理。"
}

func (v AbsenceView) experts() string {
	words := []string{}
	for _, o := range v.Opinions {
		words = append(words, o.words())
	}
	return strings.Join(words, "；")
}

func (o Opinion) words() string {
	text := o.Expert + "，" + o.Employer + "，" + o.On.Chinese()
	if o.Note != "" {
		text += "：" + o.Note
	}
	return text
}

// line is what the calculation sheet says of an absence.
func (v AbsenceView) line() string {
	if v.Reason == "" {
		return "“" + v.Group + "”：" + v.Words
	}
	return "“" + v.Group + "”整类不涉及，理由：" + strings.TrimSuffix(v.Reason, "。") + "。" + v.Words
}

// row is the one line of an absent class in the table of levels (T12).
func (v AbsenceView) row(system string) dossier.Row {
	row := dossier.Row{}
	for column, text := range map[string]string{"system": system, "group": v.Group, "indicator": "整类不涉及：" + v.Reason + "（" + strings.TrimSuffix(v.Words, "。") + "）", "limiting": "否", "judged": "是"} {
		row[column], _ = json.Marshal(text) // a text
	}
	return row
}

// seat notes whether the actor may speak as an expert.
func (s *Service) seat(tx *store.Tx, a *audit.Audit, p *RatingPage) error {
	if s.Seated == nil {
		return nil
	}
	seat, err := s.Seated(tx, a.ID)
	p.Seated = seat != nil
	return err
}

// JudgeAbsence keeps what an expert says of the absence of a class, and finds the level anew.
func (s *Service) JudgeAbsence(ctx context.Context, id string, in AbsenceInput) (*RatingPage, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*RatingPage, error) {
		a, err := s.audits.Find(tx, id)
		if err != nil {
			return nil, err
		}
		seat, err := s.Seated(tx, a.ID)
		if err != nil {
			return nil, err
		}
		if seat == nil {
			return nil, fault.Conflict("只有本案评估、验收专家组的成员，在接受邀请并声明无利害关系以后、评审结论作出以前，才能对整类指标不涉及发表意见。")
		}
		r, err := ratingOf(tx, a.ID, in.Phase)
		if err != nil {
			return nil, err
		}
		if r == nil {
			return nil, fault.Conflict("还没有保存清洁生产水平评价，没有需要确认的内容。")
		}
		if err := tx.Expect(r, "清洁生产水平评价"); err != nil {
			return nil, err
		}
		if err := r.judged(tx, in, *seat); err != nil {
			return nil, err
		}
		if err := s.again(tx, r); err != nil {
			return nil, err
		}
		r.agency = a.AgencyID
		action := map[bool]string{true: "rating.confirm-absence", false: "rating.refuse-absence"}[in.Agree]
		if err := tx.SaveNoted(action, "“"+in.Group+"”"+strings.TrimSpace(in.Note), r); err != nil {
			return nil, err
		}
		return s.present(tx, a, r, Input{Phase: r.Phase, SystemID: r.SystemID, Sheet: r.Sheet, Moves: r.Moves})
	})
}

// judged puts an expert's opinion in the place of an earlier one.
func (r *Rating) judged(tx *store.Tx, in AbsenceInput, seat Seat) error {
	k := slices.IndexFunc(r.Sheet.Absences, func(a rating.Absence) bool { return a.Group == in.Group })
	var faults fault.List
	if k < 0 {
		faults.Add("group", "填报单位没有写明“"+in.Group+"”整类不涉及，没有需要确认的内容。")
	}
	if !in.Agree && strings.TrimSpace(in.Note) == "" {
		faults.Add("note", "不同意的，请写明理由，以便填报单位补充或者更正。")
	}
	if err := faults.Err("意见没有保存，请按提示修改。"); err != nil {
		return err
	}
	r.Opinions = slices.DeleteFunc(slices.Clone(r.Opinions), func(o Opinion) bool { return o.Group == in.Group && o.ExpertID == seat.ExpertID })
	r.Opinions = append(r.Opinions, Opinion{
		Group: in.Group, Reason: r.Sheet.Absences[k].Reason, ExpertID: seat.ExpertID, Expert: seat.Name, Employer: seat.Employer,
		Agree: in.Agree, Note: strings.TrimSpace(in.Note), On: tx.Today(),
	})
	return nil
}

// again finds the level of what is kept anew.
func (s *Service) again(tx *store.Tx, r *Rating) error {
	x, system, err := s.library.Rates(tx, r.SystemID)
	if err != nil {
		return err
	}
	if faults := r.Rate(x, system, r.Sheet, s.library.Units()); len(faults) > 0 {
		return fault.Conflict("保存的指标值不能再评级，请填报单位修改后重新保存：" + strings.Join(faults, "；") + "。")
	}
	return nil
}
