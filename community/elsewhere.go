package community

import (
	"context"
	"strings"
	"time"

	"headroom/community/policy"
)

// Group follows Group (FEP-d36d). An open community of ours may follow groups of
// other software: what begins there is shown by its title, with who wrote it, and
// passed on to who follows ours. No word of it is a post here: only heads write here.

const (
	tiesMost  = 20                  // groups that one community follows, or has sent away
	heardMost = 50                  // shown on a page
	heardDay  = 100                 // taken from one group in a day
	heardKept = 90 * 24 * time.Hour // then it is forgotten
)

// Elsewhere is what an open community of ours has to do with groups of other
// software.
type Elsewhere struct {
	Community Community
	Heard     []HeardCard
	Follows   []TieCard      // groups that it follows or has asked to
	Followers []OutsideActor // groups that follow it; to members
	Shut      []OutsideActor // groups that were sent away; to who decides
	CanEdit   bool           // the viewer decides whom it follows
}

// HeardCard is what was heard, with the group that it was heard from.
type HeardCard struct {
	OutsideHeard
	Group OutsideActor
}

// TieCard is a group that is followed.
type TieCard struct {
	OutsideTie
	Group OutsideActor
}

// ElsewhereOf shows it to whoever may see the community. NotFound for communities
// that software without an agreement cannot follow: they follow nothing either.
func (s *Service) ElsewhereOf(ctx context.Context, v Viewer, id int64) (Elsewhere, error) {
	return view(ctx, s, func(tx Tx) (out Elsewhere, err error) {
		c, f, err := s.inCommunity(tx, v, id, policy.ViewListed)
		if err == nil {
			err = s.OutsideSees(c)
		}
		if err != nil {
			return out, err
		}
		out.Community, out.CanEdit = c, policy.Decide(policy.EditCommunity, f).OK()
		heard, err := tx.OutsideHeardIn(c.ID, heardMost)
		if err != nil {
			return out, err
		}
		for _, h := range heard {
			group, err := tx.OutsideActor(h.ActorID)
			if err != nil {
				return out, err
			}
			out.Heard = append(out.Heard, HeardCard{OutsideHeard: h, Group: group})
		}
		if err := s.tiesShown(tx, c, &out); err != nil {
			return out, err
		}
		if policy.Decide(policy.ViewMembers, f).OK() {
			out.Followers, err = tx.OutsideGroups(c.ID)
		}
		return out, err
	})
}

func (s *Service) tiesShown(tx Tx, c Community, out *Elsewhere) error {
	ties, err := tx.OutsideTies(c.ID)
	if err != nil {
		return err
	}
	for _, t := range ties {
		group, err := tx.OutsideActor(t.ActorID)
		if err != nil {
			return err
		}
		if t.State != TieNone && (t.State == TieActive || out.CanEdit) {
			out.Follows = append(out.Follows, TieCard{OutsideTie: t, Group: group})
		}
		if t.Shut && out.CanEdit {
			out.Shut = append(out.Shut, group)
		}
	}
	return nil
}

// OutsideFollowing gives the groups that an open community of ours follows.
func (s *Service) OutsideFollowing(tx Tx, c Community) (groups []OutsideActor, err error) {
	ties, err := tx.OutsideTies(c.ID)
	for _, t := range ties {
		if t.State != TieActive {
			continue
		}
		group, err := tx.OutsideActor(t.ActorID)
		if err != nil {
			return nil, err
		}
		groups = append(groups, group)
	}
	return groups, err
}

// deciding asks for the right to say what an open community follows: that of its
// moderators, at its own instance, while the operator has opened that to the world.
func (s *Service) deciding(tx Tx, v Viewer, id int64) (c Community, me Person, err error) {
	if c, _, err = s.inCommunity(tx, v, id, policy.EditCommunity); err != nil {
		return c, me, err
	}
	if s.OutsideSees(c) != nil {
		return c, me, &Error{Class: Conflict, Key: "error.not_followable"}
	}
	me, err = tx.Person(v.Person)
	return c, me, err
}

// FollowGroup has an open community ask to follow a group of other software, named by
// its handle. It follows once that group's server has accepted.
func (s *Service) FollowGroup(ctx context.Context, v Viewer, id int64, handle string) error {
	if err := s.Store.View(ctx, func(tx Tx) error { _, _, err := s.deciding(tx, v, id); return err }); err != nil {
		return err
	}
	parts := handleForm.FindStringSubmatch(strings.TrimSpace(handle))
	if parts == nil {
		return FieldError("account", "error.handle", nil)
	}
	if s.World == nil || strings.EqualFold(parts[2], s.Identity.Host) {
		return FieldError("account", "error.group_here", nil)
	}
	group, err := s.World.Group(ctx, parts[1], strings.ToLower(parts[2]))
	if err != nil {
		return groupNotReached(err)
	}
	return s.Store.Update(ctx, func(tx Tx) error {
		c, me, err := s.deciding(tx, v, id)
		if err != nil {
			return err
		}
		if _, err := tx.Peer(group.Host); !IsNotFound(err) {
			if err != nil {
				return err
			}
			return FieldError("account", "error.group_peer", nil)
		}
		return s.askGroup(tx, c, me, group)
	})
}

func groupNotReached(err error) error {
	if IsNotFound(err) {
		return FieldError("account", "error.group_unknown", nil)
	}
	return notReached(err)
}

