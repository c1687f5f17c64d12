package sign

import (
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/mr-tron/base58"
)

// ErrProof is wrapped by every error about a proof that is absent, malformed
// or wrong, and by [AddProof] for a document that cannot carry one.
var ErrProof = errors.New("bad proof")

// Purposes of a proof.
const (
	AssertionMethod = "assertionMethod" // everything but presentations
	Authentication  = "authentication"  // presentations
)

const (
	proofType   = "DataIntegrityProof"
	proofSuite  = "eddsa-jcs-2022"
	timeLayout  = "2006-01-02T15:04:05Z"
	maxProofStr = 2048 // bytes of a verification method, domain or challenge
	maxSig58    = 96   // characters; 64 bytes take at most 88
)

// ProofOptions says what a new proof states.
type ProofOptions struct {
	VerificationMethod string    // id of the key, an absolute URL
	Purpose            string    // AssertionMethod if empty
	Created            time.Time // written in UTC, to the second
	Domain, Challenge  string    // presentations only; left out if empty
}

// Proof is what a document's proof states. That it was read says nothing about
// its truth: see [Signed.Verify].
type Proof struct {
	VerificationMethod string
	Purpose            string
	Created            time.Time
	Domain, Challenge  string
}

// Signed is a document whose proof was read and not yet verified. It refers to
// the bytes it was made from, which must not change while it is in use.
type Signed struct {
	Proof     Proof
	tree      *tree
	proof     int32
	signature []byte
}

// FormatTime writes an instant as the protocol does: YYYY-MM-DDThh:mm:ssZ.
func FormatTime(t time.Time) string { return t.UTC().Format(timeLayout) }

// ParseTime reads exactly the form of [FormatTime]; fractions and offsets are
// refused.
func ParseTime(s string) (time.Time, error) {
	t, err := time.Parse(timeLayout, s)
	if err != nil || t.Format(timeLayout) != s {
		return time.Time{}, fmt.Errorf("time not in the form %s", timeLayout)
	}
	return t, nil
}

// AddProof returns the document with an eddsa-jcs-2022 proof (FEP-8b32) as its
// last member. The rest of the document is byte for byte what it was. The
// document must be an object with an @context and without a proof; the error
// wraps [ErrProof], and [ErrJSON] where the bytes are to blame.
func AddProof(doc []byte, o ProofOptions, key ed25519.PrivateKey) ([]byte, error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("%w: %w", ErrProof, ErrKey)
	}
	t, err := parse(doc)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrProof, err)
	}
	context := t.member(t.root, "@context")
	if context < 0 || t.member(t.root, "proof") >= 0 {
		return nil, fmt.Errorf("%w: the document has no context, or a proof already", ErrProof)
	}
	if o.Purpose == "" {
		o.Purpose = AssertionMethod
	}
	head, tail, err := proofMembers(o)
	if err != nil {
		return nil, err
	}
	// The members are written in canonical order, so the configuration that is
	// hashed and the proof that is sent differ in nothing but proofValue and
	// the spelling of the context.
	config := []byte(`{"@context":`)
	config = t.canonical(config, context, "")
	config = append(append(append(config, head...), tail...), '}')
	combined := combine(config, t.canonical(make([]byte, 0, len(doc)), t.root, "proof"))
	value := "z" + base58.Encode(ed25519.Sign(key, combined[:]))

	end := int(t.nodes[t.root].end) - 1
	c := t.nodes[context]
	out := make([]byte, 0, len(doc)+len(config)+160)
	out = append(out, doc[:end]...)
	out = append(out, `,"proof":{"@context":`...)
	out = append(out, doc[c.start:c.end]...)
	out = append(out, head...)
	out = append(out, `,"proofValue":"`+value+`"`...)
	out = append(out, tail...)
	out = append(out, '}')
	return append(out, doc[end:]...), nil
}

// proofMembers returns the members of a proof in canonical form and order, as
// those before proofValue and those after it.
func proofMembers(o ProofOptions) (head, tail []byte, err error) {
	if y := o.Created.UTC().Year(); y < 1970 || y > 9999 {
		return nil, nil, fmt.Errorf("%w: created out of range", ErrProof)
	}
	if err := checkMembers(Proof(o)); err != nil {
		return nil, nil, err
	}
	for _, m := range [...][2]string{
		{"challenge", o.Challenge}, {"created", FormatTime(o.Created)}, {"cryptosuite", proofSuite},
		{"domain", o.Domain}, {"proofPurpose", o.Purpose},
	} {
		if m[1] != "" {
			head = appendMember(head, m[0], m[1])
		}
	}
	tail = appendMember(nil, "type", proofType)
	return head, appendMember(tail, "verificationMethod", o.VerificationMethod), nil
}

func appendMember(out []byte, name, value string) []byte {
	out = append(append(append(out, `,"`...), name...), `":`...)
	return appendQuoted(out, []byte(value))
}

// checkMembers holds the rules that both making and reading a proof obey.
func checkMembers(p Proof) error {
	for _, s := range [...]string{p.VerificationMethod, p.Domain, p.Challenge} {
		if len(s) > maxProofStr || !utf8.ValidString(s) {
			return fmt.Errorf("%w: member too long or not UTF-8", ErrProof)
		}
	}
	if p.VerificationMethod == "" {
		return fmt.Errorf("%w: no verification method", ErrProof)
	}
	switch p.Purpose {
	case AssertionMethod:
		if p.Domain != "" || p.Challenge != "" {
			return fmt.Errorf("%w: domain or challenge outside a presentation", ErrProof)
		}
	case Authentication:
		if p.Domain == "" || p.Challenge == "" {
			return fmt.Errorf("%w: presentation without domain or challenge", ErrProof)
		}
	default:
		return fmt.Errorf("%w: unknown purpose", ErrProof)
	}
	return nil
}

