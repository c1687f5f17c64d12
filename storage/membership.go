package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

type membershipRow struct {
	ID          int64              `db:"id"`
	IRI         string             `db:"iri"`
	CommunityID int64              `db:"community_id"`
	PersonID    int64              `db:"person_id"`
	State       policy.State       `db:"state"`
	Role        policy.Role        `db:"role"`
	Epoch       int64              `db:"epoch"`
	Version     int64              `db:"version"`
	FollowIRI   string             `db:"follow_iri"`
	Reason      string             `db:"reason"`
	Answers     []community.Answer `db:"answers"`
	Credential  int64              `db:"credential_id"`
	Invitation  string             `db:"invitation"`
	DecidedBy   string             `db:"decided_by"`
	DecidedAt   time.Time          `db:"decided_at"`
	EndReason   string             `db:"end_reason"`
	Sponsor     string             `db:"sponsor"`
	Scope       []string           `db:"scope"`
	StartAt     time.Time          `db:"start_at"`
	EndAt       time.Time          `db:"end_at"`
	HistoryFrom time.Time          `db:"history_from"`
	LogEpoch    int64              `db:"log_epoch"`
	LogSeq      int64              `db:"log_seq"`
	Stamp       []byte             `db:"stamp"`
	StampEnd    time.Time          `db:"stamp_end"`
	StampPulled time.Time          `db:"stamp_pulled"`
	CreatedAt   time.Time          `db:"created_at"`
	UpdatedAt   time.Time          `db:"updated_at"`

	SilencedUntil time.Time `db:"silenced_until"`
	ReviewedAt    time.Time `db:"reviewed_at"`
}

var (
	memberships      = newTable[membershipRow]("membership", 1).fix("community_id", "person_id")
	membershipSelect = "select " + memberships.list + " from membership where "
	memberSelect     = "select " + memberships.of("m") + ", " + people.of("p") +
		" from membership m join person p on p.id = m.person_id where "
)

func membership(r membershipRow) community.Membership { return community.Membership(r) }

// Membership implements community.MembershipTx.
func (t *tx) Membership(id int64) (community.Membership, error) {
	row, err := selectRow(t, memberships, membershipSelect+"id = ?", id)
	return membership(row), err
}

// MembershipOf implements community.MembershipTx.
func (t *tx) MembershipOf(group, person int64) (community.Membership, error) {
	row, err := selectRow(t, memberships, membershipSelect+"community_id = ? and person_id = ?", group, person)
	return membership(row), err
}

// MembershipByFollow implements community.MembershipTx.
func (t *tx) MembershipByFollow(follow string) (community.Membership, error) {
	row, err := selectRow(t, memberships, membershipSelect+
		"follow_iri = ? and follow_iri <> '' order by id desc limit 1", follow)
	return membership(row), err
}

// MembershipsOf implements community.MembershipTx: oldest first.
func (t *tx) MembershipsOf(person int64) ([]community.Membership, error) {
	rows, err := selectRows(t, memberships, membershipSelect+"person_id = ? order by id", person)
	return convert(rows, err, membership)
}

// members runs a query made from memberSelect.
func (t *tx) members(query string, args ...any) ([]community.MemberView, error) {
	var list []community.MemberView
	err := t.query(func(rows scanner) error {
		var m membershipRow
		var p personRow
		if err := rows.Scan(append(memberships.into(&m), people.into(&p)...)...); err != nil {
			return err
		}
		list = append(list, community.MemberView{Membership: membership(m), Person: person(p)})
		return nil
	}, query, args...)
	return list, err
}

// Members implements community.MembershipTx.
func (t *tx) Members(group int64, states ...policy.State) ([]community.MemberView, error) {
	if len(states) == 0 {
		return t.members(memberSelect+"m.community_id = ? order by m.id", group)
	}
	numbers := make([]int64, len(states))
	for i, s := range states {
		numbers[i] = int64(s)
	}
	query, args := in(memberSelect+"m.community_id = ? and m.state in (??) order by m.id", numbers, []any{group}, nil)
	return t.members(query, args...)
}

// EndedAmong implements community.MembershipTx.
func (t *tx) EndedAmong(group int64, people []int64) ([]int64, error) {
	if len(people) == 0 {
		return nil, t.ready()
	}
	query, args := in("select person_id from membership where community_id = ? and person_id in (??) and state in (?, ?, ?) order by person_id", people,
		[]any{group}, []any{int64(policy.Left), int64(policy.Removed), int64(policy.Expired)})
	return values[int64](t, query, args...)
}

// MembersOver implements community.MembershipTx.
func (t *tx) MembersOver(now time.Time) ([]community.MemberView, error) {
	at := millis(now)
	return t.members(memberSelect+`m.state in (?, ?) and m.id in (
			select e.id from membership e where e.end_at > 0 and e.end_at <= ?
			union select v.id from credential k join membership v on v.credential_id = k.id where k.valid_until <= ?)
		and exists (select 1 from community c where c.id = m.community_id and c.local) order by m.id`,
		int64(policy.Active), int64(policy.Suspended), at, at)
}

