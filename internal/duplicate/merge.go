package duplicate

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/listing"
	"qingshen/internal/store"
)

// merging is one merge while it is being done.
type merging struct {
	s          *Service
	tx         *store.Tx
	d          *Duplicate
	in         MergeInput
	kept, gone *enterprise.Enterprise
	sites      []*enterprise.Site // of the one that goes
	united     map[string]string  // site that goes: site that stays
	note       string
}

// merge does the whole act in the caller's transaction.
func (s *Service) merge(tx *store.Tx, d *Duplicate, in MergeInput) error {
	if d.State != Open {
		return flow.Move(tx, States, d, "merge", "")
	}
	if err := bothThere(tx, d); err != nil {
		return err
	}
	m, err := s.prepare(tx, d, in)
	if err != nil {
		return err
	}
	if err := m.refuse(); err != nil {
		return err
	}
	for _, step := range []func() error{m.leaveInventory, m.move, m.uniteSites, m.fields, m.finish} {
		if err := step(); err != nil {
			return err
		}
	}
	return flow.Move(tx, States, d, "merge", m.note)
}

func (s *Service) prepare(tx *store.Tx, d *Duplicate, in MergeInput) (*merging, error) {
	keep, away := d.FirstID, d.SecondID
	if in.KeepID == d.SecondID {
		keep, away = away, keep
	}
	kept, err := s.enterprises.Sites(tx, keep)
	if err != nil {
		return nil, err
	}
	m := &merging{s: s, tx: tx, d: d, in: in, united: map[string]string{}, note: strings.TrimSpace(in.Note)}
	if m.sites, err = s.enterprises.Sites(tx, away); err != nil {
		return nil, err
	}
	if err := in.check(d, kept, m.sites); err != nil {
		return nil, err
	}
	for from, to := range in.Sites {
		if to != "" {
			m.united[from] = to
		}
	}
	if m.kept, err = s.enterprises.Any(tx, keep); err != nil {
		return nil, err
	}
	if m.gone, err = s.enterprises.Any(tx, away); err != nil {
		return nil, err
	}
	d.Work = Work{GoneID: away, Sites: m.united}
	return m, nil
}

// refuse names everything that would be twice what may be only once, all at once.
func (m *merging) refuse() error {
	var list fault.List
	for from, to := range m.united {
		if err := m.refuseRounds(&list, from, to); err != nil {
			return err
		}
		if err := m.refusePlans(&list, from, to); err != nil {
			return err
		}
	}
	return list.Err("不能合并：" + m.kept.Name + "会在一处重复。")
}

func (m *merging) refuseRounds(list *fault.List, from, to string) error {
	ours, err := m.s.audits.RunningOf(m.tx, m.kept.ID, to)
	if err != nil || len(ours) == 0 {
		return err
	}
	theirs, err := m.s.audits.RunningOf(m.tx, m.gone.ID, from)
	if err == nil && len(theirs) > 0 {
		list.Add("sites", fmt.Sprintf("两条登记的这个厂区各有一轮正在进行的审核（案号%s和%s），合并后同一厂区会有两轮审核同时进行。请先由市生态环境局终止其中一轮，或者由省生态环境厅以更正名单撤销其中一个，再合并。",
			ours[0].CaseNo, theirs[0].CaseNo))
	}
	return err
}

func (m *merging) refusePlans(list *fault.List, from, to string) error {
	items := m.s.holding("plan_item")
	rows, err := m.tx.Everywhere("the plans of two sites that shall become one").Naming(items.Kind, "site_id", from, to)
	if err != nil {
		return err
	}
	years := map[string]string{}
	for _, r := range rows {
		year := fmt.Sprint(store.Snapshot(r)["year"])
		if site := years[year]; site != "" && site != store.Text(r, "site_id") {
			list.Add("sites", fmt.Sprintf("两条登记的这个厂区都在%s年度计划中，合并后同一企业会在一个轮次列入两次。请先在计划中撤回其中一个；已经公布的，由省生态环境厅以更正名单更正；确是两个厂区的，选择“作为又一个厂区”。", year))
		}
		years[year] = store.Text(r, "site_id")
	}
	return nil
}

