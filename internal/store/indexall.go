package store

import (
	"slices"
	"strings"

	"github.com/uptrace/bun"
)

// IndexAll files the texts of many records, as Index does, in a few statements for each hundred: for imports.
func (tx *Tx) IndexAll(records []Filed) error {
	for chunk := range slices.Chunk(records, 100) {
		if err := tx.db.engine.indexAll(tx, chunk); err != nil {
			return err
		}
	}
	return nil
}

func (sqlite) indexAll(tx *Tx, records []Filed) error {
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = r.ID
	}
	if _, err := tx.idb.NewRaw(`DELETE FROM search_gram WHERE rowid IN (SELECT seq FROM search_name WHERE subject_id IN (?))`, bun.List(ids)).Exec(tx.ctx); err != nil {
		return err
	}
	seqs, err := numbered(tx, ids)
	if err != nil {
		return err
	}
	last := map[string]int64{}
	var names, rows []any
	for _, r := range records {
		if seqs[r.ID] == 0 {
			if last[r.Type] == 0 {
				if last[r.Type], err = lastNumber(tx, r.Type); err != nil {
					return err
				}
			}
			last[r.Type]++
			seqs[r.ID] = last[r.Type]
			names = append(names, seqs[r.ID], r.ID)
		}
		rows = append(rows, seqs[r.ID], ftsText(searchWords(r.RegionCode, r.Texts)))
	}
	if len(names) > 0 {
		if _, err := tx.idb.NewRaw(`INSERT INTO search_name (seq, subject_id) VALUES `+pairsOfMarks(len(names)/2), names...).Exec(tx.ctx); err != nil {
			return err
		}
	}
	_, err = tx.idb.NewRaw(`INSERT INTO search_gram (rowid, grams) VALUES `+pairsOfMarks(len(rows)/2), rows...).Exec(tx.ctx)
	return err
}

func pairsOfMarks(n int) string { return strings.TrimSuffix(strings.Repeat("(?, ?),", n), ",") }

// numbered gives the numbers of the records that have been filed before.
func numbered(tx *Tx, ids []string) (map[string]int64, error) {
	var known []struct {
		Seq       int64  `bun:"seq"`
		SubjectID string `bun:"subject_id"`
	}
	err := tx.idb.NewRaw(`SELECT seq, subject_id FROM search_name WHERE subject_id IN (?)`, bun.List(ids)).Scan(tx.ctx, &known)
	seqs := make(map[string]int64, len(known))
	for _, k := range known {
		seqs[k.SubjectID] = k.Seq
	}
	return seqs, err
}

// lastNumber gives the highest number of a table that is taken.
func lastNumber(tx *Tx, table string) (int64, error) {
	var n int64
	err := tx.idb.NewRaw(`SELECT coalesce(max(seq), ?) FROM search_name WHERE seq BETWEEN ? AND ?`, firstOf(table), firstOf(table), lastOf(table)).Scan(tx.ctx, &n)
	return n, err
}

func (postgres) indexAll(tx *Tx, records []Filed) error {
	rows := make([]any, 0, 3*len(records))
	for _, r := range records {
		rows = append(rows, r.Type, r.ID, tsvector(searchWords(r.RegionCode, r.Texts)))
	}
	values := strings.TrimSuffix(strings.Repeat("(?, ?, ?::tsvector),", len(records)), ",")
	_, err := tx.idb.NewRaw(`INSERT INTO search_name (about, subject_id, grams) VALUES `+values+`
		ON CONFLICT (subject_id) DO UPDATE SET grams = excluded.grams`, rows...).Exec(tx.ctx)
	return err
}
