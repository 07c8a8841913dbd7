package enterprise

import (
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// complete fills in what a single record carries beside its columns.
func (s *Service) complete(tx *store.Tx, e *Enterprise) error {
	if err := countParts(tx, e); err != nil {
		return err
	}
	return s.fill(tx, e)
}

// fill is complete for an enterprise whose parts have been counted.
func (s *Service) fill(tx *store.Tx, e *Enterprise) error {
	s.label(e)
	e.Actions = flow.Allowed(tx, States, e)
	var err error
	if e.NameCount > 0 {
		if e.FormerNames, err = names(tx, e.ID); err != nil {
			return err
		}
	}
	if e.PlaceCount > 0 {
		if e.FormerPlaces, err = places(tx, e.ID); err != nil {
			return err
		}
	}
	for _, p := range e.FormerPlaces {
		p.RegionLabel = s.codes.regionLabel(p.RegionCode)
	}
	if e.AttributeCount > 0 {
		e.Attributes, err = attributes(tx, e.ID, tx.Today())
	}
	for _, a := range e.Attributes {
		a.label(a.SiteName)
	}
	return err
}

// label fills in the Chinese names of an enterprise's codes.
func (s *Service) label(e *Enterprise) {
	e.RegionLabel, e.IndustryLabel = s.codes.regionLabel(e.RegionCode), s.codes.industryLabel(e.IndustryCode)
	e.StateLabel, e.KeyIndustryLabel = States.Label(e.State), e.KeyIndustry
	_, e.KeyIndustryOptions = s.codes.keyIndustries(e.IndustryCode)
	s.labelSector(e)
}
