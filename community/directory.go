package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// Names of access, in forms and on the wire.
var accessNames = map[string]policy.Access{"open": policy.Open, "closed": policy.Closed, "private": policy.Private}

// MayCreateCommunity reports whether to offer the viewer a form for a new
// community, of which they are the first moderator.
func (s *Service) MayCreateCommunity(ctx context.Context, v Viewer) (bool, error) {
	return view(ctx, s, func(tx Tx) (bool, error) {
		f, me, err := s.viewerFacts(tx, v)
		return err == nil && me != nil && policy.Decide(policy.CreateCommunity, f).OK(), err
	})
}

// CreateCommunity makes a community of this instance with its key and its
// first moderator: the asker, or the head that an operator names.
func (s *Service) CreateCommunity(ctx context.Context, v Viewer, in CommunityInput) (Community, error) {
	var check input
	in.Username = check.username("username", in.Username)
	in = s.checkCommunity(&check, in)
	return update(ctx, s, func(tx Tx) (Community, error) { return s.createIn(tx, v, &check, in) })
}

// createIn is CreateCommunity in a transaction.
func (s *Service) createIn(tx Tx, v Viewer, check *input, in CommunityInput) (Community, error) {
	me, err := s.may(tx, v, policy.CreateCommunity)
	if err != nil {
		return Community{}, err
	}
	if err := s.nameFree(tx, check, in.Username); err != nil {
		return Community{}, err
	}
	mod, cred, err := s.firstModerator(tx, check, me, in.Moderator)
	if err != nil {
		return Community{}, err
	}
	if err := s.checkReach(tx, check, in); err != nil {
		return Community{}, err
	}
	if err := check.problems.Err(); err != nil {
		return Community{}, err
	}
	c := s.newCommunity(tx.NextID(), in)
	s.describe(&c, in, mod)
	if err := s.setConduct(tx, &c, Community{}, mod.IRI); err != nil {
		return c, err
	}
	if err := tx.InsertCommunity(c); err != nil {
		return c, err
	}
	if err := s.giveKey(tx, c.IRI, GroupKey); err != nil {
		return c, err
	}
	if err := s.audit(tx, v.name(me), "community.create", c.IRI, "", map[string]string{"username": c.Username}); err != nil {
		return c, err
	}
	m := Membership{ID: tx.NextID(), CommunityID: c.ID, PersonID: mod.ID, State: policy.Pending, Role: policy.Moderator,
		Epoch: c.Epoch, Credential: cred.ID, CreatedAt: s.now(), UpdatedAt: s.now()}
	m.IRI = c.IRI + "/m/" + itoa(m.ID)
	if err := tx.InsertMembership(m); err != nil {
		return c, err
	}
	if err := s.activate(tx, c, &m, mod, v.name(me)); err != nil {
		return c, err
	}
	return c, s.communityChanged(tx, c)
}

func (s *Service) checkCommunity(check *input, in CommunityInput) CommunityInput {
	in.Name = check.texts("name", in.Name, s.Identity.Languages, nameMax, true)
	in.Summary = check.texts("summary", in.Summary, s.Identity.Languages, summaryMax, false)
	in.Rules = check.texts("rules", in.Rules, s.Identity.Languages, rulesMax, false)
	check.choice("access", in.Access, []string{"open", "closed", "private"}, true)
	if in.Reach == "" {
		in.Reach = "instance"
	}
	check.choice("reach", in.Reach, []string{"instance", "peers", "named"}, true)
	switch {
	case in.Access == "private":
		in.Joining = "invitation"
	case in.Joining == "":
		in.Joining = "request"
	}
	check.choice("joining", in.Joining, []string{"request", "automatic", "invitation"}, true)
	check.history(in)
	check.holding(in)
	check.pace(in)
	if len(in.Requires) == 0 {
		in.Requires = credentials[:2]
	}
	for _, r := range in.Requires {
		check.choice("requires", r, s.admitted(), true)
	}
	if len(in.Questions) > listMax {
		check.fault("questions", "error.too_many", map[string]any{"Max": listMax})
	}
	in.Questions = slices.Clone(in.Questions)
	for i := range in.Questions {
		q := &in.Questions[i]
		q.ID = "q" + itoa(int64(i+1))
		q.Text = check.texts("question_"+itoa(int64(i+1)), q.Text, s.Identity.Languages, lineMax*2, true)
	}
	return in
}

