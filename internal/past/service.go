package past

import (
	"context"
	"slices"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/flow"
	"qingshen/internal/listing"
	"qingshen/internal/reference"
	"qingshen/internal/rest"
	"qingshen/internal/store"
)

// Service answers for past days.
type Service struct {
	db  *store.DB
	ref *reference.Service
}

// New gives the service.
func New(db *store.DB, ref *reference.Service) *Service { return &Service{db: db, ref: ref} }

// Turns gives what the acts of the transition tables do to states, by their name in the journal.
func Turns(tables []flow.Description) map[string]store.Turn {
	out := map[string]store.Turn{}
	for _, table := range tables {
		for _, step := range table.Steps {
			if _, known := out[table.Name+"."+step.Do]; !known {
				out[table.Name+"."+step.Do] = store.Turn{From: step.From, To: step.To}
			}
		}
	}
	return out
}

// Known tells from when on pasts are kept whole.
func (s *Service) Known(context.Context, rest.None) (*PastKnown, error) {
	k := &PastKnown{Latest: s.db.Clock().Today().AddDays(-1)}
	if since := s.db.PastSince(); !since.IsZero() {
		k.Since = calendar.FromTime(since)
		k.Note = "系统自" + k.Since.Chinese() + "起完整留存每次变化。更早日期的情形由办理过程记录推算：名称、所在地、行业、重点行业和状态可以推回，办理过程没有记载的内容按现有资料显示；按地区、重点行业和状态筛选以留存开始时的情形为准。登记以前发生的事，系统没有记录。"
	}
	return k, nil
}

// Enterprises gives one page of the register as it stood at the end of a day.
func (s *Service) Enterprises(ctx context.Context, in EnterpriseQuery) (store.List[EnterpriseThen], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[EnterpriseThen], error) {
		var out store.List[EnterpriseThen]
		on, err := checked(in.On, tx.Today())
		if err != nil {
			return out, err
		}
		in.On = on
		found, err := store.ThenPage[enterprise.Enterprise](tx, in.then())
		if err != nil {
			return out, err
		}
		out.Total, out.TotalCapped = found.Total, found.TotalCapped
		out.Items, err = s.described(tx, found.Items, on)
		return out, err
	})
}

func (in EnterpriseQuery) then() store.PastQuery {
	return store.PastQuery{Page: in.Page, On: in.On, Region: in.Region, State: in.State, Kind: in.KeyIndustry, Term: in.Q}
}

// then holds what belonged to some enterprises at the end of a day, by enterprise.
type then struct {
	on         calendar.Date
	attributes map[string][]enterprise.Attribute
	entries    map[string][]listing.Entry
	names      map[string][]enterprise.FormerName
	places     map[string][]enterprise.FormerPlace
	rows       map[string][]listing.Row
	audits     map[string]audit.Audit
	lists      map[string]*listing.List
}

// most bounds what one page's enterprises may hold together; a page has 200 enterprises, an export page 500.
const most = 20_000

// gather reads what belonged to the enterprises at the end of the day.
func gather(tx *store.Tx, ids []string, on calendar.Date) (*then, error) {
	wide, q := tx.Everywhere(belongs), store.PastQuery{On: on, Enterprises: ids}
	t := &then{on: on}
	attributes, err := store.Then[enterprise.Attribute](wide, q, most)
	if err != nil {
		return nil, err
	}
	t.attributes = by(attributes, func(a enterprise.Attribute) string { return a.EnterpriseID })
	entries, err := store.Then[listing.Entry](wide, q, most)
	if err != nil {
		return nil, err
	}
	t.entries = by(entries, func(e listing.Entry) string { return e.EnterpriseID })
	names, err := store.Then[enterprise.FormerName](wide, q, most)
	if err != nil {
		return nil, err
	}
	t.names = by(names, func(n enterprise.FormerName) string { return n.EnterpriseID })
	places, err := store.Then[enterprise.FormerPlace](wide, q, most)
	if err != nil {
		return nil, err
	}
	t.places = by(places, func(p enterprise.FormerPlace) string { return p.EnterpriseID })
	rows, err := rowsOf(tx, ids, on)
	if err != nil {
		return nil, err
	}
	t.rows = by(rows, func(r listing.Row) string { return r.EnterpriseID })
	return t, t.follow(tx, rows)
}

