package clientapi

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// said is a connection whose client has said something, and then no more. It keeps what
// the client is sent.
type said struct {
	io.Reader
	sent bytes.Buffer
}

func (c *said) Write(p []byte) (int, error)      { return c.sent.Write(p) }
func (*said) Close() error                       { return nil }
func (*said) LocalAddr() net.Addr                { return nil }
func (*said) RemoteAddr() net.Addr               { return nil }
func (*said) SetDeadline(time.Time) error        { return nil }
func (*said) SetReadDeadline(t time.Time) error  { return nil }
func (*said) SetWriteDeadline(t time.Time) error { return nil }

// hearsAll takes all that a client has said, so many bytes at a time, and gives the
// messages and what was sent.
func hearsAll(text []byte, atOnce int) (heard []string, sent []ws.Frame) {
	conn := &said{Reader: few{bytes.NewReader(text), atOnce}}
	s := &webSocket{conn: conn}
	for s.wait() == nil {
		message, err := s.next()
		if err != nil {
			break
		}
		if message != nil {
			heard = append(heard, string(message))
		}
	}
	for {
		h, err := ws.ReadHeader(&conn.sent)
		if err != nil {
			return heard, sent
		}
		sent = append(sent, ws.Frame{Header: h, Payload: conn.sent.Next(int(h.Length))})
	}
}

// few gives a few bytes at a time.
type few struct {
	io.Reader
	n int
}

func (f few) Read(p []byte) (int, error) { return f.Reader.Read(p[:min(len(p), f.n)]) }

// frames are the bytes of what a client sends.
func frames(all ...ws.Frame) []byte {
	var out bytes.Buffer
	for _, f := range all {
		_ = ws.WriteFrame(&out, ws.MaskFrame(f)) // a buffer takes everything
	}
	return out.Bytes()
}

func part(op ws.OpCode, fin bool, text string) ws.Frame { return ws.NewFrame(op, fin, []byte(text)) }

// badFrames are what ends a WebSocket, with what its client is told.
var badFrames = map[string]struct {
	bytes []byte
	code  ws.StatusCode
}{
	"not masked":                 {ws.MustCompileFrame(part(ws.OpText, true, "x")), ws.StatusProtocolError},
	"an extension":               {frames(ws.Frame{Header: ws.Header{Fin: true, Rsv: ws.Rsv(true, false, false), OpCode: ws.OpText}}), ws.StatusProtocolError},
	"a kind that there is not":   {frames(part(3, true, "x")), ws.StatusProtocolError},
	"a ping in parts":            {frames(part(ws.OpPing, false, "x")), ws.StatusProtocolError},
	"a ping that is too long":    {frames(part(ws.OpPing, true, strings.Repeat("x", 126))), ws.StatusProtocolError},
	"a part of nothing":          {frames(part(ws.OpContinuation, true, "x")), ws.StatusProtocolError},
	"a message within another":   {frames(part(ws.OpText, false, ""), part(ws.OpText, true, "x")), ws.StatusProtocolError},
	"a message that is too long": {frames(part(ws.OpText, true, strings.Repeat("x", socketMost+1))), ws.StatusMessageTooBig},
	"one that grows":             {frames(part(ws.OpText, false, strings.Repeat("x", socketMost)), part(ws.OpContinuation, true, "x")), ws.StatusMessageTooBig},
	"a length beyond all":        {[]byte{0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4}, ws.StatusMessageTooBig},
	"what is no text":            {frames(part(ws.OpText, true, "\xff\xfe")), ws.StatusInvalidFramePayloadData},
	"its end":                    {frames(ws.NewCloseFrame(ws.NewCloseFrameBody(ws.StatusGoingAway, "so long"))), ws.StatusGoingAway},
}

// TestAWebSocketKeepsToTheRules: whoever does not is told why, hears nothing after that,
// and what they say after that is not heard.
func TestAWebSocketKeepsToTheRules(t *testing.T) {
	t.Parallel()
	for what, bad := range badFrames {
		for _, atOnce := range []int{1, 7, 1 << 20} {
			heard, sent := hearsAll(slices.Concat(frames(part(ws.OpText, true, "before")), bad.bytes, frames(part(ws.OpText, true, "after"))), atOnce)
			if !slices.Equal(heard, []string{"before"}) || len(sent) != 1 || sent[0].Header.OpCode != ws.OpClose {
				t.Errorf("%s: heard %q, sent %v", what, heard, sent)
				continue
			}
			if code, _ := ws.ParseCloseFrameData(sent[0].Payload); code != bad.code {
				t.Errorf("%s: told %d, want %d", what, code, bad.code)
			}
		}
	}
	heard, sent := hearsAll(frames(part(ws.OpPong, true, ""), part(ws.OpText, false, "o"), part(ws.OpPing, true, "are you there?"), part(ws.OpContinuation, false, ""),
		part(ws.OpPong, true, "I am"), part(ws.OpContinuation, true, "ne"), part(ws.OpText, true, ""), part(ws.OpBinary, true, "two"), part(ws.OpPong, true, strings.Repeat("x", 100)),
		part(ws.OpText, false, strings.Repeat("x", socketMost)), part(ws.OpPong, true, "I am"), part(ws.OpContinuation, true, "")), 5)
	if !slices.Equal(heard, []string{"one", "", "two", strings.Repeat("x", socketMost)}) {
		t.Errorf("heard %q", heard)
	}
	if len(sent) != 1 || sent[0].Header.OpCode != ws.OpPong || string(sent[0].Payload) != "are you there?" {
		t.Errorf("sent %v", sent)
	}
}

