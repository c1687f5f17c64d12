package federation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/credential"
	"headroom/federation/vocab"
	"headroom/internal/crash"
	"headroom/internal/jobs"
)

// stampLife is how far ahead a stamp reaches.
const stampLife = 24 * time.Hour

// errMoot means that a message is not to be sent any more: what it was about
// has changed since it was enqueued.
var errMoot = errors.New("federation: moot")

// Deliver is the handler of jobs of kind community.JobDeliver: the message is
// made, the right to send it asked again, and the request signed, at send time.
func (s *Server) Deliver(ctx context.Context, j jobs.Job) error {
	var d community.Delivery
	if err := json.Unmarshal(j.Payload, &d); err != nil {
		return jobs.Park(fmt.Errorf("payload: %w", err))
	}
	if d.Message == community.SendAnnounces {
		return s.deliverLog(ctx, j, d)
	}
	if toOutside(d.Message) {
		return s.deliverOutside(ctx, j, d)
	}
	m, p, err := s.compose(ctx, d)
	if errors.Is(err, errMoot) || community.IsNotFound(err) {
		return nil
	}
	var withheld *withheldError
	if errors.As(err, &withheld) {
		return s.Service.DeliveryRefused(ctx, d, withheld.reason)
	}
	if err != nil {
		return err
	}
	inbox := m.inbox
	if inbox == "" {
		inbox = p.Inbox
	}
	crash.At(crash.BeforePost)
	err = s.post(ctx, inbox, m.body, m.from)
	crash.At(crash.AfterPost)
	return s.delivered(ctx, j, p, d, err)
}

// mayDeliver says what is still sent in which state of the agreement: after
// its end only what takes away.
func mayDeliver(p community.Peer, m community.Message) bool {
	switch m {
	case community.SendOffer, community.SendOfferYes, community.SendOfferNo, community.SendOfferUndo:
		return true
	case community.SendReceipt:
		return p.State == community.PeerActive || p.State == community.PeerPaused || p.State == community.PeerEnded
	case community.SendRemove, community.SendUndo:
		return p.State != community.PeerExpected
	}
	return p.State == community.PeerActive || p.State == community.PeerPaused
}

// outlives reports whether a message is taken after the end of an agreement: a
// 401 for it comes from a clock or a key, and may come right.
func outlives(m community.Message) bool {
	return m == community.SendOfferUndo || m == community.SendReceipt
}

// message is what is sent, by whom and where to.
type message struct {
	from  signer
	inbox string // "" is the peer's shared inbox
	body  []byte
}

// compose makes a message from its intent, in one snapshot with the peer it
// goes to.
func (s *Server) compose(ctx context.Context, d community.Delivery) (m message, p community.Peer, err error) {
	err = s.view(ctx, func(tx community.Tx) error {
		if p, err = tx.Peer(d.Host); err != nil {
			return err
		}
		if !mayDeliver(p, d.Message) {
			return errMoot
		}
		switch d.Message {
		case community.SendActivity:
			m, err = s.composeActivity(tx, d)
		case community.SendAnnounce:
			m, err = s.composeAnnounce(tx, d)
		case community.SendToGuests:
			m, err = s.composeToGuests(tx, d)
		case community.SendFollow, community.SendUndo:
			m, err = s.composeFollow(tx, d)
		case community.SendInvite:
			m, err = s.composeInvite(tx, d)
		case community.SendLinkOffer, community.SendLinkYes, community.SendLinkNo, community.SendLinkUndo:
			m, err = s.composeLink(tx, d)
		case community.SendAccept, community.SendReject, community.SendRemove, community.SendHeld:
			m, err = s.composeNotice(tx, d)
		case community.SendBallot:
			m, err = s.composeBallot(tx, d)
		case community.SendTally:
			m, err = s.composeTally(tx, d)
		case community.SendFlag:
			m, err = s.composeFlag(tx, d)
		case community.SendAppeal:
			m, err = s.composeAppeal(tx, d)
		case community.SendDirect:
			m, err = s.composeDirect(tx, d)
		case community.SendDirectNo:
			m, err = s.composeDirectNo(tx, d)
		case community.SendWaiting:
			m, err = s.composeWaiting(tx, d)
		case community.SendGroup:
			m, err = s.composeGroup(tx, d)
		case community.SendResolved:
			m, err = s.composeResolved(tx, d, p)
		case community.SendMeasure:
			m, err = s.composeMeasure(tx, d)
		default:
			m, err = s.composeFromIssuer(tx, d, p)
		}
		return err
	})
	return m, p, err
}

