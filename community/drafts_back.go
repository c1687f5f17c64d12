package community

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"headroom/community/policy"
)

// giveBack brings words of one of our people that are not going to be read to
// their drafts, with the reason. What the place holds already stays: both are
// kept in one draft or, where there is no room, these in a place of their own.
func (s *Service) giveBack(tx Tx, p Post, label policy.Label, place, reason string) error {
	words, err := wordsBack(tx, p)
	if err != nil {
		return err
	}
	d := Draft{ID: tx.NextID(), PersonID: p.AuthorID, Place: place, Parent: p.ParentID, Title: p.Title, Body: words,
		Language: p.Language, Reason: reason, UpdatedAt: s.now(), Label: label}
	old, err := tx.Draft(p.AuthorID, place)
	if skipMissing(err) != nil {
		return err
	}
	if err == nil {
		both, fits := joined(d.Body, under(old, d.Title))
		if !fits { // in a place of its own, with its own pictures
			if err := putAside(tx, &d); err != nil {
				return err
			}
			return keepUploads(tx, d.ID, p.Attachments)
		}
		d.ID, d.Body, d.Title, d.Label = old.ID, both, cmp.Or(d.Title, old.Title), stricter(d.Label, old.Label)
	}
	if err := tx.PutDraft(d); err != nil {
		return err
	}
	return keepUploads(tx, d.ID, p.Attachments)
}

// wordsBack is everything that was written of a post: under the text of a poll stand
// its options, as a list.
func wordsBack(tx Tx, p Post) (string, error) {
	poll, err := tx.Poll(p.ID)
	if IsNotFound(err) {
		return p.Source, nil
	}
	if err != nil {
		return "", err
	}
	lines := make([]string, len(poll.Options))
	for i, option := range poll.Options {
		lines[i] = "- " + option
	}
	return strings.TrimSpace(p.Source + "\n\n" + strings.Join(lines, "\n")), nil
}

// under is what a draft says once it stands below another's title: its own title
// goes before its text, unless it is the same or takes the other's place.
func under(old Draft, title string) string {
	if old.Title == "" || old.Title == title || title == "" {
		return old.Body
	}
	return strings.TrimSpace(old.Title + "\n\n" + old.Body)
}

// joined keeps two texts in one draft: what came back first, then what was
// written since. Where there is no room for both it gives the first alone.
func joined(first, second string) (both string, fits bool) {
	if second == "" || second == first {
		return first, true
	}
	both = first + "\n\n---\n\n" + second
	if utf8.RuneCountInString(both) > draftBodyMax {
		return first, false
	}
	return both, true
}

// putAside keeps a draft that has no room in its place in one of its own, which
// no form fills itself from: the list of drafts shows the whole of it.
func putAside(tx Tx, d *Draft) error {
	d.ID = tx.NextID()
	d.Place, d.Form = placeOf("returned", d.ID), ""
	return tx.PutDraft(*d)
}

// giveBackWaiting gives back what our people have written in a community of a
// peer and its host has not answered: it is about to be deleted here.
func (s *Service) giveBackWaiting(tx Tx, c Community) error {
	waiting, err := tx.PostsUnanswered(c.ID)
	if err != nil {
		return err
	}
	for _, p := range waiting {
		m, err := tx.MembershipOf(c.ID, p.AuthorID)
		if skipMissing(err) != nil {
			return err
		}
		label, err := labelBack(tx, p)
		if err != nil {
			return err
		}
		p.ParentID = 0 // it goes as well
		if err := s.giveBack(tx, p, label, placeOf("community", c.ID), cmp.Or(m.EndReason, policy.ReasonGone)); err != nil {
			return err
		}
	}
	return nil
}
