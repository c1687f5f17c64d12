package community

import (
	"cmp"
	"slices"
	"strings"

	"headroom/community/policy"
)

// A guest may come from a linked instance, with the account they have there
// (FEDERATION.md, Guests of a peer): their home is sent an Invite with a scope
// and an end, their own Follow takes it up, and what is said in the scope is
// announced to their home outside the chain. The record is made by the Follow.

// guestFromPeer finds the person of a peer that a member means when the address
// of a guest is no mail address: @name@host of somebody known, or the address of
// a profile. "" is somebody who is to have an account here.
func (s *Service) guestFromPeer(tx Tx, c Community, in *GuestInput) (iri string, err error) {
	if !strings.HasPrefix(in.Email, "@") && !strings.Contains(in.Email, "://") {
		return "", nil
	}
	iri, host, person, err := s.invitee(tx, c, in.Email)
	switch {
	case KindOf(err) == Invalid:
		return "", FieldError("email", "error.guest_person", nil)
	case err != nil:
		return "", err
	case host == s.Identity.Host: // who is here can join, or be invited in
		return "", FieldError("email", "error.guest_here", nil)
	}
	if err := s.notIn(tx, c, iri, person); err != nil {
		return "", atField(err, "email")
	}
	in.Email = ""
	p, err := tx.PersonByIRI(iri)
	if err != nil {
		return iri, skipMissing(err)
	}
	in.Name, in.Post, in.Biography = cmp.Or(in.Name, p.Name), cmp.Or(in.Post, p.Post), cmp.Or(in.Biography, p.Biography)
	return iri, nil
}

// inviteGuest sends the home of a guest of a peer the invitation that their own
// Follow takes up.
func (s *Service) inviteGuest(tx Tx, g *Guest, c Community, t Thread, me Person) error {
	peer, err := s.peerOf(tx, g.Person)
	if IsNotFound(err) || err == nil && !s.withinReach(c, peer.Host, peer.Issuer) {
		return &Error{Class: Conflict, Key: "error.guest_not_now"}
	}
	if err != nil {
		return err
	}
	if peer.SkewTooLarge() {
		return &Error{Class: Conflict, Key: "error.guest_clock"}
	}
	p, err := tx.PersonByIRI(g.Person)
	if skipMissing(err) != nil {
		return err
	}
	if err := s.notIn(tx, c, g.Person, p.ID); err != nil {
		return atField(err, "reason")
	}
	inv := Invitation{ID: tx.NextID(), CommunityID: c.ID, Person: g.Person, By: me.IRI, Role: policy.Guest, Scope: []string{t.Context},
		EndAt: g.EndAt, ExpiresAt: g.EndAt, CreatedAt: s.now()}
	inv.IRI = c.IRI + "/invitations/" + itoa(inv.ID)
	if err := tx.InsertInvitation(inv); err != nil {
		return err
	}
	g.State, g.Invitation = GuestInvited, inv.IRI
	return s.deliver(tx, Delivery{Message: SendInvite, Host: peer.Host, Community: c.ID, Person: p.ID, Object: inv.IRI}, PriorityNormal)
}

// guestComes makes the pending record of who takes up an invitation a guest's.
// ok is false when nobody answers for them any more: their sponsor is no member
// now, or the time is over.
func (s *Service) guestComes(tx Tx, c Community, m *Membership, inv Invitation) (ok bool, err error) {
	g, err := tx.GuestByInvitation(inv.IRI)
	if err != nil || !g.Open(s.now()) {
		return false, skipMissing(err)
	}
	f, err := s.communityFacts(tx, Viewer{Person: g.SponsorID}, c)
	if err != nil || !policy.Decide(policy.AskGuest, f).OK() {
		return false, err
	}
	sponsor, err := tx.Person(g.SponsorID)
	if err != nil {
		return false, err
	}
	p, err := tx.Person(m.PersonID)
	if err != nil {
		return false, err
	}
	if p.Name == "" { // no credential says who they are: their sponsor does
		if err := s.learn(tx, &p, Person{Name: g.Name, Post: g.Post, Biography: g.Biography}); err != nil {
			return false, err
		}
	}
	m.Role, m.EndAt, m.Scope, m.Sponsor, m.Credential = policy.Guest, inv.EndAt, inv.Scope, sponsor.IRI, 0
	g.State, g.PersonID, g.MembershipID = GuestIn, m.PersonID, m.ID
	return true, tx.UpdateGuest(g)
}

// guestFollowsAgain answers a guest who has lost their stamp with the one of now.
func (s *Service) guestFollowsAgain(tx Tx, c Community, m Membership, p Person, follow string) error {
	m.FollowIRI, m.UpdatedAt = follow, s.now()
	if err := tx.UpdateMembership(m); err != nil {
		return err
	}
	return s.sendStamp(tx, c, m, p)
}

// withdrawGuest ends the invitation of a guest of a peer who has not come yet.
func (s *Service) withdrawGuest(tx Tx, g Guest) error {
	inv, err := tx.Invitation(g.Invitation)
	if err != nil {
		return err
	}
	return s.useUp(tx, []Invitation{inv})
}

