// Package workbook carries lists of records through spreadsheets and back (表格往返): an officer downloads what is there or an
// empty template, mends it, uploads it, looks at the difference line by line, and takes it over, all or nothing.
//
// A list is data: its columns, what is there, and how one line is taken over by the method that serves a single request, so
// that a spreadsheet can do nothing that a form could not. The difference that is shown is the act itself, undone
// (store.WithPreview): every rule has been asked when it is shown, and all faults are found at once.
package workbook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// List is one list that people keep in spreadsheets.
type List[T any] struct {
	Path       string // of the list in the API, such as /experts; the table lies at /experts/sheet
	Name       string // the operations are get-NAME-sheet and take-NAME-sheet
	What       string // in the description of the operations
	View, Keep access.Permission

	// Noun gives the columns. of is what the list lies under, such as a plan or a year; often nothing.
	Noun func(tx *store.Tx, of string) (sheet.Noun[T], error)
	// Rows gives what is there in the actor's place.
	Rows func(tx *store.Tx, of string) ([]Kept[T], error)
	// Complete fills in what a line may leave out, before its record is looked for. May be nil.
	Complete func(tx *store.Tx, line *T)
	// Key tells which record a line without mark is about: lines of one key are one record. Empty is always new.
	Key func(*T) string
	// Title names a line for people.
	Title func(*T) string
	// Take takes one line over; have is nil for a new one. The context takes part in the transaction and carries the version
	// of the record. What it says, such as a password that is shown once, goes to the officer alone.
	Take func(ctx context.Context, of string, line *T, have *Kept[T]) (said string, err error)
	// Opened looks at the name of the sheet that was uploaded, which says what it was made for. May be nil.
	Opened func(sheet string) error
	// Finish ends what Take has begun with all lines, when there is something to write. May be nil.
	Finish func(ctx context.Context, of string) error
}

// Kept is a record as the table shows it.
type Kept[T any] struct {
	ID      string
	Version int64
	Line    T
}

// MaxLines is how many lines one table of this kind may hold: what a person can look through.
const MaxLines = 5_000

// SheetDiff is what taking a table over would do, or has done.
type SheetDiff struct {
	Lines  []SheetLine    `json:"lines" nullable:"false"`
	Counts map[string]int `json:"counts" nullable:"false" doc:"各类行数"`
	Digest string         `json:"digest" doc:"差异的校验值，确认时原样带回；内容变化后须重新核对"`
	Taken  int            `json:"taken" doc:"已写入的行数"`
}

// The kinds of line.
const (
	New     = "new"
	Changed = "changed"
	Same    = "same"
	Refused = "refused"
)

// Kinds are their Chinese names.
var Kinds = map[string]string{New: "新增", Changed: "修改", Same: "不变", Refused: "不能接受"}

// SheetLine is one line of the table against what is there.
type SheetLine struct {
	Row     int           `json:"row" doc:"表格中的行号"`
	Title   string        `json:"title"`
	Kind    string        `json:"kind" enum:"new,changed,same,refused"`
	Changes []SheetChange `json:"changes" nullable:"false"`
	Faults  []SheetFault  `json:"faults" nullable:"false" doc:"不能接受的原因"`
	Said    string        `json:"said,omitempty" doc:"写入以后告知的内容，只显示这一次"`

	version int64
}

// SheetChange is one cell that would change.
type SheetChange struct {
	What   string `json:"what"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// SheetFault is what is wrong with a cell, or with the line where no column is named.
type SheetFault struct {
	Column  string `json:"column"`
	Message string `json:"message"`
}

// line is a line of the table with the mark by which its record is found again.
type line[T any] struct {
	value T
	mark  string
}

// mark tells record and version without showing either.
func mark(id string, version int64) string {
	sum := sha256.Sum256([]byte(id))
	return strings.ToUpper(hex.EncodeToString(sum[:6])) + "-" + strconv.FormatInt(version, 10)
}

// noun adds the hidden column of marks to the columns of a list.
func (l List[T]) noun(tx *store.Tx, of string) (sheet.Noun[line[T]], error) {
	n, err := l.Noun(tx, of)
	if err != nil {
		return sheet.Noun[line[T]]{}, err
	}
	out := sheet.Noun[line[T]]{Name: n.Name, Title: n.Title, Notes: append(n.Notes,
		"灰色的单元格用于识别和核对，不能改动。空着的单元格不改动原有内容；表中没有的行不受影响。",
		"上传后先显示与现有内容的差异，确认后才写入；下载以后他人改过的行会指出来，请重新下载。")}
	for _, c := range n.Columns {
		wrapped := sheet.Column[line[T]]{Key: c.Key, Title: c.Title, Aliases: c.Aliases, Required: c.Required, Unique: c.Unique, Help: c.Help, Example: c.Example,
			Width: c.Width, Kind: c.Kind, Choices: c.Choices, Unit: c.Unit, Fixed: c.Fixed, Hidden: c.Hidden, Blanks: c.Blanks,
			Get: func(r *line[T]) string { return c.Get(&r.value) }}
		if c.Set != nil {
			wrapped.Set = func(r *line[T], text string) error { return c.Set(&r.value, text) }
		}
		if c.Measures != nil {
			wrapped.Measures = c.Measures
			wrapped.SetIn = func(r *line[T], text, unit string) error { return c.SetIn(&r.value, text, unit) }
		}
		out.Columns = append(out.Columns, wrapped)
	}
	if n.Check != nil {
		out.Check = func(r *line[T]) error { return n.Check(&r.value) }
	}
	out.Columns = append(out.Columns, sheet.Column[line[T]]{Key: "mark", Title: "核对码", Kind: sheet.Code, Fixed: true, Hidden: true,
		Get: func(r *line[T]) string { return r.mark }, Set: func(r *line[T], text string) error { r.mark = text; return nil }})
	return out, nil
}

// seal fills in counts and digest: who confirms later confirms exactly this.
func (d *SheetDiff) seal() {
	d.Counts = map[string]int{}
	sum := sha256.New()
	for k := range d.Lines {
		l := &d.Lines[k]
		d.Counts[l.Kind]++
		fmt.Fprintln(sum, l.Row, l.Title, l.Kind, l.version, l.Changes, l.Faults)
	}
	d.Digest = hex.EncodeToString(sum.Sum(nil))
}

func (s *SheetLine) refuse(column, message string) {
	s.Kind, s.Faults = Refused, append(s.Faults, SheetFault{column, message})
}

// refuseFor spreads what a service has said over the columns. Anything but a refusal is not the line's fault.
func refuseFor[T any](s *SheetLine, n sheet.Noun[line[T]], err error) error {
	f := fault.As(err)
	if f.Kind == fault.KindInternal {
		return err
	}
	if len(f.Fields) == 0 {
		s.refuse("", f.Message)
	}
	for _, field := range f.Fields {
		column := ""
		for _, c := range n.Columns {
			if c.Key == field.Path || strings.HasPrefix(field.Path, c.Key+"[") || strings.HasSuffix(field.Path, "."+c.Key) {
				column = c.Title
			}
		}
		s.refuse(column, field.Message)
	}
	return nil
}