// checkReach sees to it that named instances are peers.
func (s *Service) checkReach(tx Tx, check *input, in CommunityInput) error {
	if in.Reach != "named" {
		return nil
	}
	if len(in.ReachTo) == 0 {
		check.once("reach_to", "error.required")
	}
	for _, iri := range in.ReachTo {
		p, err := tx.PeerByIssuer(iri)
		if IsNotFound(err) || err == nil && p.State != PeerActive && p.State != PeerPaused {
			check.once("reach_to", "error.choice")
		} else if err != nil {
			return err
		}
	}
	return nil
}

// firstModerator gives who a new community starts with: a verified person of
// this instance.
func (s *Service) firstModerator(tx Tx, check *input, me *Person, named int64) (Person, CredentialRecord, error) {
	id := named
	if id == 0 && me != nil {
		id = me.ID
	}
	if id == 0 {
		check.once("moderator", "error.required")
		return Person{}, CredentialRecord{}, nil
	}
	p, err := tx.Person(id)
	if IsNotFound(err) || err == nil && !p.Local {
		check.once("moderator", "error.moderator")
		return Person{}, CredentialRecord{}, nil
	}
	if err != nil {
		return p, CredentialRecord{}, err
	}
	cred, worth, err := bestCredential(tx, p.ID, s.now())
	if worth != policy.Head && worth != policy.Facilitator {
		check.once("moderator", "error.moderator")
	}
	return p, cred, err
}

func (s *Service) newCommunity(id int64, in CommunityInput) Community {
	iri := s.Identity.URL + "/g/" + itoa(id)
	return Community{ID: id, IRI: iri, Host: s.Identity.Host, Local: true, Username: in.Username, Epoch: 1,
		Inbox: iri + "/inbox", Members: iri + "/members", Servers: iri + "/servers", Threads: iri + "/threads/",
		Log: iri + "/log", Stamps: iri + "/stamps", Keys: iri + "/keys", Queue: iri + "/queue", ModLog: iri + "/modlog",
		Moderators: iri + "/moderators", Featured: iri + "/featured", RulesURL: iri + "/rules", CreatedAt: s.now()}
}

// describe sets what a community says of itself. by makes the standing rule of
// automatic joining theirs.
func (s *Service) describe(c *Community, in CommunityInput, by Person) {
	c.Name, c.Summary, c.Rules, c.Questions = in.Name, in.Summary, in.Rules, in.Questions
	c.Access, c.Reach, c.ReachTo = accessNames[in.Access], in.Reach, nil
	if in.Reach == "named" {
		c.ReachTo = in.ReachTo
	}
	c.Requires, c.Joining = in.Requires, in.Joining
	c.newcomersRead(in)
	c.holds(in)
	c.Pace, c.PaceDays = in.Pace, in.PaceDays
	switch {
	case in.Joining != "automatic":
		c.RuleBy = 0
	case c.RuleBy == 0:
		c.RuleBy = by.ID
	}
	c.UpdatedAt = s.now()
}

// EditCommunity describes a community anew: its moderators' right. It is never
// opened wider than it was, since what was written was written for those who
// could read it.
func (s *Service) EditCommunity(ctx context.Context, v Viewer, id int64, in CommunityInput) error {
	var check input
	in = s.checkCommunity(&check, in)
	return s.Store.Update(ctx, func(tx Tx) error {
		c, _, err := s.inCommunity(tx, v, id, policy.EditCommunity)
		if err != nil {
			return err
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return err
		}
		if accessNames[in.Access] < c.Access {
			check.once("access", "error.access_wider")
		}
		if err := s.checkReach(tx, &check, in); err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		was := c
		s.describe(&c, in, me)
		if err := s.setConduct(tx, &c, was, me.IRI); err != nil {
			return err
		}
		if err := tx.UpdateCommunity(c); err != nil {
			return err
		}
		if err := s.audit(tx, me.IRI, "community.edit", c.IRI, "", map[string]string{"community": c.IRI}); err != nil {
			return err
		}
		if was.Reach != "instance" && c.Reach == "instance" {
			if err := s.pushDirectory(tx); err != nil { // peers forget it
				return err
			}
		}
		if err := s.sendCommunity(tx, c); err != nil {
			return err
		}
		return s.communityChanged(tx, c)
	})
}

// communityChanged tells who may know: an event here, the directory to peers.
func (s *Service) communityChanged(tx Tx, c Community) error {
	if err := s.emit(tx, Event{Kind: EventCommunity, CommunityID: c.ID, ObjectID: c.ID}); err != nil {
		return err
	}
	if c.Reach == "instance" {
		return nil
	}
	return s.pushDirectory(tx)
}

