package storage

import (
	"context"

	"headroom/community"
)

// lookAhead asks what the use case whose turn it is has foreseen, and what those
// behind it have, in one message. On PostgreSQL each question costs a way to the
// server and back, and so what is written later is written together; SQLite is asked
// when it comes to it.
func (w *writer) lookAhead(session batched, one *turn) error {
	p, ok := session.(*pipeline)
	if !ok || w.careful > 0 || one.foreseen == nil || one.asked {
		return nil
	}
	w.drain()
	list := []*turn{one}
	for _, next := range w.ahead {
		if next.foreseen != nil && !next.asked && len(list) < batchSize {
			list = append(list, next)
		}
	}
	t := &tx{db: w.db, ctx: context.Background(), runCtx: context.Background(), sql: p, writable: true, recall: &w.recall}
	if err := t.foresee(p, list); err != nil {
		return err
	}
	for _, next := range list {
		next.asked = true
	}
	return nil
}

// drain takes those that wait out of the queue.
func (w *writer) drain() {
	for len(w.ahead) < batchSize {
		select {
		case next := <-w.queue:
			w.ahead = append(w.ahead, next)
		default:
			return
		}
	}
}

// foreseenSelect asks of several use cases at once what is there already of what they
// will write. Each thing is asked for as a value, by its key: for "exists" the planner
// may read a table whole, and for a community the whole of its log.
const foreseenSelect = `select coalesce((select r.digest from received r where r.signer = v.signer and r.activity = v.activity), ''),
		coalesce((select bool_or(l.community_id = v.room) from log_entry l where l.activity = v.activity), false),
		coalesce((select true from tombstone s where s.object = v.object), false),
		coalesce((select true from post p where p.iri = v.object), false)
	from unnest(cast(? as bigint[]), cast(? as text[]), cast(? as text[]), cast(? as text[])) as v (room, signer, activity, object)`

// foresee asks what some use cases will ask, and remembers it until they do. Of what
// is there nothing is remembered but the digest: it is rare, and asked for again.
func (t *tx) foresee(p *pipeline, list []*turn) error {
	var rooms []int64
	var signers, activities, objects []string
	for _, one := range list {
		room, err := t.CommunityByIRI(one.foreseen.Community)
		if err != nil && !community.IsNotFound(err) {
			return err
		}
		rooms, signers = append(rooms, room.ID), append(signers, one.foreseen.Signer)
		activities, objects = append(activities, one.foreseen.Activity), append(objects, one.foreseen.Object)
	}
	n := 0
	questions := []asking{t.asking(foreseenSelect, func(row scanner) error {
		var digest string
		var logged, gone, known bool
		if err := row.Scan(&digest, &logged, &gone, &known); err != nil {
			return err
		}
		t.keepForeseen(arguments{signers[n], activities[n]}, rooms[n], objects[n], digest, logged, gone, known)
		n++
		return nil
	}, rooms, signers, activities, objects)}
	return p.ask(t.runCtx, append(questions, t.parents(list)...))
}

// keepForeseen remembers an answer.
func (t *tx) keepForeseen(key arguments, room int64, object, digest string, logged, gone, known bool) {
	var before []string
	if digest != "" {
		before = []string{digest}
	}
	t.recall.keep("received", receivedBefore, asksFor("signer", "activity"), key, before)
	if !logged {
		t.recall.keep(logs.name, logByActivity, asksFor("community_id", "activity"), arguments{room, key.b}, []logRow(nil))
	}
	if !gone {
		t.recall.keep(tombstones.name, tombstoneSelect, asksFor("object"), arguments{a: object}, []tombstoneRow(nil))
	}
	if !known {
		t.recall.keep(posts.name, placeSelect, placeForm, arguments{a: object}, []community.PostPlace(nil))
	}
}

// parents are the questions for the places of posts that are answered.
func (t *tx) parents(list []*turn) (questions []asking) {
	places := make(map[string][]community.PostPlace)
	for _, one := range list {
		iri := one.foreseen.Parent
		if _, known := t.recall.peek(posts.name, placeSelect, arguments{a: iri}); iri == "" || known {
			continue
		}
		if _, twice := places[iri]; twice {
			continue
		}
		places[iri] = nil
		questions = append(questions, t.asking(placeSelect, func(row scanner) error {
			place, err := placeOf(row)
			t.recall.keep(posts.name, placeSelect, placeForm, arguments{a: iri}, []community.PostPlace{place})
			return err
		}, iri))
	}
	return questions
}

// asksFor is the form of a question for the rows with values in one or two columns,
// which no update writes into.
func asksFor(columns ...string) func() question {
	return func() question { return question{columns: columns, lasting: true} }
}

// asking is a question with the database's own placeholders.
func (t *tx) asking(query string, scan func(scanner) error, args ...any) asking {
	return asking{statement{query: t.db.bind(query), args: args}, scan}
}

// foreseen gives the answer to a question that was foreseen, once.
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
