package listing

import (
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Notice is the written notice to a listed enterprise (告知书, CPM 9(1)): prepared at publication, served by city or
// county, received by the enterprise. Its number has no gap within one issuing office and year.
type Notice struct {
	bun.BaseModel `bun:"table:notice"`
	store.Row
	ListID         string              `bun:"list_id" json:"list_id"`
	RowID          string              `bun:"row_id" json:"row_id"`
	AuditID        string              `bun:"audit_id" json:"audit_id"`
	EnterpriseID   string              `bun:"enterprise_id" json:"enterprise_id"`
	EnterpriseName string              `bun:"enterprise_name" json:"enterprise_name" label:"企业名称"`
	RegionCode     string              `bun:"region_code" json:"region_code"`
	CityCode       string              `bun:"city_code" json:"city_code"`
	OfficeCode     string              `bun:"office_code" json:"office_code" doc:"发文机关所在设区的市"`
	Year           int                 `bun:"year" json:"year"`
	Seq            int                 `bun:"seq" json:"-"`
	DocumentNo     string              `bun:"document_no" json:"document_no" doc:"告知书文号" label:"文号"`
	State          string              `bun:"state" json:"state"`
	ServedOn       calendar.Date       `bun:"served_on" json:"served_on" doc:"送达日期" label:"送达日期"`
	Method         string              `bun:"method" json:"method" enum:",direct,post,electronic,left,public" doc:"送达方式" label:"送达方式"`
	ServedBy       string              `bun:"served_by" json:"served_by" doc:"送达人" label:"送达人"`
	ReadAt         *time.Time          `bun:"read_at" json:"read_at" doc:"企业首次阅读的时间"`
	DownloadedAt   *time.Time          `bun:"downloaded_at" json:"downloaded_at" doc:"企业首次下载的时间"`
	ReceivedOn     calendar.Date       `bun:"received_on" json:"received_on" doc:"签收日期" label:"签收日期"`
	ReceivedBy     string              `bun:"received_by" json:"received_by" doc:"签收人" label:"签收人"`
	RemindedOn     calendar.Date       `bun:"reminded_on" json:"reminded_on" doc:"最近一次提醒阅读的日期" label:"提醒日期"`
	Reminders      int                 `bun:"reminders" json:"reminders" doc:"提醒阅读的次数" label:"提醒次数"`
	FileID         string              `bun:"file_id" json:"file_id" doc:"告知书文件的标识"`
	SHA256         string              `bun:"sha256" json:"sha256" doc:"告知书文件的SHA-256校验值" label:"内容校验值"`
	RegionLabel    string              `bun:"-" json:"region_label" doc:"所在市县名称" readOnly:"true"`
	Deadlines      []deadline.Deadline `bun:"-" json:"deadlines,omitempty" doc:"正在计算的期限，仅在单条记录中给出" readOnly:"true"`
	Letter         *Letter             `bun:"-" json:"letter,omitempty" doc:"告知书内容，仅在单条记录中给出" readOnly:"true"`
}

// Methods are the ways of service (送达方式).
var Methods = map[string]string{"direct": "直接送达", "post": "邮寄送达", "electronic": "电子送达", "left": "留置送达", "public": "公告送达"}

// Place narrows notices by region and to the enterprise addressed.
func (Notice) Place() access.Columns {
	return access.Columns{Subject: "audit_id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id"}
}

// Subject of a notice lies within the audit that it tells of.
func (n *Notice) Subject() store.Subject {
	return store.Subject{
		Type: "notice", ID: n.ID, Version: n.Version, CaseID: n.AuditID, Title: n.EnterpriseName + "告知书", Link: "/notices/" + n.ID,
		RegionCode: n.RegionCode, EnterpriseID: n.EnterpriseID,
	}
}

// CurrentState gives the state for flow.
func (n *Notice) CurrentState() string { return n.State }

// EnterState sets the state for flow.
func (n *Notice) EnterState(state string) { n.State = state }

// ServeInput records the service of a notice.
type ServeInput struct {
	ServedOn calendar.Date `json:"served_on,omitempty" doc:"送达日期，不填为当日"`
	Method   string        `json:"method" enum:"direct,post,electronic,left,public" doc:"送达方式"`
	ServedBy string        `json:"served_by,omitempty" maxLength:"100" doc:"送达人，不填为经办账号"`
	Note     string        `json:"note,omitempty" maxLength:"500" doc:"送达说明，如邮件号、见证人"`
	Version  int64         `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in ServeInput) BaseVersion() int64 { return in.Version }

func (in ServeInput) check(published, today calendar.Date) error {
	var faults fault.List
	if Methods[in.Method] == "" {
		faults.Add("method", "请选择送达方式：直接送达、邮寄送达、电子送达、留置送达或公告送达。")
	}
	notLater(&faults, "served_on", "送达日期", in.ServedOn, today)
	if in.ServedOn != "" && in.ServedOn < published {
		faults.Add("served_on", "送达日期不得早于名单公布日期（"+published.Chinese()+"）。")
	}
	if (in.Method == "left" || in.Method == "public") && blankText(in.Note) {
		faults.Add("note", "留置送达、公告送达须写明情况，如见证人、公告载体和日期。")
	}
	return faults.Err("送达没有登记")
}

// ReceiveInput is the receipt by the enterprise (签收).
type ReceiveInput struct {
	ReceivedBy string `json:"received_by" maxLength:"100" doc:"签收人姓名"`
	Version    int64  `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in ReceiveInput) BaseVersion() int64 { return in.Version }

func (in ReceiveInput) check() error {
	var faults fault.List
	faults.Require("received_by", "签收人姓名", in.ReceivedBy)
	return faults.Err("没有签收")
}

// sealed is the sentence by which the journal names the file that was served or received.
func (n *Notice) sealed() string { return "告知书文件的SHA-256校验值：" + n.SHA256 + "。" }

// numberOf writes the number of a notice: office, year, running number.
func numberOf(office string, year, seq int) string {
	return fmt.Sprintf("%s清审告〔%d〕%d号", office, year, seq)
}
