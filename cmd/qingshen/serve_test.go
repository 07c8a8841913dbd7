package main

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
)

var oneTime = regexp.MustCompile(`一次性密码[^：]*：(\S+)`)

// The first start prints a password for each of the three administrators, once; each opens one account and must be changed.
func TestTheFirstStartPrintsThreePasswordsOnce(t *testing.T) {
	s := empty(t)
	first := serving(s)
	found := oneTime.FindAllStringSubmatch(first.words(), -1)
	if len(found) != 3 {
		t.Fatalf("the first start said:\n%s", first.words())
	}
	for i, login := range []string{"sysadmin", "secadmin", "logadmin"} {
		p := apptest.Visitor(t, first.url)
		if p.LogIn(login, found[i][1]).Want(http.StatusOK).Field("must_change_password") != "true" {
			t.Errorf("the password of %s need not be changed", login)
		}
		p.LogIn(login, found[(i+1)%3][1]).Want(http.StatusUnauthorized)
	}
	first.kill()
	if second := serving(s); oneTime.MatchString(second.words()) || strings.Contains(second.words(), found[0][1]) {
		t.Errorf("the second start said:\n%s", second.words())
	}
}

func TestServeRefusesANewerDatabase(t *testing.T) {
	s := empty(t)
	s.Write("INSERT INTO bun_migrations (name, group_id, migrated_at) VALUES ('9999', 99, ?)", s.App.DB.Clock().Now())
	p := launch(t, "serve", "-addr", "127.0.0.1:0", "-data", s.App.Config.Data, "-database-url", s.App.Config.DatabaseURL)
	<-p.ended
	if code := p.command.ProcessState.ExitCode(); code != 1 || !strings.Contains(p.words(), "本程序拒绝启动") || !strings.Contains(p.words(), "9999") {
		t.Errorf("exit %d:\n%s", code, p.words())
	}
}

// Two servers on one database share sessions, lockouts, jobs and clocks without doubling anything.
func TestTwoServersShareTheWork(t *testing.T) {
	if os.Getenv("TEST_DATABASE_URL") == "" {
		t.Log("on SQLite two processes share one file: not meant for production, but as safe")
	}
	s := province(t)
	mark := s.Column("SELECT max(id) FROM journal")[0]
	a, b := serving(s), serving(s)
	at := func(p *apptest.Party, server *process) *apptest.Party { p.URL = server.url; return p }

	// Cookies belong to a host, not to a port, so one browser holds one session on both.
	p := apptest.Visitor(t, a.url)
	p.LogIn("city-370100", apptest.Password).Want(http.StatusOK)
	at(p, b).Call("GET", "/me", nil).Want(http.StatusOK)

	jobs := map[string]bool{}
	for n := range 6 {
		job := at(p, []*process{a, b}[n%2]).Import("all-or-nothing", "名单.csv", register(n*50, 50)).Want(http.StatusAccepted).Field("id")
		jobs[job] = true
	}
	for job := range jobs {
		if state := settled(a, s, job); state != "done" {
			t.Errorf("an import ended as %q", state)
		}
		if attempts := s.Column("SELECT CAST(attempts AS TEXT) FROM job WHERE id = ?", job)[0]; attempts != "1" {
			t.Errorf("an import was done %s times", attempts)
		}
	}
	if got := count(s, "enterprise WHERE name LIKE '济南第%号化工有限公司'"); got != "300" {
		t.Errorf("%s enterprises, want 300", got)
	}

	clockwork(t, s, a)
	agrees(s, "enterprise", mark)

	s.Open(account.Account{Login: "guessed", Role: access.RoleCity, RegionCode: "370100"})
	guess := apptest.Visitor(t, a.url)
	for n := range 5 {
		at(guess, []*process{a, b}[n%2]).LogIn("guessed", "wrong").Problem(http.StatusUnauthorized)
	}
	at(guess, a).LogIn("guessed", apptest.Password).Problem(http.StatusUnauthorized, "锁定")
	at(guess, b).LogIn("guessed", apptest.Password).Problem(http.StatusUnauthorized, "锁定")

	at(p, a).Call("DELETE", "/session", nil).Want(http.StatusNoContent)
	at(p, b).Call("GET", "/me", nil).Problem(http.StatusUnauthorized)
}

// clockwork: the day's work was enqueued by both servers, done once, and told everybody once.
func clockwork(t *testing.T, s *apptest.Site, a *process) {
	t.Helper()
	a.until("the day's work is done", func() bool { return count(s, "job WHERE kind = 'daily' AND state = 'done'") != "0" })
	if got := s.Column("SELECT state || ' ' || CAST(attempts AS TEXT) FROM job WHERE kind = 'daily'"); len(got) != 1 || got[0] != "done 1" {
		t.Errorf("the day's work: %v", got)
	}
	told := s.Column("SELECT template || ' ' || subject_id || ' ' || title FROM message WHERE template LIKE 'deadline%' AND created_at > ?", s.App.DB.Clock().Now().AddDate(0, 0, -1))
	seen := map[string]int{}
	for _, line := range told {
		seen[line]++
	}
	t.Logf("%d warnings of clocks", len(told))
	audience := s.Column("SELECT template || subject_id || audience || region_code || enterprise_id || agency_id || expert_id || title || body FROM message GROUP BY template, subject_id, audience, region_code, enterprise_id, agency_id, expert_id, title, body, created_at HAVING count(*) > 1")
	if len(audience) > 0 {
		t.Errorf("%d messages twice: %s", len(audience), fmt.Sprint(audience[0]))
	}
}
