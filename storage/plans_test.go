package storage

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"
)

// TestPlansAreForAnyValue: a statement that is run again with other values is
// not compiled again, which the authoriser would be asked about.
func TestPlansAreForAnyValue(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), Options{Database: "sqlite:" + filepath.Join(t.TempDir(), "plans.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.readers.Connx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	compiled := 0
	if err := conn.Raw(func(driver any) error {
		driver.(*sqlite3.SQLiteConn).RegisterAuthorizer(func(int, string, string, string) int { compiled++; return sqlite3.SQLITE_OK })
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{"select seq from event where seq > ? order by seq limit ?", "select id from job where lease_until > ? and id > ?"} {
		first := 0
		for run := range 3 {
			rows, err := conn.QueryContext(t.Context(), query, run, run+1)
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
			}
			if err := rows.Close(); err != nil {
				t.Fatal(err)
			}
			if run == 0 {
				first = compiled
			}
		}
		if first == 0 || compiled != first {
			t.Errorf("%s: the planner was asked %d times at first, and %d times more", query, first, compiled-first)
		}
		compiled = 0
	}
}

// TestLogIsFoundByWhatIsAskedFor: no question for single entries of a log walks through
// all that its community has.
func TestLogIsFoundByWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), Options{Database: "sqlite:" + filepath.Join(t.TempDir(), "plans.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for query, want := range map[string]string{
		logByActivity: "log_entry_activity (activity=? AND community_id=?)",
		logOfObject:   "log_entry_hash (object_hash=? AND community_id=?)",
		logCopy:       "log_entry_hash (object_hash=? AND community_id=?)",
	} {
		var id, parent, unused int
		var plan string
		args := make([]any, strings.Count(query, "?"))
		row := db.readers.QueryRowContext(t.Context(), "explain query plan "+query, args...)
		if err := row.Scan(&id, &parent, &unused, &plan); err != nil || !strings.HasSuffix(plan, want) {
			t.Errorf("%s: %s (%v), want %s", query, plan, err, want)
		}
	}
}

// TestWhatWaitsForTheIndexIsFoundByItself: bringing the search index up to date goes
// through the few posts that wait, and not through all that there are.
func TestWhatWaitsForTheIndexIsFoundByItself(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), Options{Database: "sqlite:" + filepath.Join(t.TempDir(), "plans.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var steps []struct {
		ID, Parent, Notused int64
		Detail              string
	}
	if err := db.readers.SelectContext(t.Context(), &steps, "explain query plan "+searchUnsearched[0]); err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		if strings.HasPrefix(step.Detail, "SCAN") && step.Detail != "SCAN u" {
			t.Error(step.Detail)
		}
	}
	if len(steps) < 2 {
		t.Errorf("the plan has %d steps", len(steps))
	}
}