// composeAnnounce wraps a log entry, the received activity spliced in
// unchanged, for a server that may be sent it at this moment.
func (s *Server) composeAnnounce(tx community.Tx, d community.Delivery) (m message, err error) {
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	e, err := tx.LogEntry(c.ID, d.Epoch, d.Seq)
	if err != nil {
		return m, err
	}
	may, err := s.Service.MayAnnounce(tx, c, e, d.Host)
	if err != nil {
		return m, err
	}
	if !may {
		return m, errMoot
	}
	if e.Withheld != "" { // deleted before it was sent: the log page shows its header
		return m, errMoot
	}
	doc, err := tx.Document(e.DocumentID)
	if err != nil {
		return m, err
	}
	m.body = vocab.Announce(announceFields(c, e), doc.Raw)
	m.from, err = s.signerFor(tx, c.IRI)
	return m, err
}

func announceFields(c community.Community, e community.LogEntry) vocab.AnnounceFields {
	return vocab.AnnounceFields{ID: e.AnnounceIRI, To: []string{c.Members}, Header: headerOf(c.IRI, e)}
}

// composeFollow makes a request to join, with a presentation of this moment,
// or its Undo.
func (s *Server) composeFollow(tx community.Tx, d community.Delivery) (m message, err error) {
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	p, err := tx.Person(d.Person)
	if err != nil {
		return m, err
	}
	rec, err := tx.Membership(d.Membership)
	if err != nil {
		return m, err
	}
	if m.from, err = s.signerFor(tx, p.IRI); err != nil {
		return m, err
	}
	m.inbox = c.Inbox
	if d.Message == community.SendUndo {
		inner := vocab.Build("").Str("id", d.Object).Str("type", "Follow").Str("actor", p.IRI).Str("object", c.IRI).Bytes()
		m.body = vocab.Undo(vocab.Activity{ID: s.activityID(d.ID), Actor: p.IRI, To: []string{c.IRI}}, inner)
		return m, nil
	}
	asks := rec.State == policy.Pending || rec.State == policy.Active || rec.State == policy.Suspended // or hands in a new credential
	if !asks || rec.FollowIRI != d.Object {
		return m, errMoot
	}
	f := vocab.FollowRequest{ID: rec.FollowIRI, Actor: p.IRI, Group: c.IRI, Reason: rec.Reason, Invite: rec.Invitation}
	if rec.Role != policy.Guest { // who comes on a sponsor's word
		vc, err := currentCredential(tx, p, s.now())
		if err != nil {
			return m, errMoot
		}
		if f.Presentation, err = credential.Present(vc.Raw, p.IRI, c.IRI, rec.FollowIRI, s.now(), m.from.key, m.from.KeyID); err != nil {
			return m, err
		}
	}
	if rec.Role != policy.Guest && rec.State == policy.Pending {
		if f.Stamp, err = s.linkStamp(tx, c, p); err != nil {
			return m, err
		}
	}
	for _, a := range rec.Answers {
		f.Answers = append(f.Answers, vocab.Answer{Question: a.Question, Content: a.Text})
	}
	m.body = vocab.Follow(f)
	return m, nil
}

// currentCredential gives the newest credential of one of our people that may
// be shown now. A further role of this instance has none to show.
func currentCredential(tx community.Tx, p community.Person, now time.Time) (community.CredentialRecord, error) {
	all, err := tx.Credentials(p.ID)
	if err != nil {
		return community.CredentialRecord{}, err
	}
	for _, c := range all {
		if c.Local && len(c.Raw) > 0 && c.RevokedAt.IsZero() && c.SuspendedAt.IsZero() && now.Before(c.ValidUntil) {
			return c, nil
		}
	}
	return community.CredentialRecord{}, community.ErrNotFound
}

func (s *Server) activityID(n int64) string { return s.id.URL + "/a/" + fmt.Sprint(n) }

// composeNotice makes what a group of ours says to a member's home: notices of
// the membership record as it is now.
func (s *Server) composeNotice(tx community.Tx, d community.Delivery) (m message, err error) {
	c, err := tx.Community(d.Community)
	if err != nil {
		return m, err
	}
	p, err := tx.Person(d.Person)
	if err != nil {
		return m, err
	}
	if m.from, err = s.signerFor(tx, c.IRI); err != nil {
		return m, err
	}
	a := vocab.Activity{ID: s.activityID(d.ID), Actor: c.IRI, To: []string{p.IRI}}
	switch d.Message {
	case community.SendReject:
		m.body = vocab.Reject(a, d.Object, d.Reason, "")
		return m, nil
	case community.SendHeld:
		m.body = vocab.Held(a, d.Object)
		return m, nil
	}
	rec, err := tx.Membership(d.Membership)
	if err != nil {
		return m, err
	}
	if d.Message == community.SendRemove {
		if rec.State == policy.Active { // let in again meanwhile
			return m, errMoot
		}
		m.body = vocab.RemoveMember(vocab.Removal{ID: a.ID, Group: c.IRI, Member: p.IRI, Members: c.Members, Epoch: rec.Epoch,
			Version: rec.Version, Reason: d.Reason})
		return m, nil
	}
	stamp, err := s.stamp(tx, c, rec, p, m.from)
	if err != nil {
		return m, err
	}
	m.body = vocab.Accept(a, d.Object, "", stamp)
	return m, nil
}

