package reminder

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/calendar"
	"qingshen/internal/channel"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// Service reminds people, sends messages out, lays before leaders what is late, and feeds calendars.
type Service struct {
	db       *store.DB
	sender   *channel.Sender
	province string
	site     string
	region   func(code string) string
}

// New gives the service; region names a division, site is the address under which people reach the installation.
func New(db *store.DB, sender *channel.Sender, province, site string, region func(code string) string) *Service {
	return &Service{db: db, sender: sender, province: province, site: site, region: region}
}

// pageOf gives the whole address of a page, "" when the operator has not said where the system stands.
func (s *Service) pageOf(link string) string {
	if s.site == "" || link == "" {
		return ""
	}
	return strings.TrimSuffix(s.site, "/") + "/app" + link
}

// partyLabel names who must act.
func (s *Service) partyLabel(party, region string) string {
	switch party {
	case "enterprise":
		return "企业"
	case "agency":
		return "咨询服务机构"
	case "province":
		return "省生态环境厅"
	case "county":
		return s.region(region) + "生态环境分局"
	}
	return s.region(store.CityOf(region)) + "生态环境局"
}

// Defaults are what the law files bring by themselves.
type Defaults struct {
	Clocks   []Default        `json:"clocks" nullable:"false"`
	Channels []channel.Status `json:"channels" nullable:"false"`
}

// Default is the reminder that stands beside a clock in the law files.
type Default struct {
	Clock string `json:"clock"`
	Title string `json:"title" doc:"应办事项"`
	Party string `json:"party" doc:"应办理的一方"`
	Warn  []int  `json:"warn" nullable:"false" doc:"到期前几天提醒"`
}

// Defaults gives the days before the end that stand beside each clock of the law, and which channels are on.
func (s *Service) Defaults(ctx context.Context) (Defaults, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (Defaults, error) {
		out := Defaults{Clocks: []Default{}, Channels: []channel.Status{}}
		for _, d := range tx.Law().Deadlines(tx.Today(), s.province) {
			if len(d.Warn) > 0 {
				out.Clocks = append(out.Clocks, Default{d.ID, d.Title, d.By, d.Warn})
			}
		}
		for _, c := range s.sender.Statuses() { // everybody may know which are on, only the administrator where they lead
			out.Channels = append(out.Channels, channel.Status{Name: c.Name, Label: c.Label, On: c.On})
		}
		return out, nil
	})
}

// Channels tells the administrator how the channels are set.
func (s *Service) Channels(context.Context) ([]channel.Status, error) {
	return s.sender.Statuses(), nil
}

// Deliveries lists what was sent.
func (s *Service) Deliveries(ctx context.Context, in DeliveryQuery) (store.List[Delivery], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Delivery], error) {
		out, err := deliveries(tx, in)
		for i := range out.Items {
			out.Items[i].label()
		}
		return out, err
	})
}

// Setting gives where and when the actor wants messages.
func (s *Service) Setting(ctx context.Context) (*Setting, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Setting, error) { return settingOf(tx, tx.Actor().ID) })
}

// SaveSetting keeps it.
func (s *Service) SaveSetting(ctx context.Context, in SettingInput) (*Setting, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Setting, error) {
		have, err := settingOf(tx, tx.Actor().ID)
		if err != nil {
			return nil, err
		}
		if err := in.apply(have); err != nil {
			return nil, err
		}
		if have.ID == "" {
			return have, tx.Insert("reminder_setting.save", have)
		}
		return have, tx.Save("reminder_setting.save", have)
	})
}

// owner gives whose rules are meant: the actor's, or for roles those of the installation.
func owner(tx *store.Tx, ofRole bool) string {
	if ofRole {
		return ""
	}
	return tx.Actor().ID
}

// Rules lists the actor's rules, or those of roles.
func (s *Service) Rules(ofRole bool) func(context.Context, store.Page) (store.List[Rule], error) {
	return func(ctx context.Context, _ store.Page) (store.List[Rule], error) {
		return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Rule], error) {
			rows, err := rulesOf(tx, owner(tx, ofRole))
			for i := range rows {
				s.labelRule(tx, &rows[i])
			}
			return store.List[Rule]{Items: rows, Total: len(rows)}, err
		})
	}
}

