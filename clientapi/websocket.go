package clientapi

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/gobwas/ws"
)

// What holds for WebSockets.
const (
	socketMost     = 8 << 10 // bytes of one message of a client
	socketFrame    = 20 * time.Second
	socketFarewell = 5 * time.Second
	socketSilent   = 2 // beats that a client may leave without a sign of life
)

// webSocket is the server's end of a WebSocket. Nearly always nothing comes and nothing
// goes: what it holds then is its connection and somebody who waits, on the smallest
// stack that there is. One reads it; anybody writes.
type webSocket struct {
	conn   net.Conn
	first  [16]byte // of what comes: a pong has room in it
	early  []byte   // what has come and has not been read
	parts  []byte   // of a message in several frames; nil when there is none
	silent atomic.Int32

	mu    sync.Mutex // of writing
	ended bool       // it has been said that this is the end
}

// wait waits until the client says something. It calls nothing that needs a stack: that
// of who waits stays as deep as it once was, for as long as the stream is open.
func (s *webSocket) wait() error {
	for len(s.early) == 0 {
		n, err := s.conn.Read(s.first[:])
		if n == 0 && err != nil {
			return err
		}
		s.silent.Store(0)
		if !pong(s.first[:n]) {
			s.early = s.first[:n]
		}
	}
	return nil
}

// pong reports whether something is the answer to a ping, and that alone.
func pong(said []byte) bool {
	return len(said) >= 6 && said[0] == 0x8a && said[1] == 0x80|byte(len(said)-6)
}

// Read implements io.Reader for what comes.
func (s *webSocket) Read(p []byte) (int, error) {
	if len(s.early) > 0 {
		n := copy(p, s.early)
		s.early = s.early[n:]
		return n, nil
	}
	return s.conn.Read(p)
}

// next reads the frame that has begun to come. It gives the message that it ends, or
// nil. An error is the end, of which the client has been told.
func (s *webSocket) next() (message []byte, err error) {
	if err := s.conn.SetReadDeadline(time.Now().Add(socketFrame)); err != nil {
		return nil, err
	}
	defer s.patient()
	h, err := ws.ReadHeader(s)
	if err != nil {
		return nil, err
	}
	state := ws.StateServerSide
	if s.parts != nil {
		state |= ws.StateFragmented
	}
	if err := ws.CheckHeader(h, state); err != nil {
		return nil, s.refuse(ws.StatusProtocolError, err.Error())
	}
	if !h.OpCode.IsControl() && h.Length > int64(socketMost-len(s.parts)) {
		return nil, s.refuse(ws.StatusMessageTooBig, "too long")
	}
	body := make([]byte, h.Length)
	if _, err := io.ReadFull(s, body); err != nil {
		return nil, err
	}
	ws.Cipher(body, h.Mask, 0)
	return s.take(h, body)
}

// take takes a frame as it was meant.
func (s *webSocket) take(h ws.Header, body []byte) (message []byte, err error) {
	switch h.OpCode {
	case ws.OpPing:
		return nil, s.write(ws.OpPong, body)
	case ws.OpPong:
		return nil, nil
	case ws.OpClose:
		_ = s.write(ws.OpClose, body[:min(len(body), 2)])
		return nil, io.EOF
	}
	s.parts = append(s.parts, body...)
	if s.parts == nil {
		s.parts = []byte{}
	}
	if !h.Fin {
		return nil, nil
	}
	message, s.parts = s.parts, nil
	if !utf8.Valid(message) {
		return nil, s.refuse(ws.StatusInvalidFramePayloadData, "not UTF-8")
	}
	return message, nil
}

// patient lets the client begin its next frame when it likes.
func (s *webSocket) patient() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		_ = s.conn.SetReadDeadline(time.Time{}) // of a connection that is closed, nothing is read
	}
}

// refuse ends a WebSocket whose client does not keep to the rules.
func (s *webSocket) refuse(code ws.StatusCode, why string) error {
	s.end(code, why)
	return io.EOF
}

// write sends one frame.
func (s *webSocket) write(op ws.OpCode, body []byte) error {
	frame, err := ws.CompileFrame(ws.NewFrame(op, true, body))
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return errGone
	}
	s.ended = op == ws.OpClose
	if err := s.conn.SetWriteDeadline(time.Now().Add(socketFrame)); err != nil {
		return err
	}
	_, err = s.conn.Write(frame)
	return err
}

// ping asks the client for a sign of life. It has gone when it left two without one.
func (s *webSocket) ping() error {
	if s.silent.Add(1) > socketSilent {
		return errGone
	}
	return s.write(ws.OpPing, nil)
}

// end says why this is the end, and leaves the client some time to say so as well: what
// is closed at once may not be heard.
func (s *webSocket) end(code ws.StatusCode, why string) {
	_ = s.write(ws.OpClose, ws.NewCloseFrameBody(code, why))
	_ = s.conn.SetReadDeadline(time.Now().Add(socketFarewell))
}
