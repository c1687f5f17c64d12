package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// The rule of policy for who stands as a member, in the words of the database.
// A test holds it to policy.Decide. held is which credentials count: a visitor's
// is the one that they presented; inForce, whether one is at a moment; counts,
// whether it admits as well. The id of a further role has no letter that like
// reads as another.
const (
	held    = `k.person_id = p.id and (p.local or m.credential_id = 0 or k.id = m.credential_id)`
	inForce = `k.revoked_at = 0 and k.suspended_at = 0 and k.valid_from - 300000 <= ? and k.valid_until > ?`
	counts  = inForce + ` and (k.kind in (?, ?) or k.kind = ? and c.requires like ? or k.kind = ? and p.local and c.local and c.requires like ('%' || cast(? as text) || k.type || cast(? as text) || '%'))`
	holds   = `exists (select 1 from credential k where ` + held + ` and k.kind = ? and ` + inForce + `)`
	// office is whether a member is a facilitator and no head at a moment.
	office = `(` + holds + ` and not ` + holds + `)`
	// neither is whether a member of a room that admits others is neither head nor
	// facilitator at a moment.
	neither = `((c.requires like '%AspiringHeadCredential%' or c.requires like '%role:%') and not exists (select 1 from credential k where ` +
		held + ` and k.kind in (?, ?) and ` + inForce + `))`
	// welcome is whether a guest's door is open: with a credential that is good or
	// with none, and for somebody of a peer with one that has expired here, unless
	// it is suspended.
	welcome = `(exists (select 1 from credential k where k.person_id = p.id and ` + inForce + `)
		or not exists (select 1 from credential k where k.person_id = p.id)
		or not p.local and exists (select 1 from credential k where k.person_id = p.id and k.revoked_at = 0)
			and not exists (select 1 from credential k where k.person_id = p.id and k.revoked_at = 0 and k.suspended_at > 0 and k.valid_until > ?))`
	reads = active + `and p.suspended_at = 0
		and (p.local or exists (select 1 from peer h where h.host = p.host and h.state in (?, ?) and (h.end_at = 0 or h.end_at > ?)))
		and (exists (select 1 from credential k where ` + held + ` and ` + counts + `)
			or m.role = ? and ` + welcome + `) `
	readersFrom = ` from membership m join person p on p.id = m.person_id join community c on c.id = m.community_id where m.community_id = ? and`
)

// readsArgs are the arguments of reads.
func readsArgs(now time.Time) []any {
	at := millis(now)
	return []any{int64(policy.Active), at, at, string(community.PeerActive), string(community.PeerPaused), at,
		at, at, int64(policy.Head), int64(policy.Facilitator), int64(policy.Aspiring), "%\nAspiringHeadCredential\n%",
		int64(policy.Appointed), "\n", "\n", int64(policy.Guest), at, at, at}
}

// officeArgs are the arguments of office.
func officeArgs(now time.Time) []any {
	return append(holdsArgs(policy.Facilitator, now), holdsArgs(policy.Head, now)...)
}

// holdsArgs are the arguments of holds.
func holdsArgs(kind policy.Credential, now time.Time) []any {
	return []any{int64(kind), millis(now), millis(now)}
}

// Readers implements community.ReadingTx.
func (t *tx) Readers(group int64, now time.Time, roles ...policy.Role) ([]community.MemberView, error) {
	query := "select " + memberships.of("m") + ", " + people.of("p") + readersFrom + reads
	args := append([]any{group}, readsArgs(now)...)
	if len(roles) == 0 {
		return t.members(query+"order by m.id", args...)
	}
	numbers := make([]int64, len(roles))
	for i, r := range roles {
		numbers[i] = int64(r)
	}
	query, args = in(query+"and m.role in (??) order by m.id", numbers, args, nil)
	return t.members(query, args...)
}

// ReaderCounts implements community.ReadingTx.
func (t *tx) ReaderCounts(group int64, now time.Time) ([]community.AudienceCount, error) {
	var list []community.AudienceCount
	err := t.query(func(rows scanner) error {
		var a community.AudienceCount
		if err := rows.Scan(&a.Host, &a.Nation, &a.Role, &a.Facilitator, &a.Other, &a.People); err != nil {
			return err
		}
		list = append(list, a)
		return nil
	}, `select p.host, p.nation, m.role, `+office+`, `+neither+`, count(*)`+readersFrom+reads+`group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`,
		append(append(append(officeArgs(now), int64(policy.Head), int64(policy.Facilitator), millis(now), millis(now)), group), readsArgs(now)...)...)
	return list, err
}
