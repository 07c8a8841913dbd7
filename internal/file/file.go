// Package file keeps the files that people attach (附件) and that the system produces. Content lies in a folder under
// its SHA-256, so that the same report is kept once and nothing can be exchanged behind a record; a row says what the
// content is called, what it is for and to which record it belongs. Who may see that record may see its files.
package file

import (
	"cmp"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// File is one attachment of one record.
type File struct {
	bun.BaseModel `bun:"table:file"`
	store.Row
	SHA256       string `bun:"sha256" json:"sha256" doc:"内容的SHA-256校验值" label:"校验值"`
	Size         int64  `bun:"size" json:"size" doc:"字节数" label:"大小"`
	MediaType    string `bun:"media_type" json:"media_type"`
	Name         string `bun:"name" json:"name" label:"文件名"`
	Purpose      string `bun:"purpose" json:"purpose" doc:"用途，由所属事项规定"`
	SubjectType  string `bun:"subject_type" json:"subject_type"`
	SubjectID    string `bun:"subject_id" json:"subject_id"`
	RegionCode   string `bun:"region_code" json:"-"`
	CityCode     string `bun:"city_code" json:"-"`
	EnterpriseID string `bun:"enterprise_id" json:"-"`
	AgencyID     string `bun:"agency_id" json:"-"`
	UploadedBy   string `bun:"uploaded_by" json:"-"`
	UploaderRole string `bun:"uploader_role" json:"-"`
	Held         string `bun:"held" json:"held" doc:"已随哪一事项提交；提交后任何人不能删除，空为尚未提交" label:"随同提交"`

	// EvidenceOn is the day that the document itself bears, apart from the day of its upload.
	EvidenceOn calendar.Date `bun:"evidence_on" json:"evidence_on" doc:"证据日期：文件本身载明的日期，与上传日期分开" label:"证据日期"`
	Series     string        `bun:"series" json:"-"` // of later versions: the id of the first
	Edition    int           `bun:"edition" json:"edition" doc:"第几版" label:"版次"`
	ReplacedBy string        `bun:"replaced_by" json:"replaced_by,omitempty" doc:"取代本版的新版本；空为现行版本"`
	UploadID   string        `bun:"upload_id" json:"-"`

	Removable   bool    `bun:"-" json:"removable" doc:"当前账号可否删除"`
	Replaceable bool    `bun:"-" json:"replaceable" doc:"当前账号可否上传新版本"`
	Earlier     []*File `bun:"-" json:"earlier,omitempty" doc:"旧版本，新的在前"`

	caseID string
}

// Place narrows files as their subjects are narrowed; Owner.See is asked besides where the subject's capability has one.
func (File) Place() access.Columns {
	return access.Columns{Subject: "subject_id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id", Agency: "agency_id"}
}

// Subject of a file is itself, within the case of the record that it belongs to.
func (f *File) Subject() store.Subject {
	return store.Subject{Type: "file", ID: f.ID, Version: f.Version, CaseID: f.caseID, Title: f.Name, RegionCode: f.RegionCode, EnterpriseID: f.EnterpriseID, AgencyID: f.AgencyID}
}

// series is what all versions of a file share.
func (f *File) series() string { return cmp.Or(f.Series, f.ID) }

// ActionLabels are the Chinese names of the acts in the journal.
var ActionLabels = map[string]string{
	"file.add": "上传附件", "file.remove": "删除附件", "file.hold": "附件归档", "file.replace": "上传附件新版本", "file.reinstate": "恢复附件上一版本", "file.describe": "注明证据日期",
}

// settled says why nobody may remove this file: what was handed in with an act is evidence, and so is what another
// version has replaced.
func (f *File) settled() string {
	switch {
	case f.Held != "":
		return "该文件已随“" + f.Held + "”提交归档，不能删除。需要更正的，请另行上传更正后的文件并说明。"
	case f.ReplacedBy != "":
		return "该文件是旧版本，随新版本保留备查，不能单独删除。"
	}
	return ""
}

// foreign says why an actor who may change the files of the record may not touch this one: those who brought it may, that
// is the account itself, its office, or the enterprise for the agency that fills in on its behalf.
func (f *File) foreign(actor access.Actor) string {
	switch role := access.Role(f.UploaderRole); {
	case f.UploadedBy == actor.ID, role != "" && role == actor.Role:
	case role == access.RoleAgency && actor.Role == access.RoleEnterprise:
	default:
		return "该文件由其他单位上传，只能由上传的单位删除或者更新。"
	}
	return ""
}

// mayBe notes what the actor may do with the file, where the files of its record may be changed.
func (f *File) mayBe(open bool, actor access.Actor) {
	own := open && f.foreign(actor) == ""
	f.Removable = own && f.settled() == ""
	f.Replaceable = own && f.ReplacedBy == ""
}

// Owner is what the capability of a kind of record says about files attached to it. Both functions find the record as
// the actor of the transaction sees it: one outside of the actor's place, or without the permission, is not found.
type Owner struct {
	// See gives the record to those who may read its files.
	See func(tx *store.Tx, id string) (store.Subject, error)
	// Change gives it to those who may now add and remove files, and says why not to the others.
	Change func(tx *store.Tx, id string) (store.Subject, error)
}

// OwnerOf makes the owner of a kind of record: see finds one for whoever may read it, and barred says why its files may
// not be changed by this actor now.
func OwnerOf[T interface{ Subject() store.Subject }](see func(*store.Tx, string) (T, error), barred func(*store.Tx, T) error) Owner {
	subject := func(tx *store.Tx, id string, check func(*store.Tx, T) error) (store.Subject, error) {
		record, err := see(tx, id)
		if err == nil && check != nil {
			err = check(tx, record)
		}
		if err != nil {
			return store.Subject{}, err
		}
		return record.Subject(), nil
	}
	return Owner{
		See:    func(tx *store.Tx, id string) (store.Subject, error) { return subject(tx, id, nil) },
		Change: func(tx *store.Tx, id string) (store.Subject, error) { return subject(tx, id, barred) },
	}
}
