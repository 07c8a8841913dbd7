package store

import (
	"context"
	"database/sql"
	"hash/fnv"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/uptrace/bun"
)

var memoryNames atomic.Int64

// engine is the whole of what differs between the two databases.
type engine interface {
	name() string
	// unique tells whether err is a violated unique constraint.
	unique(err error) bool
	// searchSchema creates the index for substrings of names.
	searchSchema() []string
	// index files the words of one record of a table.
	index(tx *Tx, table, id string, words [][]string) error
	// indexAll files the words of many records.
	indexAll(tx *Tx, records []Filed) error
	// match keeps the records that hold all phrases in the place.
	match(q *bun.SelectQuery, phrases []string, place string) *bun.SelectQuery
	// latestMatch is the order of matching records that needs no sorting: the latest filed first, if there is one.
	latestMatch() string
	// bulk runs fn in one transaction that takes many rows fast.
	bulk(ctx context.Context, connection *sql.Conn, fn func(bulkWriter) error) error
}

// sqlite keeps the grams in a contentless FTS5 table beside a table of ids.
type sqlite struct{}

func (sqlite) name() string { return "sqlite" }

func (sqlite) unique(err error) bool {
	return err != nil && strings.Contains(err.Error(), "UNIQUE constraint failed")
}

func (sqlite) searchSchema() []string {
	return []string{
		`CREATE TABLE IF NOT EXISTS search_name (seq INTEGER PRIMARY KEY, subject_id TEXT NOT NULL UNIQUE)`,
		`CREATE VIRTUAL TABLE IF NOT EXISTS search_gram USING fts5(grams, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0")`,
	}
}

func (sqlite) index(tx *Tx, table, id string, words [][]string) error {
	text, first, last := ftsText(words), firstOf(table), lastOf(table)
	added, err := tx.idb.NewRaw(`INSERT INTO search_name (seq, subject_id) SELECT coalesce(max(seq), ?) + 1, ? FROM search_name WHERE seq BETWEEN ? AND ?
		ON CONFLICT (subject_id) DO NOTHING`, first, id, first, last).Exec(tx.ctx)
	if err != nil {
		return err
	}
	n, err := added.RowsAffected()
	if err != nil {
		return err
	}
	if n == 0 { // filed before
		if _, err := tx.idb.NewRaw(`DELETE FROM search_gram WHERE rowid IN (SELECT seq FROM search_name WHERE subject_id = ?)`, id).Exec(tx.ctx); err != nil {
			return err
		}
	}
	_, err = tx.idb.NewRaw(`INSERT INTO search_gram (rowid, grams) SELECT seq, ? FROM search_name WHERE subject_id = ?`, text, id).Exec(tx.ctx)
	return err
}

// ftsText joins the grams for FTS5. A word that stands between two others keeps their last and first grams from forming
// a phrase.
func ftsText(words [][]string) string {
	phrases := make([]string, len(words))
	for i, grams := range words {
		phrases[i] = strings.Join(grams, " ")
	}
	return strings.Join(phrases, " \u00b7x ")
}

// Every table has a span of numbers of its own, so that a search begins and ends among the records that it is about.
const spanOfTable = 1 << 40

func firstOf(table string) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(table))
	return int64(h.Sum32()&(1<<22-1)) * spanOfTable
}

func lastOf(table string) int64 { return firstOf(table) + spanOfTable - 1 }

// match goes from the grams to the names to the records, in this order: the plus signs leave the planner no other. The
// newest come first out of the index, so that a page of a broad term ends after a few rows.
func (sqlite) match(q *bun.SelectQuery, phrases []string, place string) *bun.SelectQuery {
	terms := make([]string, 0, len(phrases)+1)
	for _, phrase := range phrases {
		term := `"` + strings.Join(pairs(phrase), " ") + `"`
		if len([]rune(phrase)) == 1 {
			term += "*"
		}
		terms = append(terms, term)
	}
	if place != "" {
		terms = append(terms, place)
	}
	table := q.GetTableName()
	return q.Join("JOIN search_name AS filed ON ?TableAlias.id = +filed.subject_id").
		Join("JOIN search_gram AS gram ON filed.seq = +gram.rowid").
		Where("gram.grams MATCH ? AND gram.rowid BETWEEN ? AND ?", strings.Join(terms, " AND "), firstOf(table), lastOf(table))
}

func (sqlite) latestMatch() string { return "gram.rowid DESC" }

// postgres keeps the grams as a tsvector under a GIN index; lexemes are given outright, so no text parser is involved.
type postgres struct{}

func (postgres) name() string { return "postgresql" }

func (postgres) unique(err error) bool {
	return err != nil && strings.Contains(err.Error(), "SQLSTATE 23505")
}

func (postgres) searchSchema() []string {
	return []string{
		`CREATE TABLE IF NOT EXISTS search_name (about TEXT NOT NULL, subject_id TEXT NOT NULL UNIQUE, grams TSVECTOR NOT NULL, PRIMARY KEY (about, subject_id))`,
		`CREATE INDEX IF NOT EXISTS search_name_grams ON search_name USING GIN (grams)`,
	}
}

func (postgres) index(tx *Tx, table, id string, words [][]string) error {
	_, err := tx.idb.NewRaw(`INSERT INTO search_name (about, subject_id, grams) VALUES (?, ?, ?::tsvector)
		ON CONFLICT (subject_id) DO UPDATE SET grams = excluded.grams`, table, id, tsvector(words)).Exec(tx.ctx)
	return err
}

// tsvector numbers the lexemes; a gap after each word keeps phrases from running over its end.
func tsvector(words [][]string) string {
	var b strings.Builder
	position := 0
	for _, grams := range words {
		for _, gram := range grams {
			position++
			b.WriteString("'" + gram + "':" + strconv.Itoa(min(position, 16383)) + " ")
		}
		position++
	}
	return b.String()
}

func (postgres) match(q *bun.SelectQuery, phrases []string, place string) *bun.SelectQuery {
	terms := make([]string, 0, len(phrases)+1)
	for _, phrase := range phrases {
		term := "('" + strings.Join(pairs(phrase), "' <-> '") + "')"
		if len([]rune(phrase)) == 1 {
			term = "'" + phrase + "':*"
		}
		terms = append(terms, term)
	}
	if place != "" {
		terms = append(terms, "'"+place+"'")
	}
	return q.Where("?TableAlias.id IN (SELECT subject_id FROM search_name WHERE about = ? AND grams @@ ?::tsquery)", q.GetTableName(), strings.Join(terms, " & "))
}

func (postgres) latestMatch() string { return "?TableAlias.id DESC" }
