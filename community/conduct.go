package community

import (
	"context"
	"maps"
	"slices"
	"time"

	"headroom/community/diff"
	"headroom/community/policy"
)

// Conduct is a version of a community's code of conduct: its rules, as they held from
// Since until the next. The moment tells versions apart, here and on the wire.
type Conduct struct {
	ID          int64
	CommunityID int64
	Text        LangMap // empty where the community has taken its rules back
	Since       time.Time
	By          string // IRI of the moderator who wrote it; "" where that is not known
	CreatedAt   time.Time
}

// ConductTx keeps codes of conduct.
type ConductTx interface {
	InsertConduct(Conduct) error
	UpdateConduct(Conduct) error
	// Conducts gives the versions of a community, the newest first.
	Conducts(community int64, limit int) ([]Conduct, error)
	// InRoomHere gives people of this instance who are in a community, guests among
	// them, in the order of their numbers from after one on.
	InRoomHere(community, after int64, limit int) ([]int64, error)
}

// Bounds: versions that a page shows and that a host tells, and by how much a host's clock
// may be ahead.
const (
	conductShown = 100
	ConductTold  = 20
	conductSkew  = 5 * time.Minute
)

// setConduct notes that a community of ours has other rules than before, on whose word:
// a version of its own, which everybody in it is told of. A community that had none yet is
// told nothing.
func (s *Service) setConduct(tx Tx, c *Community, was Community, by string) error {
	if maps.Equal(was.Rules, c.Rules) {
		return nil
	}
	c.RulesSince = sinceSecond(s.now())
	if !c.RulesSince.After(was.RulesSince) { // changed again in the same second
		c.RulesSince = was.RulesSince.Add(time.Second)
	}
	v := Conduct{ID: tx.NextID(), CommunityID: c.ID, Text: c.Rules, Since: c.RulesSince, By: by, CreatedAt: s.now()}
	if err := tx.InsertConduct(v); err != nil || was.ID == 0 {
		return err
	}
	if err := s.audit(tx, by, "community.conduct", c.IRI, "", map[string]string{"community": c.IRI}); err != nil {
		return err
	}
	return s.conductChanged(tx, v, by)
}

// conductChanged tells of a version.
func (s *Service) conductChanged(tx Tx, v Conduct, by string) error {
	e := Event{Kind: EventConduct, CommunityID: v.CommunityID, ObjectID: v.ID}
	if p, err := tx.PersonByIRI(by); err == nil {
		e.PersonID = p.ID
	} else if !IsNotFound(err) {
		return err
	}
	return s.emit(tx, e)
}

// sendCommunity asks the homes of a community's people to read it again.
func (s *Service) sendCommunity(tx Tx, c Community) error {
	hosts, err := s.Receivers(tx, c)
	if err != nil {
		return err
	}
	for _, host := range hosts {
		if err := s.deliver(tx, Delivery{Message: SendGroup, Host: host, Community: c.ID}, PriorityLow); err != nil {
			return err
		}
	}
	return nil
}

// CommunityShownAnew takes a host's word that a community of its own reads otherwise now,
// and has it read; taken is false for what is no such word.
func (s *Service) CommunityShownAnew(ctx context.Context, job int64, actor, object string) (taken bool, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		taken = false
		if actor != object {
			return nil
		}
		c, err := tx.CommunityByIRI(object)
		if err != nil || c.Local {
			return skipMissing(err)
		}
		taken = true
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		return s.pull(tx, Pull{What: "group", Host: c.Host, Community: c.ID}, s.now())
	})
	return taken, err
}

// rulesShown settles which rules of a peer's community hold here, after its host has shown
// some: those that it dates later than what is known. What is older came late, and changes
// nothing. Rules of another wording without a date, with one that cannot be, or with the
// date of those that are known, are dated now: they are never put in place unnoticed.
// Of the first rules that a host shows nobody is told.
func (s *Service) rulesShown(tx Tx, have Community, c *Community) error {
	now := sinceSecond(s.now())
	if c.RulesSince.After(now.Add(conductSkew)) {
		c.RulesSince = time.Time{}
	}
	switch {
	case maps.Equal(have.Rules, c.Rules) && !have.RulesSince.IsZero():
		if c.RulesSince.Before(have.RulesSince) {
			c.RulesSince = have.RulesSince
		}
		return nil
	case len(c.Rules) == 0 && c.RulesSince.IsZero() && have.RulesSince.IsZero():
		return nil
	case !c.RulesSince.IsZero() && c.RulesSince.Before(have.RulesSince):
		c.Rules, c.RulesSince = have.Rules, have.RulesSince
		return nil
	case c.RulesSince.IsZero() || c.RulesSince.Equal(have.RulesSince):
		c.RulesSince = now
		if !now.After(have.RulesSince) {
			c.RulesSince = have.RulesSince.Add(time.Second)
		}
	}
	v := Conduct{ID: tx.NextID(), CommunityID: c.ID, Text: c.Rules, Since: c.RulesSince, CreatedAt: s.now()}
	if err := tx.InsertConduct(v); err != nil || have.RulesSince.IsZero() {
		return err
	}
	return s.conductChanged(tx, v, "")
}

