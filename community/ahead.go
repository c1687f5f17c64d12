package community

import "context"

// Behind is from how many entries on a server that is behind in a community is
// told of the newest alone: it reads the others in pages of the log, many in one
// request and one commit. A home that is told of an entry so far ahead of what it
// holds reads the log at once, and does not wait for what may be under way.
const Behind = 64

// FarAhead reports whether an entry of a peer's community stands so far ahead of
// what is held of its log that those between are not on their way each.
func (s *Service) FarAhead(tx Tx, c Community, at Position) (bool, error) {
	if c.Local {
		return false, nil
	}
	head, err := tx.LogHead(c.ID)
	if err != nil {
		return false, skipMissing(err) // a newcomer's home is told where to begin by the stamp
	}
	return at.Epoch == head.Epoch && at.Seq >= head.Seq+Behind/2, nil
}

// ReceiveAhead is Receive of an entry of which FarAhead is true: in the commit
// that stores it stands the job that reads the log, so that who was told of the
// newest entry and answered for it has answered for all before it.
func (s *Service) ReceiveAhead(ctx context.Context, d Document, digest, lane, host string) (again bool, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		if again, err = s.receiveOnce(tx, d, digest, lane); err != nil || again {
			return err
		}
		return s.pull(tx, Pull{What: "log", Host: host, Community: d.CommunityID}, s.now())
	})
	return again, err
}
