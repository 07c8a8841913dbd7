package level

import (
	"context"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/indexsystem"
	"qingshen/internal/store"
)

// An index system belongs to industries by their codes; an enterprise may bear such a code and do something else. Whether the
// system fits is then for the office that organises the appraisal to say, with its reason, for one audit (GUIDE 15: where no
// index system applies, other ways are open; who says so is the project's reading, confidence A). Without its word a level by
// that system stays owed.

// Misfit is the finding that an index system does not fit an enterprise (不适用的认定).
type Misfit struct {
	bun.BaseModel `bun:"table:misfit"`
	store.Row
	AuditID      string        `bun:"audit_id" json:"-"`
	EnterpriseID string        `bun:"enterprise_id" json:"-"`
	RegionCode   string        `bun:"region_code" json:"-"`
	CityCode     string        `bun:"city_code" json:"-"`
	Series       string        `bun:"series" json:"-"`
	SystemTitle  string        `bun:"system_title" json:"system_title" label:"评价指标体系"`
	Holds        bool          `bun:"holds" json:"-" label:"不适用于本案"`
	Reason       string        `bun:"reason" json:"reason" label:"理由"`
	DecidedBy    string        `bun:"decided_by" json:"decided_by"`
	DecidedOn    calendar.Date `bun:"decided_on" json:"decided_on"`
	SystemID     string        `bun:"-" json:"system_id" doc:"本案基准日的版本"`
}

// Place narrows misfits to the division of their audit.
func (Misfit) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code", Enterprise: "enterprise_id", Subject: "audit_id"}
}

// Subject of a misfit lies within its audit.
func (m *Misfit) Subject() store.Subject {
	return store.Subject{Type: "misfit", ID: m.ID, Version: m.Version, CaseID: m.AuditID, Title: "指标体系不适用的认定", Link: "/audits/" + m.AuditID + "/level", RegionCode: m.RegionCode, EnterpriseID: m.EnterpriseID}
}

// FitInput is what the office says of an index system of the industry.
type FitInput struct {
	SystemID string `json:"system_id" maxLength:"64" doc:"适用本行业的指标体系的版本"`
	Misfit   bool   `json:"misfit" doc:"不适用于本案；否为撤销认定"`
	Reason   string `json:"reason" maxLength:"500" doc:"理由"`
}

// fitting gives the choices with the misfits of an audit, from which they are taken out.
func (s *Service) fitting(tx *store.Tx, a *audit.Audit, baseOn calendar.Date) ([]indexsystem.Choice, []Misfit, error) {
	industry, err := s.audits.Industry(tx, a)
	if err != nil {
		return nil, nil, err
	}
	choices, err := s.library.Choices(tx, industry, baseOn)
	if err != nil {
		return nil, nil, err
	}
	rows, err := misfitsOf(tx, a.ID)
	if err != nil {
		return nil, nil, err
	}
	found := []Misfit{}
	for i, c := range choices {
		k := slices.IndexFunc(rows, func(m *Misfit) bool { return m.Series == c.Series && m.Holds })
		if k < 0 || !c.Fits || c.Newer {
			continue
		}
		choices[i].Fits = false
		m := *rows[k]
		m.SystemID = c.ID
		found = append(found, m)
	}
	return choices, found, nil
}

func (m Misfit) words() string {
	return "“" + m.SystemTitle + "”按行业代码适用，" + m.DecidedBy + m.DecidedOn.Chinese() + "认定不适用于本案，理由：" + strings.TrimSuffix(m.Reason, "。") + "。"
}

// JudgeFit keeps the word of the office on whether an index system of the industry fits, or takes it back.
func (s *Service) JudgeFit(ctx context.Context, id, phase string, in FitInput) (*RatingPage, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*RatingPage, error) {
		a, err := s.audits.Find(tx, id)
		if err != nil {
			return nil, err
		}
		if a.AcceptedOn != "" {
			return nil, fault.Conflict("本案验收已经合格，清洁生产水平不再改变。")
		}
		c, err := s.judgedFit(tx, a, in)
		if err != nil {
			return nil, err
		}
		if err := s.keepFit(tx, a, c, in); err != nil {
			return nil, err
		}
		r, err := ratingOf(tx, a.ID, Query{Phase: phase}.phase())
		if err != nil {
			return nil, err
		}
		begun, err := s.begun(tx, a, r, Query{Phase: phase}.phase())
		if err != nil {
			return nil, err
		}
		return s.present(tx, a, r, begun)
	})
}

// judgedFit checks the input and gives the edition that it speaks of.
func (s *Service) judgedFit(tx *store.Tx, a *audit.Audit, in FitInput) (indexsystem.Choice, error) {
	var faults fault.List
	choices, misfits, err := s.fitting(tx, a, a.BaseOn())
	if err != nil {
		return indexsystem.Choice{}, err
	}
	k := slices.IndexFunc(choices, func(c indexsystem.Choice) bool { return c.ID == in.SystemID && !c.Newer && !c.Own })
	held := slices.ContainsFunc(misfits, func(m Misfit) bool { return m.SystemID == in.SystemID })
	switch {
	case k < 0 || !choices[k].Fits && !held:
		faults.Add("system_id", "这个指标体系不按行业代码适用于本案，不需要认定。")
	case held == in.Misfit:
		faults.Add("misfit", map[bool]string{true: "已经认定不适用，不必重复认定。", false: "没有不适用的认定，不能撤销。"}[in.Misfit])
	}
	if strings.TrimSpace(in.Reason) == "" {
		faults.Add("reason", "请写明理由，例如企业的工艺、产品与指标体系的适用范围有什么不同。")
	}
	if err := faults.Err("认定没有保存，请按提示修改。"); err != nil {
		return indexsystem.Choice{}, err
	}
	r, err := ratingOf(tx, a.ID, After)
	if err == nil && r != nil && in.Misfit && r.Series == choices[k].Series {
		err = fault.Conflict("审核后的清洁生产水平已按这个指标体系评价，不能再认定不适用。")
	}
	return choices[k], err
}

func (s *Service) keepFit(tx *store.Tx, a *audit.Audit, c indexsystem.Choice, in FitInput) error {
	rows, err := misfitsOf(tx, a.ID)
	if err != nil {
		return err
	}
	m := &Misfit{AuditID: a.ID, EnterpriseID: a.EnterpriseID, RegionCode: a.RegionCode, CityCode: a.CityCode, Series: c.Series}
	k := slices.IndexFunc(rows, func(o *Misfit) bool { return o.Series == c.Series })
	if k >= 0 {
		m = rows[k]
	}
	m.SystemTitle, m.Holds, m.Reason, m.DecidedBy, m.DecidedOn = c.Title, in.Misfit, strings.TrimSpace(in.Reason), access.RoleLabels[tx.Actor().Role], tx.Today()
	action := map[bool]string{true: "misfit.find", false: "misfit.withdraw"}[in.Misfit]
	if k >= 0 {
		return tx.Save(action, m)
	}
	return tx.Insert(action, m)
}
