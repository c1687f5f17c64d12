package storage

import (
	"time"

	"headroom/community"
)

type peerRow struct {
	ID             int64               `db:"id"`
	Host           string              `db:"host"`
	Name           string              `db:"name"`
	Nation         string              `db:"nation"`
	Issuer         string              `db:"issuer"`
	Inbox          string              `db:"inbox"`
	CommunitiesURL string              `db:"communities_url"`
	KeysURL        string              `db:"keys_url"`
	PeersURL       string              `db:"peers_url"`
	Fingerprint    string              `db:"fingerprint"`
	State          community.PeerState `db:"state"`
	OurOffer       string              `db:"our_offer"`
	TheirOffer     string              `db:"their_offer"`
	OurAgreement   []byte              `db:"our_agreement"`
	TheirAgreement []byte              `db:"their_agreement"`
	Trusts         []string            `db:"trusts"`
	Knows          []string            `db:"knows"`
	Skew           time.Duration       `db:"skew_ms"`
	CreatedAt      time.Time           `db:"created_at"`
	UpdatedAt      time.Time           `db:"updated_at"`
	ActiveAt       time.Time           `db:"active_at"`
	EndedAt        time.Time           `db:"ended_at"`

	EndAt      time.Time `db:"end_at"`
	Told       int64     `db:"told_days"`
	NextOffer  string    `db:"next_offer"`
	NextOurs   []byte    `db:"next_ours"`
	NextTheirs []byte    `db:"next_theirs"`
}

var (
	peers       = newTable[peerRow]("peer", 1).fix("host")
	peerSelect  = "select " + peers.list + " from peer "
	peerReplace = peers.replace("host")
)

// Peer implements community.WireTx.
func (t *tx) Peer(host string) (community.Peer, error) {
	row, err := selectRow(t, peers, peerSelect+"where host = ?", host)
	return t.peerNow(row), err
}

// PeerByIssuer implements community.WireTx.
func (t *tx) PeerByIssuer(iri string) (community.Peer, error) {
	row, err := selectRow(t, peers, peerSelect+"where issuer = ? and issuer <> '' order by id limit 1", iri)
	return t.peerNow(row), err
}

// Peers implements community.WireTx: oldest first.
func (t *tx) Peers() ([]community.Peer, error) {
	rows, err := selectRows(t, peers, peerSelect+"order by id")
	return convert(rows, err, t.peerNow)
}

// peerNow is a peer as it is now: an agreement that is over has ended, whether
// or not anything has been done about it.
func (t *tx) peerNow(r peerRow) community.Peer { return community.Peer(r).At(t.db.now()) }

// PutPeer implements community.WireTx. A peer that is replaced keeps its ID.
func (t *tx) PutPeer(p community.Peer) error {
	_, err := execRow(t, peers, peerReplace, peerRow(p))
	return err
}

type auditHeadRow struct {
	Host string    `db:"host"`
	Seq  int64     `db:"seq"`
	Hash string    `db:"hash"`
	At   time.Time `db:"at"`
}

var (
	auditHeads      = newTable[auditHeadRow]("audit_head", 2)
	auditHeadSelect = "select " + auditHeads.list + " from audit_head where "
)

// LastAuditHead implements community.WireTx.
func (t *tx) LastAuditHead(host string) (community.AuditHead, error) {
	row, err := selectRow(t, auditHeads, auditHeadSelect+"host = ? order by seq desc limit 1", host)
	return community.AuditHead(row), err
}

// InsertAuditHead implements community.WireTx.
func (t *tx) InsertAuditHead(h community.AuditHead) error {
	n, err := execRow(t, auditHeads, auditHeads.insert, auditHeadRow(h))
	if err == nil && n == 0 {
		err = community.ErrConflict
	}
	return err
}
