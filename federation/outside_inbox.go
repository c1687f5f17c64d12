package federation

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"

	"headroom/community"
	"headroom/federation/fetch"
	"headroom/federation/sign"
	"headroom/federation/vocab"
	"headroom/internal/crash"
)

// outsideInbox takes what software without an agreement sends. What is not about
// an open community costs no outbound request and no stored row, and gets the
// answer that every unknown host gets. For the rest the actor's own document is
// fetched, its signature checked, and the act kept in one commit.
func (s *Server) outsideInbox(w http.ResponseWriter, r *http.Request, body []byte) error {
	presented, err := sign.Read(r)
	if err != nil || !isActivityType(r.Header.Get("Content-Type")) {
		return errUnauthenticated
	}
	doc, err := vocab.Decode(body)
	if err != nil {
		return errUnauthenticated
	}
	act, ignored, err := readOutside(doc)
	if err != nil {
		return errUnauthenticated
	}
	host, err := vocab.Host(act.Actor)
	if err != nil || host == s.id.Host || !vocab.SameOrigin(act.Actor, presented.KeyID) {
		return errUnauthenticated
	}
	if err := s.passes.act(host, s.now()); err != nil {
		return err
	}
	if ignored != "" {
		if err := s.Service.AboutOpen(r.Context(), act.Object, act.Actor); community.IsNotFound(err) {
			return errUnauthenticated
		} else if err != nil {
			return err
		}
		return errOrigin // said so that it is not sent again
	}
	door, err := s.Service.AtOutsideDoor(r.Context(), act)
	if community.IsNotFound(err) {
		return errUnauthenticated
	}
	if err != nil {
		return err
	}
	by, err := s.outsideSigner(r, body, presented, act, door)
	if err != nil {
		return err
	}
	if act.Kind == community.OutsideHear {
		if err := s.whoSaid(r.Context(), &act, door.Community.IRI); community.IsNotFound(err) {
			return errOrigin // it does not stand where it is said to stand
		} else if err != nil {
			return err
		}
	}
	if err := s.Service.TakeOutside(r.Context(), act, by); err != nil {
		if community.IsNotFound(err) {
			return errUnauthenticated
		}
		return err
	}
	crash.At(crash.Taken)
	w.WriteHeader(http.StatusAccepted)
	return nil
}

// outsideSigner gives the actor whose key has signed a request. A key that is
// held is tried first; when it does not fit, or the actor says that it has
// changed, its document is fetched, once, within the budget of its host.
func (s *Server) outsideSigner(r *http.Request, body []byte, p sign.Presented, act community.OutsideAct, door community.OutsideDoor) (community.OutsideActor, error) {
	if door.Is && door.Known.KeyID == p.KeyID {
		good := s.verifyOutside(r, body, p, door.Known) == nil
		if good && act.Kind != community.OutsideChanged {
			return door.Known, nil
		}
		if !good && act.Kind == community.OutsideLeave {
			return community.OutsideActor{}, errUnauthenticated // its document is gone
		}
	}
	by, err := s.outsideActor(r.Context(), act.Actor, p.KeyID, door.Community.IRI, !door.Is)
	if err != nil {
		return by, err
	}
	if s.verifyOutside(r, body, p, by) != nil {
		return by, errUnauthenticated
	}
	return by, nil
}

func (s *Server) verifyOutside(r *http.Request, body []byte, p sign.Presented, by community.OutsideActor) error {
	pub, err := x509.ParsePKIXPublicKey(by.Public)
	if err != nil {
		return err
	}
	return p.Verify(r, body, pub, s.now())
}

