package storage

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

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
	for statement, want := range map[string]string{
		"update person set name = ?":                                     "person",
		"insert into person (id) values (?)":                             "person",
		"insert into person(id) values (?)":                              "person",
		"delete from person":                                             "person",
		"delete from draft where person_id in (select id from person p)": "draft",
		"with p as (select 1) delete from person":                        "",
		"vacuum": "",
	} {
		if got, ok := target(statement); got != want || ok != (want != "") {
			t.Errorf("target(%q) = %q, %v", statement, got, ok)
		}
	}
}

func TestQuestionOf(t *testing.T) {
	t.Parallel()
	fixed := func(column string) bool { return column == "iri" || column == "a" || column == "b" }
	for _, tt := range []struct {
		query string
		want  question
	}{
		{"select x from t where iri = ?", question{[]string{"iri"}, true, true}},
		{"select x from t where a = ? and b = ? order by id desc", question{[]string{"a", "b"}, true, true}},
		{"select x from t where a = ? and name = ?", question{[]string{"a", "name"}, false, true}},
		{"select x from t where a = ? and used_at = 0", question{[]string{"a"}, true, false}},
		{"select x from t where a = ? order by id limit 1", question{[]string{"a"}, true, false}},
		{"select x from t where a = ? order by id limit ?", question{}},
		{"select x from t where a = ? or b = ?", question{}},
		{"select x from t where a = ? and b in (?, ?)", question{}},
		{"select x from t where a = ? and b < ?", question{}},
		{"select x from t where lower(a) = ?", question{}},
		{"select x from t where m.a = ?", question{}},
		{"select x from t order by id", question{}},
	} {
		if diff := cmp.Diff(tt.want, questionOf(tt.query, fixed), cmp.AllowUnexported(question{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.query, diff)
		}
	}
}
