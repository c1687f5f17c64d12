package credential

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"time"

	"headroom/federation/sign"
)

const (
	maxListDoc = 2 << 20 // bytes of a status list credential
	maxTTL     = 24 * time.Hour
)

// StatusList is a Bitstring Status List credential, read or to be issued.
type StatusList struct {
	ID, Issuer            string
	Purpose               string // Revocation or Suspension
	ValidFrom, ValidUntil time.Time
	TTL                   time.Duration // how long a copy may be kept; to the millisecond
	Bits                  *Bitstring
	Proof                 sign.Proof
}

type wireList struct {
	Context json.RawMessage `json:"@context"`
	ID      string          `json:"id"`
	Type    []string        `json:"type"`
	Issuer  string          `json:"issuer"`
	From    at              `json:"validFrom"`
	Until   at              `json:"validUntil"`
	Subject struct {
		ID      string `json:"id"`
		Type    string `json:"type"`
		Purpose string `json:"statusPurpose"`
		TTL     int64  `json:"ttl"`
		List    string `json:"encodedList"`
	} `json:"credentialSubject"`
}

const listTypes = `["VerifiableCredential","BitstringStatusListCredential"]`

// IssueStatusList signs a list with the issuer's key, whose id is vm. The
// error wraps [ErrMalformed].
func IssueStatusList(l StatusList, now time.Time, key ed25519.PrivateKey, vm string) ([]byte, error) {
	if l.Bits == nil {
		return nil, fmt.Errorf("%w: no bits", ErrMalformed)
	}
	encoded, err := l.Bits.Encode()
	if err != nil {
		return nil, err
	}
	w := wireList{
		Context: json.RawMessage(PlainContext), ID: l.ID, Type: []string{"VerifiableCredential", "BitstringStatusListCredential"},
		Issuer: l.Issuer, From: at{l.ValidFrom}, Until: at{l.ValidUntil},
	}
	w.Subject.ID, w.Subject.Type, w.Subject.Purpose = l.ID+"#list", "BitstringStatusList", l.Purpose
	w.Subject.TTL, w.Subject.List = l.TTL.Milliseconds(), encoded
	raw, err := seal(w, l.Issuer, now, key, vm)
	if err != nil {
		return nil, err
	}
	if _, err := ReadStatusList(raw); err != nil {
		return nil, err
	}
	return raw, nil
}

// ReadStatusList decodes a list strictly, inflating it within limits. The
// error wraps [ErrMalformed], [ErrIssuer] or [sign.ErrProof].
func ReadStatusList(raw []byte) (*StatusList, error) {
	l, _, encoded, err := readList(raw)
	if err != nil {
		return nil, err
	}
	l.Bits, err = DecodeBitstring(encoded)
	return l, err
}

// VerifyStatusList reads a list and checks it with the issuer's key: that it
// is the list wantID of wantIssuer, its proof and its validity. Nothing is
// inflated before the proof holds. Errors are those of [ReadStatusList],
// [ErrSubject] for another list, [ErrExpired] and [ErrNotYetValid].
func VerifyStatusList(raw []byte, issuerKey ed25519.PublicKey, wantID, wantIssuer string, now time.Time) (*StatusList, error) {
	l, s, encoded, err := readList(raw)
	if err != nil {
		return nil, err
	}
	if l.Issuer != wantIssuer {
		return nil, fmt.Errorf("%w: %s", ErrIssuer, l.Issuer)
	}
	if l.ID != wantID {
		return nil, fmt.Errorf("%w: %s", ErrSubject, l.ID)
	}
	if err := s.Verify(issuerKey); err != nil {
		return nil, err
	}
	if err := checkTime(l.ValidFrom, l.ValidUntil, now); err != nil {
		return nil, err
	}
	if l.Bits, err = DecodeBitstring(encoded); err != nil {
		return nil, err
	}
	return l, nil
}

// readList reads everything but the bits, which stay encoded.
func readList(raw []byte) (*StatusList, *sign.Signed, string, error) {
	s, m, err := unseal(raw, maxListDoc, sign.AssertionMethod)
	if err != nil {
		return nil, nil, "", err
	}
	l := &StatusList{Proof: s.Proof}
	m.exactly("@context", PlainContext)
	m.exactly("type", listTypes)
	l.ID, l.Issuer = m.id("id"), m.id("issuer")
	l.ValidFrom, l.ValidUntil = m.time("validFrom"), m.time("validUntil")
	if !l.ValidFrom.Before(l.ValidUntil) {
		m.fault("validUntil")
	}
	subject := m.object("credentialSubject")
	subject.literal("id", l.ID+"#list")
	subject.literal("type", "BitstringStatusList")
	if l.Purpose = subject.text("statusPurpose"); l.Purpose != Revocation && l.Purpose != Suspension {
		subject.fault("statusPurpose")
	}
	ms := subject.integer("ttl", 1)
	if ms > maxTTL.Milliseconds() {
		subject.fault("ttl")
	}
	l.TTL = time.Duration(ms) * time.Millisecond
	list, _ := subject.take("encodedList")
	encoded, ok := list.Text()
	if !ok || encoded == "" {
		subject.fault("encodedList")
	}
	m.adopt("credentialSubject", subject)
	if err := m.done(); err != nil {
		return nil, nil, "", err
	}
	if !sameOrigin(l.Issuer, l.ID) || !owns(l.Issuer, l.Proof.VerificationMethod) {
		return nil, nil, "", fmt.Errorf("%w: %s", ErrIssuer, l.Proof.VerificationMethod)
	}
	return l, s, encoded, nil
}

// Revoked reports whether the list sets the bit of an index: for a revocation
// list revoked, for a suspension list suspended. An index outside the list is
// [ErrMalformed], never false.
func Revoked(l *StatusList, index int) (bool, error) { return l.Bits.Get(index) }
