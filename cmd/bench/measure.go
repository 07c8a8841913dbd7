package main

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// connections is how many clients ask at once.
const connections = 32

// figures are what one side of one case came to.
type figures struct {
	n, failed int
	took      time.Duration
	processor time.Duration // of this process, clients and server together
	times     []time.Duration
	length    int64 // of one answer
	failure   string
}

func (f *figures) add(o figures) {
	f.n, f.failed, f.took, f.times = f.n+o.n, f.failed+o.failed, f.took+o.took, append(f.times, o.times...)
	f.processor += o.processor
	if o.length > 0 {
		f.length = o.length
	}
	if o.failure != "" {
		f.failure = o.failure
	}
}

func (f *figures) perSecond() float64 {
	if f.took == 0 {
		return 0
	}
	return float64(f.n) / f.took.Seconds()
}

// processorOfOne is what one request cost this process. Unlike the throughput it does not depend on what else the machine
// does.
func (f *figures) processorOfOne() time.Duration {
	if f.n == 0 {
		return 0
	}
	return f.processor / time.Duration(f.n)
}

// at gives a percentile of the times.
func (f *figures) at(percent int) time.Duration {
	if len(f.times) == 0 {
		return 0
	}
	slices.SortFunc(f.times, cmp.Compare[time.Duration])
	return f.times[min(len(f.times)-1, len(f.times)*percent/100)]
}

// side is one server of a case: an address and its calls. Calls are numbered through all slices of the case.
type side struct {
	host string
	make func(i int) call
	most int // calls there are; 0 means any number
	next atomic.Int64
}

// measure lets 32 clients ask as fast as answers come, for the time given.
func (s *side) measure(span time.Duration) figures {
	return s.run(span, func(time.Time, int) time.Time { return time.Now() })
}

// paced lets the clients ask at a steady rate, as people do; a time counts from when the request was due, so that a
// server that falls behind shows it.
func (s *side) paced(span time.Duration, perSecond int) figures {
	return s.run(span, func(begun time.Time, nth int) time.Time {
		due := begun.Add(time.Duration(nth) * time.Second / time.Duration(perSecond))
		time.Sleep(time.Until(due))
		return due
	})
}

func (s *side) run(span time.Duration, due func(begun time.Time, nth int) time.Time) figures {
	var mu sync.Mutex
	var total figures
	var nth atomic.Int64
	begun, used := time.Now(), processor()
	var clients sync.WaitGroup
	for range connections {
		clients.Go(func() {
			c := &client{host: s.host}
			defer c.close()
			var own figures
			for {
				from := due(begun, int(nth.Add(1))-1)
				i := int(s.next.Add(1)) - 1
				if from.Sub(begun) > span || s.most > 0 && i >= s.most {
					break
				}
				n, err := c.send(s.make(i), nil)
				own.n, own.times, own.length = own.n+1, append(own.times, time.Since(from)), n
				if err != nil {
					own.failed, own.failure = own.failed+1, err.Error()
				}
			}
			mu.Lock()
			defer mu.Unlock()
			total.add(own)
		})
	}
	clients.Wait()
	total.took, total.processor = time.Since(begun), processor()-used
	return total
}

// beside measures two sides in turns, slice by slice: what else the machine does meets both alike.
func beside(own, other *side, span time.Duration, slices int) (figures, figures) {
	var a, b figures
	for range slices {
		a.add(own.measure(span / time.Duration(slices)))
		if other != nil {
			b.add(other.measure(span / time.Duration(slices)))
		}
	}
	return a, b
}
