package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// pullDelay is how long a gap in a chain may last before the log is pulled.
const pullDelay = 10 * time.Second

// Announcement is one entry of a peer's community's log, verified: the group
// signed for it (or its host's log page did), the digest is that of the inner
// activity, and the inner activity carries its author's proof.
type Announcement struct {
	Job       int64
	Community string
	Entry     LogEntry // header; Prev and Hash as announced
	Document  int64    // where its bytes are, also when the entry is withheld; 0 for none
	// Inner is nil when the entry is withheld (Entry.Withheld says why).
	Inner *Contribution
}

// Announced stores an entry of a peer's chain and applies it in its turn. An
// entry that is ahead of its turn waits; a gap older than ten seconds pulls the
// log; Delete and Undo take effect on arrival. A second header under the same
// number is a fork: it is audited and refused.
func (s *Service) Announced(ctx context.Context, in Announcement) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.FinishJob(in.Job); err != nil {
			return err
		}
		return s.announced(tx, in)
	})
}

func (s *Service) announced(tx Tx, in Announcement) error {
	c, err := tx.CommunityByIRI(in.Community)
	if err != nil || c.Local {
		return skipMissing(err)
	}
	here, _, err := s.peopleHere(tx, c)
	if err != nil {
		return err
	}
	if here == 0 {
		return s.comeTooLate(tx, c, in)
	}
	return s.announcedHere(tx, c, in)
}

// announcedHere is announced for a community in which some of ours are.
func (s *Service) announcedHere(tx Tx, c Community, in Announcement) error {
	e := in.Entry
	e.CommunityID, e.ReceivedAt = c.ID, s.now()
	have, err := tx.LogEntry(c.ID, e.Epoch, e.Seq)
	if err == nil {
		return s.seenAgain(tx, c, have, e, in)
	}
	if !IsNotFound(err) {
		return err
	}
	head, err := s.headOf(tx, c, e)
	if err != nil {
		return err
	}
	if e.Epoch != head.Epoch || e.Seq != head.Seq+1 {
		return s.wait(tx, c, e, in)
	}
	if e.Prev != head.Hash {
		ahead, err := s.aheadOfEpoch(tx, c, e)
		if err != nil {
			return err
		}
		back := false
		if ahead {
			if back, err = s.wentBack(tx, c, e); err != nil {
				return err
			}
		}
		switch {
		case ahead && !back:
			return s.wait(tx, c, e, in)
		case !back:
			return s.forked(tx, c, e)
		}
	}
	if err := tx.InsertLogEntry(e); err != nil {
		return err
	}
	return s.applyAnnounced(tx, c, e, in.Inner)
}

// headOf gives the link of a peer's chain that an entry has to follow: the last
// applied one, or the genesis. Where ours read from a later entry on, the host is
// believed what that one follows.
func (s *Service) headOf(tx Tx, c Community, e LogEntry) (ChainHead, error) {
	epoch := e.Epoch
	head, err := tx.LogHead(c.ID)
	if IsNotFound(err) {
		begin, err := s.anchor(tx, c)
		if err != nil || begin == (Position{1, 1}) {
			return ChainHead{Epoch: epoch, Hash: s.Issuance.Genesis(c.IRI)}, err
		}
		if epoch > begin.Epoch {
			return ChainHead{Epoch: epoch, Hash: e.Prev}, nil
		}
		return ChainHead{Epoch: begin.Epoch, Seq: begin.Seq - 1, Hash: e.Prev}, nil
	}
	// A new epoch restarts at 1 on the last known header; one in which nobody
	// wrote has none, so that epochs may be left out.
	if err == nil && epoch > head.Epoch {
		return ChainHead{Epoch: epoch, Hash: head.Hash}, nil
	}
	return head, err
}

// aheadOfEpoch reports whether an entry is of a later epoch than what is held:
// the end of the one before may still be on its way.
func (s *Service) aheadOfEpoch(tx Tx, c Community, e LogEntry) (bool, error) {
	known, err := tx.LogHead(c.ID)
	if IsNotFound(err) {
		return e.Epoch > 1, nil
	}
	return e.Epoch > known.Epoch, err
}

func (s *Service) wait(tx Tx, c Community, e LogEntry, in Announcement) error {
	head, err := tx.LogHead(c.ID)
	if err == nil && (e.Epoch < head.Epoch || e.Epoch == head.Epoch && e.Seq <= head.Seq) {
		return nil // older than what we hold: before our history
	}
	if err != nil && !IsNotFound(err) {
		return err
	}
	if IsNotFound(err) {
		if begin, err := s.anchor(tx, c); err != nil || (Position{e.Epoch, e.Seq}).Before(begin) {
			return err
		}
	}
	e.Waiting = true
	if err := tx.InsertLogEntry(e); err != nil {
		return err
	}
	if err := s.pull(tx, Pull{What: "log", Host: c.Host, Community: c.ID}, s.now().Add(pullDelay)); err != nil {
		return err
	}
	if in.Inner != nil && (in.Inner.Kind == "Delete" || in.Inner.Kind == "Undo") {
		return s.applyInner(tx, c, *in.Inner)
	}
	return nil
}

