package community

import (
	"context"
	"slices"
	"time"
)

// Terms is one side's half of an agreement in the domain's words.
type Terms struct {
	Trusts []string // credential types of the other side that it accepts
	Shares []string // communities of its own that it names, none for all within reach
	From   time.Time
	Until  time.Time
}

// Said reports whether there is an agreement at all.
func (t Terms) Said() bool { return len(t.Trusts) > 0 }

// PeerDetail is everything that an operator is shown of another instance.
type PeerDetail struct {
	Peer
	Ours, Theirs Terms
	Asked        Terms // what they offer to go on with, see Renewing
	Draft        Terms // what an offer or acceptance made now would say
	Compared     bool  // an operator has compared the fingerprint that it has now
	History      []AuditRow
	Shared       Shared
	Holdings     []Holding
	NewKey       Key // of its issuer, waiting to be confirmed; the zero key for none
}

// historyMost is how many acts of an agreement are shown.
const historyMost = 100

// PeerDetail gives one agreement with its terms, its history and what the
// other side holds. NotFound when no operator has named the host.
func (s *Service) PeerDetail(ctx context.Context, v Viewer, host string) (PeerDetail, error) {
	return view(ctx, s, func(tx Tx) (out PeerDetail, err error) {
		if err := s.managePeers(tx, v); err != nil {
			return out, err
		}
		if out.Peer, err = tx.Peer(host); err != nil {
			return out, err
		}
		if out.Ours, err = s.terms(out.OurAgreement); err != nil {
			return out, err
		}
		if out.Theirs, err = s.terms(out.TheirAgreement); err != nil {
			return out, err
		}
		if out.Asked, err = s.terms(out.NextTheirs); err != nil {
			return out, err
		}
		out.Draft = Terms{Trusts: agreementTrusts, From: s.now(), Until: agreementEnd(s.now())}
		if out.History, err = tx.AuditOf(host, Page{Limit: historyMost}); err != nil {
			return out, err
		}
		out.Compared = compared(out.History, out.Fingerprint)
		if out.Shared, err = s.shared(tx, host); err != nil {
			return out, err
		}
		if out.NewKey, err = s.waitingKey(tx, out.Issuer); skipMissing(err) != nil {
			return out, err
		}
		out.Holdings, err = s.holdings(tx, out.Peer)
		return out, err
	})
}

func (s *Service) terms(agreement []byte) (Terms, error) {
	if len(agreement) == 0 {
		return Terms{}, nil
	}
	return s.Issuance.Terms(agreement)
}

// agreementEnd is until when an agreement made now says that it runs.
func agreementEnd(now time.Time) time.Time { return now.AddDate(1, 0, 0) }

// compared reports whether the newest rows of an agreement, down to the
// expectation that fetched the key, hold a comparison of the fingerprint.
func compared(rows []AuditRow, fingerprint string) bool {
	for _, row := range rows {
		switch row.Action {
		case "peer.expect":
			return false
		case "peer.compare":
			return fingerprint != "" && row.Args["fingerprint"] == fingerprint
		}
	}
	return false
}

// ComparePeer records that an operator has compared, outside, the fingerprint
// of a host's key as it was shown to them. Conflict when it is not, or not any
// more, the one that is held.
func (s *Service) ComparePeer(ctx context.Context, v Viewer, host, fingerprint string) (Peer, error) {
	states := []PeerState{PeerExpected, PeerOffered, PeerReceived, PeerActive, PeerPaused}
	return s.changePeer(ctx, v, host, "peer.compare", states, func(_ Tx, p *Peer) error {
		if fingerprint == "" || fingerprint != p.Fingerprint {
			return &Error{Class: Conflict, Key: "error.fingerprint_changed"}
		}
		return nil
	})
}

// mustHaveCompared keeps an operator from linking a host whose fingerprint
// nobody has compared. Who types commands was shown it there.
func (s *Service) mustHaveCompared(tx Tx, v Viewer, p Peer) error {
	if v == CommandLine {
		return nil
	}
	rows, err := tx.AuditOf(p.Host, Page{Limit: historyMost})
	if err == nil && !compared(rows, p.Fingerprint) {
		err = &Error{Class: Conflict, Key: "error.fingerprint_compare", Args: map[string]any{"Host": p.Host}}
	}
	return err
}

// PeersMissing counts the instances from which a receipt is missing, for the
// operators' first page.
func (s *Service) PeersMissing(ctx context.Context, v Viewer) (int, error) {
	return view(ctx, s, func(tx Tx) (n int, err error) {
		if err := s.managePeers(tx, v); err != nil {
			return 0, err
		}
		peers, err := tx.Peers()
		if err != nil {
			return 0, err
		}
		for _, p := range peers {
			list, err := s.holdings(tx, p)
			if err != nil {
				return 0, err
			}
			if slices.ContainsFunc(list, Holding.Missing) {
				n++
			}
		}
		return n, nil
	})
}
