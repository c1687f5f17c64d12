package federation

import (
	"context"
	"net/http"
	"time"

	"headroom/community"
	"headroom/federation/fetch"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// sign gives the fetcher a signature of one of our actors, made at the moment of
// sending, in the form that is asked for.
func (w signer) sign(clock func() time.Time) formSigner {
	return func(form sign.Form) fetch.Signer {
		return func(req *http.Request, body []byte) error {
			return form.Sign(req, body, w.KeyID, w.key, clock())
		}
	}
}

// post delivers a document, signed by one of our actors.
func (s *Server) post(ctx context.Context, url string, body []byte, who signer) error {
	return s.forms.knock(ctx, url, who.sign(s.Clock), func(as fetch.Signer) error {
		_, err := s.Fetch.Post(ctx, url, body, as)
		return err
	})
}

// getSigned fetches a document, signed by one of our actors, and decodes it.
// The document's id must be the URL it was asked under, except for pages.
func (s *Server) getSigned(ctx context.Context, actor, url, accept string) (*vocab.Document, error) {
	res, err := s.getAs(ctx, actor, url, accept, "")
	if err != nil {
		return nil, err
	}
	return vocab.DecodePage(res.Body)
}

func (s *Server) getAs(ctx context.Context, actor, url, accept, etag string) (*fetch.Response, error) {
	return s.getWith(ctx, actor, url, accept, fetch.GetOptions{ETag: etag})
}

// getWith asks as one of our actors, in the form of signature that the host takes.
func (s *Server) getWith(ctx context.Context, actor, url, accept string, o fetch.GetOptions) (*fetch.Response, error) {
	var who signer
	err := s.view(ctx, func(tx community.Tx) (err error) { who, err = s.signerFor(tx, actor); return err })
	if err != nil {
		return nil, err
	}
	var res *fetch.Response
	err = s.forms.knock(ctx, url, who.sign(s.Clock), func(as fetch.Signer) (err error) {
		res, err = s.Fetch.Get(ctx, url, accept, as, o)
		return err
	})
	return res, err
}
