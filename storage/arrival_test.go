package storage

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/community"
)

// TestArrivalsWalkAnIndex: a page of a list of posts is found by walking an index
// from its newest end, without looking at the rest and without sorting.
func TestArrivalsWalkAnIndex(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), Options{Database: "sqlite:" + filepath.Join(t.TempDir(), "plans.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	steps := func(name, query, key string, args []any) {
		query, args, _ = paged(query, key, community.Page{Limit: 3}, false, args)
		rows, err := db.readers.QueryContext(t.Context(), "explain query plan "+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			found++
			if strings.HasPrefix(step, "SCAN") || strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s: %s in %s", name, step, query)
			}
		}
		if err := rows.Close(); err != nil || found == 0 {
			t.Fatalf("no plan: %v", err)
		}
	}
	steps("reactions of a person", reactionsBySelect, "id", []any{1})
	for name, q := range map[string]community.ArrivalSearch{
		"rooms": {Rooms: []int64{1, 2}}, "begun": {Begun: map[int64]time.Time{1: time.UnixMilli(1)}}, "threads": {Threads: []int64{1}},
		"author": {Rooms: []int64{1, 2}, Threads: []int64{3}, Author: 4}, "author since": {Begun: map[int64]time.Time{1: time.UnixMilli(1)}, Author: 4},
		"files": {Rooms: []int64{1}, Files: true}, "roots": {Rooms: []int64{1}, Roots: true},
	} {
		for _, part := range arrivalsIn(q) {
			steps(name, part.query, "p.id", part.args)
		}
	}
}
