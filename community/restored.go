package community

import (
	"context"

	"headroom/community/policy"
)

// markSetting is how far the ledger knows that the database has come.
const markSetting = "ledger.mark"

// MarkLedger writes into the ledger how far the database has come, when it has
// come further: a database that is behind its mark was put back from a backup.
func (s *Service) MarkLedger(ctx context.Context) error {
	last, known, err := s.come(ctx)
	if err != nil || itoa(last) == known {
		return err
	}
	if err := s.remember(LedgerEntry{Kind: ledgerMark, Number: last}); err != nil {
		return err
	}
	return s.Store.Update(ctx, func(tx Tx) error { return tx.PutSetting(markSetting, itoa(last)) })
}

// come is how far the database has come, and which mark it knows of.
func (s *Service) come(ctx context.Context) (last int64, known string, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		if last, err = tx.LastEvent(); err != nil {
			return err
		}
		known, err = tx.Setting(markSetting)
		return skipMissing(err)
	})
	return last, known, err
}

// afterRestore notices that the database is behind the ledger's last mark. What
// was said since then the servers of members know under numbers that would be
// given a second time: each log goes on in an epoch that there has never been.
// Members of our communities are in again when a moderator has said so.
// Stamps of ours count again when their hosts have renewed them.
func (s *Service) afterRestore(ctx context.Context, entries []LedgerEntry) error {
	mark, epochs := int64(0), map[string]int64{}
	for _, e := range entries {
		switch e.Kind {
		case ledgerMark:
			mark = e.Number
		case ledgerEpoch:
			epochs[e.Community] = max(epochs[e.Community], e.Epoch)
		}
	}
	last, _, err := s.come(ctx)
	if err != nil || last >= mark {
		return err
	}
	err = s.Store.Update(ctx, func(tx Tx) error {
		local := true
		rooms, err := tx.Communities(&local)
		if err != nil {
			return err
		}
		for _, c := range rooms {
			c.Epoch = max(c.Epoch, epochs[c.IRI])
			if err := s.remember(LedgerEntry{Kind: ledgerEpoch, Community: c.IRI, Epoch: c.Epoch + 1}); err != nil {
				return err
			}
			if err := s.newEpoch(tx, c); err != nil {
				return err
			}
			if err := s.holdMembers(tx, c); err != nil {
				return err
			}
		}
		if err := s.lapseStamps(tx); err != nil {
			return err
		}
		if err := askAnew(tx); err != nil {
			return err
		}
		return s.audit(tx, ledgerActor, "chain.restored", s.Identity.Issuer(), "", map[string]string{"at": itoa(last), "known": itoa(mark)})
	})
	if err != nil {
		return err
	}
	if last, _, err = s.come(ctx); err != nil {
		return err
	}
	return s.remember(LedgerEntry{Kind: ledgerMark, Number: last})
}

// askAnew takes away what people have said yes to and may have taken back since
// the backup: to be followed from other software, that an account there is theirs,
// and to let members of a linked community in. Each is said again by who wants it.
func askAnew(tx Tx) error {
	if err := tx.ForgetOutsideYes(); err != nil {
		return err
	}
	links, err := tx.GroupLinks(allLinks)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.FromRule == 0 && l.ToRule == 0 {
			continue
		}
		l.FromRule, l.ToRule = 0, 0
		if err := tx.UpdateGroupLink(l); err != nil {
			return err
		}
	}
	return nil
}

// lapseStamps closes peers' communities to our people until their hosts have been
// asked what they are there.
func (s *Service) lapseStamps(tx Tx) error {
	mine, err := tx.LocalMemberships()
	if err != nil {
		return err
	}
	for _, m := range mine {
		if m.State != policy.Active || !m.StampEnd.After(s.now()) {
			continue
		}
		m.StampEnd = s.now()
		if err := tx.UpdateMembership(m); err != nil {
			return err
		}
	}
	return nil
}

// wentBack reports whether the first entry of a new epoch follows one that is held
// here with others after it, or none at all: its host has lost what came after,
// as after a restore from a backup. What is here stays. The operators are shown.
func (s *Service) wentBack(tx Tx, c Community, e LogEntry) (bool, error) {
	head, err := tx.LogHead(c.ID)
	if err != nil || e.Epoch <= head.Epoch || e.Seq != 1 {
		return false, skipMissing(err)
	}
	known := LogEntry{}
	if e.Prev != s.Issuance.Genesis(c.IRI) {
		if known, err = tx.LogByHash(c.ID, e.Prev); err != nil {
			return false, skipMissing(err)
		}
	}
	return true, s.auditBack(tx, c, Position{known.Epoch, known.Seq}, head)
}

func (s *Service) auditBack(tx Tx, c Community, at Position, known ChainHead) error {
	return s.audit(tx, c.Host, "peer.back", c.Host, "", map[string]string{"community": c.IRI, "epoch": itoa(at.Epoch), "seq": itoa(at.Seq),
		"known_epoch": itoa(known.Epoch), "known": itoa(known.Seq)})
}

// HeadSeen compares where a host says that a log ends with what is held here. One
// that has gone back within an epoch is kept in our audit for the operators, once.
func (s *Service) HeadSeen(ctx context.Context, community int64, at Position) error {
	setting := "log.back." + itoa(community)
	place := itoa(at.Epoch) + "/" + itoa(at.Seq)
	return s.Store.Update(ctx, func(tx Tx) error {
		c, err := tx.Community(community)
		if err != nil {
			return err
		}
		head, err := tx.LogHead(community)
		if err != nil || !at.Before(Position{head.Epoch, head.Seq}) {
			return skipMissing(err)
		}
		if told, err := tx.Setting(setting); err == nil && told == place {
			return nil
		} else if skipMissing(err) != nil {
			return err
		}
		if err := tx.PutSetting(setting, place); err != nil {
			return err
		}
		return s.auditBack(tx, c, at, head)
	})
}
