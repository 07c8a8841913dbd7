package event

import (
	"slices"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// undo takes back what the event has done, the last thing first. Nothing may rest upon it: every record must still stand
// as the event left it, and no later event of the enterprise may have been approved.
func (s *Service) undo(tx *store.Tx, e *Event, note string) error {
	next, err := later(tx, e)
	if err != nil {
		return err
	}
	if next != nil {
		return fault.Conflict("此后又批准了“" + KindLabels[next.Kind] + "”事项（" + next.DecidedOn.Chinese() + "批准），不能撤销。请先撤销后批准的事项，或者另行申报。")
	}
	for _, f := range e.Effects {
		if f.What == ofNothing {
			continue
		}
		version, err := s.versionOf(tx, f.What, f.ID)
		if err != nil {
			return err
		}
		if version != f.Version {
			return fault.Conflict("“" + f.Title + "”在批准以后又有新的办理，不能撤销批准。请在其页面的办理过程中核对，需要变更的另行申报。")
		}
	}
	for _, f := range slices.Backward(e.Effects) {
		if err := s.revert(tx, e, f, note); err != nil {
			return err
		}
	}
	for _, id := range []string{e.EnterpriseID, e.Change.AcquirerID} {
		if id == "" || !slices.Contains([]string{Relocation, Conversion, Merger}, e.Kind) {
			continue
		}
		if err := s.lists.Rejudge(tx, id); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) versionOf(tx *store.Tx, what, id string) (int64, error) {
	var r store.Record
	var err error
	switch what {
	case ofEnterprise:
		r, err = s.enterprises.Any(tx, id)
	case ofSite:
		r, err = s.enterprises.AnySite(tx, id)
	case ofAudit:
		r, err = s.audits.Any(tx, id)
	case ofEntry:
		r, err = s.lists.AnyEntry(tx, id)
	case ofEvent:
		r, err = stored(tx, id)
	default:
		r, err = s.carried(tx, what, id)
		if r == nil {
			return 0, err
		}
	}
	if err != nil {
		return 0, err
	}
	return r.Base().Version, nil
}

func (s *Service) revert(tx *store.Tx, e *Event, f Effect, note string) error {
	switch f.What {
	case ofEnterprise:
		return s.revertEnterprise(tx, f, note)
	case ofSite:
		return s.revertSite(tx, e, f, note)
	case ofAudit:
		return s.revertAudit(tx, e, f, note)
	case ofEntry:
		return s.revertEntry(tx, f, note)
	case ofEvent:
		stop, err := stored(tx, f.ID)
		if err != nil {
			return err
		}
		stop.EndedOn = ""
		return tx.SaveNoted("enterprise_event.go-on", note, stop)
	}
	return s.carriedBack(tx, f, note)
}

func (s *Service) revertEnterprise(tx *store.Tx, f Effect, note string) error {
	owner, err := s.enterprises.Any(tx, f.ID)
	if err != nil {
		return err
	}
	if name := f.Before["name"]; name != "" {
		return s.enterprises.NameBack(tx, owner, name, note)
	}
	if err := s.enterprises.Turn(tx, owner, f.Before["undo"], note); err != nil {
		return err
	}
	if f.Before["undo"] == "reopen" && f.Before["state"] == enterprise.Suspended {
		return s.enterprises.Turn(tx, owner, "suspend", note)
	}
	return nil
}

func (s *Service) revertSite(tx *store.Tx, e *Event, f Effect, note string) error {
	site, err := s.enterprises.AnySite(tx, f.ID)
	if err != nil {
		return err
	}
	b := f.Before
	switch e.Kind {
	case Relocation:
		return s.enterprises.MoveBack(tx, site, enterprise.Move{RegionCode: b["region_code"], Address: b["address"], Longitude: b["longitude"], Latitude: b["latitude"]}, note)
	case Conversion:
		return s.enterprises.ConvertBack(tx, site, b["industry_code"], b["key_industry"], b["key_process"], note)
	case Merger:
		back, err := s.enterprises.Any(tx, b["enterprise_id"])
		if err != nil {
			return err
		}
		return s.enterprises.Hand(tx, site, back, b["site_no"], note)
	}
	return s.enterprises.TurnSite(tx, site, b["undo"], note)
}

func (s *Service) revertAudit(tx *store.Tx, e *Event, f Effect, note string) error {
	a, err := s.audits.Any(tx, f.ID)
	if err != nil {
		return err
	}
	b := f.Before
	switch e.Kind {
	case Standstill:
		return s.audits.Unstand(tx, a, e.Ground(), note)
	case Resumption:
		if b["state"] != audit.Suspended {
			return s.audits.Stand(tx, a, "", "", e.EffectiveOn, note)
		}
		return s.audits.Stand(tx, a, calendar.Date(b["from"]), calendar.Date(b["until"]), e.EffectiveOn, note)
	case Merger:
		return s.audits.HandOver(tx, a, b["enterprise_id"], note)
	}
	a.SuspendedFrom = b["stood"]
	return s.audits.Revive(tx, a, b["state"], b["ended"], note)
}

func (s *Service) revertEntry(tx *store.Tx, f Effect, note string) error {
	entry, err := s.lists.AnyEntry(tx, f.ID)
	if err != nil {
		return err
	}
	if f.Before[movedIn] != "" {
		return s.lists.MoveOut(tx, entry)
	}
	if b := f.Before; len(b) > 0 {
		return s.lists.Follow(tx, entry, b["region_code"], b["key_industry"], b["enterprise_id"], b["enterprise_name"], note)
	}
	return s.lists.Return(tx, entry, note)
}
