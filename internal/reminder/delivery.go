package reminder

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/channel"
	"qingshen/internal/fault"
	"qingshen/internal/job"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// The states of a delivery.
const (
	Waiting = "waiting"
	Sent    = "sent"
	Failed  = "failed"
)

// DeliveryLabels are their Chinese names.
var DeliveryLabels = map[string]string{Waiting: "待发送", Sent: "已发送", Failed: "发送失败"}

// Delivery is one message on its way to one person through one channel (发送记录).
type Delivery struct {
	bun.BaseModel `bun:"table:delivery"`
	store.Row
	MessageID    string    `bun:"message_id" json:"-"`
	AccountID    string    `bun:"account_id" json:"-"`
	AccountName  string    `bun:"account_name" json:"account_name" doc:"收信人"`
	Channel      string    `bun:"channel" json:"channel"`
	ChannelLabel string    `bun:"-" json:"channel_label"`
	Address      string    `bun:"address" json:"-"`
	Masked       string    `bun:"-" json:"address" doc:"地址，中间隐去"`
	State        string    `bun:"state" json:"state"`
	Attempts     int       `bun:"attempts" json:"attempts" doc:"发送次数"`
	Error        string    `bun:"error" json:"error" doc:"最近一次没有发送成功的原因"`
	SendAt       time.Time `bun:"send_at" json:"send_at" doc:"下一次发送的时间"`
	SentAt       time.Time `bun:"sent_at,nullzero" json:"sent_at,omitzero" doc:"发送成功的时间"`
}

// Place gives no place: the system administrator sees that something was sent, never what.
func (Delivery) Place() access.Columns { return access.Columns{} }

// Subject of a delivery is itself.
func (d *Delivery) Subject() store.Subject {
	return store.Subject{Type: "delivery", ID: d.ID, Version: d.Version, Title: d.AccountName}
}

func (d *Delivery) label() {
	d.ChannelLabel, d.Masked = channel.Labels[d.Channel], mask(d.Address)
}

// mask hides the middle of an address.
func mask(address string) string {
	name, host, isMail := strings.Cut(address, "@")
	if isMail {
		return name[:min(2, len(name))] + "***@" + host
	}
	if len(address) < 8 {
		return "***"
	}
	return address[:3] + "****" + address[len(address)-4:]
}

// JobDeliver is the job that sends one delivery; JobFan the one that finds what is to be sent.
const (
	JobDeliver = "deliver-message"
	JobFan     = "fan-messages"
)

// Jobs gives the handlers of this package.
func (s *Service) Jobs() map[string]job.Handler {
	return map[string]job.Handler{
		JobDeliver: s.deliver,
		JobFan:     func(ctx context.Context, _ *job.Run) error { return s.Fan(access.With(ctx, access.System)) },
	}
}

// Outputs tells whether anything is sent besides the inbox at all.
func (s *Service) Outputs() bool { return s.sender.Any() }

// fresh is how old a message may be to be sent when an output has been off: nobody wants last month's reminders.
const fresh = 48 * time.Hour

// Fan makes a delivery of every new message for everybody who has asked for it.
func (s *Service) Fan(ctx context.Context) error {
	if !s.sender.Any() {
		return nil
	}
	except := dailyTemplate // until all of today's are written, one may yet be replaced by a person's own
	if done, err := s.db.Recall(ctx, remindedOn); err != nil {
		return err
	} else if done >= string(s.db.Clock().Today()) {
		except = ""
	}
	for {
		more, err := store.In(ctx, s.db, func(tx *store.Tx) (bool, error) {
			rows, err := message.Unfanned(tx, tx.Now().Add(-fresh), except, batch)
			if err != nil || len(rows) == 0 {
				return false, err
			}
			ids := make([]string, len(rows))
			for i, m := range rows {
				if err := s.fanOne(tx, m); err != nil {
					return false, err
				}
				ids[i] = m.ID
			}
			return len(rows) == batch, message.Fan(tx, ids)
		})
		if err != nil || !more {
			return err
		}
	}
}

func (s *Service) fanOne(tx *store.Tx, m *message.Message) error {
	people, err := readers(tx, m)
	if err != nil {
		return err
	}
	for _, a := range people {
		setting, err := settingOf(tx, a.ID)
		if err != nil {
			return err
		}
		instead, err := replaced(tx, m, a.ID)
		if err != nil {
			return err
		}
		if instead {
			continue
		}
		for _, name := range readChannels(m.Channels, strings.Join(setting.Channels, ",")) {
			if !s.sender.On(name) || setting.address(name) == "" {
				continue
			}
			if err := s.dispatch(tx, m, a, name, setting); err != nil {
				return err
			}
		}
	}
	return nil
}