// guestExtended tells the home of a guest of the end that their record has now.
func (s *Service) guestExtended(tx Tx, me Person, g Guest, c Community, t Thread, m Membership, reason string) error {
	p, err := tx.Person(g.PersonID)
	if err != nil {
		return err
	}
	if err := s.sendStamp(tx, c, m, p); err != nil {
		return err
	}
	return s.auditGuest(tx, me.IRI, "guest.extend", g, c, t, reason)
}

// guestHosts gives the servers without a full member that hold a conversation
// because a guest of theirs may read it; full are those with one.
func (s *Service) guestHosts(tx Tx, c Community, full []string, mayRead func(GuestElsewhere) bool) (hosts []string, err error) {
	all, err := tx.GuestsElsewhere(c.ID)
	if err != nil {
		return nil, err
	}
	for _, g := range all {
		if mayRead(g) && !slices.Contains(full, g.Host) && !slices.Contains(hosts, g.Host) {
			hosts = append(hosts, g.Host)
		}
	}
	return hosts, nil
}

// readsIn reports of each guest elsewhere whether they read a conversation now.
func (s *Service) readsIn(context string) func(GuestElsewhere) bool {
	now := s.now()
	return func(g GuestElsewhere) bool { return g.Reads(context, now) }
}

// sendHistory sends a server with guests only what has been said in their
// conversations: they have no log to read it from.
func (s *Service) sendHistory(tx Tx, c Community, host string, scope []string) error {
	_, full, err := tx.ServedOnHost(c.ID, host, s.now())
	if err != nil || full {
		return err
	}
	for _, context := range scope {
		t, err := tx.ThreadByContext(context)
		if err != nil || t.CommunityID != c.ID {
			if skipMissing(err) != nil {
				return err
			}
			continue
		}
		if err := s.sendConversation(tx, c, host, t); err != nil {
			return err
		}
	}
	return nil
}

// historyChunk is how many posts of a conversation are read at a time.
const historyChunk = 200

func (s *Service) sendConversation(tx Tx, c Community, host string, t Thread) error {
	for p := (Page{Limit: historyChunk}); ; {
		posts, err := tx.Posts(t.ID, p)
		if err != nil {
			return err
		}
		for _, post := range posts {
			entries, err := tx.LogOfObject(c.ID, post.IRI)
			if err != nil {
				return err
			}
			for _, e := range entries {
				if err := s.sendPast(tx, c, host, e); err != nil {
					return err
				}
			}
		}
		if len(posts) < p.Limit {
			break
		}
		p.After = posts[len(posts)-1].ID
	}
	if t.LockedAt.IsZero() {
		return nil
	}
	entries, err := tx.LogOfObject(c.ID, t.RootIRI)
	if err != nil {
		return err
	}
	for i := len(entries) - 1; i >= 0; i-- {
		if entries[i].Kind == "Lock" {
			return s.sendUnchained(tx, c, host, entries[i], PriorityNormal)
		}
	}
	return nil
}

// sendPast sends an entry of the past that still says something: what has been
// deleted is a header, and a reaction that was taken back is not made again.
func (s *Service) sendPast(tx Tx, c Community, host string, e LogEntry) error {
	switch {
	case e.Withheld != "" || e.DocumentID == 0 || e.Kind != "Create" && e.Kind != "Update" && e.Kind != "Like":
		return nil
	case e.Kind == "Like":
		if _, err := tx.ReactionByIRI(e.Activity); err != nil {
			return skipMissing(err)
		}
	}
	return s.sendUnchained(tx, c, host, e, PriorityNormal)
}

// sendUnchained enqueues the announcement of an entry to a server with guests
// only. Whether one of them may read it is asked again when it is sent.
func (s *Service) sendUnchained(tx Tx, c Community, host string, e LogEntry, priority int) error {
	return s.deliver(tx, Delivery{Message: SendToGuests, Host: host, Community: c.ID, Epoch: e.Epoch, Seq: e.Seq}, priority)
}

// GuestsReading gives the people of a host who are guests and may read a
// conversation at this moment.
func (s *Service) GuestsReading(tx Tx, c Community, host, context string) (iris []string, err error) {
	all, err := tx.ActiveOnHost(c.ID, host, s.now())
	for _, m := range all {
		if m.Role == policy.Guest && slices.Contains(m.Scope, context) {
			iris = append(iris, m.Person.IRI)
		}
	}
	return iris, err
}

// sendToRemaining sends the guests of a server, whose full member has just gone,
// what they may read, when the server has said already that it deleted what it
// held. Otherwise it is sent when it says so.
func (s *Service) sendToRemaining(tx Tx, c Community, host string) error {
	copies, err := tx.CopiesOnHost(host, c.ID)
	if err != nil || slices.ContainsFunc(copies, func(k Copy) bool { return k.PurgedAt.IsZero() }) {
		return err
	}
	return s.sendAgain(tx, c, host)
}

// sendAgain sends a server with guests only what they may read, after it has
// deleted what it held: its last full member, or another guest, has gone.
func (s *Service) sendAgain(tx Tx, c Community, host string) error {
	all, err := tx.ActiveOnHost(c.ID, host, s.now())
	if err != nil {
		return err
	}
	var scope []string
	for _, m := range all {
		if m.Role != policy.Guest {
			return nil // a full member's home reads the log
		}
		scope = append(scope, m.Scope...)
	}
	slices.Sort(scope)
	return s.sendHistory(tx, c, host, slices.Compact(scope))
}
