package account

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// What a code opens.
const (
	ForEnterprise = "enterprise" // the first account of an enterprise, by the code on its account letter (账号告知函)
	ForColleague  = "colleague"  // a further person, by the invitation of the enterprise
)

// Claim is a one-time code with which an enterprise takes its account into its own hands (账号认领码). It is issued with
// the notice or by the enterprise's own administrator; the code itself is nowhere stored.
type Claim struct {
	bun.BaseModel `bun:"table:claim"`
	store.Row
	Purpose        string        `bun:"purpose" json:"purpose"`
	EnterpriseID   string        `bun:"enterprise_id" json:"enterprise_id"`
	EnterpriseName string        `bun:"enterprise_name" json:"enterprise_name" label:"企业名称"`
	CreditCode     string        `bun:"credit_code" json:"credit_code" label:"统一社会信用代码"`
	RegionCode     string        `bun:"region_code" json:"region_code"`
	RegionLabel    string        `bun:"-" json:"region_label" doc:"所在市县名称" readOnly:"true"`
	CityCode       string        `bun:"city_code" json:"-"`
	ListID         string        `bun:"list_id" json:"list_id"`
	NoticeID       string        `bun:"notice_id" json:"notice_id"`
	DocumentNo     string        `bun:"document_no" json:"document_no" doc:"随附的告知书文号"`
	Person         string        `bun:"person" json:"person" label:"受邀人"`
	Phone          string        `bun:"phone" json:"phone" label:"联系电话"`
	Duties         string        `bun:"duties" json:"-"`
	DutyLabel      string        `bun:"-" json:"duty_label,omitempty" doc:"受邀人的岗位"`
	CodeHash       string        `bun:"code_hash" json:"-"`
	State          string        `bun:"state" json:"state" label:"状态"`
	IssuedOn       calendar.Date `bun:"issued_on" json:"issued_on" label:"发出日期"`
	ExpiresOn      calendar.Date `bun:"expires_on" json:"expires_on" doc:"最后有效日期" label:"有效期至"`
	IssuedBy       string        `bun:"issued_by" json:"issued_by" label:"发出人"`
	Failures       int           `bun:"failures" json:"failures" doc:"输错次数"`
	UsedAt         *time.Time    `bun:"used_at" json:"used_at" doc:"认领时间" label:"认领时间"`
	AccountID      string        `bun:"account_id" json:"-"`
	AccountLogin   string        `bun:"account_login" json:"account" doc:"认领的账号" label:"账号"`
}

// Place narrows codes to the offices of the division and to the enterprise.
func (Claim) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code", Enterprise: "enterprise_id"}
}

// Subject of a code is the enterprise that it was issued to.
func (c *Claim) Subject() store.Subject {
	return store.Subject{Type: "claim", ID: c.ID, Version: c.Version, Title: c.EnterpriseName, Link: "/account-claims", RegionCode: c.RegionCode, EnterpriseID: c.EnterpriseID}
}

// CurrentState gives the state for flow.
func (c *Claim) CurrentState() string { return c.State }

// EnterState sets the state for flow.
func (c *Claim) EnterState(state string) { c.State = state }

// The states of a code.
const (
	ClaimIssued    = "issued"
	ClaimUsed      = "used"
	ClaimLocked    = "locked"
	ClaimExpired   = "expired"
	ClaimReplaced  = "replaced"
	ClaimWithdrawn = "withdrawn"
)

// ClaimStates is the life of a code: it is used once, or comes to nothing.
var ClaimStates = flow.Table[*Claim]{
	Name:  "claim",
	First: ClaimIssued,
	Final: []string{ClaimUsed, ClaimLocked, ClaimExpired, ClaimReplaced, ClaimWithdrawn},
	Labels: map[string]string{
		ClaimIssued: "待认领", ClaimUsed: "已认领", ClaimLocked: "已锁定", ClaimExpired: "已过期", ClaimReplaced: "已重发", ClaimWithdrawn: "已作废",
	},
	Steps: []flow.Step[*Claim]{
		{From: ClaimIssued, Do: "claim", Label: "认领账号", To: ClaimUsed, By: access.ClaimAccount},
		{From: ClaimIssued, Do: "lock", Label: "锁定认领码", To: ClaimLocked, By: access.ClaimAccount, Tells: "claim-locked"},
		{From: ClaimIssued, Do: "expire", Label: "认领码到期", To: ClaimExpired, By: access.ClaimAccount},
		{From: ClaimIssued, Do: "replace", Label: "重发认领码", To: ClaimReplaced, By: access.ClaimAccount},
		{From: ClaimIssued, Do: "withdraw", Label: "作废认领码", To: ClaimWithdrawn, By: access.ServeNotice},
		{From: ClaimIssued, Do: "take-back", Label: "撤回邀请", To: ClaimWithdrawn, By: access.KeepColleague},
	},
}

