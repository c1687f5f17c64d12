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

// sign gives the fetcher a signature of one of our actors.
func (w signer) sign(clock func() time.Time) fetch.Signer {
	return func(req *http.Request, body []byte) error {
		return sign.SignRequest(req, body, w.KeyID, w.key, clock())
	}
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
	var who signer
	err := s.view(ctx, func(tx community.Tx) (err error) { who, err = s.signerFor(tx, actor); return err })
	if err != nil {
		return nil, err
	}
	return s.Fetch.Get(ctx, url, accept, who.sign(s.Clock), fetch.GetOptions{ETag: etag})
}
