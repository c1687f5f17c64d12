package federation

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/credential"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// Issuance makes keys and signed records for package community. It is pure
// computing over the sealed keys.
type Issuance struct {
	Sealer Sealer
	Host   string // canonical host of the instance
	Nation string
}

var _ community.Issuance = Issuance{}

// NewKey makes an Ed25519 key for an actor; the private half is sealed.
func (i Issuance) NewKey(owner string, kind community.KeyOwner, number int, now time.Time) (community.Key, error) {
	key, err := sign.GenerateKey()
	if err != nil {
		return community.Key{}, err
	}
	der, err := sign.MarshalPrivateKey(key)
	if err != nil {
		return community.Key{}, err
	}
	k := community.Key{IRI: owner + "#ed25519-" + strconv.Itoa(number), Owner: owner, OwnerKind: kind, Host: i.Host,
		Algorithm: "ed25519", Public: sign.Public(key), StartAt: now.UTC().Truncate(time.Second)}
	k.Fingerprint = Fingerprint(k.Public)
	k.Sealed, err = i.Sealer.Seal(der, []byte(k.IRI))
	return k, err
}

func (i Issuance) open(k community.Key) (signer, error) {
	return unseal(i.Sealer, k)
}

// KeyRecord signs an hr:KeyRecord (FEDERATION.md, Actors).
func (i Issuance) KeyRecord(issuer community.Key, k community.Key, iri string) (community.KeyRecord, error) {
	who, err := i.open(issuer)
	if err != nil {
		return community.KeyRecord{}, err
	}
	r := community.KeyRecord{IRI: iri, Issuer: issuer.Owner, Subject: k.Owner, Key: k.IRI,
		Public: sign.EncodeMultikey(ed25519.PublicKey(k.Public)), StartAt: k.StartAt, EndAt: k.EndAt, RevokedFrom: k.RevokedFrom}
	doc := vocab.KeyRecordDocument(vocab.KeyRecord{ID: iri, Issuer: r.Issuer, Subject: r.Subject, Key: r.Key,
		Multibase: r.Public, Start: r.StartAt, End: r.EndAt, RevokedFrom: r.RevokedFrom})
	r.Raw, err = who.prove(doc, k.StartAt)
	return r, err
}

// Credential signs a credential (FEDERATION.md, Credential and status list).
func (i Issuance) Credential(issuer community.Key, p community.Person, c community.CredentialRecord) ([]byte, error) {
	who, err := i.open(issuer)
	if err != nil {
		return nil, err
	}
	claims := credential.Claims{
		ID: c.IRI, Type: credential.Type(c.Type), Issuer: issuer.Owner, Subject: p.IRI, Name: p.Name,
		Nation: p.Nation, Authority: p.AuthorityID, Phases: p.Phase, ValidFrom: c.ValidFrom, ValidUntil: c.ValidUntil,
		Status: []credential.StatusEntry{
			{Purpose: credential.Revocation, Index: int(c.Index), List: c.RevocationList},
			{Purpose: credential.Suspension, Index: int(c.Index), List: c.SuspensionList},
		},
	}
	if p.ShareSchool {
		claims.School, claims.SchoolID = p.School, p.SchoolID
	}
	return credential.Issue(claims, c.ValidFrom, who.key, who.KeyID)
}

// Times of a status list: how long a copy may be kept, and when it lapses
// unless it is signed anew.
const (
	statusTTL   = 5 * time.Minute
	statusValid = 24 * time.Hour
)

// StatusList signs a status list over its bits (FEDERATION.md, Credential and status list).
func (i Issuance) StatusList(issuer community.Key, l community.StatusList, now time.Time) (community.StatusList, error) {
	who, err := i.open(issuer)
	if err != nil {
		return l, err
	}
	bits, err := credential.NewBitstring(8 * len(l.Bits))
	if err != nil {
		return l, err
	}
	for at, b := range l.Bits {
		for bit := 0; b != 0 && bit < 8; bit++ {
			if b&(0x80>>bit) == 0 {
				continue
			}
			if err := bits.Put(8*at+bit, true); err != nil {
				return l, err
			}
		}
	}
	l.Issuer, l.ValidFrom, l.ValidUntil, l.FetchedAt = issuer.Owner, now.Add(-time.Minute).Truncate(time.Second), now.Add(statusValid), now
	l.Raw, err = credential.IssueStatusList(credential.StatusList{ID: l.IRI, Issuer: l.Issuer, Purpose: l.Purpose,
		ValidFrom: l.ValidFrom, ValidUntil: l.ValidUntil, TTL: statusTTL, Bits: bits}, now, who.key, who.KeyID)
	if err != nil {
		return l, err
	}
	l.ETag = `"` + sign.HashBytes(l.Raw)[len("sha-256:"):][:32] + `"`
	return l, nil
}

