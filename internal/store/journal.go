package store

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
)

// Journal is one line of who changed what and when (操作日志). It is only ever added to.
type Journal struct {
	bun.BaseModel  `bun:"table:journal"`
	ID             string         `bun:"id,pk" json:"id"`
	At             time.Time      `bun:"at" json:"at"`
	ActorID        string         `bun:"actor_id" json:"-"`
	ActorName      string         `bun:"actor_name" json:"actor_name"`
	ActorRole      string         `bun:"actor_role" json:"actor_role"`
	ActingFor      string         `bun:"acting_for" json:"acting_for" doc:"代何人办理"`
	ActorRoleLabel string         `bun:"-" json:"actor_role_label"`
	Action         string         `bun:"action" json:"action"`
	ActionLabel    string         `bun:"-" json:"action_label"`
	SubjectType    string         `bun:"subject_type" json:"subject_type"`
	SubjectID      string         `bun:"subject_id" json:"subject_id"`
	SubjectTitle   string         `bun:"subject_title" json:"subject_title"`
	SubjectVersion int64          `bun:"subject_version" json:"subject_version"`
	CaseID         string         `bun:"case_id" json:"-"`
	RegionCode     string         `bun:"region_code" json:"region_code"`
	Note           string         `bun:"note" json:"note"`
	Changes        []fault.Change `bun:"changes,type:text" json:"changes" nullable:"false"`
}

// Place lets the journal administrator see all; nobody else reads the journal as a list.
func (Journal) Place() access.Columns { return access.Columns{Region: "region_code"} }

// record writes the entry of a change; fields are named in Chinese by the struct tag `label`, those without are internal.
func (tx *Tx) record(action string, r Record, note string, before map[string]any) error {
	changes := differ(before, fields(r), labels(r))
	if d, ok := r.(Detailed); ok && before != nil {
		changes = append(changes, d.Detail(before)...)
	}
	return tx.append(action, r.Subject(), note, changes)
}

// Detailed is a record that says itself what changed within one of its columns, such as in the cells of a table; before
// are the columns as they were.
type Detailed interface {
	Detail(before map[string]any) []fault.Change
}

func (tx *Tx) recordDeleted(action string, r Record, before map[string]any) error {
	return tx.append(action, r.Subject(), "", differ(before, map[string]any{}, labels(r)))
}

// Note writes a journal entry for an act that changes no field, such as a download of a notice or a failed login.
func (tx *Tx) Note(action string, s Subject, note string) error {
	return tx.append(action, s, note, nil)
}

func (tx *Tx) append(action string, s Subject, note string, changes []fault.Change) error {
	_, err := tx.idb.NewInsert().Model(tx.entry(action, s, note, changes)).Exec(tx.ctx)
	return err
}

func (tx *Tx) entry(action string, s Subject, note string, changes []fault.Change) *Journal {
	if changes == nil {
		changes = []fault.Change{}
	}
	return &Journal{
		ID: NewID(), At: tx.now, ActorID: tx.actor.ID, ActorName: tx.actor.Name, ActorRole: string(tx.actor.Role), ActingFor: tx.actor.For, Action: action,
		SubjectType: s.Type, SubjectID: s.ID, SubjectTitle: s.Title, SubjectVersion: s.Version, CaseID: s.CaseID, RegionCode: s.RegionCode,
		Note: note, Changes: changes,
	}
}

// History gives the case history (办理过程) of a subject, newest first, with that of the cases which have become part of
// it. The caller has found the subject in scope.
func (tx *Tx) History(s Subject, also ...string) ([]Journal, error) {
	rows := []Journal{}
	q := tx.idb.NewSelect().Model(&rows)
	if s.CaseID != "" && s.CaseID == s.ID && len(also) == 0 {
		q = q.Where("case_id = ?", s.CaseID)
	} else if s.CaseID != "" && s.CaseID == s.ID {
		q = q.Where("case_id IN (?)", bun.List(append([]string{s.CaseID}, also...)))
	} else {
		q = q.Where("subject_type = ? AND subject_id = ?", s.Type, s.ID)
	}
	err := q.OrderExpr("id DESC").Limit(500).Scan(tx.ctx)
	tx.Name(rows)
	return rows, err
}

// Name fills the Chinese names of roles and acts into journal entries.
func (tx *Tx) Name(rows []Journal) {
	for i := range rows {
		rows[i].ActorRoleLabel = access.RoleLabels[access.Role(rows[i].ActorRole)]
		rows[i].ActionLabel = tx.db.actionLabels[rows[i].Action]
	}
}

// changesSince gives what changed in a record after the version that somebody has read, and who changed it last.
func (tx *Tx) changesSince(s Subject, since int64) ([]fault.Change, string, error) {
	var rows []Journal
	err := tx.idb.NewSelect().Model(&rows).Where("subject_type = ? AND subject_id = ? AND subject_version > ?", s.Type, s.ID, since).
		OrderExpr("subject_version").Scan(tx.ctx)
	if err != nil {
		return nil, "", err
	}
	var who string
	var changes []fault.Change
	for _, row := range rows {
		who = row.ActorName
		for _, c := range row.Changes {
			i := slices.IndexFunc(changes, func(have fault.Change) bool { return have.Field == c.Field })
			if i < 0 {
				changes = append(changes, c)
			} else {
				changes[i].After = c.After
			}
		}
	}
	return changes, who, nil
}

// housekeeping fields are not news.
var unjournaled = []string{"id", "version", "created_at", "updated_at", "actions", "password_hash", "token_hash"}

func differ(before, after map[string]any, labels map[string]string) []fault.Change {
	names := make([]string, 0, len(after))
	for name := range after {
		names = append(names, name)
	}
	for name := range before {
		if _, ok := after[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	changes := []fault.Change{}
	for _, name := range names {
		if slices.Contains(unjournaled, name) || same(before[name], after[name]) {
			continue
		}
		label := labels[name]
		if label == "" {
			continue // fields without a Chinese label are internal: identifiers, codes, counters
		}
		changes = append(changes, fault.Change{Field: name, Label: label, Before: before[name], After: after[name]})
	}
	return changes
}

func same(a, b any) bool { return reflect.DeepEqual(a, b) || (blank(a) && blank(b)) }

func blank(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case float64:
		return v == 0
	case bool:
		return !v
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

// fields gives a record as its columns by name: what bun would store, as JSON values.
func fields(r any) map[string]any {
	out := map[string]any{}
	walk(reflect.Indirect(reflect.ValueOf(r)), func(name, _ string, value reflect.Value) {
		raw, err := json.Marshal(value.Interface())
		if err != nil {
			return
		}
		var plain any
		if json.Unmarshal(raw, &plain) == nil {
			out[name] = plain
		}
	})
	return out
}

// labels gives the Chinese names of a record's columns, from the struct tag `label`.
func labels(r any) map[string]string {
	out := map[string]string{}
	walk(reflect.Indirect(reflect.ValueOf(r)), func(name, label string, _ reflect.Value) { out[name] = label })
	return out
}

func walk(v reflect.Value, visit func(column, label string, value reflect.Value)) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		column, options, _ := strings.Cut(field.Tag.Get("bun"), ",")
		switch {
		case field.Anonymous && field.Type.Kind() == reflect.Struct && column == "":
			walk(v.Field(i), visit)
		case column == "" || column == "-" || strings.HasPrefix(column, "table:") || strings.Contains(options, "scanonly"):
		default:
			visit(column, field.Tag.Get("label"), v.Field(i))
		}
	}
}

func newLike(r Record) any { return reflect.New(reflect.TypeOf(r).Elem()).Interface() }
