package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// tellElsewhere lets the homes of moderators who are elsewhere know that
// something new waits in a community of ours: not what, which they ask for with
// their key. The author of a post that was reported is not among them.
func (t *teller) tellElsewhere(c Community, author int64) error {
	all, err := moderatorsElsewhere(t.tx, c)
	if err != nil {
		return err
	}
	var hosts []string
	for _, m := range all {
		if m.Membership.PersonID != author && !slices.Contains(hosts, m.Person.Host) {
			hosts = append(hosts, m.Person.Host)
		}
	}
	for _, host := range hosts {
		if err := t.deliver(t.tx, Delivery{Message: SendWaiting, Host: host, Community: c.ID}, PriorityNormal); err != nil {
			return err
		}
	}
	return nil
}

func moderatorsElsewhere(tx Tx, c Community) ([]MemberView, error) {
	all, err := tx.Members(c.ID, policy.Active)
	return slices.DeleteFunc(all, func(m MemberView) bool { return m.Membership.Role != policy.Moderator || m.Person.Local }), err
}

// ModeratorsAt gives who moderates a community of ours from another instance.
func (s *Service) ModeratorsAt(tx Tx, c Community, host string) (iris []string, err error) {
	all, err := moderatorsElsewhere(tx, c)
	for _, m := range all {
		if m.Person.Host == host {
			iris = append(iris, m.Person.IRI)
		}
	}
	return iris, err
}

// QueueWaits notes at home that something waits for the moderators of a peer's
// community, as its group says. taken is false when what it names is no queue of
// its own.
func (s *Service) QueueWaits(ctx context.Context, job int64, group, queue string) (taken bool, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		taken = false
		c, err := tx.CommunityByIRI(group)
		if err != nil || c.Local || c.Queue == "" || c.Queue != queue {
			return skipMissing(err)
		}
		taken = true
		if err := tx.FinishJob(job); err != nil {
			return err
		}
		return s.emit(tx, Event{Kind: EventWaiting, CommunityID: c.ID})
	})
	return taken, err
}

// waiting tells our people who moderate a peer's community, at most once an hour.
func (t *teller) waiting(e Event) error {
	c, err := t.tx.Community(e.CommunityID)
	if err != nil || c.Local {
		return err
	}
	all, err := t.tx.Members(c.ID, policy.Active)
	if err != nil {
		return err
	}
	var to []int64
	for _, m := range all {
		if m.Membership.Role == policy.Moderator && m.Person.Local {
			to = append(to, m.Membership.PersonID)
		}
	}
	const hour = 3600
	return t.tell(Notice{Kind: NoticeWaiting, CommunityID: c.ID, RecordID: t.now().Unix() / hour}, to...)
}
