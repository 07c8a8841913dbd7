package account

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// Recovery is the request of somebody who has lost the password (找回密码). Two persons let it pass: one calls the number
// that the account has and hears the request number from the applicant, another agrees. Neither of them ever sees a
// password: it is set by the applicant, in the browser that made the request.
type Recovery struct {
	bun.BaseModel `bun:"table:recovery"`
	store.Row
	Number        string    `bun:"number" json:"number" doc:"受理号，申请人在电话中报出"`
	TokenHash     string    `bun:"token_hash" json:"-"`
	AccountID     string    `bun:"account_id" json:"-"`
	AccountLogin  string    `bun:"account_login" json:"account" label:"账号"`
	AccountName   string    `bun:"account_name" json:"account_name" label:"账号姓名或名称"`
	UnitName      string    `bun:"unit_name" json:"unit_name" label:"所在单位"`
	KnownPhone    string    `bun:"known_phone" json:"known_phone" doc:"账号登记的联系电话，按此号码核对"`
	GivenName     string    `bun:"given_name" json:"given_name" label:"申请人自报姓名"`
	GivenPhone    string    `bun:"given_phone" json:"given_phone" label:"申请人自报电话"`
	Audience      string    `bun:"audience" json:"audience"`
	RegionCode    string    `bun:"region_code" json:"region_code"`
	CityCode      string    `bun:"city_code" json:"-"`
	RegionLabel   string    `bun:"-" json:"region_label" readOnly:"true"`
	State         string    `bun:"state" json:"state" label:"状态"`
	StartedBy     string    `bun:"started_by" json:"-"`
	StartedName   string    `bun:"started_name" json:"started_name" label:"核对人"`
	ConfirmedBy   string    `bun:"confirmed_by" json:"-"`
	ConfirmedName string    `bun:"confirmed_name" json:"confirmed_name" label:"复核人"`
	CheckNote     string    `bun:"check_note" json:"check_note" label:"核对情况"`
	ExpiresAt     time.Time `bun:"expires_at" json:"expires_at"`
}

// Who handles a request: the ecology departments for enterprises, agencies and experts; the administrators for officers.
const (
	byOffice = "office"
	byAdmin  = "admin"
)

// Place narrows requests to the division of the account; who handles what is decided by the audience (see seenRecovery).
func (Recovery) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// Subject of a request is the account.
func (r *Recovery) Subject() store.Subject {
	return store.Subject{Type: "recovery", ID: r.ID, Version: r.Version, Title: r.AccountName + "找回密码", Link: "/recoveries/" + r.ID, RegionCode: r.RegionCode}
}

// CurrentState gives the state for flow.
func (r *Recovery) CurrentState() string { return r.State }

// EnterState sets the state for flow.
func (r *Recovery) EnterState(state string) { r.State = state }

// The states of a request.
const (
	RecoveryRequested = "requested"
	RecoveryChecked   = "checked"
	RecoveryConfirmed = "confirmed"
	RecoveryUsed      = "used"
	RecoveryDeclined  = "declined"
	RecoveryExpired   = "expired"
)

// RecoveryStates is the way of a request through two pairs of eyes.
var RecoveryStates = flow.Table[*Recovery]{
	Name:  "recovery",
	First: RecoveryRequested,
	Final: []string{RecoveryUsed, RecoveryDeclined, RecoveryExpired},
	Labels: map[string]string{
		RecoveryRequested: "待核对", RecoveryChecked: "待复核", RecoveryConfirmed: "待设置新密码", RecoveryUsed: "已找回", RecoveryDeclined: "不予办理", RecoveryExpired: "已过期",
	},
	Steps: []flow.Step[*Recovery]{
		{From: RecoveryRequested, Do: "check", Label: "核对身份", To: RecoveryChecked, By: access.RecoverAccount, Needs: notOwn},
		{From: RecoveryChecked, Do: "confirm", Label: "复核同意", To: RecoveryConfirmed, By: access.ConfirmRecovery, Needs: anotherPerson},
		{From: RecoveryRequested, Do: "decline", Label: "不予办理", To: RecoveryDeclined, By: access.RecoverAccount},
		{From: RecoveryChecked, Do: "decline", Label: "不予办理", To: RecoveryDeclined, By: access.RecoverAccount},
		{From: RecoveryRequested, Do: "expire", Label: "申请到期", To: RecoveryExpired, By: access.ClaimAccount},
		{From: RecoveryChecked, Do: "expire", Label: "申请到期", To: RecoveryExpired, By: access.ClaimAccount},
		{From: RecoveryConfirmed, Do: "expire", Label: "申请到期", To: RecoveryExpired, By: access.ClaimAccount},
		{From: RecoveryConfirmed, Do: "use", Label: "设置新密码", To: RecoveryUsed, By: access.ClaimAccount},
	},
}

