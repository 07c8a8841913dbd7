// Package ical writes calendars as RFC 5545 wants them: all-day events with alarms, for subscription by any calendar
// program. It knows no word of the domain.
package ical

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"qingshen/internal/calendar"
)

// Event is one all-day event.
type Event struct {
	UID         string // the same for ever
	Sequence    int64  // grows with each change
	Day         calendar.Date
	Summary     string
	Description string
	URL         string
	Cancelled   bool
	Changed     time.Time
	// Alarms are how many days before the day the program rings, in the morning.
	Alarms []int
}

// Calendar is a feed.
type Calendar struct {
	Name     string
	Product  string
	Language string
	Refresh  string // how often a program should ask again, such as PT6H
	Events   []Event
}

// MediaType is that of a feed.
const MediaType = "text/calendar; charset=utf-8"

// morning is when an alarm rings, after the midnight at which its day begins.
const morning = 9

// Write writes the feed.
func (c Calendar) Write(w io.Writer) error {
	b := &strings.Builder{}
	line(b, "BEGIN:VCALENDAR")
	line(b, "VERSION:2.0")
	line(b, "PRODID:-//"+text(c.Product)+"//"+c.Language)
	line(b, "CALSCALE:GREGORIAN")
	line(b, "METHOD:PUBLISH")
	line(b, "X-WR-CALNAME:"+text(c.Name))
	line(b, "REFRESH-INTERVAL;VALUE=DURATION:"+c.Refresh)
	line(b, "X-PUBLISHED-TTL:"+c.Refresh)
	for _, e := range c.Events {
		e.write(b)
	}
	line(b, "END:VCALENDAR")
	_, err := io.WriteString(w, b.String())
	return err
}

func (e Event) write(b *strings.Builder) {
	line(b, "BEGIN:VEVENT")
	line(b, "UID:"+text(e.UID))
	line(b, fmt.Sprintf("SEQUENCE:%d", e.Sequence))
	line(b, "DTSTAMP:"+instant(e.Changed))
	line(b, "LAST-MODIFIED:"+instant(e.Changed))
	line(b, "DTSTART;VALUE=DATE:"+day(e.Day))
	line(b, "DTEND;VALUE=DATE:"+day(e.Day.AddDays(1)))
	line(b, "SUMMARY:"+text(e.Summary))
	if e.Description != "" {
		line(b, "DESCRIPTION:"+text(e.Description))
	}
	if e.URL != "" {
		line(b, "URL:"+e.URL)
	}
	line(b, "TRANSP:TRANSPARENT")
	if e.Cancelled {
		line(b, "STATUS:CANCELLED")
	} else {
		line(b, "STATUS:CONFIRMED")
		for _, before := range e.Alarms {
			e.alarm(b, before)
		}
	}
	line(b, "END:VEVENT")
}

func (e Event) alarm(b *strings.Builder, before int) {
	trigger := fmt.Sprintf("-PT%dH", before*24-morning)
	if before == 0 {
		trigger = fmt.Sprintf("PT%dH", morning)
	}
	line(b, "BEGIN:VALARM")
	line(b, "ACTION:DISPLAY")
	line(b, "DESCRIPTION:"+text(e.Summary))
	line(b, "TRIGGER:"+trigger)
	line(b, "END:VALARM")
}

func day(d calendar.Date) string { return strings.ReplaceAll(string(d), "-", "") }

func instant(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

var escape = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// text escapes a value of type TEXT; other control characters have no place in one.
func text(s string) string {
	return escape.Replace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, s))
}

// width is how many octets a line may have.
const width = 75

// line writes one content line, folded between characters.
func line(b *strings.Builder, s string) {
	room := width
	for len(s) > room {
		cut := room
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		b.WriteString(s[:cut] + "\r\n ")
		s, room = s[cut:], width-1
	}
	b.WriteString(s + "\r\n")
}