func (s *Service) pushDirectory(tx Tx) error {
	peers, err := tx.Peers()
	if err != nil {
		return err
	}
	for _, p := range peers {
		if p.State != PeerActive {
			continue
		}
		if err := s.deliver(tx, Delivery{Message: SendDirectory, Host: p.Host}, PriorityLow); err != nil {
			return err
		}
	}
	return nil
}

// Directory lists the communities that the viewer may know of: ours, and those
// that peers have shown us.
func (s *Service) Directory(ctx context.Context, v Viewer) ([]CommunityCard, error) {
	return view(ctx, s, func(tx Tx) ([]CommunityCard, error) {
		st, err := s.standing(tx, v)
		if err != nil {
			return nil, err
		}
		all, err := tx.Communities(nil)
		if err != nil {
			return nil, err
		}
		var cards []CommunityCard
		for _, c := range all {
			f, err := s.factsIn(tx, v, st, c)
			if err != nil {
				return nil, err
			}
			if !policy.Decide(policy.ViewListed, f).OK() {
				continue
			}
			var m *Membership
			if have, ok := st.memberships[c.ID]; ok {
				m = &have
			}
			cards = append(cards, card(c, f, m))
		}
		return cards, nil
	})
}

// Community shows one community as far as the viewer may know it.
func (s *Service) Community(ctx context.Context, v Viewer, id int64) (CommunityCard, error) {
	return view(ctx, s, func(tx Tx) (CommunityCard, error) {
		c, f, err := s.inCommunity(tx, v, id, policy.ViewListed)
		if err != nil {
			return CommunityCard{}, err
		}
		return s.fullCard(tx, v, c, f)
	})
}

// ownCard is card with the viewer's own membership, without counts.
func ownCard(tx Tx, v Viewer, c Community, f policy.Facts) (CommunityCard, error) {
	if f.Asker != policy.Person {
		return card(c, f, nil), nil
	}
	m, err := tx.MembershipOf(c.ID, v.Person)
	if IsNotFound(err) {
		return card(c, f, nil), nil
	}
	return card(c, f, &m), err
}

// fullCard is ownCard with the counts that the viewer may know.
func (s *Service) fullCard(tx Tx, v Viewer, c Community, f policy.Facts) (CommunityCard, error) {
	out, err := ownCard(tx, v, c, f)
	if err != nil {
		return out, err
	}
	if f.Asker == policy.Person && out.State != "active" && out.State != "pending" {
		if err := s.joinsByLink(tx, v, c, f, &out); err != nil {
			return out, err
		}
	}
	if f.Role == policy.Guest {
		if out.Guest, err = s.ownPass(tx, v, c, f); err != nil {
			return out, err
		}
	}
	if c.Local && policy.Decide(policy.ViewMembers, f).OK() {
		counts, err := s.readers(tx, c)
		if err != nil {
			return out, err
		}
		for _, n := range counts {
			out.Members += n.People
		}
	}
	if err := s.followedFrom(tx, c, f, &out); err != nil {
		return out, err
	}
	if out.CanQueue && c.Local {
		pending, err := waitingMembers(tx, c)
		if err != nil {
			return out, err
		}
		asked, err := tx.GuestsAsked(c.ID, guestsShown)
		if err != nil {
			return out, err
		}
		out.Pending = int64(len(pending) + len(asked))
	}
	return out, nil
}

// card is a community with what the viewer is in it and may do. A missing
// biography takes nothing away here: it is asked for when something is posted.
func card(c Community, f policy.Facts, m *Membership) CommunityCard {
	out := CommunityCard{Community: c, State: stateName(f), Role: roleName(f.Role)}
	if out.State != "active" {
		out.Role = ""
	}
	out.CanJoin = out.State != "active" && out.State != "pending" && policy.Decide(policy.Join, f).OK()
	if c.Local && c.Joining == "invitation" && f.Membership != policy.Invited {
		out.CanJoin = false
	}
	writing := f
	writing.Biography = true
	out.CanPost = policy.Decide(policy.StartThread, writing).OK()
	out.CanEdit = policy.Decide(policy.EditCommunity, f).OK()
	out.CanQueue = policy.Decide(policy.DecideJoin, f).OK()
	out.CanInvite = policy.Decide(policy.Invite, f).OK()
	if m != nil && (m.State == policy.Removed || m.State == policy.Expired) {
		out.Reason = m.EndReason
	}
	if m != nil && f.Bounded && out.State == "active" {
		out.Since = m.HistoryFrom
	}
	if m != nil && f.Silenced && out.State == "active" {
		out.Silenced = m.SilencedUntil
	}
	if !policy.Decide(policy.ViewMembers, f).OK() {
		out.ReachTo = nil // the names of instances are for members
	}
	return out
}