// leaveInventory takes a united site out of the inventory where the other one stands in it as well.
func (m *merging) leaveInventory() error {
	for from, to := range m.united {
		ours, err := m.s.lists.Standing(m.tx, m.kept.ID, to)
		if err != nil {
			return err
		}
		theirs, err := m.s.lists.Standing(m.tx, m.gone.ID, from)
		if err != nil || len(ours) == 0 {
			return err
		}
		for i := range theirs {
			e := &theirs[i]
			if e.State == listing.EntryProposed {
				return fault.Conflict("“" + e.EnterpriseName + "”列入清单的建议尚待市级确认。保留的登记已在清单中，请先在清单中不予采纳这条建议，再合并。")
			}
			if err := m.s.lists.Unite(m.tx, e, "与“"+m.kept.Name+"”是同一企业，登记合并。"+m.note); err != nil {
				return err
			}
			m.d.Work.Left = append(m.d.Work.Left, e.ID)
		}
		m.say("重点行业企业清单", len(theirs), "两条登记都在清单中：保留一条，另一条调出")
	}
	return nil
}

// move lets everything that names the registration that goes name the one that stays.
func (m *merging) move() error {
	ids := map[string]string{m.gone.ID: m.kept.ID}
	var united []string
	for from, to := range m.united {
		ids[from] = to
		united = append(united, from)
	}
	for _, h := range m.s.holdings {
		if h.Table == siteTable {
			continue
		}
		rows, err := h.belonging(m.tx, m.gone.ID, united)
		if err != nil {
			return err
		}
		moved, dropped := 0, 0
		for _, r := range rows {
			double, err := m.double(h, r)
			if err != nil {
				return err
			}
			if double {
				dropped++
				err = m.drop(h, r)
			} else {
				moved++
				err = m.moveOne(h, r, ids)
			}
			if err != nil {
				return err
			}
		}
		m.say(h.Label, moved, "移到保留的登记")
		m.say(h.Label, dropped, "保留的登记已有相同的一条，不再重复保留")
	}
	return m.moveSites()
}

// double tells whether the site that stays holds the same already.
func (m *merging) double(h Holding, r store.Record) (bool, error) {
	to := m.united[store.Text(r, "site_id")]
	key := h.once(r)
	if to == "" || key == "" {
		return false, nil
	}
	held, err := h.heldAt(m.tx, to)
	return held[key], err
}

func (m *merging) drop(h Holding, r store.Record) error {
	raw, err := json.Marshal(store.Snapshot(r))
	if err != nil {
		return err
	}
	m.d.Work.Dropped = append(m.d.Work.Dropped, Dropped{Table: h.Table, ID: r.Base().ID, Row: raw})
	return m.tx.Delete(h.Table+".merge-drop", r)
}

func (m *merging) moveOne(h Holding, r store.Record, ids map[string]string) error {
	before := rewrite(r, ids)
	if h.Follows {
		before["enterprise_name"] = store.SetText(r, "enterprise_name", m.now("name"))
	}
	if err := m.tx.SaveNoted(h.Table+".merge", m.note, r); err != nil {
		return err
	}
	m.d.Work.Moved = append(m.d.Work.Moved, Moved{h.Table, r.Base().ID, title(r), r.Base().Version, before})
	return nil
}

// moveSites gives the sites that are plants of their own to the registration that stays, under free numbers.
func (m *merging) moveSites() error {
	h, n := m.s.holding(siteTable), 0
	for _, site := range m.sites {
		if m.united[site.ID] != "" {
			continue
		}
		number, err := m.s.enterprises.NextNumber(m.tx, m.kept.ID)
		if err != nil {
			return err
		}
		before := map[string]string{"enterprise_id": site.EnterpriseID, "site_no": site.SiteNo}
		site.EnterpriseID, site.SiteNo = m.kept.ID, number
		if err := m.tx.SaveNoted("site.merge", m.note, site); err != nil {
			return err
		}
		m.d.Work.Moved = append(m.d.Work.Moved, Moved{h.Table, site.ID, site.Name, site.Version, before})
		n++
	}
	m.say(h.Label, n, "作为又一个厂区移到保留的登记，编号顺延")
	return nil
}