// follow reads the audits and the lists of rows.
func (t *then) follow(tx *store.Tx, rows []listing.Row) error {
	audits, lists := []string{}, []string{}
	for _, r := range rows {
		if r.AuditID != "" {
			audits = append(audits, r.AuditID)
		}
		lists = append(lists, r.ListID)
		if r.WithdrawnBy != "" {
			lists = append(lists, r.WithdrawnBy)
		}
	}
	opened, err := store.Then[audit.Audit](tx.Everywhere(belongs), store.PastQuery{On: t.on, Subjects: audits}, most)
	if err != nil {
		return err
	}
	t.audits = map[string]audit.Audit{}
	for _, a := range opened {
		t.audits[a.ID] = a
	}
	slices.Sort(lists)
	t.lists, err = listsOf(tx, slices.Compact(lists))
	return err
}

func by[T any](rows []T, of func(T) string) map[string][]T {
	out := map[string][]T{}
	for _, r := range rows {
		out[of(r)] = append(out[of(r)], r)
	}
	return out
}

// described gives the enterprises in the words of the page.
func (s *Service) described(tx *store.Tx, rows []enterprise.Enterprise, on calendar.Date) ([]EnterpriseThen, error) {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	held, err := gather(tx, ids, on)
	if err != nil {
		return nil, err
	}
	now, err := present(tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]EnterpriseThen, len(rows))
	for i := range rows {
		out[i] = s.describe(&rows[i], held, now[rows[i].ID])
	}
	return out, nil
}

func (s *Service) describe(e *enterprise.Enterprise, held *then, now *enterprise.Enterprise) EnterpriseThen {
	out := EnterpriseThen{ID: e.ID, Name: e.Name, CreditCode: e.CreditCode, RegionCode: e.RegionCode, RegionLabel: s.ref.Label(e.RegionCode), IndustryLabel: s.ref.IndustryLabel(e.IndustryCode),
		KeyIndustry: e.KeyIndustry, State: e.State, Attributes: held.kinds(e.ID, true), Inventory: held.inventory(e.ID), Rounds: held.rounds(e.ID), Former: []string{}, Here: now != nil}
	for _, n := range held.names[e.ID] {
		out.Former = append(out.Former, "曾用名“"+n.Name+"”"+untilOf(n.UntilOn))
	}
	for _, p := range held.places[e.ID] {
		out.Former = append(out.Former, "原所在地"+s.ref.Label(p.RegionCode)+p.Address+untilOf(p.UntilOn))
	}
	if now != nil && now.Name != e.Name {
		out.NameNow = now.Name
	}
	if now != nil && now.RegionCode != e.RegionCode {
		out.RegionNow = s.ref.Label(now.RegionCode)
	}
	return out
}

func untilOf(on calendar.Date) string {
	if on == "" {
		return ""
	}
	return "（至" + on.Chinese() + "）"
}

// kinds names the attributes in force on the day, with the day since when.
func (t *then) kinds(id string, dated bool) []string {
	out := []string{}
	for _, k := range enterprise.Kinds {
		for _, a := range t.attributes[id] {
			if a.Kind != k.Kind || a.FromOn > t.on || a.UntilOn != "" && a.UntilOn < t.on {
				continue
			}
			label := k.Label
			if dated {
				label += "（自" + a.FromOn.Chinese() + "）"
			}
			out = append(out, label)
		}
	}
	return out
}

// inventory tells how the sites of an enterprise stood in the inventory.
func (t *then) inventory(id string) []string {
	out := []string{}
	for _, e := range t.entries[id] {
		label := listing.EntryStates.Label(e.State) + "（自" + e.FromOn.Chinese() + "）"
		if e.State == listing.EntryRetired {
			label = listing.EntryStates.Label(e.State) + untilOf(e.UntilOn) + "：" + e.UntilReason
		}
		if len(t.entries[id]) > 1 {
			label = e.SiteName + " " + label
		}
		out = append(out, label)
	}
	return out
}

// rounds tells by which lists an enterprise had been listed, and how far its audits had come.
func (t *then) rounds(id string) []string {
	out := []string{}
	for _, r := range t.rows[id] {
		label := calendar.Of(r.Year, 1, 1).Chinese()[:len("2026年")] + "度名单："
		switch a, ok := t.audits[r.AuditID]; {
		case t.withdrawn(r) != nil:
			label += Standings[Withdrawn]
		case ok:
			label += audit.States.Label(a.State)
		default:
			label += Standings[Listed]
		}
		out = append(out, label)
	}
	return out
}

// withdrawn gives the correcting list that had taken the row back by the end of the day, nil if none had.
func (t *then) withdrawn(r listing.Row) *listing.List {
	l := t.lists[r.WithdrawnBy]
	if l == nil || !l.UpdatedAt.Before(t.on.AddDays(1).Start()) {
		return nil
	}
	return l
}
