package storage

import "headroom/community"

// InvitationsBy implements community.EndingTx.
func (t *tx) InvitationsBy(person string) ([]community.Invitation, error) {
	rows, err := selectRows(t, invitations, invitationSelect+"by_whom = ? and used_at = 0 order by id desc", person)
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
