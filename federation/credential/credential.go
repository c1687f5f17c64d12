package credential

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"headroom/federation/sign"
)

// Type is the kind of role that a credential states.
type Type string

// The types of credential.
const (
	Headteacher  Type = "HeadteacherCredential"
	AspiringHead Type = "AspiringHeadCredential"
	Facilitator  Type = "FacilitatorCredential"
)

// Office is the value of hr:office that goes with the type, "" for a type that
// does not exist.
func (t Type) Office() string {
	switch t {
	case Headteacher:
		return "head"
	case AspiringHead:
		return "aspiring"
	case Facilitator:
		return "facilitator"
	}
	return ""
}

// Purposes of a status list.
const (
	Revocation = "revocation"
	Suspension = "suspension"
)

// StatusEntry is where a credential's status stands.
type StatusEntry struct {
	Purpose string // Revocation or Suspension
	List    string // id of the status list credential
	Index   int
}

// Claims is what a credential states (A2).
type Claims struct {
	ID      string
	Type    Type
	Issuer  string
	Subject string // the person's id, of the issuer's origin
	Name    string

	Nation    string   // hr:nation, such as "CYM"; may be empty
	Authority string   // hr:authority, the local education authority's code; may be empty
	Phases    []string // hr:phase; may be empty
	School    string   // hr:school and hr:schoolId: only if the person lets
	SchoolID  string   // them cross

	ValidFrom, ValidUntil time.Time // at most 12 months apart

	Status []StatusEntry // one for each purpose, revocation first
}

// Credential is a credential as it was read. Only [Verify] makes it more than
// somebody's claim.
type Credential struct {
	Claims
	Proof sign.Proof
}

type wireCredential struct {
	Context json.RawMessage `json:"@context"`
	ID      string          `json:"id"`
	Type    []string        `json:"type"`
	Issuer  string          `json:"issuer"`
	From    at              `json:"validFrom"`
	Until   at              `json:"validUntil"`
	Subject wireSubject     `json:"credentialSubject"`
	Status  []wireStatus    `json:"credentialStatus"`
}

type wireSubject struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Office    string   `json:"hr:office"`
	Nation    string   `json:"hr:nation,omitempty"`
	Authority string   `json:"hr:authority,omitempty"`
	Phases    []string `json:"hr:phase,omitempty"`
	School    string   `json:"hr:school,omitempty"`
	SchoolID  string   `json:"hr:schoolId,omitempty"`
}

type wireStatus struct {
	Type    string `json:"type"`
	Purpose string `json:"statusPurpose"`
	Index   string `json:"statusListIndex"`
	List    string `json:"statusListCredential"`
}

// Issue signs a credential with the issuer's key, whose id is vm. Claims that
// [Read] would refuse are refused here, with the same errors.
func Issue(c Claims, now time.Time, key ed25519.PrivateKey, vm string) ([]byte, error) {
	w := wireCredential{
		Context: json.RawMessage(CredentialContext),
		ID:      c.ID,
		Type:    []string{"VerifiableCredential", string(c.Type)},
		Issuer:  c.Issuer,
		From:    at{c.ValidFrom},
		Until:   at{c.ValidUntil},
		Subject: wireSubject{c.Subject, c.Name, c.Type.Office(), c.Nation, c.Authority, c.Phases, c.School, c.SchoolID},
	}
	for _, s := range c.Status {
		w.Status = append(w.Status, wireStatus{"BitstringStatusListEntry", s.Purpose, fmt.Sprint(s.Index), s.List})
	}
	raw, err := seal(w, c.Issuer, now, key, vm)
	if err != nil {
		return nil, err
	}
	if _, err := Read(raw); err != nil {
		return nil, err
	}
	return raw, nil
}

// Read decodes a credential strictly and checks what needs no key and no
// clock. The error wraps [ErrMalformed]; [ErrIssuer] where the issuer's origin
// is not the subject's or the proof is not by a key of the issuer; or
// [sign.ErrProof] for a malformed proof.
func Read(raw []byte) (Credential, error) {
	c, _, err := read(raw)
	return c, err
}

func read(raw []byte) (Credential, *sign.Signed, error) {
	s, m, err := unseal(raw, maxDoc, sign.AssertionMethod)
	if err != nil {
		return Credential{}, nil, err
	}
	c := Credential{Proof: s.Proof}
	m.exactly("@context", CredentialContext)
	c.ID, c.Issuer = m.id("id"), m.id("issuer")
	c.ValidFrom, c.ValidUntil = m.time("validFrom"), m.time("validUntil")
	if types := m.texts("type"); len(types) == 2 && types[0] == "VerifiableCredential" {
		c.Type = Type(types[1])
	}
	if c.Type.Office() == "" {
		m.fault("type")
	}
	subject := m.object("credentialSubject")
	c.Subject, c.Name = subject.id("id"), subject.text("name")
	subject.literal("hr:office", c.Type.Office())
	c.Nation, c.Authority = subject.optional("hr:nation"), subject.optional("hr:authority")
	c.Phases = subject.texts("hr:phase")
	c.School, c.SchoolID = subject.optional("hr:school"), subject.optional("hr:schoolId")
	m.adopt("credentialSubject", subject)
	c.Status = readStatus(m)
	if !c.ValidFrom.Before(c.ValidUntil) || c.ValidUntil.After(c.ValidFrom.AddDate(1, 0, 0)) {
		m.fault("validity over 12 months")
	}
	if err := m.done(); err != nil {
		return Credential{}, nil, err
	}
	return c, s, checkIssuer(c)
}

