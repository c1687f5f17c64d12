package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// AppealKind is what an appeal is against.
type AppealKind string

// The kinds: the removal of a post, a warning or time-out, and the end of a
// membership, each by a moderator.
const (
	AppealPost       AppealKind = "post"
	AppealMeasure    AppealKind = "measure"
	AppealMembership AppealKind = "membership"
)

// Bounds of appeals.
const (
	appealMost   = 2_000               // characters
	appealTime   = 60 * 24 * time.Hour // after the decision
	appealsShown = 100
)

// AppealOutcomes are what can come of an appeal.
var AppealOutcomes = []string{policy.ReasonUpheld, policy.ReasonNotUpheld}

// Appeal asks that somebody else than who decided looks at a decision again. It
// is for who appeals and for those who help to run the community, and nobody else.
type Appeal struct {
	ID          int64  // its number
	IRI         string // of the Flag by which a home tells it
	CommunityID int64
	PersonID    int64 // who appeals
	Kind        AppealKind
	RecordID    int64  // of the post, the measure or the membership
	Against     string // IRI of who decided; "" at the home of who appeals
	Host        string // the instance that it came from, "" for this one
	Code        string // of the decision
	Words       string
	CreatedAt   time.Time
	DecidedAt   time.Time
	DecidedBy   string // IRI, at the community's host alone
	Outcome     string // one of AppealOutcomes, or why it was not taken
	Answer      string
}

// AppealTx keeps appeals.
type AppealTx interface {
	InsertAppeal(Appeal) error
	UpdateAppeal(Appeal) error
	Appeal(id int64) (Appeal, error)
	// AppealBy gives the appeal of a Flag.
	AppealBy(iri string) (Appeal, error)
	// AppealOf gives the newest appeal of a person about one post, measure or
	// membership.
	AppealOf(person int64, kind AppealKind, record int64) (Appeal, error)
	// Appeals gives those of a community that wait, oldest first, or those that are
	// decided, newest first.
	Appeals(community int64, waiting bool, limit int) ([]Appeal, error)
}

// Contested is a decision that somebody can appeal against, as they are shown it.
type Contested struct {
	Kind        AppealKind
	RecordID    int64
	Community   Community
	Named       bool        // whether the reader may still know the community
	Measure     MeasureKind // of a measure
	Until       time.Time   // of a time-out
	Thread      Thread      // of a post, where the reader may read it
	Code, Words string
	At          time.Time
	Appeal      Appeal // theirs, zero when there is none
	CanAppeal   bool
	against     string
	object      string // as a peer is told it
}

// Contested shows a decision about the viewer, and their appeal if they have
// made one. NotFound for any other.
func (s *Service) Contested(ctx context.Context, v Viewer, kind AppealKind, record int64) (Contested, error) {
	return view(ctx, s, func(tx Tx) (Contested, error) {
		con, _, err := s.contest(tx, v, kind, record)
		return con, err
	})
}

// contest loads a decision about the viewer with what policy says of an appeal.
func (s *Service) contest(tx Tx, v Viewer, kind AppealKind, record int64) (con Contested, d policy.Decision, err error) {
	f, p, err := s.viewerFacts(tx, v)
	if err != nil {
		return con, d, err
	}
	if f.Self = p != nil; !f.Self {
		return con, d, refuse(policy.Decide(policy.MakeAppeal, f))
	}
	if con, err = s.decisionAbout(tx, *p, kind, record); err != nil {
		return con, d, err
	}
	if con.Appeal, err = earlierAppeal(tx, *p, con); err != nil {
		return con, d, err
	}
	cf, err := s.communityFacts(tx, v, con.Community)
	if err != nil {
		return con, d, err
	}
	con.Named = policy.Decide(policy.ViewListed, cf).OK() || policy.Decide(policy.ViewFull, cf).OK()
	f.Decided = con.Appeal.ID != 0
	d = policy.Decide(policy.MakeAppeal, f)
	con.CanAppeal = d.OK() && s.now().Sub(con.At) <= appealTime
	return con, d, nil
}

