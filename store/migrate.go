package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/main/*.sql migrations/keys/*.sql
var migrations embed.FS

// migrate brings one database to the version of this program, or says that it is of a newer one.
func migrate(ctx context.Context, dsn, which string) error {
	return withProvider(dsn, which, func(p *goose.Provider) error {
		if err := compare(ctx, p, which); err != nil && err != ErrOlder {
			return err
		}
		if _, err := p.Up(ctx); err != nil {
			return fmt.Errorf("migrate %s: %w", which, err)
		}
		return nil
	})
}

// checkVersion refuses a database that is not of exactly this program's version.
func checkVersion(ctx context.Context, dsn, which string) error {
	return withProvider(dsn, which, func(p *goose.Provider) error { return compare(ctx, p, which) })
}

func compare(ctx context.Context, p *goose.Provider, which string) error {
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("version of %s: %w", which, err)
	}
	sources := p.ListSources()
	switch want := sources[len(sources)-1].Version; {
	case have > want:
		return fmt.Errorf("%s has version %d, this program knows %d: %w", which, have, want, ErrNewer)
	case have < want:
		return ErrOlder
	}
	return nil
}

func withProvider(dsn, which string, do func(*goose.Provider) error) error {
	db, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	dir, err := fs.Sub(migrations, "migrations/"+which)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, dir, goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("migrations of %s: %w", which, err)
	}
	return do(p)
}
