package federation

import (
	"context"
	"crypto/ed25519"
	"mime"
	"strings"

	"headroom/community"
	"headroom/federation/credential"
	"headroom/federation/fetch"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// takeAgreement applies a message about the agreement at once: it is rare, and
// the operator who sent it waits for the answer.
func (s *Server) takeAgreement(ctx context.Context, from caller, doc *vocab.Document) error {
	switch doc.Type() {
	case "Offer":
		inner := doc.Object()
		if inner == nil || inner.Type() != "hr:Agreement" {
			return errMalformed
		}
		if _, err := s.readAgreement(inner.Raw(), from); err != nil {
			return err
		}
		return s.Service.OfferReceived(ctx, from.Actor, doc.ID(), inner.Raw())
	case "Accept":
		result := doc.Result()
		if result == nil || s.digestOfOurs(from.Peer, doc.ObjectID()) != doc.String("hr:digest") {
			return errMalformed
		}
		if _, err := checkProof(doc.Raw(), from.Actor, from.Key); err != nil {
			return err
		}
		if _, err := s.readAgreement(result.Raw(), from); err != nil {
			return err
		}
		return s.Service.OfferAccepted(ctx, from.Actor, doc.ObjectID(), result.Raw())
	case "Reject":
		return s.Service.OfferRejected(ctx, from.Actor, doc.ObjectID())
	default: // Undo of the Offer, or of our Offer's Accept
		offer := doc.ObjectID()
		if inner := doc.Object(); inner != nil && inner.Type() == "Accept" {
			offer = inner.ObjectID()
		}
		return s.Service.AgreementEnded(ctx, from.Actor, offer)
	}
}

// takeReceipt applies a receipt for what a peer has purged of a community of
// ours at once. Nothing in the answer tells whether there is such a community.
func (s *Server) takeReceipt(ctx context.Context, from caller, doc *vocab.Document) error {
	result := doc.Result()
	r, ok := result.Receipt()
	if !ok || r.Issuer != from.Actor || r.Cause != doc.ObjectID() || !vocab.SameOrigin(r.ID, from.Actor) {
		return errMalformed
	}
	if _, err := checkProof(result.Raw(), from.Actor, from.Key); err != nil {
		return err
	}
	return s.Service.ReceiptReceived(ctx, community.ReceiptReceived{Host: from.Peer.Host, Issuer: from.Actor, IRI: r.ID, Group: r.Group,
		Cause: r.Cause, Count: r.Count, Published: r.Published, Raw: result.Raw()})
}

// digestOfOurs is H of the half that we offered to a peer, at first or in order
// to go on.
func (s *Server) digestOfOurs(p community.Peer, offer string) string {
	half := p.OurAgreement
	if ours, _ := p.Renewing(); ours && offer == p.NextOffer {
		half = p.NextOurs
	}
	if len(half) == 0 {
		return ""
	}
	h, err := sign.Hash(half)
	if err != nil {
		return ""
	}
	return h
}

func (s *Server) readAgreement(raw []byte, from caller) (credential.Agreement, error) {
	a, err := credential.VerifyAgreement(raw, ed25519.PublicKey(from.Key.Public), from.Actor, s.id.Issuer())
	if err != nil {
		return a, &community.Error{Class: community.Invalid, Key: "error.malformed", Cause: err}
	}
	return a, nil
}

// Issuer fetches the issuer document of a host that the operator has named: by
// WebFinger for the host (FEP-d556), else at /issuer. It implements
// community.Outside.
func (s *Server) issuerAt(ctx context.Context, trust *TrustList, host string) (community.Peer, []community.Key, error) {
	host, err := vocab.CanonicalHost(host)
	if err != nil {
		return community.Peer{}, nil, err
	}
	done := trust.naming(host)
	defer done()
	origin := s.originOf(host)
	iri := s.discover(ctx, origin)
	res, err := s.Fetch.Get(ctx, iri, vocab.TypeActivity, nil, noOptions)
	if err != nil {
		return community.Peer{}, nil, err
	}
	doc, err := vocab.Decode(res.Body)
	if err != nil {
		return community.Peer{}, nil, err
	}
	return readIssuer(doc, host, iri)
}

// discover asks the host which actor stands for it.
func (s *Server) discover(ctx context.Context, origin string) string {
	res, err := s.Fetch.Get(ctx, origin+"/.well-known/webfinger?resource="+origin+"/", vocab.TypeJRD, nil, noOptions)
	if err == nil {
		if iri, err := actorLink(res.Body, origin); err == nil && iri != "" {
			return iri
		}
	}
	return origin + "/issuer"
}

// readIssuer reads an issuer's document into a peer and its keys.
func readIssuer(doc *vocab.Document, host, iri string) (community.Peer, []community.Key, error) {
	if doc.Type() != "Application" || doc.ID() != iri {
		return community.Peer{}, nil, errMalformed
	}
	keys, err := keysOf(doc, iri)
	if err != nil {
		return community.Peer{}, nil, err
	}
	p := community.Peer{Host: host, Issuer: iri, Name: doc.Name(), Nation: doc.String("hr:nation"), Inbox: doc.SharedInbox(),
		CommunitiesURL: doc.String("hr:communities"), KeysURL: doc.String("hr:keys"), PeersURL: doc.String("hr:peers")}
	if p.Inbox == "" {
		p.Inbox = doc.String("inbox")
	}
	for _, u := range []string{p.Inbox, p.CommunitiesURL, p.KeysURL, p.PeersURL} {
		if u != "" && !vocab.SameOrigin(u, iri) {
			return p, nil, errMalformed
		}
	}
	p.Fingerprint = Fingerprint(ed25519.PublicKey(keys[0].Public))
	return p, keys[:1], nil // the one that is compared; no other counts
}

// Fingerprint is what two operators compare, outside, of an issuer's key: the
// SHA-256 of its multibase form, in groups of four hexadecimal digits.
func Fingerprint(pub ed25519.PublicKey) string {
	hex := strings.TrimPrefix(sign.HashBytes([]byte(sign.EncodeMultikey(pub))), "sha-256:")[:32]
	var groups []string
	for i := 0; i < len(hex); i += 4 {
		groups = append(groups, hex[i:i+4])
	}
	return strings.Join(groups, " ")
}

// noOptions is for documents that are read whole.
var noOptions fetch.GetOptions

// Lookup is the service's view of the network.
type Lookup struct {
	Server *Server
	Trust  *TrustList
}

var _ community.Outside = Lookup{}

// Issuer implements community.Outside.
func (l Lookup) Issuer(ctx context.Context, host string) (community.Peer, []community.Key, error) {
	return l.Server.issuerAt(ctx, l.Trust, host)
}

// Forget implements community.Outside.
func (l Lookup) Forget(host string) { l.Server.keys.forgetHost(host) }

func mediaTypeIs(got, want string) bool {
	g, gp, err := mime.ParseMediaType(got)
	if err != nil {
		return false
	}
	w, wp, err := mime.ParseMediaType(want)
	if err != nil || g != w {
		return false
	}
	profile, ok := wp["profile"]
	return !ok || contains(strings.Fields(gp["profile"]), profile)
}