// readVersions has the versions of a peer's community read where there may be some that
// are not known: by themselves, so that nothing else waits for them.
func (s *Service) readVersions(tx Tx, have, c Community) error {
	if c.RulesURL == "" || c.RulesURL == have.RulesURL && c.RulesSince.Equal(have.RulesSince) {
		return nil
	}
	return s.pull(tx, Pull{What: "conduct", Host: c.Host, Community: c.ID}, s.now())
}

// RememberConduct keeps the versions that a peer tells of its community: earlier ones that
// are not known here, and who wrote those that are. None becomes the one that holds.
func (s *Service) RememberConduct(ctx context.Context, community int64, told []Conduct) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		c, err := tx.Community(community)
		if err != nil || c.Local {
			return err
		}
		known, err := tx.Conducts(c.ID, conductShown)
		if err != nil {
			return err
		}
		for _, v := range told {
			at := slices.IndexFunc(known, func(k Conduct) bool { return k.Since.Equal(v.Since) })
			switch {
			case at >= 0 && known[at].By == "" && maps.Equal(known[at].Text, v.Text):
				known[at].By = v.By
				err = tx.UpdateConduct(known[at])
			case at < 0 && len(known) < conductShown && v.Since.Before(c.RulesSince):
				v.ID, v.CommunityID, v.CreatedAt = tx.NextID(), c.ID, s.now()
				known = append(known, v)
				err = tx.InsertConduct(v)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// ConductVersion is a version as its reader sees it: in one language, with what was changed
// to make it, which is nothing of the first.
type ConductVersion struct {
	ID       int64
	Since    time.Time
	By       PersonView // zero for who is no member, and where it is not known
	Text     string
	Language string
	Changes  []diff.Piece
}

// ConductVersions shows what a community has asked of its people, the newest first, to
// everybody who may read its rules.
func (s *Service) ConductVersions(ctx context.Context, v Viewer, id int64, lang string) (card CommunityCard, out []ConductVersion, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		c, f, err := s.inCommunity(tx, v, id, policy.ViewListed)
		if err != nil {
			return err
		}
		if card, err = s.fullCard(tx, v, c, f); err != nil {
			return err
		}
		all, err := tx.Conducts(c.ID, conductShown)
		if err != nil {
			return err
		}
		out = make([]ConductVersion, len(all))
		for i, one := range all {
			text, in := one.Text.Said(lang, s.Identity.Language)
			out[i] = ConductVersion{ID: one.ID, Since: one.Since, Text: text, Language: in}
			if i > 0 && out[i-1].Language == in {
				out[i-1].Changes = diff.Words(text, out[i-1].Text)
			}
			if one.By == "" || !policy.Decide(policy.ViewMembers, f).OK() {
				continue
			}
			p, err := tx.PersonByIRI(one.By)
			if skipMissing(err) != nil {
				return err
			}
			out[i].By = PersonView{Person: p.forOthers()}
		}
		return nil
	})
	return card, out, err
}

// RulesNews reports whether the viewer has begun or answered nothing in a community since
// its rules were written: then they are shown before they write.
func (s *Service) RulesNews(ctx context.Context, v Viewer, id int64) (bool, error) {
	return view(ctx, s, func(tx Tx) (bool, error) {
		c, _, err := s.inCommunity(tx, v, id, policy.ViewListed)
		if err != nil || len(c.Rules) == 0 {
			return false, err
		}
		n, err := tx.CountPostsSince(v.Person, c.ID, c.RulesSince, 1)
		return n == 0, err
	})
}

// ServeConduct gives the newest versions of a community of ours to a member's home.
func (s *Service) ServeConduct(tx Tx, c Community) ([]Conduct, error) {
	return tx.Conducts(c.ID, ConductTold)
}

// conduct tells everybody here who is in a community that its code of conduct has changed,
// some thousands at a time, but for who changed it.
func (t *teller) conduct(e Event) (done bool, err error) {
	people, err := t.tx.InRoomHere(e.CommunityID, t.at.person, notifyPeople)
	if err != nil {
		return false, err
	}
	others := slices.DeleteFunc(slices.Clone(people), func(id int64) bool { return id == e.PersonID })
	n := Notice{Kind: NoticeConduct, CommunityID: e.CommunityID, RecordID: e.ObjectID, EventSeq: e.Seq}
	if err := t.tell(n, others...); err != nil || len(people) < notifyPeople {
		return err == nil, err
	}
	t.at.person = people[len(people)-1]
	return false, nil
}
