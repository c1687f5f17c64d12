package storage

import (
	"errors"
	"path/filepath"
	"testing"

	"headroom/community"
)

// TestRecall reads a row, changes it in every way that a change can come, and
// reads it again: what the writer remembers is never older than the database.
func TestRecall(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, err := Open(ctx, Options{Database: "sqlite:" + filepath.Join(t.TempDir(), "recall.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p := community.Person{IRI: "https://a.example/u/1", Host: "a.example", Name: "first"}
	update := func(fn func(community.Tx) error) error { t.Helper(); return db.Update(ctx, fn) }
	must := func(fn func(community.Tx) error) {
		t.Helper()
		if err := update(fn); err != nil {
			t.Fatal(err)
		}
	}
	expect := func(name string) {
		t.Helper()
		must(func(tx community.Tx) error {
			for range 2 { // from the database or from memory, then from memory
				got, err := tx.PersonByIRI(p.IRI)
				if err != nil || got.Name != name {
					t.Errorf("the person is called %q (%v), not %q", got.Name, err, name)
				}
			}
			return nil
		})
	}
	must(func(tx community.Tx) error { // that it is missing is remembered, too
		if _, err := tx.PersonByIRI(p.IRI); !community.IsNotFound(err) {
			t.Errorf("nobody is there yet: %v", err)
		}
		p.ID = tx.NextID()
		return tx.InsertPerson(p)
	})
	expect("first")
	must(func(tx community.Tx) error { p.Name = "second"; return tx.UpdatePerson(p) })
	expect("second")

	undone := errors.New("undone")
	err = update(func(tx community.Tx) error {
		wrong := p
		wrong.Name = "never"
		if err := tx.UpdatePerson(wrong); err != nil {
			return err
		}
		if got, err := tx.PersonByIRI(p.IRI); err != nil || got.Name != "never" {
			t.Errorf("a transaction sees what it has written: %q, %v", got.Name, err)
		}
		return undone
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	expect("second")
}

func TestRecallable(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]bool{
		personSelect + "id = ?":          true,
		memberSelect + "m.person_id = ?": false,
		credentialSelect + "person_id = ? and id in (select id from credential)": false,
	} {
		if got := recallable("person", query); got != want {
			t.Errorf("recallable(%q) = %v", query, got)
		}
	}
	if recallable("post", "select id from post") {
		t.Error("posts are written as often as read")
	}
	for statement, want := range map[string]bool{
		"update person set name = ?":                                     true,
		"insert into person (id) values (?)":                             true,
		"delete from person":                                             true,
		"update post set person_id = ?":                                  false,
		"insert into received (signer, activity) values (?, ?)":          false,
		"delete from draft where person_id in (select id from person p)": true,
	} {
		if got := writes(statement, "person"); got != want {
			t.Errorf("writes(%q) = %v", statement, got)
		}
	}
}
