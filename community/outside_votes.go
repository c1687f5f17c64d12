package community

import (
	"slices"
	"strings"
	"time"

	"headroom/community/tally"
)

// outsidePause is how long the numbers of a poll that runs may be old at servers
// that hold a copy of it, where its author lets them be shown.
const outsidePause = 3 * time.Minute

// voteOutside casts the vote that a head's linked account has sent, in the place
// of whatever they had voted before: a person has one ballot. Other software sends
// the options of a poll of several one by one, so that what came from the same
// account is added to. Nothing of the message is kept.
func (s *Service) voteOutside(tx Tx, d OutsideDoor, act OutsideAct, by OutsideActor) error {
	_, poll, err := s.votesOn(tx, Viewer{Person: d.Account.PersonID}, d.Post)
	if err != nil {
		return err
	}
	have, err := tx.Ballot(d.Post, d.Account.PersonID)
	if skipMissing(err) != nil {
		return err
	}
	var choices []int
	if poll.Kind == tally.Multiple && have.Outside == by.ID {
		choices = slices.Clone(have.Choices)
	}
	for _, name := range act.Note.Votes {
		if o := optionNamed(poll.Options, name); !slices.Contains(choices, o) {
			choices = append(choices, o)
		}
	}
	if poll.Kind == tally.Ranked || !tally.Valid(poll.Kind, len(poll.Options), choices) {
		return FieldError("choice", voteFaults[poll.Kind], nil)
	}
	if have.Outside == by.ID && slices.Equal(have.Choices, choices) {
		return nil
	}
	return s.countBallot(tx, poll, Ballot{PostID: d.Post, PersonID: d.Account.PersonID, Choices: choices, Version: have.Version + 1,
		Activity: s.Identity.URL + "/a/" + itoa(tx.NextID()), CastAt: s.now(), Outside: by.ID})
}

// optionNamed is the number of an option, -1 for none. Some software changes the
// spaces of a name.
func optionNamed(options []string, name string) int {
	name = strings.Join(strings.Fields(name), " ")
	return slices.Index(options, name)
}

// askedOutside is what a poll of other software asks, as the end of a text that
// everybody can read: it is voted in where it stands.
func askedOutside(n OutsideNote) string {
	if len(n.Options) == 0 {
		return ""
	}
	text := "\n\n- " + strings.Join(n.Options, "\n- ")
	if n.Page != "" {
		text += "\n\n<" + n.Page + ">"
	}
	return text
}

// OutsidePoll gives the poll of a post for software without an agreement, and
// whether its numbers may be told; not ok for a post that has none which that
// software could vote in.
func (s *Service) OutsidePoll(tx Tx, post Post) (p Poll, told, ok bool, err error) {
	if post.Kind != pollKind {
		return p, false, false, nil
	}
	if p, err = tx.Poll(post.ID); err != nil {
		return p, false, false, skipMissing(err)
	}
	return p, p.Early || !p.ClosedAt.IsZero(), p.Kind != tally.Ranked, nil
}

// tallyOutside has what a poll has come to told to the world, if that was shown
// the poll: to followers, and to the servers of accounts that have voted. What
// runs is told at most once in outsidePause. It notes that in the poll, which its
// caller keeps.
func (s *Service) tallyOutside(tx Tx, p *Poll) error {
	at := s.now()
	if p.ClosedAt.IsZero() {
		at = at.Truncate(outsidePause).Add(outsidePause)
	}
	if !s.OpenFederation || p.Kind == tally.Ranked || p.ToldAt.Equal(at) {
		return nil
	}
	p.ToldAt = at
	post, err := tx.Post(p.PostID)
	if err != nil {
		return err
	}
	if _, err := tx.OutsideShown(post.IRI); err != nil {
		return skipMissing(err)
	}
	followers, err := tx.OutsideInboxes(p.CommunityID)
	if err != nil {
		return err
	}
	voters, err := tx.VotersOutside(p.PostID)
	if err != nil {
		return err
	}
	send := func(m Message, inboxes []string) error {
		for _, inbox := range inboxes {
			d := Delivery{Message: m, Host: hostOf(inbox), Community: p.CommunityID, Object: post.IRI, Inbox: inbox, At: s.now().UnixMilli(), ID: tx.NextID()}
			key := string(m) + " " + itoa(p.PostID) + " " + inbox + " " + itoa(at.UnixMilli())
			if err := tx.Enqueue(intent(PeerLane(d.Host), JobDeliver, key, PriorityLow, at, d)); err != nil {
				return err
			}
		}
		return nil
	}
	if err := send(SendOutsidePoll, followers); err != nil {
		return err
	}
	for _, inbox := range voters {
		if !slices.Contains(followers, inbox) {
			followers = append(followers, inbox)
		}
	}
	return send(SendOutsideOwn, followers)
}
