package storage

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

type conductRow struct {
	ID          int64             `db:"id"`
	CommunityID int64             `db:"community_id"`
	Text        community.LangMap `db:"text"`
	Since       time.Time         `db:"since"`
	By          string            `db:"by_whom"`
	CreatedAt   time.Time         `db:"created_at"`
}

var (
	conducts      = newTable[conductRow]("conduct", 1)
	conductSelect = "select " + conducts.list + " from conduct where "
)

// InsertConduct implements community.ConductTx.
func (t *tx) InsertConduct(c community.Conduct) error { return insertRow(t, conducts, conductRow(c)) }

// UpdateConduct implements community.ConductTx.
func (t *tx) UpdateConduct(c community.Conduct) error { return updateRow(t, conducts, conductRow(c)) }

// Conducts implements community.ConductTx.
func (t *tx) Conducts(group int64, limit int) ([]community.Conduct, error) {
	rows, err := selectRows(t, conducts, conductSelect+"community_id = ? order by since desc limit ?", group, limit)
	return convert(rows, err, func(r conductRow) community.Conduct { return community.Conduct(r) })
}

// InRoomHere implements community.ConductTx.
func (t *tx) InRoomHere(group, after int64, limit int) ([]int64, error) {
	return values[int64](t, `select m.person_id from membership m join person p on p.id = m.person_id
		where m.community_id = ? and m.state = ? and m.person_id > ? and p.local order by m.person_id limit ?`,
		group, int64(policy.Active), after, limit)
}
