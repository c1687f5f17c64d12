package storage

import (
	"reflect"
	"slices"
	"strings"
)

// recall is what the one writer has read and nobody has written since: every change
// comes through the same writer, or the writer is told that it did not, so a row that
// it has read stays true until a row of that table is written that the question asked
// for. Most use cases ask for the same few people, communities and credentials again
// and again.
//
// Only the use case whose turn it is uses it; a View reads its own snapshot and
// never asks here.
type recall struct {
	tables map[string]map[string]*asked         // by table and query
	doubt  func(query string, known, asked any) // set by tests, which ask again
}

// doubtRecall is what the recall of every database asks again by; tests set it.
var doubtRecall func(query string, known, asked any)

// asked is one query, with its answers by arguments.
type asked struct {
	form    question
	answers map[arguments]any
}

// arguments of a query: one or two.
type arguments struct{ a, b any }

// recallMost bounds how many answers to one query are remembered.
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
// asks and remembers it. What is given is shared: nobody may write into it. Of a
// question whose form is not known every write into the table changes the answer.
func remembered[T any](t *tx, table, query string, form func() question, args []any, ask func() (T, error)) (T, error) {
	key, ok := argumentsOf(args)
	if t.recall == nil || !ok || t.ready() != nil {
		return ask()
	}
	if known, ok := t.recall.peek(table, query, key); ok {
		if t.recall.doubt != nil {
			if again, err := ask(); err == nil {
				t.recall.doubt(query, known, again)
			}
		}
		return known.(T), nil
	}
	found, err := ask()
	if err == nil {
		t.recall.keep(table, query, form, key, found)
	}
	return found, err
}

// argumentsOf are the arguments of a query, if its answer can be remembered.
func argumentsOf(args []any) (key arguments, ok bool) {
	if len(args) > 2 {
		return key, false
	}
	for i, arg := range args {
		switch arg.(type) {
		case string, int64, bool:
		default:
			return key, false
		}
		if i == 0 {
			key.a = arg
		} else {
			key.b = arg
		}
	}
	return key, true
}

// peek gives what is remembered.
func (r *recall) peek(table, query string, key arguments) (any, bool) {
	q := r.tables[table][query]
	if q == nil {
		return nil, false
	}
	known, ok := q.answers[key]
	return known, ok
}

// keep remembers an answer.
func (r *recall) keep(table, query string, form func() question, key arguments, answer any) {
	queries := r.tables[table]
	if queries == nil {
		queries = make(map[string]*asked)
		r.tables[table] = queries
	}
	q := queries[query]
	if q == nil || len(q.answers) >= recallMost {
		q = &asked{form: form(), answers: make(map[arguments]any)}
		queries[query] = q
	}
	q.answers[key] = answer
}

// forgetAll forgets everything: after whatever was rolled back.
func (r *recall) forgetAll() { clear(r.tables) }

// forget forgets what was read of the table that a statement writes into.
func (r *recall) forget(statement string) {
	if table, ok := target(statement); ok {
		delete(r.tables, table)
	} else {
		r.forgetAll()
	}
}

// inserted forgets what a new row may have changed: the answers to the questions
// that asked for the values it has.
func (r *recall) inserted(table string, value func(column string) any) {
	for _, q := range r.tables[table] {
		if q.form.columns == nil {
			clear(q.answers)
			continue
		}
		delete(q.answers, q.form.of(value))
	}
}

// updatedRow corrects what is remembered of an updated row. Where a question asks for
// columns that no update writes, and for nothing else, its answer has the same rows as
// before, one of them changed.
func updatedRow[R any](r *recall, tab *table[R], args []any) {
	value := tab.valueIn(args)
	for _, q := range r.tables[tab.name] {
		if q.form.columns == nil || !q.form.lasting {
			clear(q.answers)
			continue
		}
		key := q.form.of(value)
		known, ok := q.answers[key]
		if !ok {
			continue
		}
		rows, ok := known.([]R)
		if changed := tab.replaced(rows, args); ok && q.form.whole && changed != nil {
			q.answers[key] = changed
		} else {
			delete(q.answers, key)
		}
	}
}

// replaced is a list with the row of the same primary key as the arguments of an
// update have, changed into them; nil when there is none.
func (t *table[R]) replaced(rows []R, args []any) []R {
	at := slices.IndexFunc(rows, func(row R) bool {
		v := reflect.ValueOf(&row).Elem()
		for i, c := range t.columns[:t.keys] {
			if have, err := store(v.Field(c.field), c.form); err != nil || have != args[i] {
				return false
			}
		}
		return true
	})
	if at < 0 {
		return nil
	}
	row, ok := t.row(args)
	if !ok {
		return nil
	}
	rows = slices.Clone(rows)
	rows[at] = row
	return rows
}

// row is the row that a statement with these arguments leaves, as it is read again.
func (t *table[R]) row(args []any) (row R, ok bool) {
	v := reflect.ValueOf(&row).Elem()
	for i, c := range t.columns {
		field := v.Field(c.field)
		if c.form != plain {
			if (&loader{field.Addr().Interface(), c.form}).Scan(args[i]) != nil {
				return row, false
			}
			continue
		}
		arg := reflect.ValueOf(args[i])
		if bytes, is := args[i].([]byte); is {
			arg = reflect.ValueOf(slices.Clone(bytes))
		}
		if !arg.IsValid() || !arg.CanConvert(field.Type()) {
			return row, false
		}
		field.Set(arg.Convert(field.Type()))
	}
	return row, true
}
