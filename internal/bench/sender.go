package bench

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/internal/control"
	"headroom/internal/instance"
	"headroom/internal/seal"
)

// authors is how many members of the sending instance post.
const authors = 8

// sender is the instance whose members' posts are the load: a whole one, in
// this process, so that it is known and asked like any peer. While the load
// lasts it answers announcements, or reads the log, and keeps nothing: what is measured
// is the host's work, on the same two processors.
type sender struct {
	*server
	*inside
	issuer  writer
	writers []writer
	room    room
	log     string // address of the community's log

	deaf   atomic.Bool // answers announcements and keeps none
	reader logReader
}

// openSender starts the instance.
func openSender(ctx context.Context, s *server) (*sender, error) {
	out := &sender{server: s}
	var err error
	out.inside, err = runInside(ctx, s, out.listen)
	return out, err
}

// inside is an instance that runs in this process.
type inside struct {
	instance *instance.Instance
	end      context.CancelFunc
	ended    chan error
}

// runInside starts an instance in this process; around may stand before its
// handler.
func runInside(ctx context.Context, s *server, around func(http.Handler) http.Handler) (*inside, error) {
	c := s.config
	i, err := instance.New(ctx, instance.Options{Config: &c, Version: "bench"})
	if err != nil {
		return nil, err
	}
	if _, err := i.Start(ctx); err != nil {
		return nil, errors.Join(err, i.Close())
	}
	i.Handler = around(i.Handler)
	out := &inside{instance: i, ended: make(chan error, 1)}
	ctx, out.end = context.WithCancel(ctx)
	ready := make(chan struct{})
	go func() { out.ended <- i.Run(ctx, func() { close(ready) }) }()
	select {
	case <-ready:
	case err := <-out.ended:
		return nil, errors.Join(err, i.Close())
	}
	if s.control, err = control.Dial(c.Storage); err != nil {
		out.close()
		return nil, err
	}
	return out, nil
}

// close ends the instance.
func (i *inside) close() {
	i.end()
	<-i.ended
	_ = i.instance.Close()
}

// listen puts the deaf ear before an instance's handler.
func (s *sender) listen(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || !s.deaf.Load() {
			next.ServeHTTP(w, r)
			return
		}
		body, err := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusAccepted)
		if err == nil {
			s.reader.announce(body)
		}
	})
}

// enter makes the authors members of the only community that they can see, and
// takes their keys and the issuer's out of the database.
func (s *sender) enter(ctx context.Context, names []string, actors []string) error {
	for _, name := range names {
		who, err := s.signIn(ctx, name)
		if err != nil {
			return err
		}
		if _, err := who.join(ctx); err != nil {
			return err
		}
	}
	box, err := seal.Open(s.config.KeyFile)
	if err != nil {
		return err
	}
	return s.instance.Store.View(ctx, func(tx community.Tx) error {
		for _, actor := range actors {
			w, err := writerOf(tx, box, actor)
			if err != nil {
				return err
			}
			s.writers = append(s.writers, w)
		}
		if s.issuer, err = writerOf(tx, box, s.instance.Identity.Issuer()); err != nil {
			return err
		}
		remote := false
		all, err := tx.Communities(&remote)
		if err != nil || len(all) != 1 {
			return fmt.Errorf("%d communities of peers: %w", len(all), err)
		}
		s.room = room{iri: all[0].IRI, inbox: all[0].Inbox, members: all[0].Members, threads: all[0].Threads}
		s.log = all[0].Log
		s.reader.who, s.reader.client, s.reader.now = s.issuer, newClient(), s.instance.Clock
		return nil
	})
}

// writerOf opens the private key of one of the instance's own actors.
func writerOf(tx community.Tx, box *seal.Box, actor string) (writer, error) {
	k, err := tx.CurrentKey(actor)
	if err != nil {
		return writer{}, err
	}
	der, err := box.Open(k.Sealed, []byte(k.IRI))
	if err != nil {
		return writer{}, err
	}
	key, err := sign.ParsePrivateKey(der)
	if err != nil {
		return writer{}, err
	}
	edwards, ok := key.(ed25519.PrivateKey)
	if !ok {
		return writer{}, sign.ErrKey
	}
	return writer{actor: actor, keyID: k.IRI, key: edwards}, nil
}

// applied asks the host, as a member's server may, how long its log is.
func (s *sender) applied(ctx context.Context) (int64, error) {
	page, err := s.reader.get(ctx, s.log+"?epoch=1&after=9000000000")
	if err != nil {
		return 0, err
	}
	seq, _ := page.Sub("hr:head").Int("hr:seq")
	return seq, nil
}
