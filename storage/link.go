package storage

import (
	"time"

	"headroom/community"
)

type groupLinkRow struct {
	ID        int64               `db:"id"`
	IRI       string              `db:"iri"`
	FromID    int64               `db:"from_id"`
	ToID      int64               `db:"to_id"`
	Kind      string              `db:"kind"`
	Effects   []string            `db:"effects"`
	State     community.LinkState `db:"state"`
	Offer     string              `db:"offer"`
	Accept    string              `db:"accept"`
	Offered   []byte              `db:"offered"`
	Accepted  []byte              `db:"accepted"`
	Reason    string              `db:"reason"`
	EndedBy   string              `db:"ended_by"`
	FromRule  int64               `db:"from_rule"`
	ToRule    int64               `db:"to_rule"`
	CreatedAt time.Time           `db:"created_at"`
	UpdatedAt time.Time           `db:"updated_at"`
	ActiveAt  time.Time           `db:"active_at"`
	EndedAt   time.Time           `db:"ended_at"`
}

var (
	groupLinks      = newTable[groupLinkRow]("community_link", 1)
	groupLinkSelect = "select " + groupLinks.list + " from community_link "
)

func groupLink(r groupLinkRow) community.GroupLink { return community.GroupLink(r) }

// GroupLink implements community.LinkTx.
func (t *tx) GroupLink(id int64) (community.GroupLink, error) {
	row, err := selectRow(t, groupLinks, groupLinkSelect+"where id = ?", id)
	return groupLink(row), err
}

// GroupLinkByOffer implements community.LinkTx.
func (t *tx) GroupLinkByOffer(offer string) (community.GroupLink, error) {
	row, err := selectRow(t, groupLinks, groupLinkSelect+"where offer = ?", offer)
	return groupLink(row), err
}

// GroupLinksOf implements community.LinkTx.
func (t *tx) GroupLinksOf(group int64) ([]community.GroupLink, error) {
	rows, err := selectRows(t, groupLinks, groupLinkSelect+"where from_id = ? or to_id = ? order by id desc", group, group)
	return convert(rows, err, groupLink)
}

// GroupLinks implements community.LinkTx.
func (t *tx) GroupLinks(limit int) ([]community.GroupLink, error) {
	rows, err := selectRows(t, groupLinks, groupLinkSelect+"order by id desc limit ?", limit)
	return convert(rows, err, groupLink)
}

// InsertGroupLink implements community.LinkTx.
func (t *tx) InsertGroupLink(l community.GroupLink) error {
	return insertRow(t, groupLinks, groupLinkRow(l))
}

// UpdateGroupLink implements community.LinkTx.
func (t *tx) UpdateGroupLink(l community.GroupLink) error {
	return updateRow(t, groupLinks, groupLinkRow(l))
}
