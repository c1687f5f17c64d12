package community

import (
	"cmp"
	"context"
	"strings"

	"headroom/community/policy"
)

// SetRole makes a full member a moderator, a facilitator or a plain member
// again: a moderator's right, with a reason. The home of a moderator may be any
// instance; the last one of the community's own keeps the role. A peer's
// community is sent the appointment.
func (s *Service) SetRole(ctx context.Context, v Viewer, id, membership int64, role policy.Role, reason string) error {
	reason, bad := reasonText(reason)
	if c, me, away, err := s.awayFrom(ctx, v, id, policy.Appoint); err != nil || away {
		if err = cmp.Or(err, bad); err != nil {
			return err
		}
		p := Publish{Act: ActAppoint, Words: reason}
		switch role {
		case policy.Moderator:
		case policy.Member:
			p.Act = ActDismiss
		default:
			return FieldError("role", "error.choice", nil)
		}
		return s.onMemberElsewhere(ctx, v, c, me, membership, policy.Appoint, p)
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		c, f, err := s.inCommunity(tx, v, id, policy.Appoint)
		if err != nil {
			return err
		}
		m, p, err := s.memberOf(tx, c, membership)
		if err != nil {
			return err
		}
		if bad != nil {
			return bad
		}
		switch {
		case m.State != policy.Active || m.Role == policy.Guest:
			return &Error{Class: Conflict, Key: "error.not_member"}
		case role != policy.Member && role != policy.FacilitatorRole && role != policy.Moderator:
			return FieldError("role", "error.choice", nil)
		case !f.Local:
			return refuse(policy.Decision{Verdict: policy.Forbidden, Reason: policy.ReasonPolicy})
		case m.Role == role:
			return nil
		}
		if err := s.keepModerator(tx, c, m); err != nil {
			return err
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		was := m.Role
		if err := s.changeRole(tx, me, c, m, p, role, reason); err != nil {
			return err
		}
		act := Publish{Act: ActAppoint, Community: c.ID, Person: me.ID, Object: p.IRI}
		switch policy.Moderator {
		case role:
		case was:
			act.Act = ActDismiss
		default:
			return nil // who facilitates is between the community and them
		}
		return s.publish(tx, act)
	})
}

// applyAppointment makes a member of a community of ours a moderator, or takes
// that back. At homes the stamp says so, to the home of whom it is about.
func (s *Service) applyAppointment(tx Tx, c Community, by Person, in Contribution) error {
	if !c.Local {
		return nil
	}
	p, err := tx.PersonByIRI(in.Object)
	if err != nil {
		return gone(err)
	}
	m, err := tx.MembershipOf(c.ID, p.ID)
	if err != nil {
		return gone(err)
	}
	if m.State != policy.Active || m.Role == policy.Guest {
		return gone(ErrNotFound)
	}
	role := policy.Moderator
	if in.Kind == "Remove" {
		role = policy.Member
	}
	if (m.Role == policy.Moderator) == (role == policy.Moderator) {
		return &Error{Class: Conflict, Key: refusalKey(policy.ReasonMovedOn), Reason: policy.ReasonMovedOn}
	}
	if err := s.keepModerator(tx, c, m); err != nil {
		return err
	}
	return s.changeRole(tx, by, c, m, p, role, in.Words)
}

func (s *Service) changeRole(tx Tx, me Person, c Community, m Membership, p Person, role policy.Role, reason string) error {
	m.Role, m.Version, m.UpdatedAt = role, m.Version+1, s.now()
	if err := tx.UpdateMembership(m); err != nil {
		return err
	}
	if c.RuleBy == p.ID && role != policy.Moderator { // a standing rule is a moderator's
		c.RuleBy, c.Joining, c.UpdatedAt = 0, "request", s.now()
		if err := tx.UpdateCommunity(c); err != nil {
			return err
		}
	}
	if err := s.audit(tx, me.IRI, "membership.role", m.IRI, reason, map[string]string{"person": p.IRI, "role": roleName(role), "community": c.IRI}); err != nil {
		return err
	}
	if err := s.emit(tx, Event{Kind: EventCommunity, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID}); err != nil || p.Local {
		return err
	}
	return s.deliver(tx, Delivery{Message: SendAccept, Host: p.Host, Community: c.ID, Membership: m.ID, Person: p.ID,
		Version: m.Version, Object: m.FollowIRI}, PriorityNormal)
}

// Invite asks somebody into a community: a person of this instance, or one of an
// active peer within reach; see [InviteInput] for how they are named. Joining
// afterwards needs no further decision.
func (s *Service) Invite(ctx context.Context, v Viewer, id int64, in InviteInput) error {
	var check input
	reason := check.text("reason", in.Reason, reasonMax, false)
	who := check.line("person", in.Person, 2000, true)
	if err := s.meet(ctx, v, who); err != nil {
		return err
	}
	role := in.Role
	if role == policy.NoRole {
		role = policy.Member
	}
	if role != policy.Member && role != policy.FacilitatorRole {
		check.fault("role", "error.choice", nil)
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		c, _, err := s.inCommunity(tx, v, id, policy.Invite)
		if err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		return s.inviteIn(tx, v, c, who, role, reason)
	})
}

