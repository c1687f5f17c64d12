package storage

import "time"

// BytesFrom implements community.FileTx.
func (t *tx) BytesFrom(host string, since time.Time) (int64, error) {
	return value[int64](t, `select cast(coalesce(sum(a.size), 0) as bigint) from attachment a join person p on p.id = a.owner_id
		where p.host = ? and a.created_at > ?`, host, millis(since))
}

// PostsWithFile implements community.FileTx.
func (t *tx) PostsWithFile(group int64, digest string) ([]int64, error) {
	return values[int64](t, `select distinct p.id from attachment a join post p on p.id = a.post_id
		where p.community_id = ? and a.digest = ? and p.state <> 'deleted' order by p.id`, group, digest)
}

// FileHere implements community.FileTx.
func (t *tx) FileHere(group int64, digest string) (int64, error) {
	return t.exec(`update attachment set url = '' where digest = ? and post_id in (select id from post where community_id = ?)`, digest, group)
}
