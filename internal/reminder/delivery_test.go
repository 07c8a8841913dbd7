package reminder_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"qingshen/internal/access"
	"qingshen/internal/app"
	"qingshen/internal/channel"
)

// post is a mail server on the loopback that keeps what it takes and refuses as it is told.
type post struct {
	mu     sync.Mutex
	mails  [][]byte
	refuse []error // answers to the next recipients
	user   string
}

const (
	mailUser   = "qingshen"
	mailSecret = "Very-Secret-Mail-Word-1"
)

func serveMail(t *testing.T) (*post, string) {
	t.Helper()
	p := &post{}
	server := smtp.NewServer(p)
	server.Domain, server.AllowInsecureAuth = "localhost", true
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(l) //nolint:errcheck // ends with the test
	t.Cleanup(func() { server.Close() })
	return p, l.Addr().String()
}

func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{p}, nil }

func (p *post) taken() [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([][]byte{}, p.mails...)
}

type session struct{ post *post }

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != mailUser || password != mailSecret {
			return errors.New("wrong")
		}
		s.post.mu.Lock()
		s.post.user = user
		s.post.mu.Unlock()
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error { return nil }

func (s *session) Rcpt(string, *smtp.RcptOptions) error {
	s.post.mu.Lock()
	defer s.post.mu.Unlock()
	if len(s.post.refuse) == 0 {
		return nil
	}
	err := s.post.refuse[0]
	s.post.refuse = s.post.refuse[1:]
	return err
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	s.post.mu.Lock()
	defer s.post.mu.Unlock()
	s.post.mails = append(s.post.mails, raw)
	return err
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func withMail(address string) func(*app.Config) {
	return func(c *app.Config) {
		c.Site = "https://qs.example.gov.cn"
		c.Channels = channel.Config{SMTPAddr: address, SMTPFrom: "qingshen@example.gov.cn", SMTPUser: mailUser, SMTPPassword: mailSecret, SMTPTLS: "none"}
	}
}

func TestTheOutputsAreOffAndShownAsSuch(t *testing.T) {
	w := begin(t)
	admin := w.Officer("admin", access.RoleSystemAdmin, "370000")
	var channels []channel.Status
	admin.Call("GET", "/channels", nil).Want(200).Into(&channels)
	for _, c := range channels {
		if c.On {
			t.Errorf("%s is on without any setting", c.Label)
		}
	}
	admin.Call("POST", "/channels/test", object{"channel": "mail", "address": "a@example.gov.cn"}).Problem(422, "没有启用")
	w.city.Call("GET", "/channels", nil).Problem(403)
	if n := w.Column("SELECT id FROM job WHERE kind = 'fan-messages'"); len(n) != 0 {
		t.Error("outputs that are off have work")
	}
}

func TestAMailIsReallySent(t *testing.T) {
	var log bytes.Buffer
	former := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(former) })
	p, address := serveMail(t)
	w := begin(t, withMail(address))
	w.firm.Call("PUT", "/me/reminder-setting", object{"channels": []string{"mail"}}).Problem(422, "请填写接收邮箱")
	w.firm.Call("PUT", "/me/reminder-setting", object{"mail": "keeper@factory.example.cn", "channels": []string{"mail"}, "quiet_from": "20:00", "quiet_until": "08:00"}).Want(200)
	w.starts("2026-08-21", "disclose")
	w.on("2026-09-11")
	mails := p.taken()
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	m, err := mail.ReadMessage(bytes.NewReader(mails[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "公开企业信息：还有10天到期" {
		t.Errorf("subject %q, %v", subject, err)
	}
	text, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if err != nil || !strings.Contains(string(text), "历下颜料厂应当在2026年9月21日前完成") || !strings.Contains(string(text), "https://qs.example.gov.cn/app/audits/audit-disclose") {
		t.Errorf("text %s, %v", text, err)
	}
	if m.Header.Get("To") != "<keeper@factory.example.cn>" || p.user != mailUser {
		t.Errorf("sent to %q by %q", m.Header.Get("To"), p.user)
	}
	admin := w.Officer("admin", access.RoleSystemAdmin, "370000")
	pages := string(admin.Call("GET", "/deliveries", nil).Want(200).Body) + string(admin.Call("GET", "/channels", nil).Want(200).Body)
	for _, never := range []string{mailSecret, "历下颜料厂", "keeper@factory"} {
		if strings.Contains(pages, never) || strings.Contains(log.String(), never) {
			t.Errorf("%q is shown or logged", never)
		}
	}
	if !strings.Contains(pages, `"state":"sent"`) || !strings.Contains(pages, "ke***@factory.example.cn") {
		t.Errorf("no record of the delivery: %s", pages)
	}
}

func TestARefusedMailIsTriedAgainOrGivenUp(t *testing.T) {
	p, address := serveMail(t)
	busy := &smtp.SMTPError{Code: 451, Message: "busy at 10.1.2.3"}
	p.refuse = []error{busy, busy, nil, &smtp.SMTPError{Code: 550, Message: "no such person"}}
	w := begin(t, withMail(address))
	admin := w.Officer("admin", access.RoleSystemAdmin, "370000")
	w.firm.Call("PUT", "/me/reminder-setting", object{"mail": "keeper@factory.example.cn", "channels": []string{"mail"}}).Want(200)
	w.starts("2026-08-21", "disclose")
	w.on("2026-09-11")
	state := func() string {
		var out struct {
			Items []struct{ State, Error string }
		}
		admin.Call("GET", "/deliveries", nil).Want(200).Into(&out)
		return out.Items[0].State + " " + out.Items[0].Error
	}
	if got := state(); got != "waiting 邮件服务器不接受收件人（应答 451）" {
		t.Errorf("after the first attempt: %s", got)
	}
	later := func(d time.Duration) {
		w.App.DB.Clock().Set(w.App.DB.Clock().Now().Add(d))
		w.Work()
	}
	later(30 * time.Second)
	if len(p.refuse) != 3 {
		t.Error("it was tried again at once")
	}
	later(time.Minute)
	later(5 * time.Minute)
	if got := state(); got != "sent " || len(p.taken()) != 1 {
		t.Errorf("after the third attempt: %s, %d mails", got, len(p.taken()))
	}
	w.on("2026-09-18") // three days before the end
	if got := state(); got != "failed 邮件服务器不接受收件人（应答 550）" {
		t.Errorf("an unknown recipient: %s", got)
	}
}

func TestAMailWaitsForTheEndOfTheQuietHours(t *testing.T) {
	p, address := serveMail(t)
	w := begin(t, withMail(address))
	w.firm.Call("PUT", "/me/reminder-setting", object{"mail": "k@factory.example.cn", "channels": []string{"mail"}, "quiet_from": "08:30", "quiet_until": "10:30"}).Want(200)
	w.starts("2026-08-21", "disclose")
	w.on("2026-09-11")
	if len(p.taken()) != 0 {
		t.Error("a mail was sent in the quiet hours")
	}
	w.App.DB.Clock().Set(w.App.DB.Clock().Now().Add(91 * time.Minute))
	w.Work()
	if len(p.taken()) != 1 {
		t.Errorf("%d mails after the quiet hours", len(p.taken()))
	}
}

func TestTheGatewayGetsASignedNote(t *testing.T) {
	const secret = "a-secret-of-the-gateway"
	var mu sync.Mutex
	var bodies [][]byte
	var heads []http.Header
	gateway := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		raw, _ := io.ReadAll(r.Body)
		bodies, heads = append(bodies, raw), append(heads, r.Header)
		if len(bodies) == 1 {
			rw.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer gateway.Close()
	w := begin(t, func(c *app.Config) { c.Channels.GatewayURL, c.Channels.GatewaySign = gateway.URL, secret })
	w.firm.Call("PUT", "/me/reminder-setting", object{"phone": "13800000000", "channels": []string{"gateway"}}).Want(200)
	w.starts("2026-08-21", "disclose")
	w.on("2026-09-11")
	w.App.DB.Clock().Set(w.App.DB.Clock().Now().Add(61 * time.Second))
	w.Work()
	if len(bodies) != 2 || heads[0].Get("Idempotency-Key") != heads[1].Get("Idempotency-Key") {
		t.Fatalf("%d attempts, not two of the same note", len(bodies))
	}
	var posted channel.Posted
	if err := json.Unmarshal(bodies[1], &posted); err != nil || posted.To != "13800000000" || posted.Title != "公开企业信息：还有10天到期" {
		t.Errorf("posted %+v, %v", posted, err)
	}
	sign := heads[1].Get(channel.Signature)
	seconds, _, _ := strings.Cut(strings.TrimPrefix(sign, "t="), ",")
	at, err := time.ParseDuration(seconds + "s")
	if err != nil || channel.Sign(secret, time.Unix(int64(at.Seconds()), 0), bodies[1]) != sign {
		t.Errorf("the signature %q does not fit", sign)
	}
	admin := w.Officer("admin", access.RoleSystemAdmin, "370000")
	var tested struct{ Sent bool }
	admin.Call("POST", "/channels/test", object{"channel": "gateway", "address": "13900000000"}).Want(200).Into(&tested)
	if !tested.Sent || len(bodies) != 3 {
		t.Error("the test message was not sent")
	}
}

func TestFaultySettingsOfChannelsStopTheStart(t *testing.T) {
	for want, c := range map[string]channel.Config{
		"QINGSHEN_SMTP_ADDR":      {SMTPAddr: "mail", SMTPFrom: "a@b.cn", SMTPTLS: "tls"},
		"QINGSHEN_SMTP_FROM":      {SMTPAddr: "mail:25", SMTPTLS: "tls"},
		"密码会以明文经过网络":              {SMTPAddr: "mail:25", SMTPFrom: "a@b.cn", SMTPTLS: "none", SMTPUser: "u"},
		"QINGSHEN_GATEWAY_SECRET": {GatewayURL: "https://gateway.example.cn", GatewaySign: "short"},
		"QINGSHEN_GATEWAY_URL":    {GatewayURL: "ftp://x", GatewaySign: "long-enough-secret"},
	} {
		if _, err := channel.New(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s, got %v", want, err)
		}
	}
}
