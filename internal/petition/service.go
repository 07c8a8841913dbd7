package petition

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/audit"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/listing"
	"qingshen/internal/reference"
	"qingshen/internal/store"
)

const what = "这件申请"

// Service keeps the petitions.
type Service struct {
	db      *store.DB
	audits  *audit.Service
	lists   *listing.Service
	regions *reference.Service
}

// New gives the service.
func New(db *store.DB, audits *audit.Service, lists *listing.Service, regions *reference.Service) *Service {
	return &Service{db, audits, lists, regions}
}

// List gives the petitions in the actor's place, the latest first.
func (s *Service) List(ctx context.Context, in Query) (store.List[Petition], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Petition], error) {
		out, err := list(tx, in)
		if err != nil {
			return out, err
		}
		return out, deadline.Beside(tx, "petition", out.Items, func(p *Petition) string { return p.ID }, func(p *Petition, clock *deadline.Brief) {
			p.Deadline, p.RegionLabel, p.Actions = clock, s.regions.Label(p.RegionCode), flow.Names(tx, States, p)
		})
	})
}

// Get gives one petition with its clocks and what may be done now.
func (s *Service) Get(ctx context.Context, id string) (*Petition, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Petition, error) {
		p, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return p, s.dress(tx, p)
	})
}

// find gives a petition in the actor's place; an office does not see a draft.
func find(tx *store.Tx, id string) (*Petition, error) {
	p, err := store.Find[Petition](tx, id, what)
	return filed(tx, p, err)
}

func filed(tx *store.Tx, p *Petition, err error) (*Petition, error) {
	if err == nil && p.State == Draft && tx.Actor().Place.EnterpriseID == "" {
		return nil, fault.NotFound(what)
	}
	return p, err
}

func (s *Service) dress(tx *store.Tx, p *Petition) (err error) {
	p.RegionLabel, p.Actions = s.regions.Label(p.RegionCode), flow.Allowed(tx, States, p)
	p.Deadlines, err = deadline.For(tx, "petition", p.ID)
	return err
}

// check finds all faults of a petition against its round and the clocks of the round.
func (s *Service) check(tx *store.Tx, p *Petition, a *audit.Audit, faults fault.List, message string) error {
	if !a.Open() {
		faults.Add("audit_id", "审核"+a.CaseNo+"已经"+strings.TrimPrefix(audit.StateLabels[a.State], "已")+"，不能再申请移出或者延期。")
	}
	clocks, err := deadline.For(tx, "audit", a.ID)
	if err != nil {
		return err
	}
	p.judgeClock(&faults, clocks)
	return faults.Err(message)
}

// Create begins a petition as a draft, so that evidence can be attached to it before it is submitted.
func (s *Service) Create(ctx context.Context, in PetitionInput) (*Petition, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Petition, error) {
		if in.AuditID == "" {
			return nil, fault.Invalid("申请没有保存", fault.Field{Path: "audit_id", Message: "请选择所涉的审核。"})
		}
		a, err := s.audits.Find(tx, in.AuditID)
		if err != nil {
			return nil, err
		}
		p := &Petition{AuditID: a.ID, CaseNo: a.CaseNo, EnterpriseID: a.EnterpriseID, SiteID: a.SiteID, EnterpriseName: a.EnterpriseName, RegionCode: a.RegionCode,
			CityCode: a.CityCode, Year: a.Year, State: States.First, Demonstration: a.Demonstration}
		if err := s.check(tx, p, a, p.write(in), "申请没有保存，请按提示修改"); err != nil {
			return nil, err
		}
		if err := tx.Insert("petition.begin", p); err != nil {
			return nil, err
		}
		return p, s.dress(tx, p)
	})
}

// Update corrects a petition that has not been submitted.
func (s *Service) Update(ctx context.Context, id string, in PetitionInput) (*Petition, error) {
	return s.change(ctx, id, func(tx *store.Tx, p *Petition) error {
		if p.State != Draft {
			return fault.Conflict("当前状态为“" + States.Label(p.State) + "”，不能再修改。")
		}
		a, err := s.audits.Find(tx, p.AuditID)
		if err != nil {
			return err
		}
		if err := s.check(tx, p, a, p.write(in), "申请没有保存，请按提示修改"); err != nil {
			return err
		}
		return tx.Save("petition.revise", p)
	})
}

