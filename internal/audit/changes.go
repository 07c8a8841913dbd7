package audit

import (
	"cmp"
	"context"
	"strings"
	"time"

	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Detail says cell by cell what changed in a table, for the journal: a new or a removed row with its content, of a row that
// stayed each cell with what it held before and holds now.
func (d *DossierSection) Detail(before map[string]any) []fault.Change {
	raw, _ := before["content"].(string)
	old, err := readContent(raw)
	now, failed := d.read()
	if d.table == nil || err != nil || failed != nil {
		return nil
	}
	if d.moved == nil {
		return append(old.differ(d.table, now), old.sources(d.table, now, d.documents)...)
	}
	return append(old.renamed(d.moved.columns).differ(d.table, now), fault.Change{Field: editionField, Label: "表单版本", Before: "", After: d.moved.edition})
}

// move is how a section came into an edition of the form: what its columns are called there.
type move struct {
	edition string
	columns map[string]string
}

// editionField is the field of the change that tells to which edition a section was moved.
const editionField = "edition"

const rowField = "rows."

// differ compares two states of a table.
func (c content) differ(t *dossier.Table, now content) []fault.Change {
	changes := []fault.Change{}
	for i, mark := range now.Marks {
		old := c.row(mark)
		if old == nil && !t.Record {
			if words := inWords(t, now.Rows[i]); words != "" {
				changes = append(changes, fault.Change{Field: rowField + mark, Label: now.where(t, mark, "") + "（新增）", Before: "", After: words})
			}
			continue
		}
		changes = append(changes, cells(t, now, mark, old, now.Rows[i])...)
	}
	for i, mark := range c.Marks {
		if now.index(mark) < 0 {
			changes = append(changes, fault.Change{Field: rowField + mark, Label: c.where(t, mark, "") + "（删除）", Before: inWords(t, c.Rows[i]), After: ""})
		}
	}
	return changes
}

// cells compares two states of one row.
func cells(t *dossier.Table, at content, mark string, old, now dossier.Row) []fault.Change {
	changes := []fault.Change{}
	for _, column := range t.Columns {
		before, after := dossier.Text(old[column.ID]), dossier.Text(now[column.ID])
		if before != after && !column.Computed() {
			changes = append(changes, fault.Change{Field: rowField + mark + "." + column.ID, Label: at.where(t, mark, column.ID), Before: before, After: after})
		}
	}
	return changes
}

// DossierChange is one change of one place of a table: who, when, from what to what (修改记录).
type DossierChange struct {
	At        time.Time `json:"at"`
	ActorName string    `json:"actor_name"`
	ActorRole string    `json:"actor_role" doc:"角色名称"`
	ActingFor string    `json:"acting_for" doc:"代何人办理"`
	Mark      string    `json:"mark" doc:"行标识"`
	Column    string    `json:"column" doc:"栏目；整行增加或者删除时为空"`
	Words     string    `json:"words" doc:"位置"`
	Before    string    `json:"before"`
	After     string    `json:"after"`
	Source    bool      `json:"source,omitempty" doc:"改动的是证据出处"`
}

// ChangeList are the changes of a table or of one place of it, newest first.
type ChangeList struct {
	Items []DossierChange `json:"items" nullable:"false"`
}

// ChangeQuery names the place whose history is asked for.
type ChangeQuery struct {
	Mark   string    `query:"mark" maxLength:"20" doc:"行标识；空为整张表"`
	Column string    `query:"column" maxLength:"64" doc:"栏目；空为整行"`
	Since  time.Time `query:"since" doc:"只看此时以后的修改，例如退回以后"`
}

// Changes gives who changed a place of a table, when, from what to what, as the journal has it.
func (s *Service) Changes(ctx context.Context, id, name string, in ChangeQuery) (ChangeList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (ChangeList, error) {
		out := ChangeList{Items: []DossierChange{}}
		_, row, t, err := s.section(tx, id, name)
		if err != nil || row.ID == "" {
			return out, err
		}
		entries, err := tx.History(row.Subject())
		if err != nil {
			return out, err
		}
		now, err := row.read()
		if err != nil {
			return out, err
		}
		at := cursor{query: in, held: dossier.Text(now.row(in.Mark)[in.Column]), section: name}
		for _, e := range entries {
			if e.At.Before(in.Since) {
				break
			}
			for _, c := range e.Changes {
				if change, wanted := at.read(t, e, c); wanted {
					out.Items = append(out.Items, change)
				}
			}
			if edition := movedTo(e); edition != "" {
				at.before(s.papers().forms.Edition(edition))
			}
		}
		return out, nil
	})
}

// cursor walks back through the changes of one place; held is what the cell held after the entry that comes next.
// Behind the move to an edition of the form, section and names are those of the edition before: names tells what its columns are
// called now.
type cursor struct {
	query   ChangeQuery
	held    string
	section string
	names   map[string]string
}

// movedTo gives the edition of the form to which an entry moved a section; "" for any other entry.
func movedTo(e store.Journal) string {
	for _, c := range e.Changes {
		if c.Field == editionField {
			edition, _ := c.After.(string)
			return edition
		}
	}
	return ""
}

// before steps behind the move to an edition of the form.
func (k *cursor) before(form *dossier.Form) {
	t := form.Table(k.section)
	if t == nil {
		return
	}
	names := map[string]string{}
	for _, c := range t.Columns {
		if now, known := k.now(c.ID); known {
			names[cmp.Or(c.Was, c.ID)] = now
		}
	}
	k.section, k.names = cmp.Or(t.Was, t.ID), names
}

// now is what a column is called now; one that is gone is called nothing.
func (k *cursor) now(column string) (string, bool) {
	if k.names == nil || column == "" {
		return column, true
	}
	now, known := k.names[column]
	return now, known
}

func (k *cursor) read(t *dossier.Table, e store.Journal, c fault.Change) (DossierChange, bool) {
	if !strings.HasPrefix(c.Field, rowField) {
		return DossierChange{}, false
	}
	mark, column, source := cutPlace(c.Field)
	column, known := k.now(column)
	if !known && k.query.Column != "" || k.query.Mark != "" && mark != k.query.Mark || k.query.Column != "" && column != "" && column != k.query.Column {
		return DossierChange{}, false
	}
	before, _ := c.Before.(string)
	after, _ := c.After.(string)
	out := DossierChange{At: e.At, ActorName: e.ActorName, ActorRole: e.ActorRoleLabel, ActingFor: e.ActingFor, Mark: mark, Column: column, Words: c.Label, Before: before, After: after, Source: source}
	if source {
		return out, true
	}
	if k.query.Column != "" && column == "" && t.Column(k.query.Column) != nil { // of a row that came or went, the cell that is asked for
		if before == "" {
			out.After = k.held
		} else {
			out.Before = ""
		}
	}
	k.held = before
	return out, out.Before != out.After
}
