package credential

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"time"

	"headroom/federation/sign"
)

// KeyRecord is an issuer's word on one key of one of its people or groups
// (A7). Records are kept for ever, so that old proofs can be judged by the key
// that was valid when they were accepted.
type KeyRecord struct {
	ID, Issuer  string
	Subject     string // the person or group, of the issuer's origin
	Key         string // the key's id: Subject, # and a fragment
	Public      ed25519.PublicKey
	Start       time.Time
	End         time.Time // zero while current
	RevokedFrom time.Time // zero unless revoked; voids acceptances from then on
	Proof       sign.Proof
}

type wireKeyRecord struct {
	Context     json.RawMessage `json:"@context"`
	ID          string          `json:"id"`
	Type        string          `json:"type"`
	By          string          `json:"attributedTo"`
	Subject     string          `json:"hr:subject"`
	Key         string          `json:"hr:key"`
	Public      string          `json:"publicKeyMultibase"`
	Start       at              `json:"startTime"`
	End         at              `json:"endTime,omitzero"`
	RevokedFrom at              `json:"hr:revokedFrom,omitzero"`
}

// IssueKeyRecord signs a record with the issuer's key, whose id is vm. Errors
// are those of [VerifyKeyRecord].
func IssueKeyRecord(k KeyRecord, now time.Time, key ed25519.PrivateKey, vm string) ([]byte, error) {
	w := wireKeyRecord{
		Context: json.RawMessage(Context), ID: k.ID, Type: "hr:KeyRecord", By: k.Issuer, Subject: k.Subject, Key: k.Key,
		Public: sign.EncodeMultikey(k.Public), Start: at{k.Start}, End: at{k.End}, RevokedFrom: at{k.RevokedFrom},
	}
	raw, err := seal(w, k.Issuer, now, key, vm)
	if err != nil {
		return nil, err
	}
	if _, _, err := readKeyRecord(raw); err != nil {
		return nil, err
	}
	return raw, nil
}

// VerifyKeyRecord reads a record strictly and checks that it is issuer's, with
// the issuer's key. Errors: [ErrMalformed], [ErrIssuer], [sign.ErrProof].
func VerifyKeyRecord(raw []byte, issuerKey ed25519.PublicKey, issuer string) (KeyRecord, error) {
	k, s, err := readKeyRecord(raw)
	if err != nil {
		return KeyRecord{}, err
	}
	if k.Issuer != issuer {
		return KeyRecord{}, fmt.Errorf("%w: %s", ErrIssuer, k.Issuer)
	}
	if err := s.Verify(issuerKey); err != nil {
		return KeyRecord{}, err
	}
	return k, nil
}

func readKeyRecord(raw []byte) (KeyRecord, *sign.Signed, error) {
	s, m, err := unseal(raw, maxDoc, sign.AssertionMethod)
	if err != nil {
		return KeyRecord{}, nil, err
	}
	k := KeyRecord{Proof: s.Proof}
	m.exactly("@context", Context)
	m.literal("type", "hr:KeyRecord")
	k.ID, k.Issuer, k.Subject = m.id("id"), m.id("attributedTo"), m.id("hr:subject")
	if k.Key = m.text("hr:key"); !owns(k.Subject, k.Key) {
		m.fault("hr:key")
	}
	if k.Public, err = sign.DecodeMultikey(m.text("publicKeyMultibase")); err != nil {
		m.fault("publicKeyMultibase")
	}
	k.Start, k.End, k.RevokedFrom = m.time("startTime"), m.optionalTime("endTime"), m.optionalTime("hr:revokedFrom")
	if !k.End.IsZero() && !k.Start.Before(k.End) {
		m.fault("endTime")
	}
	if err := m.done(); err != nil {
		return KeyRecord{}, nil, err
	}
	if !sameOrigin(k.Issuer, k.ID) || !sameOrigin(k.Issuer, k.Subject) || !owns(k.Issuer, k.Proof.VerificationMethod) {
		return KeyRecord{}, nil, fmt.Errorf("%w: %s", ErrIssuer, k.Proof.VerificationMethod)
	}
	return k, s, nil
}

// ValidAt reports whether a proof by this key, accepted at t, stands: t is not
// before the start, and before the end and the revocation, if there are any.
func (k KeyRecord) ValidAt(t time.Time) bool {
	return !t.Before(k.Start) && (k.End.IsZero() || t.Before(k.End)) && (k.RevokedFrom.IsZero() || t.Before(k.RevokedFrom))
}
