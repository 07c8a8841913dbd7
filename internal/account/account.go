// Package account is who may log in (账号), with what role and place, and the API clients (接口账号) of linked systems.
// Three administrators are separated (三员分立): the system administrator opens accounts, the security administrator
// approves them, the journal administrator reads the journal; none sees business data.
package account

import (
	"regexp"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Account is one person's or office's login.
type Account struct {
	bun.BaseModel `bun:"table:account"`
	store.Row
	Login              string      `bun:"login" json:"account" label:"账号"`
	Name               string      `bun:"name" json:"name" label:"姓名或名称"`
	UnitName           string      `bun:"unit_name" json:"unit_name" doc:"个人所在的企业，账号以企业名义开设的为空" label:"所在单位"`
	Role               access.Role `bun:"role" json:"role" label:"角色"`
	RoleLabel          string      `bun:"-" json:"role_label"`
	Phone              string      `bun:"phone" json:"phone" label:"联系电话"`
	RegionCode         string      `bun:"region_code" json:"region_code" label:"行政区划"`
	PlaceLabel         string      `bun:"-" json:"place_label"`
	EnterpriseID       string      `bun:"enterprise_id" json:"enterprise_id"`
	Duties             string      `bun:"duties" json:"-"`
	DutyLabel          string      `bun:"-" json:"duty_label,omitempty" doc:"企业人员的岗位"`
	Leader             bool        `bun:"leader" json:"leader" doc:"本单位负责人，逾期督办的事项报其处理" label:"单位负责人"`
	AgencyID           string      `bun:"agency_id" json:"agency_id"`
	ExpertID           string      `bun:"expert_id" json:"expert_id"`
	ZoneID             string      `bun:"zone_id" json:"zone_id" doc:"功能区账号所属的功能区"`
	Sector             string      `bun:"sector" json:"sector" doc:"行业主管部门账号负责的领域，见 /sectors"`
	State              string      `bun:"state" json:"state" label:"状态"`
	StateLabel         string      `bun:"-" json:"state_label"`
	PasswordHash       string      `bun:"password_hash" json:"-"`
	MustChangePassword bool        `bun:"must_change_password" json:"must_change_password" label:"首次登录须改密码"`
	PasswordExpiresAt  time.Time   `bun:"password_expires_at,nullzero" json:"password_expires_at,omitzero" doc:"一次性密码的有效期限"`
	FailedCount        int         `bun:"failed_count" json:"-"`
	LockedUntil        time.Time   `bun:"locked_until,nullzero" json:"locked_until,omitzero"`
	LastLoginAt        time.Time   `bun:"last_login_at,nullzero" json:"last_login_at,omitzero"`
	OneTimePassword    string      `bun:"-" json:"one_time_password,omitempty" doc:"一次性密码，只在开设或重置时出现这一次"`
}

// Place lets administrators, whose place is the province, see all accounts, and an enterprise those of its own people.
func (Account) Place() access.Columns {
	return access.Columns{Region: "region_code", Enterprise: "enterprise_id"}
}

// Subject of an account is itself.
func (a *Account) Subject() store.Subject {
	return store.Subject{Type: "account", ID: a.ID, Version: a.Version, Title: a.Name, Link: "/accounts/" + a.ID, RegionCode: a.RegionCode}
}

// Secret tells that this answer must not be kept for repetitions.
func (a *Account) Secret() bool { return a.OneTimePassword != "" }

// CurrentState and EnterState let flow move the account.
func (a *Account) CurrentState() string { return a.State }

// EnterState sets the state after a move.
func (a *Account) EnterState(state string) { a.State = state }

// Actor is the account as it acts. An officer sees the part of the province that the level of the role gives.
func (a *Account) Actor() access.Actor {
	place := placeOf(a.Role, a.RegionCode, a.EnterpriseID, a.AgencyID, a.ExpertID)
	if a.Role == access.RoleZone {
		place.Zone = a.ZoneID
	}
	return access.Actor{ID: a.ID, Name: a.Name, Role: a.Role, Place: place, Duties: access.ReadDuties(a.Duties), PasswordDue: a.MustChangePassword}
}

func placeOf(role access.Role, region, enterprise, agency, expert string) access.Place {
	switch role {
	case access.RoleEnterprise:
		return access.Place{EnterpriseID: enterprise}
	case access.RoleAgency:
		return access.Place{AgencyID: agency}
	case access.RoleExpert:
		return access.Place{ExpertID: expert}
	case access.RoleZone, access.RoleSector: // a set of sites, which is found out when they act: until then nothing
		return access.Place{}
	case access.RoleCity, access.RoleCityReform:
		return access.Place{Region: region[:min(4, len(region))]}
	case access.RoleCounty, access.RoleCountyReform:
		return access.Place{Region: region}
	}
	return access.Place{Region: region[:min(2, len(region))]}
}

// NewAccount is the input of opening an account.
type NewAccount struct {
	Login        string      `json:"account" minLength:"3" maxLength:"40" doc:"账号，小写字母、数字和连字符"`
	Name         string      `json:"name" minLength:"1" maxLength:"60"`
	Role         access.Role `json:"role"`
	Phone        string      `json:"phone,omitempty" maxLength:"30"`
	RegionCode   string      `json:"region_code,omitempty" maxLength:"6"`
	EnterpriseID string      `json:"enterprise_id,omitempty" maxLength:"64"`
	AgencyID     string      `json:"agency_id,omitempty" maxLength:"64"`
	ExpertID     string      `json:"expert_id,omitempty" maxLength:"64"`
	ZoneID       string      `json:"zone_id,omitempty" maxLength:"64"`
	Sector       string      `json:"sector,omitempty" maxLength:"40" doc:"行业主管部门负责的领域"`
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{2,39}$`)

func (in NewAccount) check(regionValid func(string) bool) error {
	var faults fault.List
	if !loginForm.MatchString(in.Login) {
		faults.Add("account", "账号应为3至40个小写字母、数字或连字符，并以字母或数字开头。")
	}
	faults.Require("name", "姓名或名称", in.Name)
	if _, ok := access.Matrix[in.Role]; !ok || in.Role == access.RoleSystem {
		faults.Add("role", "请从列表中选择角色。")
	}
	switch in.Role {
	case access.RoleEnterprise:
		faults.Require("enterprise_id", "所属企业", in.EnterpriseID)
	case access.RoleAgency:
		faults.Require("agency_id", "所属咨询服务机构", in.AgencyID)
	case access.RoleExpert:
		faults.Require("expert_id", "对应的专家", in.ExpertID)
	case access.RoleZone:
		faults.Require("zone_id", "所属功能区", in.ZoneID)
	case access.RoleSector:
		faults.Require("sector", "负责的领域", in.Sector)
		if in.RegionCode != "" && (!regionValid(in.RegionCode)) {
			faults.Add("region_code", "没有这个行政区划，请从列表中选择省、市或者县（市、区）。")
		}
	case access.RoleCity, access.RoleCityReform:
		if !regionValid(in.RegionCode) || !strings.HasSuffix(in.RegionCode, "00") {
			faults.Add("region_code", "市级账号请选择设区的市，例如 370100（济南市）。")
		}
	case access.RoleCounty, access.RoleCountyReform:
		if !regionValid(in.RegionCode) || strings.HasSuffix(in.RegionCode, "00") {
			faults.Add("region_code", "县级账号请选择县（市、区），例如 370102（历下区）。")
		}
	}
	return faults.Err("账号没有开设")
}
