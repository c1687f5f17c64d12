package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// PeopleNamed implements community.ComposingTx.
func (t *tx) PeopleNamed(username string) ([]community.Person, error) {
	if username == "" {
		return nil, nil
	}
	rows, err := selectRows(t, people, personSelect+"lower(username) = lower(?) order by local desc, id", username)
	return convert(rows, err, person)
}

// MembersLike implements community.ComposingTx.
func (t *tx) MembersLike(group int64, words []string, now time.Time, limit int) ([]community.MemberView, error) {
	at := millis(now)
	query := memberSelect + "m.community_id = ? and p.name <> '' and p.username <> '' and" + active
	args := []any{group, int64(policy.Active), at, at}
	for _, word := range words[:min(len(words), maxWords)] {
		like := likeText(word) + "%"
		query += " and (p.search_text like ? escape '!' or p.search_text like ? escape '!' or p.username like ? escape '!')"
		args = append(args, like, "% "+like, like)
	}
	return t.members(query+" order by p.name, p.id limit ?", append(args, limit)...)
}

// DeleteUnposted implements community.ComposingTx.
func (t *tx) DeleteUnposted(before time.Time, limit int) ([]string, error) {
	rows, err := selectRows(t, attachments, attachmentSelect+`post_id = 0 and created_at < ?
		and not exists (select 1 from draft where draft.id = attachment.kept_for)
		and not exists (select 1 from scheduled_post where scheduled_post.id = attachment.kept_for) order by id limit ?`, millis(before), limit)
	if err != nil {
		return nil, err
	}
	var digests []string
	for _, row := range rows {
		if _, err := t.exec("delete from attachment where id = ? and post_id = 0", row.ID); err != nil {
			return nil, err
		}
		digests = append(digests, row.Digest)
	}
	return digests, nil
}
