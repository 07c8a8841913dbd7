// Package dossier is the audit dossier (审核资料) as figures: the form with its tables T01 to T22 as data, the reading of
// what people type into it, and everything that is computed from it. It is pure: no database, no request. What a cell
// holds is kept exactly as typed; a number is an exact fraction with its unit, and what can be computed is never typed.
// Law: CPM 13, 14; GUIDE 7; GB/T 2589 for energy (short names as in law/cn.yaml).
package dossier

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"qingshen/internal/calendar"
)

// Dossier is a whole dossier in its exchange form (docs/dossier.schema.json).
// AsOf is the day on which it is judged; a year after it has not come yet.
type Dossier struct {
	AsOf        calendar.Date     `json:"-"`
	Edition     string            `json:"edition,omitempty"`
	Enterprise  Enterprise        `json:"enterprise"`
	Audit       Audit             `json:"audit"`
	Tables      map[string][]Row  `json:"tables"`
	Texts       map[string]string `json:"texts,omitempty"`
	Attachments []Attachment      `json:"attachments,omitempty"`
	Reasons     map[string]string `json:"reasons,omitempty"`
	Last        map[string][]Row  `json:"last,omitempty"`
	Unconfirmed map[string][]int  `json:"unconfirmed,omitempty"`

	// References say for the rows of a table, in their order, where figures were taken from.
	References map[string][]References `json:"references,omitempty"`
}

// Enterprise is whose dossier it is.
type Enterprise struct {
	Name             string   `json:"name"`
	FormerNames      []string `json:"former_names,omitempty"`
	Code             string   `json:"code,omitempty"`
	Address          string   `json:"address,omitempty"`
	Region           string   `json:"region,omitempty"`
	Industries       []string `json:"industries,omitempty"`
	OnlineMonitoring bool     `json:"online_monitoring,omitempty"`
}

// Audit is the round: why, since when, by whom.
type Audit struct {
	Year     int      `json:"year,omitempty"`
	OpenedOn string   `json:"opened_on,omitempty"`
	Reasons  []string `json:"reasons,omitempty"`
	Track    string   `json:"track,omitempty"`
	Phase    string   `json:"phase,omitempty"`
	Agency   string   `json:"agency,omitempty"`
}

// Row is one row of a table as typed: a text, a number, true or false, nothing, or {"value": …, "unit": …}.
type Row map[string]json.RawMessage

// References say for the cells of one row where their figures were taken from, by column (证据出处).
type References map[string]Reference

// Reference is a page of a document.
type Reference struct {
	Document string `json:"document" maxLength:"64" doc:"附件的标识"`
	Page     int    `json:"page,omitempty" minimum:"0" maximum:"99999" doc:"页码；没有页的文件为0"`
}

// Attachment is a document that proves something.
type Attachment struct {
	ID     string `json:"id,omitempty"`
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Date   string `json:"date,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
	For    string `json:"for,omitempty"`

	// Replaced is an old version: figures may still refer to it, and it proves nothing any more.
	Replaced bool `json:"replaced,omitempty"`
}

// The phases up to which a dossier can be complete (GUIDE 6): chapters 1 to 5 for the evaluation, all for the acceptance.
const (
	PhaseEvaluation = "evaluation"
	PhaseAcceptance = "acceptance"
)

// Decode reads a dossier from JSON. Errors name the place in the file.
func Decode(in io.Reader) (*Dossier, error) {
	d := &Dossier{}
	dec := json.NewDecoder(in)
	dec.DisallowUnknownFields()
	if err := dec.Decode(d); err != nil {
		return nil, fmt.Errorf("文件不是审核资料的交换格式（%s）；格式见 docs/dossier.schema.json", worded(err))
	}
	if dec.More() {
		return nil, fmt.Errorf("文件在第一份审核资料以后还有内容，一个文件只放一份审核资料")
	}
	return d, nil
}

// worded says an error of the JSON reader in Chinese.
func worded(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("第%d个字节处不是合法的JSON", syntax.Offset)
	case errors.As(err, &kind):
		return fmt.Sprintf("“%s”的内容种类不对，在第%d个字节处", kind.Field, kind.Offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "文件为空或者没有写完"
	}
	return "有不认识的栏目：" + err.Error()
}

// Skips tells whether the track of the audit leaves a table out.
func (d *Dossier) Skips(t *Table) bool {
	return d.Audit.Track != "" && slices.Contains(t.Without, d.Audit.Track)
}