// seenAgain takes the turn of an entry that waited, and notices a fork.
func (s *Service) seenAgain(tx Tx, c Community, have, e LogEntry, in Announcement) error {
	if have.Hash != e.Hash {
		return s.forked(tx, c, e)
	}
	if !have.Waiting {
		return nil
	}
	head, err := s.headOf(tx, c, e)
	if err != nil || e.Epoch != head.Epoch || e.Seq != head.Seq+1 {
		return err
	}
	if e.Prev != head.Hash {
		ahead, err := s.aheadOfEpoch(tx, c, e)
		if err != nil || ahead {
			return err // the end of the epoch before is missing still
		}
		return s.forked(tx, c, e)
	}
	have.Waiting = false
	if err := tx.UpdateLogEntry(have); err != nil {
		return err
	}
	return s.applyAnnounced(tx, c, have, in.Inner)
}

func (s *Service) forked(tx Tx, c Community, e LogEntry) error {
	return s.audit(tx, c.IRI, "chain.fork", c.IRI, "malformed", map[string]string{
		"seq": itoa(e.Seq), "epoch": itoa(e.Epoch), "hash": e.Hash})
}

func (s *Service) applyAnnounced(tx Tx, c Community, e LogEntry, in *Contribution) error {
	if in == nil || e.Withheld != "" {
		return s.deletedUnread(tx, c, e)
	}
	in.Epoch, in.Seq, in.Accepted = e.Epoch, e.Seq, e.PublishedAt
	return s.applyInner(tx, c, *in)
}

// deletedUnread says of a deletion by somebody whose issuer is not trusted here
// that nothing of the post is here: their words were never taken either, so that
// nobody's right over them is at stake.
func (s *Service) deletedUnread(tx Tx, c Community, e LogEntry) error {
	if e.Kind != "Delete" || e.Withheld != "issuer" {
		return nil
	}
	if _, err := tx.PostPlace(e.Object); !IsNotFound(err) {
		return err
	}
	if err := s.withhold(tx, c, e.Object, 0); err != nil {
		return err
	}
	return s.receiptOfDeletion(tx, c, Contribution{Activity: e.Activity, Object: e.Object}, nil)
}

// applyInner applies what a host accepted. The host decided who may; here only
// the author's right over their own words, and a moderator's proof, count.
func (s *Service) applyInner(tx Tx, c Community, in Contribution) error {
	if in.Kind == KindTally {
		return s.applyTally(tx, c, in)
	}
	p, err := tx.PersonByIRI(in.Actor)
	if err != nil {
		return err
	}
	if in.Note != nil {
		b := in.Note.Byline
		if err := s.learn(tx, &p, Person{Name: b.Name, Post: b.Post, School: b.School, Authority: b.Authority,
			Nation: b.Nation, Biography: b.Biography}); err != nil {
			return err
		}
	}
	err = s.apply(tx, c, p, in)
	if KindOf(err) != "" && KindOf(err) != Unavailable {
		// What does not fit is audited and passed over: the chain goes on.
		return s.audit(tx, c.IRI, "chain.refused", in.Activity, reasonOr(err, "malformed"), map[string]string{"kind": in.Kind})
	}
	return err
}

// peopleHere counts our own people with a record in a community: full members,
// for whom the log is kept, and guests.
func (s *Service) peopleHere(tx Tx, c Community) (full, guests int, err error) {
	members, err := tx.Members(c.ID, policy.Active, policy.Suspended)
	if err != nil {
		return 0, 0, err
	}
	for _, m := range members {
		switch {
		case !m.Person.Local:
		case m.Role == policy.Guest:
			guests++
		default:
			full++
		}
	}
	return full, guests, nil
}

// NextWaiting gives the entry whose turn has come after the last applied one,
// with its bytes; NotFound when none waits there.
func (s *Service) NextWaiting(ctx context.Context, community string) (e LogEntry, d Document, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		c, err := tx.CommunityByIRI(community)
		if err != nil {
			return err
		}
		waiting, err := tx.LogWaiting(c.ID)
		if err != nil {
			return err
		}
		head, err := tx.LogHead(c.ID)
		if err != nil {
			return err
		}
		for _, w := range waiting {
			next := w.Epoch == head.Epoch && w.Seq == head.Seq+1 || w.Epoch > head.Epoch && w.Seq == 1
			if next && w.Prev == head.Hash { // another is a fork, and takes no turn
				if e = w; w.DocumentID == 0 {
					return nil // withheld: its header takes its turn
				}
				d, err = tx.Document(w.DocumentID)
				return err
			}
		}
		return ErrNotFound
	})
	return e, d, err
}
