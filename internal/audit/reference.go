package audit

import (
	"encoding/json"
	"fmt"

	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/store"
)

// Document is a file of the case to which a figure can refer (证据出处).
type Document struct {
	ID       string `json:"id"`
	Kind     string `json:"kind" doc:"附件类型"`
	Name     string `json:"name" doc:"文件名"`
	Date     string `json:"date,omitempty" doc:"证据日期"`
	Replaced bool   `json:"replaced,omitempty" doc:"旧版本，已有新版本"`
}

// documentsOf gives the documents of a dossier, among them the old versions to which figures still refer.
func documentsOf(d *dossier.Dossier) []Document {
	out := []Document{}
	for _, a := range d.Attachments {
		out = append(out, Document{ID: a.ID, Kind: a.Kind, Name: a.Name, Date: a.Date, Replaced: a.Replaced})
	}
	return out
}

// traceable refuses references that nobody could follow. It gives the section the names of the documents, so that the journal says in
// words where a figure is taken from.
func (s *Service) traceable(tx *store.Tx, a *Audit, t *dossier.Table, row *DossierSection, in Table) error {
	before, err := row.read()
	if err != nil || len(in.References) == 0 && len(before.References) == 0 {
		return err
	}
	if row.documents, err = documentNames(tx, a); err != nil {
		return err
	}
	var faults fault.List
	for _, w := range t.WrongReferences(len(in.Rows), in.References, func(id string) bool { return row.documents[id] != "" }) {
		faults.Add(fmt.Sprintf("rows[%d].%s", w.Row, w.Column), w.Message)
	}
	return faults.Err("“" + t.Title + "”没有保存，请按提示修改")
}

// documentNames names the files of an audit, so that it is said in words where a figure is taken from.
func documentNames(tx *store.Tx, a *Audit) (map[string]string, error) {
	files, err := file.Versions(tx, a.Subject())
	names := map[string]string{}
	for _, f := range files {
		names[f.ID] = f.Name
		if f.ReplacedBy != "" {
			names[f.ID] += "（旧版本）"
		}
	}
	return names, err
}

// referred gives the references of a row; nil where the row is gone or has none.
func (c content) referred(mark string) dossier.References {
	if i := c.index(mark); i >= 0 && i < len(c.References) {
		return c.References[i]
	}
	return nil
}

// sourceField ends the field of a change that is of the place of evidence, not of the figure.
const sourceField = ".source"

// sources says of the rows that stayed which figures are now taken from elsewhere.
func (c content) sources(t *dossier.Table, now content, documents map[string]string) []fault.Change {
	changes := []fault.Change{}
	for _, mark := range now.Marks {
		if c.row(mark) == nil {
			continue
		}
		was, is := c.referred(mark), now.referred(mark)
		for _, column := range t.Columns {
			if was[column.ID] != is[column.ID] {
				before, after := sourced(was, column.ID, documents), sourced(is, column.ID, documents)
				changes = append(changes, fault.Change{Field: rowField + mark + "." + column.ID + sourceField, Label: now.where(t, mark, column.ID) + "的证据出处", Before: before, After: after})
			}
		}
	}
	return changes
}

// sourced names a place of evidence: 监测报告.pdf 第3页.
func sourced(references dossier.References, column string, documents map[string]string) string {
	r, ok := references[column]
	if !ok {
		return ""
	}
	name := documents[r.Document]
	if name == "" {
		name = "已经移除的文件"
	}
	if r.Page > 0 {
		return fmt.Sprintf("%s 第%d页", name, r.Page)
	}
	return name
}

// Refer notes where the figures of a table were taken from that was filled in by Fill.
func (k *Composer) Refer(row *DossierSection, refs []dossier.References) error {
	c, err := row.read()
	if err != nil {
		return err
	}
	c.References = refs
	raw, err := json.Marshal(c)
	row.Content = string(raw)
	return err
}