func (s *Service) askGroup(tx Tx, c Community, me Person, group OutsideActor) error {
	known, err := tx.OutsideActorByIRI(group.IRI)
	if skipMissing(err) != nil {
		return err
	}
	if group.ID = known.ID; group.ID == 0 {
		group.ID, group.Public = tx.NextID(), []byte{} // its key is read when it first speaks
		if err := tx.PutOutsideActor(group); err != nil {
			return err
		}
	}
	tie, err := tx.OutsideTie(c.ID, group.ID)
	if skipMissing(err) != nil {
		return err
	}
	if tie.State == TieAsked || tie.State == TieActive {
		return nil // it stands there
	}
	all, err := tx.OutsideTies(c.ID)
	if err != nil {
		return err
	}
	if len(all) >= tiesMost && tie.ActorID == 0 {
		return FieldError("account", "error.groups_most", map[string]any{"Max": tiesMost})
	}
	n := tx.NextID()
	if tie.ActorID == 0 {
		tie = OutsideTie{CommunityID: c.ID, ActorID: group.ID, CreatedAt: s.now()}
	}
	tie.State, tie.IRI, tie.UpdatedAt = TieAsked, s.Identity.URL+"/a/"+itoa(n), s.now()
	if err := tx.PutOutsideTie(tie); err != nil {
		return err
	}
	if err := s.audit(tx, me.IRI, "outside.follow", group.IRI, "", map[string]string{"community": c.IRI}); err != nil {
		return err
	}
	return s.deliverOutside(tx, Delivery{Message: SendTie, Community: c.ID, Object: tie.IRI, Outside: group.ID, Inbox: group.Inbox}, PriorityNormal)
}

// StopGroup ends that a community follows a group, or takes its asking back. What was
// heard from it is forgotten.
func (s *Service) StopGroup(ctx context.Context, v Viewer, id, actor int64) error {
	return s.changeTie(ctx, v, id, actor, "outside.unfollow", func(tx Tx, c Community, tie *OutsideTie, group OutsideActor) error {
		if tie.IRI == "" {
			return ErrNotFound
		}
		follow := tie.IRI
		tie.State, tie.IRI = TieNone, ""
		if err := tx.DropOutsideHeard(c.ID, group.ID); err != nil {
			return err
		}
		return s.deliverOutside(tx, Delivery{Message: SendTieUndo, Community: c.ID, Object: follow, Outside: group.ID, Inbox: group.Inbox}, PriorityUrgent)
	})
}

// ShutGroup sends a group away that follows a community: its Follow is refused from
// now on, and nothing is sent to it. Shut false lets it follow again.
func (s *Service) ShutGroup(ctx context.Context, v Viewer, id, actor int64, shut bool) error {
	action := "outside.shut"
	if !shut {
		action = "outside.let"
	}
	return s.changeTie(ctx, v, id, actor, action, func(tx Tx, c Community, tie *OutsideTie, group OutsideActor) error {
		tie.Shut = shut
		if !shut {
			return nil
		}
		f, err := tx.OutsideFollow(c.ID, group.ID)
		if err != nil {
			return err // nothing that follows
		}
		if _, err := tx.DropOutsideFollow(c.ID, group.ID); err != nil {
			return err
		}
		return s.deliverOutside(tx, Delivery{Message: SendOutsideNo, Community: c.ID, Object: f.IRI, Outside: group.ID, Inbox: group.Inbox}, PriorityUrgent)
	})
}

// changeTie is the shape of every decision about a group that is known.
func (s *Service) changeTie(ctx context.Context, v Viewer, id, actor int64, action string, change func(Tx, Community, *OutsideTie, OutsideActor) error) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, me, err := s.deciding(tx, v, id)
		if err != nil {
			return err
		}
		group, err := tx.OutsideActor(actor)
		if err != nil || group.Kind != "Group" {
			return notFoundOr(err)
		}
		tie, err := tx.OutsideTie(c.ID, actor)
		if IsNotFound(err) {
			tie, err = OutsideTie{CommunityID: c.ID, ActorID: actor, State: TieNone, CreatedAt: s.now()}, nil
		}
		if err == nil {
			err = change(tx, c, &tie, group)
		}
		if err != nil {
			return err
		}
		tie.UpdatedAt = s.now()
		if tie.State == TieNone && !tie.Shut {
			err = tx.DropOutsideTie(c.ID, actor)
		} else {
			err = tx.PutOutsideTie(tie)
		}
		if err != nil {
			return err
		}
		return s.audit(tx, me.IRI, action, group.IRI, "", map[string]string{"community": c.IRI})
	})
}

func notFoundOr(err error) error {
	if err == nil {
		return ErrNotFound
	}
	return err
}

// RemoveHeard has a moderator take what was heard off the page. It does not come back,
// and who was told of it through us is told that it is gone.
func (s *Service) RemoveHeard(ctx context.Context, v Viewer, id, heard int64) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, me, err := s.deciding(tx, v, id)
		if err != nil {
			return err
		}
		h, err := tx.OutsideHeardByID(heard)
		if err != nil || h.CommunityID != c.ID || h.Removed {
			return notFoundOr(err)
		}
		if err := s.audit(tx, me.IRI, "outside.unheard", h.Object, "", map[string]string{"community": c.IRI}); err != nil {
			return err
		}
		return s.takeBackHeard(tx, h)
	})
}
