package storage

import (
	"time"

	"headroom/community"
)

type attachmentRow struct {
	ID        int64     `db:"id"`
	PostID    int64     `db:"post_id"`
	OwnerID   int64     `db:"owner_id"`
	Digest    string    `db:"digest"`
	URL       string    `db:"url"`
	MediaType string    `db:"media_type"`
	Size      int64     `db:"size"`
	Width     int       `db:"width"`
	Height    int       `db:"height"`
	Alt       string    `db:"alt"`
	CreatedAt time.Time `db:"created_at"`
	Place     int       `db:"place"`
	FocusX    int       `db:"focus_x"`
	FocusY    int       `db:"focus_y"`
	KeptFor   int64     `db:"kept_for"`
}

var (
	attachments      = newTable[attachmentRow]("attachment", 1)
	attachmentSelect = "select " + attachments.list + " from attachment where "
	attachmentsOf    = "select " + attachments.of("a") + ` from attachment a join post p on p.id = a.post_id
		where p.community_id = ? and a.digest = ? order by a.id`
)

// Attachment implements community.PostTx.
func (t *tx) Attachment(id int64) (community.Attachment, error) {
	row, err := selectRow(t, attachments, attachmentSelect+"id = ?", id)
	return community.Attachment(row), err
}

// AttachmentsByDigest implements community.PostTx: those that hang on a post of
// the community, oldest first.
func (t *tx) AttachmentsByDigest(group int64, digest string) ([]community.Attachment, error) {
	rows, err := selectRows(t, attachments, attachmentsOf, group, digest)
	return convert(rows, err, func(r attachmentRow) community.Attachment { return community.Attachment(r) })
}

// InsertAttachment implements community.PostTx.
func (t *tx) InsertAttachment(a community.Attachment) error {
	return insertRow(t, attachments, attachmentRow(a))
}

// UpdateAttachment implements community.PostTx.
func (t *tx) UpdateAttachment(a community.Attachment) error {
	return updateRow(t, attachments, attachmentRow(a))
}

// UploadsKept implements community.PostTx.
func (t *tx) UploadsKept(holder int64) ([]community.Attachment, error) {
	rows, err := selectRows(t, attachments, attachmentSelect+"kept_for = ? and kept_for > 0 and post_id = 0 order by place, id", holder)
	return convert(rows, err, func(r attachmentRow) community.Attachment { return community.Attachment(r) })
}

// DeleteAttachment implements community.PostTx.
func (t *tx) DeleteAttachment(id int64) error {
	_, err := t.exec("delete from attachment where id = ?", id)
	return err
}

// DigestInUse implements community.PostTx.
func (t *tx) DigestInUse(digest string) (bool, error) {
	return found(t, `select 1 from attachment where digest = ? union all select 1 from person where photo = ?
		union all select 1 from person where photo_small = ? limit 1`, digest, digest, digest)
}

type reactionRow struct {
	ID        int64     `db:"id"`
	IRI       string    `db:"iri"`
	PostID    int64     `db:"post_id"`
	PersonID  int64     `db:"person_id"`
	Kind      string    `db:"kind"`
	CreatedAt time.Time `db:"created_at"`
}

var (
	reactions      = newTable[reactionRow]("reaction", 1)
	reactionSelect = "select " + reactions.list + " from reaction where "
)

// Reactions implements community.PostTx: oldest first.
func (t *tx) Reactions(list []int64) ([]community.Reaction, error) {
	rows, err := selectIn(t, reactions, reactionSelect+"post_id in (??) order by id", list)
	return convert(rows, err, func(r reactionRow) community.Reaction { return community.Reaction(r) })
}

// ReactionByIRI implements community.PostTx.
func (t *tx) ReactionByIRI(iri string) (community.Reaction, error) {
	row, err := selectRow(t, reactions, reactionSelect+"iri = ?", iri)
	return community.Reaction(row), err
}

// ReactionOf implements community.PostTx.
func (t *tx) ReactionOf(post, person int64, kind string) (community.Reaction, error) {
	row, err := selectRow(t, reactions, reactionSelect+"post_id = ? and person_id = ? and kind = ?", post, person, kind)
	return community.Reaction(row), err
}

// InsertReaction implements community.PostTx.
func (t *tx) InsertReaction(r community.Reaction) error {
	return insertRow(t, reactions, reactionRow(r))
}

// DeleteReaction implements community.PostTx.
func (t *tx) DeleteReaction(id int64) error {
	_, err := t.exec("delete from reaction where id = ?", id)
	return err
}
