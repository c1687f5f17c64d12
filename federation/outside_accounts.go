package federation

import (
	"context"
	"strings"

	"headroom/community"
	"headroom/federation/fetch"
	"headroom/federation/vocab"
)

// World looks up accounts of other software for the use cases. It implements
// community.World, within the budget that each host has.
type World struct{ *Server }

// Account finds the actor of a name on a host by WebFinger, and reads it.
func (w World) Account(ctx context.Context, name, host string) (community.OutsideActor, error) {
	a, err := w.find(ctx, name, host)
	if err == nil && (a.Kind == "Group" || a.Kind == "Application") {
		return a, community.ErrNotFound
	}
	return a, err
}

// Group finds a group likewise.
func (w World) Group(ctx context.Context, name, host string) (community.OutsideActor, error) {
	a, err := w.find(ctx, name, host)
	if err == nil && a.Kind != "Group" {
		return a, community.ErrNotFound
	}
	return a, err
}

func (w World) find(ctx context.Context, name, host string) (community.OutsideActor, error) {
	host, err := vocab.CanonicalHost(host)
	if err != nil {
		return community.OutsideActor{}, community.ErrNotFound
	}
	if err := w.passes.fetch(host, w.now()); err != nil {
		return community.OutsideActor{}, err
	}
	done := w.Trust.naming(host)
	defer done()
	ctx = fetch.WithBudget(ctx, 4)
	origin := w.Server.originOf(host)
	res, err := w.Fetch.Get(ctx, origin+"/.well-known/webfinger?resource=acct:"+name+"@"+host, vocab.TypeJRD, nil, noOptions)
	if err != nil {
		return community.OutsideActor{}, missingOrSilent(err)
	}
	iri, err := actorLink(res.Body, origin)
	if err != nil || iri == "" {
		return community.OutsideActor{}, community.ErrNotFound
	}
	return w.read(ctx, iri)
}

// Actor reads an actor's document anew.
func (w World) Actor(ctx context.Context, iri string) (community.OutsideActor, error) {
	host, err := vocab.Host(iri)
	if err != nil {
		return community.OutsideActor{}, community.ErrNotFound
	}
	if err := w.passes.fetch(host, w.now()); err != nil {
		return community.OutsideActor{}, err
	}
	done := w.Trust.naming(host)
	defer done()
	a, err := w.read(fetch.WithBudget(ctx, 4), iri)
	if err == nil && (a.Kind == "Group" || a.Kind == "Application") {
		return a, community.ErrNotFound
	}
	return a, err
}

// read reads an actor, signed by an open community of ours where there is one:
// some servers answer nobody else.
func (w World) read(ctx context.Context, iri string) (community.OutsideActor, error) {
	as := ""
	err := w.view(ctx, func(tx community.Tx) error {
		local := true
		all, err := tx.Communities(&local)
		for _, c := range all {
			if w.Service.OutsideSees(c) == nil {
				as = c.IRI
			}
		}
		return err
	})
	if err != nil {
		return community.OutsideActor{}, err
	}
	doc, err := w.getOutside(ctx, as, iri)
	if err != nil {
		return community.OutsideActor{}, missingOrSilent(err)
	}
	a, err := readActor(doc)
	if err != nil || a.IRI != iri {
		return a, community.ErrNotFound
	}
	a.FetchedAt = w.now()
	return a, nil
}

func missingOrSilent(err error) error {
	switch fetch.ClassOf(err) {
	case fetch.Missing, fetch.GoneForGood:
		return community.ErrNotFound
	}
	return err
}

// originOf is where a canonical host is reached: by https, and below localhost, for
// trials on one machine, as this instance is itself.
func (s *Server) originOf(host string) string {
	if name, _, _ := strings.Cut(host, ":"); strings.HasSuffix(name, ".localhost") && !strings.HasPrefix(s.id.URL, "https:") {
		return "http://" + host
	}
	return "https://" + host
}
