package federation

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

// What moderators decide from another instance (FEDERATION.md): activities that
// they sign, with proof, to the group. What is announced (Lock, Delete, and the
// appointment of moderators) goes the way of every contribution; what is not,
// this way.

// actOf says which act an activity is that a moderator sends to a group alone.
func actOf(doc *vocab.Document) (community.Act, bool) {
	group := doc.Audience()
	if group == "" || doc.Context() != "" {
		return "", false
	}
	switch doc.Type() {
	case "Accept":
		if community.HeldNumber(group, doc.ObjectID()) != 0 {
			return community.ActRelease, true
		}
		return community.ActAcceptJoin, true
	case "Reject":
		if community.HeldNumber(group, doc.ObjectID()) != 0 {
			return community.ActWithhold, true
		}
		return community.ActRejectJoin, true
	case "Remove":
		return community.ActExpel, doc.Target() == group+"/members"
	case "Resolve":
		return community.ActResolve, true
	case "Warn":
		return community.ActWarn, true
	case "Block":
		return community.ActSilence, doc.Target() == group
	case vocab.Review:
		return community.ActReview, doc.Target() == group
	case "Undo":
		o := doc.Object()
		is := o != nil && (o.Type() == "Block" || o.Type() == vocab.Review) && o.Actor() == doc.Actor() && o.Target() == group
		if is && o.Type() == vocab.Review {
			return community.ActUnreview, true
		}
		return community.ActUnsilence, is
	}
	return "", false
}

// translateAct puts a moderator's act into the domain's terms.
func translateAct(doc *vocab.Document, digest string) (in community.ModAct, err error) {
	kind, ok := actOf(doc)
	to := doc.To()
	if !ok || doc.ObjectID() == "" || len(to) != 1 || to[0] != doc.Audience() || doc.Has("cc") || doc.Has("bto") || doc.Has("bcc") {
		return in, errMalformed
	}
	in = community.ModAct{Activity: doc.ID(), Kind: kind, Actor: doc.Actor(), Object: doc.ObjectID(), Digest: digest,
		Reason: clipText(doc.String("hr:reason"), maxReason), Words: wordsOf(doc)}
	switch kind {
	case community.ActSilence:
		if in.Until, err = vocab.ParseTime(doc.String("endTime")); err != nil {
			return in, errMalformed
		}
	case community.ActUnsilence, community.ActUnreview:
		in.Object = doc.Object().ObjectID()
	}
	return in, nil
}

// Longest code of a reason, and longest words beside it, in characters.
const (
	maxReason = 60
	maxWords  = 2000
)

// wordsOf are the words beside a reason.
func wordsOf(doc *vocab.Document) string { return clipText(vocab.PlainText(doc.Summary()), maxWords) }

// takeAct takes a moderator's act for a community of ours: proof, signer =
// actor, and policy.
func (s *Server) takeAct(ctx context.Context, from caller, doc *vocab.Document, body []byte) error {
	if err := s.lookAgain(ctx, &from); err != nil {
		return err
	}
	digest, err := s.proved(ctx, from, body)
	if err != nil {
		return err
	}
	in, err := translateAct(doc, digest)
	if err != nil {
		return err
	}
	return s.Service.PrecheckAct(ctx, doc.Audience(), in, body)
}

// receiveAct applies a moderator's act.
func (s *Server) receiveAct(ctx context.Context, job int64, d community.Document, doc *vocab.Document) error {
	digest, err := sign.Hash(d.Raw)
	if err != nil {
		return errMalformed
	}
	in, err := translateAct(doc, digest)
	if err != nil {
		return err
	}
	in.Document, in.Received = d.ID, d.CreatedAt
	return s.Service.Moderate(ctx, job, doc.Audience(), in)
}

// office builds the activity of a moderator's act that is about no post; false
// for any other act.
func (m material) office(p community.Publish, a vocab.Activity, in community.Contribution) ([]byte, community.Contribution, bool) {
	d := vocab.Decision{Activity: a, Object: p.Object, Reason: p.Reason, Summary: p.Words}
	in.Object = p.Object
	alone := func(kind, target string) ([]byte, community.Contribution, bool) {
		d.To, d.Target, in.Kind = []string{m.community.IRI}, target, kind
		return vocab.Act(kind, d), in, true
	}
	switch p.Act {
	case community.ActAcceptJoin, community.ActRelease:
		return alone("Accept", "")
	case community.ActRejectJoin, community.ActWithhold:
		return alone("Reject", "")
	case community.ActExpel:
		return alone("Remove", m.community.Members)
	case community.ActResolve:
		return alone("Resolve", "")
	case community.ActWarn:
		return alone("Warn", "")
	case community.ActSilence:
		d.EndTime = time.UnixMilli(p.Until).UTC()
		return alone("Block", m.community.IRI)
	case community.ActReview:
		return alone(vocab.Review, m.community.IRI)
	case community.ActUnsilence, community.ActUnreview:
		what := "Block"
		if p.Act == community.ActUnreview {
			what = vocab.Review
		}
		a.To, in.Kind = []string{m.community.IRI}, "Undo"
		return vocab.Undo(a, vocab.Measured(what, a.ID+"/block", a.Actor, p.Object, m.community.IRI)), in, true
	case community.ActAppoint:
		d.Target, in.Kind = m.community.Moderators, "Add"
		return vocab.Add(d), in, true
	case community.ActDismiss:
		d.Target, in.Kind = m.community.Moderators, "Remove"
		return vocab.Remove(d), in, true
	case community.ActPin:
		d.Target, in.Kind = m.community.Featured, "Add"
		return vocab.Add(d), in, true
	case community.ActUnpin:
		d.Target, in.Kind = m.community.Featured, "Remove"
		return vocab.Remove(d), in, true
	}
	return nil, in, false
}

