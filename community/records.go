package community

import (
	"errors"

	"headroom/community/policy"
)

// activate makes a membership record active: the host's own decision, by a
// named moderator or by a named moderator's standing rule. The member's home
// is told with a stamp.
func (s *Service) activate(tx Tx, c Community, m *Membership, p Person, by string) error {
	now := s.now()
	head, err := tx.LogHead(c.ID)
	if err != nil && !IsNotFound(err) {
		return err
	}
	m.State, m.Version, m.Epoch = policy.Active, m.Version+1, c.Epoch
	if m.Role == policy.NoRole {
		m.Role = policy.Member
	}
	m.DecidedBy, m.DecidedAt, m.UpdatedAt, m.EndReason = by, now, now, ""
	if m.StartAt.IsZero() || m.Version > 1 {
		m.StartAt = now
	}
	if err := s.beginHistory(tx, c, m, head); err != nil {
		return err
	}
	if err := tx.UpdateMembership(*m); err != nil {
		return err
	}
	if err := s.emit(tx, Event{Kind: EventJoined, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID}); err != nil {
		return err
	}
	if err := s.audit(tx, by, "membership.accept", m.IRI, "", map[string]string{"person": p.IRI, "community": c.IRI}); err != nil {
		return err
	}
	if p.Local {
		return nil
	}
	if err := s.sendStamp(tx, c, *m, p); err != nil || m.Role != policy.Guest {
		return err
	}
	return s.sendHistory(tx, c, p.Host, m.Scope)
}

// end ends a membership record: removed, left or expired. The ledger has it
// before the transaction commits; the member's home is told, and whatever is
// queued for that server is decided anew when it is sent.
func (s *Service) end(tx Tx, c Community, m *Membership, p Person, state policy.State, reason, by string) error {
	was := m.State
	m.State, m.Version, m.UpdatedAt, m.EndReason = state, m.Version+1, s.now(), reason
	m.Stamp = nil
	if err := tx.UpdateMembership(*m); err != nil {
		return err
	}
	if err := s.emit(tx, Event{Kind: EventEnded, CommunityID: c.ID, ObjectID: m.ID, PersonID: p.ID}); err != nil {
		return err
	}
	if err := s.audit(tx, by, "membership.end", m.IRI, reason, map[string]string{"person": p.IRI, "community": c.IRI}); err != nil {
		return err
	}
	if was == policy.Active || was == policy.Suspended {
		if err := s.remember(LedgerEntry{At: m.UpdatedAt, Kind: ledgerMembership, Community: c.IRI, Person: p.IRI,
			Epoch: m.Epoch, Version: m.Version, Reason: reason}); err != nil {
			return err
		}
	}
	if err := s.guestsEnd(tx, c, *m, p, by); err != nil {
		return err
	}
	if err := s.endHeld(tx, c, p, reason); err != nil {
		return err
	}
	if c.Local && !p.Local && m.Role != policy.Guest && was != policy.Pending {
		if err := s.sendToRemaining(tx, c, p.Host); err != nil {
			return err
		}
	}
	switch {
	case c.Local && !p.Local && was == policy.Pending:
		return s.deliver(tx, Delivery{Message: SendReject, Host: p.Host, Community: c.ID, Membership: m.ID, Person: p.ID,
			Version: m.Version, Object: m.FollowIRI, Reason: reason}, PriorityUrgent)
	case c.Local && !p.Local && state != policy.Left:
		return s.deliver(tx, Delivery{Message: SendRemove, Host: p.Host, Community: c.ID, Membership: m.ID, Person: p.ID,
			Version: m.Version, Reason: reason}, PriorityUrgent)
	case !c.Local && p.Local && (state == policy.Left || m.Role == policy.Guest && by != c.IRI):
		// No credential tells the host of a guest that their place has ended here.
		return s.deliver(tx, Delivery{Message: SendUndo, Host: c.Host, Community: c.ID, Membership: m.ID, Person: p.ID,
			Object: m.FollowIRI}, PriorityUrgent)
	}
	return nil
}

