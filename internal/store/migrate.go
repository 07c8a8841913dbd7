package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/uptrace/bun/migrate"

	"qingshen/migrations"
)

// migrate brings the tables up to date. A database with a migration that this binary does not know was written by a
// newer version: an older one must not touch it.
func (db *DB) migrate(ctx context.Context) error {
	known := migrate.NewMigrations()
	if err := known.Discover(migrations.Files); err != nil {
		return err
	}
	migrator := migrate.NewMigrator(db.write, known, migrate.WithMarkAppliedOnSuccess(true))
	if err := migrator.Init(ctx); err != nil {
		return err
	}
	if err := db.refuseNewer(ctx, migrator, known); err != nil {
		return err
	}
	unlock, err := db.migrationLock(ctx, migrator)
	if err != nil {
		return err
	}
	defer unlock()
	if _, err := migrator.Migrate(ctx); err != nil {
		return fmt.Errorf("cannot bring the database up to date: %w", err)
	}
	for _, statement := range db.engine.searchSchema() {
		if _, err := db.write.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("cannot create the search index: %w", err)
		}
	}
	return nil
}

func (db *DB) refuseNewer(ctx context.Context, migrator *migrate.Migrator, known *migrate.Migrations) error {
	applied, err := migrator.AppliedMigrations(ctx)
	if err != nil {
		return err
	}
	for _, have := range applied {
		if !slices.ContainsFunc(known.Sorted(), func(m migrate.Migration) bool { return m.Name == have.Name }) {
			return fmt.Errorf("数据库由更新版本的程序建立（含有本程序不认识的结构 %s），为避免损坏数据，本程序拒绝启动；请使用新版本程序，或恢复旧备份", have.Name)
		}
	}
	return nil
}

// migrationLock lets one of several processes that start together do the work; the others wait for it.
func (db *DB) migrationLock(ctx context.Context, migrator *migrate.Migrator) (func(), error) {
	if db.engine.name() == "sqlite" {
		return func() {}, nil
	}
	connection, err := db.write.DB.Conn(ctx)
	if err != nil {
		return nil, err
	}
	const lock = 2022012 // the document number of the founding notice
	if _, err := connection.ExecContext(ctx, fmt.Sprintf("SELECT pg_advisory_lock(%d)", lock)); err != nil {
		connection.Close()
		return nil, err
	}
	return func() {
		_, _ = connection.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf("SELECT pg_advisory_unlock(%d)", lock))
		connection.Close()
	}, nil
}
