package expert

import (
	"context"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

const what = "该专家"

// Service keeps the pool.
type Service struct{ db *store.DB }

// New gives the service.
func New(db *store.DB) *Service { return &Service{db} }

// List gives the experts of the actor's pools.
func (s *Service) List(ctx context.Context, in ExpertQuery) (store.List[Expert], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Expert], error) {
		out, err := list(tx, in)
		for i := range out.Items {
			out.Items[i].Actions = flow.Names(tx, States, &out.Items[i])
		}
		return out, err
	})
}

// Get gives one expert with his ties.
func (s *Service) Get(ctx context.Context, id string) (*Expert, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Expert, error) {
		e, err := store.Find[Expert](tx, id, what)
		if err != nil {
			return nil, err
		}
		return e, dress(tx, e)
	})
}

// dress adds to a single record what its page shows.
func dress(tx *store.Tx, e *Expert) (err error) {
	e.Actions = flow.Allowed(tx, States, e)
	e.Ties, err = tiesOf(tx, e.ID)
	return err
}

// Create enters a person into the pool of the actor's city, or of the city that the province names.
func (s *Service) Create(ctx context.Context, in NewExpert) (*Expert, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Expert, error) {
		e := &Expert{State: Active}
		faults := in.check()
		e.RegionCode = poolOf(tx, in.RegionCode)
		if e.RegionCode == "" {
			faults.Add("region_code", "请选择专家所属的设区的市；列入省级专家库的选择山东省。")
		}
		e.CityCode = e.RegionCode
		e.set(in)
		if err := unique(tx, e, &faults); err != nil {
			return nil, err
		}
		if err := faults.Err("专家没有保存"); err != nil {
			return nil, err
		}
		if err := tx.Insert("expert.create", e); err != nil {
			return nil, err
		}
		return e, dress(tx, e)
	})
}

// poolOf gives the pool that the actor may enter people into: a city's own, or the one that the province names.
func poolOf(tx *store.Tx, wanted string) string {
	region := tx.Actor().Place.Region
	switch {
	case len(region) >= 4:
		return region[:4] + "00"
	case len(wanted) == 6 && strings.HasSuffix(wanted, "00") && strings.HasPrefix(wanted, region):
		return wanted
	}
	return ""
}

func unique(tx *store.Tx, e *Expert, faults *fault.List) error {
	found, err := known(tx, e)
	if found {
		faults.Add("name", "专家库中已有同一工作单位的"+e.Name+"，请在已有记录上修改。")
	}
	return err
}

// Update changes the record of an expert.
func (s *Service) Update(ctx context.Context, id string, in ExpertInput) (*Expert, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Expert, error) {
		e, err := store.Take[Expert](tx, id, what)
		if err != nil {
			return nil, err
		}
		faults := in.check()
		e.set(in.NewExpert)
		if err := unique(tx, e, &faults); err != nil {
			return nil, err
		}
		if err := faults.Err("专家没有保存"); err != nil {
			return nil, err
		}
		if err := tx.Save("expert.update", e); err != nil {
			return nil, err
		}
		return e, dress(tx, e)
	})
}

// Move suspends, restores or removes an expert, with the reason on record.
func (s *Service) Move(ctx context.Context, id, do string, in ExpertRemark) (*Expert, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Expert, error) {
		e, err := store.Take[Expert](tx, id, what)
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(in.Note) == "" {
			return nil, fault.Invalid("没有办理", fault.Field{Path: "note", Message: "请写明理由，理由记入办理过程。"})
		}
		if err := flow.Move(tx, States, e, do, in.Note); err != nil {
			return nil, err
		}
		return e, dress(tx, e)
	})
}

// AddTie records a relation of the expert to an enterprise or an agency.
func (s *Service) AddTie(ctx context.Context, id string, in NewTie) (*Expert, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Expert, error) {
		e, err := store.Take[Expert](tx, id, what)
		if err != nil {
			return nil, err
		}
		if err := in.check(); err != nil {
			return nil, err
		}
		t := &Tie{
			ExpertID: e.ID, RegionCode: e.RegionCode, CityCode: e.CityCode, EnterpriseID: in.EnterpriseID, AgencyID: in.AgencyID,
			PartyName: strings.TrimSpace(in.PartyName), Relation: in.Relation, FromOn: in.FromOn, UntilOn: in.UntilOn,
		}
		if err := tx.Insert("expert.add-tie", t); err != nil {
			return nil, err
		}
		return e, dress(tx, e)
	})
}

// EndTie records the last day of a tie, with its evidence (利害关系终止). The tie stays on record: who was tied to a party
// at any time since the round began is not impartial (Parties.Since).
func (s *Service) EndTie(ctx context.Context, id string, in TieEnd) (*Expert, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Expert, error) {
		t, err := store.Take[Tie](tx, id, "这条利害关系")
		if err != nil {
			return nil, err
		}
		if t.UntilOn != "" {
			return nil, fault.Conflict("这条利害关系已于" + t.UntilOn.Chinese() + "终止，不能再次办理。")
		}
		if err := in.check(t, tx.Today()); err != nil {
			return nil, err
		}
		t.UntilOn = in.UntilOn
		if err := tx.SaveNoted("expert.end-tie", t.PartyName+"："+strings.TrimSpace(in.Note), t); err != nil {
			return nil, err
		}
		e, err := store.Find[Expert](tx, t.ExpertID, what)
		if err != nil {
			return nil, err
		}
		return e, dress(tx, e)
	})
}

// History gives who changed the expert's record and when.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		e, err := store.Find[Expert](tx, id, what)
		if err != nil {
			return nil, err
		}
		return tx.History(e.Subject())
	})
}

// Candidate is an expert who may sit on a panel, or the reasons why he must recuse himself (回避).
type Candidate struct {
	Expert
	Conflicts []string `json:"conflicts" nullable:"false" doc:"应当回避的理由"`
}

// Candidates gives the active experts of the city's and the province's pools, or of the whole province, each with the
// reasons for recusal.
func (s *Service) Candidates(tx *store.Tx, city string, wide bool, p Parties, on calendar.Date) ([]Candidate, error) {
	pools := []string{city, tx.Law().Province() + "0000"}
	if wide {
		pools = nil
	}
	experts, err := pool(tx, pools...)
	if err != nil {
		return nil, err
	}
	return weigh(tx, experts, p, on)
}

// Appointable gives these experts, each with the reasons for recusal; who is not in the pool is left out.
func (s *Service) Appointable(tx *store.Tx, ids []string, p Parties, on calendar.Date) ([]Candidate, error) {
	experts, err := byIDs(tx, ids)
	if err != nil {
		return nil, err
	}
	return weigh(tx, experts, p, on)
}

// Conflicts gives why an expert must recuse himself in a case of these parties; none when he may sit.
func (s *Service) Conflicts(tx *store.Tx, id string, p Parties, on calendar.Date) ([]string, error) {
	found, err := s.Appointable(tx, []string{id}, p, on)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0].Conflicts, nil
}

func weigh(tx *store.Tx, experts []Expert, p Parties, on calendar.Date) ([]Candidate, error) {
	ids := make([]string, len(experts))
	for i := range experts {
		ids[i] = experts[i].ID
	}
	ties, err := tiesOf(tx, ids...)
	if err != nil {
		return nil, err
	}
	of := map[string][]Tie{}
	for _, t := range ties {
		of[t.ExpertID] = append(of[t.ExpertID], t)
	}
	out := make([]Candidate, len(experts))
	for i, e := range experts {
		out[i] = Candidate{Expert: e, Conflicts: e.conflicts(of[e.ID], p, on)}
	}
	return out, nil
}
