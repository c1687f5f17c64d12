package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// InvitationsBy implements community.EndingTx.
func (t *tx) InvitationsBy(person string) ([]community.Invitation, error) {
	rows, err := selectRows(t, invitations, invitationSelect+"by_whom = ? and used_at = 0 order by id desc", person)
	return convert(rows, err, func(r invitationRow) community.Invitation { return community.Invitation(r) })
}

// InvitationsAcross implements community.EndingTx. An invited person need not be
// known here: the address tells the host.
func (t *tx) InvitationsAcross(host string) ([]community.Invitation, error) {
	address := likeText(host) + "/%"
	rows, err := selectRows(t, invitations, invitationSelect+`used_at = 0 and (person like ? escape '!' or person like ? escape '!'
		or community_id in (select id from community where host = ? and not local)) order by id desc`, "https://"+address, "http://"+address, host)
	return convert(rows, err, func(r invitationRow) community.Invitation { return community.Invitation(r) })
}

// PostsUnanswered implements community.EndingTx.
func (t *tx) PostsUnanswered(group int64) ([]community.Post, error) {
	return t.furnish(selectRows(t, posts, "select "+posts.of("p")+` from post p join person a on a.id = p.author_id
		where p.community_id = ? and p.state = ? and a.local order by p.id`, group, string(community.PostSent)))
}

// DropDocument implements community.EndingTx.
func (t *tx) DropDocument(id int64) (bool, error) {
	n, err := t.exec("delete from document where id = ? and not hold", id)
	return n == 1, err
}

// HomesInside implements community.EndingTx: by name.
func (t *tx) HomesInside(group int64, now time.Time) ([]string, error) {
	return values[string](t, `select distinct p.host from membership m join person p on p.id = m.person_id
		where m.community_id = ? and not p.local and m.state in (?, ?) and (m.end_at = 0 or m.end_at > ?) order by p.host`,
		group, int64(policy.Active), int64(policy.Suspended), millis(now))
}

// KnownOnHost implements community.EndingTx. An invited person need not be
// known here: the address tells the host.
func (t *tx) KnownOnHost(group int64, host string) (bool, error) {
	address := likeText(host) + "/%"
	return found(t, `select 1 from membership m join person p on p.id = m.person_id where m.community_id = ? and p.host = ?
		union all select 1 from invitation i where i.community_id = ? and (i.person like ? escape '!' or i.person like ? escape '!') limit 1`,
		group, host, group, "https://"+address, "http://"+address)
}
