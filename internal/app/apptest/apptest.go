// Package apptest runs the whole application on a fresh database of the test's engine and lets parties work with it over
// HTTP, as browsers and linked systems do.
package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app"
	"qingshen/internal/rest"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
)

// Password is that of every account that Open has opened.
const Password = "Correct-Horse-7"

// Site is a running application.
type Site struct {
	testing.TB
	App *app.App
	URL string
}

// New starts an application without a bound on requests; options change its configuration.
func New(t testing.TB, options ...func(*app.Config)) *Site {
	t.Helper()
	c := app.FromEnvironment()
	c.Data, c.DatabaseURL, c.Clock, c.RequestsPerMinute = t.TempDir(), storetest.Address(t), store.At(storetest.Start), 0
	for _, option := range options {
		option(&c)
	}
	return Start(t, c)
}

// Start starts an application of this configuration.
func Start(t testing.TB, c app.Config) *Site {
	t.Helper()
	a, err := app.New(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a.Handler())
	t.Cleanup(func() { server.Close(); a.Close() })
	return &Site{t, a, server.URL}
}

// Work runs all jobs that are due.
func (s *Site) Work() {
	s.Helper()
	if err := s.App.Work(context.Background()); err != nil {
		s.Fatal(err)
	}
}

// hash is that of Password, computed once: it takes its time by design.
var hash = sync.OnceValues(func() (string, error) { return account.HashPassword(Password) })

// Open opens an account that may log in with Password.
func (s *Site) Open(a account.Account) *account.Account {
	s.Helper()
	hashed, err := hash()
	if err != nil {
		s.Fatal(err)
	}
	a.State, a.PasswordHash = account.Active, hashed
	if a.RegionCode == "" {
		a.RegionCode = s.App.Config.Province
	}
	if a.Name == "" {
		a.Name = a.Login
	}
	if err := store.Do(access.With(context.Background(), access.System), s.App.DB, func(tx *store.Tx) error { return tx.Insert("account.open", &a) }); err != nil {
		s.Fatal(err)
	}
	return &a
}

// Officer opens an account of a role and a division and logs it in.
func (s *Site) Officer(login string, role access.Role, region string) *Party {
	s.Helper()
	s.Open(account.Account{Login: login, Role: role, RegionCode: region})
	return s.As(login)
}

// Column gives the texts of a query over the whole database.
func (s *Site) Column(query string, arguments ...any) []string {
	s.Helper()
	out, err := store.Read(context.Background(), s.App.DB, func(tx *store.Tx) ([]string, error) {
		var out []string
		err := tx.Everywhere("the test compares with the whole").Raw().NewRaw(query, arguments...).Scan(tx.Context(), &out)
		return out, err
	})
	if err != nil {
		s.Fatalf("%s: %v", query, err)
	}
	return out
}

// Write runs a statement past all doors, for tests that need a state which time would bring.
func (s *Site) Write(statement string, arguments ...any) {
	s.Helper()
	err := store.Do(context.Background(), s.App.DB, func(tx *store.Tx) error {
		_, err := tx.Everywhere("the test prepares what time would bring").Raw().NewRaw(statement, arguments...).Exec(tx.Context())
		return err
	})
	if err != nil {
		s.Fatalf("%s: %v", statement, err)
	}
}

// Party is somebody who works over HTTP.
type Party struct {
	testing.TB
	URL    string // of the site
	Client *http.Client
}

// Visitor is somebody who is not logged in.
func (s *Site) Visitor() *Party {
	s.Helper()
	return Visitor(s, s.URL)
}

// Visitor is somebody who is not logged in, at any address.
func Visitor(t testing.TB, url string) *Party {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Party{t, url, &http.Client{Jar: jar, Timeout: 2 * time.Minute}}
}

// As logs an account in with Password.
func (s *Site) As(login string) *Party {
	s.Helper()
	p := s.Visitor()
	p.LogIn(login, Password).Want(http.StatusOK)
	return p
}

// LogIn begins a session.
func (p *Party) LogIn(login, password string) Reply {
	p.Helper()
	return p.Call(http.MethodPost, "/session", map[string]string{"account": login, "password": password})
}