// Submit hands the petition to the city.
func (s *Service) Submit(ctx context.Context, id string, _ DecisionInput) (*Petition, error) {
	return s.change(ctx, id, func(tx *store.Tx, p *Petition) error {
		if p.State == Draft {
			a, err := s.audits.Find(tx, p.AuditID)
			if err != nil {
				return err
			}
			if err := s.check(tx, p, a, nil, "申请没有提交，请先修改"); err != nil {
				return err
			}
			other, err := another(tx, p)
			if err != nil {
				return err
			}
			if other != nil {
				return fault.Conflict("就同一事项已于" + other.SubmittedOn.Chinese() + "提交过申请（" + States.Label(other.State) + "），请等待决定，或者先撤回前一件。")
			}
		}
		p.SubmittedOn = tx.Today()
		if err := flow.Move(tx, States, p, "submit", ""); err != nil {
			return err
		}
		return file.Hold(tx, p.Subject(), "提交申请")
	})
}

// Withdraw takes back what has not been decided.
func (s *Service) Withdraw(ctx context.Context, id string, in DecisionInput) (*Petition, error) {
	return s.change(ctx, id, func(tx *store.Tx, p *Petition) error {
		if err := flow.Move(tx, States, p, "withdraw", strings.TrimSpace(in.Note)); err != nil {
			return err
		}
		return deadline.End(tx, p.Subject(), "申请已撤回")
	})
}

// Grant decides for the petition and lets it act.
func (s *Service) Grant(ctx context.Context, id string, in DecisionInput) (*Petition, error) {
	return s.change(ctx, id, func(tx *store.Tx, p *Petition) error {
		if p.State == Submitted {
			p.DecidedOn, p.Comment = tx.Today(), strings.TrimSpace(in.Note)
			if err := s.carryOut(tx, p, in); err != nil {
				return err
			}
		}
		return flow.Move(tx, States, p, "grant", p.Comment)
	})
}

// Refuse decides against the petition; the enterprise may appeal once.
func (s *Service) Refuse(ctx context.Context, id string, in DecisionInput) (*Petition, error) {
	return s.change(ctx, id, func(tx *store.Tx, p *Petition) error {
		note, err := in.require("不予准予的理由", "没有作出决定")
		if err != nil {
			return err
		}
		p.DecidedOn, p.Comment = tx.Today(), note
		return flow.Move(tx, States, p, "refuse", note)
	})
}

// Appeal asks the province to look at a refusal (复核). It can be asked once.
func (s *Service) Appeal(ctx context.Context, id string, in DecisionInput) (*Petition, error) {
	return s.change(ctx, id, func(tx *store.Tx, p *Petition) error {
		if p.AppealedOn != "" {
			return fault.Conflict("本件已于" + p.AppealedOn.Chinese() + "申请过复核（" + States.Label(p.State) + "）。一件申请只能申请一次复核；有新的事实的，另行提出申请。")
		}
		note, err := in.require("申请复核的理由", "没有申请复核")
		if err != nil {
			return err
		}
		p.AppealReason, p.AppealedOn = note, tx.Today()
		return flow.Move(tx, States, p, "appeal", note)
	})
}

// GrantAppeal overrules the city and lets the petition act.
func (s *Service) GrantAppeal(ctx context.Context, id string, in DecisionInput) (*Petition, error) {
	return s.change(ctx, id, func(tx *store.Tx, p *Petition) error {
		note, err := in.require("复核准予的理由", "没有作出复核决定")
		if err != nil {
			return err
		}
		if p.State == Appealed {
			p.AppealDecidedOn, p.AppealComment = tx.Today(), note
			if err := s.carryOut(tx, p, in); err != nil {
				return err
			}
		}
		return flow.Move(tx, States, p, "grant-appeal", note)
	})
}

// Uphold lets the decision of the city stand.
func (s *Service) Uphold(ctx context.Context, id string, in DecisionInput) (*Petition, error) {
	return s.change(ctx, id, func(tx *store.Tx, p *Petition) error {
		note, err := in.require("维持原决定的理由", "没有作出复核决定")
		if err != nil {
			return err
		}
		p.AppealDecidedOn, p.AppealComment = tx.Today(), note
		return flow.Move(tx, States, p, "uphold", note)
	})
}

