package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// guestOf loads a guest of a community with its conversation and asks policy.
func (s *Service) guestOf(tx Tx, v Viewer, id, guest int64, a policy.Action) (g Guest, c Community, t Thread, me Person, err error) {
	if c, err = tx.Community(id); err != nil {
		return
	}
	if g, err = tx.Guest(guest); err == nil && g.CommunityID != c.ID {
		err = ErrNotFound
	}
	missing := IsNotFound(err)
	if err != nil && !missing {
		return
	}
	self, last := !missing && g.SponsorID == v.Person, false
	if self {
		if last, err = s.lastModerator(tx, c); err != nil {
			return
		}
	}
	refused := s.DecideOn(tx, v, c, a, func(f *policy.Facts) { f.Self, f.LastOfRole = self, last })
	if refused != nil {
		err = refused // whether or not there is such a guest
		return
	}
	if missing {
		return
	}
	if t, err = tx.Thread(g.ThreadID); err != nil {
		return
	}
	me, err = tx.Person(v.Person)
	return
}

// DecideGuest lets somebody in or declines, with a reason: a moderator's right,
// once for each, and another one's than who asked where there is another. Who is
// let in is given an account that ends with their days, and a letter with the
// link to their first password; the home of somebody of a peer is sent an
// invitation. Conflict when the address cannot be a guest's
// now, without a word of why, or the sponsor is no member any more. The sponsor
// is told the reason for which somebody was declined.
func (s *Service) DecideGuest(ctx context.Context, v Viewer, id, guest int64, accept bool, reason string) error {
	var check input
	reason = check.text("reason", reason, reasonMax, !accept)
	return s.Store.Update(ctx, func(tx Tx) error {
		g, c, t, me, err := s.guestOf(tx, v, id, guest, policy.AdmitGuest)
		if err != nil {
			return err
		}
		if g.State != GuestAsked {
			return &Error{Class: Conflict, Key: refusalKey(policy.ReasonAlreadyDecided), Reason: policy.ReasonAlreadyDecided}
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		g.DecidedBy, g.DecidedAt = me.IRI, s.now()
		act := "guest.decline"
		if accept {
			act = "guest.admit"
			err = s.admitGuest(tx, &g, c, t, me)
		} else {
			g = g.declined(reason)
			reason = "" // it may name them: the row has it, the audit log never forgets
		}
		if err != nil {
			return err
		}
		if err := tx.UpdateGuest(g); err != nil {
			return err
		}
		if err := s.emit(tx, Event{Kind: EventGuestDone, CommunityID: c.ID, ThreadID: t.ID, ObjectID: g.ID, PersonID: me.ID}); err != nil {
			return err
		}
		return s.auditGuest(tx, me.IRI, act, g, c, t, reason)
	})
}

// declined is the row of somebody who was never here: nothing is kept of them but
// that there was one, and what their sponsor is told.
func (g Guest) declined(answer string) Guest {
	g.State, g.Name, g.Email, g.Post, g.Biography, g.Reason, g.Answer = GuestDeclined, "", "", "", "", "", answer
	g.Person = "" // of a peer, who is not to be known from here either
	return g
}

// admitGuest makes account, person and record of a guest, all of which end at
// the same moment.
func (s *Service) admitGuest(tx Tx, g *Guest, c Community, t Thread, me Person) error {
	if err := s.sponsorStands(tx, c, t, *g); err != nil {
		return err
	}
	now := s.now()
	g.State, g.StartAt, g.EndAt = GuestIn, now, now.Add(time.Duration(g.Days)*guestDay)
	if g.Person != "" {
		g.EndAt = sinceSecond(g.EndAt) // the wire has whole seconds
		return s.inviteGuest(tx, g, c, t, me)
	}
	p, a, err := s.guestAccount(tx, *g)
	if err != nil {
		return err
	}
	sponsor, err := tx.Person(g.SponsorID)
	if err != nil {
		return err
	}
	m, err := tx.MembershipOf(c.ID, p.ID)
	fresh := IsNotFound(err)
	if err != nil && !fresh {
		return err
	}
	if fresh {
		m = Membership{ID: tx.NextID(), CommunityID: c.ID, PersonID: p.ID, CreatedAt: now}
		m.IRI = c.IRI + "/m/" + itoa(m.ID)
	}
	m.Role, m.Sponsor, m.Scope, m.EndAt, m.StartAt = policy.Guest, sponsor.IRI, []string{t.Context}, g.EndAt, now
	m.FollowIRI, m.Reason, m.Answers, m.Credential, m.Invitation = s.Identity.URL+"/a/"+itoa(tx.NextID()), "", nil, 0, ""
	if fresh {
		err = tx.InsertMembership(m)
	}
	if err != nil {
		return err
	}
	if err := s.activate(tx, c, &m, p, me.IRI); err != nil {
		return err
	}
	g.PersonID, g.MembershipID = p.ID, m.ID
	return s.mail(tx, Mail{Template: "guest", Account: a.ID, Language: g.Language, Args: map[string]string{"guest": itoa(g.ID)}})
}

// sponsorStands reports a sponsor who could not ask for the guest now.
func (s *Service) sponsorStands(tx Tx, c Community, t Thread, g Guest) error {
	f, err := s.communityFacts(tx, Viewer{Person: g.SponsorID}, c)
	if err != nil {
		return err
	}
	f.Locked = !t.LockedAt.IsZero()
	switch d := policy.Decide(policy.AskGuest, f); {
	case d.OK():
		return nil
	case d.Verdict == policy.Unavailable:
		return refuse(d)
	case f.Locked && d.Reason == policy.ReasonLocked:
		return &Error{Class: Conflict, Key: refusalKey(policy.ReasonLocked), Reason: d.Reason}
	default:
		return &Error{Class: Conflict, Key: "error.guest_sponsor"}
	}
}

// guestAccount makes a guest's person and account, or takes up those of a guest
// whose time is over. No other account is touched, and whoever asks is told the
// same of each: whose it is, is not theirs to know.
func (s *Service) guestAccount(tx Tx, g Guest) (Person, Account, error) {
	a, err := tx.AccountByEmail(g.Email)
	switch {
	case IsNotFound(err):
		return s.newGuest(tx, g)
	case err != nil:
		return Person{}, a, err
	case a.EndAt.IsZero() || a.PersonID == 0 || !a.DisabledAt.IsZero() || a.Good(s.now()):
		return Person{}, a, &Error{Class: Conflict, Key: "error.guest_not_now"}
	}
	p, err := tx.Person(a.PersonID)
	if err != nil {
		return p, a, err
	}
	p.Name, p.Post, p.Biography, p.UpdatedAt = g.Name, g.Post, g.Biography, s.now()
	s.index(&p)
	if err := tx.UpdatePerson(p); err != nil {
		return p, a, err
	}
	a.EndAt, a.PasswordHash = g.EndAt, ""
	a, err = s.endSessions(tx, a)
	return p, a, err
}

func (s *Service) newGuest(tx Tx, g Guest) (Person, Account, error) {
	language := g.Language
	if language == "" {
		language = s.Identity.Language
	}
	id := tx.NextID()
	p := s.newPerson(id, MemberInput{Username: "guest-" + itoa(id), Name: g.Name, Post: g.Post, Biography: g.Biography, Language: language})
	if err := tx.InsertPerson(p); err != nil {
		return p, Account{}, err
	}
	if err := s.giveKey(tx, p.IRI, PersonKey); err != nil {
		return p, Account{}, err
	}
	a := s.newAccount(tx.NextID(), g.Email, "")
	a.PersonID, a.EndAt = p.ID, g.EndAt
	return p, a, tx.InsertAccount(a)
}

// EndGuest ends a guest's days before their time, with a reason: the right of
// moderators and of the sponsor. Their account is dead when it returns.
func (s *Service) EndGuest(ctx context.Context, v Viewer, id, guest int64, reason string) error {
	reason, bad := reasonText(reason)
	return s.Store.Update(ctx, func(tx Tx) error {
		g, c, t, me, err := s.guestOf(tx, v, id, guest, policy.EndGuest)
		if err != nil {
			return err
		}
		if bad != nil {
			return bad
		}
		waits := g.Open(s.now())
		if !waits && !g.Current(s.now()) {
			return &Error{Class: Conflict, Key: "error.guest_over"}
		}
		if err := s.auditGuest(tx, me.IRI, "guest.end", g, c, t, reason); err != nil {
			return err
		}
		if waits {
			return s.withdrawGuest(tx, g)
		}
		m, err := tx.Membership(g.MembershipID)
		if err != nil {
			return err
		}
		p, err := tx.Person(g.PersonID)
		if err != nil {
			return err
		}
		return s.end(tx, c, &m, p, policy.Removed, policy.ReasonRemoved, me.IRI)
	})
}

// ExtendGuest gives a guest more days, with a reason: a moderator's right. No
// guest is one for more than thirty days in all.
func (s *Service) ExtendGuest(ctx context.Context, v Viewer, id, guest, days int64, reason string) error {
	var check input
	reason = check.text("reason", reason, reasonMax, true)
	return s.Store.Update(ctx, func(tx Tx) error {
		g, c, t, me, err := s.guestOf(tx, v, id, guest, policy.AdmitGuest)
		if err != nil {
			return err
		}
		if !g.Current(s.now()) {
			return &Error{Class: Conflict, Key: "error.guest_over"}
		}
		until := g.EndAt.Add(time.Duration(min(max(days, 0), guestDays+1)) * guestDay)
		if days < 1 || until.After(g.StartAt.Add(guestDays*guestDay)) {
			once(&check, "days", "error.guest_days", map[string]any{"Max": guestDays})
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		g.EndAt = until
		if err := tx.UpdateGuest(g); err != nil {
			return err
		}
		m, err := tx.Membership(g.MembershipID)
		if err != nil {
			return err
		}
		m.EndAt, m.Version, m.UpdatedAt = until, m.Version+1, s.now()
		if err := tx.UpdateMembership(m); err != nil {
			return err
		}
		if g.Person != "" {
			return s.guestExtended(tx, me, g, c, t, m, reason)
		}
		a, err := tx.AccountOfPerson(g.PersonID)
		if err != nil {
			return err
		}
		a.EndAt = until
		if err := tx.UpdateAccount(a); err != nil {
			return err
		}
		return s.auditGuest(tx, me.IRI, "guest.extend", g, c, t, reason)
	})
}

// once notes a problem of a transaction that may run again.
func once(check *input, field, key string, args map[string]any) {
	for _, p := range check.problems {
		if p.Field == field {
			return
		}
	}
	check.fault(field, key, args)
}

// guestsEnd closes what hangs on a membership that ends: a guest's account, and
// the guests who came on a member's word.
func (s *Service) guestsEnd(tx Tx, c Community, m Membership, p Person, by string) error {
	switch {
	case !c.Local:
		return nil
	case m.Role == policy.Guest:
		return s.closeGuest(tx, c, p)
	case !p.Local: // a guest's sponsor is from here
		return nil
	}
	all, err := tx.GuestsBy(c.ID, p.ID)
	if err != nil {
		return err
	}
	for _, g := range all {
		if g.State == GuestAsked {
			if err := tx.UpdateGuest(g.declined("")); err != nil {
				return err
			}
			continue
		}
		if g.State == GuestInvited {
			if err := s.withdrawGuest(tx, g); err != nil {
				return err
			}
			continue
		}
		gm, err := tx.Membership(g.MembershipID)
		if err != nil {
			return err
		}
		who, err := tx.Person(g.PersonID)
		if err != nil {
			return err
		}
		if gm.State != policy.Active {
			continue
		}
		if err := s.end(tx, c, &gm, who, policy.Removed, policy.ReasonRemoved, by); err != nil {
			return err
		}
	}
	return nil
}

// closeGuest ends the row and the account of a guest now, if not before.
func (s *Service) closeGuest(tx Tx, c Community, p Person) error {
	now := s.now()
	all, err := tx.GuestsAmong(c.ID, []int64{p.ID})
	if err != nil {
		return err
	}
	for _, g := range all {
		if g.State != GuestIn {
			continue
		}
		if g.State = GuestEnded; now.Before(g.EndAt) {
			g.EndAt = now
		}
		if err := tx.UpdateGuest(g); err != nil {
			return err
		}
	}
	if !p.Local {
		return nil
	}
	a, err := tx.AccountOfPerson(p.ID)
	if err != nil || a.EndAt.IsZero() { // a member's account is theirs
		return skipMissing(err)
	}
	if now.Before(a.EndAt) {
		a.EndAt = now
	}
	_, err = s.endSessions(tx, a)
	return err
}
