package portal

import (
	"sync"
	"time"
)

// lifetime is how long a figure of the home page may be old: a visitor does not need it to the second, and the
// database is not asked by every visitor.
const lifetime = 30 * time.Second

// cache keeps a few answers for a short time. One caller at a time computes; time alone makes an answer stale.
type cache struct {
	now  func() time.Time
	mu   sync.Mutex
	kept map[string]entry
}

type entry struct {
	value any
	until time.Time
}

const mostKept = 64

// cached gives the kept answer or computes it.
func cached[T any](c *cache, key string, compute func() (T, error)) (T, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if e, ok := c.kept[key]; ok && now.Before(e.until) {
		return e.value.(T), nil
	}
	value, err := compute()
	if err != nil {
		return value, err
	}
	if len(c.kept) >= mostKept {
		c.kept = map[string]entry{}
	}
	c.kept[key] = entry{value, now.Add(lifetime)}
	return value, nil
}