// outsideActor fetches an actor of other software and the key with an id. One
// look serves all who wait for the same, and at a first contact also who comes
// while what was seen is being written down. Failures are counted, and not
// repeated within a minute.
func (s *Server) outsideActor(ctx context.Context, actor, keyID, as string, first bool) (community.OutsideActor, error) {
	var none community.OutsideActor
	if at, miss := s.keys.missed.Get(keyID); miss && s.now().Sub(at) < missTime {
		return none, errUnauthenticated
	}
	look := "outside " + actor + " " + keyID
	if !first {
		look += " anew" // who says that they have changed is not given what was seen before
	}
	v, err, _ := s.keys.flight.Do(look, func() (any, error) {
		if by, ok := s.keys.met.Get(look); first && ok {
			return by, nil
		}
		host, err := vocab.Host(actor)
		if err != nil {
			return none, errKey
		}
		if err := s.passes.fetch(host, s.now()); err != nil {
			return none, err
		}
		done := s.Trust.naming(host)
		defer done()
		by, err := s.fetchOutside(fetch.WithBudget(ctx, 4), actor, keyID, as)
		if first && err == nil {
			s.keys.met.Add(look, by)
		}
		return by, err
	})
	switch {
	case err == nil:
		return v.(community.OutsideActor), nil
	case isKeyError(err):
		s.keys.missed.Add(keyID, s.now())
		return none, errUnauthenticated
	}
	return none, err
}

// isKeyError reports whether an error is about what was fetched, not about the
// budget for fetching.
func isKeyError(err error) bool {
	return errors.Is(err, errKey) || errors.Is(err, errMalformed)
}

// fetchOutside reads an actor's own document, and the key in it. The document
// behind a key's id may be the actor, or the key alone: then the actor must name
// the key, too. Nothing but the actor's document says who the actor is.
func (s *Server) fetchOutside(ctx context.Context, actor, keyID, as string) (community.OutsideActor, error) {
	doc, err := s.getOutside(ctx, as, actor)
	if err != nil {
		return community.OutsideActor{}, err
	}
	a, err := readActor(doc)
	if err != nil || a.IRI != actor {
		return a, fmt.Errorf("%w: the document is another's", errKey)
	}
	for _, k := range doc.PublicKeys() {
		if k.ID != keyID || k.Owner != actor {
			continue
		}
		pub, err := sign.DecodePEM(k.PEM)
		if err != nil {
			return a, fmt.Errorf("%w: %w", errKey, err)
		}
		if a.Algorithm = algorithmName(pub); a.Algorithm == "" {
			return a, errKey
		}
		if a.Public, err = x509.MarshalPKIXPublicKey(pub); err != nil {
			return a, fmt.Errorf("%w: %w", errKey, err)
		}
		a.KeyID, a.FetchedAt = keyID, s.now()
		return a, nil
	}
	for _, m := range doc.Multikeys("assertionMethod") {
		pub, err := sign.DecodeMultikey(m.Multibase)
		if m.ID != keyID || m.Controller != actor || err != nil {
			continue
		}
		if a.Public, err = x509.MarshalPKIXPublicKey(pub); err != nil {
			return a, fmt.Errorf("%w: %w", errKey, err)
		}
		a.KeyID, a.Algorithm, a.FetchedAt = keyID, "ed25519", s.now()
		return a, nil
	}
	return a, fmt.Errorf("%w: the actor does not name it", errKey)
}

func algorithmName(pub crypto.PublicKey) string {
	switch pub.(type) {
	case *rsa.PublicKey:
		return "rsa"
	case ed25519.PublicKey:
		return "ed25519"
	}
	return ""
}

// getOutside fetches a document of other software, signed by a community of
// ours where there is one: some servers answer nobody else.
func (s *Server) getOutside(ctx context.Context, as, url string) (*vocab.Document, error) {
	get := func(signer fetch.Signer) (*fetch.Response, error) {
		return s.Fetch.Get(ctx, url, vocab.TypeActivity, signer, noOptions)
	}
	var res *fetch.Response
	var err error
	if as == "" {
		res, err = get(nil)
	} else {
		who, e := s.outsideKey(ctx, as)
		if e != nil {
			return nil, e
		}
		err = s.forms.knock(ctx, url, who.sign(s.Clock), func(signer fetch.Signer) (err error) { res, err = get(signer); return err })
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errKey, err)
	}
	doc, err := vocab.Decode(res.Body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errKey, err)
	}
	return doc, nil
}
