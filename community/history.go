package community

import (
	"slices"
	"time"

	"headroom/community/policy"
)

// What newcomers read of what was said before them.
const (
	HistoryAll     = ""
	HistoryDate    = "date"
	HistoryJoining = "joining"
)

// history checks what newcomers are to read.
func (in *input) history(c CommunityInput) {
	in.choice("history", c.History, []string{HistoryAll, HistoryDate, HistoryJoining}, false)
	if c.History == HistoryDate && in.date("since", c.Since).IsZero() {
		in.once("since", "error.date")
	}
}

// newcomersRead sets what newcomers read, as it was checked.
func (c *Community) newcomersRead(in CommunityInput) {
	c.History, c.HistoryFrom = in.History, time.Time{}
	if in.History == HistoryDate {
		var fine input
		c.HistoryFrom = fine.date("since", in.Since)
	}
}

// beginHistory sets what a new member may read: since when, and from which entry
// of the log on. What the community says later changes nothing for them.
func (s *Service) beginHistory(tx Tx, c Community, m *Membership, head ChainHead) error {
	m.HistoryFrom, m.LogEpoch, m.LogSeq = time.Time{}, 1, 1
	if m.Role == policy.Guest || c.Access == policy.Open {
		return nil
	}
	switch c.History {
	case HistoryDate:
		m.HistoryFrom = c.HistoryFrom
	case HistoryJoining: // the wire has whole seconds: the next one
		m.HistoryFrom = s.now().Truncate(time.Second).Add(time.Second)
	default:
		return nil
	}
	first, err := tx.LogFirstSince(c.ID, m.HistoryFrom)
	switch {
	case err == nil && c.History == HistoryDate:
		m.LogEpoch, m.LogSeq = first.Epoch, first.Seq
	case skipMissing(err) != nil:
		return err
	case head.Epoch == c.Epoch:
		m.LogEpoch, m.LogSeq = head.Epoch, head.Seq+1
	default:
		m.LogEpoch, m.LogSeq = c.Epoch, 1
	}
	return nil
}

// Position is a place in a community's log.
type Position struct{ Epoch, Seq int64 }

// Before reports whether a place comes before another.
func (p Position) Before(o Position) bool {
	return p.Epoch < o.Epoch || p.Epoch == o.Epoch && p.Seq < o.Seq
}

// logBegins is where the log begins for a host: at its first entry, unless every
// full member from there reads from a later one only.
func (s *Service) logBegins(tx Tx, c Community, host string) (Position, error) {
	all, err := tx.ActiveOnHost(c.ID, host, s.now())
	if err != nil {
		return Position{}, err
	}
	var low Position
	for _, m := range all {
		p := Position{m.LogEpoch, m.LogSeq}
		switch {
		case m.Role == policy.Guest:
		case m.HistoryFrom.IsZero():
			return Position{1, 1}, nil
		case low == (Position{}) || p.Before(low):
			low = p
		}
	}
	if low.Epoch < 1 || low.Seq < 1 {
		low = Position{1, 1}
	}
	return low, nil
}

// LogBegins is from which entry on a host may read the log of a community of ours.
func (s *Service) LogBegins(tx Tx, c Community, host string) (Position, error) {
	return s.logBegins(tx, c, host)
}

// begunSince reports whether a conversation began in the history that a record is
// bound to. One whose beginning is not known here did not.
func begunSince(t Thread, from time.Time) bool {
	return from.IsZero() || t.RootID != 0 && !t.CreatedAt.Before(from)
}

// inHistory reports whether a thread is in the history of who has a record.
func inHistory(tx Tx, c Community, person int64, t Thread) bool {
	m, err := tx.MembershipOf(c.ID, person)
	return err == nil && begunSince(t, m.HistoryFrom)
}

// inTheirHistory leaves out the threads that began before what a member may read.
func inTheirHistory(threads []Thread, of map[int64]Membership) []Thread {
	return slices.DeleteFunc(threads, func(t Thread) bool {
		m, ok := of[t.CommunityID]
		return ok && m.Role != policy.Guest && !begunSince(t, m.HistoryFrom)
	})
}

// MayReadCopy decides whether a member is given the last accepted activity about
// a post: whoever may read the conversation that it stands in.
func (s *Service) MayReadCopy(tx Tx, v Viewer, c Community, object string) error {
	p, err := tx.PostByIRI(object)
	if err != nil {
		return err
	}
	l, err := s.find(tx, v, p.ID)
	if err != nil {
		return err
	}
	if l.c.ID != c.ID {
		return ErrNotFound
	}
	return refuse(policy.Decide(policy.ViewHistory, l.facts))
}

// anchor is where the chain of a peer's community begins here: before its first
// entry, or before the first that one of ours may read. There the host's word is
// taken for what the first header points back to.
func (s *Service) anchor(tx Tx, c Community) (Position, error) {
	return s.logBegins(tx, c, s.Identity.Host)
}

// Backfill says which part of a community's log is missing here before what is
// held: from an entry on that one of ours may read, up to the first that is here.
// NotFound when nothing is.
func (s *Service) Backfill(tx Tx, c Community) (from Position, until LogEntry, err error) {
	if from, err = s.anchor(tx, c); err != nil {
		return from, until, err
	}
	if until, err = tx.LogFirst(c.ID); err != nil {
		return from, until, err
	}
	for !(Position{until.Epoch, until.Seq}).Before(from) { // go on where an earlier pull broke off
		if _, err := tx.LogEntry(c.ID, from.Epoch, from.Seq); err != nil {
			break
		}
		from.Seq++
	}
	if !from.Before(Position{until.Epoch, until.Seq}) {
		return from, until, ErrNotFound
	}
	return from, until, nil
}