// earlierAppeal is the appeal that somebody has made against a decision, zero when
// they have not: who came back and was removed again may appeal again.
func earlierAppeal(tx Tx, p Person, con Contested) (Appeal, error) {
	a, err := tx.AppealOf(p.ID, con.Kind, con.RecordID)
	if err == nil && a.CreatedAt.Before(con.At) && con.Kind == AppealMembership {
		a = Appeal{}
	}
	return a, skipMissing(err)
}

// decisionAbout is what a moderator decided about somebody. NotFound when it was
// not about them, or nobody else's decision.
func (s *Service) decisionAbout(tx Tx, p Person, kind AppealKind, record int64) (con Contested, err error) {
	con = Contested{Kind: kind, RecordID: record}
	var group int64
	switch kind {
	case AppealPost:
		post, err := tx.Post(record)
		if err != nil {
			return con, err
		}
		if post.AuthorID != p.ID || post.State != PostDeleted || post.RemovedBy == "" || post.RemovedBy == p.IRI {
			return con, ErrNotFound
		}
		group, con.Code, con.Words, con.At, con.against, con.object = post.CommunityID, post.ReasonCode, post.Reason, post.DeletedAt, post.RemovedBy, post.IRI
	case AppealMeasure:
		m, err := tx.Measure(record)
		if err != nil {
			return con, err
		}
		if m.PersonID != p.ID || !m.Kind.reasoned() {
			return con, ErrNotFound
		}
		group, con.Code, con.Words, con.At, con.against, con.object = m.CommunityID, m.Code, m.Words, m.CreatedAt, m.By, p.IRI
		con.Measure, con.Until = m.Kind, m.Until
	case AppealMembership:
		m, err := tx.Membership(record)
		if err != nil {
			return con, err
		}
		if m.PersonID != p.ID || m.State != policy.Removed || !slices.Contains(policy.ExpelReasons, m.EndReason) {
			return con, ErrNotFound
		}
		group, con.Code, con.At, con.object = m.CommunityID, m.EndReason, m.UpdatedAt, p.IRI
		if err := s.expelledBy(tx, m, &con); err != nil {
			return con, err
		}
	default:
		return con, ErrNotFound
	}
	con.Community, err = tx.Community(group)
	return con, err
}

// expelledBy adds who removed a member, and with which words, as far as it was
// written down here.
func (s *Service) expelledBy(tx Tx, m Membership, con *Contested) error {
	rows, err := tx.AuditOf(m.IRI, Page{Limit: 20})
	if err != nil {
		return err
	}
	if at := slices.IndexFunc(rows, func(a AuditRow) bool { return a.Action == "membership.remove" }); at >= 0 {
		con.against, con.Words = rows[at].Actor, rows[at].Reason
	}
	return nil
}

// MakeAppeal asks that another looks at a decision about the viewer again, once
// for each decision and within sixty days. One about a peer's community is sent
// there.
func (s *Service) MakeAppeal(ctx context.Context, v Viewer, kind AppealKind, record int64, words string) (Appeal, error) {
	var check input
	words = check.text("words", words, appealMost, true)
	return update(ctx, s, func(tx Tx) (a Appeal, err error) {
		con, d, err := s.contest(tx, v, kind, record)
		if err != nil {
			return a, err
		}
		if d.Reason == policy.ReasonAlreadyDecided {
			return a, &Error{Class: Conflict, Key: "error.appealed_already"}
		}
		if err := refuse(d); err != nil {
			return a, err
		}
		if !con.CanAppeal {
			return a, &Error{Class: Conflict, Key: "error.appeal_late"}
		}
		if err := check.problems.Err(); err != nil {
			return a, err
		}
		id := tx.NextID()
		a = Appeal{ID: id, IRI: s.Identity.URL + "/a/" + itoa(id), CommunityID: con.Community.ID, PersonID: v.Person, Kind: kind, RecordID: record,
			Against: con.against, Code: con.Code, Words: words, CreatedAt: s.now()}
		if !con.Community.Local {
			a.Against = "" // its host knows
		}
		if err := tx.InsertAppeal(a); err != nil {
			return a, err
		}
		if con.Community.Local {
			return a, s.emit(tx, Event{Kind: EventAppealed, CommunityID: a.CommunityID, ObjectID: a.ID})
		}
		return a, s.deliver(tx, Delivery{Message: SendAppeal, Host: con.Community.Host, Community: a.CommunityID, Object: a.IRI}, PriorityNormal)
	})
}
