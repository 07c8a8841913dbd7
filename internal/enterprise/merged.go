package enterprise

import (
	"slices"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Merged is what stays of a registration that turned out to be a second one of the same enterprise (已合并的登记). Its id is
// the one that the record had, so that old links, old lists and old codes still lead to the enterprise.
type Merged struct {
	bun.BaseModel `bun:"table:merged_enterprise"`
	store.Row
	EnterpriseID string `bun:"enterprise_id" json:"enterprise_id" doc:"保留的登记"`
	CreditCode   string `bun:"credit_code" json:"credit_code" label:"原登记的统一社会信用代码"`
	Name         string `bun:"name" json:"name" label:"原登记的名称"`
	RegionCode   string `bun:"region_code" json:"region_code"`
}

// Place lets whoever sees the enterprise see what was merged into it; departments reach it through the enterprise only.
func (Merged) Place() access.Columns {
	return access.Columns{Enterprise: "enterprise_id", Agency: "?TableAlias.enterprise_id IN " + engaged}
}

// Subject of a merged registration belongs to the history of the enterprise that was kept.
func (m *Merged) Subject() store.Subject {
	return store.Subject{Type: "merged_enterprise", ID: m.ID, Version: m.Version, CaseID: m.EnterpriseID, Title: m.Name,
		Link: "/enterprises/" + m.EnterpriseID, RegionCode: m.RegionCode, EnterpriseID: m.EnterpriseID}
}

// SameName tells whether two written names are the same, as people compare them.
func SameName(a, b string) bool { return sameName(a, b) }

// find gives the enterprise, also by the id of a record that was merged into it; out of scope it does not exist.
func find(tx *store.Tx, id string) (*Enterprise, error) {
	e, err := store.Find[Enterprise](tx, id, "该企业")
	if err == nil || !fault.Is(err, fault.KindNotFound) {
		return e, err
	}
	kept, failed := keptFor(tx, id)
	if failed != nil || kept == "" {
		return nil, orElse(failed, err)
	}
	return store.Find[Enterprise](tx, kept, "该企业")
}

func orElse(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// Absorb ends the registration of one record in favour of the other: the record goes, its id, code and name go on leading to
// the one that is kept. What hangs on it has been moved before. code is the one of the two that is borne no longer.
func (s *Service) Absorb(tx *store.Tx, kept, gone *Enterprise, code, note string) error {
	if err := tx.Delete("enterprise.merge-away", gone); err != nil {
		return err
	}
	nowhere := gone.Subject()
	nowhere.RegionCode = ""
	if err := tx.Index(nowhere); err != nil {
		return err
	}
	m := &Merged{EnterpriseID: kept.ID, CreditCode: code, Name: gone.Name, RegionCode: gone.RegionCode}
	m.ID = gone.ID
	if err := tx.Insert("merged_enterprise.keep", m); err != nil {
		return err
	}
	if err := tx.SaveNoted("enterprise.merge", note, kept); err != nil {
		return err
	}
	return s.refile(tx, kept)
}

// Part brings a merged record back (撤销合并): the record is as it was, the other one as it was changed back by the caller.
func (s *Service) Part(tx *store.Tx, kept, back *Enterprise, note string) error {
	m, err := store.Get[Merged](tx.Everywhere(decided), back.ID, "该合并记录")
	if err != nil {
		return err
	}
	if err := tx.Delete("merged_enterprise.drop", m); err != nil {
		return err
	}
	if err := tx.SaveNoted("enterprise.part", note, kept); err != nil {
		return err
	}
	if err := tx.Insert("enterprise.part", back); err != nil {
		return err
	}
	if err := s.refile(tx, kept); err != nil {
		return err
	}
	return s.refile(tx, back)
}

// KeepName keeps a name that the enterprise was also registered under, so that it is found by it.
func (s *Service) KeepName(tx *store.Tx, e *Enterprise, name string) (*FormerName, error) {
	former, err := names(tx, e.ID)
	if err != nil || sameName(e.Name, name) || slices.ContainsFunc(former, func(f *FormerName) bool { return sameName(f.Name, name) }) {
		return nil, err
	}
	n := &FormerName{EnterpriseID: e.ID, Name: name}
	return n, tx.Insert("enterprise.keep-name", n)
}

// NextNumber gives the next free number of a site of the enterprise.
func (s *Service) NextNumber(tx *store.Tx, enterpriseID string) (string, error) {
	have, err := sites(tx, enterpriseID)
	return nextNo(have), err
}

// Registered is one enterprise with what tells it from others: for the search of those registered twice.
type Registered struct {
	*Enterprise
	Former []*FormerName
	Sites  []*Site
}

// NextRegistered gives the next enterprises in the actor's place in the order of their ids, with names and sites.
func (s *Service) NextRegistered(tx *store.Tx, id string, limit int) ([]Registered, error) {
	rows, err := after(tx, Filter{}, id, limit)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, e := range rows {
		ids[i] = e.ID
	}
	former, err := namesOf(tx, ids)
	if err != nil {
		return nil, err
	}
	plants, err := sitesOf(tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Registered, len(rows))
	for i, e := range rows {
		out[i] = Registered{e, former[e.ID], plants[e.ID]}
	}
	return out, nil
}

// RegisteredAs gives one enterprise as NextRegistered does, wherever it lies, labelled.
func (s *Service) RegisteredAs(tx *store.Tx, id string) (Registered, error) {
	e, err := store.Get[Enterprise](tx.Everywhere(decided), id, "该企业")
	if err != nil {
		return Registered{}, err
	}
	s.label(e)
	out := Registered{Enterprise: e}
	if out.Former, err = names(tx, id); err != nil {
		return out, err
	}
	out.Sites, err = s.Sites(tx, id)
	return out, err
}

// CountAll counts the enterprises in the actor's place.
func (s *Service) CountAll(tx *store.Tx) (int64, error) { return countEnterprises(tx) }
