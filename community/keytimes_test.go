package community

import (
	"testing"
	"time"
)

// TestEndsAreKept puts two statements about one key together in either order.
func TestEndsAreKept(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	never, soon, late := time.Time{}, now.Add(time.Hour), now.Add(24*time.Hour)
	for name, c := range map[string]struct{ end, revoked, said, void, wantEnd, wantVoid time.Time }{
		"nothing said":             {never, never, never, never, never, never},
		"an end":                   {never, never, soon, never, soon, never},
		"no end any more":          {soon, never, never, never, soon, never},
		"a later end":              {soon, never, late, never, soon, never},
		"an earlier end":           {late, never, soon, never, soon, never},
		"a revocation":             {late, never, soon, soon, soon, soon},
		"no revocation any more":   {soon, soon, late, never, soon, soon},
		"a revocation from before": {soon, late, never, now, soon, now},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Key{EndAt: c.end, RevokedFrom: c.revoked}.EndedBy(KeyRecord{EndAt: c.said, RevokedFrom: c.void})
			if !got.EndAt.Equal(c.wantEnd) || !got.RevokedFrom.Equal(c.wantVoid) {
				t.Errorf("ends %v, void from %v; want %v, %v", got.EndAt, got.RevokedFrom, c.wantEnd, c.wantVoid)
			}
		})
	}
}
