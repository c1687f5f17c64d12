package storage

import (
	"headroom/community"
)

// Foresee implements community.WireTx. On PostgreSQL, where each question costs a way
// to the server and back, what is foreseen is asked in one message, and what the use
// case writes is sent with the next; SQLite is asked when it comes to it.
func (t *tx) Foresee(f community.Foreseen) error {
	p, ok := t.sql.(*pipeline)
	if !ok || p.apart || t.recall == nil {
		return t.ready()
	}
	if err := t.ready(); err != nil {
		return err
	}
	t.guesses = true
	var before []string
	var entries []logRow
	var stones []tombstoneRow
	list := []asking{
		t.asking(receivedBefore, func(row scanner) error {
			var digest string
			err := row.Scan(&digest)
			before = append(before, digest)
			return err
		}, f.Signer, f.Activity),
		t.asking(logByActivity, into(logs, &entries), f.Community, f.Activity),
		t.asking(tombstoneSelect, into(tombstones, &stones), f.Object),
	}
	places := make(map[string][]community.PostPlace)
	for _, iri := range []string{f.Object, f.Parent} {
		if _, known := t.recall.peek(posts.name, placeSelect, arguments{a: iri}); iri == "" || known {
			continue
		}
		places[iri] = nil
		list = append(list, t.asking(placeSelect, func(row scanner) error {
			place, err := placeOf(row)
			places[iri] = append(places[iri], place)
			return err
		}, iri))
	}
	if err := p.ask(t.runCtx, list); err != nil {
		return t.fail("foresee", err)
	}
	t.recall.keep("received", receivedBefore, anything, arguments{f.Signer, f.Activity}, before)
	t.recall.keep(logs.name, logByActivity, anything, arguments{f.Community, f.Activity}, entries)
	t.recall.keep(tombstones.name, tombstoneSelect, anything, arguments{a: f.Object}, stones)
	for iri, list := range places {
		t.recall.keep(posts.name, placeSelect, placeForm, arguments{a: iri}, list)
	}
	return nil
}

// asking is a question with the database's own placeholders.
func (t *tx) asking(query string, scan func(scanner) error, args ...any) asking {
	return asking{statement{query: t.db.bind(query), args: args}, scan}
}

// into adds the rows of a query for all columns of a table to a list.
func into[R any](tab *table[R], list *[]R) func(scanner) error {
	return func(row scanner) error {
		var r R
		err := row.Scan(tab.into(&r)...)
		*list = append(*list, r)
		return err
	}
}

// foreseen gives the answer to a question that Foresee has asked, once.
func foreseen[T any](t *tx, table, query string, args ...any) (answer T, ok bool) {
	if t.recall == nil || t.ready() != nil {
		return answer, false
	}
	key, _ := argumentsOf(args)
	known, ok := t.recall.peek(table, query, key)
	if !ok {
		return answer, false
	}
	delete(t.recall.tables[table][query].answers, key)
	return known.(T), true
}

// foreseenRow is selectRow for a question that may have been foreseen.
func foreseenRow[R any](t *tx, tab *table[R], query string, args ...any) (R, error) {
	list, ok := foreseen[[]R](t, tab.name, query, args...)
	if !ok {
		return selectRow(t, tab, query, args...)
	}
	if len(list) == 0 {
		var none R
		return none, community.ErrNotFound
	}
	return list[0], nil
}
