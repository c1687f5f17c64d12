package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// LinkInput is a link that an operator offers.
type LinkInput struct {
	From    int64 // a community of ours
	To      int64 // one of a peer's, or another of ours
	Kind    string
	Effects []string
}

// LinkView is a link as operators see it.
type LinkView struct {
	GroupLink
	From, To Community
	Stands   bool // in force now
}

// manageLinks asks policy for the viewer's right to make and end links.
func (s *Service) manageLinks(tx Tx, v Viewer) error {
	_, err := s.may(tx, v, policy.ManageLinks)
	return err
}

// linksShown bounds a list of links.
const linksShown = 500

// Links lists every link there is and was, newest first.
func (s *Service) Links(ctx context.Context, v Viewer) ([]LinkView, error) {
	return view(ctx, s, func(tx Tx) (out []LinkView, err error) {
		if err := s.manageLinks(tx, v); err != nil {
			return nil, err
		}
		all, err := tx.GroupLinks(linksShown)
		if err != nil {
			return nil, err
		}
		for _, l := range all {
			shown, err := s.linkView(tx, l)
			if err != nil {
				return nil, err
			}
			out = append(out, shown)
		}
		return out, nil
	})
}

// LinkOf gives one link.
func (s *Service) LinkOf(ctx context.Context, v Viewer, id int64) (LinkView, error) {
	return view(ctx, s, func(tx Tx) (LinkView, error) {
		if err := s.manageLinks(tx, v); err != nil {
			return LinkView{}, err
		}
		l, err := tx.GroupLink(id)
		if err != nil {
			return LinkView{}, err
		}
		return s.linkView(tx, l)
	})
}

func (s *Service) linkView(tx Tx, l GroupLink) (out LinkView, err error) {
	out.GroupLink = l
	if out.From, out.To, err = l.ends(tx); err != nil {
		return out, err
	}
	out.Stands, err = s.linkStands(tx, l)
	return out, err
}

// Linkable gives the communities that can be linked: ours, and those that peers
// show. Private ones are in neither list.
func (s *Service) Linkable(ctx context.Context, v Viewer) (ours, theirs []Community, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		ours, theirs = nil, nil
		if err := s.manageLinks(tx, v); err != nil {
			return err
		}
		all, err := tx.Communities(nil)
		if err != nil {
			return err
		}
		for _, c := range all {
			switch {
			case c.Access > policy.Closed:
			case c.Local:
				ours = append(ours, c)
			case len(c.Name) > 0:
				peer, err := tx.Peer(c.Host)
				if skipMissing(err) != nil {
					return err
				}
				if peer.State == PeerActive {
					theirs = append(theirs, c)
				}
			}
		}
		return nil
	})
	return ours, theirs, err
}

// OfferLink offers a link between a community of ours and one of a peer's to
// that one's operators. Between two of ours it is in force at once: who offers
// and who accepts are the same.
func (s *Service) OfferLink(ctx context.Context, v Viewer, in LinkInput) (GroupLink, error) {
	return update(ctx, s, func(tx Tx) (l GroupLink, err error) {
		if err := s.manageLinks(tx, v); err != nil {
			return l, err
		}
		var check input
		from := s.linkEnd(tx, &check, "from", in.From)
		to := s.linkEnd(tx, &check, "to", in.To)
		check.choice("kind", in.Kind, LinkKinds, true)
		effects := checkEffects(&check, in.Effects, LinkEffects)
		if from.ID != 0 && !from.Local {
			check.once("from", "error.link_community")
		}
		if err := check.problems.Err(); err != nil {
			return l, err
		}
		fit, err := s.linkable(tx, from, to)
		if err != nil {
			return l, err
		}
		if !fit {
			return l, FieldError("to", "error.link_community", nil)
		}
		if _, err := openLink(tx, from.ID, to.ID); err == nil {
			return l, FieldError("to", "error.link_exists", nil)
		} else if !IsNotFound(err) {
			return l, err
		}
		return s.makeLink(tx, v, from, to, in.Kind, effects)
	})
}

func (s *Service) makeLink(tx Tx, v Viewer, from, to Community, kind string, effects []string) (l GroupLink, err error) {
	now, id := s.now(), tx.NextID()
	l = GroupLink{ID: tx.NextID(), FromID: from.ID, ToID: to.ID, Kind: kind, Effects: effects, State: LinkOffered,
		Offer: s.Identity.URL + "/a/" + itoa(id), CreatedAt: now, UpdatedAt: now}
	l.IRI = s.Identity.URL + "/links/" + itoa(l.ID)
	if to.Local {
		l.State, l.ActiveAt = LinkActive, now
	}
	if l.Offered, err = s.signHalf(tx, from, l, from, to, l.IRI); err != nil {
		return l, err
	}
	if err := tx.InsertGroupLink(l); err != nil {
		return l, err
	}
	if to.Local {
		return l, s.linkChanged(tx, l, v.name(nil), "link.make", "")
	}
	if err := s.linkChanged(tx, l, v.name(nil), "link.offer", ""); err != nil {
		return l, err
	}
	return l, s.deliver(tx, Delivery{Message: SendLinkOffer, Host: to.Host, Community: from.ID, Object: l.Offer, ID: id}, PriorityNormal)
}

