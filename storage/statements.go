package storage

import (
	"context"
	"errors"

	"github.com/jmoiron/sqlx"
)

// errGuess says that a statement which was sent later than it was asked for did not do
// what its use case took for granted: the batch is run again, without guessing.
var errGuess = errors.New("storage: a statement did not do what was taken for granted")

// session is a transaction as the statements see it. Their placeholders are the
// database's own.
type session interface {
	// exec runs a statement that writes and gives the number of rows.
	exec(ctx context.Context, query string, args []any) (int64, error)
	// query runs a statement that gives rows and hands each to scan.
	query(ctx context.Context, scan func(scanner) error, query string, args []any) error
}

// scanner is one row.
type scanner interface{ Scan(dest ...any) error }

// batched is the transaction of a batch of use cases.
type batched interface {
	session
	commit() error
	rollback()
	// begin says that it is a use case's turn. One that is kept apart can be undone
	// alone, and none of its statements waits.
	begin(apart bool) error
	// kept says that it has succeeded.
	kept() error
	// undone says that it has failed, with something to undo. An error means that the
	// others in the transaction are undone with it.
	undone() error
}

// plainSession is a transaction of the standard library.
type plainSession struct {
	*sqlx.Tx
	apart bool // the use case whose turn it is has a savepoint
}

func (s *plainSession) exec(ctx context.Context, query string, args []any) (int64, error) {
	result, err := s.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (s *plainSession) query(ctx context.Context, scan func(scanner) error, query string, args []any) error {
	rows, err := s.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err tells
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *plainSession) commit() error { return s.Commit() }
func (s *plainSession) rollback()     { _ = s.Rollback() }

func (s *plainSession) begin(apart bool) error {
	if s.apart = apart; !apart {
		return nil
	}
	return s.only("savepoint one")
}

func (s *plainSession) kept() error {
	if !s.apart {
		return nil
	}
	return s.only("release one")
}

func (s *plainSession) undone() error {
	if !s.apart {
		return errUndone
	}
	if err := s.only("rollback to one"); err != nil {
		return err
	}
	return s.only("release one")
}

func (s *plainSession) only(statement string) error {
	_, err := s.Exec(statement)
	return err
}
