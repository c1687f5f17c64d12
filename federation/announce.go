package federation

import (
	"context"
	"sync"
	"time"

	"headroom/community"
	"headroom/federation/fetch"
	"headroom/federation/vocab"
	"headroom/internal/crash"
	"headroom/internal/jobs"
)

// The bounds of one run of announcements: what is read and sent at a time, and
// among how many of the newest entries one is looked for that can be announced.
const (
	runEntries = 128
	runBytes   = 4 << 20
	newestOf   = 32
)

// How many of a run are under way at once: few where answers come at once, and
// more and more while they are waited for, so that a long way costs no time.
const (
	flightStep  = 8
	flightPause = 5 * time.Millisecond
)

// run is a stretch of a community's log on its way to one server, in one
// snapshot with the right to send it.
type run struct {
	peer    community.Peer
	from    signer
	entries []community.LogEntry
	bodies  [][]byte // nil: not sent, the log shows its header
	next    community.LogEntry
	over    bool
	newest  bool // the newest entry alone, for all before it
}

// deliverLog announces what stands in a community's log from an entry on to a
// server with a full member: one POST for each entry, many under way at once; the
// receiver orders by hr:seq. A server that is far behind is told of the newest
// entry alone and reads the others from the log; one that will not have that is
// told of each.
func (s *Server) deliverLog(ctx context.Context, j jobs.Job, d community.Delivery) error {
	r, err := s.composeRun(ctx, d, true)
	if err != nil {
		return err
	}
	failures := s.fly(ctx, r)
	if r.newest && failures[0] != nil && (ownNo(failures[0]) || goesAlone(j, failures[0])) {
		if r, err = s.composeRun(ctx, d, false); err != nil {
			return err
		}
		failures = s.fly(ctx, r)
	}
	said, first, down := r.became(failures)
	if down != nil && len(said.Sent)+len(said.Refused) == 0 {
		if !goesAlone(j, down) {
			return s.delivered(ctx, j, r.peer, d, down)
		}
		said.Refused, said.NextSeq = append(said.Refused, first), first.Seq+1
	}
	return s.outcome(j, s.Service.AnnouncedTo(ctx, j.ID, d, said))
}

// became sorts what was tried. Where the peer failed the next run begins, but
// never before an entry that has had its answer: what failed before that goes on
// alone, or each run would send again what the last one did, for ever.
func (r run) became(failures []error) (said community.Announcements, first community.LogEntry, down error) {
	said = community.Announcements{NextEpoch: r.next.Epoch, NextSeq: r.next.Seq, Over: r.over}
	answered := -1
	for i, err := range failures {
		if r.bodies[i] != nil && (err == nil || ownNo(err)) {
			answered = i
		}
	}
	for i, e := range r.entries {
		switch err := failures[i]; {
		case r.bodies[i] == nil:
		case err == nil:
			said.Sent = append(said.Sent, e)
		case i <= answered:
			said.Refused = append(said.Refused, e)
		case down == nil: // begun again from here when the peer is there again
			down, first, said.NextEpoch, said.NextSeq, said.Over = err, e, e.Epoch, e.Seq, false
		}
	}
	return said, first, down
}

// ownNo reports whether a failure is one entry's own: an answer that no other
// entry need be given, or an address that is not sent to.
func ownNo(err error) bool {
	c := outcomes[fetch.ClassOf(err)].course
	return c == lastWord || c == giveUp
}

// stumbles is how often a run may meet the same trouble at its first entry
// before that entry is left to a job of its own.
const stumbles = 3

// goesAlone reports whether the first entry of a run is what the peer stumbles
// over, so that what comes after it must not wait for it any longer: a run has no
// other that could go first.
func goesAlone(j jobs.Job, err error) bool {
	return j.Attempts >= stumbles && outcomes[fetch.ClassOf(err)].course == suspect
}

// composeRun reads the next stretch of the log and makes its announcements, or
// that of the newest entry where it may stand for the others.
func (s *Server) composeRun(ctx context.Context, d community.Delivery, newest bool) (r run, err error) {
	err = s.view(ctx, func(tx community.Tx) error {
		r = run{over: true}
		if r.peer, err = tx.Peer(d.Host); err != nil || !mayDeliver(r.peer, d.Message) {
			return missing(err)
		}
		c, err := tx.Community(d.Community)
		if err != nil {
			return missing(err)
		}
		if _, full, err := tx.ServedOnHost(c.ID, d.Host, s.now()); err != nil || !full {
			return err
		}
		r.over = false
		if r.from, err = s.signerFor(tx, c.IRI); err != nil {
			return err
		}
		if newest {
			if err := s.fillNewest(tx, &r, c, d); err != nil || r.newest {
				return err
			}
		}
		return s.fillRun(tx, &r, c, d)
	})
	return r, err
}

