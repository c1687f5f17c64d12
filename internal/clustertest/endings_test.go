package clustertest

import (
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// leaver is a head whose headship ends, with all that hangs on it: a place in a
// room of another instance, a session, a stream, a link, an invitation that she
// has issued, and words that wait in a queue.
type leaver struct {
	*story
	cred    community.CredentialRecord
	from    int64 // where her stream stands
	link    string
	own     community.Community
	guest   *Member
	waiting string
	away    community.Community // of a third instance, in which she is too
}

// networks are the ways in which her home and the host can be parted.
var networks = map[string]func(*story){
	"whole":           func(*story) {},
	"pushes are lost": func(s *story) { s.Cut("wales", "scotland") },
	"polls are lost":  func(s *story) { s.Cut("scotland", "wales") },
	"parted":          func(s *story) { s.Part("wales", "scotland") },
}

// held is the one ending that is lifted again: who it is stays signed in.
const held = "a suspension"

// endings are the ways in which a headship ends.
var endings = map[string]func(*leaver) error{
	held: func(l *leaver) error {
		return l.welsh.Node.Service.Suspend(l.T.Context(), community.CommandLine, l.welsh.Person.ID, "away for a term")
	},
	"an operator": func(l *leaver) error {
		return l.welsh.Node.Service.Revoke(l.T.Context(), community.CommandLine, l.welsh.Person.ID, "has retired")
	},
	"the register": func(l *leaver) error {
		n := l.welsh.Node
		err := n.Service.Store.Update(l.T.Context(), func(tx community.Tx) error {
			return tx.InsertConfirmation(community.Confirmation{ID: tx.NextID(), PersonID: l.welsh.Person.ID, Nation: "CYM", Register: "6601001",
				Reason: "head-changed", StartAt: Start, EndAt: l.Clock.Now()})
		})
		if err != nil {
			return err
		}
		return n.Service.EndConfirmations(l.T.Context())
	},
	"a restored backup": func(l *leaver) error {
		n := l.welsh.Node
		if err := n.Service.Ledger.Append(community.LedgerEntry{At: l.Clock.Now(), Kind: "credential", Credential: l.cred.IRI,
			Person: l.welsh.Person.IRI, Reason: policy.ReasonCredentialRevoked}); err != nil {
			return err
		}
		return n.Service.ReplayLedger(l.T.Context())
	},
	"expiry": func(l *leaver) error {
		// Her credential ran out a moment ago, wherever it is: only the date differs.
		for _, n := range l.Nodes {
			if err := n.Service.Store.Update(l.T.Context(), func(tx community.Tx) error {
				c, err := tx.CredentialByIRI(l.cred.IRI)
				if err != nil {
					return err
				}
				c.ValidUntil = l.Clock.Now()
				return tx.UpdateCredential(c)
			}); err != nil {
				return err
			}
		}
		return l.welsh.Node.Service.EndExpired(l.T.Context())
	},
}

// leaves tells the story up to the end of a headship.
func leaves(t *testing.T, network func(*story)) *leaver {
	t.Helper()
	l := &leaver{story: joined(t)}
	w := l.welsh.Node
	l.guest = w.Head("Beti Enghraifft")
	l.own = l.welsh.Found(community.CommunityInput{Username: "ynys", Access: "private", Name: community.LangMap{"cy": "Ynys"}})
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(w.Service.Invite(t.Context(), l.welsh.Viewer, l.own.ID, community.InviteInput{Person: l.guest.Person.IRI}))
	host := l.Node("england").Head("Ann Example")
	l.away = host.Found(community.CommunityInput{Username: "dales", Name: community.LangMap{"en": "Dales"}})
	l.Settle()
	l.Tick("directories")
	l.welsh.Join(l.away.IRI)
	host.AcceptAll(l.away)
	l.Settle()
	var err error
	l.from, err = w.Service.LastEvent(t.Context())
	ok(err)
	l.link, err = w.Service.IssueLink(t.Context(), l.welsh.Viewer.Account, community.LinkReset)
	ok(err)
	w.View(func(tx community.Tx) error {
		all, err := tx.Credentials(l.welsh.Person.ID)
		l.cred = all[0]
		return err
	})
	l.Cut("wales", "scotland")
	l.waiting = l.say(l.welsh, "", "Waits in a queue")
	l.Heal("wales", "scotland")
	network(l.story)
	return l
}

// TestEveryEndEndsEverything ends a headship in every way, over every network:
// at home everything is dead at once, at the host within a minute where it can
// be reached, and where it cannot no stamp is renewed.
func TestEveryEndEndsEverything(t *testing.T) {
	t.Parallel()
	for way, end := range endings {
		for parted, network := range networks {
			told := parted == "pushes are lost" || parted == "polls are lost"
			if told && (way == "the register" || way == "a restored backup") {
				continue // the same is sent as when an operator ends it
			}
			t.Run(way+", "+parted, func(t *testing.T) {
				t.Parallel()
				l := leaves(t, network)
				if err := end(l); err != nil {
					t.Fatal(err)
				}
				l.Settle()
				l.deadAtHome(way == held)
				for range 2 {
					l.Clock.Advance(30 * time.Second)
					l.Tick("status-lists")
				}
				l.Tick("memberships")
				rec := l.atHost(l.welsh)
				switch {
				case l.inEngland().State == policy.Active:
					t.Error("at an instance that nothing parts from her home, after a minute: active")
				case way == "expiry" && rec.State == policy.Active: // the host knows the date by itself
					t.Error("at the host, which knows the date: active")
				case parted != "parted" && rec.State == policy.Active:
					t.Error("at the host after a minute: active")
				case parted == "parted":
					l.Clock.Advance(5 * time.Minute)
					if l.renews() {
						t.Error("the host renews the stamp of somebody whose status it cannot know")
					}
				}
				l.Heal("wales", "scotland")
				l.later(30 * time.Minute)
				if l.reads(l.moderator, l.waiting) {
					t.Error("what waited in a queue was sent")
				}
				want := policy.Removed
				switch way {
				case held:
					want = policy.Suspended
				case "expiry":
					want = policy.Expired
				}
				l.agreed(want)
			})
		}
	}
}

// inEngland is her record at the third instance.
func (l *leaver) inEngland() (rec community.Membership) {
	l.T.Helper()
	l.Node("england").View(func(tx community.Tx) error {
		p, err := tx.PersonByIRI(l.welsh.Person.IRI)
		if err != nil {
			return err
		}
		rec, err = tx.MembershipOf(l.away.ID, p.ID)
		return err
	})
	return rec
}

// agreed fails unless all three instances say the same of her, once nothing
// parts them.
func (l *leaver) agreed(want policy.State) {
	l.T.Helper()
	says := map[string]policy.State{"Scotland": l.atHost(l.welsh).State, "England": l.inEngland().State}
	l.welsh.Node.View(func(tx community.Tx) error {
		ms, err := tx.MembershipsOf(l.welsh.Person.ID)
		for _, m := range ms {
			if m.CommunityID != l.own.ID {
				says["home "+itoa(m.CommunityID)] = m.State
			}
		}
		return err
	})
	for who, state := range says {
		if state != want {
			l.T.Errorf("%s says %v, not %v", who, state, want)
		}
	}
}

// deadAtHome checks everything that hung on the headship on her own instance.
// While it is only held she is signed in, to read why.
func (l *leaver) deadAtHome(held bool) {
	t, w := l.T, l.welsh.Node.Service
	t.Helper()
	if !held {
		l.signedOut()
	}
	room, _ := l.welsh.Node.Here(l.room.IRI)
	for name, id := range map[string]int64{"of the peer": room.ID, "of her own": l.own.ID} {
		if _, _, err := w.Threads(t.Context(), l.welsh.Viewer, id, community.Page{}); err == nil {
			t.Errorf("the room %s can be read", name)
		}
		if _, err := w.StartThread(t.Context(), l.welsh.Viewer, community.PostInput{Community: id, Title: "Mine", Body: "Words"}); err == nil {
			t.Errorf("in the room %s a draft can be sent", name)
		}
	}
	if err := w.Join(t.Context(), l.guest.Viewer, l.own.ID, "Invited", nil); err != nil {
		return
	}
	l.welsh.Node.View(func(tx community.Tx) error {
		m, err := tx.MembershipOf(l.own.ID, l.guest.Person.ID)
		if m.State == policy.Active {
			t.Error("an invitation of hers lets somebody in")
		}
		return err
	})
}

// signedOut checks that nobody is signed in with what was hers.
func (l *leaver) signedOut() {
	t, w := l.T, l.welsh.Node.Service
	t.Helper()
	if _, _, _, err := w.Authenticate(t.Context(), l.welsh.Viewer.Account, 1); community.KindOf(err) != community.Unauthenticated {
		t.Errorf("session: %v", err)
	}
	if _, _, err := w.EventsSince(t.Context(), l.welsh.Viewer, l.from, community.EventFilter{}, 0); community.KindOf(err) != community.Unauthenticated {
		t.Errorf("stream: %v", err)
	}
	if _, err := w.CheckLink(t.Context(), l.link); community.KindOf(err) != community.Gone {
		t.Errorf("link: %v", err)
	}
}

// renews reports whether the host would renew her stamp.
func (l *leaver) renews() bool { return l.renewsFor(l.welsh) }

// renewsFor reports whether the host would renew somebody's stamp.
func (s *story) renewsFor(m *Member) (yes bool) {
	rec := s.atHost(m)
	if rec.State != policy.Active {
		return false
	}
	s.moderator.Node.View(func(tx community.Tx) error {
		c, err := tx.Community(rec.CommunityID)
		if err != nil {
			return err
		}
		yes, err = s.moderator.Node.Service.MayRenew(tx, c, community.MemberView{Membership: rec})
		return err
	})
	return yes
}

// TestWhatTheHostEndsLapsesAtHome ends a membership, and an agreement, while the
// two are parted: at home the room closes when the stamp lapses at the latest.
func TestWhatTheHostEndsLapsesAtHome(t *testing.T) {
	t.Parallel()
	for way, end := range map[string]func(*story) error{
		"a moderator": func(s *story) error {
			return s.moderator.Node.Service.RemoveMember(s.T.Context(), s.moderator.Viewer, s.room.ID, s.atHost(s.welsh).ID, "not one of us")
		},
		"the end of the agreement": func(s *story) error {
			_, err := s.moderator.Node.Service.EndPeer(s.T.Context(), community.CommandLine, s.Node("wales").Identity.Host)
			return err
		},
	} {
		for parted, network := range networks {
			t.Run(way+", "+parted, func(t *testing.T) {
				t.Parallel()
				s := joined(t)
				post := s.say(s.moderator, "", "Read while one may")
				network(s)
				if err := end(s); err != nil {
					t.Fatal(err)
				}
				s.Settle()
				if s.atHost(s.welsh).State == policy.Active {
					t.Error("active at the host")
				}
				told := parted == "whole" || parted == "pushes are lost" // the host's word comes through
				if told && s.reads(s.welsh, post) {
					t.Error("readable at home, although the host has said so")
				}
				s.Clock.Advance(25 * time.Hour)
				if s.reads(s.welsh, post) {
					t.Error("readable at home when the stamp has lapsed")
				}
			})
		}
	}
}
