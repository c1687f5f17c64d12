package federation

import (
	"cmp"
	"context"

	"headroom/community"
	"headroom/community/tally"
	"headroom/federation/vocab"
)

// Polls (FEDERATION.md, Polls): the question is a post as any other; a ballot goes
// from the voter's home to the group and nowhere else, and is neither kept as
// bytes nor logged; the tally is the group's own statement, in its log.

// The most ballots and rounds that are read of a tally, and characters of a name.
const (
	maxVotes  = 1000
	maxName   = 200
	maxOption = 300
)

// pollOf is the poll of a post, for its document.
func pollOf(p *community.Poll) *vocab.Poll {
	if p == nil {
		return nil
	}
	return &vocab.Poll{Kind: string(p.Kind), Options: p.Options, Open: p.Open, Early: p.Early, ClosesAt: p.ClosesAt}
}

// gatherPoll adds the poll of a post to what a document is made of.
func (s *Server) gatherPoll(tx community.Tx, p community.Publish, m *material) error {
	poll, err := tx.Poll(m.post.ID)
	if community.IsNotFound(err) && p.Act != community.ActTally {
		return nil
	}
	if err != nil {
		return err
	}
	if m.poll = &poll; p.Act == community.ActTally {
		m.tally, err = s.Service.Tally(tx, m.post)
	}
	return err
}

// translatePoll reads the poll of a Question; nil for one without options. Names
// of options are taken as they stand, since votes name them.
func translatePoll(o *vocab.Document) (*community.Poll, error) {
	if o.Type() != "Question" {
		return nil, nil
	}
	p := o.Poll()
	if p == nil {
		return nil, nil
	}
	if len(p.Options) > maxVotes || p.ClosesAt.IsZero() {
		return nil, errMalformed
	}
	for _, name := range p.Options {
		if name == "" || len(name) > 4*maxOption || vocab.PlainText(name) != name {
			return nil, errMalformed
		}
	}
	return &community.Poll{Kind: tally.Kind(p.Kind), Options: p.Options, Open: p.Open, Early: p.Early, ClosesAt: p.ClosesAt}, nil
}

// takeBallot takes a member's vote in a poll of a community of ours: proof, signer
// = actor, and policy. It is applied now or never.
func (s *Server) takeBallot(ctx context.Context, from caller, doc *vocab.Document, body []byte) error {
	if err := s.lookAgain(ctx, &from); err != nil {
		return err
	}
	digest, err := s.proved(ctx, from, body)
	if err != nil {
		return err
	}
	in, err := translateBallot(doc, digest)
	if err != nil {
		return err
	}
	return s.Service.TakeBallot(ctx, doc.Audience(), in)
}

// translateBallot puts a vote into the domain's terms.
func translateBallot(doc *vocab.Document, digest string) (in community.PeerBallot, err error) {
	to := doc.To()
	version, ok := doc.Int("hr:version")
	if !ok || version < 1 || doc.Audience() == "" || doc.ObjectID() == "" || doc.Object() != nil || len(to) != 1 || to[0] != doc.Audience() ||
		doc.Has("cc") || doc.Has("bto") || doc.Has("bcc") {
		return in, errMalformed
	}
	return community.PeerBallot{Activity: doc.ID(), Actor: doc.Actor(), Post: doc.ObjectID(), Choices: doc.Strings("hr:choices"),
		Version: version, Digest: digest}, nil
}

