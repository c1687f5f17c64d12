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
	for name, q := range map[string]community.ArrivalSearch{
		"rooms": {Rooms: []int64{1, 2}}, "begun": {Begun: map[int64]time.Time{1: time.UnixMilli(1)}}, "threads": {Threads: []int64{1}},
		"author": {Rooms: []int64{1, 2}, Threads: []int64{3}, Author: 4}, "author since": {Begun: map[int64]time.Time{1: time.UnixMilli(1)}, Author: 4},
		"files": {Rooms: []int64{1}, Files: true}, "roots": {Rooms: []int64{1}, Roots: true},
	} {
		for _, part := range arrivalsIn(q) {
			query, args, _ := paged(part.query, "p.id", community.Page{Limit: 3}, false, part.args)
			rows, err := db.readers.QueryContext(t.Context(), "explain query plan "+query, args...)
			if err != nil {
				t.Fatal(err)
			}
			steps := 0
			for rows.Next() {
				var id, parent, unused int
				var step string
				if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
					t.Fatal(err)
				}
				steps++
				if strings.HasPrefix(step, "SCAN") || strings.Contains(step, "TEMP B-TREE") {
					t.Errorf("%s: %s in %s", name, step, query)
				}
			}
			if err := rows.Close(); err != nil || steps == 0 {
				t.Fatalf("no plan: %v", err)
			}
		}
	}
}
