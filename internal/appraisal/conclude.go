package appraisal

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// AppraisalResult is what the marks of the whole panel come to. It is computed every time, never typed.
type AppraisalResult struct {
	Mean    string         `json:"mean" doc:"平均分，用于判定的精确值"`
	Shown   string         `json:"shown" doc:"平均分，显示到小数点后一位"`
	Outcome string         `json:"outcome" doc:"按得分和否决项判定的结论"`
	Reason  string         `json:"reason" doc:"判定的依据"`
	Parts   []PartResult   `json:"parts" nullable:"false"`
	Vetoes  []VetoResult   `json:"vetoes" nullable:"false"`
	Experts []ExpertResult `json:"experts" nullable:"false" doc:"各专家的打分（组织部门，作出结论后）"`
	Lowest  string         `json:"lowest" doc:"专家总分的最低值"`
	Highest string         `json:"highest" doc:"专家总分的最高值"`
}

// PartResult is one part of the sheet.
type PartResult struct {
	ID     string       `json:"id"`
	Title  string       `json:"title"`
	Points string       `json:"points" doc:"满分"`
	Mean   string       `json:"mean"`
	Items  []ItemResult `json:"items" nullable:"false"`
}

// ItemResult is one item of the sheet over all experts.
type ItemResult struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Points  string `json:"points" doc:"满分"`
	Mean    string `json:"mean"`
	Lowest  string `json:"lowest"`
	Highest string `json:"highest"`
	Spread  string `json:"spread" doc:"最高与最低之差"`
}

// VetoResult is one veto item over all experts.
type VetoResult struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Yes   int    `json:"yes" doc:"认为存在的专家数"`
	No    int    `json:"no" doc:"认为不存在的专家数"`
	Holds bool   `json:"holds" doc:"是否成立"`
	Found bool   `json:"found" doc:"由系统按评价结果认定，不以专家的判断为准"`
}

// ExpertResult is the sheet of one expert.
type ExpertResult struct {
	Name    string            `json:"name"`
	Chair   bool              `json:"chair"`
	Total   string            `json:"total"`
	Marks   map[string]string `json:"marks" nullable:"false"`
	Vetoes  map[string]string `json:"vetoes" nullable:"false"`
	Comment string            `json:"comment"`
}

// Result gives the means and spreads of a concluded appraisal to departments; who gave which mark is among them.
func (s *Service) Result(ctx context.Context, id string) (*AppraisalResult, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*AppraisalResult, error) {
		a, err := store.Find[Appraisal](tx, id, what)
		if err != nil {
			return nil, err
		}
		if tx.Actor().Place.Region == "" {
			return nil, fault.Forbidden("打分明细只供组织部门查看；得分、结论和评审意见在结论作出后反馈企业。")
		}
		if !a.concluded() && a.State != Marked {
			return nil, fault.Conflict("专家打分还没有全部提交，不能查看汇总结果。")
		}
		return s.result(tx, a)
	})
}

// result computes the result of an appraisal whose marks are complete; single sheets are shown once the outcome stands.
func (s *Service) result(tx *store.Tx, a *Appraisal) (*AppraisalResult, error) {
	t, err := s.tally(tx, a)
	if err != nil {
		return nil, err
	}
	if !seesMarks(tx, a) {
		t.result.Experts = []ExpertResult{}
	}
	return t.result, nil
}

func (s *Service) tally(tx *store.Tx, a *Appraisal) (*tally, error) {
	sheet, err := sheetOf(tx, a)
	if err != nil {
		return nil, err
	}
	seated, err := seats(tx, a.ID)
	if err != nil {
		return nil, err
	}
	found, err := s.found(tx, a, sheet)
	if err != nil {
		return nil, err
	}
	return sum(sheet, seated, found)
}

