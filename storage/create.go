package storage

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"

	"github.com/jmoiron/sqlx"
)

var databaseName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// CreateDatabase makes an empty database of that name on a PostgreSQL server
// when it is not there, and gives its address; server is the address of any
// database there whose user may do so. With fresh an older one of the name is
// dropped first.
func CreateDatabase(ctx context.Context, server, name string, fresh bool) (address string, err error) {
	u, err := url.Parse(server)
	if err != nil || !databaseName.MatchString(name) {
		return "", fmt.Errorf("storage: %q is not the name of a database on %s", name, redacted(server))
	}
	db, err := sqlx.Open("pgx", server)
	if err != nil {
		return "", fmt.Errorf("storage: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if fresh {
		if _, err := db.ExecContext(ctx, "drop database if exists "+name+" with (force)"); err != nil {
			return "", fmt.Errorf("storage: drop database: %w", err)
		}
	}
	var have bool
	if err := db.GetContext(ctx, &have, "select exists (select 1 from pg_database where datname = $1)", name); err != nil {
		return "", fmt.Errorf("storage: databases: %w", err)
	}
	if !have {
		if _, err := db.ExecContext(ctx, "create database "+name); err != nil {
			return "", fmt.Errorf("storage: create database: %w", err)
		}
	}
	u.Path = "/" + name
	return u.String(), nil
}
