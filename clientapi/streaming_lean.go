package clientapi

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"slices"
)

// leanBuffer is how much a WebSocket reads and writes at once, in bytes. Most of them
// are idle, and an event that is larger goes past the buffer.
const leanBuffer = 128

// lean hands a connection over with small buffers: those of the server are eight
// thousand bytes for each that is open.
type lean struct{ http.ResponseWriter }

// Unwrap lets others find what is behind it.
func (l lean) Unwrap() http.ResponseWriter { return l.ResponseWriter }

// Hijack implements http.Hijacker. What has been read already stays to be read.
func (l lean) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(l.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	n := rw.Reader.Buffered()
	early, err := rw.Reader.Peek(n)
	if err != nil {
		_ = conn.Close()
		return nil, nil, err
	}
	in := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(slices.Clone(early)), conn), max(leanBuffer, n))
	if _, err := in.Peek(n); err != nil {
		_ = conn.Close()
		return nil, nil, err
	}
	return conn, bufio.NewReadWriter(in, bufio.NewWriterSize(conn, leanBuffer)), nil
}