// carryOut does what was asked: a removal ends the round, a postponement moves the clock.
func (s *Service) carryOut(tx *store.Tx, p *Petition, in DecisionInput) error {
	a, err := s.audits.Any(tx, p.AuditID)
	if err != nil {
		return err
	}
	if p.Kind == Postponement {
		return s.postpone(tx, p, in)
	}
	switch {
	case !a.Open():
		return fault.Conflict("审核" + a.CaseNo + "现为“" + audit.StateLabels[a.State] + "”，不需要再移出。")
	case a.UnderAppraisal():
		return fault.Conflict("审核" + a.CaseNo + "正在评估、验收。请先不予受理或者作出结论，再决定移出。")
	}
	note := "准予移出：" + p.ground(tx.Today())
	if err := s.audits.EndFor(tx, a, note); err != nil {
		return err
	}
	p.Result = "审核" + a.CaseNo + "终止，未办结的期限终止计算。公布的名单不作更改。"
	if !in.LeaveInventory {
		return nil
	}
	rows, err := s.lists.Standing(tx, p.EnterpriseID, p.SiteID)
	for i := range rows {
		left, err := s.lists.Leave(tx, &rows[i], tx.Today(), note)
		if err != nil {
			return err
		}
		if left {
			p.Result += "厂区一并调出重点行业企业清单。"
		} else {
			p.Result += "厂区正在年度计划的办理过程中，未调出清单。"
		}
	}
	return err
}

func (s *Service) postpone(tx *store.Tx, p *Petition, in DecisionInput) error {
	clocks, err := deadline.For(tx, "audit", p.AuditID)
	if err != nil {
		return err
	}
	if in.Until != "" {
		p.Until = in.Until
	}
	for i := range clocks {
		d := &clocks[i]
		if d.ID != p.DeadlineID {
			continue
		}
		before := d.DueOn
		if err := deadline.Grant(tx, d, p.Until, p.ground(tx.Today())); err != nil {
			return err
		}
		p.Result = "“" + d.Title + "”由" + before.Chinese() + "延至" + p.Until.Chinese() + "。"
		return nil
	}
	return fault.Conflict("没有找到申请延期的期限，请刷新后核对。")
}

func (s *Service) change(ctx context.Context, id string, fn func(*store.Tx, *Petition) error) (*Petition, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Petition, error) {
		p, err := store.Take[Petition](tx, id, what)
		if p, err = filed(tx, p, err); err != nil {
			return nil, err
		}
		if err := fn(tx, p); err != nil {
			return nil, err
		}
		return p, s.dress(tx, p)
	})
}

// batch is how many refusals one transaction of the nightly watch takes.
const batch = 200

// Watch is the nightly job: a refusal against which nobody has appealed in time stands. A right that was not used is no
// overdue duty, so its clock ends.
func (s *Service) Watch(ctx context.Context) error {
	for {
		n, err := store.In(ctx, s.db, func(tx *store.Tx) (int, error) {
			rows, err := settled(tx, batch)
			for i := range rows {
				if err := deadline.End(tx, rows[i].Subject(), "期限届满，没有申请复核，决定生效"); err != nil {
					return 0, err
				}
			}
			return len(rows), err
		})
		if err != nil || n < batch {
			return err
		}
	}
}

// History gives the case history of a petition.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		p, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return tx.History(p.Subject())
	})
}

// Files says who reads and adds the evidence of a petition.
func (s *Service) Files() file.Owner {
	see := func(tx *store.Tx, id string) (*Petition, error) {
		if !tx.Actor().Can(access.ViewListing) {
			return nil, fault.NotFound(what)
		}
		return find(tx, id)
	}
	return file.OwnerOf(see, func(tx *store.Tx, p *Petition) error {
		if !tx.Actor().Can(access.FilePetition) {
			return fault.Forbidden("证明材料由申请的企业增减。")
		}
		if p.State != Draft && p.State != Refused {
			return fault.Conflict("当前状态为“" + States.Label(p.State) + "”，不能再增减证明材料。")
		}
		return nil
	})
}