// FuzzWebSocket: whatever a client says, nothing is heard that is longer than allowed or
// is no text, and how it is cut into pieces on its way changes nothing.
func FuzzWebSocket(f *testing.F) {
	for _, bad := range badFrames {
		f.Add(bad.bytes)
	}
	f.Add(frames(part(ws.OpText, false, "o"), part(ws.OpPong, true, ""), part(ws.OpContinuation, true, "ne")))
	f.Fuzz(func(t *testing.T, text []byte) {
		whole, _ := hearsAll(text, 1<<20)
		pieces, _ := hearsAll(text, 1)
		if !slices.Equal(whole, pieces) {
			t.Errorf("heard %q whole and %q in pieces", whole, pieces)
		}
		for _, message := range whole {
			if len(message) > socketMost || strings.ToValidUTF8(message, "") != message {
				t.Errorf("heard %q", message)
			}
		}
	})
}

// TestASilentWebSocketIsGone after two beats without a sign of life; any sign will do.
func TestASilentWebSocketIsGone(t *testing.T) {
	t.Parallel()
	s := &webSocket{conn: &said{Reader: bytes.NewReader(frames(part(ws.OpPong, true, "")))}}
	for n, want := range []error{nil, nil, errGone} {
		if err := s.ping(); !errors.Is(err, want) {
			t.Errorf("beat %d: %v", n, err)
		}
	}
	if err := s.wait(); !errors.Is(err, io.EOF) {
		t.Errorf("a pong is something to read: %v", err)
	}
	if err := s.ping(); err != nil {
		t.Errorf("after a sign of life: %v", err)
	}
	s.end(ws.StatusNormalClosure, "")
	if err := s.write(ws.OpText, []byte("x")); !errors.Is(err, errGone) {
		t.Errorf("after its end: %v", err)
	}
}

// TestAWebSocketKeepsWhatCameEarly: a client may speak before it has been answered.
func TestAWebSocketKeepsWhatCameEarly(t *testing.T) {
	t.Parallel()
	heard := make(chan string, 2)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := openSocket(w, r, "")
		if err != nil {
			heard <- err.Error()
			return
		}
		defer s.conn.Close()
		for range 2 {
			if err := s.wait(); err != nil {
				heard <- err.Error()
				return
			}
			message, _ := s.next()
			heard <- string(message)
		}
	}))
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	early := strings.Repeat("early ", 100)
	for _, text := range []string{"GET / HTTP/1.1\r\nHost: sample.example\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n" +
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" + string(frames(part(ws.OpText, true, early))), string(frames(part(ws.OpText, true, "late")))} {
		if _, err := io.WriteString(conn, text); err != nil {
			t.Fatal(err)
		}
	}
	if one, two := <-heard, <-heard; one != early || two != "late" {
		t.Errorf("heard %q and %q", one, two)
	}
	answer := make([]byte, 1<<10)
	if n, err := conn.Read(answer); err != nil || !strings.Contains(string(answer[:n]), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") { // of RFC 6455
		t.Errorf("answered %q, %v", answer[:n], err)
	}
}

// TestWhatIsNoWebSocket is answered as any request.
func TestWhatIsNoWebSocket(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s, err := openSocket(w, r, ""); s != nil || err != nil {
			t.Errorf("%v: a WebSocket, %v", r.Header, err)
		}
	}))
	defer server.Close()
	for _, bad := range []struct {
		key    string
		values []string
		status int
	}{
		{"Connection", nil, 426}, {"Connection", []string{"close"}, 426}, {"Upgrade", []string{"h2c"}, 426},
		{"Sec-Websocket-Version", []string{"8"}, 426}, {"Sec-Websocket-Version", nil, 400}, {"Sec-Websocket-Key", []string{"short"}, 400},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header = http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="}}
		r.Header[bad.key] = bad.values
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != bad.status {
			t.Errorf("%s %q: %d, want %d", bad.key, bad.values, answer.StatusCode, bad.status)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header = http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}}
	if s, err := openSocket(httptest.NewRecorder(), r, ""); s != nil || err != nil {
		t.Errorf("what has no connection hands one over: %v", err)
	}
}
