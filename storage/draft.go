package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

type draftRow struct {
	ID        int64        `db:"id"`
	PersonID  int64        `db:"person_id"`
	Place     string       `db:"place"`
	Parent    int64        `db:"parent_id"`
	Title     string       `db:"title"`
	Body      string       `db:"body"`
	Language  string       `db:"language"`
	Reason    string       `db:"reason"`
	UpdatedAt time.Time    `db:"updated_at"`
	Form      string       `db:"form"`
	Label     policy.Label `db:"label"`
}

var (
	drafts       = newTable[draftRow]("draft", 1)
	draftSelect  = "select " + drafts.list + " from draft where "
	draftReplace = drafts.replace("person_id,place")
)

// Draft implements community.PostTx.
func (t *tx) Draft(person int64, place string) (community.Draft, error) {
	row, err := selectRow(t, drafts, draftSelect+"person_id = ? and place = ?", person, place)
	return community.Draft(row), err
}

// DraftByID implements community.PostTx.
func (t *tx) DraftByID(id int64) (community.Draft, error) {
	row, err := selectRow(t, drafts, draftSelect+"id = ?", id)
	return community.Draft(row), err
}

// Drafts implements community.PostTx: the last touched first.
func (t *tx) Drafts(person int64) ([]community.Draft, error) {
	rows, err := selectRows(t, drafts, draftSelect+"person_id = ? order by updated_at desc, id desc", person)
	return convert(rows, err, func(r draftRow) community.Draft { return community.Draft(r) })
}

// PutDraft implements community.PostTx. A draft that is replaced keeps its ID.
func (t *tx) PutDraft(d community.Draft) error {
	_, err := execRow(t, drafts, draftReplace, draftRow(d))
	return err
}

// DeleteDraft implements community.PostTx.
func (t *tx) DeleteDraft(person int64, place string) error {
	_, err := t.exec("delete from draft where person_id = ? and place = ?", person, place)
	return err
}