// composeBallot makes one of our people's votes, unless a later one has taken its
// place.
func (s *Server) composeBallot(tx community.Tx, d community.Delivery) (m message, err error) {
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	b, err := tx.BallotBy(s.activityID(d.ID))
	if err != nil {
		return m, err
	}
	if b.State != community.BallotSent {
		return m, errMoot
	}
	poll, err := tx.Poll(b.PostID)
	if err != nil {
		return m, err
	}
	p, err := tx.Person(b.PersonID)
	if err != nil {
		return m, err
	}
	if reason, err := s.Service.MaySend(tx, p.IRI); err != nil {
		return m, err
	} else if reason != "" {
		return m, &withheldError{reason}
	}
	f := vocab.BallotFields{Activity: vocab.Activity{ID: b.Activity, Actor: p.IRI, To: []string{c.IRI}, Audience: c.IRI, Published: b.CastAt},
		Object: d.Object, Version: b.Version}
	for _, o := range b.Choices {
		f.Choices = append(f.Choices, poll.Options[o])
	}
	if m.from, err = s.signerFor(tx, p.IRI); err != nil {
		return m, err
	}
	m.inbox = c.Inbox
	m.body, err = m.from.prove(vocab.Ballot(f), s.now())
	return m, err
}

// composeTally makes what a poll that runs has come to so far.
func (s *Server) composeTally(tx community.Tx, d community.Delivery) (m message, err error) {
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	post, err := tx.Post(d.Document)
	if err != nil {
		return m, err
	}
	if _, full, err := tx.ServedOnHost(c.ID, d.Host, s.now()); err != nil || !full {
		return m, cmp.Or(err, errMoot)
	}
	t, err := s.Service.Tally(tx, post)
	if err != nil {
		return m, err
	}
	if !t.ClosedAt.IsZero() { // the log says it
		return m, errMoot
	}
	poll, err := tx.Poll(post.ID)
	if err != nil {
		return m, err
	}
	m.from, err = s.signerFor(tx, c.IRI)
	m.body = vocab.Update(vocab.Activity{ID: s.activityID(d.ID), Actor: c.IRI, To: []string{c.Members}, Published: s.now()},
		vocab.TallyObject(c.IRI+"/polls/"+number10(post.ID), c.IRI, tallyFields(poll, t)))
	return m, err
}

// tallyFields puts a tally into the words of the wire, options in the order of the
// question.
func tallyFields(poll community.Poll, t community.PollTally) vocab.TallyFields {
	counted := func(by map[string]int64) (list []vocab.Counted) {
		for _, o := range poll.Options {
			if n, ok := by[o]; ok {
				list = append(list, vocab.Counted{Name: o, Count: n})
			}
		}
		return list
	}
	f := vocab.TallyFields{Object: t.Post, Closed: t.ClosedAt, Ballots: t.Ballots, Winners: t.Winners, Options: counted(t.Counts)}
	for _, r := range t.Rounds {
		f.Rounds = append(f.Rounds, vocab.TallyRound{Options: counted(r.Counts), Out: r.Out})
	}
	for _, n := range t.Named {
		f.Named = append(f.Named, vocab.NamedBallot(n))
	}
	return f
}

// translateTally reads what a group says of a poll.
func translateTally(doc *vocab.Document) (t community.PollTally, err error) {
	f := doc.Tally()
	if f.Object == "" || len(f.Rounds) > maxVotes || len(f.Named) > maxVotes {
		return t, errMalformed
	}
	counts := func(list []vocab.Counted) map[string]int64 {
		by := make(map[string]int64, len(list))
		for _, c := range list {
			by[c.Name] = c.Count
		}
		return by
	}
	t = community.PollTally{Post: f.Object, ClosedAt: f.Closed, Ballots: f.Ballots, Counts: counts(f.Options), Winners: f.Winners}
	for _, r := range f.Rounds {
		t.Rounds = append(t.Rounds, community.TallyRound{Counts: counts(r.Options), Out: r.Out})
	}
	for _, n := range f.Named {
		t.Named = append(t.Named, community.TallyBallot{Person: n.Person, Name: clipText(vocab.PlainText(n.Name), maxName), Choices: n.Choices})
	}
	return t, nil
}

// receiveTallySoFar keeps what the host of a group says of a poll that runs.
func (s *Server) receiveTallySoFar(ctx context.Context, job, document int64, doc *vocab.Document) error {
	o := doc.Object()
	t, err := translateTally(o)
	if err != nil || o.AttributedTo() != doc.Actor() {
		return errMalformed
	}
	return s.Service.TallySoFar(ctx, job, document, doc.Actor(), t)
}
