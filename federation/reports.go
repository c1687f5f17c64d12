package federation

import (
	"context"
	"html"
	"strconv"
	"strings"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// Reports of posts (FEDERATION.md): a Flag of the reporter's home, signed by its
// issuer and without a name; the group answers with a Resolve.

// translateFlag puts a report into the domain's terms.
func translateFlag(doc *vocab.Document, host, digest string) (community.Flag, error) {
	to := doc.To()
	if doc.ObjectID() == "" || doc.Object() != nil || doc.Audience() == "" || len(to) != 1 || to[0] != doc.Audience() ||
		doc.Has("cc") || doc.Has("bto") || doc.Has("bcc") {
		return community.Flag{}, errMalformed
	}
	return community.Flag{Activity: doc.ID(), Issuer: doc.Actor(), Host: host, Object: doc.ObjectID(), Digest: digest,
		Code: policy.KnownReason(doc.String("hr:reason")), Words: clipText(vocab.PlainText(doc.Content()), maxWords)}, nil
}

// takeFlag takes a peer's report of a post: proof, signer = issuer, and policy.
func (s *Server) takeFlag(ctx context.Context, from caller, doc *vocab.Document, body []byte) error {
	if len(body) > maxToGroup {
		return errTooLarge
	}
	digest, err := checkProof(body, from.Actor, from.Key)
	if err != nil {
		return err
	}
	in, err := translateFlag(doc, from.Peer.Host, digest)
	if err != nil {
		return err
	}
	if doc.Has("hr:member") {
		return s.Service.TakeAppeal(ctx, from.Viewer, doc.Audience(), translateAppeal(doc, in), body)
	}
	return s.Service.TakeFlag(ctx, from.Viewer, doc.Audience(), in, body)
}

// receiveFlag applies a peer's report.
func (s *Server) receiveFlag(ctx context.Context, job int64, d community.Document, doc *vocab.Document) error {
	host, err := vocab.Host(doc.Actor())
	if err != nil {
		return errOrigin
	}
	digest, err := sign.Hash(d.Raw)
	if err != nil {
		return errMalformed
	}
	in, err := translateFlag(doc, host, digest)
	if err != nil {
		return err
	}
	v := community.Viewer{Issuer: doc.Actor(), Host: host}
	if doc.Has("hr:member") {
		return s.Service.Appealed(ctx, job, v, doc.Audience(), translateAppeal(doc, in))
	}
	return s.Service.Flagged(ctx, job, v, doc.Audience(), in)
}

// composeFlag makes the report of one of our people, in the name of this
// instance.
func (s *Server) composeFlag(tx community.Tx, d community.Delivery) (m message, err error) {
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	r, err := tx.PostReportBy(d.Object)
	if err != nil {
		return m, err
	}
	if m.from, err = s.signerFor(tx, s.id.Issuer()); err != nil {
		return m, err
	}
	m.inbox = c.Inbox
	m.body, err = m.from.prove(vocab.Flag(vocab.Report{ID: r.IRI, Issuer: s.id.Issuer(), Group: c.IRI, Object: r.Object,
		Reason: r.Code, Content: html.EscapeString(r.Words), Published: r.CreatedAt}), s.now())
	return m, err
}

// translateAppeal adds to a report what makes it an appeal.
func translateAppeal(doc *vocab.Document, in community.Flag) community.AppealFlag {
	return community.AppealFlag{Flag: in, Member: doc.String("hr:member"), Kind: doc.String("hr:kind")}
}

// composeAppeal makes the appeal of one of our people, in the name of this
// instance.
func (s *Server) composeAppeal(tx community.Tx, d community.Delivery) (m message, err error) {
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	a, err := tx.AppealBy(d.Object)
	if err != nil {
		return m, err
	}
	kind, object, member, err := s.Service.AppealWord(tx, a)
	if err != nil {
		return m, err
	}
	if m.from, err = s.signerFor(tx, s.id.Issuer()); err != nil {
		return m, err
	}
	m.inbox = c.Inbox
	m.body, err = m.from.prove(vocab.Flag(vocab.Report{ID: a.IRI, Issuer: s.id.Issuer(), Group: c.IRI, Object: object, Member: member, Kind: kind,
		Reason: a.Code, Content: html.EscapeString(a.Words), Published: a.CreatedAt}), s.now())
	return m, err
}

// composeResolved makes a group's answer to a report.
func (s *Server) composeResolved(tx community.Tx, d community.Delivery, p community.Peer) (m message, err error) {
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	r, err := tx.PostReportBy(d.Object) // none of one that was refused
	if err != nil && !community.IsNotFound(err) {
		return m, err
	}
	answer := r.Answer
	if err != nil {
		appeal, err := tx.AppealBy(d.Object)
		if err != nil && !community.IsNotFound(err) {
			return m, err
		}
		answer = appeal.Answer
	}
	if m.from, err = s.signerFor(tx, c.IRI); err != nil {
		return m, err
	}
	a := vocab.Activity{ID: s.activityID(d.ID), Actor: c.IRI, To: []string{p.Issuer}}
	m.body = vocab.Resolve(a, d.Object, d.Reason, html.EscapeString(answer))
	return m, nil
}

// composeWaiting tells the home of moderators that something waits, and not what.
func (s *Server) composeWaiting(tx community.Tx, d community.Delivery) (m message, err error) {
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	to, err := s.Service.ModeratorsAt(tx, c, d.Host)
	if err != nil {
		return m, err
	}
	if len(to) == 0 { // dismissed meanwhile
		return m, errMoot
	}
	m.from, err = s.signerFor(tx, c.IRI)
	m.body = vocab.Update(vocab.Activity{ID: s.activityID(d.ID), Actor: c.IRI, To: to}, vocab.Ref(c.Queue))
	return m, err
}

func queuedFlag(c community.Community, q community.QueuedReport) []byte {
	return vocab.QueuedFlagItem(vocab.QueuedFlag{ID: community.ReportID(c, q), Object: q.Object, Context: q.Context,
		Reason: q.Report.Code, Content: html.EscapeString(q.Report.Words), Published: q.Report.CreatedAt})
}

// flagOf reads a report as a group's host shows it.
func flagOf(item *vocab.Document, group string) (q community.QueuedReport, ok bool) {
	tail, ok := strings.CutPrefix(item.ID(), group+"/reports/")
	n, err := strconv.ParseInt(tail, 10, 64)
	if !ok || err != nil || n <= 0 || item.Type() != "Flag" || item.ObjectID() == "" {
		return q, false
	}
	q = community.QueuedReport{Number: n, Object: item.ObjectID(), Context: item.Context()}
	q.Report.Code = policy.KnownReason(item.String("hr:reason"))
	q.Report.Words = clipText(vocab.PlainText(item.Content()), maxWords)
	q.Report.CreatedAt, _ = item.Published()
	return q, true
}
