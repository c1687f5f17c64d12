package community

import (
	"cmp"
	"strings"

	"headroom/community/policy"
)

// doorOfWords finds the open community that somebody writes into. Where an
// answer stands is said by what it answers, whatever software calls its audience:
// some names its own forum there. Only linked accounts are let in.
func (s *Service) doorOfWords(tx Tx, d *OutsideDoor, act OutsideAct) error {
	if act.Kind != OutsideCreate {
		return s.doorOfEarlierWords(tx, d, act)
	}
	if act.Note.Parent != "" {
		parent, err := s.hereOf(tx, act.Note.Parent)
		if err != nil {
			return err
		}
		d.Post = parent.ID
		if d.Community, err = tx.Community(parent.CommunityID); err == nil {
			err = s.OutsideSeesPost(tx, d.Community, parent)
		}
		if err != nil {
			return err
		}
		if d.Vote = len(act.Note.Votes) > 0 && parent.Kind == pollKind; !d.Vote && !act.Note.Public {
			return ErrNotFound // words between two
		}
		return s.doorOfAccount(tx, d, act)
	}
	for _, to := range act.Note.Addressed {
		err := s.doorOfGroup(tx, d, to)
		if err == nil {
			return s.doorOfAccount(tx, d, act)
		}
		if !IsNotFound(err) {
			return err
		}
	}
	return ErrNotFound
}

// hereOf gives the post that an id stands for: ours, or that of a linked account.
func (s *Service) hereOf(tx Tx, object string) (Post, error) {
	linked, err := tx.LinkedPost(object)
	if err == nil {
		return tx.Post(linked.PostID)
	}
	if !IsNotFound(err) {
		return Post{}, err
	}
	return tx.PostByIRI(object)
}

// doorOfEarlierWords finds the post that a linked account changes or deletes. Who
// has lost the link may still delete what they wrote.
func (s *Service) doorOfEarlierWords(tx Tx, d *OutsideDoor, act OutsideAct) error {
	linked, err := tx.LinkedPost(act.Object)
	if err != nil {
		return err
	}
	if linked.Actor != act.Actor {
		return errNotFromThere
	}
	p, err := tx.Post(linked.PostID)
	if err != nil {
		return err
	}
	d.Post, d.Account.PersonID = p.ID, p.AuthorID
	if d.Community, err = tx.Community(p.CommunityID); err != nil || act.Kind == OutsideDelete {
		return err
	}
	if err := s.OutsideSees(d.Community); err != nil {
		return err
	}
	return s.doorOfAccount(tx, d, act)
}

func (s *Service) doorOfAccount(tx Tx, d *OutsideDoor, act OutsideAct) (err error) {
	if d.Account, err = s.linkOf(tx, act.Actor); IsNotFound(err) {
		return errNotFromThere
	}
	return err
}

// outsidePlace is where no draft is kept: what is refused stays with its sender.
const outsidePlace = "outside"

// writeOutside makes what a linked account wrote a post of its head's: policy
// asks of it what it asks of everything that they write.
func (s *Service) writeOutside(tx Tx, d OutsideDoor, act OutsideAct) error {
	v := Viewer{Person: d.Account.PersonID}
	switch act.Kind {
	case OutsideDelete:
		return s.deleteOutside(tx, v, d, act)
	case OutsideUpdate:
		in := s.postedOutside(act)
		in.Post = d.Post
		if _, err := s.editIn(tx, v, in, nil, outsidePlace); err != nil {
			return err
		}
		linked, err := tx.LinkedPost(act.Object)
		if err != nil {
			return err
		}
		linked.Activity, linked.Raw = act.ID, act.Raw
		return tx.PutLinkedPost(linked)
	}
	if _, err := tx.LinkedPost(act.Object); !IsNotFound(err) {
		return err // it is here, or was
	}
	if t, err := tx.Tombstone(act.Object); err == nil && t.Author == act.Actor {
		return nil // deleted before it came
	} else if skipMissing(err) != nil {
		return err
	}
	in := s.postedOutside(act)
	var made PostResult
	var err error
	if d.Post != 0 {
		parent, failed := tx.Post(d.Post)
		if failed != nil {
			return failed
		}
		in.Thread, in.Parent = parent.ThreadID, parent.ID
		made, err = s.replyIn(tx, v, writing{in: in}, outsidePlace)
	} else {
		in.Community = d.Community.ID
		made, err = s.startIn(tx, v, writing{in: in}, outsidePlace)
	}
	if err != nil {
		return err
	}
	return tx.PutLinkedPost(LinkedPost{Object: act.Object, PostID: made.Post, AccountID: d.Account.ID, Actor: act.Actor, Handle: d.Account.Handle,
		Activity: act.ID, Raw: act.Raw, CreatedAt: s.now()})
}

func (s *Service) deleteOutside(tx Tx, v Viewer, d OutsideDoor, act OutsideAct) error {
	linked, err := tx.LinkedPost(act.Object)
	if err != nil {
		return err
	}
	linked.Raw = nil
	if err := tx.PutLinkedPost(linked); err != nil {
		return err
	}
	_, err = s.takeDownIn(tx, v, d.Post, policy.DeletePost, ActDelete, Why{})
	return skipMissing(err)
}

// postedOutside is what a linked account wrote, as if it had been typed here: the
// text of it, and for a beginning without a title its first line.
func (s *Service) postedOutside(act OutsideAct) PostInput {
	text := strings.TrimSpace(s.Text.Lines(s.Text.Sanitize(act.Note.HTML)))
	first, _, _ := strings.Cut(text, "\n")
	lang := act.Note.Language
	if !languageForm.MatchString(lang) {
		lang = ""
	}
	return PostInput{Title: cmp.Or(act.Note.Title, cutWords(first, 80)), Body: cmp.Or(text, act.Note.Title) + askedOutside(*act.Note), Language: lang}
}

// FirstLine is what stands for a title where there is none.
func (s *Service) FirstLine(html string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(s.Text.Lines(s.Text.Sanitize(html))), "\n")
	return cutWords(first, 80)
}

// cutWords cuts a line after at most n characters, at a space where there is one.
func cutWords(line string, n int) string {
	runes := []rune(line)
	if len(runes) <= n {
		return line
	}
	cut := string(runes[:n])
	if i := strings.LastIndexByte(cut, ' '); i > n/2 {
		cut = cut[:i]
	}
	return cut + "…"
}
