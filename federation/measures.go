package federation

import (
	"context"
	"html"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// What a community tells the home of a member who stays (FEDERATION.md, Warnings
// and time-outs): Warn, Block with an end, and the Undo of a Block. They are told
// to that home alone.

var measureKinds = map[string]community.MeasureKind{"Warn": community.MeasureWarn, "Block": community.MeasureSilence, "Undo": community.MeasureUnsilence,
	vocab.Review: community.MeasureReview, vocab.Unreview: community.MeasureUnreview}

// measureKind says which measure a group's activity is; false for any other.
func measureKind(doc *vocab.Document) (community.MeasureKind, bool) {
	kind, ok := measureKinds[doc.Type()]
	if doc.Type() == "Undo" {
		o := doc.Object()
		ok = o != nil && (o.Type() == "Block" || o.Type() == vocab.Review) && o.Actor() == doc.Actor()
		if ok && o.Type() == vocab.Review {
			kind = community.MeasureUnreview
		}
	}
	return kind, ok && doc.Type() != vocab.Unreview // which stands in queues alone
}

// receiveDecision applies what a moderator decided, or what a group tells the
// member's home of it; is tells whether the document is either.
func (s *Server) receiveDecision(ctx context.Context, job int64, d community.Document, doc *vocab.Document) (is bool, err error) {
	if _, is = actOf(doc); is {
		return true, s.receiveAct(ctx, job, d, doc)
	}
	if _, is = measureKind(doc); is && doc.Audience() == "" {
		return true, s.receiveMeasure(ctx, job, doc)
	}
	return false, nil
}

// composeMeasure makes the message to the member's home.
func (s *Server) composeMeasure(tx community.Tx, d community.Delivery) (m message, err error) {
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	what, err := tx.Measure(d.Record)
	if err != nil {
		return m, err
	}
	p, err := tx.Person(what.PersonID)
	if err != nil {
		return m, err
	}
	if m.from, err = s.signerFor(tx, c.IRI); err != nil {
		return m, err
	}
	a := vocab.Activity{ID: s.activityID(d.ID), Actor: c.IRI, To: []string{p.IRI}, Published: what.CreatedAt}
	say := vocab.Decision{Activity: a, Object: p.IRI, Target: c.IRI, Reason: what.Code, Summary: html.EscapeString(what.Words), EndTime: what.Until}
	switch what.Kind {
	case community.MeasureWarn:
		m.body = vocab.Act("Warn", say)
	case community.MeasureSilence:
		m.body = vocab.Act("Block", say)
	case community.MeasureReview:
		m.body = vocab.Act(vocab.Review, say)
	case community.MeasureUnreview:
		m.body = vocab.Undo(a, vocab.Measured(vocab.Review, a.ID+"/block", c.IRI, p.IRI, c.IRI))
	default:
		m.body = vocab.Undo(a, vocab.Measured("Block", a.ID+"/block", c.IRI, p.IRI, c.IRI))
	}
	return m, nil
}

// receiveMeasure keeps what a peer's group says of one of our people.
func (s *Server) receiveMeasure(ctx context.Context, job int64, doc *vocab.Document) error {
	kind, _ := measureKind(doc)
	in := community.MeasureReceived{Job: job, Community: doc.Actor(), Person: doc.ObjectID(), Kind: kind,
		Code: clipText(doc.String("hr:reason"), maxReason), Words: wordsOf(doc)}
	var err error
	var ok bool
	if in.Published, ok = doc.Published(); !ok {
		return errMalformed
	}
	switch kind {
	case community.MeasureSilence:
		if in.Until, err = vocab.ParseTime(doc.String("endTime")); err != nil {
			return errMalformed
		}
	case community.MeasureUnsilence, community.MeasureUnreview:
		in.Person = doc.Object().ObjectID()
	}
	return s.Service.Measured(ctx, in)
}

func queuedMeasure(c community.Community, m community.MeasureView) []byte {
	q := vocab.QueuedMeasure{ID: c.IRI + "/measures/" + number10(m.ID), Actor: m.Measure.By, ActorName: m.By.Name, Object: m.Person.IRI,
		ObjectName: m.Person.Name, Record: c.IRI + "/m/" + number10(m.Membership), Reason: m.Code, Summary: html.EscapeString(m.Words),
		Published: m.CreatedAt, EndTime: m.Until, Holds: m.Holds}
	for word, kind := range measureKinds {
		if kind == m.Kind {
			q.Kind = word
		}
	}
	return vocab.QueuedMeasureItem(q)
}

// queuedMeasureOf reads what moderators did as a group's host shows it.
func queuedMeasureOf(item *vocab.Document, group string) (m community.MeasureView, ok bool) {
	by, member := item.Sub("attributedTo"), item.Sub("object")
	if m.Kind, ok = measureKinds[item.Type()]; !ok || by == nil || member == nil || by.ID() == "" || member.ID() == "" {
		return m, false
	}
	host := func(d *vocab.Document) community.PersonView {
		h, _ := vocab.Host(d.ID())
		return community.PersonView{Person: community.Person{IRI: d.ID(), Host: h, Name: clipText(vocab.PlainText(d.Name()), 400)}}
	}
	m.By, m.Person, m.Membership = host(by), host(member), recordNumber(item.String("hr:membership"), group)
	if code := item.String("hr:reason"); code != "" {
		m.Code = policy.KnownReason(code)
	}
	m.Words, m.Measure.By = wordsOf(item), by.ID()
	m.CreatedAt, _ = item.Published()
	m.Until, _ = vocab.ParseTime(item.String("endTime"))
	m.Holds, _ = item.Bool("hr:current")
	return m, true
}
