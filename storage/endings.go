package storage

import "headroom/community"

// InvitationsBy implements community.EndingTx.
func (t *tx) InvitationsBy(person string) ([]community.Invitation, error) {
	rows, err := selectRows(t, invitations, invitationSelect+"by_whom = ? and used_at = 0 order by id desc", person)
	return convert(rows, err, func(r invitationRow) community.Invitation { return community.Invitation(r) })
}
