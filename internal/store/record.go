package store

import (
	"reflect"
	"strings"
	"time"

	"qingshen/internal/access"
)

// Row is what every record has. Embed it first; table and columns follow bun's tags.
type Row struct {
	ID        string    `bun:"id,pk" json:"id" doc:"标识" readOnly:"true"`
	Version   int64     `bun:"version" json:"version" doc:"版本号，写入时须原样带回" readOnly:"true"`
	CreatedAt time.Time `bun:"created_at" json:"created_at" readOnly:"true"`
	UpdatedAt time.Time `bun:"updated_at" json:"updated_at" readOnly:"true"`
	Actions   []Action  `bun:"-" json:"actions,omitempty" doc:"当前可以办理的事项" readOnly:"true"`
}

// Base gives the row itself; it makes every struct that embeds Row a Record.
func (r *Row) Base() *Row { return r }

// Action is one thing that may be done with a record now (可办事项), with the reason when it may not.
type Action struct {
	Name    string `json:"name"`
	Label   string `json:"label"`
	Allowed bool   `json:"allowed"`
	Reason  string `json:"reason,omitempty"`
}

// Record is a row that can be written: it knows its table row, its place and what it is about.
type Record interface {
	Base() *Row
	Place() access.Columns
	Subject() Subject
}

// Subject is what clocks, messages, files and the journal need to know of a record.
type Subject struct {
	Type         string // snake_case table name, such as "audit"
	ID           string
	Version      int64
	CaseID       string // the audit that this belongs to, for the case history (办理过程)
	Title        string // what a person calls it, such as the enterprise's name
	Link         string // address of its page in the workspace
	RegionCode   string
	EnterpriseID string
	AgencyID     string
	ExpertID     string
	Reasons      []string // for clocks that run only for some reasons
}

// CityOf gives the six-digit code of the city that a division belongs to.
func CityOf(region string) string {
	if len(region) < 4 {
		return region
	}
	return region[:4] + "00"
}

// Shape gives the table of a record and its columns, as the record says.
func Shape(model any) (table string, columns []string) {
	value := reflect.Indirect(reflect.ValueOf(model))
	for i := range value.NumField() {
		if name, ok := strings.CutPrefix(value.Type().Field(i).Tag.Get("bun"), "table:"); ok {
			table, _, _ = strings.Cut(name, ",")
		}
	}
	walk(value, func(column, _ string, _ reflect.Value) { columns = append(columns, column) })
	return table, columns
}
