package account

import (
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/store"
)

// departments are the roles that read what is addressed to an office, by the level of its place.
var departments = map[string]access.Role{"province": access.RoleProvince, "city": access.RoleCity, "county": access.RoleCounty}

func activeOf(tx *store.Tx, place access.Place) ([]*Account, error) {
	rows := []*Account{}
	q := tx.Everywhere("a message reaches whoever reads its address").Select(&rows).Where("state = ?", Active)
	switch {
	case place.Zone != "":
		q = q.Where("role = ? AND zone_id = ?", access.RoleZone, place.Zone)
	case place.EnterpriseID != "":
		q = q.Where("role = ? AND enterprise_id = ?", access.RoleEnterprise, place.EnterpriseID)
	case place.AgencyID != "":
		q = q.Where("role = ? AND agency_id = ?", access.RoleAgency, place.AgencyID)
	case place.ExpertID != "":
		q = q.Where("role = ? AND expert_id = ?", access.RoleExpert, place.ExpertID)
	case place.Region != "":
		q = q.Where("role = ?", departments[place.Level()])
		if place.Level() != "province" { // the installation serves one
			q = q.Where("region_code = ?", (place.Region + "00")[:6])
		}
	default:
		return rows, nil
	}
	return rows, q.OrderExpr("id").Scan(tx.Context())
}

func activeInRoles(tx *store.Tx, roles []access.Role) ([]*Account, error) {
	rows := []*Account{}
	if len(roles) == 0 {
		return rows, nil
	}
	err := tx.Everywhere("rules of a role are for all who hold it").Select(&rows).
		Where("role IN (?) AND state = ?", bun.List(roles), Active).OrderExpr("id").Scan(tx.Context())
	return rows, err
}
