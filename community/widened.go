package community

import (
	"context"
	"slices"
	"strings"
)

// Shown is the outline of an audience as a form showed it: what makes a
// difference to who writes. More people of the same kinds, nations and servers
// do not; the first guest does.
type Shown struct {
	Public  bool
	Kinds   []string // "heads", "facilitators", "others", "guests"
	Nations []string
	Servers []string // hosts
}

// Outline gives what a form carries. An audience of which only a part is known
// has none.
func (a Audience) Outline() Shown {
	if a.Partial {
		return Shown{}
	}
	out := Shown{Public: a.Public, Nations: a.Nations}
	for _, k := range []struct {
		name   string
		people int64
	}{{"heads", a.Heads}, {"facilitators", a.Facilitators}, {"others", a.Others}, {"guests", a.Guests}} {
		if k.people > 0 {
			out.Kinds = append(out.Kinds, k.name)
		}
	}
	for _, s := range a.Servers {
		out.Servers = append(out.Servers, s.Host)
	}
	return out
}

// String writes an outline for a form; "" is none.
func (o Shown) String() string {
	if len(o.Servers) == 0 {
		return ""
	}
	public := ""
	if o.Public {
		public = "public"
	}
	return strings.Join([]string{public, strings.Join(o.Kinds, ","), strings.Join(o.Nations, ","), strings.Join(o.Servers, ",")}, ";")
}

// ReadShown reads what a form carried; what is malformed is no outline.
func ReadShown(text string) Shown {
	parts := strings.Split(text, ";")
	if len(parts) != 4 || parts[3] == "" || len(text) > 4000 {
		return Shown{}
	}
	list := func(s string) []string {
		if s == "" {
			return nil
		}
		return strings.Split(s, ",")
	}
	return Shown{Public: parts[0] == "public", Kinds: list(parts[1]), Nations: list(parts[2]), Servers: list(parts[3])}
}

// Wider is what has come to an audience since a form was opened.
type Wider struct {
	Public  bool
	Kinds   []string
	Nations []string
	Servers []string
}

// Any reports whether anything has come.
func (w Wider) Any() bool {
	return w.Public || len(w.Kinds)+len(w.Nations)+len(w.Servers) > 0
}

// Since gives what an audience has that an outline had not. Where either is
// not known there is nothing to tell.
func (a Audience) Since(o Shown) (w Wider) {
	now := a.Outline()
	if len(o.Servers) == 0 || len(now.Servers) == 0 {
		return w
	}
	more := func(now, before []string) (out []string) {
		for _, n := range now {
			if !slices.Contains(before, n) {
				out = append(out, n)
			}
		}
		return out
	}
	return Wider{Public: now.Public && !o.Public, Kinds: more(now.Kinds, o.Kinds), Nations: more(now.Nations, o.Nations), Servers: more(now.Servers, o.Servers)}
}

// WiderThan says what has come to the audience of a reply to a thread, or of a
// new conversation in a community, since the form showed it: whoever writes is
// told before their words go further than they were told. What a post that was
// sent before with the same key said is not asked again.
func (s *Service) WiderThan(ctx context.Context, v Viewer, in PostInput, shown Shown) (Wider, error) {
	if len(shown.Servers) == 0 {
		return Wider{}, nil
	}
	again, err := view(ctx, s, func(tx Tx) (PostResult, error) { return s.answered(tx, v, in.IdempotencyKey, in.Sent) })
	if err != nil || again.Again {
		return Wider{}, err
	}
	var a Audience
	if in.Thread != 0 {
		a, err = s.AudienceOfThread(ctx, v, in.Thread)
	} else {
		a, err = s.AudienceOfNew(ctx, v, in.Community)
	}
	switch KindOf(err) {
	case NotFound, Forbidden, Gone, Unauthenticated:
		return Wider{}, nil // the post will be refused, with its reason
	}
	return a.Since(shown), err
}

// AudienceOfThread says who will read a reply to a thread.
func (s *Service) AudienceOfThread(ctx context.Context, v Viewer, thread int64) (Audience, error) {
	t, err := view(ctx, s, func(tx Tx) (Thread, error) { return tx.Thread(thread) })
	if err != nil {
		return Audience{}, err
	}
	return s.audienceFor(ctx, v, t.CommunityID, func(tx Tx, c Community) (Audience, error) { return s.audienceIn(tx, c, t.Context) })
}