// stamp signs the copy of a membership record that its member's home holds.
func (s *Server) stamp(tx community.Tx, c community.Community, rec community.Membership, p community.Person, group signer) ([]byte, error) {
	if rec.State != policy.Active {
		return nil, errMoot
	}
	now := s.now()
	st := credential.Stamp{ID: rec.IRI, Group: c.IRI, Member: p.IRI, Role: credential.Role(roleName(rec.Role)), Start: rec.StartAt,
		End: now.Add(stampLife), Epoch: rec.Epoch, Version: rec.Version, HistoryFrom: rec.HistoryFrom}
	if !rec.EndAt.IsZero() && rec.EndAt.Before(st.End) {
		st.End = rec.EndAt
	}
	if rec.Role == policy.Guest {
		st.Scope, st.Sponsor = rec.Scope, rec.Sponsor
	} else {
		head, err := tx.LogHead(c.ID)
		if community.IsNotFound(err) {
			head = community.ChainHead{Epoch: c.Epoch, Seq: 0, Hash: credential.Genesis(c.IRI)}
		} else if err != nil {
			return nil, err
		}
		st.LogFrom = credential.Position{Epoch: rec.LogEpoch, Seq: rec.LogSeq}
		st.Head = credential.Head{Epoch: head.Epoch, Seq: head.Seq, Hash: head.Hash}
	}
	return credential.IssueStamp(st, now, group.key, group.KeyID)
}

// composeFromIssuer makes what this instance says of agreements, status lists
// and its directory.
func (s *Server) composeFromIssuer(tx community.Tx, d community.Delivery, p community.Peer) (m message, err error) {
	if m.from, err = s.signerFor(tx, s.id.Issuer()); err != nil {
		return m, err
	}
	a := vocab.Activity{ID: s.activityID(d.ID), Actor: s.id.Issuer(), To: []string{p.Issuer}}
	switch d.Message {
	case community.SendOffer:
		a.ID = d.Object
		half := p.NextOurs
		if d.Object == p.OurOffer {
			half = p.OurAgreement
		} else if d.Object != p.NextOffer || len(half) == 0 {
			return m, errMoot // answered, crossed by theirs, or made anew
		}
		m.body = vocab.Offer(a, half)
	case community.SendOfferYes:
		hash, err := credentialHash(p.TheirAgreement)
		if err != nil {
			return m, err
		}
		m.body, err = m.from.prove(vocab.Accept(a, d.Object, hash, p.OurAgreement), s.now())
		return m, err
	case community.SendOfferNo:
		m.body = vocab.Reject(a, d.Object, d.Reason, "")
	case community.SendOfferUndo:
		if p.TheirOffer != "" { // we accepted: the acceptance is taken back
			inner := vocab.Build("").Str("id", d.Object).Str("type", "Accept").Str("actor", s.id.Issuer()).
				Str("object", p.TheirOffer).Bytes()
			m.body = vocab.Undo(a, inner)
			return m, nil
		}
		inner := vocab.Build("").Str("id", d.Object).Str("type", "Offer").Str("actor", s.id.Issuer()).Bytes()
		m.body = vocab.Undo(a, inner)
	case community.SendReceipt:
		doc, err := tx.Document(d.Document)
		if err != nil {
			return m, err
		}
		c, err := tx.Community(d.Community)
		if err != nil {
			return m, err
		}
		a.To = []string{c.IRI}
		m.body = vocab.Accept(a, d.Object, "", doc.Raw)
	case community.SendStatusList:
		l, err := tx.StatusList(d.Object)
		if err != nil {
			return m, err
		}
		m.body = vocab.Update(a, l.Raw)
	case community.SendAuditHead:
		m.body, err = s.composeAuditHead(tx, a, m.from)
		return m, err
	case community.SendKeys:
		m.body = vocab.Update(a, vocab.Ref(d.Object))
	case community.SendDirectory:
		m.body = vocab.Update(a, vocab.Ref(s.id.Issuer()+"/communities"))
	default:
		return m, fmt.Errorf("federation: unknown message %q", d.Message)
	}
	return m, nil
}

// composeAuditHead signs where our audit chain ends now, so that a peer would
// notice if its tail were cut.
func (s *Server) composeAuditHead(tx community.Tx, a vocab.Activity, who signer) ([]byte, error) {
	rows, err := tx.Audit(community.Page{Limit: 1})
	if err != nil || len(rows) == 0 {
		return nil, errMoot
	}
	head := vocab.Build(vocab.Context).Str("id", s.id.Issuer()+"/audit/"+fmt.Sprint(rows[0].Seq)).Str("type", "hr:AuditHead").
		Str("attributedTo", s.id.Issuer()).Int("hr:seq", rows[0].Seq).Str("hr:hash", rows[0].Hash).Time("published", s.now()).Bytes()
	proved, err := who.prove(head, s.now())
	if err != nil {
		return nil, err
	}
	return vocab.Update(a, proved), nil
}
