package templates

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

//go:embed static
var staticFiles embed.FS

// asset is one static file, kept ready to send.
type asset struct {
	kind          string
	plain, zipped []byte
}

// assets reads the embedded files once: their bytes, compressed where that
// helps, and one digest over all, which is part of every address so that a
// changed file is never taken from a cache.
var assets = sync.OnceValue(func() (set struct {
	digest string
	byName map[string]asset
}) {
	set.byName = make(map[string]asset)
	hash := sha256.New()
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(hash, "%s %d\n", name, len(raw))
		hash.Write(raw)
		set.byName[strings.TrimPrefix(name, "static/")] = newAsset(name, raw)
		return nil
	})
	if err != nil {
		// The files are part of the program: this cannot happen to one that
		// was built.
		panic("templates: embedded files: " + err.Error())
	}
	set.digest = hex.EncodeToString(hash.Sum(nil))[:12]
	return set
})

func newAsset(name string, raw []byte) asset {
	a := asset{kind: mime.TypeByExtension(path.Ext(name)), plain: raw}
	switch path.Ext(name) {
	case ".woff2":
		a.kind = "font/woff2"
		return a
	case ".js":
		a.kind = "text/javascript; charset=utf-8"
	case ".txt", ".md":
		a.kind = "text/plain; charset=utf-8"
	case ".png":
		return a
	}
	var zipped bytes.Buffer
	w, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	_, _ = w.Write(raw)
	_ = w.Close()
	if zipped.Len() < len(raw) {
		a.zipped = zipped.Bytes()
	}
	return a
}

// AssetsPath is the prefix of all static addresses, "/static/" and a digest.
func AssetsPath() string { return "/static/" + assets().digest }

// Static serves the files under /static/. Addresses that carry the present
// digest may be kept for ever; others are answered too, so that a page from
// before an upgrade keeps its looks, but are not kept.
func Static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		all := assets()
		rest := strings.TrimPrefix(req.URL.Path, "/static/")
		version, name, _ := strings.Cut(rest, "/")
		a, ok := all.byName[name]
		if !ok {
			http.NotFound(w, req)
			return
		}
		a.serve(w, req, version == all.digest)
	})
}

// serve sends a file, compressed to whoever takes that. What is asked for by an
// address that changes with it may be kept for ever.
func (a asset) serve(w http.ResponseWriter, req *http.Request, forEver bool) {
	header := w.Header()
	header.Set("Content-Type", a.kind)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-cache")
	if forEver {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := a.plain
	if a.zipped != nil {
		header.Set("Vary", "Accept-Encoding")
		if acceptsGzip(req.Header.Get("Accept-Encoding")) {
			header.Set("Content-Encoding", "gzip")
			body = a.zipped
		}
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if req.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// acceptsGzip reads Accept-Encoding; a weight of nought is a refusal.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == "gzip" {
			weight = strings.ReplaceAll(weight, " ", "")
			return weight != "q=0" && weight != "q=0.0" && weight != "q=0.00" && weight != "q=0.000"
		}
	}
	return false
}

// digest is a short name for bytes.
func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])[:12]
}
