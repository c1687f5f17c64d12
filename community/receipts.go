package community

import (
	"context"
	"slices"
	"strconv"
	"time"

	"headroom/community/policy"
)

// PurgeReceipt is a server's signed word that it has deleted what it held of a
// community (hr:PurgeReceipt, FEDERATION.md, Remove).
type PurgeReceipt struct {
	IRI     string
	Group   string // IRI of the community
	Cause   string // IRI of what made it do so
	Objects []string
	At      time.Time
	Backups time.Time // until when its backups may still hold something
}

// purge deletes what we hold of a peer's community. cause is the IRI of what
// makes us do so, and has the host told with a receipt; "" tells nobody. What
// our people wrote and the host has not taken goes back to them first.
func (s *Service) purge(tx Tx, c Community, cause string) error {
	if err := s.giveBackWaiting(tx, c); err != nil {
		return err
	}
	objects, err := tx.PurgeCommunity(c.ID)
	if err != nil {
		return err
	}
	if cause != "" {
		if _, err := tx.Peer(c.Host); IsNotFound(err) {
			cause = ""
		} else if err != nil {
			return err
		}
	}
	if cause == "" {
		return s.erase(tx, filesAmong(objects), nil)
	}
	if err := s.giveReceipt(tx, c, cause, objects); err != nil {
		return err
	}
	return s.audit(tx, s.Identity.Issuer(), "peer.purge", c.Host, "", map[string]string{"community": c.IRI, "count": strconv.Itoa(len(objects))})
}

// DropLate deletes what a community of a peer has announced and could not be
// made out, and ends the job, when none of ours is in it any more: there is
// nobody to try again for.
func (s *Service) DropLate(ctx context.Context, job int64, d Document) (late bool, err error) {
	err = s.Store.Update(ctx, func(tx Tx) error {
		late = false
		c, err := tx.Community(d.CommunityID)
		if err != nil || c.Local {
			return skipMissing(err)
		}
		full, guests, err := s.peopleHere(tx, c)
		if err != nil || full+guests > 0 {
			return err
		}
		late = true
		if err := s.comeTooLate(tx, c, Announcement{Document: d.ID}); err != nil {
			return err
		}
		return tx.FinishJob(job)
	})
	return late, err
}

// comeTooLate deletes the words of an announcement that has arrived when none
// of ours is in its community any more. The host counts them as sent, and gets
// a receipt for them; where nobody of ours ever was it gets none.
func (s *Service) comeTooLate(tx Tx, c Community, in Announcement) error {
	dropped, err := tx.DropDocument(in.Document)
	if err != nil || !dropped || in.Entry.Kind != "Create" {
		return err
	}
	was, err := tx.Members(c.ID, policy.Left, policy.Removed, policy.Expired)
	if err != nil || !slices.ContainsFunc(was, func(m MemberView) bool { return m.Person.Local }) {
		return err
	}
	return s.giveReceipt(tx, c, in.Entry.AnnounceIRI, []string{in.Entry.Object})
}

// giveReceipt tells a community's host what has been deleted here, and why.
func (s *Service) giveReceipt(tx Tx, c Community, cause string, objects []string) error {
	key, err := tx.CurrentKey(s.Identity.Issuer())
	if err != nil {
		return err
	}
	now := s.now()
	r := PurgeReceipt{IRI: s.Identity.URL + "/receipts/" + itoa(tx.NextID()), Group: c.IRI, Cause: cause, Objects: objects,
		At: now, Backups: now.Add(s.BackupTime)}
	return s.sendReceipt(tx, c, key, r)
}

func (s *Service) sendReceipt(tx Tx, c Community, key Key, r PurgeReceipt) (err error) {
	d := Document{ID: tx.NextID(), IRI: r.IRI, Signer: s.Identity.Issuer(), Sent: true, CommunityID: c.ID, Object: c.IRI,
		Author: s.Identity.Issuer(), Class: "receipt", Hold: true, CreatedAt: r.At}
	if d.Raw, err = s.Issuance.Receipt(key, r); err != nil {
		return err
	}
	if err := tx.InsertDocument(d); err != nil {
		return err
	}
	return s.erase(tx, filesAmong(r.Objects), &Delivery{Message: SendReceipt, Host: c.Host, Community: c.ID, Document: d.ID, Object: r.Cause})
}

