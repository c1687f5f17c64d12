package community

import (
	"cmp"
	"context"
	"errors"

	"headroom/community/policy"
)

// PreviewView is a text as it would be posted.
type PreviewView struct {
	Title    string
	Language string
	HTML     string   // sanitised, links with their hosts
	Called   []Person // who would be told that they are named
	Nobody   []string // names after an @ that nobody in the room has
}

// Preview renders a text as it would be posted where the viewer may write: as a
// thread's first post, a reply, or an edit, as in PostInput. Nothing is kept.
// Who may not post there learns what posting would have told them.
func (s *Service) Preview(ctx context.Context, v Viewer, in PostInput) (PreviewView, error) {
	room := s.namedRoom(ctx, v, in)
	return view(ctx, s, func(tx Tx) (PreviewView, error) {
		w := writing{in: in, room: room}
		if err := s.mayPreview(tx, v, &w); err != nil {
			var k *kept
			if errors.As(err, &k) {
				return PreviewView{}, k.cause
			}
			return PreviewView{}, err
		}
		var check input
		out := PreviewView{Title: check.line("title", in.Title, titleMax, false),
			Language: cmp.Or(in.Language, w.author.Language, s.Identity.Language)}
		if !languageForm.MatchString(out.Language) {
			check.fault("language", "error.choice", nil)
		}
		p := Post{Source: check.text("body", in.Body, bodyMax, true)}
		if err := check.problems.Err(); err != nil {
			return PreviewView{}, err
		}
		names := mentions{tx: tx, s: s, c: w.c, thread: w.thread, room: w.room, guest: w.facts.Role == policy.Guest}
		out.HTML = s.Text.Shown(s.Text.Markdown(p.Source, names.link), s.Identity.Host)
		out.Called, out.Nobody = names.people, names.nobody
		return out, names.err
	})
}

// mayPreview loads where a text goes and asks policy whether it may be posted,
// leaving out the biography, which the sending asks for.
func (s *Service) mayPreview(tx Tx, v Viewer, w *writing) (err error) {
	switch {
	case w.in.Post != 0:
		l, err := s.find(tx, v, w.in.Post)
		if err != nil {
			return err
		}
		w.c, w.thread = l.c, l.thread
		l.facts.Biography = true
		if err := s.mayEdit(l, ""); err != nil {
			return err
		}
		w.author, err = tx.Person(v.Person)
		return err
	case w.in.Thread != 0:
		if err := s.locate(tx, w); err != nil {
			return err
		}
	default:
		if w.c, err = tx.Community(w.in.Community); err != nil {
			return err
		}
	}
	f, err := s.communityFacts(tx, v, w.c)
	if err != nil {
		return err
	}
	act := policy.StartThread
	if w.thread.ID != 0 {
		act = policy.Reply
		scoped(tx, v, w.c, w.thread, &f)
	}
	f.Biography = true
	if err := refuse(policy.Decide(act, f)); err != nil {
		return err
	}
	w.author, err = tx.Person(v.Person)
	return err
}
