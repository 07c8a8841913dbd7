package store

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"slices"

	"qingshen/internal/fault"
)

type versionKey struct{}

// WithVersion puts the version that a request carried (If-Match or body field) into the context.
func WithVersion(ctx context.Context, version int64) context.Context {
	return context.WithValue(ctx, versionKey{}, version)
}

// expect compares the version that the request carried with the stored one. A writer who carries none is told to:
// otherwise two people would silently overwrite each other.
func (tx *Tx) expect(r Record, what string) error {
	base := r.Base()
	version := tx.Opened()
	if version == 0 {
		return fault.Invalid("缺少版本号，未作修改", fault.Field{Path: "version", Message: "请带上读取" + what + "时得到的版本号（If-Match 或 version 字段），以免覆盖他人的修改。"})
	}
	if version != base.Version {
		return tx.moved(r, what, version)
	}
	return nil
}

// Opened gives the version that the request says its author had before them; 0 where it names none.
func (tx *Tx) Opened() int64 {
	version, _ := tx.ctx.Value(versionKey{}).(int64)
	return version
}

// Expect is what Take does, for a record that was found in another way than by its place.
func (tx *Tx) Expect(r Record, what string) error { return tx.expect(r, what) }

func (tx *Tx) moved(r Record, what string, since int64) error {
	changes, who, err := tx.changesSince(r.Subject(), since)
	if err != nil {
		return err
	}
	message := "在您打开之后，" + what + "已被他人修改，您的修改没有保存。请核对变化后重新提交。"
	if who != "" {
		message = "在您打开之后，" + who + "修改了" + what + "，您的修改没有保存。请核对变化后重新提交。"
	}
	return fault.Conflict(message, changes...)
}

// Insert writes a new record and its first journal entry. An empty id gets a new one.
func (tx *Tx) Insert(action string, r Record) error {
	base := r.Base()
	if base.ID == "" {
		base.ID = NewID()
	}
	base.Version, base.CreatedAt, base.UpdatedAt = 1, tx.now, tx.now
	if _, err := tx.idb.NewInsert().Model(r).Exec(tx.ctx); err != nil {
		return err
	}
	return tx.record(action, r, "", nil)
}

// InsertAll writes many new records of one kind with their journal entries, in batches: for imports and publications.
func InsertAll[R Record](tx *Tx, action string, rows []R) error {
	const batch = 200
	for chunk := range slices.Chunk(rows, batch) {
		entries := make([]*Journal, 0, len(chunk))
		for _, r := range chunk {
			base := r.Base()
			if base.ID == "" {
				base.ID = NewID()
			}
			base.Version, base.CreatedAt, base.UpdatedAt = 1, tx.now, tx.now
			entries = append(entries, tx.entry(action, r.Subject(), "", differ(nil, fields(r), labels(r))))
		}
		if _, err := tx.idb.NewInsert().Model(&chunk).Exec(tx.ctx); err != nil {
			return err
		}
		if _, err := tx.idb.NewInsert().Model(&entries).Exec(tx.ctx); err != nil {
			return err
		}
	}
	return nil
}

// Save writes a changed record. The stored version must be the one that was read; the journal gets the difference.
func (tx *Tx) Save(action string, r Record) error { return tx.SaveNoted(action, "", r) }

// SaveNoted is Save with a note for the case history, such as the reason of a return.
func (tx *Tx) SaveNoted(action, note string, r Record) error {
	before, err := tx.stored(r)
	if err != nil {
		return err
	}
	base := r.Base()
	read := base.Version
	base.Version, base.UpdatedAt = read+1, tx.now
	result, err := tx.idb.NewUpdate().Model(r).WherePK().Where("version = ?", read).Exec(tx.ctx)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		base.Version = read
		return errors.Join(err, tx.moved(r, "这条记录", read))
	}
	if err := tx.keep(r, before, false); err != nil {
		return err
	}
	return tx.record(action, r, note, before)
}

// Delete removes a record that never took effect (a draft row); the journal keeps what it held.
func (tx *Tx) Delete(action string, r Record) error {
	before, err := tx.stored(r)
	if err != nil {
		return err
	}
	result, err := tx.idb.NewDelete().Model(r).WherePK().Where("version = ?", r.Base().Version).Exec(tx.ctx)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, tx.moved(r, "这条记录", r.Base().Version))
	}
	if err := tx.keep(r, before, true); err != nil {
		return err
	}
	return tx.recordDeleted(action, r, before)
}

func takenOf(r Record) taken { return taken{reflect.TypeOf(r), r.Base().ID, r.Base().Version} }

// stored reads the record as it lies in the table, as field values for the journal. What Take has read in this version
// is still what lies there, or the write will find another version and fail.
func (tx *Tx) stored(r Record) (map[string]any, error) {
	if before := tx.taken[takenOf(r)]; before != nil {
		return before, nil
	}
	old := newLike(r)
	err := tx.idb.NewSelect().Model(old).Where("id = ?", r.Base().ID).Scan(tx.ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound("这条记录")
	}
	if err != nil {
		return nil, err
	}
	return fields(old), nil
}
