package templates

import "slices"

// OperatorPeer is GET /operator/peers/{host}: one agreement as a walk. Its
// forms post the field host to /operator/peers/{act}; "compare" adds the
// fingerprint that was shown.
type OperatorPeer struct {
	Page
	ID                          int64
	Host, Name, Country         string
	State                       string // as in [PeerRow]
	Theirs, Mine                string // fingerprints in groups of four
	Compared                    bool
	Since, Ended                Instant
	Acts                        []string
	OurTerms, TheirTerms, Draft PeerTerms // Draft is what an offer made now would say
	Ours, TheirRooms, Both      []SharedRow
	Unnamed                     int // communities that operators are not told of
	Holdings                    []HoldingRow
	Missing                     int // communities whose receipt is late
	History                     []AuditRow
	Ends                        Instant   // of a link in force; zero when no end was agreed
	Renewed                     bool      // this server has offered to go on, and waits
	Asked                       PeerTerms // what the other says who offers to go on
	NewKey, NewKeyBy            string    // fingerprint of a new key, and who has compared it first
}

// PeerTerms is one side's half of an agreement.
type PeerTerms struct {
	Said   bool
	Trusts []string // offices: "head", "aspiring", "facilitator"
	Shares []string // communities that it names, by address
	From   Instant
	Until  Instant
}

// HoldingRow is what the other server holds of one community of this one.
type HoldingRow struct {
	Name, Lang               string // no name: a private community
	Objects, Files, Returned int
	State                    string // "reads", "asked", "missing" or "returned"
	Since, Receipt           Instant
	Deletions, LateReceipts  int // single posts deleted here without a receipt, and those that it is late for
	DeletedSince             Instant
}

// Shown is the name of the other server, or its address while it has none.
func (o OperatorPeer) Shown() string {
	if o.Name != "" {
		return o.Name
	}
	return o.Host
}

// Can reports whether the operator may do something now.
func (o OperatorPeer) Can(act string) bool { return slices.Contains(o.Acts, act) }

// PeerStep is one step on the way to a link.
type PeerStep struct {
	Code  string
	State string // "done", "now" or "later"
}

// Steps are the four steps of a link and how far this one is; none once it has
// ended.
func (o OperatorPeer) Steps() []PeerStep {
	third := map[string]string{"expected": "offer", "asking": "accept", "offered": "wait"}[o.State]
	if third == "" {
		return nil
	}
	n := 1
	if o.Compared || o.State == "offered" {
		n = 2
	}
	steps := make([]PeerStep, 0, 4)
	for i, code := range []string{"name", "compare", third, "linked"} {
		state := "later"
		if i < n {
			state = "done"
		} else if i == n {
			state = "now"
		}
		steps = append(steps, PeerStep{code, state})
	}
	return steps
}

// Half makes the partial of one side's terms: "ours" or "theirs".
func (o OperatorPeer) Half(side string, t PeerTerms) PeerHalf {
	return PeerHalf{Page: o.Page, Side: side, Terms: t}
}

// PeerHalf is one side's terms with the words around them.
type PeerHalf struct {
	Page
	Side  string
	Terms PeerTerms
}

// Act makes the button of something that the operator can do.
func (o OperatorPeer) Act(act string) PeerAct { return PeerAct{o, act} }

// PeerAct is one button of the page.
type PeerAct struct {
	OperatorPeer
	Act string
}

func (OperatorPeer) template() string { return "operator-peer" }
