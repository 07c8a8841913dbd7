package listing

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// The levels of locks, from below upward.
const (
	LevelCounty   = "county"
	LevelCity     = "city"
	LevelProvince = "province"
)

// PlanLock closes a part of a plan (锁定): a county closes its proposals, the city the plan that it submits, the province
// the plan that it has verified, or whose time has run out. Each lock names who holds it; only the level above opens it.
type PlanLock struct {
	bun.BaseModel `bun:"table:plan_lock"`
	store.Row
	PlanID      string        `bun:"plan_id" json:"plan_id"`
	RegionCode  string        `bun:"region_code" json:"region_code"`
	CityCode    string        `bun:"city_code" json:"city_code"`
	Level       string        `bun:"level" json:"level" enum:"county,city,province" doc:"锁定的层级" label:"层级"`
	Office      string        `bun:"office" json:"office" doc:"锁定的单位" label:"锁定单位"`
	HolderID    string        `bun:"holder_id" json:"-"`
	HolderName  string        `bun:"holder_name" json:"holder_name" doc:"锁定人" label:"锁定人"`
	LockedOn    calendar.Date `bun:"locked_on" json:"locked_on" doc:"锁定日期" label:"锁定日期"`
	Locked      bool          `bun:"locked" json:"locked" doc:"是否锁定" label:"锁定"`
	ReleasedOn  calendar.Date `bun:"released_on" json:"released_on" doc:"解除日期" label:"解除日期"`
	ReleasedBy  string        `bun:"released_by" json:"released_by" doc:"解除人" label:"解除人"`
	Note        string        `bun:"note" json:"note" doc:"说明" label:"说明"`
	Proposed    int           `bun:"-" json:"proposed" doc:"本单位的企业数" readOnly:"true"`
	RegionLabel string        `bun:"-" json:"region_label" doc:"所在地名称" readOnly:"true"`
}

// Place narrows locks to their city; who reads a plan reads its locks with it.
func (PlanLock) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// Subject of a lock is the part of the plan that it closes, within the history of the plan.
func (l *PlanLock) Subject() store.Subject {
	return store.Subject{Type: "plan_lock", ID: l.ID, Version: l.Version, Title: l.Office, Link: "/annual-plans/" + l.PlanID, RegionCode: l.RegionCode}
}

// words tells who holds the lock since when.
func (l *PlanLock) words() string {
	return "已于" + l.LockedOn.Chinese() + "由" + l.holder() + "锁定"
}

// holder names office and person; an account that is called like its office is not named twice.
func (l *PlanLock) holder() string {
	if strings.HasPrefix(l.HolderName, l.Office) {
		return l.HolderName
	}
	return l.Office + "（" + l.HolderName + "）"
}

// officeOf names the office of a level.
func (s *Service) officeOf(level, region string) string {
	switch level {
	case LevelCounty:
		return s.regionName(region) + "生态环境分局"
	case LevelCity:
		return s.cityName(region) + "生态环境局"
	}
	return "省生态环境厅"
}

// lock closes a part of a plan for the actor.
func (s *Service) lock(tx *store.Tx, p *Plan, level, region, note string) error {
	l, err := lockOf(tx, p.ID, level, region)
	if err != nil {
		return err
	}
	fresh := l == nil
	if fresh {
		l = &PlanLock{PlanID: p.ID, RegionCode: region, CityCode: p.CityCode, Level: level, Office: s.officeOf(level, region)}
	}
	l.HolderID, l.HolderName, l.LockedOn, l.Locked = tx.Actor().ID, tx.Actor().Name, tx.Today(), true
	l.ReleasedOn, l.ReleasedBy, l.Note = "", "", strings.TrimSpace(note)
	if fresh {
		return tx.Insert("plan_lock.close", l)
	}
	return tx.SaveNoted("plan_lock.close", note, l)
}

// release opens what is closed; what is open stays as it is.
func release(tx *store.Tx, l *PlanLock, note string) error {
	if l == nil || !l.Locked {
		return nil
	}
	l.Locked, l.ReleasedOn, l.ReleasedBy, l.Note = false, tx.Today(), tx.Actor().Name, strings.TrimSpace(note)
	return tx.SaveNoted("plan_lock.open", note, l)
}

// releaseLevels opens the locks of some levels of a plan.
func releaseLevels(tx *store.Tx, planID, note string, levels ...string) error {
	held, err := locksOf(tx, planID)
	if err != nil {
		return err
	}
	for k := range held {
		if slices.Contains(levels, held[k].Level) {
			if err := release(tx, &held[k], note); err != nil {
				return err
			}
		}
	}
	return nil
}

// barred refuses what a lock of this level keeps closed, naming its holder and who can open it.
func barred(tx *store.Tx, planID, level, region, what string) error {
	l, err := lockOf(tx, planID, level, region)
	if err != nil || l == nil || !l.Locked {
		return err
	}
	opener := map[string]string{LevelCounty: "请联系市生态环境局解除锁定后再办理。", LevelCity: "请联系省生态环境厅退回后再办理。", LevelProvince: "请联系省生态环境厅解除锁定后再办理。"}[level]
	return fault.Conflict(what + l.words() + "，不能再变动。" + opener)
}

// LockInput closes or opens a part of a plan.
type LockInput struct {
	Level  string `json:"level,omitempty" enum:",county,province" doc:"解除哪一级的锁定"`
	Region string `json:"region,omitempty" maxLength:"6" doc:"解除县级锁定时，县（市、区）的代码"`
	Note   string `json:"note,omitempty" maxLength:"500" doc:"说明；解除锁定须写明理由"`
}

