package reminder

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/channel"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Setting is where and when a person wants messages besides the inbox (接收设置).
type Setting struct {
	bun.BaseModel `bun:"table:reminder_setting"`
	store.Row
	AccountID  string   `bun:"account_id" json:"-"`
	Mail       string   `bun:"mail" json:"mail" doc:"接收邮箱" label:"接收邮箱"`
	Phone      string   `bun:"phone" json:"phone" doc:"接收短信的手机号" label:"手机号"`
	Channels   []string `bun:"channels,type:text" json:"channels" nullable:"false" doc:"全部消息都发到哪些渠道" label:"渠道"`
	QuietFrom  string   `bun:"quiet_from" json:"quiet_from" doc:"免打扰开始，如 20:00" label:"免打扰开始"`
	QuietUntil string   `bun:"quiet_until" json:"quiet_until" doc:"免打扰结束，如 08:00" label:"免打扰结束"`
}

// Place gives no place: a setting is its owner's.
func (Setting) Place() access.Columns { return access.Columns{} }

// Subject of a setting is itself.
func (s *Setting) Subject() store.Subject {
	return store.Subject{Type: "reminder_setting", ID: s.ID, Version: s.Version, Title: "接收设置", Link: "/me/reminders"}
}

// SettingInput is what may be written of a setting.
type SettingInput struct {
	Mail       string   `json:"mail,omitempty" maxLength:"200"`
	Phone      string   `json:"phone,omitempty" maxLength:"20"`
	Channels   []string `json:"channels,omitempty" maxItems:"5"`
	QuietFrom  string   `json:"quiet_from,omitempty" maxLength:"5"`
	QuietUntil string   `json:"quiet_until,omitempty" maxLength:"5"`
	Version    int64    `json:"version,omitempty" doc:"读取时得到的版本号"`
}

var (
	mobile = regexp.MustCompile(`^1[3-9]\d{9}$`)
	clock  = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
)

func (in SettingInput) apply(s *Setting) error {
	var faults fault.List
	in.Mail, in.Phone = strings.TrimSpace(in.Mail), strings.TrimSpace(in.Phone)
	if a, err := mail.ParseAddress(in.Mail); in.Mail != "" && (err != nil || a.Address != in.Mail) {
		faults.Add("mail", "邮箱写法有误，应类似 name@example.gov.cn，不带姓名和空格。")
	}
	if in.Phone != "" && !mobile.MatchString(in.Phone) {
		faults.Add("phone", "手机号应为1开头的11位数字。")
	}
	if slices.Contains(in.Channels, channel.Mail) && in.Mail == "" {
		faults.Add("mail", "选择了电子邮件，请填写接收邮箱。")
	}
	if slices.Contains(in.Channels, channel.Gateway) && in.Phone == "" {
		faults.Add("phone", "选择了短信，请填写手机号。")
	}
	for _, name := range in.Channels {
		if !slices.Contains(channel.All, name) {
			faults.Add("channels", "请从列表中选择渠道。")
		}
	}
	for path, at := range map[string]string{"quiet_from": in.QuietFrom, "quiet_until": in.QuietUntil} {
		if at != "" && !clock.MatchString(at) {
			faults.Add(path, "时间写作 20:00 这样的24小时制。")
		}
	}
	if (in.QuietFrom == "") != (in.QuietUntil == "") {
		faults.Add("quiet_until", "免打扰的开始和结束要么都填，要么都不填。")
	}
	if err := faults.Err("接收设置没有保存"); err != nil {
		return err
	}
	s.Mail, s.Phone, s.Channels, s.QuietFrom, s.QuietUntil = in.Mail, in.Phone, in.Channels, in.QuietFrom, in.QuietUntil
	if s.Channels == nil {
		s.Channels = []string{}
	}
	return nil
}

// address gives where a channel reaches the person, "" for nowhere.
func (s *Setting) address(name string) string {
	if name == channel.Mail {
		return s.Mail
	}
	return s.Phone
}

// china is the time by which people live here; the whole country has one.
var china = time.FixedZone("CST", 8*60*60)

// after gives the first instant from now on that lies in no quiet hours.
func (s *Setting) after(now time.Time) time.Time {
	if s.QuietFrom == "" || s.QuietFrom == s.QuietUntil {
		return now
	}
	local := now.In(china)
	at := local.Format("15:04")
	over := s.QuietFrom > s.QuietUntil // through midnight
	quiet := at >= s.QuietFrom && at < s.QuietUntil
	if over {
		quiet = at >= s.QuietFrom || at < s.QuietUntil
	}
	if !quiet {
		return now
	}
	end, _ := time.ParseInLocation("2006-01-02 15:04", local.Format("2006-01-02 ")+s.QuietUntil, china)
	if over && at >= s.QuietFrom {
		end = end.AddDate(0, 0, 1)
	}
	return end.UTC()
}
