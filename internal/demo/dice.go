package demo

import (
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"qingshen/internal/calendar"
)

// dice is a source of chance of its own for one thing, such as the enterprise with a number, so that what is thrown for
// one thing never shifts what another gets.
type dice struct{ *rand.Rand }

// roll gives the dice of one thing: the same seed, kind and number always throw the same.
func roll(seed uint64, kind, number int) dice {
	return dice{rand.New(rand.NewPCG(seed, uint64(kind)<<40|uint64(number)))}
}

// between gives a whole number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// percent is true in so many cases of a hundred.
func (d dice) percent(p int) bool { return d.IntN(100) < p }

// per10000 is true in so many cases of ten thousand.
func (d dice) per10000(p int) bool { return d.IntN(10_000) < p }

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

// weighted gives an index, each as often as its weight says.
func (d dice) weighted(weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := d.IntN(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// id gives an identifier of the system's form whose time is the instant, so that later records sort after earlier ones.
func (d dice) id(at time.Time) string {
	var u uuid.UUID
	ms := at.UnixMilli()
	for i := range 6 {
		u[i] = byte(ms >> (40 - 8*i))
	}
	a, b := d.Uint64(), d.Uint64()
	for i := range 8 {
		u[6+i] = byte(a >> (8 * i))
	}
	u[14], u[15] = byte(b), byte(b>>8)
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return u.String()
}

// at gives an instant in the office hours of a day in China.
func (d dice) at(on calendar.Date) time.Time {
	return on.Time().Add(time.Duration(d.between(30, 8*60)) * time.Minute).Add(time.Duration(d.IntN(60_000_000)) * time.Microsecond).UTC()
}
