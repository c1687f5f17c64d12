package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// table knows the columns of a row struct R and writes the statements that
// every entity needs. A row struct has the fields of a domain struct, in the
// same order and of the same types, so that Go converts one into the other and
// refuses to compile when a field is missing here; its tags name the columns,
// "-" for what is kept elsewhere.
type table[R any] struct {
	name    string
	columns []column
	keys    int             // so many columns, the first, are the primary key
	insert  string          // does nothing when a unique value is taken
	update  string          // of the columns that change, by primary key
	list    string          // the columns' names
	fixed   map[string]bool // no update writes into these columns; the primary key is one of them
	changed []int           // the others
}

// column is one field of a row struct.
type column struct {
	name  string
	field int
	form  form
}

// form is how a Go value is stored.
type form uint8

const (
	plain    form = iota // as it is: text, integer, boolean, bytes
	instant              // time.Time as milliseconds, 0 for the zero time
	duration             // time.Duration as milliseconds
	lines                // []string as text with newlines around the items
	document             // struct, map or list of structs as JSON
)

// newTable reads the tags of R. The first keys columns are the primary key.
func newTable[R any](name string, keys int) *table[R] {
	t := &table[R]{name: name, keys: keys}
	row := reflect.TypeFor[R]()
	for i := range row.NumField() {
		field := row.Field(i)
		if tag := field.Tag.Get("db"); tag != "-" {
			t.columns = append(t.columns, column{name: tag, field: i, form: formOf(field.Type)})
		}
	}
	t.list = t.of("")
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(t.columns)), ", ")
	t.insert = "insert into " + name + " (" + t.list + ") values (" + marks + ") on conflict do nothing"
	return t.fix()
}

// fix names columns that keep the value with which a row was inserted: updates leave
// them out, and what is remembered of them stays true.
func (t *table[R]) fix(columns ...string) *table[R] {
	t.fixed, t.changed = make(map[string]bool), nil
	for _, name := range columns {
		t.fixed[name] = true
	}
	var set, where []string
	for i, c := range t.columns {
		switch {
		case i < t.keys:
			t.fixed[c.name] = true
			where = append(where, c.name+" = ?")
		case !t.fixed[c.name]:
			t.changed = append(t.changed, i)
			set = append(set, c.name+" = ?")
		}
	}
	t.update = "update " + t.name + " set " + strings.Join(set, ", ") + " where " + strings.Join(where, " and ")
	return t
}

// updateArgs are the arguments of update, made from those of insert.
func (t *table[R]) updateArgs(args []any) []any {
	list := make([]any, 0, len(args))
	for _, i := range t.changed {
		list = append(list, args[i])
	}
	return append(list, args[:t.keys]...)
}

// valueIn finds the value of a column among the arguments of insert.
func (t *table[R]) valueIn(args []any) func(column string) any {
	return func(column string) any {
		for i, c := range t.columns {
			if c.name == column {
				return args[i]
			}
		}
		return nil
	}
}

// formOf chooses how values of a type are stored.
func formOf(t reflect.Type) form {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return instant
	case t == reflect.TypeFor[time.Duration]():
		return duration
	case t == reflect.TypeFor[[]string]():
		return lines
	case t == reflect.TypeFor[[]byte]():
		return plain
	case t.Kind() == reflect.Struct, t.Kind() == reflect.Map, t.Kind() == reflect.Slice:
		return document
	}
	return plain
}

// of lists the columns of the table under an alias: "p.id, p.iri, …".
func (t *table[R]) of(alias string) string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = c.name
		if alias != "" {
			names[i] = alias + "." + c.name
		}
	}
	return strings.Join(names, ", ")
}

// replace is the insert statement that overwrites a row with the same unique
// column, or columns ("a,b"), all but its primary key.
func (t *table[R]) replace(unique string) string {
	var set []string
	for _, c := range t.columns[t.keys:] {
		if !strings.Contains(","+unique+",", ","+c.name+",") {
			set = append(set, c.name+" = excluded."+c.name)
		}
	}
	return strings.TrimSuffix(t.insert, "on conflict do nothing") +
		"on conflict (" + unique + ") do update set " + strings.Join(set, ", ")
}

// derived gives the statements insert and update with a column more, which is
// computed from the row and not read back. Its value is the first argument.
func (t *table[R]) derived(column string) (insert, update string) {
	insert = strings.Replace(t.insert, "("+t.list+") values (", "("+column+", "+t.list+") values (?, ", 1)
	return insert, strings.Replace(t.update, " set ", " set "+column+" = ?, ", 1)
}

// values are the arguments of insert.
func (t *table[R]) values(row *R) ([]any, error) {
	v := reflect.ValueOf(row).Elem()
	args := make([]any, len(t.columns))
	for i, c := range t.columns {
		arg, err := store(v.Field(c.field), c.form)
		if err != nil {
			return nil, fmt.Errorf("storage: %s.%s: %w", t.name, c.name, err)
		}
		args[i] = arg
	}
	return args, nil
}

// into are the destinations of a scan of all columns.
func (t *table[R]) into(row *R) []any {
	v := reflect.ValueOf(row).Elem()
	dests := make([]any, len(t.columns))
	for i, c := range t.columns {
		field := v.Field(c.field).Addr().Interface()
		if c.form != plain {
			field = &loader{field, c.form}
		}
		dests[i] = field
	}
	return dests
}

// store turns a field into what the drivers take.
func store(v reflect.Value, f form) (any, error) {
	switch f {
	case instant:
		return millis(v.Interface().(time.Time)), nil
	case duration:
		return v.Interface().(time.Duration).Milliseconds(), nil
	case lines:
		return joined(v.Interface().([]string)), nil
	case document:
		if v.Kind() != reflect.Struct && v.Len() == 0 {
			return "", nil
		}
		text, err := json.Marshal(v.Interface())
		return string(text), err
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), nil
	case reflect.Int, reflect.Int64:
		return v.Int(), nil
	case reflect.Uint8:
		return int64(v.Uint()), nil
	}
	return v.Interface(), nil
}

// loader scans what store has stored.
type loader struct {
	field any
	form  form
}

// Scan implements sql.Scanner.
func (l *loader) Scan(src any) error {
	switch src := src.(type) {
	case int64:
		switch field := l.field.(type) {
		case *time.Time:
			*field = moment(src)
			return nil
		case *time.Duration:
			*field = time.Duration(src) * time.Millisecond
			return nil
		}
	case []byte:
		return l.Scan(string(src))
	case string:
		if list, ok := l.field.(*[]string); ok {
			*list = split(src)
			return nil
		}
		if src == "" {
			return nil
		}
		return json.Unmarshal([]byte(src), l.field)
	}
	return errors.New("storage: a column holds what it cannot hold")
}

// millis is a time as it is stored.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment is a stored time.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// joined is a list as it is stored, so that "\nitem\n" finds an item.
func joined(items []string) string {
	if len(items) == 0 {
		return ""
	}
	return "\n" + strings.Join(items, "\n") + "\n"
}

// split is a stored list.
func split(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.Trim(text, "\n"), "\n")
}
