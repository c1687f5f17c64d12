package instance

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"headroom/internal/control"
	"headroom/internal/mail/door"
)

// Bounds of connections. Bodies are bounded where they are read.
const (
	headerTime = 10 * time.Second
	readTime   = 60 * time.Second
	writeTime  = 90 * time.Second // event streams lift it for themselves
	idleTime   = 2 * time.Minute
	headerMax  = 32 << 10
	drainTime  = 10 * time.Second // for requests in flight at shutdown
)

// server is one listener and who answers on it.
type server struct {
	name    string
	listen  func() ([]net.Listener, error)
	handler http.Handler
}

// servers is the table of everything that listens.
func (i *Instance) servers() []server {
	list := []server{
		{"main", i.listenMain, i.Handler},
		{"control", i.listenControl, i.Control()},
	}
	if i.Config.Metrics.Listen != "" {
		list = append(list, server{"metrics", i.listenMetrics, i.metrics.handler(i)})
	}
	return list
}

// Control answers the commands of operators, see package control.
func (i *Instance) Control() http.Handler {
	return control.Handler(control.Backend{Service: i.Service, Version: i.Version, Log: i.Log, Fingerprint: i.fingerprint,
		ReceiveMail: i.ReceiveMail,
		Changed:     func(ctx context.Context) error { return i.Trust.Refresh(ctx, i.Store) }})
}

func (i *Instance) listenMain() ([]net.Listener, error) {
	list := i.Listeners
	if len(list) == 0 {
		l, err := net.Listen("tcp", i.Config.Listen)
		if err != nil {
			return nil, err
		}
		list = []net.Listener{l}
	}
	if i.Config.TLS.Certificate == "" {
		return list, nil
	}
	certificate, err := tls.LoadX509KeyPair(i.Config.TLS.Certificate, i.Config.TLS.Key)
	if err != nil {
		return nil, errors.Join(err, closeAll(list))
	}
	secure := make([]net.Listener, len(list))
	for n, l := range list {
		secure[n] = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate},
			MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}})
	}
	return secure, nil
}

func (i *Instance) listenMetrics() ([]net.Listener, error) {
	l, err := net.Listen("tcp", i.Config.Metrics.Listen)
	return []net.Listener{l}, err
}

func (i *Instance) listenControl() ([]net.Listener, error) {
	l, err := control.Listen(i.Config.Storage)
	return []net.Listener{l}, err
}

func closeAll(list []net.Listener) (err error) {
	for _, l := range list {
		err = errors.Join(err, l.Close())
	}
	return err
}

// running is the servers of an instance while they serve.
type running struct {
	http   []*http.Server
	mail   *door.Door // nil without one
	failed chan error // the first error of a server that should still serve
}

// serve opens every listener, then serves on all; when one cannot be opened
// none is.
func (i *Instance) serve() (*running, error) {
	table := i.servers()
	r := &running{failed: make(chan error, 2*len(table)+len(i.Listeners)+1)}
	opened := make([][]net.Listener, len(table))
	for n, s := range table {
		list, err := s.listen()
		if err != nil {
			for _, earlier := range opened[:n] {
				err = errors.Join(err, closeAll(earlier))
			}
			return nil, fmt.Errorf("instance: %s listener: %w", s.name, err)
		}
		opened[n] = list
	}
	post, postal, err := i.OpenDoor()
	if err != nil {
		for _, earlier := range opened {
			err = errors.Join(err, closeAll(earlier))
		}
		return nil, fmt.Errorf("instance: mail listener: %w", err)
	}
	if post != nil {
		r.mail = post
		go func() {
			if err := post.Serve(postal); err != nil {
				r.failed <- fmt.Errorf("instance: mail server: %w", err)
			}
		}()
	}
	for n, s := range table {
		h := &http.Server{Handler: s.handler, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime,
			IdleTimeout: idleTime, MaxHeaderBytes: headerMax, ErrorLog: slog.NewLogLogger(i.Log.Handler(), slog.LevelDebug)}
		r.http = append(r.http, h)
		for _, l := range opened[n] {
			go func() {
				if err := h.Serve(l); !errors.Is(err, http.ErrServerClosed) {
					r.failed <- fmt.Errorf("instance: %s server: %w", s.name, err)
				}
			}()
		}
	}
	return r, nil
}

// stop takes no new requests, lets those in flight end, and cuts off what has
// not ended in time.
func (r *running) stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, drainTime)
	defer cancel()
	done := make(chan error, len(r.http))
	for _, h := range r.http {
		go func() {
			err := h.Shutdown(ctx)
			if errors.Is(err, context.DeadlineExceeded) {
				err = h.Close()
			}
			done <- err
		}()
	}
	var errs []error
	if r.mail != nil {
		errs = append(errs, r.mail.Stop(ctx))
	}
	for range r.http {
		errs = append(errs, <-done)
	}
	return errors.Join(errs...)
}
