package channel

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"
)

// mail speaks SMTP to the configured server. Reasons are given in Chinese, without what the server said of accounts.
func (s *Sender) mail(ctx context.Context, n Note) error {
	c := s.config
	from, err := mail.ParseAddress(c.SMTPFrom)
	if err != nil {
		return errRefused{fmt.Errorf("发件人地址有误")}
	}
	to, err := mail.ParseAddress(n.To)
	if err != nil {
		return errRefused{fmt.Errorf("收件人地址有误")}
	}
	client, err := s.dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	if c.SMTPUser != "" {
		host, _, _ := net.SplitHostPort(c.SMTPAddr)
		if err := client.Auth(smtp.PlainAuth("", c.SMTPUser, c.SMTPPassword, host)); err != nil {
			return explain("邮件服务器不接受用户名和密码", err)
		}
	}
	if err := client.Mail(from.Address); err != nil {
		return explain("邮件服务器不接受发件人", err)
	}
	if err := client.Rcpt(to.Address); err != nil {
		return explain("邮件服务器不接受收件人", err)
	}
	w, err := client.Data()
	if err != nil {
		return explain("邮件服务器不接受邮件", err)
	}
	if _, err := w.Write(s.letter(n, from, to)); err != nil {
		return explain("邮件没有传完", err)
	}
	if err := w.Close(); err != nil {
		return explain("邮件服务器不接受邮件", err)
	}
	_ = client.Quit() // the server has taken the mail
	return nil
}

func (s *Sender) dial(ctx context.Context) (*smtp.Client, error) {
	c := s.config
	host, _, _ := net.SplitHostPort(c.SMTPAddr)
	secure := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	var conn net.Conn
	var err error
	if c.SMTPTLS == "tls" {
		conn, err = (&tls.Dialer{Config: secure}).DialContext(ctx, "tcp", c.SMTPAddr)
	} else {
		conn, err = (&net.Dialer{}).DialContext(ctx, "tcp", c.SMTPAddr)
	}
	if err != nil {
		return nil, explain("连不上邮件服务器", err)
	}
	if until, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(until)
	}
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		conn.Close()
		return nil, explain("邮件服务器没有应答", err)
	}
	if c.SMTPTLS == "starttls" {
		if err := client.StartTLS(secure); err != nil {
			client.Close()
			return nil, explain("与邮件服务器的加密没有建立", err)
		}
	}
	return client, nil
}

// letter writes the mail: plain text, its header fields encoded so that no line of a title can become a field.
func (s *Sender) letter(n Note, from, to *mail.Address) []byte {
	domain := from.Address[strings.LastIndex(from.Address, "@")+1:]
	text := n.Text
	if link := s.link(n.Link); link != "" {
		text += "\n\n办理：" + link
	}
	text += "\n\n本邮件由" + s.config.Product + "自动发出，请勿回复。"
	head := []string{
		"From: " + (&mail.Address{Name: s.config.Product, Address: from.Address}).String(),
		"To: " + to.String(),
		"Subject: " + mime.BEncoding.Encode("utf-8", strings.Join(strings.Fields(n.Title), " ")),
		"Date: " + n.At.Format(time.RFC1123Z),
		"Message-ID: <" + n.ID + "@" + domain + ">",
		"Auto-Submitted: auto-generated",
		"MIME-Version: 1.0",
		"Content-Type: text/plain; charset=utf-8",
		"Content-Transfer-Encoding: base64",
	}
	var b strings.Builder
	b.WriteString(strings.Join(head, "\r\n") + "\r\n\r\n")
	body := base64.StdEncoding.EncodeToString([]byte(text))
	for len(body) > 76 {
		b.WriteString(body[:76] + "\r\n")
		body = body[76:]
	}
	b.WriteString(body + "\r\n")
	return []byte(b.String())
}

// explain keeps the code of the server and leaves its words out: they may name accounts and inner addresses.
func explain(what string, err error) error {
	var said *textproto.Error
	if errors.As(err, &said) {
		out := fmt.Errorf("%s（应答 %d）", what, said.Code)
		if said.Code >= 500 {
			return errRefused{out}
		}
		return out
	}
	var unreachable net.Error
	if errors.As(err, &unreachable) && unreachable.Timeout() {
		return fmt.Errorf("%s（超时）", what)
	}
	return errors.New(what)
}
