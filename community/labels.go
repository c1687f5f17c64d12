package community

import (
	"cmp"

	"headroom/community/policy"
)

// Where the words of a conversation may go is said by its first post and decided by
// policy.Disclose for each channel. Here what is not carried is taken away before any
// channel has it.

// label checks what a new conversation says of itself.
func (in *input) label(w writing, l policy.Label) policy.Label {
	if w.thread.ID != 0 || l == policy.NoLabel {
		return policy.NoLabel
	}
	in.choice("label", string(l), []string{string(policy.ChathamHouse), string(policy.Confidential)}, true)
	if !policy.MayLabel(w.c.Access) {
		in.once("label", "error.label_open")
	}
	return l
}

// maySayLabel refuses a conversation with a label where everybody reads.
func maySayLabel(c Community, in Contribution) error {
	if !c.Local || in.Kind != "Create" || in.Note == nil || in.Note.Label == policy.NoLabel || policy.MayLabel(c.Access) {
		return nil
	}
	return refuse(policy.Decision{Verdict: policy.Forbidden, Reason: policy.ReasonPolicy})
}

// labelBack is the label that words which come back have to keep: that of the
// conversation that they began.
func labelBack(tx Tx, p Post) (policy.Label, error) {
	if p.ParentID != 0 || p.ThreadID == 0 {
		return policy.NoLabel, nil
	}
	t, err := tx.Thread(p.ThreadID)
	return t.Label, skipMissing(err)
}

// stricter is the label of two texts that come to stand in one.
func stricter(a, b policy.Label) policy.Label {
	if a == policy.Confidential || b == policy.Confidential {
		return policy.Confidential
	}
	return cmp.Or(a, b)
}

// discreet takes from a post in a list for an app what does not go there.
func (s *Service) discreet(card *PostCard) {
	card.Shows = policy.Disclose(card.Thread.Label, policy.ChannelApp, card.Mine)
	if card.Thread.Label != policy.NoLabel {
		card.AnsweredP = 0
	}
	if card.Shows == policy.Whole {
		return
	}
	card.Author, card.Byline, card.AuthorID, card.AuthorIRI = PersonView{}, Byline{}, 0, ""
	card.AnsweredP, card.Called, card.Mentions, card.Via = 0, nil, nil, ""
	card.HTML = s.Text.Unnamed(card.HTML)
	if card.Shows == policy.Unattributed {
		return
	}
	card.Thread.Title, card.Title, card.HTML, card.Source, card.Attachments, card.Poll = "", "", "", "", nil, nil
}

// NamesNobody reports whether a channel may not say who has done something in the
// conversation of a notice.
func (n NoticeView) NamesNobody(ch policy.Channel) bool {
	return n.ThreadID != 0 && policy.Disclose(n.Thread.Label, ch, false) != policy.Whole
}

// discreetNotice gives a notice as a channel may carry it.
func (s *Service) discreetNotice(n NoticeView, ch policy.Channel) NoticeView {
	shows := policy.Disclose(n.Thread.Label, ch, false)
	if n.ThreadID == 0 || shows == policy.Whole {
		return n
	}
	n.Unnamed = n.Actor.Name != ""
	n.Actor, n.Post.Byline, n.Post.Mentions = PersonView{}, Byline{}, nil
	n.Post.HTML = s.Text.Unnamed(n.Post.HTML)
	if shows == policy.Nothing {
		n.Thread.Title, n.Post.HTML, n.Post.Title, n.Said = "", "", "", ""
	}
	return n
}

// discreetThread gives a conversation as a digest may tell of it.
func (s *Service) discreetThread(t DigestThread) DigestThread {
	t.Shows = policy.Disclose(t.Thread.Label, policy.ChannelDigest, false)
	if t.Shows == policy.Whole {
		return t
	}
	t.Author, t.Newest.Byline, t.Newest.HTML = PersonView{}, Byline{}, s.Text.Unnamed(t.Newest.HTML)
	if t.Shows == policy.Nothing {
		t.Thread.Title, t.Newest.HTML = "", ""
	}
	return t
}
