package dossier

import "fmt"

// Referred gives where the figure of a cell was taken from.
func (d *Dossier) Referred(table string, row int, column string) (Reference, bool) {
	rows := d.References[table]
	if row >= len(rows) {
		return Reference{}, false
	}
	r, ok := rows[row][column]
	return r, ok
}

// Document gives an attachment by its id, nil for one that is not there.
func (d *Dossier) Document(id string) *Attachment {
	for i := range d.Attachments {
		if d.Attachments[i].ID == id {
			return &d.Attachments[i]
		}
	}
	return nil
}

// WrongReference is one that cannot be followed.
type WrongReference struct {
	Row     int
	Column  string
	Message string
}

// WrongReferences gives what is wrong with the references of a table; known tells the documents that there are.
func (t *Table) WrongReferences(rows int, refs []References, known func(document string) bool) []WrongReference {
	wrong := []WrongReference{}
	for i, row := range refs {
		for _, name := range sortedKeys(row) {
			add := func(message string) { wrong = append(wrong, WrongReference{i, name, message}) }
			switch c := t.Column(name); {
			case i >= rows:
				add(fmt.Sprintf("证据出处写在第%d行，表只有%d行。", i+1, rows))
			case c == nil:
				add("“" + t.Title + "”没有栏目“" + name + "”，不能注明它的出处。")
			case c.Computed():
				add("“" + c.Title + "”由系统计算，出处是参加计算的各栏。")
			case !known(row[name].Document):
				add("“" + c.Title + "”的出处不在本项审核的附件中，请重新选择文件。")
			}
		}
	}
	return wrong
}
