package deadline

import (
	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// Ripe gives running clocks of the whole province that fall due until a day and of whose running out nobody has been
// told, in batches after the last one seen.
func Ripe(tx *store.Tx, until calendar.Date, after string, limit int) ([]Deadline, error) {
	return ripe(tx, until, after, limit)
}

// Told keeps what has been told of a clock: the nearest warning that was given, and that it has run out.
func Told(tx *store.Tx, d *Deadline) error { return tx.Save("deadline.watch", d) }

// Late gives running clocks of the whole province that ran out before a day, in batches after the last one seen.
func Late(tx *store.Tx, before calendar.Date, after string, limit int) ([]Deadline, error) {
	return late(tx, before, after, limit)
}

// Within gives the running clocks that an actor sees and that fall due in a span of days; parties and rule narrow them.
func Within(tx *store.Tx, from, until calendar.Date, parties []string, rule string) ([]Deadline, error) {
	return within(tx, from, until, parties, rule)
}

// Feed gives the clocks that an actor sees, for a calendar: those that run, and those that ended since a day.
func Feed(tx *store.Tx, parties []string, since calendar.Date) ([]Deadline, error) {
	return feed(tx, parties, since)
}
