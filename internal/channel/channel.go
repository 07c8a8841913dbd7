// Package channel sends messages out of the system (消息渠道): mail by SMTP, and short messages or other notes through a
// gateway that takes a signed webhook. Both are off until the operator configures them. It knows no word of the domain
// and keeps nothing.
package channel

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strings"
	"time"
)

// The channels.
const (
	Mail    = "mail"
	Gateway = "gateway"
)

// Labels are the Chinese names of the channels.
var Labels = map[string]string{Mail: "电子邮件", Gateway: "短信（网关）"}

// All are the channels in the order of the pages.
var All = []string{Mail, Gateway}

// Config is what the operator sets; an empty address leaves a channel off.
type Config struct {
	SMTPAddr     string // host:port
	SMTPFrom     string
	SMTPUser     string
	SMTPPassword string
	SMTPTLS      string // starttls, tls or none
	GatewayURL   string
	GatewaySign  string // the secret that signs
	// Site is the address under which people reach this installation; links of messages begin with it.
	Site string
	// Product is the sender's name.
	Product string
}

// Note is one message to one address.
type Note struct {
	ID    string // the same for every attempt, so that a receiver can tell repetitions
	To    string
	Title string
	Text  string
	Link  string
	At    time.Time
}

// Sender sends through the channels that are configured.
type Sender struct{ config Config }

// timeout bounds one attempt.
const timeout = 30 * time.Second

// New gives a sender, or what is wrong with the settings, all at once.
func New(c Config) (*Sender, error) {
	var faults []error
	say := func(name, text string) { faults = append(faults, fmt.Errorf("%s：%s", name, text)) }
	if c.SMTPAddr != "" {
		if _, _, err := net.SplitHostPort(c.SMTPAddr); err != nil {
			say("QINGSHEN_SMTP_ADDR", "应写作“主机:端口”，如 mail.example.gov.cn:587")
		}
		if _, err := mail.ParseAddress(c.SMTPFrom); err != nil {
			say("QINGSHEN_SMTP_FROM", "应是发件人邮箱，如 qingshen@example.gov.cn")
		}
		if c.SMTPTLS != "starttls" && c.SMTPTLS != "tls" && c.SMTPTLS != "none" {
			say("QINGSHEN_SMTP_TLS", "只能是 starttls、tls 或 none")
		}
		if c.SMTPUser != "" && c.SMTPTLS == "none" && !local(c.SMTPAddr) {
			say("QINGSHEN_SMTP_TLS", "为 none 时不得设置用户和密码，密码会以明文经过网络")
		}
	}
	if c.GatewayURL != "" {
		u, err := url.Parse(c.GatewayURL)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			say("QINGSHEN_GATEWAY_URL", "应是 http 或 https 开头的网址")
		}
		if len(c.GatewaySign) < 16 {
			say("QINGSHEN_GATEWAY_SECRET", "至少 16 个字符，网关用它验证消息来自本系统")
		}
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("消息渠道的设置有误，系统没有启动：\n%w", errors.Join(faults...))
	}
	return &Sender{c}, nil
}

func local(address string) bool {
	host, _, _ := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// On tells whether a channel is configured.
func (s *Sender) On(name string) bool {
	switch name {
	case Mail:
		return s.config.SMTPAddr != ""
	case Gateway:
		return s.config.GatewayURL != ""
	}
	return false
}

// Any tells whether any channel is configured.
func (s *Sender) Any() bool { return s.On(Mail) || s.On(Gateway) }

// Status is what a page may show of a channel: never a secret.
type Status struct {
	Name     string `json:"name"`
	Label    string `json:"label"`
	On       bool   `json:"on" doc:"是否启用"`
	Server   string `json:"server" doc:"服务器，不含账号和密码"`
	From     string `json:"from" doc:"发件人"`
	Guard    string `json:"guard" doc:"传输保护方式"`
	Settings string `json:"settings" doc:"由哪些环境变量设置"`
}

// Statuses describes all channels.
func (s *Sender) Statuses() []Status {
	c := s.config
	out := []Status{
		{Name: Mail, Label: Labels[Mail], On: s.On(Mail), Server: c.SMTPAddr, Settings: "QINGSHEN_SMTP_ADDR、QINGSHEN_SMTP_FROM、QINGSHEN_SMTP_USER、QINGSHEN_SMTP_PASSWORD、QINGSHEN_SMTP_TLS"},
		{Name: Gateway, Label: Labels[Gateway], On: s.On(Gateway), Settings: "QINGSHEN_GATEWAY_URL、QINGSHEN_GATEWAY_SECRET"},
	}
	if s.On(Mail) {
		out[0].From = c.SMTPFrom
		out[0].Guard = map[string]string{"starttls": "连接后加密", "tls": "全程加密", "none": "不加密，只适合本机或专网"}[c.SMTPTLS]
	}
	if s.On(Gateway) {
		u, _ := url.Parse(c.GatewayURL)
		out[1].Server = u.Host
		out[1].Guard = map[bool]string{true: "加密，消息签名", false: "不加密，消息签名；只适合专网"}[u.Scheme == "https"]
	}
	return out
}

// errRefused is an answer that trying again does not change.
type errRefused struct{ error }

// Unwrap gives the cause.
func (e errRefused) Unwrap() error { return e.error }

// Refused tells whether trying again is in vain.
func Refused(err error) bool { return errors.As(err, new(errRefused)) }

// Send sends one note through one channel.
func (s *Sender) Send(ctx context.Context, name string, n Note) error {
	ctx, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	if !s.On(name) {
		return errRefused{errors.New("这一渠道没有启用")}
	}
	if name == Mail {
		return s.mail(ctx, n)
	}
	return s.gateway(ctx, n)
}

// link gives the whole address of a page, "" when the operator has not said where the system stands.
func (s *Sender) link(path string) string {
	if path == "" || s.config.Site == "" {
		return ""
	}
	return strings.TrimSuffix(s.config.Site, "/") + "/app" + path
}