func kindOf(credentialType string) policy.Credential {
	switch credentialType {
	case "HeadteacherCredential":
		return policy.Head
	case "FacilitatorCredential":
		return policy.Facilitator
	case "AspiringHeadCredential":
		return policy.Aspiring
	}
	return policy.NoCredential
}

// Agreement signs what this instance trusts a peer for (FEDERATION.md, Agreement).
func (i Issuance) Agreement(issuer community.Key, iri, peer string, trusts []string, now time.Time) ([]byte, error) {
	who, err := i.open(issuer)
	if err != nil {
		return nil, err
	}
	types := make([]credential.Type, len(trusts))
	for n, t := range trusts {
		types[n] = credential.Type(t)
	}
	return credential.IssueAgreement(credential.Agreement{ID: iri, By: issuer.Owner, Parties: [2]string{issuer.Owner, peer},
		Trusts: types, Start: now, End: now.AddDate(1, 0, 0)}, now, who.key, who.KeyID)
}

// Receipt signs an hr:PurgeReceipt (FEDERATION.md, Remove). Its digest is over
// the sorted ids and digests of what has gone.
func (i Issuance) Receipt(issuer community.Key, r community.PurgeReceipt) ([]byte, error) {
	who, err := i.open(issuer)
	if err != nil {
		return nil, err
	}
	objects := slices.Sorted(slices.Values(r.Objects))
	list, err := json.Marshal(append([]string{}, objects...))
	if err != nil {
		return nil, err
	}
	digest, err := sign.Hash(list)
	if err != nil {
		return nil, err
	}
	return who.prove(vocab.ReceiptRecord(vocab.Receipt{ID: r.IRI, Issuer: issuer.Owner, Group: r.Group, Cause: r.Cause,
		Count: int64(len(objects)), Digest: digest, Published: r.At, BackupsUntil: r.Backups}), r.At)
}

// Terms reads an agreement that has been verified.
func (i Issuance) Terms(agreement []byte) (community.Terms, error) {
	a, err := credential.ReadAgreement(agreement)
	if err != nil {
		return community.Terms{}, err
	}
	t := community.Terms{Shares: a.Shares, From: a.Start, Until: a.End}
	for _, kind := range a.Trusts {
		t.Trusts = append(t.Trusts, string(kind))
	}
	return t, nil
}

// Header gives H(header) of a chain entry (FEDERATION.md, Announce with header chain).
func (i Issuance) Header(group string, e community.LogEntry) (string, error) {
	return sign.Hash(headerOf(group, e).JSON())
}

// Genesis gives what the first header of a group points back to.
func (i Issuance) Genesis(group string) string { return sign.HashBytes([]byte(group)) }

func headerOf(group string, e community.LogEntry) vocab.LogHeader {
	return vocab.LogHeader{Group: group, Epoch: e.Epoch, Seq: e.Seq, Prev: e.Prev, Digest: e.Digest, Published: formatTime(e.PublishedAt)}
}

// publicKeyOf gives a stored key's public half as proofs need it: no key but
// Ed25519 makes one.
func publicKeyOf(k community.Key) (ed25519.PublicKey, error) {
	if k.Algorithm != "ed25519" || len(k.Public) != ed25519.PublicKeySize {
		return nil, sign.ErrKey
	}
	return ed25519.PublicKey(k.Public), nil
}

// requestKeyOf gives a stored key's public half in a form that verifies requests
// ([sign.Presented.Verify]): Ed25519, or RSA of other software. Which keys are
// believed is decided where they are kept: no key record vouches for an RSA key,
// so that no closed community ever meets one.
func requestKeyOf(k community.Key) (crypto.PublicKey, error) {
	if k.Algorithm != "rsa" {
		return publicKeyOf(k)
	}
	pub, err := x509.ParsePKIXPublicKey(k.Public)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", sign.ErrKey, err)
	}
	if _, ok := pub.(*rsa.PublicKey); !ok {
		return nil, fmt.Errorf("%w: stored as RSA", sign.ErrKey)
	}
	return pub, sign.CheckPublicKey(pub)
}
