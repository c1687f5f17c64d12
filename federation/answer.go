package federation

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/federation/vocab"
	"headroom/internal/httpx"
	"headroom/internal/ids"
)

var errNotFound = community.ErrNotFound

// ask authenticates a GET, and looks up what a person's home says of them now,
// whether or not what they ask for exists.
func (s *Server) ask(r *http.Request) (caller, error) {
	c, err := s.authenticate(r, nil)
	if err == error(errNoPeer) && s.Open {
		return caller{}, nil // their signature is worth nothing here, and what is public needs none
	}
	if err != nil {
		return c, err
	}
	if c.Signed && c.Peer.State != community.PeerActive {
		return c, errUnauthenticated
	}
	s.visits.check(r.Context(), c)
	return c, nil
}

// number reads an id from the path: anything but its one canonical form does
// not exist.
func number(r *http.Request, name string) (int64, error) {
	n, err := ids.Parse(chi.URLParam(r, name))
	if err != nil {
		return 0, errNotFound
	}
	return n, nil
}

// reply answers a principal: never kept by a cache.
func reply(w http.ResponseWriter, body []byte) error {
	httpx.Private(w.Header())
	return httpx.WriteBytes(w, http.StatusOK, httpx.TypeActivity, body)
}

// replyPublic answers with what anyone may read.
func replyPublic(w http.ResponseWriter, mediaType string, body []byte) error {
	w.Header().Set("Cache-Control", "public, max-age=60")
	return httpx.WriteBytes(w, http.StatusOK, mediaType, body)
}

// replyTagged answers a status list or stamps: private, asked anew each time,
// and cheap when nothing has changed.
func replyTagged(w http.ResponseWriter, r *http.Request, mediaType, etag string, body []byte) error {
	h := w.Header()
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Accept, Authorization, Cookie, Signature")
	h.Set("ETag", etag)
	for _, t := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimSpace(t) == etag {
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	return httpx.WriteBytes(w, http.StatusOK, mediaType, body)
}

// theKeys are an actor's public keys as its document shows them: the current
// one, those that were replaced and count still, and of an issuer the next one.
func (s *Server) theKeys(tx community.Tx, actor string) (vocab.Keys, error) {
	all, err := tx.Keys(actor)
	if err != nil {
		return vocab.Keys{}, err
	}
	slices.SortStableFunc(all, func(a, b community.Key) int { return cmp.Compare(rankOf(a), rankOf(b)) })
	out := vocab.Keys{List: actor + "/keys"}
	for _, k := range all {
		if !k.Waiting && !k.Counts(s.now()) || k.Algorithm != "ed25519" {
			continue
		}
		pub, err := publicKeyOf(k)
		if err != nil {
			return out, err
		}
		pem, err := encodePEM(pub)
		if err != nil {
			return out, err
		}
		if out.Public.ID == "" {
			out.Public = vocab.PublicKey{ID: k.IRI, Owner: actor, PEM: pem}
		}
		out.Multi = append(out.Multi, vocab.Multikey{ID: k.IRI, Controller: actor, Multibase: multibase(k)})
	}
	return out, nil
}

// rankOf orders keys: the one that signs now, then those before it, then the
// next.
func rankOf(k community.Key) int {
	switch {
	case k.Waiting:
		return 2
	case !k.EndAt.IsZero():
		return 1
	default:
		return 0
	}
}

func pageNumber(r *http.Request, name string, other int64) (int64, error) {
	v := r.URL.Query().Get(name)
	if v == "" {
		return other, nil
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != v {
		return 0, errMalformed
	}
	return n, nil
}
