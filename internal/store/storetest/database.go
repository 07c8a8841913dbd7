package storetest

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"
)

// Database creates a database of its own on the PostgreSQL that TEST_DATABASE_URL names and gives its address and what
// drops it. With the address of another one it is a copy of that, to which nobody may be connected. On SQLite the
// address is "".
func Database(template string) (address string, drop func() error, err error) {
	base := os.Getenv("TEST_DATABASE_URL")
	if base == "" {
		return "", func() error { return nil }, nil
	}
	u, err := url.Parse(base)
	if err != nil {
		return "", nil, err
	}
	u.Path = fmt.Sprintf("/test_%d_%d_%d", os.Getpid(), time.Now().UnixNano(), schemas.Add(1))
	statement := "CREATE DATABASE " + u.Path[1:]
	if template != "" {
		from, err := url.Parse(template)
		if err != nil {
			return "", nil, err
		}
		statement += " TEMPLATE " + strings.TrimPrefix(from.Path, "/")
	}
	drop = func() error { return outside(base, "DROP DATABASE "+u.Path[1:]+" WITH (FORCE)") }
	return u.String(), drop, outside(base, statement)
}

// outside runs a statement that no transaction may hold.
func outside(base, statement string) error {
	admin, err := sql.Open("pgx", base)
	if err != nil {
		return err
	}
	defer admin.Close()
	_, err = admin.Exec(statement)
	return err
}
