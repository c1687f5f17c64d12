package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"headroom/community"
)

// socketName is the socket's name in the storage directory.
const socketName = "control.sock"

// socketMax is the longest path that a socket can have on every system.
const socketMax = 100

// ErrNoServer is returned by Dial when no server listens.
var ErrNoServer = errors.New("control: no server runs")

// ErrInUse is returned by Listen when a server listens already.
var ErrInUse = errors.New("control: a server runs already in this storage directory")

// Socket is the path of the socket of a storage directory: relative to the
// working directory where that is shorter, as the system bounds its length.
func Socket(storage string) (string, error) {
	path := filepath.Join(storage, socketName)
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, path); err == nil && len(rel) < len(path) {
			path = rel
		}
	}
	if len(path) > socketMax {
		return "", fmt.Errorf("control: the path of the storage directory is too long for a socket: %s", storage)
	}
	return path, nil
}

// Listen opens the socket for this user alone. A socket that a dead process
// left is replaced.
func Listen(storage string) (net.Listener, error) {
	path, err := Socket(storage)
	if err != nil {
		return nil, err
	}
	if _, err := Dial(storage); err == nil {
		return nil, ErrInUse
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("control: %w", err)
	}
	// Nobody else may look into the directory while the socket is being made.
	if err := os.Chmod(storage, 0o700); err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("control: %w", err), l.Close())
	}
	return l, nil
}

// Client sends commands.
type Client struct{ http *http.Client }

// Dial gives a client of the server that runs in a storage directory;
// ErrNoServer when none does.
func Dial(storage string) (*Client, error) {
	path, err := Socket(storage)
	if err != nil {
		return nil, err
	}
	conn, err := net.DialTimeout("unix", path, 5*time.Second)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED):
		return nil, ErrNoServer
	case err != nil:
		return nil, fmt.Errorf("control: %w", err)
	}
	_ = conn.Close()
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", path)
	}
	return &Client{&http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}}, nil
}

// Direct gives a client of a handler in this process: for commands that read
// the database while no server runs.
func Direct(h http.Handler) *Client { return &Client{&http.Client{Transport: direct{h}}} }

// direct answers requests without a network.
type direct struct{ h http.Handler }

// RoundTrip implements http.RoundTripper.
func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := &kept{header: http.Header{}, status: http.StatusOK}
	d.h.ServeHTTP(w, r)
	return &http.Response{StatusCode: w.status, Header: w.header, Body: io.NopCloser(&w.body), Request: r,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: int64(w.body.Len())}, nil
}

// kept is an answer in memory.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header         { return k.header }
func (k *kept) WriteHeader(status int)      { k.status = status }
func (k *kept) Write(b []byte) (int, error) { return k.body.Write(b) }

// Do sends a command and decodes its answer into out. A refusal is a *Failure;
// one without an answer is of kind "unavailable".
func (c *Client) Do(ctx context.Context, command string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://headroom"+prefix+command, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return &Failure{Kind: string(community.Unavailable), Message: "The server does not answer."}
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return &Failure{Kind: string(community.Unavailable), Message: "The server stopped in the middle of its answer."}
	}
	if res.StatusCode == http.StatusOK {
		return json.Unmarshal(answer, out)
	}
	var f Fault
	if err := json.Unmarshal(answer, &f); err != nil || f.Error == nil {
		return &Failure{Kind: "internal", Message: "The server does not know this command; is it of another version?"}
	}
	return f.Error
}