// queue lists what waits for the moderators of a group, to one of them.
func (s *Server) queue(w http.ResponseWriter, r *http.Request) error {
	from, err := s.ask(r)
	if err != nil {
		return err
	}
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	c, q, err := s.Service.ServeQueue(r.Context(), from.Viewer, id)
	if err != nil {
		return err
	}
	var items [][]byte
	for _, q := range q.Requests {
		items = append(items, queuedFollow(q))
	}
	for _, q := range q.Reports {
		items = append(items, queuedFlag(c, q))
	}
	for _, h := range q.Held {
		items = append(items, queuedPost(c, h))
	}
	for _, m := range q.Measures {
		items = append(items, queuedMeasure(c, m))
	}
	return collection(w, r, c.Queue, items)
}

func queuedFollow(q community.Request) []byte {
	p := q.Person
	out := vocab.QueuedFollow{ID: q.Membership.FollowIRI, Actor: p.IRI, Record: q.Membership.IRI, Reason: q.Membership.Reason,
		Published: q.Membership.UpdatedAt, Credential: q.Credential.Type, Standing: q.Standing, Issuer: q.Issuer, Back: q.Back,
		By: vocab.Byline{Name: p.Name, Post: p.Post, School: p.School, Authority: p.Authority, Nation: p.Nation, Biography: p.Biography,
			Office: officeOf(q.Office())}}
	for _, a := range q.Membership.Answers {
		out.Answers = append(out.Answers, vocab.Answer{Question: a.Question, Content: a.Text})
	}
	return vocab.QueuedFollowItem(out)
}

// Queues asks hosts what waits for the moderators of their communities. It
// implements community.Queues, and keeps nothing.
type Queues struct{ Server *Server }

var _ community.Queues = Queues{}

// queuePatience is how long a page waits for a host to say what waits there.
const queuePatience = 5 * time.Second

// Queue implements community.Queues.
func (q Queues) Queue(ctx context.Context, c community.Community, moderator community.Person) (out community.HostQueue, err error) {
	ctx, cancel := context.WithTimeout(ctx, queuePatience)
	defer cancel()
	if c.Queue == "" {
		return out, community.ErrNotFound
	}
	walk := Roster{server: q.Server}
	err = walk.each(ctx, moderator.IRI, c.Queue, c.IRI, func(page *vocab.Document) {
		for _, item := range page.Subs("orderedItems") {
			if r, ok := requestOf(item, c.IRI); ok {
				out.Requests = append(out.Requests, r)
			} else if q, ok := flagOf(item, c.IRI); ok {
				out.Reports = append(out.Reports, q)
			} else if h, ok := queuedPostOf(item, c.IRI); ok {
				out.Held = append(out.Held, h)
			} else if m, ok := queuedMeasureOf(item, c.IRI); ok {
				out.Measures = append(out.Measures, m)
			}
		}
	})
	return out, err
}

// requestOf reads a request to join as a group's host shows it.
func requestOf(item *vocab.Document, group string) (r community.Request, ok bool) {
	host, err := vocab.Host(item.Actor())
	number := recordNumber(item.String("hr:membership"), group)
	if item.Type() != "Follow" || err != nil || number == 0 || item.ID() == "" {
		return r, false
	}
	by := translateByline(item.Sub("hr:byline"))
	r.Person = community.Person{IRI: item.Actor(), Host: host, Name: by.Name, Post: by.Post, School: by.School, Authority: by.Authority,
		Nation: by.Nation, Biography: by.Biography}
	r.Membership = community.Membership{ID: number, FollowIRI: item.ID(), Reason: clipText(vocab.PlainText(item.Content()), maxWords)}
	r.Membership.UpdatedAt, _ = item.Published()
	for _, a := range item.Answers() {
		r.Membership.Answers = append(r.Membership.Answers, community.Answer{Question: a.Question, Text: clipText(vocab.PlainText(a.Content), maxWords)})
	}
	kind := item.String("hr:credentialType")
	r.Credential = community.CredentialRecord{Type: kind, Kind: kindOf(kind)}
	r.Standing = community.StandingOf(item.String("hr:standing"))
	r.Back, _ = item.Bool("hr:restored")
	r.Issuer = clipText(vocab.PlainText(item.String("hr:issuerName")), 400)
	return r, true
}

// recordNumber is the number of a membership record of a group, by its id; 0
// when it is not one.
func recordNumber(record, group string) int64 {
	tail, ok := strings.CutPrefix(record, group+"/m/")
	n, err := strconv.ParseInt(tail, 10, 64)
	if !ok || err != nil || n <= 0 || strconv.FormatInt(n, 10) != tail {
		return 0
	}
	return n
}