// Call sends one request to the API. A string or a reader goes as it is, everything else as JSON; headers are pairs.
func (p *Party) Call(method, path string, body any, headers ...string) Reply {
	p.Helper()
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case io.Reader:
		content = b
	case string:
		content = strings.NewReader(b)
	default:
		raw, err := json.Marshal(body)
		if err != nil {
			p.Fatal(err)
		}
		content = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, p.URL+rest.Base+path, content)
	if err != nil {
		p.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return p.Do(r)
}

// Do sends any request.
func (p *Party) Do(r *http.Request) Reply {
	p.Helper()
	answer, err := p.Client.Do(r)
	if err != nil {
		p.Fatalf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		p.Fatalf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	return Reply{p.TB, r.Method + " " + r.URL.Path, answer.StatusCode, answer.Header, raw}
}

// Reply is what came back.
type Reply struct {
	testing.TB
	call   string
	Status int
	Header http.Header
	Body   []byte
}

// String shortens the reply for messages of tests.
func (r Reply) String() string { return fmt.Sprintf("%s: %d %.600s", r.call, r.Status, r.Body) }

// Want stops the test unless the reply has one of these statuses.
func (r Reply) Want(statuses ...int) Reply {
	r.Helper()
	if !slices.Contains(statuses, r.Status) {
		r.Fatalf("want %v, got %s", statuses, r)
	}
	return r
}

// Into reads the body as JSON.
func (r Reply) Into(v any) Reply {
	r.Helper()
	if err := json.Unmarshal(r.Body, v); err != nil {
		r.Fatalf("%v in %s", err, r)
	}
	return r
}

// Field gives one field of a JSON object as text.
func (r Reply) Field(name string) string {
	r.Helper()
	fields := map[string]any{}
	r.Into(&fields)
	value, ok := fields[name]
	if !ok {
		r.Fatalf("no %q in %s", name, r)
	}
	if n, ok := value.(float64); ok {
		return fmt.Sprintf("%.0f", n)
	}
	return fmt.Sprint(value)
}

// Problem demands a refusal as problem+json that speaks Chinese, and says each of these words somewhere.
func (r Reply) Problem(status int, words ...string) rest.Problem {
	r.Helper()
	r.Want(status)
	var p rest.Problem
	r.Into(&p)
	if got := r.Header.Get("Content-Type"); got != "application/problem+json" || p.Status != status || p.Code == "" {
		r.Errorf("no problem+json: %q %s", got, r)
	}
	said := []string{p.Title, p.Detail}
	for _, e := range p.Errors {
		said = append(said, e.Message)
	}
	for _, text := range said {
		if !Chinese(text) {
			r.Errorf("%q is no Chinese sentence, in %s", text, r)
		}
	}
	for _, word := range words {
		if !strings.Contains(string(r.Body), word) {
			r.Errorf("%q is missing in %s", word, r)
		}
	}
	return p
}

// Chinese tells whether a text has Chinese in it at all: a sentence of a library has not.
func Chinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF })
}

// CreditCode gives a valid unified social credit code (统一社会信用代码) of the test's own, the n-th of them.
func CreditCode(n int) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body, sum, weight := fmt.Sprintf("91370100MA%07d", n), 0, 1
	for _, r := range body {
		sum += strings.IndexRune(alphabet, r) * weight
		weight = weight * 3 % 31
	}
	return body + string(alphabet[(31-sum%31)%31])
}

// Import sends a list of enterprises, and gives the number of the job.
func (p *Party) Import(mode, name string, content io.Reader) Reply {
	p.Helper()
	return p.Send("/enterprises/import", name, content, "mode", mode)
}

// Send uploads one file as a form, with further fields in pairs. The body is streamed, so that any size can be sent.
func (p *Party) Send(path, name string, content io.Reader, fields ...string) Reply {
	p.Helper()
	body, pipe := io.Pipe()
	form := multipart.NewWriter(pipe)
	go func() {
		var err error
		for i := 0; i+1 < len(fields); i += 2 {
			err = errors.Join(err, form.WriteField(fields[i], fields[i+1]))
		}
		part, failed := form.CreateFormFile("file", name)
		if err = errors.Join(err, failed); err == nil {
			_, err = io.Copy(part, content)
		}
		pipe.CloseWithError(errors.Join(err, form.Close()))
	}()
	return p.Call(http.MethodPost, path, body, "Content-Type", form.FormDataContentType())
}
