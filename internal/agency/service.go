package agency

import (
	"context"
	"fmt"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// Service keeps the register of agencies and their engagements.
type Service struct {
	db *store.DB
	// Rounds is where engagements take effect; set by the audit service, which owns the agency's place in a case.
	Rounds Rounds
}

// New gives the service.
func New(db *store.DB) *Service { return &Service{db: db} }

// Conditions gives the conditions that the law sets for agencies today (CPM 16).
func Conditions(tx *store.Tx) []Condition {
	out := []Condition{}
	for _, m := range tx.Law().Materials("capability", "agency", tx.Today()) {
		out = append(out, Condition{ID: m.ID, Title: m.Title, Text: m.Text, Cite: statute.Words(m.Cites)})
	}
	return out
}

// List gives the agencies.
func (s *Service) List(ctx context.Context, in Query) (store.List[Agency], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Agency], error) {
		out, err := list(tx, in)
		for i := range out.Items {
			out.Items[i].Actions = []store.Action{}
		}
		return out, err
	})
}

// Get gives one agency with the conditions of the law.
func (s *Service) Get(ctx context.Context, id string) (*Agency, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Agency, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return a, a.describe(tx)
	})
}

// Find gives one agency inside the caller's transaction.
func (s *Service) Find(tx *store.Tx, id string) (*Agency, error) { return find(tx, id) }

func (a *Agency) describe(tx *store.Tx) (err error) {
	a.Conditions, a.Actions = Conditions(tx), []store.Action{}
	if mayWrite(tx, a) {
		a.Actions = append(a.Actions, store.Action{Name: "edit", Label: "修改", Allowed: true})
	}
	a.Auditors, err = auditorsOf(tx, a.ID)
	return err
}

// mayWrite: the departments of its division, and the agency itself (自行声明).
func mayWrite(tx *store.Tx, a *Agency) bool {
	actor := tx.Actor()
	if actor.Role == access.RoleAgency {
		return actor.Place.AgencyID == a.ID
	}
	return actor.Can(access.KeepAgency) && (actor.Place.CoversRegion(a.RegionCode) || actor.Role == access.RoleProvince)
}

// write takes the input over; a file that it names must be attached to this agency.
func (a *Agency) write(tx *store.Tx, in AgencyInput) error {
	var faults fault.List
	for i, k := range in.Capability {
		if k.FileID == "" {
			continue
		}
		own, err := file.On(tx, k.FileID, a.Subject())
		if err != nil {
			return err
		}
		if !own {
			faults.Add(fmt.Sprintf("capability[%d].file_id", i), "没有找到已上传的证明文件，请重新上传。")
		}
	}
	return a.apply(in, Conditions(tx), faults)
}

// Files says who answers for the files of an agency: whoever may look at agencies reads them, whoever may write the
// agency adds them.
func (s *Service) Files() file.Owner {
	see := func(tx *store.Tx, id string) (*Agency, error) {
		if !tx.Actor().Can(access.ViewAgency) {
			return nil, fault.NotFound("该咨询服务机构")
		}
		return find(tx, id)
	}
	return file.Owner{
		See: func(tx *store.Tx, id string) (store.Subject, error) {
			a, err := see(tx, id)
			if err != nil {
				return store.Subject{}, err
			}
			return a.Subject(), nil
		},
		Change: func(tx *store.Tx, id string) (store.Subject, error) {
			a, err := see(tx, id)
			if err != nil {
				return store.Subject{}, err
			}
			if !mayWrite(tx, a) {
				return store.Subject{}, fault.Forbidden("机构的证明文件由机构本单位或者所在地生态环境部门增减。")
			}
			return a.Subject(), nil
		},
	}
}

// Create registers an agency: by a department, or by an enterprise that wants to engage it.
func (s *Service) Create(ctx context.Context, in AgencyInput) (*Agency, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Agency, error) {
		if !tx.Actor().Can(access.KeepAgency) && !tx.Actor().Can(access.RunAudit) {
			return nil, fault.Forbidden("登记咨询服务机构由企业或者生态环境部门办理。")
		}
		a := &Agency{State: StateVisible}
		if err := a.write(tx, in); err != nil {
			return nil, err
		}
		if err := tx.Insert("agency.register", a); err != nil {
			return nil, err
		}
		return a, a.describe(tx)
	})
}

// Update writes an agency: the departments of its division, or the agency itself.
func (s *Service) Update(ctx context.Context, id string, in AgencyInput) (*Agency, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Agency, error) {
		if _, err := writable(tx, id); err != nil {
			return nil, err
		}
		a, err := store.Take[Agency](tx, id, "该咨询服务机构")
		if err != nil {
			return nil, err
		}
		if err := a.write(tx, in); err != nil {
			return nil, err
		}
		if err := tx.Save("agency.update", a); err != nil {
			return nil, err
		}
		return a, a.describe(tx)
	})
}

// History gives what happened to an agency's record.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return tx.History(a.Subject())
	})
}
