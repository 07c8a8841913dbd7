package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"qingshen/internal/app/apptest"
)

// kills is how often each work is interrupted.
const kills = 2

// moment waits a random while, so that the kill falls anywhere into the work.
func moment(t *testing.T, most time.Duration) {
	d := rand.N(most)
	t.Logf("killed after %v", d)
	time.Sleep(d)
}

// agrees demands that the journal and the rows of a table tell the same: no row without the entry of its version, none
// with two, no entry without its row.
func agrees(s *apptest.Site, table, since string) {
	s.Helper()
	for what, query := range map[string]string{
		"rows without a journal entry": `SELECT id FROM ` + table + ` r WHERE id > ? AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.subject_type = '` + table + `' AND j.subject_id = r.id AND j.subject_version = r.version)`,
		"entries of one row twice":     `SELECT subject_id FROM journal WHERE id > ? AND subject_type = '` + table + `' GROUP BY subject_id, subject_version, action HAVING count(*) > 1`,
		"entries without a row":        `SELECT subject_id FROM journal j WHERE id > ? AND subject_type = '` + table + `' AND NOT EXISTS (SELECT 1 FROM ` + table + ` r WHERE r.id = j.subject_id)`,
	} {
		if found := s.Column(query, since); len(found) > 0 {
			s.Errorf("%s: %d %s", table, len(found), what)
		}
	}
}

func count(s *apptest.Site, from string, arguments ...any) string {
	s.Helper()
	return s.Column("SELECT CAST(count(*) AS TEXT) FROM "+from, arguments...)[0]
}

// settled waits until a job has ended and gives its state.
func settled(p *process, s *apptest.Site, id string) string {
	state := ""
	p.until("the job ends", func() bool {
		state = s.Column("SELECT state FROM job WHERE id = ?", id)[0]
		return state == "done" || state == "failed"
	})
	return state
}

func running(p *process, s *apptest.Site, id string) {
	p.until("the job is taken up", func() bool { return s.Column("SELECT state FROM job WHERE id = ?", id)[0] != "waiting" })
}

// register is a list of n enterprises that no other has.
func register(from, n int) *bytes.Buffer {
	var b bytes.Buffer
	b.WriteString("县（市、区）,行业代码,统一社会信用代码,企业名称\n")
	for i := from; i < from+n; i++ {
		fmt.Fprintf(&b, "历下区,2614,%s,济南第%d号化工有限公司\n", apptest.CreditCode(i), i)
	}
	return &b
}

func TestKillDuringImport(t *testing.T) {
	const rows = 2000
	s := province(t)
	mark := s.Column("SELECT max(id) FROM journal")[0]
	before := count(s, "enterprise")
	server := serving(s)
	officer := apptest.Visitor(t, server.url)
	officer.LogIn("city-370100", apptest.Password).Want(http.StatusOK)
	for n := range kills {
		officer.URL = server.url
		job := officer.Import("all-or-nothing", "名单.csv", register(n*rows, rows)).Want(http.StatusAccepted).Field("id")
		running(server, s, job)
		moment(t, 1500*time.Millisecond)
		server.kill()
		have := count(s, "enterprise WHERE name LIKE '济南第%号化工有限公司'")
		if none, all := fmt.Sprint(n*rows), fmt.Sprint((n+1)*rows); have != none && have != all {
			t.Fatalf("%s enterprises after the kill, want %s or %s", have, none, all)
		}
		agrees(s, "enterprise", mark)
		agrees(s, "site", mark)
		server = serving(s)
		if state := settled(server, s, job); state != "done" {
			t.Errorf("the interrupted import ended as %q: %v", state, s.Column("SELECT message || error FROM job WHERE id = ?", job))
		}
		result := apptestAt(officer, server).Call("GET", "/enterprise-imports/"+job, nil).Want(http.StatusOK)
		if !strings.Contains(string(result.Body), fmt.Sprintf(`"created":%d`, rows)) {
			t.Errorf("the officer reads %s", result)
		}
	}
	if got, want := count(s, "enterprise"), fmt.Sprint(atoi(t, before)+kills*rows); got != want {
		t.Errorf("%s enterprises, want %s", got, want)
	}
	if twice := s.Column("SELECT credit_code FROM enterprise GROUP BY credit_code HAVING count(*) > 1"); len(twice) > 0 {
		t.Errorf("doubled: %v", twice)
	}
	agrees(s, "enterprise", mark)
	agrees(s, "site", mark)
}

