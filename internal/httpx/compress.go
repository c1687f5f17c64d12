package httpx

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// Compress sends pages packed with gzip to who takes that: a page is a fifth
// of its size then, which is what counts on a slow link. Streams, pictures and
// documents pass untouched.
//
// A request that another site made is answered unpacked: whoever can both
// choose a part of a page and watch its packed size can guess the rest of it,
// and browsers say which requests are of that kind.
func Compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !Packs(r) {
			next.ServeHTTP(w, r)
			return
		}
		p := &packed{ResponseWriter: w}
		defer p.close()
		next.ServeHTTP(p, r)
	})
}

// Packs reports whether the answer to a request may be packed.
func Packs(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	return r.Method != http.MethodHead && takesGzip(r.Header.Get("Accept-Encoding")) && (site == "" || site == "same-origin" || site == "none")
}

// takesGzip reads Accept-Encoding; a weight of nought is a refusal.
func takesGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == "gzip" {
			return strings.Trim(strings.ReplaceAll(weight, " ", ""), "q=0.") != "" || weight == ""
		}
	}
	return false
}

var packers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is one that there is
	return z
}}

// packed packs what is written to it when that is a page.
type packed struct {
	http.ResponseWriter
	z     *gzip.Writer
	begun bool
}

// WriteHeader implements http.ResponseWriter.
func (p *packed) WriteHeader(status int) {
	h := p.Header()
	if !p.begun && status >= http.StatusOK {
		p.begun = true
		page := strings.HasPrefix(h.Get("Content-Type"), "text/html") && h.Get("Content-Encoding") == ""
		if page {
			h.Add("Vary", "Accept-Encoding")
		}
		if page && status != http.StatusNoContent && status != http.StatusNotModified {
			h.Set("Content-Encoding", "gzip")
			h.Del("Content-Length")
			p.z = packers.Get().(*gzip.Writer)
			p.z.Reset(p.ResponseWriter)
		}
	}
	p.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (p *packed) Write(b []byte) (int, error) {
	if !p.begun {
		p.WriteHeader(http.StatusOK)
	}
	if p.z != nil {
		return p.z.Write(b)
	}
	return p.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (p *packed) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func (p *packed) close() {
	if p.z == nil {
		return
	}
	_ = p.z.Close() // the connection is gone: nobody is left to tell
	packers.Put(p.z)
}
