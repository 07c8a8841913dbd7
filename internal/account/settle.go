package account

import (
	"encoding/json"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/statute"
)

// settled completes the place of those who see a set of sites: officers of a functional zone with what the zone has been
// given to do, the department of a field of the economy with the industries of its field as the law data has them today.
func (s *Service) settled(a access.Actor, held *heldSession) access.Actor {
	switch a.Role {
	case access.RoleZone:
		a.Acts = []access.Permission{}
		_ = json.Unmarshal([]byte(held.ZoneActs), &a.Acts) // what cannot be read gives nothing to do
	case access.RoleSector:
		a.Place = sectorPlace(s.db.Law(), s.db.Clock().Today(), held.RegionCode, held.Sector)
	}
	return a
}

// sectorPlace is the industries of a field within a division; a field that the law data does not have gives nothing.
func sectorPlace(law *statute.Law, on calendar.Date, region, sector string) access.Place {
	in, out := law.SectorPrefixes(sector, on)
	if len(in) == 0 {
		return access.Place{}
	}
	for len(region) > 2 && region[len(region)-2:] == "00" {
		region = region[:len(region)-2]
	}
	return access.Place{Region: region, Industries: in, Except: out}
}
