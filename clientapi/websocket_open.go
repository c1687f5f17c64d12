package clientapi

import (
	"crypto/sha1" // it proves that both speak WebSocket, and nothing else
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"headroom/internal/httpx"
)

// openSocket answers a request for a WebSocket and takes its connection over, with what
// the client has said since. It is nil where there is none: then that has been answered.
// Any page may ask, because no cookie counts.
func openSocket(w http.ResponseWriter, r *http.Request, subprotocol string) (*webSocket, error) {
	h := w.Header()
	key := strings.TrimSpace(r.Header.Get("Sec-Websocket-Key"))
	plain, err := base64.StdEncoding.DecodeString(key)
	switch {
	case !r.ProtoAtLeast(1, 1) || !names(r.Header, "Connection", "upgrade") || !names(r.Header, "Upgrade", "websocket"):
		h.Set("Connection", "Upgrade")
		h.Set("Upgrade", "websocket")
		return nil, notASocket(w, http.StatusUpgradeRequired, "This address is a WebSocket.")
	case r.Header.Get("Sec-Websocket-Version") != "13":
		h.Set("Sec-Websocket-Version", "13")
		return nil, notASocket(w, http.StatusBadRequest, "This is no version of WebSockets that is spoken here.")
	case err != nil || len(plain) != 16 || len(r.Header.Values("Sec-Websocket-Key")) > 1:
		return nil, notASocket(w, http.StatusBadRequest, "This is no key of a WebSocket.")
	}
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	h.Set("Connection", "Upgrade")
	h.Set("Upgrade", "websocket")
	h.Set("Sec-Websocket-Accept", base64.StdEncoding.EncodeToString(sum[:]))
	if subprotocol != "" {
		h.Set("Sec-Websocket-Protocol", subprotocol)
	}
	w.WriteHeader(http.StatusSwitchingProtocols)
	conn, rw, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil, err
	}
	early, err := rw.Reader.Peek(rw.Reader.Buffered())
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return &webSocket{conn: conn, early: slices.Clone(early)}, nil // the server's own buffers are thousands of bytes
}

func notASocket(w http.ResponseWriter, status int, says string) error {
	return httpx.WriteBytes(w, status, "text/plain; charset=utf-8", []byte(says))
}

// names reports whether one of the names in a header is what is looked for.
func names(h http.Header, key, what string) bool {
	for _, line := range h.Values(key) {
		for one := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(one), what) {
				return true
			}
		}
	}
	return false
}
