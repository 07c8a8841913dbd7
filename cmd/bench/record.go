package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/google/uuid"
)

// recorder hears the statements of the system while one request is sent. Who acts is found out outside of what the bare
// handler does, so those statements are left out.
type recorder struct {
	mu   sync.Mutex
	on   bool
	have []string
}

func (r *recorder) hear(statement string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.on && !strings.Contains(statement, `"session"`) && !strings.Contains(statement, `FROM "account"`) {
		r.have = append(r.have, statement)
	}
}

func (r *recorder) record(act func() error) ([]string, error) {
	r.mu.Lock()
	r.on, r.have = true, nil
	r.mu.Unlock()
	err := act()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.on = false
	return r.have, err
}

var anyID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// anew gives the recorded statements of a writing request for another subject: replace names what becomes what, every
// other id is new.
func anew(statements []string, replace map[string]string) []string {
	ids := map[string]string{}
	out := make([]string, 0, len(statements))
	for _, s := range statements {
		for from, to := range replace {
			if !anyID.MatchString(from) {
				s = strings.ReplaceAll(s, from, to)
			}
		}
		out = append(out, anyID.ReplaceAllStringFunc(s, func(id string) string {
			if to, ok := replace[id]; ok {
				return to
			}
			if ids[id] == "" {
				ids[id] = uuid.Must(uuid.NewV7()).String()
			}
			return ids[id]
		}))
	}
	return out
}

var rowOfGrams = regexp.MustCompile(`\((\d+), '`)

// apart moves the numbers of recorded rows of the full-text index out of the way of those that are there.
func apart(statements []string) {
	for i, s := range statements {
		if (strings.HasPrefix(s, "INSERT INTO search_gram ") || strings.HasPrefix(s, "INSERT INTO search_name ")) && strings.Contains(s, "VALUES") {
			statements[i] = rowOfGrams.ReplaceAllStringFunc(s, func(found string) string {
				n, _ := strconv.Atoi(found[1 : len(found)-3])
				return fmt.Sprintf("(%d, '", n+100_000_000)
			})
		}
	}
}
