package event

import (
	"fmt"
	"slices"

	"qingshen/internal/audit"
	"qingshen/internal/deadline"
	"qingshen/internal/enterprise"
	"qingshen/internal/store"
)

// merge hands the sites over to the acquirer with all that hangs on them; an enterprise that is taken over whole is closed.
func (s *Service) merge(tx *store.Tx, e *Event) error {
	to, err := s.enterprises.Any(tx, e.Change.AcquirerID)
	if err != nil {
		return err
	}
	sites, err := s.enterprises.Sites(tx, e.EnterpriseID)
	if err != nil {
		return err
	}
	for _, site := range sites {
		if e.SiteID != "" && site.ID != e.SiteID {
			continue
		}
		if err := s.hand(tx, e, site, to); err != nil {
			return err
		}
	}
	if e.SiteID == "" {
		if err := s.carryRest(tx, e, to); err != nil {
			return err
		}
		if err := s.shut(tx, e); err != nil {
			return err
		}
	}
	for _, id := range []string{e.EnterpriseID, to.ID} {
		if err := s.lists.Rejudge(tx, id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) hand(tx *store.Tx, e *Event, site *enterprise.Site, to *enterprise.Enterprise) error {
	entries, err := s.lists.Standing(tx, e.EnterpriseID, site.ID)
	if err != nil {
		return err
	}
	before := map[string]string{"enterprise_id": site.EnterpriseID, "site_no": site.SiteNo}
	if err := s.enterprises.Hand(tx, site, to, "", e.Ground()); err != nil {
		return err
	}
	e.did(site.Subject(), fmt.Sprintf("厂区移交“%s”，编号%s，属性一并移交。", to.Name, site.SiteNo), before)
	rounds, err := s.audits.AllOf(tx, site.ID)
	if err != nil {
		return err
	}
	for i := range rounds {
		a := &rounds[i]
		before := map[string]string{"enterprise_id": a.EnterpriseID}
		if err := s.audits.HandOver(tx, a, to.ID, e.Ground()); err != nil {
			return err
		}
		e.did(a.Subject(), "审核及其资料、期限移交“"+to.Name+"”，案号和名单上的名称不变。", before)
	}
	for i := range entries {
		if err := s.entryFollows(tx, e, entries[i].ID, site.RegionCode, to); err != nil {
			return err
		}
	}
	return s.carry(tx, e, to, site.ID, rounds)
}

// carry hands over everything else that was done for the site, or within one of its rounds: plan items, rows of lists,
// notices, engagements, applications, with the clocks that run for them. What a list or a notice says stays as it was.
func (s *Service) carry(tx *store.Tx, e *Event, to *enterprise.Enterprise, siteID string, rounds []audit.Audit) error {
	var cases []string
	for i := range rounds {
		cases = append(cases, rounds[i].ID)
	}
	wide := tx.Everywhere("a merger hands over what belongs to a site, wherever it lies")
	for _, k := range s.Carried {
		for column, values := range map[string][]string{"site_id": {siteID}, "audit_id": cases, "subject_id": cases} {
			if !k.Has(column) {
				continue
			}
			rows, err := wide.Naming(k, column, values...)
			if err != nil {
				return err
			}
			if err := s.carryAll(tx, e, k, rows, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// carryRest hands over what an enterprise that is taken over whole has entrusted to agencies without naming a round.
func (s *Service) carryRest(tx *store.Tx, e *Event, to *enterprise.Enterprise) error {
	for _, k := range s.Carried {
		if k.Table != "engagement" {
			continue
		}
		rows, err := tx.Everywhere("the engagements of an enterprise that is taken over").Naming(k, "enterprise_id", e.EnterpriseID)
		if err != nil {
			return err
		}
		if err := s.carryAll(tx, e, k, rows, to); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) carryAll(tx *store.Tx, e *Event, k store.Kind, rows []store.Record, to *enterprise.Enterprise) error {
	for _, r := range rows {
		from := store.Text(r, "enterprise_id")
		if from == "" || from == to.ID {
			continue
		}
		store.SetText(r, "enterprise_id", to.ID)
		if err := tx.SaveNoted(k.Table+".hand-over", e.Ground(), r); err != nil {
			return err
		}
		subject := r.Subject()
		if err := deadline.Follow(tx, subject); err != nil {
			return err
		}
		of := store.Subject{Type: k.Table, ID: r.Base().ID, Title: k.Label, Link: subject.Link}
		if subject.Title != "" {
			of.Title = k.Label + "：" + subject.Title
		}
		e.did(of, "移交“"+to.Name+"”，内容不变。", map[string]string{"enterprise_id": from})
	}
	return nil
}

// carriedBack takes the handing over of one record back.
func (s *Service) carriedBack(tx *store.Tx, f Effect, note string) error {
	r, err := s.carried(tx, f.What, f.ID)
	if err != nil || r == nil {
		return err
	}
	store.SetText(r, "enterprise_id", f.Before["enterprise_id"])
	if err := tx.SaveNoted(f.What+".hand-over", note, r); err != nil {
		return err
	}
	return deadline.Follow(tx, r.Subject())
}

// carried gives a record that a merger has handed over, nil if it is of no such kind.
func (s *Service) carried(tx *store.Tx, table, id string) (store.Record, error) {
	i := slices.IndexFunc(s.Carried, func(k store.Kind) bool { return k.Table == table })
	if i < 0 {
		return nil, nil
	}
	return tx.Everywhere("what a merger has handed over").One(s.Carried[i], id)
}

// changeCity lets a site leave the inventory of the city that it has left, with the reason, and proposes it to the city to
// which it has come, which decides for itself.
func (s *Service) changeCity(tx *store.Tx, e *Event, site *enterprise.Site, reason, from string) error {
	rows, err := s.lists.Standing(tx, e.EnterpriseID, e.SiteID)
	if err != nil || len(rows) == 0 {
		return err
	}
	was := rows[0]
	if err := s.leave(tx, e, reason); err != nil {
		return err
	}
	owner, err := s.enterprises.Any(tx, e.EnterpriseID)
	if err != nil {
		return err
	}
	entry, err := s.lists.MoveIn(tx, site, owner, &was, e.EffectiveOn.Chinese()+"由"+from+"迁入，原在当地清单中。")
	if err != nil || entry == nil {
		return err // a plan under way still holds the site where it was
	}
	e.did(entry.Subject(), "向"+s.regions.Label(entry.CityCode)+"提出列入清单的建议，由当地确认。", map[string]string{movedIn: movedIn})
	return s.lists.Rejudge(tx, e.EnterpriseID)
}

// movedIn marks the effect that is taken back by removing the proposal.
const movedIn = "moved-in"
