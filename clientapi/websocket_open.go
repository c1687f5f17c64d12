package clientapi

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gobwas/ws"

	"headroom/internal/httpx"
)

// openSocket answers a request for a WebSocket and takes its connection over, with what
// the client has said since. It is nil where there is none: then that has been answered.
// Any page may ask, because no cookie counts.
func openSocket(w http.ResponseWriter, r *http.Request, subprotocol string) (*webSocket, error) {
	if !names(r.Header, "Connection", "upgrade") || !names(r.Header, "Upgrade", "websocket") { // nobody meant one
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "websocket")
		return nil, httpx.WriteBytes(w, http.StatusUpgradeRequired, "text/plain; charset=utf-8", []byte("This address is a WebSocket."))
	}
	upgrade := ws.HTTPUpgrader{Header: w.Header()}
	if subprotocol != "" {
		upgrade.Protocol = func(asked string) bool { return asked == subprotocol }
	}
	conn, rw, _, err := upgrade.Upgrade(r, w)
	if conn == nil {
		return nil, nil
	}
	var early []byte
	if err == nil {
		early, err = rw.Reader.Peek(rw.Reader.Buffered())
	}
	if err != nil { // the client has been told what is wrong, or has gone
		_ = conn.Close()
		return nil, nil
	}
	return &webSocket{conn: conn, early: slices.Clone(early)}, nil // the server's own buffers are thousands of bytes
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
