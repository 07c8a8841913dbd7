package app

import "qingshen/internal/access"

// siteSets are the sites of those whose place is no division: in words of their own, which must not repeat the code.
var siteSets = map[access.Role]string{
	access.RoleZone: "(SELECT site_id FROM zone_site WHERE until_on = '' AND zone_id = (SELECT zone_id FROM account WHERE 'account of ' || login = '$account'))",
	access.RoleSector: "(SELECT id FROM site WHERE substr(industry_code, 1, 2) IN ('01', '02', '03', '04', '05') AND " +
		"'agriculture' = (SELECT sector FROM account WHERE 'account of ' || login = '$account'))",
}

const (
	siteIn      = "site_id IN $sites"
	auditWithin = "audit_id IN (SELECT id FROM audit WHERE site_id IN $sites)"
	ofOwnSites  = "enterprise_id IN (SELECT enterprise_id FROM site WHERE id IN $sites)"
	// caseIn is everything that a file or a clock may be about.
	caseIn = "(subject_id IN (SELECT id FROM audit WHERE site_id IN $sites) OR subject_id IN (SELECT id FROM notice WHERE " + auditWithin + ")" +
		" OR subject_id IN (SELECT id FROM disclosure WHERE " + auditWithin + ") OR subject_id IN (SELECT id FROM appraisal WHERE " + auditWithin + ")" +
		" OR subject_id IN (SELECT id FROM equivalence WHERE site_id IN $sites) OR subject_id IN (SELECT id FROM petition WHERE site_id IN $sites)" +
		" OR subject_id IN (SELECT id FROM enterprise_event WHERE " + eventIn + ") OR subject_id IN (SELECT id FROM inventory_entry WHERE site_id IN $sites)" +
		" OR subject_id IN (SELECT enterprise_id FROM site WHERE id IN $sites) OR subject_id IN $sites)"
	eventIn = "(site_id IN $sites OR site_id = '' AND " + ofOwnSites + ")"
)

// siteSights say which rows of a table they see.
var siteSights = map[string]string{
	"agency": everything, "annual_list": "state = 'published'",
	"enterprise": "id IN (SELECT enterprise_id FROM site WHERE id IN $sites)", "site": "id IN $sites",
	"attribute": siteIn, "site_fact": siteIn, "audit": siteIn, "inventory_entry": siteIn, "candidate": siteIn, "plan_item": siteIn, "petition": siteIn + " AND state <> 'draft'",
	"equivalence":      siteIn + " AND (state <> 'draft' OR by_office)",
	"enterprise_event": eventIn + " AND (state <> 'draft' OR by_office)",
	"notice":           auditWithin, "disclosure": auditWithin, "appraisal": auditWithin, "engagement": auditWithin, "dossier_comment": auditWithin, "dossier_return": auditWithin, "cp_option": auditWithin,
	"deadline": caseIn, "file": caseIn,
	"message":   "audience = 'county' AND " + caseIn + " OR zone_id <> '' AND zone_id = (SELECT zone_id FROM account WHERE 'account of ' || login = '$account')",
	"zone":      "id = (SELECT zone_id FROM account WHERE 'account of ' || login = '$account')",
	"zone_site": siteIn + " AND zone_id = (SELECT zone_id FROM account WHERE 'account of ' || login = '$account')",
	"job":       "account_id = '$account'",
}