// endAll ends every membership that rests on a person's headship: active and
// pending ones in communities of ours, and the copies of records in peers'.
func (s *Service) endAll(tx Tx, p Person, state policy.State, reason, by string) error {
	if err := s.endAccounts(tx, p, by); err != nil {
		return err
	}
	ms, err := tx.MembershipsOf(p.ID)
	if err != nil {
		return err
	}
	for _, m := range ms {
		if m.State != policy.Active && m.State != policy.Pending && m.State != policy.Suspended {
			continue
		}
		c, err := tx.Community(m.CommunityID)
		if err != nil {
			return err
		}
		if err := s.end(tx, c, &m, p, state, reason, by); err != nil {
			return err
		}
		if !c.Local {
			if err := s.purgeIfEmpty(tx, c, m.FollowIRI); err != nil {
				return err
			}
		}
	}
	return nil
}

// purgeIfEmpty deletes what we hold of a peer's community when none of our
// people is a full member of it any more, and gives its host a receipt that
// names the cause. What guests of ours may still read the host sends again.
func (s *Service) purgeIfEmpty(tx Tx, c Community, cause string) error {
	left, err := tx.Members(c.ID, policy.Active, policy.Suspended, policy.Pending)
	if err != nil {
		return err
	}
	for _, m := range left {
		if m.Person.Local && m.State != policy.Pending && m.Role != policy.Guest {
			return nil
		}
	}
	return s.purge(tx, c, cause)
}

// nextEntry gives an activity its place in the header chain of a community of
// ours. Nothing is written yet.
func (s *Service) nextEntry(tx Tx, c Community, e LogEntry) (LogEntry, error) {
	head, err := tx.LogHead(c.ID)
	if IsNotFound(err) {
		head = ChainHead{Epoch: c.Epoch, Seq: 0, Hash: s.Issuance.Genesis(c.IRI)}
	} else if err != nil {
		return e, err
	}
	now := s.now()
	e.CommunityID, e.Epoch, e.Seq, e.Prev = c.ID, c.Epoch, head.Seq+1, head.Hash
	if head.Epoch < c.Epoch {
		e.Seq = 1
	}
	e.PublishedAt, e.ReceivedAt = sinceSecond(now), now
	if head.PublishedAt.After(e.PublishedAt) {
		e.PublishedAt = head.PublishedAt // never decreases along the chain
	}
	e.AnnounceIRI = c.Log + "/" + itoa(e.Epoch) + "/" + itoa(e.Seq)
	e.Hash, err = s.Issuance.Header(c.IRI, e)
	return e, err
}

// appendLog writes an entry that nextEntry has placed, and sees to one
// announcement to each server that announcedTo names, and to each with a guest who
// may read the conversation. The author's is among them: that confirms the post.
func (s *Service) appendLog(tx Tx, c Community, e LogEntry, conversation string) error {
	if err := tx.InsertLogEntry(e); err != nil {
		return err
	}
	hosts, err := s.announcedTo(tx, c, e)
	if err != nil {
		return err
	}
	priority := PriorityNormal
	if e.Kind == "Delete" {
		priority = PriorityUrgent
	}
	for _, h := range hosts {
		d := Delivery{Message: SendAnnounce, Host: h, Community: c.ID, Epoch: e.Epoch, Seq: e.Seq}
		if e.Kind == "Delete" { // goes before everything that waits
			err = s.deliver(tx, d, priority)
		} else {
			err = s.announceOn(tx, d)
		}
		if err != nil {
			return err
		}
	}
	guests, err := s.guestHosts(tx, c, hosts, s.readsIn(conversation))
	if err != nil {
		return err
	}
	for _, h := range guests {
		if err := s.sendUnchained(tx, c, h, e, priority); err != nil {
			return err
		}
	}
	return s.announceOutside(tx, c, e)
}

func (s *Service) emit(tx Tx, e Event) error {
	if e.At.IsZero() {
		e.At = s.now()
	}
	return tx.Emit(e)
}

// audit appends a row to the hash-chained audit log in the transaction of the
// act. key arguments are stored, never text.
func (s *Service) audit(tx Tx, actor, action, subject, reason string, args map[string]string) error {
	if actor == "" {
		return errors.New("community: an audited act without an actor")
	}
	row := AuditRow{At: s.now(), Actor: actor, Action: action, Subject: subject, Reason: reason, Key: "audit." + action, Args: args}
	if err := s.logModeration(tx, row); err != nil {
		return err
	}
	return tx.AppendAudit(row)
}
