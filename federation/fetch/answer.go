package fetch

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"headroom/federation/vocab"
)

// AnyType accepts every media type: for files, which are checked against their
// digest instead.
const AnyType = "*/*"

// TypeJSON is for NodeInfo.
const TypeJSON = "application/json"

const activityStreams = "https://www.w3.org/ns/activitystreams"

// Accepts reports whether an answer of media type contentType will do where
// accept was asked for. An ActivityPub document is application/activity+json, or
// application/ld+json with ActivityStreams' profile, and nothing else: a file
// that someone stored on a peer as plain JSON is not a document of that peer.
// Every other accept value stands for itself. Parameters such as charset are
// ignored.
func Accepts(accept, contentType string) bool {
	if accept == AnyType {
		return true
	}
	got, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return false
	}
	want, _, err := mime.ParseMediaType(accept)
	if err != nil {
		return false
	}
	if !isActivity(want) {
		return got == want
	}
	if got == "application/ld+json" {
		for _, p := range strings.Fields(params["profile"]) {
			if p == activityStreams {
				return true
			}
		}
		return false
	}
	return got == vocab.TypeActivity
}

func isActivity(mediaType string) bool {
	return mediaType == vocab.TypeActivity || mediaType == "application/ld+json"
}

func acceptHeader(accept string) string {
	if isActivity(accept) || accept == vocab.TypeLD {
		return vocab.TypeActivity + ", " + vocab.TypeLD
	}
	return accept
}

// checkType refuses a missing, doubled or other media type, and any content
// coding: none was asked for.
func checkType(h http.Header, accept string) (string, error) {
	if enc := h.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return "", fmt.Errorf("%w: it is compressed", ErrContentType)
	}
	types := h.Values("Content-Type")
	if len(types) != 1 || !Accepts(accept, types[0]) {
		return "", ErrContentType
	}
	return types[0], nil
}

// readBody reads at most limit bytes, and never more than most; more is ErrTooBig.
func readBody(ctx context.Context, res *http.Response, limit, most int64) ([]byte, error) {
	if limit <= 0 || limit > most {
		limit = most
	}
	if res.ContentLength > limit {
		return nil, ErrTooBig
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, fmt.Errorf("%w: %w", ErrNetwork, err)
	}
	if int64(len(body)) > limit {
		return nil, ErrTooBig
	}
	return body, nil
}

// finish reads a short rest, so that the connection can be used again, and
// closes; a long rest costs the connection.
func finish(res *http.Response) {
	_, _ = io.CopyN(io.Discard, res.Body, 4<<10)
	_ = res.Body.Close()
}

func isRedirect(code int) bool {
	switch code {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// location returns where a redirect leads, as an absolute URL.
func location(from *url.URL, res *http.Response) (string, error) {
	v := res.Header.Values("Location")
	if len(v) != 1 || v[0] == "" {
		return "", ErrRedirect
	}
	u, err := from.Parse(v[0])
	if err != nil {
		return "", ErrRedirect
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String(), nil
}