func (s *Service) labelRule(tx *store.Tx, r *Rule) {
	r.ClockLabel, r.RoleLabel = "全部期限", access.RoleLabels[r.Role]
	if d, ok := tx.Law().Deadline(r.Clock, tx.Today(), s.province); ok {
		r.ClockLabel = d.Title
	}
}

// most of the rules that one person or all roles together may have.
const mostRules = 50

// AddRule adds a rule.
func (s *Service) AddRule(ofRole bool) func(context.Context, RuleInput) (*Rule, error) {
	return func(ctx context.Context, in RuleInput) (*Rule, error) {
		return store.In(ctx, s.db, func(tx *store.Tx) (*Rule, error) {
			r := &Rule{AccountID: owner(tx, ofRole)}
			if ofRole {
				r.Role = in.Role
				if len(duties[in.Role])+len(watched[in.Role]) == 0 {
					return nil, fault.Invalid("提醒规则没有保存", fault.Field{Path: "role", Message: "请选择有法定期限可提醒的角色。"})
				}
			}
			if err := in.apply(r, tx.Law().HasDeadline); err != nil {
				return nil, err
			}
			have, err := rulesOf(tx, r.AccountID)
			if err != nil {
				return nil, err
			}
			if len(have) >= mostRules {
				return nil, fault.Conflict("提醒规则已有50条，没有保存。请先删除不用的规则。")
			}
			if err := tx.Insert("reminder_rule.add", r); err != nil {
				return nil, err
			}
			s.labelRule(tx, r)
			return r, nil
		})
	}
}

// DropRule removes a rule.
func (s *Service) DropRule(ofRole bool) func(context.Context, string) error {
	return func(ctx context.Context, id string) error {
		return store.Do(ctx, s.db, func(tx *store.Tx) error {
			r, err := ownRule(tx, id, owner(tx, ofRole))
			if err != nil {
				return err
			}
			return tx.Delete("reminder_rule.drop", r)
		})
	}
}

// Escalations lists what is laid before leaders in the actor's place.
func (s *Service) Escalations(ctx context.Context, in Query) (store.List[Escalation], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Escalation], error) {
		out, err := escalations(tx, in)
		for i := range out.Items {
			s.complete(tx, &out.Items[i])
		}
		return out, err
	})
}

// complete fills what follows from the day.
func (s *Service) complete(tx *store.Tx, e *Escalation) {
	until := tx.Today()
	if e.MetOn != "" {
		until = e.MetOn
	}
	if e.StoppedOn != "" {
		until = min(until, e.StoppedOn)
	}
	e.DaysLeft = until.DaysUntil(e.DueOn)
	e.Overdue = e.DaysLeft < 0 && e.EndedOn == ""
	e.PartyLabel, e.OfficeLabel = s.partyLabel(e.Party, e.RegionCode), s.officeLabel(e.Office)
	e.Actions = []store.Action{}
}

func (s *Service) officeLabel(office string) string {
	if len(office) == 2 {
		return "省生态环境厅"
	}
	return s.region(office+"00") + "生态环境局"
}

// Escalation gives one with everything that was sent, oldest last, and what may be done.
func (s *Service) Escalation(ctx context.Context, id string) (*Escalation, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Escalation, error) {
		e, err := findEscalation(tx, id)
		if err != nil {
			return nil, err
		}
		return e, s.full(tx, e)
	})
}

func (s *Service) full(tx *store.Tx, e *Escalation) error {
	s.complete(tx, e)
	rows, err := remindersOf(tx, e.DeadlineID)
	if err != nil {
		return err
	}
	for i := range rows {
		if rows[i].To, err = s.recipient(tx, &rows[i]); err != nil {
			return err
		}
	}
	e.Reminders = rows
	levels, err := levelsOf(tx, e.DeadlineID)
	if err != nil {
		return err
	}
	for _, l := range levels {
		e.Levels = append(e.Levels, LevelStep{l.ID, l.Level, s.officeLabel(l.Office), l.OpenedOn, l.Days, l.Instruction, l.InstructedOn, l.InstructedBy})
	}
	reason, err := s.mayInstruct(tx, e)
	if err != nil {
		return err
	}
	e.Actions = append(e.Actions, store.Action{Name: "instruct", Label: "批示", Allowed: reason == "", Reason: reason})
	return nil
}

