package community

import "time"

// keySlack is how far apart clocks may be when a key begins.
const keySlack = 5 * time.Minute

// Counts reports whether something may be checked with a key at a time: it is
// confirmed, not over and not void.
func (k Key) Counts(at time.Time) bool {
	return !k.Waiting && k.RevokedFrom.IsZero() && (k.EndAt.IsZero() || at.Before(k.EndAt))
}

// CountedAt reports whether something that was accepted at a time may be checked
// with a key now: what came before its end, or before it was declared lost,
// stays good.
func (k Key) CountedAt(at time.Time) bool {
	return !k.Waiting && counted(k.StartAt, k.EndAt, k.RevokedFrom, at)
}

// CountedAt reports whether a record allows what was accepted at a time.
func (r KeyRecord) CountedAt(at time.Time) bool {
	return counted(r.StartAt, r.EndAt, r.RevokedFrom, at)
}

func counted(start, end, revoked, at time.Time) bool {
	return !at.Before(start.Add(-keySlack)) && (end.IsZero() || at.Before(end)) && (revoked.IsZero() || at.Before(revoked))
}

// ends gives a key, or a record of it, the earlier of two ends and of two
// revocations: neither is ever taken back or put off.
func ends(endAt, revokedFrom *time.Time, end, revoked time.Time) {
	*endAt, *revokedFrom = earlier(*endAt, end), earlier(*revokedFrom, revoked)
}

// earlier gives the first of two times; the zero time is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// EndedBy gives the key as it is when a record of its issuer counts as well.
func (k Key) EndedBy(r KeyRecord) Key {
	ends(&k.EndAt, &k.RevokedFrom, r.EndAt, r.RevokedFrom)
	return k
}