// readStatus reads the entries: revocation and suspension, one of each.
func readStatus(m *members) []StatusEntry {
	v, _ := m.take("credentialStatus")
	entries, ok := v.Items()
	if !ok || len(entries) != 2 {
		m.fault("credentialStatus")
		return nil
	}
	var out []StatusEntry
	for i, want := range []string{Revocation, Suspension} {
		e := readMembers(entries[i])
		e.literal("type", "BitstringStatusListEntry")
		e.literal("statusPurpose", want)
		index, ok := parseInteger(e.text("statusListIndex"))
		if !ok || index >= maxBits {
			e.fault("statusListIndex")
		}
		out = append(out, StatusEntry{want, e.id("statusListCredential"), int(index)})
		m.adopt("credentialStatus", e)
	}
	return out
}

// checkIssuer holds issuer, subject, lists and key together: one origin, and
// the issuer's key.
func checkIssuer(c Credential) error {
	home, ok := origin(c.Issuer)
	for _, id := range []string{c.ID, c.Subject, c.Status[0].List, c.Status[1].List} {
		if there, also := origin(id); !ok || !also || there != home {
			return fmt.Errorf("%w: %s is not of its origin", ErrIssuer, id)
		}
	}
	if !owns(c.Issuer, c.Proof.VerificationMethod) {
		return fmt.Errorf("%w: %s", ErrIssuer, c.Proof.VerificationMethod)
	}
	return nil
}

// Options is what the caller expects of a credential beyond its being genuine.
// Empty members expect nothing.
type Options struct {
	Issuer  string // a trusted issuer's id; else ErrIssuer
	Subject string // else ErrSubject
	Types   []Type // the types that the community admits; else ErrType
}

// Verify reads a credential and checks it with the issuer's key, the one that
// Proof.VerificationMethod names: proof, issuer, validity at now, and opts.
// Errors are those of [Read], [sign.ErrProof], [ErrExpired], [ErrNotYetValid],
// [ErrSubject] and [ErrType]. Its status is a further question:
// [Credential.CheckStatus].
func Verify(raw []byte, issuerKey ed25519.PublicKey, now time.Time, opts Options) (Credential, error) {
	c, s, err := read(raw)
	if err != nil {
		return Credential{}, err
	}
	if opts.Issuer != "" && c.Issuer != opts.Issuer {
		return Credential{}, fmt.Errorf("%w: %s", ErrIssuer, c.Issuer)
	}
	if err := s.Verify(issuerKey); err != nil {
		return Credential{}, err
	}
	if opts.Subject != "" && c.Subject != opts.Subject {
		return Credential{}, fmt.Errorf("%w: %s", ErrSubject, c.Subject)
	}
	if len(opts.Types) > 0 && !slices.Contains(opts.Types, c.Type) {
		return Credential{}, fmt.Errorf("%w: %s", ErrType, c.Type)
	}
	if err := c.CheckTime(now); err != nil {
		return Credential{}, err
	}
	return c, nil
}

// CheckTime returns [ErrNotYetValid] more than five minutes before the
// validity starts, [ErrExpired] from its end on, and nil between.
func (c Claims) CheckTime(now time.Time) error {
	return checkTime(c.ValidFrom, c.ValidUntil, now)
}

func checkTime(from, until, now time.Time) error {
	if now.Before(from.Add(-skew)) {
		return fmt.Errorf("%w: from %s", ErrNotYetValid, sign.FormatTime(from))
	}
	if !now.Before(until) {
		return fmt.Errorf("%w: at %s", ErrExpired, sign.FormatTime(until))
	}
	return nil
}

// CheckStatus asks every list that the credential names, through lookup, which
// returns nil for a list it does not hold or holds too old a copy of. It
// returns [ErrRevoked], [ErrSuspended], or [ErrNoStatus] where a list is
// missing, is not the one named, or is too short: no answer is not a good one.
func (c Claims) CheckStatus(lookup func(id string) *StatusList) error {
	for _, s := range c.Status {
		list := lookup(s.List)
		if list == nil || list.ID != s.List || list.Issuer != c.Issuer || list.Purpose != s.Purpose {
			return fmt.Errorf("%w: %s", ErrNoStatus, s.List)
		}
		set, err := Revoked(list, s.Index)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrNoStatus, err)
		}
		if set && s.Purpose == Revocation {
			return ErrRevoked
		}
		if set {
			return ErrSuspended
		}
	}
	return nil
}