// inviteIn is Invite in a transaction, of what has been checked.
func (s *Service) inviteIn(tx Tx, v Viewer, c Community, who string, role policy.Role, reason string) error {
	iri, host, person, err := s.invitee(tx, c, who)
	if err != nil {
		return err
	}
	if err := s.notIn(tx, c, iri, person); err != nil {
		return err
	}
	me, err := tx.Person(v.Person)
	if err != nil {
		return err
	}
	inv := Invitation{ID: tx.NextID(), CommunityID: c.ID, Person: iri, By: me.IRI, Role: role, Reason: reason,
		ExpiresAt: sinceSecond(s.now()).Add(inviteLife), CreatedAt: s.now()}
	inv.IRI = c.IRI + "/invitations/" + itoa(inv.ID)
	if err := tx.InsertInvitation(inv); err != nil {
		return err
	}
	if err := s.emit(tx, Event{Kind: EventInvited, CommunityID: c.ID, ObjectID: inv.ID, PersonID: person}); err != nil {
		return err
	}
	if err := s.audit(tx, me.IRI, "membership.invite", c.IRI, reason, map[string]string{"person": iri}); err != nil {
		return err
	}
	if host == s.Identity.Host {
		return nil
	}
	return s.deliver(tx, Delivery{Message: SendInvite, Host: host, Community: c.ID, Person: person, Object: inv.IRI}, PriorityNormal)
}

// invitee finds out who is meant: a person of this instance, or an actor of an
// active peer that the community reaches.
func (s *Service) invitee(tx Tx, c Community, who string) (iri, host string, person int64, err error) {
	unknown := FieldError("person", "error.person_unknown", nil)
	if !strings.Contains(who, "://") {
		p, err := s.personCalled(tx, who)
		if err != nil {
			return "", "", 0, err
		}
		if p.Local {
			return p.IRI, p.Host, p.ID, nil
		}
		who = p.IRI // of a peer: the agreement and the reach are looked at below
	}
	p, err := tx.PersonByIRI(who)
	if err != nil && !IsNotFound(err) {
		return "", "", 0, err
	}
	if err == nil && p.Local {
		return p.IRI, p.Host, p.ID, nil
	}
	peer, err := s.peerOf(tx, who)
	if IsNotFound(err) || err == nil && !s.withinReach(c, peer.Host, peer.Issuer) {
		return "", "", 0, unknown
	}
	return who, peer.Host, p.ID, err
}

// personCalled finds the one known person that a name, a username or an
// address of the form name@host stands for.
func (s *Service) personCalled(tx Tx, who string) (Person, error) {
	unknown := FieldError("person", "error.person_unknown", nil)
	name, host, addressed := strings.Cut(strings.TrimPrefix(who, "@"), "@")
	if !addressed || strings.EqualFold(host, s.Identity.Host) {
		p, err := tx.PersonByUsername(strings.ToLower(name))
		if !IsNotFound(err) {
			return p, err
		}
		if addressed {
			return p, unknown
		}
	}
	filter := PersonFilter{Now: s.now()}
	if !addressed {
		filter.Search = s.Text.Fold(name)
	}
	var found []Person
	for page := (Page{Limit: 500}); ; {
		people, err := tx.People(filter, page)
		if err != nil {
			return Person{}, err
		}
		for _, p := range people {
			switch {
			case addressed && strings.EqualFold(p.Host, host) && strings.EqualFold(p.Username, name),
				!addressed && strings.EqualFold(p.Name, name):
				found = append(found, p)
			}
		}
		if len(people) < page.Limit {
			break
		}
		page.Before = people[len(people)-1].ID
	}
	switch len(found) {
	case 0:
		return Person{}, unknown
	case 1:
		return found[0], nil
	default:
		return Person{}, FieldError("person", "error.person_many", nil)
	}
}

// peerOf gives the active peer whose origin an IRI has.
func (s *Service) peerOf(tx Tx, iri string) (Peer, error) {
	peers, err := tx.Peers()
	if err != nil {
		return Peer{}, err
	}
	for _, p := range peers {
		if p.State == PeerActive && sameHost(p.Issuer, iri) && schemeOf(p.Issuer) == schemeOf(iri) {
			return p, nil
		}
	}
	return Peer{}, ErrNotFound
}

func schemeOf(iri string) string { scheme, _, _ := strings.Cut(iri, "://"); return scheme }

// notIn refuses to invite who is in, has asked, or is invited.
func (s *Service) notIn(tx Tx, c Community, iri string, person int64) error {
	if person != 0 {
		m, err := tx.MembershipOf(c.ID, person)
		if err == nil && m.State == policy.Active {
			return &Error{Class: Conflict, Key: "error.already_member", Field: "person"}
		}
		if skipMissing(err) != nil {
			return err
		}
	}
	_, err := s.openInvitation(tx, c, iri)
	if err == nil {
		return &Error{Class: Conflict, Key: "error.already_invited", Field: "person"}
	}
	return skipMissing(err)
}

// openInvitation gives the invitation of a person that can still be taken up:
// not used and not expired. NotFound when there is none.
func (s *Service) openInvitation(tx Tx, c Community, person string) (Invitation, error) {
	inv, err := tx.InvitationFor(c.ID, person)
	if err == nil && !s.isOpen(inv) {
		return Invitation{}, ErrNotFound
	}
	return inv, err
}

func (s *Service) isOpen(inv Invitation) bool {
	return inv.UsedAt.IsZero() && (inv.ExpiresAt.IsZero() || s.now().Before(inv.ExpiresAt))
}
