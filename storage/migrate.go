package storage

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewer is returned by Open for a database that a later version of the
// program has migrated: migrations go forward only.
var ErrNewer = errors.New("storage: the database belongs to a newer version of the program")

// migrate brings the schema up to date.
func (d *dialect) migrate(ctx context.Context, db *sqlx.DB) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("storage: %w", err)
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if !d.single { // several processes may start at once
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return fmt.Errorf("storage: %w", err)
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(d.goose, db.DB, spelled{folder, d.schema}, options...)
	if err != nil {
		return fmt.Errorf("storage: migrations: %w", err)
	}
	have, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("storage: version of the schema: %w", err)
	}
	sources := provider.ListSources()
	if newest := sources[len(sources)-1].Version; have > newest {
		return fmt.Errorf("%w: its schema is %d, this program knows %d", ErrNewer, have, newest)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("storage: migrate: %w", err)
	}
	return nil
}

// spelled gives the migrations in the spelling of one database.
type spelled struct {
	fs.FS
	words *strings.Replacer
}

// Open implements fs.FS.
func (s spelled) Open(name string) (fs.File, error) {
	file, err := s.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return file, err
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return spelledFile{file, strings.NewReader(s.words.Replace(string(text)))}, nil
}

// spelledFile is a file with other contents.
type spelledFile struct {
	fs.File
	text *strings.Reader
}

// Read implements fs.File.
func (f spelledFile) Read(p []byte) (int, error) { return f.text.Read(p) }
