package community

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"headroom/community/policy"
)

// SaveDraft keeps what the viewer has typed, one draft for each place. An empty
// one is deleted. Where another form has written since, or what was typed on a
// device that could not reach us is older than the draft, nothing is changed:
// the error is a Conflict, with the draft as it stands.
func (s *Service) SaveDraft(ctx context.Context, v Viewer, in DraftInput) (Draft, error) {
	var check input
	if _, _, ok := place(in.Place); !ok {
		check.fault("place", "error.choice", nil)
	}
	in.Title, in.Body, in.Label = clean(in.Title), clean(in.Body), policy.LabelOf(string(in.Label))
	if n := utf8.RuneCountInString(in.Body); n > draftBodyMax {
		check.fault("body", "error.too_long", map[string]any{"Max": draftBodyMax, "Count": n - draftBodyMax})
	}
	if n := utf8.RuneCountInString(in.Title); n > 2*titleMax {
		check.fault("title", "error.too_long", map[string]any{"Max": 2 * titleMax, "Count": n - 2*titleMax})
	}
	if in.Language != "" && !languageForm.MatchString(in.Language) {
		check.fault("language", "error.choice", nil)
	}
	var newest Draft
	d, err := update(ctx, s, func(tx Tx) (Draft, error) {
		newest = Draft{}
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return Draft{}, err
		}
		if err := check.problems.Err(); err != nil {
			return Draft{}, err
		}
		if posted, err := s.posted(tx, v, in); err != nil || posted {
			return Draft{}, err
		}
		old, err := tx.Draft(me.ID, in.Place)
		if err == nil && (newer(old, in.Form, in.Seen) ||
			!in.TypedAt.IsZero() && in.TypedAt.Before(old.UpdatedAt) && old.Body != in.Body) {
			newest = old
			return old, &Error{Class: Conflict, Key: "error.draft_newer"}
		} else if skipMissing(err) != nil {
			return old, err
		}
		if in.Body == "" && in.Title == "" {
			return Draft{}, skipMissing(tx.DeleteDraft(me.ID, in.Place))
		}
		reason := ""
		if old.Body == in.Body && old.Title == in.Title {
			reason = old.Reason // saved once more as it came back: it is still not sent, and why
		}
		return s.putDraft(tx, me.ID, in, reason)
	})
	if newest.ID != 0 && err != nil {
		return newest, err
	}
	return d, err
}

// posted reports whether what is to be kept has been posted meanwhile from the
// same form: a save that was under way overtakes nobody, and brings nothing
// back. What was typed since is no part of the post, and is kept.
func (s *Service) posted(tx Tx, v Viewer, in DraftInput) (bool, error) {
	done, err := s.answered(tx, v, in.Form, "")
	if err != nil || !done.Again {
		return false, err
	}
	if kind, _, _ := place(in.Place); kind != "community" && kind != "thread" && kind != "post" {
		m, err := tx.PrivateMessage(done.Post)
		return err == nil && strings.Contains(m.Source, in.Body), skipMissing(err)
	}
	p, err := tx.Post(done.Post)
	return err == nil && strings.Contains(p.Source, in.Body), skipMissing(err)
}

// newer reports whether a draft has been written by another form since the one
// that is named has shown it.
func newer(d Draft, form string, seen time.Time) bool {
	return form != "" && d.Form != form && d.UpdatedAt.After(seen)
}

// unseen reports whether the writer had a draft not before them: another form has
// written it since theirs showed it, or there was none that shows anything.
func unseen(d Draft, in PostInput) bool { return in.Form == "" || newer(d, in.Form, in.Seen) }

// dropDraft deletes the draft of what has been posted, but for one that the
// writer had not before them: it came from another form since, or back from a
// host, or there was no form at all. Its text was not posted.
func dropDraft(tx Tx, w writing, place string) error {
	d, err := tx.Draft(w.author.ID, place)
	if err != nil {
		return skipMissing(err)
	}
	if unseen(d, w.in) && !strings.Contains(w.in.Body, d.Body) {
		return nil
	}
	return skipMissing(tx.DeleteDraft(w.author.ID, place))
}

func (s *Service) putDraft(tx Tx, person int64, in DraftInput, reason string) (Draft, error) {
	d := Draft{PersonID: person, Place: in.Place, Parent: in.Parent, Title: in.Title, Body: in.Body,
		Language: in.Language, Reason: reason, UpdatedAt: s.now(), Form: in.Form, Label: in.Label}
	old, err := tx.Draft(person, in.Place)
	switch {
	case err == nil:
		d.ID = old.ID
	case IsNotFound(err):
		d.ID = tx.NextID()
	default:
		return d, err
	}
	if err := tx.PutDraft(d); err != nil {
		return d, err
	}
	return d, keepTyped(tx, person, d.ID, in.Pictures)
}

// keepDraft keeps the text of a post that was refused, with the reason.
func (s *Service) keepDraft(ctx context.Context, v Viewer, in PostInput, k *kept) error {
	reason := reasonOr(k.cause, policy.ReasonPolicy)
	return s.Store.Update(ctx, func(tx Tx) error {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return nil // nobody of ours: there is no place to keep it
		}
		if IsNotFound(k.cause) {
			// Only for who has been in a room; it depends on the asker alone,
			// never on what is there.
			if was, err := tx.MembershipsOf(me.ID); err != nil || len(was) == 0 {
				return err
			}
		}
		var cut input
		d := DraftInput{Place: k.place, Form: in.Form, Parent: in.Parent, Title: cut.line("title", in.Title, titleMax, false),
			Body: cut.text("body", in.Body, draftBodyMax, false), Language: in.Language, Label: in.Label, Pictures: in.Pictures}
		if d.Body == "" || len(cut.problems) > 0 {
			return nil
		}
		if old, err := tx.Draft(me.ID, k.place); err == nil && unseen(old, in) && !strings.Contains(old.Body, d.Body) {
			both, fits := joined(d.Body, under(old, d.Title))
			if !fits {
				err = putAside(tx, &old)
			}
			if d.Body = both; err != nil {
				return err
			}
		} else if skipMissing(err) != nil {
			return err
		}
		_, err = s.putDraft(tx, me.ID, d, reason)
		return err
	})
}

// DraftAt gives the viewer's draft of a place; it is zero when there is none.
func (s *Service) DraftAt(ctx context.Context, v Viewer, place string) (Draft, error) {
	return view(ctx, s, func(tx Tx) (Draft, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return Draft{}, err
		}
		d, err := tx.Draft(me.ID, place)
		return d, skipMissing(err)
	})
}

// Drafts lists the viewer's drafts, newest first; those with a reason are posts
// that were refused and came back.
func (s *Service) Drafts(ctx context.Context, v Viewer) ([]Draft, error) {
	return view(ctx, s, func(tx Tx) ([]Draft, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return nil, err
		}
		return tx.Drafts(me.ID)
	})
}
