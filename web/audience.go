package web

import (
	"errors"

	"headroom/community"
	"headroom/templates"
)

// audience says who reads; where nothing is known no numbers are said.
func (s *Site) audience(a community.Audience) templates.Audience {
	return templates.Audience{Partial: a.Partial || len(a.Servers) == 0, Public: a.Public, Heads: int(a.Heads), Nations: len(a.Nations),
		Facilitators: int(a.Facilitators), Others: int(a.Others), Guests: int(a.Guests), Servers: s.servers(a.Servers, ""), Shown: a.Outline().String()}
}

// known leaves out that somebody may not know who reads.
func known(err error) error {
	switch community.KindOf(err) {
	case community.NotFound, community.Forbidden, community.Unauthenticated:
		return nil
	}
	return err
}

// widened is the answer to a form when more have come to its audience.
type widened struct{ community.Wider }

func (w *widened) Error() string { return "the audience is wider than the form said" }

func (w *widened) Unwrap() error {
	return community.FieldError("audience", "error.audience_wider", nil)
}

// cameSince is who has come, when that is why a post was not sent.
func cameSince(err error) templates.Wider {
	var w *widened
	if !errors.As(err, &w) {
		return templates.Wider{}
	}
	out := templates.Wider{Public: w.Public, Kinds: w.Kinds, Servers: w.Servers}
	for _, code := range w.Nations {
		out.Nations = append(out.Nations, nation(code))
	}
	return out
}
