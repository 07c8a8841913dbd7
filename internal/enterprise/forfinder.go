package enterprise

import (
	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// Standing is a site with everything in the register by which the rules for listing judge it.
type Standing struct {
	Site       *Site
	Enterprise *Enterprise
	Facts      []*SiteFact
	Attributes []*Attribute
}

// NextStandings gives the next sites in the actor's place in the order of their ids, with their facts from a year on: a page
// at a time keeps memory constant however many there are.
func (s *Service) NextStandings(tx *store.Tx, after string, limit, from int) ([]Standing, error) {
	plants, err := sitesAfter(tx, after, limit)
	if err != nil {
		return nil, err
	}
	return s.standings(tx, plants, from)
}

// StandingsOf gives the sites of an enterprise that was found in scope.
func (s *Service) StandingsOf(tx *store.Tx, enterpriseID string, from int) ([]Standing, error) {
	plants, err := sites(tx, enterpriseID)
	if err != nil {
		return nil, err
	}
	return s.standings(tx, plants, from)
}

func (s *Service) standings(tx *store.Tx, plants []*Site, from int) ([]Standing, error) {
	sites, owners := make([]string, len(plants)), make([]string, len(plants))
	for i, p := range plants {
		sites[i], owners[i] = p.ID, p.EnterpriseID
	}
	enterprises, err := enterprisesByID(tx, owners)
	if err != nil {
		return nil, err
	}
	facts, err := factsOfSites(tx, sites, from)
	if err != nil {
		return nil, err
	}
	held, err := heldBySite(tx, sites)
	if err != nil {
		return nil, err
	}
	out := make([]Standing, 0, len(plants))
	for _, p := range plants {
		if e := enterprises[p.EnterpriseID]; e != nil {
			out = append(out, Standing{Site: p, Enterprise: e, Facts: facts[p.ID], Attributes: held[p.ID]})
		}
	}
	return out, nil
}

// Closed tells whether the site produces no longer.
func (st Standing) Closed() bool { return st.Site.State == Closed || st.Enterprise.State == Closed }

// Held gives the attributes in force on a day.
func (st Standing) Held(on calendar.Date) []*Attribute {
	var out []*Attribute
	for _, a := range st.Attributes {
		if a.InForce(on) {
			out = append(out, a)
		}
	}
	return out
}

// CountSites counts the sites in the actor's place.
func (s *Service) CountSites(tx *store.Tx) (int, error) { return countSites(tx) }

// RegionLabel names a division below the province.
func (s *Service) RegionLabel(code string) string { return s.codes.regionLabel(code) }