// apptestAt lets a party go on with the server that has taken the place of the killed one; its session goes on, too.
func apptestAt(p *apptest.Party, server *process) *apptest.Party {
	p.URL = server.url
	return p
}

func atoi(t *testing.T, text string) (n int) {
	t.Helper()
	if _, err := fmt.Sscan(text, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestKillDuringPublication(t *testing.T) {
	s := province(t)
	mark := s.Column("SELECT max(id) FROM journal")[0]
	year := atoi(t, s.Column("SELECT CAST(max(year) AS TEXT) FROM plan_item")[0])
	// The rest of the procedure has been gone through in other tests; here the list must be long.
	s.Write("UPDATE plan_item SET state = 'verified' WHERE year = ? AND state IN ('confirmed', 'proposed')", year)
	rows := count(s, "plan_item WHERE state = 'verified' AND year = ?", year)
	if atoi(t, rows) < 60 {
		t.Fatalf("the province has %s items to publish, too few to be interrupted", rows)
	}
	audits, published := atoi(t, count(s, "audit")), count(s, "plan_item WHERE state = 'published'")
	server := serving(s)
	office := apptest.Visitor(t, server.url)
	office.LogIn("province", apptest.Password).Want(http.StatusOK)
	id := office.Call("POST", "/annual-lists", map[string]any{"year": year, "kind": "main"}).Want(http.StatusCreated).Field("id")
	saved := office.Call("PUT", "/annual-lists/"+id, map[string]any{"title": fmt.Sprintf("%d年度强制性清洁生产审核企业名单", year), "document_no": "鲁环函〔2026〕99号",
		"decided_on": string(s.App.DB.Clock().Today()), "web_address": "http://sthj.shandong.gov.cn/list"}, "If-Match", `"1"`).Want(http.StatusOK)
	job := office.Call("POST", "/annual-lists/"+id+"/publish", map[string]any{"rows": atoi(t, rows)}, "If-Match", saved.Header.Get("ETag")).Want(http.StatusOK).Field("job_id")
	for n := range kills {
		running(server, s, job)
		most := 500 * time.Millisecond
		if n == kills-1 { // the last kill falls into the time in which the notices get their files
			server.until("the list is published", func() bool { return s.Column("SELECT state FROM annual_list WHERE id = ?", id)[0] == "published" })
			most = 100 * time.Millisecond
		}
		moment(t, most)
		server.kill()
		t.Logf("published: %v, notices without a file: %s", wantPublished(s, id, rows, audits), count(s, "notice WHERE list_id = ? AND file_id = ''", id))
		server = serving(s)
	}
	if state := settled(server, s, job); state != "done" {
		t.Fatalf("the publication ended as %q: %v", state, s.Column("SELECT message || error FROM job WHERE id = ?", job))
	}
	if !wantPublished(s, id, rows, audits) {
		t.Error("the list is not published")
	}
	if got, want := count(s, "plan_item WHERE state = 'published'"), fmt.Sprint(atoi(t, published)+atoi(t, rows)); got != want {
		t.Errorf("%s items are published, want %s", got, want)
	}
	for _, table := range []string{"list_row", "audit", "notice", "file"} {
		agrees(s, table, mark)
	}
	wantLetters(s, id, rows)
	shown := apptestAt(office, server).Call("GET", "/annual-lists/"+id, nil).Want(http.StatusOK)
	apptestAt(office, server).Call("POST", "/annual-lists/"+id+"/publish", nil, "If-Match", shown.Header.Get("ETag")).Problem(http.StatusConflict, "已公布")
}

// wantPublished demands all of a publication or nothing of it, and tells which.
func wantPublished(s *apptest.Site, id, rows string, audits int) bool {
	s.Helper()
	want := "0"
	published := s.Column("SELECT state FROM annual_list WHERE id = ?", id)[0] == "published"
	if published {
		want = rows
	}
	for _, table := range []string{"list_row", "notice"} {
		if got := count(s, table+" WHERE list_id = ?", id); got != want {
			s.Errorf("published %v: %s of %s, want %s", published, got, table, want)
		}
	}
	var n, m int
	_, _ = fmt.Sscan(count(s, "audit"), &n)
	_, _ = fmt.Sscan(want, &m)
	if n-audits != m {
		s.Errorf("published %v: %d audits opened, want %s", published, n-audits, want)
	}
	return published
}

// wantLetters demands one file of every notice, and its content on the disk.
func wantLetters(s *apptest.Site, id, rows string) {
	s.Helper()
	hashes := s.Column("SELECT f.sha256 FROM notice n JOIN file f ON f.id = n.file_id AND f.sha256 = n.sha256 WHERE n.list_id = ?", id)
	made := count(s, "file WHERE subject_type = 'notice' AND subject_id IN (SELECT id FROM notice WHERE list_id = ?)", id)
	if fmt.Sprint(len(hashes)) != rows || made != rows {
		s.Errorf("%d notices have a file, %s files were made, want %s", len(hashes), made, rows)
	}
	for _, hash := range hashes {
		if _, err := s.App.Files().Stat(s.Context(), hash); err != nil {
			s.Errorf("the content of a notice is not on the disk: %v", err)
		}
	}
}

func TestKillDuringMarking(t *testing.T) {
	s := province(t)
	mark := s.Column("SELECT max(id) FROM journal")[0]
	// Experts who have joined a panel on which a colleague has handed in a complete sheet, which serves as theirs.
	seats := s.Column(`SELECT x.login || ' ' || m.appraisal_id || ' ' || m.id FROM panel_member m JOIN account x ON x.expert_id = m.expert_id JOIN appraisal a ON a.id = m.appraisal_id
		WHERE m.state = 'joined' AND a.state = 'panel-set' AND EXISTS (SELECT 1 FROM panel_member o WHERE o.appraisal_id = m.appraisal_id AND o.state = 'submitted') ORDER BY x.login, m.appraisal_id`)
	if len(seats) < kills {
		t.Fatalf("%d seats", len(seats))
	}
	server := serving(s)
	for _, seat := range seats[:kills] {
		f := strings.Fields(seat)
		path := "/appraisals/" + f[1]
		expert := apptest.Visitor(t, server.url)
		expert.LogIn(f[0], apptest.Password).Want(http.StatusOK)
		sheet := s.Column("SELECT '{\"marks\":' || marks || ',\"vetoes\":' || vetoes || '}' FROM panel_member WHERE appraisal_id = ? AND state = 'submitted'", f[1])[0]
		saved := expert.Call("PUT", path+"/marks", sheet, "If-Match", expert.Call("GET", path+"/marks", nil).Want(200).Header.Get("ETag")).Want(http.StatusOK)
		answered := make(chan struct{})
		go func() {
			defer close(answered)
			r, _ := http.NewRequest("POST", expert.URL+"/api/v1"+path+"/submit-marks", strings.NewReader(`{"declared":true}`))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("If-Match", saved.Header.Get("ETag"))
			r.Header.Set("Idempotency-Key", f[2])
			if answer, err := expert.Client.Do(r); err == nil {
				answer.Body.Close()
			}
		}()
		moment(t, 8*time.Millisecond)
		server.kill()
		<-answered
		state := s.Column("SELECT state FROM panel_member WHERE id = ?", f[2])[0]
		entries := count(s, "journal WHERE subject_id = ? AND action = 'panel_member.submit-marks'", f[2])
		if state == "joined" && entries != "0" || state == "submitted" && entries != "1" || state != "joined" && state != "submitted" {
			t.Errorf("after the kill the sheet is %s with %s entries", state, entries)
		}
		t.Logf("the sheet is %s", state)
		server = serving(s)
		again := apptestAt(expert, server).Call("POST", path+"/submit-marks", `{"declared":true}`, "If-Match", saved.Header.Get("ETag"), "Idempotency-Key", f[2])
		if state == "submitted" {
			again.Want(http.StatusOK, http.StatusConflict)
		} else {
			again.Want(http.StatusOK)
		}
		if entries := count(s, "journal WHERE subject_id = ? AND action = 'panel_member.submit-marks'", f[2]); entries != "1" {
			t.Errorf("%s entries of one submission", entries)
		}
		agrees(s, "panel_member", mark)
	}
}
