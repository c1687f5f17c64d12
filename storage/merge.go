package storage

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// mergeable are tables into which each of many use cases inserts a row, and the tables
// that these rows point at.
var mergeable = map[string][]string{
	"received": nil, "document": nil, "log_entry": nil, "event": nil, "job": nil, "copy": nil,
	"post": {"community", "thread"}, "mention": {"post"},
}

// shape is what the text of a statement tells of how it can be joined with others.
type shape struct {
	table  string // that it writes into; "" when it is not one row of one table
	insert string // what an insert begins with, up to "values", and
	end    string // what follows the values
	once   int    // the place, from 1, of a column of which each value but "" is inserted once
	apart  []int  // the places of the columns of which an insert takes no two equal rows
	update bool   // of the columns of one row, which is its last arguments
	keys   int    // so many of them
}

// shapes of statements, by their text.
var shapes sync.Map

func shapeOf(query string) shape {
	if known, ok := shapes.Load(query); ok {
		return known.(shape)
	}
	s := readShape(query)
	shapes.Store(query, s)
	return s
}

// readShape reads "insert into t (…) values (…) …" and "update t set … where a = ? and
// b = ?", with PostgreSQL's placeholders.
func readShape(query string) (s shape) {
	var ok bool
	if s.table, ok = target(query); !ok {
		return shape{}
	}
	switch before, rest, found := strings.Cut(query, ") values ("); {
	case found:
		marks, end, _ := strings.Cut(rest, ")")
		_, listed := mergeable[s.table]
		if listed && strings.Trim(marks, "$0123456789, ") == "" {
			s.readInsert(before, end)
		}
	case strings.HasPrefix(query, "update "):
		_, where, _ := strings.Cut(query, " where ")
		s.update = true
		for part := range strings.SplitSeq(where, " and ") {
			column, mark, compared := strings.Cut(part, " = $")
			s.update = s.update && compared && isName(column) && strings.Trim(mark, "0123456789") == ""
			s.keys++
		}
	}
	return s
}

// readInsert reads what stands before and after the values of an insert.
func (s *shape) readInsert(before, end string) {
	_, unique, _ := strings.Cut(end, "on conflict (")
	unique, _, _ = strings.Cut(unique, ")")
	_, names, _ := strings.Cut(before, " (")
	columns := strings.Split(names, ", ")
	switch {
	case end == "", strings.HasSuffix(end, " do nothing"):
		s.once = 1 + slices.Index(columns, unique)
	case strings.Contains(end, ") do update set"):
		for column := range strings.SplitSeq(unique, ", ") {
			s.apart = append(s.apart, slices.Index(columns, column))
		}
		if len(s.apart) != 2 || slices.Contains(s.apart, -1) {
			return
		}
	default:
		return
	}
	s.insert, s.end = before+") ", end
}

// merged joins statements that wait for each other into fewer: rows of one table are
// inserted at once, and of several updates of the same columns of a row the last is
// left. A row is written before its turn, but after whatever was written before into
// its own table in another way, and whatever was inserted into those it points at.
func merged(list []statement) []statement {
	if len(list) < 2 {
		return list
	}
	m := merger{open: make(map[string]*run), last: make(map[updated]int)}
	for _, s := range list {
		m.add(s)
	}
	m.close(shape{}, "")
	return m.out
}

// merger goes through statements in their order.
type merger struct {
	out  []statement
	open map[string]*run // inserts that take more rows, by their text
	last map[updated]int // updates that the next of their row replaces: places in out
}

// updated is one row of which given columns are written.
type updated struct {
	table, query string
	key          arguments
}

func (m *merger) add(s statement) {
	form := shapeOf(s.query)
	m.close(form, s.query)
	switch {
	case form.insert != "":
		if r := m.open[s.query]; r != nil && r.add(s) {
			return
		}
		m.finish(m.open[s.query])
		delete(m.open, s.query)
		if r := newRun(form, s, len(m.out)); r != nil {
			m.open[s.query] = r
		}
	case form.update && s.rows == 1:
		key, ok := argumentsOf(s.args[len(s.args)-form.keys:])
		u := updated{form.table, s.query, key}
		if at, twice := m.last[u]; ok && twice {
			m.out[at] = s
			return
		}
		if ok {
			m.last[u] = len(m.out)
		}
	}
	m.out = append(m.out, s)
}

