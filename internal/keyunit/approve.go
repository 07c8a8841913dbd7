package keyunit

import (
	"context"

	"qingshen/internal/enterprise"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// Approve settles a list (核定): whoever joined gets the attribute with the list as its ground, whoever left loses the one
// that a list had given. All in one transaction.
func (s *Service) Approve(ctx context.Context, id string, _ Nothing) (*UnitList, error) {
	return s.change(ctx, id, func(tx *store.Tx, l *UnitList) error {
		l.ApprovedOn = tx.Today()
		if err := flow.Move(tx, States, l, "approve", ""); err != nil {
			return err
		}
		s.label(tx, l)
		kind, _ := tx.Law().UnitListKind(l.Kind, tx.Today())
		lines, err := linesOf(tx, l.ID)
		if err != nil {
			return err
		}
		earlier, err := before(tx, l)
		if err != nil {
			return err
		}
		was := []*UnitLine{}
		if earlier != nil {
			if was, err = linesOf(tx, earlier.ID); err != nil {
				return err
			}
		}
		for _, line := range lines {
			if line.Match == Aside {
				continue
			}
			if err := s.establish(tx, l, line, enterprise.Kind(kind.Attribute), bySite(was)[line.SiteID]); err != nil {
				return err
			}
		}
		for _, line := range gone(lines, was) {
			if err := s.end(tx, l, line); err != nil {
				return err
			}
		}
		return nil
	})
}

// establish gives the site of a unit the attribute, unless it has it already.
func (s *Service) establish(tx *store.Tx, l *UnitList, line *UnitLine, kind enterprise.Kind, was *UnitLine) error {
	have, err := s.enterprises.Attributed(tx, line.SiteID, kind)
	if err != nil {
		return err
	}
	switch {
	case have == nil:
		a, err := s.enterprises.AddAttribute(tx.Joined(tx.Context()), line.EnterpriseID, enterprise.NewAttribute{SiteID: line.SiteID, Kind: kind, Detail: line.Detail, Evidence: l.evidence(), FromOn: l.FromOn})
		if err != nil {
			return err
		}
		line.AttributeID, line.Effect = a.ID, Set
	case was != nil && was.owned() && was.AttributeID == have.ID:
		line.AttributeID, line.Effect = have.ID, Kept
	default:
		line.AttributeID, line.Effect = have.ID, Held
	}
	return tx.Save("unit_line.effect", line)
}

// end ends the attribute of a unit that is no longer listed, if a list has given it and nobody has ended it meanwhile.
func (s *Service) end(tx *store.Tx, l *UnitList, line *UnitLine) error {
	if !line.owned() {
		return nil
	}
	a, err := s.enterprises.AttributeOf(tx, line.AttributeID)
	if err != nil || a.UntilOn != "" {
		return err
	}
	last := max(l.FromOn.AddDays(-1), a.FromOn)
	ctx := store.WithVersion(tx.Joined(tx.Context()), a.Version)
	_, err = s.enterprises.EndAttribute(ctx, a.ID, enterprise.AttributeEnd{On: last, Evidence: "未列入" + l.evidence()})
	return err
}
