package federation

import (
	"context"
	"errors"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// Guests of a peer (FEDERATION.md): what is said in their conversations is
// announced to their home outside the chain, by an id that says nothing of how
// much else there is.

// composeToGuests wraps an entry of the log, the received activity spliced in
// unchanged and without its place in the chain, for a server with guests only of
// whom one may read it at this moment.
func (s *Server) composeToGuests(tx community.Tx, d community.Delivery) (m message, err error) {
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	some, full, err := tx.ServedOnHost(c.ID, d.Host, s.now())
	if err != nil {
		return m, err
	}
	if !some || full { // a full member's home reads the log
		return m, errMoot
	}
	e, err := tx.LogEntry(c.ID, d.Epoch, d.Seq)
	if err != nil {
		return m, err
	}
	if e.Withheld != "" {
		return m, errMoot
	}
	doc, err := tx.Document(e.DocumentID)
	if err != nil {
		return m, err
	}
	inner, err := vocab.Decode(doc.Raw)
	if err != nil {
		return m, err
	}
	to, err := s.Service.GuestsReading(tx, c, d.Host, inner.Context())
	if err != nil {
		return m, err
	}
	if len(to) == 0 {
		return m, errMoot
	}
	m.body = vocab.Announce(vocab.AnnounceFields{ID: s.activityID(d.ID), To: to,
		Header: vocab.LogHeader{Group: c.IRI, Published: vocab.FormatTime(e.PublishedAt)}}, doc.Raw)
	m.from, err = s.signerFor(tx, c.IRI)
	return m, err
}

// receiveForGuests takes what a peer's community says to a guest from here: the
// group has signed the request, and the activity carries its author's proof,
// judged at the time at which the host accepted it.
func (s *Server) receiveForGuests(ctx context.Context, job int64, d community.Document, doc *vocab.Document) error {
	in, err := s.guestAnnouncement(ctx, d, doc)
	if errors.Is(err, errStranger) || errors.Is(err, errVoid) {
		s.Log.WarnContext(ctx, "words for a guest were left out", "group", doc.Actor(), "error", err)
		return s.Service.Drop(ctx, job, d.ID)
	}
	if err != nil {
		if late, failed := s.Service.DropLate(ctx, job, d); late || failed != nil {
			return failed
		}
		return err
	}
	in.Job = job
	return s.Service.AnnouncedToGuests(ctx, in)
}

func (s *Server) guestAnnouncement(ctx context.Context, d community.Document, doc *vocab.Document) (in community.GuestAnnouncement, err error) {
	inner := doc.Object()
	at, ok := doc.Published()
	if !ok || inner == nil || at.After(s.now().Add(sign.Window)) {
		return in, errMalformed
	}
	signed, err := sign.ParseSigned(inner.Raw())
	if err != nil {
		return in, errMalformed
	}
	pub, err := s.authorKey(ctx, inner.Actor(), signed.Proof.VerificationMethod, at, nil)
	if err != nil {
		return in, err
	}
	if err := signed.Verify(pub); err != nil || CheckOrigin(inner.Actor(), inner) != nil || inner.Audience() != doc.Actor() {
		return in, errMalformed
	}
	if inner.Actor() != doc.Actor() { // which says itself what a poll has come to
		if err := s.knowAuthor(ctx, inner.Actor()); err != nil {
			return in, err
		}
	}
	c, err := translate(inner, signed.Hash())
	if err != nil {
		return in, err
	}
	c.Document, c.Received, c.Accepted = d.ID, d.CreatedAt, at
	return community.GuestAnnouncement{Community: doc.Actor(), Announce: doc.ID(), Document: d.ID, Inner: c}, nil
}
