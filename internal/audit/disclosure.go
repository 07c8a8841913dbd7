package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// The states of a disclosure (信息公开).
const (
	DisclosureDraft     = "draft"     // 待公开
	DisclosureSubmitted = "submitted" // 已公开，待核对
	DisclosureChecked   = "checked"   // 已核对
	DisclosureReturned  = "returned"  // 已退回
)

// Disclosures is the procedure of a disclosure: CPM 11.
var Disclosures = flow.Table[*Disclosure]{
	Name: "disclosure", First: DisclosureDraft, Final: []string{DisclosureChecked},
	Labels: map[string]string{DisclosureDraft: "待公开", DisclosureSubmitted: "待核对", DisclosureChecked: "已核对", DisclosureReturned: "已退回"},
	Steps: []flow.Step[*Disclosure]{
		{From: DisclosureDraft, Do: "submit", Label: "提交信息公开", To: DisclosureSubmitted, By: access.Disclose, Needs: disclosable, Tells: "disclosure-submitted"},
		{From: DisclosureReturned, Do: "submit", Label: "重新提交信息公开", To: DisclosureSubmitted, By: access.Disclose, Needs: disclosable, Tells: "disclosure-submitted"},
		{From: DisclosureSubmitted, Do: "check", Label: "核对通过", To: DisclosureChecked, By: access.CheckDisclosure},
		{From: DisclosureSubmitted, Do: "return", Label: "退回", To: DisclosureReturned, By: access.CheckDisclosure, Tells: "disclosure-returned"},
	},
}

// The channels of publication (公开渠道), CPM 11.
var channels = []string{"当地主要媒体", "企业官方网站", "其他便于公众知晓的方式"}

// Disclosure is what an enterprise makes public of itself within a month of the list (CPM 11), with the proof that it did.
type Disclosure struct {
	bun.BaseModel `bun:"table:disclosure"`
	store.Row
	AuditID         string               `bun:"audit_id" json:"audit_id"`
	EnterpriseID    string               `bun:"enterprise_id" json:"enterprise_id"`
	EnterpriseName  string               `bun:"enterprise_name" json:"enterprise_name"`
	RegionCode      string               `bun:"region_code" json:"region_code"`
	CityCode        string               `bun:"city_code" json:"-"`
	AgencyID        string               `bun:"agency_id" json:"-"`
	State           string               `bun:"state" json:"state"`
	Content         map[string]BlockRows `bun:"content,type:text" json:"content" nullable:"false" doc:"按表单分块填写的内容" label:"公开内容"`
	Channel         string               `bun:"channel" json:"channel" label:"公开渠道"`
	WebAddress      string               `bun:"web_address" json:"web_address" label:"公开网址"`
	FileID          string               `bun:"file_id" json:"file_id" doc:"公开证明文件"`
	PublishedOn     calendar.Date        `bun:"published_on" json:"published_on" label:"公开日期"`
	ContentSHA256   string               `bun:"content_sha256" json:"content_sha256" doc:"提交时内容的校验值"`
	Comment         string               `bun:"comment" json:"comment" label:"核对意见"`
	SubmittedOn     calendar.Date        `bun:"submitted_on" json:"submitted_on" label:"提交日期"`
	ListPublishedOn calendar.Date        `bun:"list_published_on" json:"list_published_on" doc:"名单公布日期"`
	CheckedOn       calendar.Date        `bun:"checked_on" json:"checked_on" label:"核对日期"`
	Form            []DisclosureBlock    `bun:"-" json:"form,omitempty" doc:"表单（详情）"`
	Channels        []string             `bun:"-" json:"channels,omitempty"`
	Deadline        *DisclosureDeadline  `bun:"-" json:"deadline,omitempty"`
}

// DisclosureDeadline is the clock of the disclosure.
type DisclosureDeadline struct {
	DueOn      calendar.Date `json:"due_on"`
	MetOn      calendar.Date `json:"met_on"`
	Cite       string        `json:"cite"`
	Arithmetic string        `json:"arithmetic"`
}

// BlockRows are the lines of one block; a block that does not repeat has one.
type BlockRows []map[string]string