// close ends what must not take more once a statement of this form has been written;
// a form that is not known ends everything.
func (m *merger) close(form shape, query string) {
	for text, r := range m.open {
		if text != query && (form.table == "" || r.table == form.table || !form.update && slices.Contains(mergeable[r.table], form.table)) {
			m.finish(r)
			delete(m.open, text)
		}
	}
	for u := range m.last {
		if u.query != query && (form.table == "" || u.table == form.table) {
			delete(m.last, u)
		}
	}
}

// finish puts a run where its first row stood.
func (m *merger) finish(r *run) {
	if r != nil && r.rows > 1 {
		m.out[r.at] = r.statement()
	}
}

// run is rows that are inserted by one statement: each column is a list.
type run struct {
	shape
	at      int // place of the first
	columns []any
	rows    int
	want    int64 // see statement
	seen    map[any]bool
}

// newRun begins with a row; nil when it holds what no list is made of.
func newRun(form shape, s statement, at int) *run {
	r := &run{shape: form, at: at, columns: make([]any, len(s.args)), rows: 1, want: s.rows}
	switch {
	case r.once > 0:
		r.seen = map[any]bool{s.args[r.once-1]: true}
	case len(r.apart) > 0:
		r.seen = map[any]bool{r.key(s): true}
	}
	for i, arg := range s.args {
		switch arg := arg.(type) {
		case int64:
			r.columns[i] = append(make([]int64, 0, 16), arg)
		case string:
			r.columns[i] = append(make([]string, 0, 16), arg)
		case bool:
			r.columns[i] = append(make([]bool, 0, 16), arg)
		case []byte:
			r.columns[i] = append(make([][]byte, 0, 16), arg)
		default:
			return nil
		}
	}
	return r
}

// key is what one statement takes no two rows of.
func (r *run) key(s statement) any { return [2]any{s.args[r.apart[0]], s.args[r.apart[1]]} }

// add adds a row; not when it has other types than those before, or is one of them.
func (r *run) add(s statement) bool {
	if len(r.apart) > 0 && r.seen[r.key(s)] {
		return false
	}
	for i, arg := range s.args {
		ok := false
		switch r.columns[i].(type) {
		case []int64:
			_, ok = arg.(int64)
		case []string:
			_, ok = arg.(string)
		case []bool:
			_, ok = arg.(bool)
		case [][]byte:
			_, ok = arg.([]byte)
		}
		if !ok {
			return false
		}
	}
	if r.once > 0 {
		if value := s.args[r.once-1]; value != "" && r.seen[value] {
			return true
		}
		r.seen[s.args[r.once-1]] = true
	}
	if len(r.apart) > 0 {
		r.seen[r.key(s)] = true
	}
	for i, arg := range s.args {
		switch list := r.columns[i].(type) {
		case []int64:
			r.columns[i] = append(list, arg.(int64))
		case []string:
			r.columns[i] = append(list, arg.(string))
		case []bool:
			r.columns[i] = append(list, arg.(bool))
		case [][]byte:
			r.columns[i] = append(list, arg.([]byte))
		}
	}
	r.rows++
	if s.rows == anyRows || r.want == anyRows {
		r.want = anyRows
	} else {
		r.want += s.rows
	}
	return true
}

// statement inserts the rows in their order.
func (r *run) statement() statement {
	var text strings.Builder
	text.WriteString(r.insert + "select * from unnest(")
	for i, column := range r.columns {
		kind := "bigint"
		switch column.(type) {
		case []string:
			kind = "text"
		case []bool:
			kind = "boolean"
		case [][]byte:
			kind = "bytea"
		}
		if i > 0 {
			text.WriteString(", ")
		}
		text.WriteString("$" + strconv.Itoa(i+1) + "::" + kind + "[]")
	}
	text.WriteString(")" + r.end)
	return statement{query: text.String(), args: r.columns, rows: r.want}
}
