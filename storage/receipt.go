package storage

import (
	"strings"
	"time"

	"headroom/community"
)

// CopiesOf implements community.ReceiptTx.
func (t *tx) CopiesOf(objects []string) ([]community.Copy, error) {
	if len(objects) == 0 {
		return nil, t.ready()
	}
	args := make([]any, len(objects))
	for i, o := range objects {
		args[i] = o
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(objects)), ", ")
	rows, err := selectRows(t, copies, copySelect+"object in ("+marks+") order by object, host", args...)
	return convert(rows, err, func(r copyRow) community.Copy { return community.Copy(r) })
}

// ReceiptCopy implements community.ReceiptTx.
func (t *tx) ReceiptCopy(host string, group int64, object string, at time.Time) (int64, error) {
	return t.exec(`update copy set purged_at = ?, receipted_at = ? where object = ? and host = ? and community_id = ? and sent_at > receipted_at`,
		millis(at), millis(at), object, host, group)
}

type deletionsRow struct {
	CommunityID int64     `db:"community_id"`
	Posts       int64     `db:"posts"`
	Late        int64     `db:"late"`
	Since       time.Time `db:"since"`
}

var deletions = newTable[deletionsRow]("copy", 1)

// DeletionsOpen implements community.ReceiptTx: by community.
func (t *tx) DeletionsOpen(host string, late time.Time) ([]community.DeletionsOpen, error) {
	rows, err := selectRows(t, deletions, `select copy.community_id, count(*) as posts,
		cast(sum(case when post.deleted_at < ? then 1 else 0 end) as bigint) as late, min(post.deleted_at) as since
		from copy join post on post.iri = copy.object
		where copy.host = ? and copy.sent_at > copy.receipted_at and post.state = 'deleted'
		group by copy.community_id order by copy.community_id`, millis(late), host)
	return convert(rows, err, func(r deletionsRow) community.DeletionsOpen { return community.DeletionsOpen(r) })
}
