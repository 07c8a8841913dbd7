package file

import (
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

// find gives the row wherever it lies; the caller asks the owner of the subject whether the actor may see it.
func find(tx *store.Tx, id string) (*File, error) {
	return store.Get[File](tx.Everywhere("a file is seen by those who see its subject, which is asked next"), id, "文件")
}

// of gives the files of a subject that the actor has been found to see, all versions, in the order of their upload.
func of(tx *store.Tx, subject store.Subject, purpose string) ([]*File, error) {
	files := []*File{}
	q := tx.Everywhere("the subject was found in scope").Select(&files).Where("subject_type = ? AND subject_id = ?", subject.Type, subject.ID)
	if purpose != "" {
		q = q.Where("purpose = ?", purpose)
	}
	return files, q.OrderExpr("id").Limit(500).Scan(tx.Context())
}

// one gives the file of which this holds, or nil.
func one(tx *store.Tx, where string, args ...any) (*File, error) {
	f := new(File)
	err := tx.Everywhere("a file is seen by those who see its subject, which the caller asks").Select(f).Where(where, args...).Limit(1).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return f, err
}

// byUpload gives the file that an upload has become, or nil.
func byUpload(tx *store.Tx, upload string) (*File, error) { return one(tx, "upload_id = ?", upload) }

// before gives the version that a file has replaced, or nil.
func before(tx *store.Tx, f *File) (*File, error) { return one(tx, "replaced_by = ?", f.ID) }

// unheld gives all files of a subject that were not handed in yet. The caller holds the subject.
func unheld(tx *store.Tx, subject store.Subject) ([]*File, error) {
	files := []*File{}
	err := tx.Everywhere("the caller holds the subject").Select(&files).
		Where("subject_type = ? AND subject_id = ? AND held = ''", subject.Type, subject.ID).OrderExpr("id").Scan(tx.Context())
	return files, err
}

// unused gives those of the hashes that no row refers to.
func unused(tx *store.Tx, hashes []string) ([]string, error) {
	var used []string
	err := tx.Everywhere("content is shared by all places").Select((*File)(nil)).ColumnExpr("DISTINCT sha256").Where("sha256 IN (?)", bun.List(hashes)).Scan(tx.Context(), &used)
	if err != nil {
		return nil, err
	}
	held := map[string]bool{}
	for _, h := range used {
		held[h] = true
	}
	var free []string
	for _, h := range hashes {
		if !held[h] {
			free = append(free, h)
		}
	}
	return free, nil
}
