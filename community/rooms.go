package community

import (
	"context"
	"time"

	"headroom/community/policy"
)

// Room says who is in a community and which servers receive copies: exactly
// the delivery set. Of a peer's community it is what the host answers the
// viewer, asked through Roster; when the host does not answer, what is known
// here.
func (s *Service) Room(ctx context.Context, v Viewer, id int64) (Room, error) {
	var c Community
	var me Person
	room, err := view(ctx, s, func(tx Tx) (room Room, err error) {
		var f policy.Facts
		if c, f, err = s.inCommunity(tx, v, id, policy.ViewMembers); err != nil {
			return room, err
		}
		if me, err = tx.Person(v.Person); err != nil {
			return room, err
		}
		if room.Card, err = s.fullCard(tx, v, c, f); err != nil {
			return room, err
		}
		room.CanRemove = policy.Decide(policy.RemoveMember, f).OK()
		room.CanAppoint = policy.Decide(policy.Appoint, f).OK()
		room.CanMeasure = policy.Decide(policy.WarnMember, f).OK() && policy.Decide(policy.SilenceMember, f).OK()
		room.CanReview = policy.Decide(policy.ReviewMember, f).OK()
		return room, s.fillRoom(tx, c, &room)
	})
	if err != nil || c.Local || s.Roster == nil {
		return room, err
	}
	entries, servers, err := s.Roster.Room(ctx, c, me)
	if err != nil {
		return room, nil // the host does not answer: what is known here stands
	}
	return view(ctx, s, func(tx Tx) (Room, error) { return s.listedRoom(tx, room, entries, servers) })
}

// fillRoom lists the current records of a community, and its servers.
func (s *Service) fillRoom(tx Tx, c Community, room *Room) error {
	members, err := tx.Members(c.ID, policy.Active)
	if c.Local {
		members, err = tx.Readers(c.ID, s.now())
	}
	if err != nil {
		return err
	}
	offices, err := Offices(tx, members, s.now())
	if err != nil {
		return err
	}
	for _, m := range members {
		m.Office = offices[m.PersonID]
		room.add(m)
	}
	people := map[string]int64{}
	for _, m := range members {
		people[m.Person.Host]++
	}
	room.Servers, err = s.servers(tx, c, people, s.visitsNow())
	return err
}

// Offices says what members are who are no heads at a moment: "facilitator",
// "aspiring" or a further role, by their credentials in force. A moderator may
// be any of them. Of a visitor only what they presented is looked at.
func Offices(tx Tx, members []MemberView, now time.Time) (map[int64]string, error) {
	ids := make([]int64, len(members))
	presented := make(map[int64]int64, len(members))
	for i, m := range members {
		ids[i] = m.PersonID
		if !m.Person.Local {
			presented[m.PersonID] = m.Membership.Credential
		}
	}
	all, err := tx.CredentialsOf(ids)
	if err != nil {
		return nil, err
	}
	best := map[int64]policy.Credential{}
	out := map[int64]string{}
	for _, c := range all {
		if only := presented[c.PersonID]; only != 0 && only != c.ID {
			continue
		}
		inForce := c.RevokedAt.IsZero() && c.SuspendedAt.IsZero() && now.Before(c.ValidUntil) && !now.Before(c.ValidFrom.Add(-stampSkew))
		if inForce && rank(c.Kind) > rank(best[c.PersonID]) {
			best[c.PersonID], out[c.PersonID] = c.Kind, officeOf(c)
		}
	}
	return out, nil
}

// officeOf is what a credential makes of somebody in a room, "" for a head.
func officeOf(c CredentialRecord) string {
	switch c.Kind {
	case policy.Facilitator:
		return RoleFacilitator
	case policy.Aspiring:
		return "aspiring"
	case policy.Appointed:
		return RoleOf(c.Type)
	default:
		return ""
	}
}

func (r *Room) add(m MemberView) {
	switch {
	case m.Role == policy.Guest:
		r.Guests = append(r.Guests, m)
	case m.Role == policy.FacilitatorRole || m.Office == RoleFacilitator:
		r.Facilitators = append(r.Facilitators, m)
	case m.Role == policy.Moderator:
		r.Moderators = append(r.Moderators, m)
	default:
		r.Members = append(r.Members, m)
	}
}

// listedRoom is a room as its host lists it. Who is known here is shown with
// what is known of them.
func (s *Service) listedRoom(tx Tx, known Room, entries []RosterEntry, servers []Server) (Room, error) {
	room := Room{Card: known.Card, Servers: known.Servers, CanRemove: known.CanRemove, CanAppoint: known.CanAppoint, CanMeasure: known.CanMeasure, CanReview: known.CanReview}
	if len(servers) > 0 {
		room.Servers = servers
	}
	for _, e := range entries {
		p, err := tx.PersonByIRI(e.IRI)
		if IsNotFound(err) {
			p = Person{IRI: e.IRI, Host: hostOf(e.IRI), Name: e.Name, School: e.School, Authority: e.Authority}
		} else if err != nil {
			return room, err
		}
		room.add(MemberView{Membership: Membership{ID: e.Membership, CommunityID: known.Card.ID, PersonID: p.ID, State: policy.Active, Role: e.Role}, Person: p, Office: e.Office})
	}
	room.Card.Members = int64(len(entries))
	return room, nil
}

// rosterPatience is how long a page waits for a peer to say who is in a room.
const rosterPatience = 2 * time.Second
