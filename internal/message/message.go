// Package message is the in-app inbox (消息). A message is addressed to an audience in a place (the city's ecology
// department, one enterprise, one agency, one expert), so that whoever holds the office reads it. Texts come from
// templates.yaml, named by the Tells of a transition.
package message

import (
	_ "embed"
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Audience is who a message is for.
type Audience string

// The audiences. Departments are addressed by level; the place comes from the subject's region.
const (
	ToProvince   Audience = "province"
	ToCity       Audience = "city"
	ToCounty     Audience = "county"
	ToEnterprise Audience = "enterprise"
	ToAgency     Audience = "agency"
	ToExpert     Audience = "expert"
)

// Message is one line of an inbox.
type Message struct {
	bun.BaseModel `bun:"table:message"`
	store.Row
	Template     string     `bun:"template" json:"-"`
	Audience     Audience   `bun:"audience" json:"-"`
	RegionCode   string     `bun:"region_code" json:"-"`
	EnterpriseID string     `bun:"enterprise_id" json:"-"`
	AgencyID     string     `bun:"agency_id" json:"-"`
	ExpertID     string     `bun:"expert_id" json:"-"`
	ZoneID       string     `bun:"zone_id" json:"-"`
	AccountID    string     `bun:"account_id" json:"-"` // a message to one person
	InsteadOf    string     `bun:"instead_of" json:"-"` // the message to the whole office that this one replaces for the person
	Channels     string     `bun:"channels" json:"-"`   // outputs that a rule of the person asks for, by commas
	Fanned       bool       `bun:"fanned" json:"-"`     // the outputs beside the inbox have been seen to
	Title        string     `bun:"title" json:"title"`
	Body         string     `bun:"body" json:"body"`
	Link         string     `bun:"link" json:"link"`
	SubjectType  string     `bun:"subject_type" json:"-"`
	SubjectID    string     `bun:"subject_id" json:"-"`
	ReadAt       *time.Time `bun:"read_at,scanonly" json:"read_at"`
}

// Place is not used to read an inbox (see inbox in store.go), but keeps stray reads narrow.
func (Message) Place() access.Columns {
	return access.Columns{Enterprise: "enterprise_id", Agency: "agency_id", Expert: "expert_id"}
}

// Subject of a message is itself.
func (m *Message) Subject() store.Subject {
	return store.Subject{Type: "message", ID: m.ID, Version: m.Version, Title: m.Title, RegionCode: m.RegionCode}
}

type template struct {
	To    []Audience `yaml:"to"`
	Title string     `yaml:"title"`
	Body  string     `yaml:"body"`
}

//go:embed templates.yaml
var templatesFile []byte

var templates = mustLoad(templatesFile)

func mustLoad(raw []byte) map[string]template {
	out := map[string]template{}
	if err := yaml.Unmarshal(raw, &out); err != nil {
		panic("message: templates.yaml: " + err.Error())
	}
	return out
}

// Known tells whether a template exists; the guard tests ask it for every Tells.
func Known(id string) bool { _, ok := templates[id]; return ok }

// Tell writes the messages of a template about a subject. facts fill {{name}} in title and body; {{title}} is the
// subject's title. Offices are those of today, where divisions have been re-organised since the case was opened. An audience that the subject does not have (no agency engaged) is left out.
func Tell(tx *store.Tx, id string, s store.Subject, facts map[string]string) error {
	s.RegionCode = tx.Division(s.RegionCode)
	messages, err := Compose(id, s, facts)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if err := insert(tx, m); err != nil {
			return err
		}
	}
	return nil
}

// Compose gives the messages that Tell would write.
func Compose(id string, s store.Subject, facts map[string]string) ([]*Message, error) {
	t, ok := templates[id]
	if !ok {
		return nil, fault.Internal(fmt.Errorf("message: no template %q", id))
	}
	fill := func(text string) string {
		text = strings.ReplaceAll(text, "{{title}}", s.Title)
		for name, value := range facts {
			text = strings.ReplaceAll(text, "{{"+name+"}}", value)
		}
		return strings.TrimSpace(text)
	}
	messages := []*Message{}
	for _, to := range t.To {
		m := &Message{Template: id, Audience: to, Title: fill(t.Title), Body: fill(t.Body), Link: s.Link, SubjectType: s.Type, SubjectID: s.ID}
		if m.address(to, s) {
			messages = append(messages, m)
		}
	}
	return messages, nil
}

// address fills in the place; false when the subject has no such party.
func (m *Message) address(to Audience, s store.Subject) bool {
	switch to {
	case ToProvince:
		m.RegionCode = "37"
	case ToCity:
		m.RegionCode = s.RegionCode[:min(4, len(s.RegionCode))]
	case ToCounty:
		m.RegionCode = s.RegionCode
	case ToEnterprise:
		m.EnterpriseID = s.EnterpriseID
	case ToAgency:
		m.AgencyID = s.AgencyID
	case ToExpert:
		m.ExpertID = s.ExpertID
	}
	return m.RegionCode != "" || m.EnterpriseID != "" || m.AgencyID != "" || m.ExpertID != ""
}

// Send writes a message that its sender has composed.
func Send(tx *store.Tx, m *Message) error { return insert(tx, m) }
