package demo

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"headroom/community"
)

// patience is how long a step between two instances may take.
const patience = 30 * time.Second

// link makes the agreements between all pairs, as their operators would.
func link(ctx context.Context, all []*running) error {
	for n, a := range all {
		for _, b := range all[n+1:] {
			if err := agree(ctx, a, b); err != nil {
				return fmt.Errorf("agreement of %s with %s: %w", a.nation.word, b.nation.word, err)
			}
		}
	}
	return list(ctx, all)
}

// listing is how long the demonstration waits for the directories of its
// instances to reach each other; after that it goes on without.
const listing = 15 * time.Second

// list has every instance look at what its peers show, so that who signs in
// first finds the communities of all three nations.
func list(ctx context.Context, all []*running) error {
	wait, cancel := context.WithTimeout(ctx, listing)
	defer cancel()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for _, r := range all {
		if err := r.Service.RefreshDirectories(ctx); err != nil {
			return err
		}
	}
	for _, r := range all {
		for _, other := range all {
			for r != other {
				known := false
				err := r.Store.View(ctx, func(tx community.Tx) error {
					p, err := tx.Peer(other.Identity.Host)
					if err != nil || p.State != community.PeerActive {
						known = true // nothing is shown
						return nil
					}
					rooms, err := tx.CommunitiesOfHost(other.Identity.Host)
					known = len(rooms) > 0
					return err
				})
				if err != nil {
					return err
				}
				if known {
					break
				}
				select {
				case <-wait.Done():
					return ctx.Err()
				case <-ticker.C:
				}
			}
		}
	}
	return nil
}

// agree makes one agreement, or goes on with one that was begun.
func agree(ctx context.Context, a, b *running) error {
	for _, side := range [][2]*running{{a, b}, {b, a}} {
		state, err := side[0].state(ctx, side[1])
		if err != nil {
			return err
		}
		if state == "" {
			if _, err := side[0].Service.ExpectPeer(ctx, community.CommandLine, side[1].Identity.Host); err != nil {
				return err
			}
		}
	}
	if state, err := a.state(ctx, b); err != nil || state == community.PeerExpected {
		if err == nil {
			_, err = a.Service.OfferPeer(ctx, community.CommandLine, b.Identity.Host)
		}
		if err != nil {
			return err
		}
	}
	if err := b.await(ctx, a, community.PeerReceived, community.PeerActive, community.PeerPaused, community.PeerEnded); err != nil {
		return err
	}
	if state, err := b.state(ctx, a); err != nil || state == community.PeerReceived {
		if err == nil {
			_, err = b.Service.AcceptPeer(ctx, community.CommandLine, a.Identity.Host)
		}
		if err != nil {
			return err
		}
	}
	return a.await(ctx, b, community.PeerActive, community.PeerPaused, community.PeerEnded)
}

// state is how things stand with another instance; "" when it was never named.
func (r *running) state(ctx context.Context, other *running) (community.PeerState, error) {
	p, err := r.Service.PeerOfHost(ctx, other.Identity.Host)
	if community.IsNotFound(err) {
		return "", nil
	}
	return p.State, err
}

// await waits until an agreement has one of the states.
func (r *running) await(ctx context.Context, other *running, states ...community.PeerState) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		have, err := r.state(ctx, other)
		if err != nil {
			return err
		}
		for _, s := range states {
			if have == s {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it is %q and not %q: %w", have, states[0], ctx.Err())
		case <-ticker.C:
		}
	}
}

// answers asks an instance whether it is ready, under its own name.
func answers(ctx context.Context, r *running) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, r.Config.Listen)
	}
	transport := &http.Transport{DialContext: dial, DisableKeepAlives: true}
	if r.trust != nil {
		transport.TLSClientConfig = &tls.Config{RootCAs: r.trust.pool, MinVersion: tls.VersionTLS12}
	}
	client := &http.Client{Transport: transport}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(r.Config.URL, "/")+"/readyz", nil)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s is not ready: %s", r.Config.URL, res.Status)
	}
	return nil
}