// LockCounty closes the proposals of the actor's county: the county declares them complete.
func (s *Service) LockCounty(ctx context.Context, id string, in LockInput) (*Plan, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Plan, error) {
		p, err := findPlan(tx, id)
		if err != nil {
			return nil, err
		}
		region := tx.Actor().Place.Region
		if tx.Actor().Place.Level() != LevelCounty {
			return nil, fault.Forbidden("县级上报由县（市、区）生态环境分局锁定。")
		}
		for level, part := range map[string]string{LevelCounty: region, LevelProvince: p.CityCode} {
			if err := barred(tx, p.ID, level, part, "本单位的列入建议"); err != nil {
				return nil, err
			}
		}
		all, err := itemsOf(tx, p.ID, ItemReturned, ItemWithdrawn)
		if err != nil {
			return nil, err
		}
		if n := len(slices.DeleteFunc(all, func(i PlanItem) bool { return i.RegionCode != region })); n > 0 {
			return nil, fault.Conflict("还有" + count(n) + "家被退回的企业没有重新提出或撤回，请先办理再锁定上报。")
		}
		if err := s.lock(tx, p, LevelCounty, region, in.Note); err != nil {
			return nil, err
		}
		return p, s.completePlan(tx, p)
	})
}

// Unlock opens a lock from above: the city that of a county, the province its own on a plan.
func (s *Service) Unlock(ctx context.Context, id string, in LockInput) (*Plan, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Plan, error) {
		p, err := findPlan(tx, id)
		if err != nil {
			return nil, err
		}
		if blankText(in.Note) {
			return nil, fault.Invalid("没有解除锁定", fault.Field{Path: "note", Message: "请写明解除锁定的理由。"})
		}
		level, region := LevelProvince, p.CityCode
		switch {
		case tx.Actor().Can(access.VerifyPlan) && in.Level != LevelCounty:
		case tx.Actor().Can(access.SubmitPlan) && in.Level == LevelCounty:
			level, region = LevelCounty, in.Region
		default:
			return nil, fault.Forbidden("锁定由上一级解除：县级锁定由市生态环境局解除，省级锁定由省生态环境厅解除。")
		}
		l, err := lockOf(tx, p.ID, level, region)
		if err != nil {
			return nil, err
		}
		if l == nil || !l.Locked {
			return nil, fault.Conflict("这一部分没有锁定，不需要解除。请刷新后查看。")
		}
		if level == LevelProvince && (p.State == PlanVerified || p.State == PlanConsolidated) {
			return nil, fault.Conflict("计划当前为“" + PlanStates.Label(p.State) + "”。需要修改的，请退回计划，锁定随之解除。")
		}
		if err := release(tx, l, in.Note); err != nil {
			return nil, err
		}
		return p, s.completePlan(tx, p)
	})
}

// YearInput names a year.
type YearInput struct {
	Year int    `json:"year" minimum:"2005" maximum:"2100" doc:"计划年度"`
	Note string `json:"note,omitempty" maxLength:"500" doc:"说明"`
}

// LockYear closes the consolidation of a year: from now on no city submits and no county proposes, until the province
// opens the plan of a city again or its list is published.
func (s *Service) LockYear(ctx context.Context, in YearInput) (*Consolidation, error) {
	err := store.Do(ctx, s.db, func(tx *store.Tx) error {
		for _, city := range s.cities() {
			p, err := s.ensurePlan(tx, city.Code, in.Year)
			if err != nil {
				return err
			}
			l, err := lockOf(tx, p.ID, LevelProvince, p.CityCode)
			if err != nil {
				return err
			}
			if l != nil && l.Locked {
				continue
			}
			if err := s.lock(tx, p, LevelProvince, p.CityCode, in.Note); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.Consolidation(ctx, ConsolidationQuery{Year: in.Year})
}

// locksShown gives every level of a plan from below upward, closed or open, with what the actor may do about it.
func (s *Service) locksShown(tx *store.Tx, p *Plan, items []PlanItem) ([]PlanLock, error) {
	held, err := locksOf(tx, p.ID)
	if err != nil {
		return nil, err
	}
	find := func(level, region string) PlanLock {
		k := slices.IndexFunc(held, func(l PlanLock) bool { return l.Level == level && l.RegionCode == region })
		if k >= 0 {
			return held[k]
		}
		return PlanLock{PlanID: p.ID, RegionCode: region, CityCode: p.CityCode, Level: level, Office: s.officeOf(level, region)}
	}
	totals := totalsOf(items)
	out := []PlanLock{}
	for _, county := range s.ref.Children(p.CityCode) {
		l := find(LevelCounty, county.Code)
		l.Proposed = totals.ByRegion[county.Code]
		out = append(out, l)
	}
	city := find(LevelCity, p.CityCode)
	city.Proposed = totals.Live
	out = append(out, city, find(LevelProvince, p.CityCode))
	for k := range out {
		out[k].RegionLabel, out[k].Actions = s.regionName(out[k].RegionCode), out[k].actions(tx, p)
	}
	return out, nil
}

func (l *PlanLock) actions(tx *store.Tx, p *Plan) []store.Action {
	actor, out := tx.Actor(), []store.Action{}
	switch {
	case l.Level == LevelCounty && !l.Locked && actor.Can(access.Propose) && actor.Place.Region == l.RegionCode && p.takesItems():
		out = append(out, store.Action{Name: "lock", Label: "锁定上报", Allowed: true})
	case l.Level == LevelCounty && l.Locked && actor.Can(access.SubmitPlan) && p.takesItems(),
		l.Level == LevelProvince && l.Locked && actor.Can(access.VerifyPlan) && p.State != PlanVerified && p.State != PlanConsolidated:
		out = append(out, store.Action{Name: "unlock", Label: "解除锁定", Allowed: true})
	}
	return out
}
