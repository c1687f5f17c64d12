package community

import (
	"context"
	"slices"
	"strings"
	"time"

	"headroom/community/policy"
)

// guestDays is how long somebody may be a guest in all, extended or not.
const guestDays = 30

const (
	guestDay    = 24 * time.Hour
	guestsShown = 100
)

// GuestInput is whom a member wants in a conversation, for how many days from
// when they are let in.
type GuestInput struct {
	Thread    int64
	Email     string // or, of somebody of a peer, @name@host or the address of their profile
	Name      string
	Post      string // what they do
	Biography string // who they are: it stands beside what they write
	Reason    string
	Days      int64
}

// GuestView is a guest as members of the community see them.
type GuestView struct {
	Guest
	Thread    Thread
	Sponsor   Person
	Community Community
	Current   bool
	Awaited   bool   // admitted, and their home has not answered
	Host      string // of the peer that they come from, "" for an account here
	CanDecide bool
	CanEnd    bool
	CanExtend bool
	Most      int64 // days that an extension can still give
}

// AskGuest asks the moderators of a community of ours to let somebody from
// outside into one conversation: a member's right. The answer is the same
// whether or not the address has an account.
func (s *Service) AskGuest(ctx context.Context, v Viewer, in GuestInput) (Guest, error) {
	in.Email = strings.TrimSpace(in.Email)
	if strings.HasPrefix(in.Email, "@") {
		if err := s.meet(ctx, v, in.Email); err != nil {
			return Guest{}, err
		}
	}
	asked := in
	return update(ctx, s, func(tx Tx) (Guest, error) {
		t, c, f, err := s.inThread(tx, v, in.Thread, policy.ViewThread)
		if err != nil { // who may not see it is told nothing of it
			return Guest{}, err
		}
		if err := refuse(policy.Decide(policy.AskGuest, f)); err != nil {
			return Guest{}, err
		}
		in := asked // a transaction may run again
		from, err := s.guestFromPeer(tx, c, &in)
		if err != nil {
			return Guest{}, err
		}
		if in, err = checkGuest(in, from == ""); err != nil {
			return Guest{}, err
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return Guest{}, err
		}
		if err := s.guestAskedBefore(tx, t, in.Email, from); err != nil {
			return Guest{}, err
		}
		a, err := tx.AccountOfPerson(me.ID)
		if skipMissing(err) != nil {
			return Guest{}, err
		}
		g := Guest{ID: tx.NextID(), CommunityID: c.ID, ThreadID: t.ID, SponsorID: me.ID, Email: in.Email, Name: in.Name, Post: in.Post,
			Biography: in.Biography, Reason: in.Reason, Language: a.Language, Days: in.Days, State: GuestAsked, AskedAt: s.now(), Person: from}
		if err := tx.InsertGuest(g); err != nil {
			return g, err
		}
		if err := s.emit(tx, Event{Kind: EventGuestAsked, CommunityID: c.ID, ThreadID: t.ID, ObjectID: g.ID, PersonID: me.ID}); err != nil {
			return g, err
		}
		return g, s.auditGuest(tx, me.IRI, "guest.ask", g, c, t, "")
	})
}

// checkGuest checks what a member says of a guest; mailed is one who is written
// to.
func checkGuest(in GuestInput, mailed bool) (GuestInput, error) {
	var check input
	if mailed {
		in.Email = check.email("email", in.Email)
	}
	in.Name = check.line("name", in.Name, lineMax, true)
	in.Post = check.line("post", in.Post, lineMax, true)
	if in.Biography = check.biography("biography", in.Biography); in.Biography == "" {
		check.once("biography", "error.required")
	}
	in.Reason = check.text("reason", in.Reason, reasonMax, true)
	if in.Days < 1 || in.Days > guestDays {
		check.fault("days", "error.guest_days", map[string]any{"Max": guestDays})
	}
	return in, check.problems.Err()
}

// guestAskedBefore refuses an address, or a person of a peer, who waits, is
// invited or is in already.
func (s *Service) guestAskedBefore(tx Tx, t Thread, email, person string) error {
	all, err := tx.GuestsOfThread(t.ID, guestsShown)
	if err != nil {
		return err
	}
	for _, g := range all {
		same := strings.EqualFold(g.Email, email) && g.Person == person
		if same && (g.State == GuestAsked || g.Current(s.now()) || g.Open(s.now())) {
			return &Error{Class: Conflict, Key: "error.guest_asked", Field: "email"}
		}
	}
	return nil
}

// auditGuest writes what was done about a guest. A name stands in the chain
// only as the number of the guest's row, and so does what was written to ask.
func (s *Service) auditGuest(tx Tx, by, act string, g Guest, c Community, t Thread, reason string) error {
	return s.audit(tx, by, act, c.IRI, reason, map[string]string{"community": c.IRI, "thread": t.Context, "guest": itoa(g.ID)})
}

// Guests lists who is, was or wants to be a guest of a conversation, for the
// members who may ask for one. Who was declined is shown to their sponsor alone.
func (s *Service) Guests(ctx context.Context, v Viewer, thread int64) (list []GuestView, card CommunityCard, t Thread, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		var c Community
		var f policy.Facts
		if t, c, f, err = s.inThread(tx, v, thread, policy.ViewThread); err != nil {
			return err
		}
		if err = refuse(policy.Decide(policy.ViewMembers, f)); err != nil {
			return err
		}
		if err = refuse(policy.Decide(policy.AskGuest, unlocked(f))); err != nil {
			return err
		}
		if card, err = s.fullCard(tx, v, c, f); err != nil {
			return err
		}
		all, err := tx.GuestsOfThread(t.ID, guestsShown)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(g Guest) bool { return g.State == GuestDeclined && g.SponsorID != v.Person })
		list, err = s.guestViews(tx, v, c, f, all)
		return err
	})
	return list, card, t, err
}

