package past

import (
	"context"
	"slices"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// ChangeQuery asks what has changed between the ends of two days.
type ChangeQuery struct {
	From   calendar.Date `query:"from" doc:"前一个日期，不填为后一个日期的一个月前"`
	Until  calendar.Date `query:"until" doc:"后一个日期，不填为昨天"`
	Region string        `query:"region" maxLength:"6" doc:"市或者县的行政区划代码"`
	Kind   string        `query:"kind" enum:",added,gone,changed" doc:"只看增加、减少或者变化的"`
	After  string        `query:"after" maxLength:"64" doc:"从这家企业之后继续，取自上一页的 next"`
}

// RegisterChange is what became of one enterprise between two days.
type RegisterChange struct {
	EnterpriseID string         `json:"enterprise_id"`
	Name         string         `json:"name"`
	CreditCode   string         `json:"credit_code"`
	RegionLabel  string         `json:"region_label"`
	Kind         string         `json:"kind" enum:"added,gone,changed" doc:"增加、减少（离开本辖区）、变化"`
	Fields       []ChangedField `json:"fields" nullable:"false"`
	Here         bool           `json:"here"`
}

// ChangedField is one thing that differs.
type ChangedField struct {
	Label  string `json:"label"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// RegisterChanges is one page of what has changed.
type RegisterChanges struct {
	From  calendar.Date    `json:"from"`
	Until calendar.Date    `json:"until"`
	Items []RegisterChange `json:"items" nullable:"false"`
	Next  string           `json:"next" doc:"还有更多时，下一页从此继续；空为已全部列出"`
}

// ChangeKinds are the Chinese names of the kinds of change.
var ChangeKinds = map[string]string{"added": "增加", "gone": "减少", "changed": "变化"}

const (
	changesOnPage = 50
	// lookedAt at once; a page looks at no more than ten times as many enterprises before it gives what it has found.
	lookedAt = 500
)

func (in ChangeQuery) checked(today calendar.Date) (ChangeQuery, error) {
	var faults fault.List
	in.Until = day(&faults, "until", "后一个日期", in.Until, today)
	if in.From == "" && in.Until.Valid() {
		in.From = in.Until.AddMonths(-1)
	}
	in.From = day(&faults, "from", "前一个日期", in.From, today)
	if in.From >= in.Until && len(faults) == 0 {
		faults.Add("from", "前一个日期（"+in.From.Chinese()+"）应当早于后一个日期（"+in.Until.Chinese()+"）。请重新选择。")
	}
	return in, faults.Err("不能比较这两天")
}

// Changes gives one page of what has changed in the register and the inventory between the ends of two days.
func (s *Service) Changes(ctx context.Context, in ChangeQuery) (*RegisterChanges, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*RegisterChanges, error) {
		in, err := in.checked(tx.Today())
		if err != nil {
			return nil, err
		}
		out := &RegisterChanges{From: in.From, Until: in.Until, Items: []RegisterChange{}}
		before := in.After
		for range 10 {
			found, last, err := s.changed(tx, in, before)
			if err != nil {
				return nil, err
			}
			for _, c := range found {
				if len(out.Items) == changesOnPage {
					out.Next = out.Items[changesOnPage-1].EnterpriseID
					return out, nil
				}
				out.Items = append(out.Items, c)
			}
			if out.Next = last; last == "" {
				return out, nil
			}
			before = last
		}
		return out, nil
	})
}

// changed compares the next enterprises that were written to; last is where to go on, "" at the end.
func (s *Service) changed(tx *store.Tx, in ChangeQuery, before string) (out []RegisterChange, last string, err error) {
	ids, err := touched(tx, in, before, lookedAt)
	if err != nil || len(ids) == 0 {
		return nil, "", err
	}
	if len(ids) == lookedAt {
		last = ids[len(ids)-1]
	}
	old, err := s.sketches(tx, ids, in.From, in.Region)
	if err != nil {
		return nil, "", err
	}
	fresh, err := s.sketches(tx, ids, in.Until, in.Region)
	if err != nil {
		return nil, "", err
	}
	now, err := present(tx, ids)
	if err != nil {
		return nil, "", err
	}
	for _, id := range ids {
		c, differs := compared(old[id], fresh[id])
		if !differs || in.Kind != "" && in.Kind != c.Kind {
			continue
		}
		c.EnterpriseID, c.Here = id, now[id] != nil
		out = append(out, c)
	}
	return out, last, nil
}

// sketch is an enterprise on a day as field values in the order of sketchLabels.
type sketch struct {
	name, code, region string
	values             []string
}

var sketchLabels = []string{"企业名称", "统一社会信用代码", "所在地", "地址", "行业", "重点行业", "企业规模", "经营状态", "分类管理属性", "清单", "年度名单"}

func (s *Service) sketches(tx *store.Tx, ids []string, on calendar.Date, region string) (map[string]*sketch, error) {
	page := store.Page{PageSize: 200}
	out := map[string]*sketch{}
	for some := range slices.Chunk(ids, page.PageSize) {
		found, err := store.ThenPage[enterprise.Enterprise](tx, store.PastQuery{Page: page, On: on, Region: region, Subjects: some})
		if err != nil {
			return nil, err
		}
		have := make([]string, len(found.Items))
		for i := range found.Items {
			have[i] = found.Items[i].ID
		}
		held, err := gather(tx, have, on)
		if err != nil {
			return nil, err
		}
		for i := range found.Items {
			e := &found.Items[i]
			out[e.ID] = &sketch{name: e.Name, code: e.CreditCode, region: s.ref.Label(e.RegionCode), values: []string{
				e.Name, e.CreditCode, s.ref.Label(e.RegionCode), e.Address, s.ref.IndustryLabel(e.IndustryCode), e.KeyIndustry, enterprise.Scales[e.Scale],
				enterprise.States.Label(e.State), strings.Join(held.kinds(e.ID, false), "、"), strings.Join(held.inventory(e.ID), "；"), strings.Join(held.rounds(e.ID), "；"),
			}}
		}
	}
	return out, nil
}

// compared tells what differs between two days; an enterprise that was on neither does not.
func compared(old, fresh *sketch) (RegisterChange, bool) {
	c := RegisterChange{Kind: "changed", Fields: []ChangedField{}}
	switch {
	case old == nil && fresh == nil:
		return c, false
	case old == nil:
		c.Kind, c.Name, c.CreditCode, c.RegionLabel = "added", fresh.name, fresh.code, fresh.region
		return c, true
	case fresh == nil:
		c.Kind, c.Name, c.CreditCode, c.RegionLabel = "gone", old.name, old.code, old.region
		return c, true
	}
	c.Name, c.CreditCode, c.RegionLabel = fresh.name, fresh.code, fresh.region
	for i, label := range sketchLabels {
		if old.values[i] != fresh.values[i] {
			c.Fields = append(c.Fields, ChangedField{Label: label, Before: old.values[i], After: fresh.values[i]})
		}
	}
	return c, len(c.Fields) > 0
}

// fall gives the first of these ids in falling order, each once.
func fall(ids []string, limit int) []string {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	slices.Reverse(ids)
	return ids[:min(limit, len(ids))]
}
