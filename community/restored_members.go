package community

import (
	"context"

	"headroom/community/policy"
)

// endRestored is why a membership is held that waits for a moderator. It stays
// here: what such a member asks for is answered as of any record that lapsed.
const endRestored = "restored"

// awaitsModerator reports whether a membership waits for a moderator to say that
// it still holds, since its community's server was put back from a backup.
func awaitsModerator(m Membership) bool {
	return m.State == policy.Suspended && m.EndReason == endRestored
}

// holdMembers takes every membership of a community of ours out of force that the
// backup has in force: who left since, or was let go, is not in it as such. The
// moderators' own stand, or nobody could confirm the others; guests have an end.
func (s *Service) holdMembers(tx Tx, c Community) error {
	members, err := tx.Members(c.ID, policy.Active)
	if err != nil {
		return err
	}
	held := 0
	for _, row := range members {
		m := row.Membership
		if m.Role == policy.Moderator || m.Role == policy.Guest {
			continue
		}
		m.State, m.EndReason, m.UpdatedAt = policy.Suspended, endRestored, s.now()
		if err := tx.UpdateMembership(m); err != nil {
			return err
		}
		held++
	}
	if held == 0 {
		return nil
	}
	if err := s.audit(tx, ledgerActor, "membership.hold", c.IRI, endRestored, map[string]string{"people": itoa(int64(held))}); err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventCommunity, CommunityID: c.ID})
}

// waitingMembers gives the records of a community of ours that wait for its
// moderators: requests to join, and who was in when it was put back.
func waitingMembers(tx Tx, c Community) ([]MemberView, error) {
	all, err := tx.Members(c.ID, policy.Pending, policy.Suspended)
	if err != nil {
		return nil, err
	}
	var out []MemberView
	for _, m := range all {
		if m.Membership.State == policy.Pending || awaitsModerator(m.Membership) {
			out = append(out, m)
		}
	}
	return out, nil
}

// decideBack is what a moderator decides about somebody who was in when the
// community was put back: they are in as before, or go.
func (s *Service) decideBack(tx Tx, c Community, m Membership, p, by Person, accept bool, why Why) error {
	if !accept {
		why.Code = codeFrom(why.Code, policy.ReasonRemoved, policy.ExpelReasons)
		return s.removeMember(tx, c, m, p, by, why)
	}
	// Right after a restore the status lists are old; whoever reads or writes is
	// asked for theirs anew in any case.
	if err := s.stillGood(tx, c, m); err != nil && KindOf(err) != Unavailable {
		return err
	}
	return s.inForceAgain(tx, c, m, p, by.IRI, "membership.confirm")
}

// ConfirmMembers confirms everybody in a community of ours who has waited for it
// since the server was put back, and gives how many. Whose credential is not what
// it was goes on waiting.
func (s *Service) ConfirmMembers(ctx context.Context, v Viewer, id int64) (int, error) {
	return update(ctx, s, func(tx Tx) (n int, err error) {
		c, _, err := s.inCommunity(tx, v, id, policy.DecideJoin)
		if err != nil {
			return 0, err
		}
		if !c.Local {
			return 0, ErrNotFound
		}
		me, err := tx.Person(v.Person)
		if err != nil {
			return 0, err
		}
		waiting, err := waitingMembers(tx, c)
		if err != nil {
			return 0, err
		}
		for _, m := range waiting {
			if !awaitsModerator(m.Membership) {
				continue
			}
			err := s.decideBack(tx, c, m.Membership, m.Person, me, true, Why{})
			if KindOf(err) == Conflict {
				continue
			}
			if err != nil {
				return 0, err
			}
			n++
		}
		return n, nil
	})
}
