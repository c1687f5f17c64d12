package clientapi

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// TestLeanKeepsWhatCameEarly: a client may speak before it has been answered, and more
// than a small buffer holds.
func TestLeanKeepsWhatCameEarly(t *testing.T) {
	t.Parallel()
	heard := make(chan string, 1)
	early := make([]byte, 3*leanBuffer)
	for i := range early {
		early[i] = 'a' + byte(i%26)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, rw, err := lean{w}.Hijack()
		if err != nil {
			heard <- err.Error()
			return
		}
		defer conn.Close()
		got := make([]byte, len(early)+4)
		if _, err := io.ReadFull(rw, got); err != nil {
			heard <- err.Error()
			return
		}
		heard <- string(got)
	}))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, text := range []string{"GET / HTTP/1.1\r\nHost: sample.example\r\n\r\n" + string(early), "late"} {
		if _, err := io.WriteString(conn, text); err != nil {
			t.Fatal(err)
		}
	}
	if got := <-heard; got != string(early)+"late" {
		t.Errorf("heard %q", got)
	}
	if _, _, err := (lean{httptest.NewRecorder()}).Hijack(); err == nil {
		t.Error("what has no connection hands one over")
	}
}
