package storage

import "strings"

// recall is what the one writer of an SQLite database has read and nobody has
// written since: every change comes through the same writer, so a row that it
// has read stays true until it writes into that table. Most use cases ask for
// the same few people, communities and credentials again and again.
//
// Only the use case whose turn it is uses it; a View reads its own snapshot and
// never asks here, nor does anything on PostgreSQL.
type recall struct {
	tables map[string]map[question]any
}

// question is a query with its arguments, at most two of them.
type question struct {
	query string
	a, b  any
}

// recallMost bounds what is remembered of one table.
const recallMost = 2048

// recalled are the tables whose rows are read much more often than written.
var recalled = map[string]bool{"person": true, "thread": true, "community": true, "membership": true, "invitation": true,
	"credential": true, "peer": true, "signing_key": true}

// recallable reports whether the rows of a query may be remembered: they depend
// on no other table.
func recallable(table, query string) bool {
	return recalled[table] && !strings.Contains(query, " join ") && strings.Count(query, "select ") == 1
}

// remembered gives the answer to a question about one table from memory, or
// asks and remembers it. What is given is shared: nobody may write into it.
func remembered[T any](t *tx, table, query string, args []any, ask func() (T, error)) (T, error) {
	if t.recall == nil || len(args) > 2 || t.ready() != nil {
		return ask()
	}
	key := question{query: query}
	for i, arg := range args {
		switch arg.(type) {
		case string, int64, bool:
		default:
			return ask()
		}
		if i == 0 {
			key.a = arg
		} else {
			key.b = arg
		}
	}
	if known, ok := t.recall.tables[table][key]; ok {
		return known.(T), nil
	}
	found, err := ask()
	if err != nil {
		return found, err
	}
	known := t.recall.tables[table]
	if known == nil || len(known) >= recallMost {
		known = make(map[question]any)
		t.recall.tables[table] = known
	}
	known[key] = found
	return found, nil
}

// forgetAll forgets everything: after whatever was rolled back.
func (r *recall) forgetAll() { clear(r.tables) }

// forget forgets what was read of the table that a statement writes into.
func (r *recall) forget(statement string) {
	for table := range r.tables {
		if writes(statement, table) {
			delete(r.tables, table)
		}
	}
}

// writes reports whether a statement may write into a table: it is named as a
// word of its own. A statement that only mentions it counts too.
func writes(statement, table string) bool {
	for from := 0; ; {
		at := strings.Index(statement[from:], table)
		if at < 0 {
			return false
		}
		at += from
		from = at + len(table)
		if (at == 0 || !wordByte(statement[at-1])) && (from == len(statement) || !wordByte(statement[from])) {
			return true
		}
	}
}

func wordByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