// linkEnd gives a community that a form names as one end of a link.
func (s *Service) linkEnd(tx Tx, check *input, field string, id int64) Community {
	c, err := tx.Community(id)
	if err != nil || !c.DeletedAt.IsZero() || c.Access > policy.Closed {
		check.once(field, "error.link_community")
		return Community{}
	}
	return c
}

// checkEffects gives the chosen ones of those that may be chosen, in their order.
func checkEffects(check *input, chosen, may []string) (out []string) {
	for _, e := range chosen {
		check.choice("effects", e, may, true)
	}
	for _, e := range may {
		if slices.Contains(chosen, e) {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		check.once("effects", "error.link_effects")
	}
	return out
}

// changeLink is the shape of every change of a link by an operator.
func (s *Service) changeLink(ctx context.Context, v Viewer, id int64, from []LinkState, change func(Tx, *GroupLink) error) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := s.manageLinks(tx, v); err != nil {
			return err
		}
		l, err := tx.GroupLink(id)
		if err != nil {
			return err
		}
		if !slices.Contains(from, l.State) {
			return &Error{Class: Conflict, Key: "error.link_state"}
		}
		return change(tx, &l)
	})
}

// AcceptLink accepts a link that was offered, with all of its effects or some.
func (s *Service) AcceptLink(ctx context.Context, v Viewer, id int64, effects []string) error {
	return s.changeLink(ctx, v, id, []LinkState{LinkReceived}, func(tx Tx, l *GroupLink) error {
		var check input
		l.Effects = checkEffects(&check, effects, l.Effects)
		if err := check.problems.Err(); err != nil {
			return err
		}
		from, to, err := l.ends(tx)
		if err != nil {
			return err
		}
		if fit, err := s.linkable(tx, from, to); err != nil || !fit {
			if err != nil {
				return err
			}
			return &Error{Class: Conflict, Key: "error.link_community"}
		}
		if l.Accepted, err = s.signHalf(tx, to, *l, from, to, s.Identity.URL+"/links/"+itoa(l.ID)); err != nil {
			return err
		}
		n := tx.NextID()
		l.State, l.Accept, l.ActiveAt, l.UpdatedAt = LinkActive, s.Identity.URL+"/a/"+itoa(n), s.now(), s.now()
		if err := tx.UpdateGroupLink(*l); err != nil {
			return err
		}
		if err := s.linkChanged(tx, *l, v.name(nil), "link.accept", ""); err != nil {
			return err
		}
		return s.deliver(tx, Delivery{Message: SendLinkYes, Host: from.Host, Community: to.ID, Object: l.Offer, ID: n}, PriorityNormal)
	})
}

// DeclineLink declines a link that was offered, with words for the other side's
// operators.
func (s *Service) DeclineLink(ctx context.Context, v Viewer, id int64, reason string) error {
	var check input
	reason = check.text("reason", reason, reasonMax, true)
	return s.changeLink(ctx, v, id, []LinkState{LinkReceived}, func(tx Tx, l *GroupLink) error {
		if err := check.problems.Err(); err != nil {
			return err
		}
		l.State, l.Reason, l.EndedBy, l.EndedAt, l.UpdatedAt = LinkDeclined, reason, v.name(nil), s.now(), s.now()
		if err := tx.UpdateGroupLink(*l); err != nil {
			return err
		}
		from, _, err := l.ends(tx)
		if err != nil {
			return err
		}
		if err := s.linkChanged(tx, *l, v.name(nil), "link.decline", reason); err != nil {
			return err
		}
		return s.deliver(tx, Delivery{Message: SendLinkNo, Host: from.Host, Community: l.ToID, Object: l.Offer}, PriorityNormal)
	})
}

// EndLink ends a link that is in force, or takes an offer back.
func (s *Service) EndLink(ctx context.Context, v Viewer, id int64, reason string) error {
	var check input
	reason = check.text("reason", reason, reasonMax, true)
	return s.changeLink(ctx, v, id, []LinkState{LinkOffered, LinkActive}, func(tx Tx, l *GroupLink) error {
		if err := check.problems.Err(); err != nil {
			return err
		}
		from, to, err := l.ends(tx)
		if err != nil {
			return err
		}
		if err := s.endLink(tx, l, v.name(nil), reason); err != nil || from.Local && to.Local {
			return err
		}
		ours, theirs := from, to
		if to.Local {
			ours, theirs = to, from
		}
		return s.deliver(tx, Delivery{Message: SendLinkUndo, Host: theirs.Host, Community: ours.ID, Object: l.Offer}, PriorityUrgent)
	})
}