// readers gives who reads a message in use of an account.
func readers(tx *store.Tx, m *message.Message) ([]*account.Account, error) {
	if m.AccountID == "" {
		return account.Addressed(tx, access.Place{Region: m.RegionCode, EnterpriseID: m.EnterpriseID, AgencyID: m.AgencyID, ExpertID: m.ExpertID, Zone: m.ZoneID})
	}
	a, err := account.Person(tx, m.AccountID)
	if err != nil || a == nil {
		return nil, err
	}
	return []*account.Account{a}, nil
}

func (s *Service) dispatch(tx *store.Tx, m *message.Message, a *account.Account, name string, setting *Setting) error {
	d := &Delivery{MessageID: m.ID, AccountID: a.ID, AccountName: a.Name, Channel: name, Address: setting.address(name), State: Waiting, SendAt: setting.after(tx.Now())}
	made, err := insertDelivery(tx, d)
	if err != nil || !made {
		return err
	}
	return enqueue(tx, d)
}

func enqueue(tx *store.Tx, d *Delivery) error {
	_, err := job.EnqueueAt(tx, JobDeliver, fmt.Sprintf("%s:%s:%d", JobDeliver, d.ID, d.Attempts), d.ID, d.SendAt)
	return err
}

// pauses are how long a delivery waits after each attempt in vain; after the last it is given up.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 8 * time.Hour}

// deliver makes one attempt and writes down what became of it. The attempt itself stands in no transaction.
func (s *Service) deliver(ctx context.Context, run *job.Run) error {
	var id string
	if err := run.Decode(&id); err != nil {
		return err
	}
	ctx = access.With(ctx, access.System)
	var note channel.Note
	d, err := store.Read(ctx, s.db, func(tx *store.Tx) (*Delivery, error) {
		d, err := findDelivery(tx, id)
		if err != nil || d.State != Waiting {
			return d, err
		}
		m, err := message.Titled(tx, d.MessageID)
		note = channel.Note{ID: d.ID, To: d.Address, Title: m.Title, Text: m.Body, Link: m.Link, At: tx.Now()}
		return d, err
	})
	if err != nil || d.State != Waiting {
		return err
	}
	failure := s.sender.Send(ctx, d.Channel, note)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return store.Do(ctx, s.db, func(tx *store.Tx) error { return settle(tx, d, failure) })
}

// settle writes down one attempt. A repeated run of the same attempt finds another version and changes nothing.
func settle(tx *store.Tx, d *Delivery, failure error) error {
	d.Attempts++
	switch {
	case failure == nil:
		d.State, d.SentAt, d.Error = Sent, tx.Now(), ""
	case channel.Refused(failure) || d.Attempts > len(pauses):
		d.State, d.Error = Failed, failure.Error()
	default:
		d.Error, d.SendAt = failure.Error(), tx.Now().Add(pauses[d.Attempts-1])
	}
	if failure != nil {
		slog.Warn("message not delivered", "channel", d.Channel, "delivery", d.ID, "attempt", d.Attempts, "reason", failure)
	}
	moved, err := updateDelivery(tx, d)
	if err != nil || !moved || d.State != Waiting {
		return err
	}
	return enqueue(tx, d)
}

// TestInput is where a test message goes.
type TestInput struct {
	Channel string `json:"channel" maxLength:"20"`
	Address string `json:"address" maxLength:"200" doc:"邮箱或者手机号"`
}

// TestResult is what became of a test message.
type TestResult struct {
	Sent   bool   `json:"sent"`
	Reason string `json:"reason" doc:"没有发送成功的原因"`
}

// Test really sends a message, at once, so that the administrator sees whether the settings are right.
func (s *Service) Test(ctx context.Context, in TestInput) (TestResult, error) {
	var faults fault.List
	setting := &Setting{}
	input := SettingInput{Mail: in.Address}
	if in.Channel == channel.Gateway {
		input = SettingInput{Phone: in.Address}
	}
	switch {
	case channel.Labels[in.Channel] == "":
		faults.Add("channel", "请选择渠道。")
	case !s.sender.On(in.Channel):
		faults.Add("channel", channel.Labels[in.Channel]+"没有启用，请先由系统运维人员设置环境变量并重启。")
	}
	faults.Require("address", "接收地址", in.Address)
	if err := input.apply(setting); err != nil {
		for _, f := range fault.As(err).Fields {
			faults.Add("address", f.Message)
		}
	}
	if err := faults.Err("没有发送测试消息"); err != nil {
		return TestResult{}, err
	}
	now := s.db.Clock().Now()
	err := s.sender.Send(ctx, in.Channel, channel.Note{
		ID: store.NewID(), To: strings.TrimSpace(in.Address), Title: "测试消息", Text: "收到这条消息，说明“" + channel.Labels[in.Channel] + "”渠道可以使用。", At: now,
	})
	if err != nil {
		return TestResult{Reason: err.Error()}, nil
	}
	return TestResult{Sent: true}, nil
}
