package reminder

import (
	"context"
	"slices"
	"strings"

	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// UrgeInput is what an officer adds to a reminder.
type UrgeInput struct {
	Note string `json:"note,omitempty" maxLength:"300" doc:"补充说明"`
}

// Urge reminds whoever must act of one clock, at once (催办). It goes into the record of reminders, once a day for each.
func (s *Service) Urge(ctx context.Context, id string, in UrgeInput) (*deadline.Deadline, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*deadline.Deadline, error) {
		d, err := store.Find[deadline.Deadline](tx, id, "该期限")
		if err != nil {
			return nil, err
		}
		if err := mayUrge(tx, d); err != nil {
			return d, err
		}
		left := tx.Today().DaysUntil(d.DueOn)
		messages, err := lines(tx, d, Urged, left)
		if err != nil {
			return nil, err
		}
		if len(messages) == 0 {
			return d, fault.Conflict("没有可以提醒的对象。")
		}
		for _, m := range messages {
			m.Body = strings.TrimSpace(m.Body + strings.TrimSpace(in.Note))
			if err := s.urge(tx, d, left, m); err != nil {
				return d, err
			}
		}
		return d, tx.Note("deadline.urge", d.Subject(), strings.TrimSpace(in.Note))
	})
}

func mayUrge(tx *store.Tx, d *deadline.Deadline) error {
	role := tx.Actor().Role
	switch {
	case !d.Open:
		return fault.Conflict("已经办结或者终止，不需要催办。")
	case d.StoppedOn != "":
		return fault.Conflict("期限自" + d.StoppedOn.Chinese() + "起停止计算，恢复后才能催办。")
	case slices.Contains(duties[role], d.Party):
		return fault.Conflict("这是本单位应办的事项，请直接办理。")
	case !slices.Contains(watched[role], d.Party):
		return fault.Conflict("这是上级单位应办的事项，不能催办。")
	}
	return nil
}

// urge sends one message and keeps it among the reminders.
func (s *Service) urge(tx *store.Tx, d *deadline.Deadline, left int, m *message.Message) error {
	r := &Reminder{
		Day: tx.Today(), DeadlineID: d.ID, Kind: Urged, Days: left, RegionCode: m.RegionCode, EnterpriseID: m.EnterpriseID, AgencyID: m.AgencyID,
		Title: m.Title, Body: m.Body, Link: m.Link, SubjectType: m.SubjectType, SubjectID: m.SubjectID, MessageID: "-",
	}
	told, err := urgedToday(tx, r)
	if err != nil {
		return err
	}
	if told {
		return fault.Conflict("今天已经催办过，同一事项一天催办一次。")
	}
	if err := message.Send(tx, m); err != nil {
		return err
	}
	r.MessageID = m.ID
	return insert(tx, r)
}