// recipient says in words who was reminded.
func (s *Service) recipient(tx *store.Tx, r *Reminder) (string, error) {
	switch {
	case r.AccountID != "":
		a, err := account.Person(tx, r.AccountID)
		if err != nil || a == nil {
			return "个人", err
		}
		return a.Name, nil
	case r.EnterpriseID != "":
		return "企业", nil
	case r.AgencyID != "":
		return "咨询服务机构", nil
	case len(r.RegionCode) == 6:
		return s.region(r.RegionCode) + "生态环境分局", nil
	case r.RegionCode != "":
		return s.officeLabel(r.RegionCode), nil
	}
	return "", nil
}

// mayInstruct gives the reason why the actor may not, "" when it may: the leader of the office before which it is laid,
// or anybody of a department above.
func (s *Service) mayInstruct(tx *store.Tx, e *Escalation) (string, error) {
	place := tx.Actor().Place.Region
	if !e.Open {
		return "应办事项已经办结或者终止，不需要再批示。", nil
	}
	if len(place) < len(e.Office) {
		return "", nil
	}
	a, err := account.Person(tx, tx.Actor().ID)
	if err != nil {
		return "", err
	}
	if a == nil || !a.Leader || place != e.Office {
		return "由" + s.officeLabel(e.Office) + "的负责人或者上级部门批示。负责人由安全管理员在账号页面指定。", nil
	}
	return "", nil
}

// InstructInput is a leader's instruction.
type InstructInput struct {
	Instruction string        `json:"instruction" maxLength:"500" doc:"批示内容"`
	Until       calendar.Date `json:"until,omitempty" doc:"要求办结的日期"`
	Version     int64         `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in InstructInput) BaseVersion() int64 { return in.Version }

// Instruct writes a leader's instruction and tells it to whoever must act, and to the offices between.
func (s *Service) Instruct(ctx context.Context, id string, in InstructInput) (*Escalation, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Escalation, error) {
		if _, err := store.Take[Escalation](tx, id, "该督办事项"); err != nil {
			return nil, err
		}
		e, err := findEscalation(tx, id)
		if err != nil {
			return nil, err
		}
		reason, err := s.mayInstruct(tx, e)
		if err != nil {
			return nil, err
		}
		if reason != "" {
			return nil, fault.Forbidden(reason)
		}
		if err := in.check(tx.Today()); err != nil {
			return nil, err
		}
		e.Instruction, e.InstructedOn, e.InstructedBy = in.words(), tx.Today(), tx.Actor().Name
		if err := tx.SaveNoted("escalation.instruct", e.Instruction, e); err != nil {
			return nil, err
		}
		d, err := deadline.ByIDs(tx, []string{e.DeadlineID})
		if err != nil || len(d) == 0 {
			return nil, err
		}
		facts := facts(&d[0], e.DaysLeft)
		facts["note"], facts["leader"] = e.Instruction, tx.Actor().Name
		if err := message.Tell(tx, "escalation-instructed-"+partyOf(&d[0]), subjectOf(&d[0]), facts); err != nil {
			return nil, err
		}
		return e, s.full(tx, e)
	})
}

func (in InstructInput) check(today calendar.Date) error {
	var faults fault.List
	faults.Require("instruction", "批示内容", in.Instruction)
	if in.Until != "" && (!in.Until.Valid() || in.Until < today) {
		faults.Add("until", "要求办结的日期应是今天或者以后的日期，格式如 2026-09-30。")
	}
	return faults.Err("批示没有保存")
}

func (in InstructInput) words() string {
	text := strings.TrimSpace(in.Instruction)
	if in.Until != "" {
		text += "（要求" + in.Until.Chinese() + "前办结）"
	}
	return text
}

// History gives the journal of one escalation.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		e, err := store.Find[Escalation](tx, id, "该督办事项")
		if err != nil {
			return nil, err
		}
		return tx.History(e.Subject())
	})
}