// codeLetters leave out what is read for something else: no I and 1, no O and 0. There are 32 of them.
const codeLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// newCode gives twelve random letters, 60 bits, in three groups: short enough to type on a phone, and with a salt of its
// own far too long to be found out from its hash within its days.
func newCode() string {
	raw := make([]byte, 12)
	_, _ = rand.Read(raw) // crypto/rand.Read never fails on supported systems
	for i := range raw {
		raw[i] = codeLetters[int(raw[i])%len(codeLetters)]
	}
	return string(raw[:4]) + "-" + string(raw[4:8]) + "-" + string(raw[8:])
}

// plainCode is a code as it was meant, however it was typed.
func plainCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(codeLetters, r) {
			return r
		}
		return -1
	}, strings.ToUpper(strings.Map(narrowSign, typed)))
}

// narrowSign turns the full-width signs of a Chinese keyboard into plain ones.
func narrowSign(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	return r
}

func hashCode(salt, code string) string {
	sum := sha256.Sum256([]byte(salt + " " + plainCode(code)))
	return hex.EncodeToString(sum[:])
}

// opens tells in constant time whether this is the code.
func (c *Claim) opens(code string) bool {
	return subtle.ConstantTimeCompare([]byte(hashCode(c.ID, code)), []byte(c.CodeHash)) == 1
}

func plainCredit(typed string) string {
	return strings.ToUpper(strings.TrimSpace(strings.Map(narrowSign, typed)))
}

// ClaimCode is what stands on the letter: who, and the code.
type ClaimCode struct {
	CreditCode string `json:"credit_code" maxLength:"40" doc:"统一社会信用代码"`
	Code       string `json:"code" maxLength:"40" doc:"认领码"`
}

// ClaimInput takes an account into one's own hands: the code, who one is, and a password of one's own.
type ClaimInput struct {
	ClaimCode
	Name     string `json:"name" maxLength:"60" doc:"姓名"`
	Phone    string `json:"phone" maxLength:"30" doc:"手机号码"`
	Password string `json:"password" maxLength:"200" doc:"自己的密码"`
}

func (in ClaimInput) check() error {
	faults := in.codeFaults()
	faults.Require("name", "姓名", in.Name)
	if !phoneForm(in.Phone) {
		faults.Add("phone", "请填写11位手机号码，用于核对身份和找回密码。")
	}
	if message := weak(in.Password, strings.ToLower(plainCredit(in.CreditCode))); message != "" {
		faults.Add("password", message)
	}
	return faults.Err("账号没有认领")
}

func (in ClaimCode) codeFaults() fault.List {
	var faults fault.List
	if len(plainCredit(in.CreditCode)) != 18 {
		faults.Add("credit_code", "统一社会信用代码为18位，请照告知函或者营业执照填写。")
	}
	if len(plainCode(in.Code)) != 12 {
		faults.Add("code", "认领码为12位字母和数字，形如 7K3M-QX9D-2FHT，请照告知函填写。")
	}
	return faults
}

// phoneForm tells a mobile number of mainland China.
func phoneForm(phone string) bool {
	phone = strings.TrimSpace(phone)
	return len(phone) == 11 && phone[0] == '1' && strings.Trim(phone, "0123456789") == ""
}

// ClaimView tells whoever holds a good code what it opens.
type ClaimView struct {
	EnterpriseName string        `json:"enterprise_name"`
	Purpose        string        `json:"purpose" enum:"enterprise,colleague"`
	Login          string        `json:"account" doc:"将要开通的账号"`
	Person         string        `json:"person" doc:"受邀人姓名"`
	Phone          string        `json:"phone" doc:"受邀人手机号码"`
	DutyLabel      string        `json:"duty_label" doc:"岗位"`
	ExpiresOn      calendar.Date `json:"expires_on"`
}
