// Package zone keeps functional zones (功能区: 开发区、高新区 …) that overlap counties: several counties may lie under one zone,
// and a site may belong to its county and to zones. Zones and memberships are dated; officers of a zone see the sites that
// belong to it today, and do what the zone has been given to do (委托事项).
// Law: SDR 6; rules.md 14 (assumption, to be confirmed by the department).
package zone

import (
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// Zone is one functional zone (功能区).
type Zone struct {
	bun.BaseModel `bun:"table:zone"`
	store.Row
	Name       string              `bun:"name" json:"name" label:"名称"`
	Kind       string              `bun:"kind" json:"kind" doc:"类别" label:"类别"`
	RegionCode string              `bun:"region_code" json:"region_code" doc:"所在设区的市行政区划代码" label:"所在市"`
	CityCode   string              `bun:"city_code" json:"-"`
	Office     string              `bun:"office" json:"office" doc:"功能区生态环境机构名称" label:"生态环境机构"`
	Basis      string              `bun:"basis" json:"basis" doc:"设立依据的文件" label:"设立依据"`
	Acts       []access.Permission `bun:"acts,type:text" json:"acts" nullable:"false" doc:"委托事项" label:"委托事项"`
	FromOn     calendar.Date       `bun:"from_on" json:"from_on" doc:"设立日期" label:"设立日期"`
	UntilOn    calendar.Date       `bun:"until_on" json:"until_on" doc:"撤销日期（最后一天），空为仍然存在" label:"撤销日期"`
	EndedBasis string              `bun:"ended_basis" json:"ended_basis" doc:"撤销依据的文件" label:"撤销依据"`

	KindLabel   string   `bun:"-" json:"kind_label" readOnly:"true"`
	RegionLabel string   `bun:"-" json:"region_label" readOnly:"true"`
	ActLabels   []string `bun:"-" json:"act_labels" nullable:"false" readOnly:"true"`
	InForce     bool     `bun:"-" json:"in_force" readOnly:"true"`
	Sites       int      `bun:"-" json:"sites" doc:"现有厂区数" readOnly:"true"`
}

// Place serves writing: province and city keep zones. Who reads them, see seen in store.go.
func (Zone) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// Subject of a zone is itself.
func (z *Zone) Subject() store.Subject {
	return store.Subject{Type: "zone", ID: z.ID, Version: z.Version, CaseID: z.ID, Title: z.Name, Link: "/zones/" + z.ID, RegionCode: z.RegionCode}
}

// ZoneMember is a site that belongs to a zone from a day on (功能区厂区).
type ZoneMember struct {
	bun.BaseModel `bun:"table:zone_site"`
	store.Row
	ZoneID       string        `bun:"zone_id" json:"zone_id"`
	SiteID       string        `bun:"site_id" json:"site_id"`
	EnterpriseID string        `bun:"enterprise_id" json:"enterprise_id"`
	RegionCode   string        `bun:"region_code" json:"region_code"`
	CityCode     string        `bun:"city_code" json:"-"`
	Basis        string        `bun:"basis" json:"basis" doc:"划入、划出的依据" label:"依据"`
	FromOn       calendar.Date `bun:"from_on" json:"from_on" doc:"划入日期" label:"划入日期"`
	UntilOn      calendar.Date `bun:"until_on" json:"until_on" doc:"划出日期（最后一天），空为仍在区内" label:"划出日期"`

	EnterpriseName string `bun:"enterprise_name,scanonly" json:"enterprise_name" readOnly:"true"`
	CreditCode     string `bun:"credit_code,scanonly" json:"credit_code" readOnly:"true"`
	SiteName       string `bun:"site_name,scanonly" json:"site_name" readOnly:"true"`
	ZoneName       string `bun:"zone_name,scanonly" json:"zone_name" readOnly:"true"`
	RegionLabel    string `bun:"-" json:"region_label" readOnly:"true"`
}

// Place narrows memberships by the county of the site.
func (ZoneMember) Place() access.Columns {
	return access.Columns{Subject: "site_id", Region: "region_code", City: "city_code"}
}

// Subject of a membership belongs to the history of its zone.
func (m *ZoneMember) Subject() store.Subject {
	return store.Subject{Type: "zone_site", ID: m.ID, Version: m.Version, CaseID: m.ZoneID, Title: m.SiteName, Link: "/zones/" + m.ZoneID, RegionCode: m.RegionCode, EnterpriseID: m.EnterpriseID}
}

// ZoneInput is what may be written of a zone.
type ZoneInput struct {
	Version    int64               `json:"version,omitempty"`
	Name       string              `json:"name" maxLength:"60" doc:"名称"`
	Kind       string              `json:"kind" maxLength:"20" doc:"类别"`
	RegionCode string              `json:"region_code" maxLength:"6" doc:"所在设区的市"`
	Office     string              `json:"office,omitempty" maxLength:"80"`
	Basis      string              `json:"basis" maxLength:"200" doc:"设立依据的文件"`
	Acts       []access.Permission `json:"acts,omitempty" maxItems:"20" doc:"委托事项"`
	FromOn     calendar.Date       `json:"from_on" doc:"设立日期"`
}

// BaseVersion gives the version that the input carries.
func (in ZoneInput) BaseVersion() int64 { return in.Version }

// ZoneMemberInput brings a site into a zone.
type ZoneMemberInput struct {
	CreditCode string        `json:"credit_code" maxLength:"40" doc:"企业的统一社会信用代码"`
	Site       string        `json:"site_name,omitempty" maxLength:"120" doc:"厂区名称；企业只有一个厂区时可以不填"`
	Basis      string        `json:"basis" maxLength:"200" doc:"划入依据"`
	FromOn     calendar.Date `json:"from_on" doc:"划入日期"`
}

// ZoneEnd closes a zone or a membership.
type ZoneEnd struct {
	Version int64         `json:"version,omitempty"`
	UntilOn calendar.Date `json:"until_on" doc:"最后一天"`
	Basis   string        `json:"basis" maxLength:"200" doc:"依据"`
}

// BaseVersion gives the version that the input carries.
func (in ZoneEnd) BaseVersion() int64 { return in.Version }

// ActionLabels are the Chinese names of the acts in the journal.
var ActionLabels = map[string]string{"zone.found": "设立功能区", "zone.save": "修改功能区", "zone.end": "撤销功能区",
	"zone_site.add": "厂区划入功能区", "zone_site.end": "厂区划出功能区"}