// ParseSigned decodes a document strictly, once, and reads its proof without
// any key. The document must be an object whose proof is one object with
// exactly the members of the protocol and the document's own context. The
// error wraps [ErrProof], and [ErrJSON] where the bytes are to blame.
func ParseSigned(doc []byte) (*Signed, error) {
	t, err := parse(doc)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrProof, err)
	}
	s := &Signed{tree: t, proof: t.member(t.root, "proof")}
	context := t.member(t.root, "@context")
	if context < 0 || s.proof < 0 || t.nodes[s.proof].kind != kindObject {
		return nil, fmt.Errorf("%w: the document has no context, or not one proof", ErrProof)
	}
	if err := s.readMembers(); err != nil {
		return nil, err
	}
	if c := t.member(s.proof, "@context"); c < 0 || !t.sameValue(c, context) {
		return nil, fmt.Errorf("%w: its context is not the document's", ErrProof)
	}
	if err := checkMembers(s.Proof); err != nil {
		return nil, err
	}
	return s, nil
}

// readMembers fills in Proof and signature, refusing any member not listed.
func (s *Signed) readMembers() error {
	t, n := s.tree, s.tree.nodes[s.proof]
	var kindOf, suite, created, value string
	for i := n.a; i < n.b; i += 2 {
		var into *string
		switch string(t.text(t.kids[i])) {
		case "@context":
			continue
		case "type":
			into = &kindOf
		case "cryptosuite":
			into = &suite
		case "created":
			into = &created
		case "proofValue":
			into = &value
		case "verificationMethod":
			into = &s.Proof.VerificationMethod
		case "proofPurpose":
			into = &s.Proof.Purpose
		case "domain":
			into = &s.Proof.Domain
		case "challenge":
			into = &s.Proof.Challenge
		default:
			return fmt.Errorf("%w: unknown member", ErrProof)
		}
		text, ok := t.str(t.kids[i+1])
		if !ok || text == "" {
			return fmt.Errorf("%w: a member is not text", ErrProof)
		}
		*into = text
	}
	if kindOf != proofType || suite != proofSuite {
		return fmt.Errorf("%w: not %s", ErrProof, proofSuite)
	}
	var err error
	if s.Proof.Created, err = ParseTime(created); err != nil {
		return fmt.Errorf("%w: created: %w", ErrProof, err)
	}
	if len(value) > maxSig58 || len(value) < 2 || value[0] != 'z' {
		return fmt.Errorf("%w: proofValue", ErrProof)
	}
	if s.signature, err = base58.Decode(value[1:]); err != nil || len(s.signature) != ed25519.SignatureSize {
		return fmt.Errorf("%w: proofValue", ErrProof)
	}
	return nil
}

// Verify checks the proof with the key that the caller found for
// Proof.VerificationMethod. The error wraps [ErrProof].
func (s *Signed) Verify(pub ed25519.PublicKey) error {
	if err := checkEd25519(pub); err != nil {
		return fmt.Errorf("%w: %w", ErrProof, err)
	}
	combined := combine(s.canonicalConfig(), s.canonicalDocument())
	if !ed25519.Verify(pub, combined[:], s.signature) {
		return fmt.Errorf("%w: it does not fit the document and the key", ErrProof)
	}
	return nil
}

// Hash returns H(document), proof included: what hr:digest of an announcement
// states about the object inside it.
func (s *Signed) Hash() string {
	return HashBytes(s.tree.canonical(make([]byte, 0, len(s.tree.src)), s.tree.root, ""))
}

func (s *Signed) canonicalConfig() []byte {
	return s.tree.canonical(make([]byte, 0, 640), s.proof, "proofValue")
}

func (s *Signed) canonicalDocument() []byte {
	return s.tree.canonical(make([]byte, 0, len(s.tree.src)), s.tree.root, "proof")
}

// combine is what is signed: the hash of the proof configuration, then the
// hash of the document without its proof.
func combine(config, document []byte) (out [2 * sha256.Size]byte) {
	a, b := sha256.Sum256(config), sha256.Sum256(document)
	copy(out[:], a[:])
	copy(out[sha256.Size:], b[:])
	return out
}

// ReadProof reads what a document's proof states, without verifying it. For
// reading and then verifying, [ParseSigned] decodes only once.
func ReadProof(doc []byte) (Proof, error) {
	s, err := ParseSigned(doc)
	if err != nil {
		return Proof{}, err
	}
	return s.Proof, nil
}

// VerifyProof reads a document's proof and checks it with pub. That pub is the
// key of Proof.VerificationMethod, and that this key is its owner's, is the
// caller's to know. The error wraps [ErrProof].
func VerifyProof(doc []byte, pub ed25519.PublicKey) (Proof, error) {
	s, err := ParseSigned(doc)
	if err != nil {
		return Proof{}, err
	}
	if err := s.Verify(pub); err != nil {
		return Proof{}, err
	}
	return s.Proof, nil
}