// notOwn keeps people from letting their own request pass.
func notOwn(tx *store.Tx, r *Recovery) error {
	if tx.Actor().ID == r.AccountID {
		return fault.Conflict("本人的申请由他人核对。")
	}
	return nil
}

// anotherPerson keeps the two pairs of eyes apart: neither the account's holder, nor whoever has checked, nor a deputy of
// that person.
func anotherPerson(tx *store.Tx, r *Recovery) error {
	if err := notOwn(tx, r); err != nil {
		return err
	}
	if a := tx.Actor(); a.ID == r.StartedBy || a.ForID == r.StartedBy && a.ForID != "" {
		return fault.Conflict("核对和复核须由两人分别办理：您已核对身份，请本单位其他人员、上级部门或者安全管理员复核。")
	}
	return nil
}

// audienceOf tells who handles the request for an account of this role.
func audienceOf(role access.Role) string {
	switch role {
	case access.RoleEnterprise, access.RoleAgency, access.RoleExpert:
		return byOffice
	}
	return byAdmin
}

// RecoveryInput asks for a new password. Nobody is logged in.
type RecoveryInput struct {
	Login string `json:"account" maxLength:"60" doc:"账号"`
	Name  string `json:"name" maxLength:"60" doc:"姓名"`
	Phone string `json:"phone" maxLength:"30" doc:"联系电话"`
}

func (in RecoveryInput) check() error {
	var faults fault.List
	faults.Require("account", "账号", in.Login)
	faults.Require("name", "姓名", in.Name)
	faults.Require("phone", "联系电话", in.Phone)
	return faults.Err("没有提交")
}

// RecoveryReceipt is what every applicant gets, whether there is such an account or not: a number to be told on the
// phone, and a token by which this browser asks how far the request is.
type RecoveryReceipt struct {
	Number string `json:"number" doc:"受理号"`
	Token  string `json:"token" doc:"查询和设置新密码的凭证，只在本机保存"`
	Days   int    `json:"days" doc:"申请的有效天数"`
}

// Secret tells that this answer must not be kept for repetitions.
func (r *RecoveryReceipt) Secret() bool { return true }

func newReceipt() *RecoveryReceipt {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // crypto/rand.Read never fails on supported systems
	n := uint32(raw[0])<<16 | uint32(raw[1])<<8 | uint32(raw[2])
	return &RecoveryReceipt{Number: fmt.Sprintf("%06d", n%1_000_000), Token: base64.RawURLEncoding.EncodeToString(raw[3:])}
}

// RecoveryToken asks how far a request is.
type RecoveryToken struct {
	Token string `json:"token" maxLength:"100"`
}

// RecoveryProgress is all that an applicant is told: waiting, or ready for a new password.
type RecoveryProgress struct {
	Ready bool `json:"ready" doc:"已核准，可以设置新密码"`
}

// NewSecret sets the new password of a request that two persons have let pass.
type NewSecret struct {
	Token    string `json:"token" maxLength:"100"`
	Password string `json:"password" maxLength:"200"`
}

// CheckInput says how the applicant's identity was found out.
type CheckInput struct {
	Note    string `json:"note" maxLength:"500" doc:"核对情况，如拨打的号码、对方报出的受理号"`
	Number  string `json:"number" maxLength:"10" doc:"申请人报出的受理号"`
	Version int64  `json:"version,omitempty"`
}

// BaseVersion gives the version that the input carries.
func (in CheckInput) BaseVersion() int64 { return in.Version }

func (in CheckInput) check(r *Recovery) error {
	var faults fault.List
	faults.Require("note", "核对情况", in.Note)
	if strings.TrimSpace(in.Number) != r.Number {
		faults.Add("number", "受理号与申请不符。请按账号登记的电话联系本人，由本人报出受理号；报不出的，不予办理。")
	}
	return faults.Err("没有核对")
}