// unlocked looks past the lock of a thread: its guests are there all the same.
func unlocked(f policy.Facts) policy.Facts {
	f.Locked = false
	return f
}

// GuestQueue lists the guests that members of a community ask for, oldest
// first, for who decides about them.
func (s *Service) GuestQueue(ctx context.Context, v Viewer, id int64) ([]GuestView, error) {
	return view(ctx, s, func(tx Tx) ([]GuestView, error) {
		c, f, err := s.inCommunity(tx, v, id, policy.ViewQueue)
		if err != nil {
			return nil, err
		}
		all, err := tx.GuestsAsked(c.ID, guestsShown)
		if err != nil {
			return nil, err
		}
		return s.guestViews(tx, v, c, f, all)
	})
}

// guestViews adds conversations, sponsors and what the viewer may do.
func (s *Service) guestViews(tx Tx, v Viewer, c Community, f policy.Facts, all []Guest) ([]GuestView, error) {
	var threads, sponsors []int64
	for _, g := range all {
		threads, sponsors = append(threads, g.ThreadID), append(sponsors, g.SponsorID)
	}
	people, err := s.peopleByID(tx, sponsors)
	if err != nil {
		return nil, err
	}
	found, err := tx.ThreadsByID(distinct(threads))
	if err != nil {
		return nil, err
	}
	byID := map[int64]Thread{}
	for _, t := range found {
		byID[t.ID] = t
	}
	var last bool
	if f.Role == policy.Moderator && slices.ContainsFunc(all, func(g Guest) bool { return g.SponsorID == v.Person }) {
		if last, err = s.lastModerator(tx, c); err != nil {
			return nil, err
		}
	}
	now := s.now()
	var out []GuestView
	for _, g := range all {
		gv := GuestView{Guest: g, Thread: byID[g.ThreadID], Sponsor: people[g.SponsorID], Community: c, Current: g.Current(now), Awaited: g.Open(now), Host: hostOf(g.Person)}
		gf := f
		gf.Self, gf.LastOfRole = g.SponsorID == v.Person, last
		gv.CanDecide = g.State == GuestAsked && policy.Decide(policy.AdmitGuest, gf).OK()
		gv.CanEnd = (gv.Current || gv.Awaited) && policy.Decide(policy.EndGuest, gf).OK()
		if gv.Current && policy.Decide(policy.AdmitGuest, gf).OK() {
			gv.Most = int64(g.StartAt.Add(guestDays*guestDay).Sub(g.EndAt) / guestDay)
			gv.CanExtend = gv.Most > 0
		}
		out = append(out, gv)
	}
	return out, nil
}

// GuestDoor gives the conversation that a guest's account is for; NotFound for
// everybody else.
func (s *Service) GuestDoor(ctx context.Context, v Viewer) (thread int64, err error) {
	return view(ctx, s, func(tx Tx) (int64, error) {
		if !v.Visiting {
			return 0, ErrNotFound
		}
		ms, err := tx.MembershipsOf(v.Person)
		if err != nil {
			return 0, err
		}
		for _, m := range ms {
			c, err := tx.Community(m.CommunityID)
			if err != nil {
				return 0, err
			}
			threads, err := guestThreads(tx, c, m)
			if err != nil {
				return 0, err
			}
			if m.Role == policy.Guest && s.current(c, m, s.now()) && len(threads) > 0 {
				return threads[0], nil
			}
		}
		return 0, ErrNotFound
	})
}

// MayRoam refuses whoever is here for one conversation only.
func (s *Service) MayRoam(v Viewer) error {
	f := policy.Facts{Asker: policy.Person, Local: v.Host == "", Visiting: v.Visiting}
	return refuse(policy.Decide(policy.Roam, f))
}

// guestBadges says on whose word the guests among the authors of posts of one
// community came, and until when. Most posts are by nobody's guest.
func (s *Service) guestBadges(tx Tx, posts []Post) (map[int64]GuestBadge, error) {
	var guests []int64
	for _, p := range posts {
		if p.Byline.Role == "guest" {
			guests = append(guests, p.AuthorID)
		}
	}
	if len(guests) == 0 {
		return nil, nil
	}
	all, err := tx.GuestsAmong(posts[0].CommunityID, distinct(guests))
	if err != nil {
		return nil, err
	}
	var sponsors []int64
	for _, g := range all {
		sponsors = append(sponsors, g.SponsorID)
	}
	people, err := s.peopleByID(tx, sponsors)
	if err != nil {
		return nil, err
	}
	out := map[int64]GuestBadge{}
	for _, g := range all {
		if _, newer := out[g.PersonID]; !newer {
			out[g.PersonID] = GuestBadge{Sponsor: people[g.SponsorID].Name, Until: g.EndAt}
		}
	}
	return out, nil
}

// ThreadOfGuest gives the conversation that a guest of a community is for, to
// members.
func (s *Service) ThreadOfGuest(ctx context.Context, v Viewer, id, guest int64) (thread int64, err error) {
	return view(ctx, s, func(tx Tx) (int64, error) {
		if _, _, err := s.inCommunity(tx, v, id, policy.ViewMembers); err != nil {
			return 0, err
		}
		g, err := tx.Guest(guest)
		if err == nil && g.CommunityID != id {
			err = ErrNotFound
		}
		return g.ThreadID, err
	})
}
