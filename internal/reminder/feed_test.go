package reminder_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/emersion/go-ical"

	"qingshen/internal/access"
	"qingshen/internal/deadline"
	"qingshen/internal/store"
)

// fetched reads a feed as a calendar program does, without login.
func (w *world) fetched(path string) (int, *ical.Calendar) {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), "GET", w.URL+path, nil)
	if err != nil {
		w.Fatal(err)
	}
	answer := w.Visitor().Do(r)
	if answer.Status != 200 {
		return answer.Status, nil
	}
	for _, line := range strings.Split(string(answer.Body), "\r\n") {
		if len(line) > 75 {
			w.Errorf("a line of %d octets: %s", len(line), line)
		}
	}
	c, err := ical.NewDecoder(bytes.NewReader(answer.Body)).Decode()
	if err != nil {
		w.Fatalf("%v in %s", err, answer.Body)
	}
	return 200, c
}

func prop(c *ical.Component, name string) string {
	if p := c.Props.Get(name); p != nil {
		text, err := p.Text()
		if err == nil {
			return text
		}
		return p.Value
	}
	return ""
}

func TestACalendarProgramReadsTheDeadlines(t *testing.T) {
	w := begin(t)
	w.starts("2026-08-21", "disclose", "start-audit")
	path := w.firm.Call("POST", "/me/calendar-feed", object{}).Want(201).Field("path")
	status, c := w.fetched(path)
	if status != 200 || len(c.Children) != 2 {
		t.Fatalf("%d: %+v", status, c)
	}
	e := c.Children[0]
	start := e.Props.Get("DTSTART")
	if start.Value != "20260921" || start.ValueType() != ical.ValueDate || prop(e, "DTEND") != "20260922" {
		t.Errorf("not all of 21 September: %+v", start)
	}
	if prop(e, "SUMMARY") != "公开企业信息：历下颜料厂" || prop(e, "SEQUENCE") != "0" || prop(e, "STATUS") != "CONFIRMED" {
		t.Errorf("event %+v", e.Props)
	}
	if !strings.Contains(prop(e, "DESCRIPTION"), "第十一条") {
		t.Errorf("the article is missing: %s", prop(e, "DESCRIPTION"))
	}
	if len(e.Children) != 2 || prop(e.Children[0], "TRIGGER") != "-PT231H" {
		t.Errorf("alarms %+v", e.Children)
	}
	uid := prop(e, "UID")
	err := store.Do(access.With(t.Context(), access.System), w.App.DB, func(tx *store.Tx) error {
		return deadline.End(tx, store.Subject{Type: "audit", ID: "audit-disclose"}, "名单已更正")
	})
	if err != nil {
		t.Fatal(err)
	}
	_, c = w.fetched(path)
	cancelled := c.Children[1]
	if prop(cancelled, "UID") != uid || prop(cancelled, "STATUS") != "CANCELLED" || prop(cancelled, "SEQUENCE") != "1" {
		t.Errorf("an ended clock is not cancelled: %+v", cancelled.Props)
	}
	if kept := w.Column("SELECT token_hash FROM calendar_feed"); strings.Contains(path, kept[0]) || len(kept[0]) != 64 {
		t.Error("the secret is not stored hashed")
	}
}

func TestAFeedIsRenewedWithdrawnAndEndsWithItsAccount(t *testing.T) {
	w := begin(t)
	first := w.firm.Call("POST", "/me/calendar-feed", object{}).Want(201).Field("path")
	if got := w.firm.Call("GET", "/me/calendar-feed", nil).Want(200); strings.Contains(string(got.Body), "path") {
		t.Errorf("the address is shown again: %s", got.Body)
	}
	second := w.firm.Call("POST", "/me/calendar-feed", object{}).Want(201).Field("path")
	if status, _ := w.fetched(first); status != 404 {
		t.Errorf("the former address opens: %d", status)
	}
	if status, _ := w.fetched(second); status != 200 {
		t.Errorf("the new address does not open: %d", status)
	}
	w.Write("UPDATE account SET state = 'disabled' WHERE login = 'firm'")
	if status, _ := w.fetched(second); status != 404 {
		t.Errorf("the feed of a disabled account opens: %d", status)
	}
	w.Write("UPDATE account SET state = 'active' WHERE login = 'firm'")
	w.firm.Call("DELETE", "/me/calendar-feed", nil).Want(204, 200)
	if status, _ := w.fetched(second); status != 404 {
		t.Errorf("a withdrawn feed opens: %d", status)
	}
	for _, guess := range []string{"/calendar/", "/calendar/x.ics", "/calendar/" + strings.Repeat("A", 43) + ".ics"} {
		if status, _ := w.fetched(guess); status != 404 {
			t.Errorf("%s: %d", guess, status)
		}
	}
}