// active narrows to records that give access at a time, given three times: the
// state, and the two ends that a record can have.
const active = ` m.state = ? and (m.start_at = 0 or m.start_at <= ?) and (m.end_at = 0 or m.end_at > ?) `

// MemberHosts implements community.MembershipTx.
func (t *tx) MemberHosts(group int64, full bool, now time.Time) ([]string, error) {
	if full { // only guests' records have an end, so this is true until one is written
		const query = `select distinct p.host from membership m join person p on p.id = m.person_id
			where m.community_id = ? and not p.local and m.role <> ? and m.state = ? order by p.host`
		return remembered(t, "membership", query, anything, []any{group}, func() ([]string, error) {
			return values[string](t, query, group, int64(policy.Guest), int64(policy.Active))
		})
	}
	at := millis(now)
	return values[string](t, `select distinct p.host from membership m join person p on p.id = m.person_id
		where m.community_id = ? and not p.local and`+active+`order by p.host`, group, int64(policy.Active), at, at)
}

// ActiveOnHost implements community.MembershipTx: oldest first.
func (t *tx) ActiveOnHost(group int64, host string, now time.Time) ([]community.MemberView, error) {
	at := millis(now)
	return t.members(memberSelect+"m.community_id = ? and p.host = ? and"+active+"order by m.id",
		group, host, int64(policy.Active), at, at)
}

// ServedOnHost implements community.MembershipTx.
func (t *tx) ServedOnHost(group int64, host string, now time.Time) (some, full bool, err error) {
	at := millis(now)
	most, err := value[*int64](t, `select max(case when m.role = ? then 1 else 2 end)
		from membership m join person p on p.id = m.person_id where m.community_id = ? and p.host = ? and`+active,
		int64(policy.Guest), group, host, int64(policy.Active), at, at)
	if err != nil || most == nil {
		return false, false, err
	}
	return true, *most == 2, nil
}

// Audience implements community.MembershipTx: by host, nation, role and office.
func (t *tx) Audience(group int64, now time.Time) ([]community.AudienceCount, error) {
	at := millis(now)
	var list []community.AudienceCount
	err := t.query(func(rows scanner) error {
		var a community.AudienceCount
		if err := rows.Scan(&a.Host, &a.Nation, &a.Role, &a.Facilitator, &a.People); err != nil {
			return err
		}
		list = append(list, a)
		return nil
	}, `select p.host, p.nation, m.role, `+office+`, count(*) from membership m join person p on p.id = m.person_id
		where m.community_id = ? and`+active+`group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
		append(officeArgs(now), group, int64(policy.Active), at, at)...)
	return list, err
}

// Moderators implements community.MembershipTx: oldest first.
func (t *tx) Moderators() ([]community.Membership, error) {
	rows, err := selectRows(t, memberships, "select "+memberships.of("m")+` from membership m
		join community c on c.id = m.community_id
		where c.local and c.deleted_at = 0 and m.role = ? and m.state = ? order by m.id`,
		int64(policy.Moderator), int64(policy.Active))
	return convert(rows, err, membership)
}

// LocalMemberships implements community.MembershipTx: oldest first.
func (t *tx) LocalMemberships() ([]community.Membership, error) {
	rows, err := selectRows(t, memberships, "select "+memberships.of("m")+` from membership m
		join person p on p.id = m.person_id join community c on c.id = m.community_id
		where p.local and not c.local order by m.id`)
	return convert(rows, err, membership)
}

// RelationOnHost implements community.MembershipTx. A suspended member is one.
// An invited person need not be known here: the address tells the host.
func (t *tx) RelationOnHost(group int64, host string) (bool, error) {
	address := likeText(host) + "/%"
	return found(t, `select 1 from membership m join person p on p.id = m.person_id
			where m.community_id = ? and p.host = ? and m.state in (?, ?, ?, ?)
		union all select 1 from invitation i where i.community_id = ? and i.used_at = 0
			and (i.person like ? escape '!' or i.person like ? escape '!') limit 1`,
		group, host, int64(policy.Active), int64(policy.Suspended), int64(policy.Pending), int64(policy.Invited),
		group, "https://"+address, "http://"+address)
}

// MembershipsByCredential implements community.MembershipTx: oldest first.
func (t *tx) MembershipsByCredential(credential int64) ([]community.Membership, error) {
	rows, err := selectRows(t, memberships, membershipSelect+
		"credential_id = ? and credential_id <> 0 order by id", credential)
	return convert(rows, err, membership)
}

// InsertMembership implements community.MembershipTx.
func (t *tx) InsertMembership(m community.Membership) error {
	return insertRow(t, memberships, membershipRow(m))
}

// UpdateMembership implements community.MembershipTx.
func (t *tx) UpdateMembership(m community.Membership) error {
	return updateRow(t, memberships, membershipRow(m))
}

// UseFollow implements community.MembershipTx.
func (t *tx) UseFollow(follow string, at time.Time) (fresh bool, err error) {
	n, err := t.exec("insert into used_follow (follow, at) values (?, ?) on conflict do nothing", follow, millis(at))
	return n == 1, err
}
