package demo

import (
	"bytes"
	"context"

	"qingshen/internal/access"
	"qingshen/internal/document"
	"qingshen/internal/file"
)

// keepReport stores the content that every report of the demonstration has.
func (w *world) keepReport(ctx context.Context, files *file.Store) error {
	if files == nil {
		return nil
	}
	var content bytes.Buffer
	err := document.Write(&content, document.Document{
		Title: "清洁生产审核报告" + mark, Author: "演示",
		Blocks: []document.Block{
			document.Paragraph{Text: "本文件为演示数据，用于说明审核报告在系统中的提交、查阅和存档方式，内容与任何企业无关。"},
			document.Paragraph{Text: "正式的审核报告按审核准备、预审核、审核、方案的产生和筛选、方案的确定、方案的实施、持续清洁生产七个阶段编写。"},
		},
		Signature: document.Signature{Organs: []string{"演示企业"}, Date: string(w.today)},
	})
	if err != nil {
		return err
	}
	blob, err := files.Put(ctx, "清洁生产审核报告（演示）.docx", &content, file.Limit)
	w.blob = &blob
	return err
}

// attach gives an audit the report as a file of its own; "" when no files are kept.
func (r *round) attach(purpose, name string) string {
	if r.blob == nil {
		return ""
	}
	return r.attachment(r.dice, r.blob, purpose, name+mark+".docx").ID
}

// attachment gives an audit a file of its own with a content that is kept once.
func (r *round) attachment(d dice, blob *file.Blob, purpose, name string) *file.File {
	a := r.a
	f := &file.File{
		SHA256: blob.SHA256, Size: blob.Size, MediaType: blob.MediaType, Name: name, Purpose: purpose, SubjectType: "audit", SubjectID: a.ID, Edition: 1,
		RegionCode: a.RegionCode, CityCode: a.CityCode, EnterpriseID: a.EnterpriseID, AgencyID: a.AgencyID, UploadedBy: r.accountID(enterpriseLogin(r.site)),
		UploaderRole: string(access.RoleEnterprise),
	}
	stamp(&f.Row, d.id(r.at), r.at)
	r.sheaf.files = append(r.sheaf.files, f)
	return f
}
