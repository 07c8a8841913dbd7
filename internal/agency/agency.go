// Package agency is the register of consulting agencies (咨询服务机构) and their engagements (委托合同) by enterprises.
// No licence is asked for and nobody has to be on a list: an agency declares by itself how it meets CPM 16, anybody may
// look it up, and the enterprise chooses freely.
// Law: CPM 15-16, 19; SDR 29; rules.md 17 no. 10.
package agency

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// StateVisible is the state of a registered agency: registration is no approval.
const StateVisible = "visible"

// StateLabels are the Chinese names of the states.
var StateLabels = map[string]string{StateVisible: "已登记"}

// Capability is how the agency meets one condition of CPM 16, by its own declaration.
type Capability struct {
	Material string `json:"material" maxLength:"64" doc:"条件项目"`
	Text     string `json:"text" maxLength:"2000" doc:"情况说明"`
	FileID   string `json:"file_id,omitempty" maxLength:"64" doc:"证明文件"`
}

// Agency is one consulting agency.
type Agency struct {
	bun.BaseModel `bun:"table:agency"`
	store.Row
	CreditCode   string       `bun:"credit_code" json:"credit_code" label:"统一社会信用代码"`
	Name         string       `bun:"name" json:"name" label:"机构名称"`
	RegionCode   string       `bun:"region_code" json:"region_code" label:"所在地"`
	CityCode     string       `bun:"city_code" json:"-"`
	Address      string       `bun:"address" json:"address" label:"地址"`
	ContactName  string       `bun:"contact_name" json:"contact_name" label:"联系人"`
	ContactPhone string       `bun:"contact_phone" json:"contact_phone" label:"联系电话"`
	Capability   []Capability `bun:"capability,type:text" json:"capability" nullable:"false" label:"能力情况"`
	State        string       `bun:"state" json:"state"`
	Conditions   []Condition  `bun:"-" json:"conditions,omitempty" doc:"法定条件（详情）"`
	Auditors     []Auditor    `bun:"-" json:"auditors,omitempty" doc:"审核人员（详情）"`
}

// Condition is one condition that the law sets (CPM 16).
type Condition struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Cite  string `json:"cite"`
}

// Place serves writing only: departments keep the agencies of their own division, an agency keeps itself. Reading is
// free for all who may look at agencies.
func (Agency) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code", Agency: "id"}
}

// Subject of an agency is itself.
func (a *Agency) Subject() store.Subject {
	return store.Subject{Type: "agency", ID: a.ID, Version: a.Version, Title: a.Name, Link: "/agencies/" + a.ID, RegionCode: a.RegionCode, AgencyID: a.ID}
}

// Complete tells whether every condition is answered.
func (a *Agency) Complete(conditions []Condition) bool {
	for _, c := range conditions {
		if !slices.ContainsFunc(a.Capability, func(k Capability) bool { return k.Material == c.ID && (k.Text != "" || k.FileID != "") }) {
			return false
		}
	}
	return true
}

// AgencyInput is what may be written of an agency.
type AgencyInput struct {
	Version      int64        `json:"version,omitempty"`
	CreditCode   string       `json:"credit_code" maxLength:"40" doc:"统一社会信用代码"`
	Name         string       `json:"name" maxLength:"200" doc:"机构名称"`
	RegionCode   string       `json:"region_code" maxLength:"6" doc:"所在地行政区划代码；省外机构填 000000"`
	Address      string       `json:"address,omitempty" maxLength:"300"`
	ContactName  string       `json:"contact_name,omitempty" maxLength:"50"`
	ContactPhone string       `json:"contact_phone,omitempty" maxLength:"50"`
	Capability   []Capability `json:"capability,omitempty" maxItems:"20"`
}

// BaseVersion gives the version that the input carries.
func (in AgencyInput) BaseVersion() int64 { return in.Version }

var (
	regionForm = regexp.MustCompile(`^\d{6}$`)
	phoneForm  = regexp.MustCompile(`^[0-9+\-() ]{7,30}$`)
)

// apply writes the input into the agency; all faults at once, together with those found before.
func (a *Agency) apply(in AgencyInput, conditions []Condition, faults fault.List) error {
	code, wrong := creditCode(in.CreditCode)
	if wrong != "" {
		faults.Add("credit_code", wrong)
	}
	faults.Require("name", "机构名称", in.Name)
	if !regionForm.MatchString(in.RegionCode) {
		faults.Add("region_code", "请选择所在地；省外机构选择“省外”。")
	}
	if phone := strings.TrimSpace(in.ContactPhone); phone != "" && !phoneForm.MatchString(phone) {
		faults.Add("contact_phone", "联系电话只填数字、加号、短横线和括号，例如 0531-66226222。")
	}
	capability := []Capability{}
	for i, k := range in.Capability {
		if !slices.ContainsFunc(conditions, func(c Condition) bool { return c.ID == k.Material }) {
			faults.Add(fmt.Sprintf("capability[%d].material", i), "没有这一项条件，请刷新页面后重试。")
		}
		k.Text = strings.TrimSpace(k.Text)
		if k.Text != "" || k.FileID != "" {
			capability = append(capability, k)
		}
	}
	if err := faults.Err("机构没有保存"); err != nil {
		return err
	}
	a.CreditCode, a.Name, a.RegionCode, a.CityCode = code, strings.TrimSpace(in.Name), in.RegionCode, store.CityOf(in.RegionCode)
	a.Address, a.ContactName, a.ContactPhone, a.Capability = strings.TrimSpace(in.Address), strings.TrimSpace(in.ContactName), strings.TrimSpace(in.ContactPhone), capability
	return nil
}
