package agency

import (
	"strings"
	"unicode"

	"github.com/uptrace/bun"
	"golang.org/x/text/width"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Auditor is a person with a certificate who does audits for an agency (审核人员), from one day to another. A certificate is
// at one agency at a time: one that is used by two has been lent (docs/defects.md row 20).
type Auditor struct {
	bun.BaseModel `bun:"table:auditor"`
	store.Row
	AgencyID      string        `bun:"agency_id" json:"agency_id"`
	RegionCode    string        `bun:"region_code" json:"-"`
	CityCode      string        `bun:"city_code" json:"-"`
	Name          string        `bun:"name" json:"name" label:"姓名"`
	Certificate   string        `bun:"certificate" json:"certificate" label:"证书名称"`
	CertificateNo string        `bun:"certificate_no" json:"certificate_no" label:"证书编号"`
	Issuer        string        `bun:"issuer" json:"issuer" label:"发证单位"`
	FromOn        calendar.Date `bun:"from_on" json:"from_on" label:"到本机构的日期"`
	UntilOn       calendar.Date `bun:"until_on" json:"until_on" label:"离开本机构的日期"`
}

// Place narrows the writing of auditors as that of their agency.
func (Auditor) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code", Agency: "agency_id"}
}

// Subject of an auditor is the agency, so that its history shows who came and left.
func (r *Auditor) Subject() store.Subject {
	return store.Subject{Type: "agency", ID: r.AgencyID, Version: r.Version, Title: r.Name, Link: "/agencies/" + r.AgencyID, RegionCode: r.RegionCode, AgencyID: r.AgencyID}
}

// overlaps tells whether the auditor was at the agency on any day from one to another ("" is open).
func (r *Auditor) overlaps(from, until calendar.Date) bool {
	return (r.UntilOn == "" || r.UntilOn >= from) && (until == "" || r.FromOn <= until)
}

// days writes the time at the agency.
func (r *Auditor) days() string {
	if r.UntilOn == "" {
		return r.FromOn.Chinese() + "至今"
	}
	return r.FromOn.Chinese() + "至" + r.UntilOn.Chinese()
}

// AuditorInput registers an auditor.
type AuditorInput struct {
	Version       int64         `json:"version,omitempty" doc:"读取机构时得到的版本号"`
	Name          string        `json:"name" maxLength:"50" doc:"姓名"`
	Certificate   string        `json:"certificate" maxLength:"100" doc:"证书名称"`
	CertificateNo string        `json:"certificate_no" maxLength:"60" doc:"证书编号"`
	Issuer        string        `json:"issuer" maxLength:"100" doc:"发证单位"`
	FromOn        calendar.Date `json:"from_on" doc:"到本机构的日期"`
}

// BaseVersion gives the version that the input carries.
func (in AuditorInput) BaseVersion() int64 { return in.Version }

// number reads a certificate number: the same one however it is typed, in full or half width, with or without blanks.
func number(text string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, width.Narrow.String(text)))
}

func (in AuditorInput) check(today calendar.Date) fault.List {
	var faults fault.List
	faults.Require("name", "姓名", in.Name)
	faults.Require("certificate", "证书名称", in.Certificate)
	faults.Require("issuer", "发证单位", in.Issuer)
	if no := number(in.CertificateNo); len(no) < 4 {
		faults.Add("certificate_no", "请照证书填写完整的证书编号。")
	}
	switch {
	case !in.FromOn.Valid():
		faults.Add("from_on", "请填写到本机构的日期，格式如 2026-03-01。")
	case in.FromOn.After(today):
		faults.Add("from_on", "到本机构的日期晚于今天，到岗以后再登记。")
	}
	return faults
}

// Leave ends the time of an auditor at an agency.
type Leave struct {
	Version int64         `json:"version,omitempty" doc:"读取审核人员时得到的版本号"`
	UntilOn calendar.Date `json:"until_on" doc:"离开本机构的日期，即在本机构的最后一日"`
	Note    string        `json:"note" maxLength:"500" doc:"依据，例如解除劳动合同的证明"`
}

// BaseVersion gives the version that the input carries.
func (in Leave) BaseVersion() int64 { return in.Version }

func (in Leave) check(r *Auditor, today calendar.Date) error {
	var faults fault.List
	switch {
	case !in.UntilOn.Valid():
		faults.Add("until_on", "请填写离开的日期，格式如 2026-09-30。")
	case in.UntilOn.Before(r.FromOn):
		faults.Add("until_on", "离开的日期早于到本机构的日期"+r.FromOn.Chinese()+"，请核对。")
	case in.UntilOn.After(today):
		faults.Add("until_on", "离开的日期晚于今天，离开以后再登记。")
	}
	faults.Require("note", "依据", in.Note)
	return faults.Err("离开没有登记")
}
