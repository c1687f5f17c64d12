package credential

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"time"

	"headroom/federation/sign"
)

// PresentationAge is how old a presentation may be when it is received.
const PresentationAge = 10 * time.Minute

// Presentation is one person's showing of one credential to one group (A3).
// The credential in it was read and is not verified.
type Presentation struct {
	Holder     string
	Credential Credential
	Raw        []byte // the credential's bytes as they came
	Proof      sign.Proof
}

// Present wraps a signed credential for a Follow: domain is the group's id,
// challenge the Follow's. The holder signs, with the key whose id is vm. The
// credential's bytes are spliced in unchanged. The error wraps [ErrMalformed]
// or one of those of [ReadPresentation].
func Present(vc []byte, holder, groupID, followID string, now time.Time, key ed25519.PrivateKey, vm string) ([]byte, error) {
	name, err := json.Marshal(holder)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	doc := []byte(`{"@context":` + PlainContext + `,"type":["VerifiablePresentation"],"holder":`)
	doc = append(append(doc, name...), `,"verifiableCredential":[`...)
	doc = append(append(doc, vc...), `]}`...)
	raw, err := sign.AddProof(doc, sign.ProofOptions{
		VerificationMethod: vm, Purpose: sign.Authentication, Created: now, Domain: groupID, Challenge: followID,
	}, key)
	if err != nil {
		return nil, err
	}
	if _, err := ReadPresentation(raw); err != nil {
		return nil, err
	}
	return raw, nil
}

// ReadPresentation decodes a presentation and the credential in it strictly.
// The error wraps [ErrMalformed]; [ErrHolder] where the proof is not by a key
// of the holder; [ErrSubject] where the credential is about somebody else; or
// what [Read] says of the credential.
func ReadPresentation(raw []byte) (Presentation, error) {
	p, _, err := readPresentation(raw)
	return p, err
}

func readPresentation(raw []byte) (Presentation, *sign.Signed, error) {
	s, m, err := unseal(raw, maxDoc, sign.Authentication)
	if err != nil {
		return Presentation{}, nil, err
	}
	p := Presentation{Proof: s.Proof}
	m.exactly("@context", PlainContext)
	m.exactly("type", `["VerifiablePresentation"]`)
	p.Holder = m.id("holder")
	inside, _ := m.take("verifiableCredential")
	list, ok := inside.Items()
	if !ok || len(list) != 1 {
		m.fault("verifiableCredential")
	}
	if err := m.done(); err != nil {
		return Presentation{}, nil, err
	}
	if !owns(p.Holder, p.Proof.VerificationMethod) {
		return Presentation{}, nil, fmt.Errorf("%w: %s", ErrHolder, p.Proof.VerificationMethod)
	}
	p.Raw = list[0].Raw()
	if p.Credential, err = Read(p.Raw); err != nil {
		return Presentation{}, nil, err
	}
	if p.Credential.Subject != p.Holder {
		return Presentation{}, nil, fmt.Errorf("%w: %s", ErrSubject, p.Credential.Subject)
	}
	return p, s, nil
}

// VerifyPresentation reads a presentation and checks it with the holder's key:
// its holder, group and Follow are those wanted, its proof holds, and it is at
// most ten minutes old, or five ahead. The credential inside, whose subject is
// the holder, is then verified with [Verify] on Raw and its issuer's key. That
// a Follow id is accepted only once is the caller's to keep. Errors are those
// of [ReadPresentation], [ErrHolder], [ErrDomain], [ErrChallenge], [ErrStale],
// [ErrNotYetValid] and [sign.ErrProof].
func VerifyPresentation(raw []byte, holderKey ed25519.PublicKey, wantHolder, wantDomain, wantChallenge string, now time.Time) (Presentation, error) {
	p, s, err := readPresentation(raw)
	if err != nil {
		return Presentation{}, err
	}
	switch {
	case p.Holder != wantHolder:
		err = fmt.Errorf("%w: %s", ErrHolder, p.Holder)
	case p.Proof.Domain != wantDomain:
		err = fmt.Errorf("%w: %s", ErrDomain, p.Proof.Domain)
	case p.Proof.Challenge != wantChallenge:
		err = fmt.Errorf("%w: %s", ErrChallenge, p.Proof.Challenge)
	case now.Sub(p.Proof.Created) > PresentationAge:
		err = fmt.Errorf("%w: %s", ErrStale, sign.FormatTime(p.Proof.Created))
	case p.Proof.Created.Sub(now) > skew:
		err = fmt.Errorf("%w: %s", ErrNotYetValid, sign.FormatTime(p.Proof.Created))
	default:
		err = s.Verify(holderKey)
	}
	if err != nil {
		return Presentation{}, err
	}
	return p, nil
}
