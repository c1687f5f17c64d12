package storage

import (
	"time"

	"headroom/community"
)

type linkedAccountRow struct {
	ID        int64     `db:"id"`
	PersonID  int64     `db:"person_id"`
	Handle    string    `db:"handle"`
	Actor     string    `db:"actor"`
	Code      string    `db:"code"`
	CreatedAt time.Time `db:"created_at"`
	ProvedAt  time.Time `db:"proved_at"`
	EndedAt   time.Time `db:"ended_at"`
}

type linkedPostRow struct {
	Object    string    `db:"object"`
	PostID    int64     `db:"post_id"`
	AccountID int64     `db:"account_id"`
	Actor     string    `db:"actor"`
	Handle    string    `db:"handle"`
	Activity  string    `db:"activity"`
	Raw       []byte    `db:"raw"`
	CreatedAt time.Time `db:"created_at"`
}

var (
	linkedAccounts      = newTable[linkedAccountRow]("linked_account", 1)
	linkedAccountSelect = "select " + linkedAccounts.list + " from linked_account where "
	linkedPosts         = newTable[linkedPostRow]("linked_post", 1)
	linkedPostSelect    = "select " + linkedPosts.list + " from linked_post where "
	linkedPostReplace   = linkedPosts.replace("object")
)

func linkedAccount(r linkedAccountRow) community.LinkedAccount { return community.LinkedAccount(r) }

func linkedPost(r linkedPostRow) community.LinkedPost { return community.LinkedPost(r) }

// LinkedAccounts implements community.OutsideTx.
func (t *tx) LinkedAccounts(person int64) ([]community.LinkedAccount, error) {
	rows, err := selectRows(t, linkedAccounts, linkedAccountSelect+"person_id = ? and ended_at = 0 order by id", person)
	return convert(rows, err, linkedAccount)
}

// LinkedAccount implements community.OutsideTx.
func (t *tx) LinkedAccount(id int64) (community.LinkedAccount, error) {
	row, err := selectRow(t, linkedAccounts, linkedAccountSelect+"id = ?", id)
	return linkedAccount(row), err
}

// AccountsOfActor implements community.OutsideTx.
func (t *tx) AccountsOfActor(actor string) ([]community.LinkedAccount, error) {
	rows, err := selectRows(t, linkedAccounts, linkedAccountSelect+"actor = ? and ended_at = 0 order by id", actor)
	return convert(rows, err, linkedAccount)
}

// InsertLinkedAccount implements community.OutsideTx.
func (t *tx) InsertLinkedAccount(a community.LinkedAccount) error {
	return insertRow(t, linkedAccounts, linkedAccountRow(a))
}

// UpdateLinkedAccount implements community.OutsideTx.
func (t *tx) UpdateLinkedAccount(a community.LinkedAccount) error {
	return updateRow(t, linkedAccounts, linkedAccountRow(a))
}

// LinkedPost implements community.OutsideTx.
func (t *tx) LinkedPost(object string) (community.LinkedPost, error) {
	row, err := selectRow(t, linkedPosts, linkedPostSelect+"object = ?", object)
	return linkedPost(row), err
}

// LinkedPosts implements community.OutsideTx.
func (t *tx) LinkedPosts(posts []int64) ([]community.LinkedPost, error) {
	if len(posts) == 0 {
		return nil, t.ready()
	}
	query, args := in(linkedPostSelect+"post_id in (??) order by post_id", posts, nil, nil)
	rows, err := selectRows(t, linkedPosts, query, args...)
	return convert(rows, err, linkedPost)
}

// PutLinkedPost implements community.OutsideTx.
func (t *tx) PutLinkedPost(p community.LinkedPost) error {
	if p.Raw == nil {
		p.Raw = []byte{}
	}
	_, err := execRow(t, linkedPosts, linkedPostReplace, linkedPostRow(p))
	return err
}