// receiptOfDeletion tells a community's host that one post is deleted here,
// whether or not it had come: its cause is the id of the Delete. It is given
// once, under an id that follows from the cause, however often the Delete comes.
func (s *Service) receiptOfDeletion(tx Tx, c Community, in Contribution, files []string) error {
	r := PurgeReceipt{IRI: s.Identity.URL + "/receipts/" + contextDigest(in.Activity), Group: c.IRI, Cause: in.Activity,
		Objects: append([]string{in.Object}, files...), At: s.now(), Backups: s.now().Add(s.BackupTime)}
	if _, err := tx.DocumentByIRI(r.IRI); !IsNotFound(err) {
		if err != nil {
			return err
		}
		return s.erase(tx, files, nil) // what came again has gone again
	}
	if _, err := tx.Peer(c.Host); err != nil {
		return skipMissing(err)
	}
	key, err := tx.CurrentKey(s.Identity.Issuer())
	if err != nil {
		return err
	}
	return s.sendReceipt(tx, c, key, r)
}

// ReceiptReceived is a verified receipt of another server's issuer.
type ReceiptReceived struct {
	Host, Issuer string
	IRI, Group   string
	Cause        string // IRI
	Count        int64
	Published    time.Time
	Raw          []byte
}

// ReceiptReceived marks what a host was sent of a community of ours as
// deleted there: what it was sent up to the second in which it gave the
// receipt. One whose cause is a Delete in the community's log speaks of that
// post alone. A receipt for nothing is taken and not kept.
func (s *Service) ReceiptReceived(ctx context.Context, in ReceiptReceived) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := tx.Peer(in.Host)
		if err != nil {
			return err
		}
		c, err := tx.CommunityByIRI(in.Group)
		if err != nil || !c.Local {
			return skipMissing(err)
		}
		if _, err := tx.DocumentByIRI(in.IRI); !IsNotFound(err) {
			return err // the same once more
		}
		now := s.now()
		if e, err := tx.LogEntryByActivity(c.ID, in.Cause); err == nil && e.Kind == "Delete" {
			return s.deletionConfirmed(tx, c, p, e, in)
		} else if skipMissing(err) != nil {
			return err
		}
		until := in.Published.Add(time.Second - time.Millisecond) // the wire has whole seconds
		if until.After(now) {
			until = now
		}
		n, err := tx.ReceiptCopies(p.Host, c.ID, until, now)
		if err != nil || n == 0 {
			return err
		}
		err = tx.InsertDocument(Document{ID: tx.NextID(), IRI: in.IRI, Signer: in.Issuer, CommunityID: c.ID, Object: c.IRI, Author: in.Issuer,
			Class: "receipt", Hold: true, Raw: in.Raw, CreatedAt: now})
		if err != nil {
			return err
		}
		if err := s.emit(tx, Event{Kind: EventPeer, ObjectID: p.ID}); err != nil {
			return err
		}
		if err := s.sendAgain(tx, c, p.Host); err != nil {
			return err
		}
		return s.audit(tx, in.Issuer, "peer.receipt", p.Host, "", map[string]string{"community": c.IRI, "count": itoa(in.Count), "copies": itoa(n)})
	})
}

// deletionConfirmed marks one deleted post as deleted on a host, and keeps the
// receipt: it is what the host can be held to.
func (s *Service) deletionConfirmed(tx Tx, c Community, p Peer, e LogEntry, in ReceiptReceived) error {
	now := s.now()
	n, err := tx.ReceiptCopy(p.Host, c.ID, e.Object, now)
	if err != nil || n == 0 {
		return err
	}
	err = tx.InsertDocument(Document{ID: tx.NextID(), IRI: in.IRI, Signer: in.Issuer, CommunityID: c.ID, Object: e.Object, Author: in.Issuer,
		Class: "receipt", Hold: true, Raw: in.Raw, CreatedAt: now})
	if err != nil {
		return err
	}
	return s.emit(tx, Event{Kind: EventPeer, ObjectID: p.ID})
}
