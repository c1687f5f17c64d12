package credential

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"headroom/federation/sign"
)

// Link is what one side says of a link between two groups (A6): the one that
// offers it, or the one that accepts.
type Link struct {
	ID       string
	By       string // the group that says it: From or To
	From, To string // the group that offers, and the other
	Kind     string // sister, feeder, hub
	Effects  []string
	Start    time.Time
	Proof    sign.Proof
}

// The kinds of link and what one may do.
var (
	linkKinds   = []string{"sister", "feeder", "hub"}
	linkEffects = []string{"directory", "join", "share"}
)

type wireLink struct {
	Context json.RawMessage `json:"@context"`
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	By      string          `json:"attributedTo"`
	From    string          `json:"hr:from"`
	To      string          `json:"hr:to"`
	Kind    string          `json:"hr:kind"`
	Effects []string        `json:"hr:effects"`
	Start   at              `json:"startTime"`
}

// IssueLink signs what a group says of a link with its key, whose id is vm.
// Errors are those of [VerifyLink].
func IssueLink(l Link, now time.Time, key ed25519.PrivateKey, vm string) ([]byte, error) {
	raw, err := seal(wireLink{Context: json.RawMessage(Context), ID: l.ID, Type: "hr:Link", By: l.By, From: l.From, To: l.To,
		Kind: l.Kind, Effects: append([]string{}, l.Effects...), Start: at{l.Start}}, l.By, now, key, vm)
	if err != nil {
		return nil, err
	}
	if _, _, err := readLink(raw); err != nil {
		return nil, err
	}
	return raw, nil
}

// VerifyLink reads what a group says of a link strictly, and checks it with that
// group's key. Errors: [ErrMalformed], [ErrGroup] for another group's words or
// those of neither end, [sign.ErrProof].
func VerifyLink(raw []byte, key ed25519.PublicKey, by string) (Link, error) {
	l, signed, err := readLink(raw)
	if err != nil {
		return Link{}, err
	}
	if l.By != by {
		return Link{}, fmt.Errorf("%w: %s", ErrGroup, l.By)
	}
	if err := signed.Verify(key); err != nil {
		return Link{}, err
	}
	return l, nil
}

func readLink(raw []byte) (Link, *sign.Signed, error) {
	signed, m, err := unseal(raw, maxDoc, sign.AssertionMethod)
	if err != nil {
		return Link{}, nil, err
	}
	l := Link{Proof: signed.Proof}
	m.exactly("@context", Context)
	m.literal("type", "hr:Link")
	l.ID, l.By, l.From, l.To = m.id("id"), m.id("attributedTo"), m.id("hr:from"), m.id("hr:to")
	if l.Kind = m.text("hr:kind"); !slices.Contains(linkKinds, l.Kind) {
		m.fault("hr:kind")
	}
	l.Effects = m.texts("hr:effects")
	if len(l.Effects) == 0 || len(l.Effects) > len(linkEffects) {
		m.fault("hr:effects")
	}
	for i, e := range l.Effects {
		if !slices.Contains(linkEffects, e) || slices.Contains(l.Effects[:i], e) {
			m.fault("hr:effects")
		}
	}
	l.Start = m.time("startTime")
	if err := m.done(); err != nil {
		return Link{}, nil, err
	}
	if l.From == l.To || l.By != l.From && l.By != l.To || !sameOrigin(l.By, l.ID) || !owns(l.By, l.Proof.VerificationMethod) {
		return Link{}, nil, fmt.Errorf("%w: %s", ErrGroup, l.By)
	}
	return l, signed, nil
}