// fillNewest makes the announcement of the newest entry with words when the server
// is far behind. Deletions are sent alone, before the others, as ever.
func (s *Server) fillNewest(tx community.Tx, r *run, c community.Community, d community.Delivery) error {
	head, err := tx.LogHead(c.ID)
	if err != nil || head.Epoch != d.Epoch || head.Seq-d.Seq+1 < community.Behind {
		return missing(err)
	}
	entries, err := tx.LogAfter(c.ID, d.Epoch, max(d.Seq-1, head.Seq-newestOf), newestOf)
	if err != nil {
		return err
	}
	for i := len(entries) - 1; i >= 0; i-- {
		body, err := s.announceBody(c, entries[i], &reader{tx: tx})
		if err != nil {
			return err
		}
		if body != nil {
			r.entries, r.bodies, r.newest = entries[i:i+1], [][]byte{body}, true
			r.next = community.LogEntry{Epoch: d.Epoch, Seq: head.Seq + 1}
			return nil
		}
	}
	return nil
}

// announceBody makes the announcement of an entry; nil for one that is not sent
// with the others.
func (s *Server) announceBody(c community.Community, e community.LogEntry, read *reader) ([]byte, error) {
	if e.Withheld != "" || e.Kind == "Delete" { // which is sent alone, before the others
		return nil, nil
	}
	doc, err := read.document(e)
	if err != nil {
		return nil, missing(err)
	}
	return vocab.Announce(announceFields(c, e), doc.Raw), nil
}

func (s *Server) fillRun(tx community.Tx, r *run, c community.Community, d community.Delivery) error {
	r.next = community.LogEntry{Epoch: d.Epoch, Seq: d.Seq}
	entries, err := tx.LogAfter(c.ID, d.Epoch, d.Seq-1, runEntries)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		r.next = community.LogEntry{Epoch: d.Epoch + 1, Seq: 1}
	}
	bytes, read := 0, &reader{tx: tx, entries: entries}
	for _, e := range entries {
		body, err := s.announceBody(c, e, read)
		if err != nil {
			return err
		}
		r.entries, r.bodies, r.next.Seq = append(r.entries, e), append(r.bodies, body), e.Seq+1
		if bytes += len(body); bytes > runBytes {
			break
		}
	}
	return nil
}

// flight is a run under way.
type flight struct {
	run
	mu       sync.Mutex
	next     int
	down     error // the peer's failure: nothing more is begun
	failures []error
}

// take gives the next announcement to send; false when there is none. After a
// failure that is the peer's, those that are left share it.
func (f *flight) take() (int, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for ; f.next < len(f.bodies); f.next++ {
		if f.bodies[f.next] == nil {
			continue
		}
		if f.down == nil {
			f.next++
			return f.next - 1, true
		}
		f.failures[f.next] = f.down
	}
	return 0, false
}

func (f *flight) ended(i int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failures[i] = err; err != nil && !ownNo(err) {
		f.down = err
	}
}

// fly sends the announcements of a run and gives what became of each.
func (s *Server) fly(ctx context.Context, r run) []error {
	f := &flight{run: r, failures: make([]error, len(r.bodies))}
	var all sync.WaitGroup
	for n := 1; ; n++ {
		first, more := f.take()
		if !more {
			break
		}
		all.Go(func() {
			for i, more := first, true; more; i, more = f.take() {
				crash.At(crash.BeforePost)
				err := s.post(ctx, r.peer.Inbox, r.bodies[i], r.from)
				crash.At(crash.AfterPost)
				f.ended(i, err)
			}
		})
		if n%flightStep == 0 {
			select {
			case <-ctx.Done():
			case <-time.After(flightPause):
			}
		}
	}
	all.Wait()
	return f.failures
}

// missing passes over what is not there any more.
func missing(err error) error {
	if community.IsNotFound(err) {
		return nil
	}
	return err
}
