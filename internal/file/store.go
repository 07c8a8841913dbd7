package file

import (
	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

// find gives the row wherever it lies; the caller asks the owner of the subject whether the actor may see it.
func find(tx *store.Tx, id string) (*File, error) {
	return store.Get[File](tx.Everywhere("a file is seen by those who see its subject, which is asked next"), id, "文件")
}

// of gives the files of a subject that the actor has been found to see, in the order of their upload.
func of(tx *store.Tx, subjectType, subjectID, purpose string) ([]*File, error) {
	files := []*File{}
	q := tx.Everywhere("the subject was found in scope").Select(&files).Where("subject_type = ? AND subject_id = ?", subjectType, subjectID)
	if purpose != "" {
		q = q.Where("purpose = ?", purpose)
	}
	return files, q.OrderExpr("id").Limit(500).Scan(tx.Context())
}

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
