package storage

import (
	"time"

	"headroom/community"
)

type modEntryRow struct {
	CommunityID int64     `db:"community_id"`
	Seq         int64     `db:"seq"`
	Community   string    `db:"community"`
	Prev        string    `db:"prev"`
	Hash        string    `db:"hash"`
	Actor       string    `db:"actor"`
	Act         string    `db:"act"`
	Object      string    `db:"object"`
	Reason      string    `db:"reason"`
	At          time.Time `db:"at"`
}

type modSeenRow struct {
	CommunityID int64     `db:"community_id"`
	Seq         int64     `db:"seq"`
	Hash        string    `db:"hash"`
	SeenAt      time.Time `db:"seen_at"`
	Fault       string    `db:"fault"`
	FaultAt     time.Time `db:"fault_at"`
}

var (
	modEntries     = newTable[modEntryRow]("modlog", 2)
	modEntrySelect = "select " + modEntries.list + " from modlog where "
	modSeens       = newTable[modSeenRow]("modlog_seen", 1)
	modSeenSelect  = "select " + modSeens.list + " from modlog_seen where "
)

func modEntry(r modEntryRow) community.ModEntry { return community.ModEntry(r) }

// AppendModEntry implements community.ModLogTx. The entry is linked when the
// transaction commits, as a row of the audit is.
func (t *tx) AppendModEntry(e community.ModEntry) error {
	if !t.writable {
		return errReadOnly
	}
	if err := t.ready(); err != nil {
		return err
	}
	t.modEntries = append(t.modEntries, e)
	return nil
}

// linkModEntries appends entries to the logs of their communities.
func (t *tx) linkModEntries(all []community.ModEntry) error {
	for _, e := range all {
		last, err := t.modHead(e.CommunityID)
		if err != nil {
			return err
		}
		if last.Seq == 0 {
			last.Hash = community.ModGenesis(e.Community)
		}
		e.Seq, e.Prev = last.Seq+1, last.Hash
		e.At = moment(millis(e.At))
		e.Hash = e.Digest()
		if err := insertRow(t, modEntries, modEntryRow(e)); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) modHead(group int64) (community.ModHead, error) {
	row, err := selectRow(t, modEntries, modEntrySelect+"community_id = ? order by seq desc limit 1", group)
	if community.IsNotFound(err) {
		err = nil
	}
	return community.ModHead{Seq: row.Seq, Hash: row.Hash}, err
}

// ModHead implements community.ModLogTx.
func (t *tx) ModHead(group int64) (community.ModHead, error) {
	if err := t.flush(); err != nil {
		return community.ModHead{}, err
	}
	return t.modHead(group)
}

// ModEntries implements community.ModLogTx.
func (t *tx) ModEntries(group, after int64, limit int) ([]community.ModEntry, error) {
	if err := t.flush(); err != nil {
		return nil, err
	}
	rows, err := selectRows(t, modEntries, modEntrySelect+"community_id = ? and seq > ? order by seq limit ?", group, after, limit)
	return convert(rows, err, modEntry)
}

// ModSeen implements community.ModLogTx.
func (t *tx) ModSeen(group int64) (community.ModSeen, error) {
	r, err := selectRow(t, modSeens, modSeenSelect+"community_id = ?", group)
	return community.ModSeen{CommunityID: r.CommunityID, ModHead: community.ModHead{Seq: r.Seq, Hash: r.Hash}, SeenAt: r.SeenAt,
		Fault: r.Fault, FaultAt: r.FaultAt}, err
}

// PutModSeen implements community.ModLogTx.
func (t *tx) PutModSeen(s community.ModSeen) error {
	if _, err := t.exec("delete from modlog_seen where community_id = ?", s.CommunityID); err != nil {
		return err
	}
	return insertRow(t, modSeens, modSeenRow{CommunityID: s.CommunityID, Seq: s.Seq, Hash: s.Hash, SeenAt: s.SeenAt, Fault: s.Fault, FaultAt: s.FaultAt})
}
