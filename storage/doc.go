// Package storage keeps everything durable, in SQLite or PostgreSQL. DB
// implements community.Store and jobs.Store.
//
// There is one text per query for both databases: placeholders are written "?"
// and rebound once, times are integer milliseconds, ids are made here, JSON is
// stored and never queried. What the databases do not share stands in dialect
// and nowhere else. A literal question mark must not occur in a query.
//
// # Writing
//
// There is one writer. Use cases that wait for it share a transaction, and are all
// answered after the one commit and its one sync to disk; this is what makes
// thousands of small durable writes a second possible. When one fails that has
// written, the others are run again, with a savepoint each. On
// PostgreSQL a lock keeps the writers of several processes apart, and jobs and
// leases are written beside them. On both, the order of events is the order of
// commits.
//
// # Adding to it
//
// An entity has a file: a row struct with the domain struct's fields and the
// names of their columns, a table made from it, and the methods of Tx. A change
// of the schema is a new file in migrations; a migration that has been released
// is never edited.
package storage
