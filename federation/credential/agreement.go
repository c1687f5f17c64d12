package credential

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"time"

	"headroom/federation/sign"
)

// Agreement is one side's statement of what it trusts of another instance
// (A1). Two of them, one by each side, make the instances peers.
type Agreement struct {
	ID         string
	By         string    // the issuer that states it
	Parties    [2]string // both issuers, in the order of the offer
	Trusts     []Type    // credential types of the other side
	Shares     []string  // groups of By that the other side may list
	Start, End time.Time
	Proof      sign.Proof
}

type wireAgreement struct {
	Context json.RawMessage `json:"@context"`
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	By      string          `json:"attributedTo"`
	Parties [2]string       `json:"hr:parties"`
	Trusts  []Type          `json:"hr:trusts"`
	Shares  []string        `json:"hr:shares"`
	Start   at              `json:"startTime"`
	End     at              `json:"endTime"`
}

// IssueAgreement signs an agreement with the key of its maker, whose id is vm.
// Errors are those of [VerifyAgreement].
func IssueAgreement(a Agreement, now time.Time, key ed25519.PrivateKey, vm string) ([]byte, error) {
	w := wireAgreement{
		Context: json.RawMessage(Context), ID: a.ID, Type: "hr:Agreement", By: a.By, Parties: a.Parties,
		Trusts: append([]Type{}, a.Trusts...), Shares: append([]string{}, a.Shares...), Start: at{a.Start}, End: at{a.End},
	}
	raw, err := seal(w, a.By, now, key, vm)
	if err != nil {
		return nil, err
	}
	if _, _, err := readAgreement(raw); err != nil {
		return nil, err
	}
	return raw, nil
}

// VerifyAgreement reads an agreement strictly and checks, with the key of by,
// that it is by's statement about its dealings with other. Errors:
// [ErrMalformed], [ErrIssuer] for another maker or other parties,
// [sign.ErrProof].
func VerifyAgreement(raw []byte, key ed25519.PublicKey, by, other string) (Agreement, error) {
	a, s, err := readAgreement(raw)
	if err != nil {
		return Agreement{}, err
	}
	if a.By != by || a.Parties != [2]string{by, other} && a.Parties != [2]string{other, by} {
		return Agreement{}, fmt.Errorf("%w: %s with %v", ErrIssuer, a.By, a.Parties)
	}
	if err := s.Verify(key); err != nil {
		return Agreement{}, err
	}
	return a, nil
}

// ReadAgreement reads an agreement that was verified when it was taken. Error:
// [ErrMalformed].
func ReadAgreement(raw []byte) (Agreement, error) {
	a, _, err := readAgreement(raw)
	return a, err
}

func readAgreement(raw []byte) (Agreement, *sign.Signed, error) {
	s, m, err := unseal(raw, maxDoc, sign.AssertionMethod)
	if err != nil {
		return Agreement{}, nil, err
	}
	a := Agreement{Proof: s.Proof}
	m.exactly("@context", Context)
	m.literal("type", "hr:Agreement")
	a.ID, a.By = m.id("id"), m.id("attributedTo")
	if p := m.ids("hr:parties"); len(p) != 2 || sameOrigin(p[0], p[1]) {
		m.fault("hr:parties")
	} else {
		a.Parties = [2]string(p)
	}
	if !m.has("hr:trusts") || !m.has("hr:shares") {
		m.fault("hr:trusts or hr:shares")
	}
	for _, t := range m.texts("hr:trusts") {
		if a.Trusts = append(a.Trusts, Type(t)); Type(t).Office() == "" {
			m.fault("hr:trusts")
		}
	}
	a.Shares = m.ids("hr:shares")
	for _, group := range a.Shares {
		if !sameOrigin(a.By, group) {
			m.fault("hr:shares")
		}
	}
	a.Start, a.End = m.time("startTime"), m.time("endTime")
	if !a.Start.Before(a.End) {
		m.fault("endTime")
	}
	if err := m.done(); err != nil {
		return Agreement{}, nil, err
	}
	if !sameOrigin(a.By, a.ID) || !owns(a.By, a.Proof.VerificationMethod) || a.By != a.Parties[0] && a.By != a.Parties[1] {
		return Agreement{}, nil, fmt.Errorf("%w: %s", ErrIssuer, a.Proof.VerificationMethod)
	}
	return a, s, nil
}

// Current reports whether the agreement's time is running, with five minutes'
// allowance at the start.
func (a Agreement) Current(now time.Time) bool { return checkTime(a.Start, a.End, now) == nil }