// DisclosureBlock is one block of the form as the law data give it.
type DisclosureBlock struct {
	ID     string            `json:"id"`
	Title  string            `json:"title"`
	Repeat bool              `json:"repeat"`
	Cite   string            `json:"cite"`
	Fields []DisclosureField `json:"fields" nullable:"false"`
}

// DisclosureField is one cell of the form.
type DisclosureField struct {
	ID       string   `json:"id"`
	Label    string   `json:"label"`
	Unit     string   `json:"unit"`
	Kind     string   `json:"kind" enum:"text,quantity,choice"`
	Options  []string `json:"options" nullable:"false"`
	Required bool     `json:"required"`
}

// Place narrows disclosures as their audits are narrowed.
func (Disclosure) Place() access.Columns {
	return access.Columns{Subject: "audit_id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id", Agency: "?TableAlias.audit_id IN " + worked}
}

// Subject of a disclosure lies within its audit.
func (d *Disclosure) Subject() store.Subject {
	return store.Subject{
		Type: "disclosure", ID: d.ID, Version: d.Version, CaseID: d.AuditID, Title: d.EnterpriseName + "信息公开", Link: "/audits/" + d.AuditID + "/disclosure",
		RegionCode: d.RegionCode, EnterpriseID: d.EnterpriseID, AgencyID: d.AgencyID,
	}
}

// CurrentState is where the disclosure stands.
func (d *Disclosure) CurrentState() string { return d.State }

// EnterState is called by flow only.
func (d *Disclosure) EnterState(state string) { d.State = state }

func draftDisclosure(a *Audit) *Disclosure {
	return &Disclosure{
		AuditID: a.ID, EnterpriseID: a.EnterpriseID, EnterpriseName: a.EnterpriseName, RegionCode: a.RegionCode, CityCode: a.CityCode,
		AgencyID: a.AgencyID, State: Disclosures.First, Content: map[string]BlockRows{}, ListPublishedOn: a.PublishedOn,
	}
}

// formFor gives the form of a case: the common block and the union of the blocks of its reasons, as of its opening.
func formFor(law *statute.Law, a *Audit) []DisclosureBlock {
	form := []DisclosureBlock{}
	for _, b := range law.Disclosure(a.lawOn(), a.Reasons) {
		block := DisclosureBlock{ID: b.ID, Title: b.Title, Repeat: b.Repeat, Cite: statute.Words(b.Cites), Fields: []DisclosureField{}}
		for _, f := range b.Fields {
			block.Fields = append(block.Fields, DisclosureField{ID: f.ID, Label: f.Label, Unit: f.Unit, Kind: f.Kind, Options: append([]string{}, f.Options...), Required: f.Required})
		}
		form = append(form, block)
	}
	return form
}

// DisclosureInput is what may be written of a disclosure while it is a draft or was returned.
type DisclosureInput struct {
	Version     int64                `json:"version,omitempty"`
	Content     map[string]BlockRows `json:"content" doc:"按表单分块填写的内容"`
	Channel     string               `json:"channel,omitempty"`
	WebAddress  string               `json:"web_address,omitempty" maxLength:"500"`
	FileID      string               `json:"file_id,omitempty" maxLength:"64"`
	PublishedOn calendar.Date        `json:"published_on,omitempty"`
}

// BaseVersion gives the version that the input carries.
func (in DisclosureInput) BaseVersion() int64 { return in.Version }

// apply takes a draft: it may be incomplete, but what is there must be readable and belong to the form.
func (d *Disclosure) apply(in DisclosureInput, form []DisclosureBlock) error {
	c := &checker{}
	content := map[string]BlockRows{}
	for id, rows := range in.Content {
		n := slices.IndexFunc(form, func(b DisclosureBlock) bool { return b.ID == id })
		if n < 0 {
			c.add("content."+id, "本企业的信息公开表没有这一部分，请刷新页面后重试。", "")
			continue
		}
		content[id] = form[n].read(c, rows)
	}
	c.date("published_on", "公开日期", in.PublishedOn)
	if err := c.faults.Err("信息公开内容没有保存"); err != nil {
		return err
	}
	d.Content, d.Channel, d.WebAddress, d.FileID, d.PublishedOn = content, in.Channel, strings.TrimSpace(in.WebAddress), in.FileID, in.PublishedOn
	return nil
}

