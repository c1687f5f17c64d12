package web

import (
	"context"
	"sync"
	"sync/atomic"

	"headroom/community"
	"headroom/templates"
)

// neighbours are the instances that this one has an agreement with, and which terms
// of use hold: everyone may know of them. They are read again after a commit that may have changed
// them.
type neighbours struct {
	stale atomic.Bool
	mu    sync.RWMutex
	list  []community.Peer
	hosts map[string]community.Peer
	terms community.TermsVersion // of use, that hold
}

// refresh reads the neighbours again if need be. What was known stays, where
// the store does not answer.
func (s *Site) refresh(ctx context.Context) {
	if !s.near.stale.CompareAndSwap(true, false) {
		return
	}
	var list []community.Peer
	err := s.Service.Store.View(ctx, func(tx community.Tx) (err error) {
		list, err = tx.Peers()
		return err
	})
	var terms community.TermsVersion
	if err == nil {
		terms, err = s.Service.TermsInForce(ctx)
	}
	if err != nil {
		s.near.stale.Store(true)
		return
	}
	s.near.mu.Lock()
	defer s.near.mu.Unlock()
	s.near.terms = terms
	s.near.list, s.near.hosts = nil, make(map[string]community.Peer, len(list))
	for _, p := range list {
		if p.State == community.PeerActive || p.State == community.PeerPaused {
			s.near.list = append(s.near.list, p)
		}
		s.near.hosts[p.Host] = p // a community may outlive the agreement
	}
}

// newTerms is the version of the terms of use that the visitor has yet to be shown,
// 0 for none.
func (s *Site) newTerms(v *visit) int64 {
	s.near.mu.RLock()
	defer s.near.mu.RUnlock()
	if !v.viewer.SignedIn() || !s.near.terms.New(v.account) {
		return 0
	}
	return s.near.terms.ID
}

// nationOf is the nation of a host, our own or a neighbour's; "" when unknown.
func (s *Site) nationOf(host string) string {
	if host == s.Identity.Host {
		return s.Identity.Nation
	}
	s.near.mu.RLock()
	defer s.near.mu.RUnlock()
	return s.near.hosts[host].Nation
}

// linked lists the neighbours for the pages about the instance.
func (s *Site) linked() (rows []templates.ServerRow) {
	s.near.mu.RLock()
	defer s.near.mu.RUnlock()
	for _, p := range s.near.list {
		name := p.Name
		if name == "" {
			name = p.Host
		}
		rows = append(rows, templates.ServerRow{Name: name, Host: p.Host, Nation: nation(p.Nation), Since: p.ActiveAt})
	}
	return rows
}
