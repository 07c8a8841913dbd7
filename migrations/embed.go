// Package migrations holds the tables of the system as plain SQL, one set of files for SQLite and PostgreSQL.
package migrations

import "embed"

// Files are named NNNN_what.tx.up.sql; a released file is never edited.
//
//go:embed *.sql
var Files embed.FS
