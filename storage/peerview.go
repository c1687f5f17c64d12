package storage

import (
	"time"

	"headroom/community"
	"headroom/internal/crash"
)

// AuditOf implements community.PeersTx.
func (t *tx) AuditOf(subject string, p community.Page) ([]community.AuditRow, error) {
	if err := t.flush(); err != nil {
		return nil, err
	}
	rows, err := selectPage(t, audits, auditSelect+"subject = ?", "seq", p, false, subject)
	return convert(rows, err, func(r auditRow) community.AuditRow { return community.AuditRow(r) })
}

type copiesHeldRow struct {
	CommunityID int64     `db:"community_id"`
	Objects     int64     `db:"objects"`
	Returned    int64     `db:"returned"`
	SentAt      time.Time `db:"sent_at"`
	ReceiptedAt time.Time `db:"receipted_at"`
}

var copiesHeld = newTable[copiesHeldRow]("copy", 1)

// heldCopy says of a row of copy that the host has it still.
const heldCopy = "copy.sent_at > copy.purged_at and copy.sent_at > copy.receipted_at"

// CopiesHeld implements community.PeersTx: by community.
func (t *tx) CopiesHeld(host string) ([]community.CopiesHeld, error) {
	rows, err := selectRows(t, copiesHeld, `select community_id, cast(sum(case when `+heldCopy+` then 1 else 0 end) as bigint) as objects,
		cast(sum(case when receipted_at >= sent_at and receipted_at > 0 then 1 else 0 end) as bigint) as returned,
		max(sent_at) as sent_at, max(receipted_at) as receipted_at
		from copy where host = ? group by community_id order by community_id`, host)
	return convert(rows, err, func(r copiesHeldRow) community.CopiesHeld { return community.CopiesHeld(r) })
}

// FilesHeld implements community.PeersTx.
func (t *tx) FilesHeld(host string, group int64) (int64, error) {
	return value[int64](t, `select count(distinct attachment.digest) from copy
		join post on post.iri = copy.object join attachment on attachment.post_id = post.id
		where copy.host = ? and copy.community_id = ? and `+heldCopy, host, group)
}

// ReceiptCopies implements community.PeersTx.
func (t *tx) ReceiptCopies(host string, group int64, sent, at time.Time) (int64, error) {
	defer crash.At(crash.Receipted)
	return t.exec(`update copy set purged_at = ?, receipted_at = ? where host = ? and community_id = ? and sent_at <= ? and sent_at > receipted_at`,
		millis(at), millis(at), host, group, millis(sent))
}

// MetElsewhere implements community.PeersTx.
func (t *tx) MetElsewhere(host string) ([]int64, error) {
	return values[int64](t, `select distinct post.community_id from post join person on person.id = post.author_id
		join community on community.id = post.community_id
		where person.host = ? and not community.local and community.host <> ? and community.deleted_at = 0
		order by post.community_id`, host, host)
}