// uniteSites lets a site that is the same plant go: what the one that stays does not know is taken over.
func (m *merging) uniteSites() error {
	h := m.s.holding(siteTable)
	for _, site := range m.sites {
		to := m.united[site.ID]
		if to == "" {
			continue
		}
		stays, err := m.s.enterprises.AnySite(m.tx, to)
		if err != nil {
			return err
		}
		if before := fill(stays, site); len(before) > 0 {
			if err := m.tx.SaveNoted("site.merge", m.note, stays); err != nil {
				return err
			}
			m.d.Work.Moved = append(m.d.Work.Moved, Moved{h.Table, stays.ID, stays.Name, stays.Version, before})
		}
		if err := m.drop(h, site); err != nil {
			return err
		}
	}
	m.say(h.Label, len(m.united), "与保留的登记的厂区是同一厂区，合为一个")
	return nil
}

// fill takes over what the site that stays does not know, and tells what stood there.
func fill(stays, goes *enterprise.Site) map[string]string {
	before := map[string]string{}
	for _, name := range []string{"address", "industry_code", "permit_no", "permit_kind", "permit_until"} {
		if value := store.Text(goes, name); value != "" && store.Text(stays, name) == "" {
			before[name] = store.SetText(stays, name, value)
		}
	}
	if stays.Longitude == "" && goes.Longitude != "" {
		before["longitude"], before["latitude"] = "", ""
		stays.Longitude, stays.Latitude = goes.Longitude, goes.Latitude
	}
	return before
}

// now gives what the registration that stays will say of a column.
func (m *merging) now(name string) string {
	if slices.Contains(m.in.Take, name) {
		return store.Text(m.gone, name)
	}
	return store.Text(m.kept, name)
}

// fields takes over the chosen values. A gap is filled from the other registration without being asked.
func (m *merging) fields() error {
	m.d.Work.Kept = map[string]string{}
	take := m.in.Take
	for _, c := range columns {
		if store.Text(m.kept, c.name) == "" && store.Text(m.gone, c.name) != "" {
			take = append(take, c.name)
		}
	}
	if slices.Contains(take, "industry_code") {
		take = append(take, "key_process")
	}
	names := []string{m.kept.Name, m.gone.Name}
	for _, name := range take {
		if value := store.Text(m.gone, name); value != store.Text(m.kept, name) {
			m.d.Work.Kept[name] = store.SetText(m.kept, name, value)
		}
	}
	m.kept.CityCode = store.CityOf(m.kept.RegionCode)
	m.say("登记的内容", len(m.d.Work.Kept), "改用另一条登记的内容")
	for _, name := range names {
		n, err := m.s.enterprises.KeepName(m.tx, m.kept, name)
		if err != nil {
			return err
		}
		if n != nil {
			m.d.Work.Names = append(m.d.Work.Names, n.ID)
		}
	}
	m.say("曾用名", len(m.d.Work.Names), "不再使用的名称保留为曾用名，仍可按它查找")
	return nil
}

// finish lets the registration go; its id, code and name lead to the one that stays.
func (m *merging) finish() error {
	code := m.gone.CreditCode
	if before := m.d.Work.Kept["credit_code"]; before != "" {
		code = before
	}
	m.d.Work.Gone = store.Snapshot(m.gone)
	if err := m.s.enterprises.Absorb(m.tx, m.kept, m.gone, code, m.note); err != nil {
		return err
	}
	m.d.KeptID, m.d.DecidedOn, m.d.Note = m.kept.ID, m.tx.Today(), m.note
	stale, err := othersOf(m.tx, m.gone.ID, m.d.ID)
	if err != nil {
		return err
	}
	return write(m.tx, nil, nil, stale)
}

func (m *merging) say(label string, n int, text string) {
	if n > 0 {
		m.d.Work.Lines = append(m.d.Work.Lines, MergeLine{label, n, text})
	}
}