// Conclude enters the outcome that follows from the marks (作出结论) with the opinion of the panel, tells the enterprise,
// and moves the audit on. Vetoes come before points.
func (s *Service) Conclude(ctx context.Context, id string, in Conclusion) (*AppraisalDetail, error) {
	return s.act(ctx, id, func(tx *store.Tx, a *Appraisal) error {
		if a.State != Marked {
			return flow.Move(tx, States, a, "conclude", "") // says why not
		}
		t, err := s.tally(tx, a)
		if err != nil {
			return err
		}
		faults, err := s.takeLevel(tx, a, &in.Opinion)
		if err != nil {
			return err
		}
		faults = append(faults, in.Opinion.check(a.Kind, t.result.Outcome)...)
		switch {
		case !in.MeetingOn.Valid():
			faults.Add("meeting_on", "请填写实际评审日期，格式如 2026-09-30。")
		case in.MeetingOn > tx.Today() || in.MeetingOn < a.DocketedOn:
			faults.Add("meeting_on", "实际评审日期应在受理之日"+a.DocketedOn.Chinese()+"以后、今天以前。")
		}
		if err := faults.Err("结论没有保存"); err != nil {
			return err
		}
		a.Score, a.Outcome, a.Vetoes = t.result.Mean, t.result.Outcome, t.vetoes
		a.MeetingOn, a.Opinion, a.ConcludedOn = in.MeetingOn, in.Opinion, tx.Today()
		if err := s.keepOpinion(tx, a); err != nil {
			return err
		}
		if err := flow.Move(tx, States, a, "conclude", t.result.Reason+"评审意见文件的SHA-256校验值："+a.OpinionSHA256); err != nil {
			return err
		}
		if err := s.moveAudit(tx, a, t); err != nil {
			return err
		}
		return message.Tell(tx, "appraisal-concluded", a.Subject(), map[string]string{
			"kind": KindLabels[a.Kind], "score": t.result.Shown, "outcome": OutcomeLabels[a.Outcome],
		})
	})
}

func (s *Service) moveAudit(tx *store.Tx, a *Appraisal, t *tally) error {
	if a.Kind == KindEvaluation {
		return s.audits.Conclude(tx, a.AuditID, a.Outcome, t.mean)
	}
	return s.audits.ConcludeAcceptance(tx, a.AuditID, a.Outcome == OutcomePass, t.mean)
}

// Report sends the result of an acceptance up to the province (上报), which publishes it.
func (s *Service) Report(ctx context.Context, id string, in AppraisalRemark) (*AppraisalDetail, error) {
	return s.act(ctx, id, func(tx *store.Tx, a *Appraisal) error {
		a.ReportedOn = tx.Today()
		return flow.Move(tx, States, a, "report", in.Note)
	})
}

// Publish publishes the results of many acceptances in one act of the province (公布结果), under one document number.
// A published result stands: there is no act that changes it.
func (s *Service) Publish(ctx context.Context, in Publication) (PublishedResults, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (PublishedResults, error) {
		out := PublishedResults{Items: []Appraisal{}}
		rows, err := byIDs(tx, in.IDs)
		if err != nil {
			return out, err
		}
		if err := in.check(tx, rows).Err("结果没有公布"); err != nil {
			return out, err
		}
		for _, a := range rows {
			a.DocumentNo, a.PublishedOn = strings.TrimSpace(in.DocumentNo), in.PublishedOn
			if err := flow.Move(tx, States, a, "publish", a.DocumentNo); err != nil {
				return out, err
			}
			if err := s.publishResult(tx, a); err != nil {
				return out, err
			}
			a.Actions = []store.Action{}
			out.Items = append(out.Items, *a)
		}
		return out, nil
	})
}

// publishResult lets the audit follow. One clock runs for the results of a round; when another acceptance of it stands
// concluded and unpublished, the clock runs again for that one.
func (s *Service) publishResult(tx *store.Tx, a *Appraisal) error {
	if err := s.audits.PublishResult(tx, a.AuditID, a.PublishedOn); err != nil {
		return err
	}
	other, err := unpublished(tx, a.AuditID)
	if err != nil || other == nil {
		return err
	}
	return s.audits.ResultOutstanding(tx, a.AuditID, other.ConcludedOn)
}

func (in Publication) check(tx *store.Tx, rows []*Appraisal) fault.List {
	var faults fault.List
	faults.Require("document_no", "文号", in.DocumentNo)
	if !in.PublishedOn.Valid() {
		faults.Add("published_on", "请填写公布日期，格式如 2026-09-30。")
	} else if in.PublishedOn > tx.Today() {
		faults.Add("published_on", "公布日期不能晚于今天。")
	}
	for i, id := range in.IDs {
		path := fmt.Sprintf("ids[%d]", i)
		k := slices.IndexFunc(rows, func(a *Appraisal) bool { return a.ID == id })
		switch {
		case slices.Contains(in.IDs[:i], id):
			faults.Add(path, "同一项结果选择了两次。")
		case k < 0:
			faults.Add(path, "没有这项结果，或者不在您的管理范围内。")
		case rows[k].State != Reported:
			faults.Add(path, rows[k].Subject().Title+"的状态为“"+States.Label(rows[k].State)+"”，只能公布已上报的验收结果。")
		case in.PublishedOn.Before(rows[k].ConcludedOn):
			faults.Add(path, rows[k].Subject().Title+"的结论于"+rows[k].ConcludedOn.Chinese()+"作出，公布日期不能早于结论日期。")
		}
	}
	return faults
}
