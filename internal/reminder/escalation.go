package reminder

import (
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// The levels before which an overdue duty is laid, one after the other.
const (
	Unit  = "unit"  // the leader of the department that oversees it
	Upper = "upper" // the department above
)

// LevelLabels are their Chinese names.
var LevelLabels = map[string]string{Unit: "报本单位负责人", Upper: "报上级部门"}

// Escalation lays before a leader what is overdue by more days than the law files allow (督办).
type Escalation struct {
	bun.BaseModel `bun:"table:escalation"`
	store.Row
	DeadlineID   string        `bun:"deadline_id" json:"deadline_id"`
	Level        string        `bun:"level" json:"level"`
	Office       string        `bun:"office" json:"-"` // the division of the department before which it is laid, as the actor's place is written
	OfficeLabel  string        `bun:"-" json:"office_label" doc:"由哪个单位督办"`
	RegionCode   string        `bun:"region_code" json:"region_code"`
	CityCode     string        `bun:"city_code" json:"-"`
	OpenedOn     calendar.Date `bun:"opened_on" json:"opened_on" doc:"列入督办的日期"`
	Days         int           `bun:"days" json:"days" doc:"列入督办时已逾期的天数"`
	Threshold    int           `bun:"threshold" json:"threshold" doc:"逾期超过多少天列入督办"`
	Cite         string        `bun:"cite" json:"cite" doc:"督办的依据"`
	Instruction  string        `bun:"instruction" json:"instruction" doc:"负责人批示" label:"批示"`
	InstructedOn calendar.Date `bun:"instructed_on" json:"instructed_on" doc:"批示日期" label:"批示日期"`
	InstructedBy string        `bun:"instructed_by" json:"instructed_by" doc:"批示人" label:"批示人"`

	SubjectTitle string        `bun:"subject_title,scanonly" json:"subject_title" doc:"企业或事项"`
	Title        string        `bun:"title,scanonly" json:"title" doc:"应办事项"`
	ClockCite    string        `bun:"clock_cite,scanonly" json:"clock_cite" doc:"应办事项的法定依据"`
	Party        string        `bun:"party,scanonly" json:"party" doc:"应办理的一方"`
	PartyLabel   string        `bun:"-" json:"party_label" doc:"应由谁办理"`
	Link         string        `bun:"link,scanonly" json:"link"`
	StartsOn     calendar.Date `bun:"starts_on,scanonly" json:"starts_on"`
	DueOn        calendar.Date `bun:"due_on,scanonly" json:"due_on" doc:"到期日"`
	MetOn        calendar.Date `bun:"met_on,scanonly" json:"met_on" doc:"办结日"`
	EndedOn      calendar.Date `bun:"ended_on,scanonly" json:"ended_on"`
	StoppedOn    calendar.Date `bun:"stopped_on,scanonly" json:"stopped_on"`
	Arithmetic   string        `bun:"arithmetic,scanonly" json:"arithmetic"`
	EnterpriseID string        `bun:"enterprise_id,scanonly" json:"-"`
	Open         bool          `bun:"open,scanonly" json:"open" doc:"尚未办结"`
	DaysLeft     int           `bun:"-" json:"days_left" doc:"距到期日的天数，负数为已逾期的天数"`
	Overdue      bool          `bun:"-" json:"overdue"`
	Levels       []LevelStep   `bun:"-" json:"levels,omitempty" doc:"先后报到了哪一级，各级的批示，仅在单条记录中给出" readOnly:"true"`
	Reminders    []Reminder    `bun:"-" json:"reminders,omitempty" doc:"已经发出的提醒，仅在单条记录中给出" readOnly:"true"`
}

// LevelStep is one level before which a duty has been laid, with what its leader instructed.
type LevelStep struct {
	ID           string        `json:"id"`
	Level        string        `json:"level"`
	OfficeLabel  string        `json:"office_label"`
	OpenedOn     calendar.Date `json:"opened_on"`
	Days         int           `json:"days" doc:"当时已逾期的天数"`
	Instruction  string        `json:"instruction"`
	InstructedOn calendar.Date `json:"instructed_on"`
	InstructedBy string        `json:"instructed_by"`
}

// Place narrows escalations as the clocks of departments are narrowed; parties do not see them.
func (Escalation) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// Subject of an escalation is itself.
func (e *Escalation) Subject() store.Subject {
	return store.Subject{Type: "escalation", ID: e.ID, Version: e.Version, Title: "督办：" + e.SubjectTitle + " " + e.Title, Link: "/escalations/" + e.ID, RegionCode: e.RegionCode}
}

// parameters of the law files that say after how many days an overdue duty is laid before each level.
var parameters = map[string]string{Unit: "escalate-days", Upper: "escalate-upper-days"}

// escalateBatch lays before leaders what is overdue for longer than the law files allow.
func (s *Service) escalateBatch(tx *store.Tx, after string) (string, error) {
	least := s.leastDays(tx)
	if least <= 0 {
		return "", nil
	}
	rows, err := deadline.Late(tx, tx.Today().AddDays(-least), after, batch)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	for i := range rows {
		for _, level := range []string{Unit, Upper} {
			if err := s.escalate(tx, &rows[i], level); err != nil {
				return "", err
			}
		}
	}
	return rows[len(rows)-1].ID, nil
}

func (s *Service) leastDays(tx *store.Tx) int {
	p, ok := tx.Law().Parameter(parameters[Unit], tx.Today(), s.province)
	if !ok {
		return 0
	}
	return int(p.Value.IntPart())
}

func (s *Service) escalate(tx *store.Tx, d *deadline.Deadline, level string) error {
	rule, ok := tx.Law().Parameter(parameters[level], tx.Today(), d.RegionCode)
	late := d.DueOn.DaysUntil(tx.Today())
	if !ok || late <= int(rule.Value.IntPart()) {
		return nil
	}
	office := officeOf(d, tx.Division(d.RegionCode), level)
	if office == "" {
		return nil
	}
	if done, err := escalated(tx, d.ID, level); err != nil || done {
		return err
	}
	var cites []string
	for _, c := range rule.Cites {
		cites = append(cites, c.Text)
	}
	e := &Escalation{
		DeadlineID: d.ID, Level: level, Office: office, RegionCode: d.RegionCode, CityCode: store.CityOf(d.RegionCode), OpenedOn: tx.Today(),
		Days: late, Threshold: int(rule.Value.IntPart()), Cite: strings.Join(cites, "；"), SubjectTitle: d.SubjectTitle, Title: d.Title,
	}
	if err := tx.Insert("escalation.open", e); err != nil {
		return err
	}
	return s.layBefore(tx, d, e)
}

// officeOf gives the division of the department that oversees the duty at this level today; "" when there is none.
func officeOf(d *deadline.Deadline, division, level string) string {
	province, city := division[:min(2, len(division))], division[:min(4, len(division))]
	switch {
	case d.Party == "province":
		if level == Unit {
			return province
		}
		return ""
	case level == Unit && len(city) == 4 && city != province+"00":
		return city
	case level == Upper:
		return province
	}
	return ""
}

// layBefore tells the leaders of the office; an office without one is told as a whole, and of its own omissions the
// department above at once.
func (s *Service) layBefore(tx *store.Tx, d *deadline.Deadline, e *Escalation) error {
	people, err := account.Addressed(tx, access.Place{Region: e.Office})
	if err != nil {
		return err
	}
	lead := s.composeEscalation(d, e)
	told := false
	for _, a := range people {
		if !a.Leader {
			continue
		}
		m := *lead
		m.AccountID, told = a.ID, true
		if err := note(tx, d, Escalated, -e.Days, &m); err != nil {
			return err
		}
	}
	if told {
		return nil
	}
	m := *lead
	m.RegionCode = e.Office
	if e.Level == Unit && d.Party == "city" {
		m.RegionCode = e.Office[:2]
	}
	return note(tx, d, Escalated, -e.Days, &m)
}

func (s *Service) composeEscalation(d *deadline.Deadline, e *Escalation) *message.Message {
	return &message.Message{
		Title:       fmt.Sprintf("督办：%s已逾期%d天", d.Title, e.Days),
		Body:        fmt.Sprintf("%s的“%s”应由%s在%s前办结（%s），已逾期%d天，超过%d天的督办线。", d.SubjectTitle, d.Title, s.partyLabel(d.Party, d.RegionCode), d.DueOn.Chinese(), d.Cite, e.Days, e.Threshold),
		Link:        e.Subject().Link,
		SubjectType: "escalation", SubjectID: e.ID,
	}
}
