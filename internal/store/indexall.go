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
	names := make([]any, len(records))
	for i, r := range records {
		ids[i], names[i] = r.ID, r.ID
	}
	if _, err := tx.idb.NewRaw(`DELETE FROM search_gram WHERE rowid IN (SELECT seq FROM search_name WHERE subject_id IN (?))`, bun.List(ids)).Exec(tx.ctx); err != nil {
		return err
	}
	values := strings.TrimSuffix(strings.Repeat("(?),", len(names)), ",")
	if _, err := tx.idb.NewRaw(`INSERT INTO search_name (subject_id) VALUES `+values+` ON CONFLICT (subject_id) DO NOTHING`, names...).Exec(tx.ctx); err != nil {
		return err
	}
	var known []struct {
		Seq       int64  `bun:"seq"`
		SubjectID string `bun:"subject_id"`
	}
	if err := tx.idb.NewRaw(`SELECT seq, subject_id FROM search_name WHERE subject_id IN (?)`, bun.List(ids)).Scan(tx.ctx, &known); err != nil {
		return err
	}
	seqs := make(map[string]int64, len(known))
	for _, k := range known {
		seqs[k.SubjectID] = k.Seq
	}
	rows := make([]any, 0, 2*len(records))
	for _, r := range records {
		rows = append(rows, seqs[r.ID], ftsText(searchWords(r.RegionCode, r.Texts)))
	}
	values = strings.TrimSuffix(strings.Repeat("(?, ?),", len(records)), ",")
	_, err := tx.idb.NewRaw(`INSERT INTO search_gram (rowid, grams) VALUES `+values, rows...).Exec(tx.ctx)
	return err
}

func (postgres) indexAll(tx *Tx, records []Filed) error {
	rows := make([]any, 0, 2*len(records))
	for _, r := range records {
		rows = append(rows, r.ID, tsvector(searchWords(r.RegionCode, r.Texts)))
	}
	values := strings.TrimSuffix(strings.Repeat("(?, ?::tsvector),", len(records)), ",")
	_, err := tx.idb.NewRaw(`INSERT INTO search_name (subject_id, grams) VALUES `+values+`
		ON CONFLICT (subject_id) DO UPDATE SET grams = excluded.grams`, rows...).Exec(tx.ctx)
	return err
}
