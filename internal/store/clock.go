package store

import (
	"sync/atomic"
	"time"

	"qingshen/internal/calendar"
)

// Clock is the system clock. It can be moved in tests and in the demonstration, never in a real installation.
type Clock struct {
	offset atomic.Int64
}

// NewClock gives a clock that shows the real time.
func NewClock() *Clock { return &Clock{} }

// At gives a clock that starts at this instant and runs on.
func At(start time.Time) *Clock {
	c := NewClock()
	c.Set(start)
	return c
}

// Set moves the clock.
func (c *Clock) Set(to time.Time) { c.offset.Store(int64(time.Until(to))) }

// Now is the present instant in UTC, to the microsecond (what both databases keep).
func (c *Clock) Now() time.Time {
	return time.Now().Add(time.Duration(c.offset.Load())).UTC().Truncate(time.Microsecond)
}

// Wall is the real time, whatever the clock shows: sessions do not end because the demonstration moves to next year.
func (c *Clock) Wall() time.Time { return time.Now().UTC() }

// Today is the present day in China.
func (c *Clock) Today() calendar.Date { return calendar.FromTime(c.Now()) }

// Moved tells whether the clock shows anything but the real time.
func (c *Clock) Moved() bool { return c.offset.Load() != 0 }
