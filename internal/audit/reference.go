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

// traceable refuses references that nobody could follow.
func (s *Service) traceable(tx *store.Tx, a *Audit, t *dossier.Table, in Table) error {
	if len(in.References) == 0 {
		return nil
	}
	files, err := file.Versions(tx, a.Subject())
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, f := range files {
		known[f.ID] = true
	}
	var faults fault.List
	for _, w := range t.WrongReferences(len(in.Rows), in.References, func(id string) bool { return known[id] }) {
		faults.Add(fmt.Sprintf("rows[%d].%s", w.Row, w.Column), w.Message)
	}
	return faults.Err("“" + t.Title + "”没有保存，请按提示修改")
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
