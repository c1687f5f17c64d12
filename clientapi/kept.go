package clientapi

import (
	"bytes"
	"compress/gzip"
	"context"
	"net/http"
	"strconv"
	"sync"

	"headroom/internal/httpx"
)

// What is kept of callers and of answers, in bytes.
const (
	callersBytes = 1 << 20
	callerBytes  = 6 << 10 // of one, roughly, with what it was read into
	answersBytes = 24 << 20
)

// How long they are kept at most, in milliseconds.
const (
	callersSpan = 1000
	answersSpan = 2000
)

// kept is an answer that may be given again.
type kept struct {
	link         string
	body, packed []byte // packed with gzip, where that is worth it
}

// packFrom is how long a body is that is worth packing.
const packFrom = 1400

// again answers with what the handler said to the same question in this moment. A
// pull on a phone that finds nothing new costs next to nothing, and so do many
// connections that ask for the same.
func (a *API) again(w http.ResponseWriter, r *http.Request, c caller, h handler) error {
	key := strconv.FormatInt(c.token, 36) + " " + r.URL.RequestURI()
	k, err := a.said.get(a.moment(), key, func() (kept, int, error) {
		// It is not this one's alone: another may wait for it when this one has gone.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), a.RequestTimeout)
		defer cancel()
		rec := recorder{header: http.Header{}}
		if err := h(&rec, r.WithContext(ctx), c); err != nil {
			return kept{}, 0, err
		}
		k := kept{link: rec.header.Get("Link"), body: rec.body.Bytes()}
		if len(k.body) >= packFrom {
			k.packed = pack(k.body)
		}
		return k, len(k.body) + len(k.packed) + len(key), nil
	})
	if err != nil {
		return err
	}
	if k.link != "" {
		w.Header().Set("Link", k.link)
	}
	if k.packed != nil {
		w.Header().Add("Vary", "Accept-Encoding")
		if httpx.Packs(r) {
			w.Header().Set("Content-Encoding", "gzip")
			return httpx.WriteBytes(w, http.StatusOK, httpx.TypeJSON, k.packed)
		}
	}
	return httpx.WriteBytes(w, http.StatusOK, httpx.TypeJSON, k.body)
}

// packers are used again: each begins with some hundred thousand bytes.
var packers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is one that there is
	return z
}}

// pack packs a body: once for everybody who asks.
func pack(body []byte) []byte {
	var out bytes.Buffer
	z := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(&out)
	_, _ = z.Write(body) // memory takes everything
	_ = z.Close()
	return out.Bytes()
}

// recorder takes the answer of a handler, which is always 200 where there is no error.
type recorder struct {
	header http.Header
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(int)             {}
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