// read cleans the lines of a block: lines without any content are left out, unknown fields too.
func (b DisclosureBlock) read(c *checker, rows BlockRows) BlockRows {
	kept := BlockRows{}
	if len(rows) > maxRows {
		c.add("content."+b.ID, fmt.Sprintf("“%s”最多%d行。", b.Title, maxRows), "")
		return kept
	}
	for i, row := range rows {
		line := map[string]string{}
		for _, f := range b.Fields {
			value := strings.TrimSpace(row[f.ID])
			if value == "" {
				continue
			}
			path := fmt.Sprintf("content.%s[%d].%s", b.ID, i, f.ID)
			c.limit(path, f.Label, &value, 2000)
			switch {
			case f.Kind == "quantity":
				c.optional(path, f.Label, &value)
			case f.Kind == "choice":
				c.choice(path, f.Label, value, f.Options)
			}
			line[f.ID] = value
		}
		if len(line) > 0 {
			kept = append(kept, line)
		}
	}
	return kept
}

// disclosable holds before submission: everything that the article asks for is filled in, and the publication is shown
// by an address or a file, on a day between the list and today.
func disclosable(tx *store.Tx, d *Disclosure) error {
	a, err := store.Get[Audit](tx.Everywhere("the audit of a disclosure that the actor holds"), d.AuditID, what)
	if err != nil {
		return err
	}
	c := &checker{today: tx.Today()}
	for _, block := range formFor(tx.Law(), a) {
		block.complete(c, d.Content[block.ID])
	}
	d.checkPublication(c)
	return c.faults.Err("信息公开还不能提交")
}

func (b DisclosureBlock) complete(c *checker, rows BlockRows) {
	if len(rows) == 0 {
		required := slices.ContainsFunc(b.Fields, func(f DisclosureField) bool { return f.Required })
		if required {
			c.add("content."+b.ID, "请填写“"+b.Title+"”；没有的，填写“无”。", "")
		}
		return
	}
	for i, row := range rows {
		for _, f := range b.Fields {
			if f.Required && row[f.ID] == "" {
				c.add(fmt.Sprintf("content.%s[%d].%s", b.ID, i, f.ID), "请填写“"+f.Label+"”；没有的，填写“无”或者 0。", "")
			}
		}
	}
}

func (d *Disclosure) checkPublication(c *checker) {
	c.choice("channel", "公开渠道", d.Channel, channels)
	if d.WebAddress == "" && d.FileID == "" {
		c.add("web_address", "请填写公开网址，或者上传刊登证明（报纸版面、网页截图等），二者至少有一项。", "")
	}
	if u, err := url.Parse(d.WebAddress); d.WebAddress != "" && (err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")) {
		c.add("web_address", "公开网址应以 http:// 或 https:// 开头，请从浏览器地址栏复制完整网址。", d.WebAddress)
	}
	switch {
	case d.PublishedOn == "":
		c.add("published_on", "请填写公开日期。", "")
	case d.PublishedOn.After(c.today):
		c.add("published_on", "公开日期不能晚于今天。", string(d.PublishedOn))
	case d.ListPublishedOn != "" && d.PublishedOn.Before(d.ListPublishedOn):
		c.add("published_on", "公开日期不能早于名单公布日期"+d.ListPublishedOn.Chinese()+"。", string(d.PublishedOn))
	}
}

// seal computes the hash that proves later what was published.
func (d *Disclosure) seal() error {
	raw, err := json.Marshal(struct {
		Enterprise string
		Content    map[string]BlockRows
		Channel    string
		WebAddress string
		Published  calendar.Date
	}{d.EnterpriseName, d.Content, d.Channel, d.WebAddress, d.PublishedOn})
	hash := sha256.Sum256(raw)
	d.ContentSHA256 = hex.EncodeToString(hash[:])
	return err
}

// CommentInput is the input of an act with a comment.
type CommentInput struct {
	Version int64  `json:"version,omitempty"`
	Comment string `json:"comment,omitempty" maxLength:"1000" doc:"意见"`
}

// BaseVersion gives the version that the input carries.
func (in CommentInput) BaseVersion() int64 { return in.Version }

func (in CommentInput) required(label string) error {
	var faults fault.List
	faults.Require("comment", label, in.Comment)
	return faults.Err("没有办理")
}
