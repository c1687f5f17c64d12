package storagetest

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"headroom/community"
)

func wire(b *bench) {
	b.do(func(tx community.Tx) {
		one, two := insert(b, tx, tx.PutPeer, nil), insert(b, tx, tx.PutPeer, nil)
		is[community.Peer](b, "peer")(tx.Peer(one.Host))(one)
		is[community.Peer](b, "by issuer")(tx.PeerByIssuer(two.Issuer))(two)
		missing[community.Peer](b, "unknown")(tx.Peer("x"))
		missing[community.Peer](b, "unknown issuer")(tx.PeerByIssuer(""))
		changed := one
		changed.ID, changed.State, changed.Trusts, changed.OurAgreement = tx.NextID(), community.PeerEnded, nil, nil
		b.ok(tx.PutPeer(changed))
		changed.ID = one.ID
		is[[]community.Peer](b, "peers")(tx.Peers())([]community.Peer{changed, two})

		doc := insert(b, tx, tx.InsertDocument, nil)
		newer := insert(b, tx, tx.InsertDocument, func(d *community.Document) { d.IRI = doc.IRI })
		is[community.Document](b, "document")(tx.Document(doc.ID))(doc)
		is[community.Document](b, "newest")(tx.DocumentByIRI(doc.IRI))(newer)
		missing[community.Document](b, "no document")(tx.Document(1))
		several, err := tx.Documents([]int64{newer.ID, 1, doc.ID})
		b.ok(err)
		slices.SortFunc(several, func(x, y community.Document) int { return cmp.Compare(x.ID, y.ID) })
		same(b, "several documents", several, []community.Document{doc, newer})
		missing[community.Document](b, "no such IRI")(tx.DocumentByIRI("x"))

		receive := func(signer, digest string, fresh, same bool) {
			b.Helper()
			f, s, err := tx.Receive(signer, "https://w/a/1", digest, now)
			b.ok(err)
			if f != fresh || s != same {
				b.Errorf("received from %s with %s: fresh %t, same %t", signer, digest, f, s)
			}
		}
		receive("w", "d1", true, true)
		receive("w", "d1", false, true)
		receive("w", "d2", false, false)
		receive("e", "d2", true, true)

		stone := insert(b, tx, tx.PutTombstone, nil)
		other := filled[community.Tombstone](tx)
		other.Object = stone.Object
		b.ok(tx.PutTombstone(other))
		is[community.Tombstone](b, "the first tombstone")(tx.Tombstone(stone.Object))(stone)
		missing[community.Tombstone](b, "no tombstone")(tx.Tombstone("x"))
		copies(b, tx)
		missing[community.AuditHead](b, "no head")(tx.LastAuditHead("w"))
		b.ok(tx.InsertAuditHead(community.AuditHead{Host: "w", Seq: 2, Hash: "b", At: now}))
		b.ok(tx.InsertAuditHead(community.AuditHead{Host: "w", Seq: 1, Hash: "a", At: now}))
		if err := tx.InsertAuditHead(community.AuditHead{Host: "w", Seq: 1, Hash: "c", At: now}); err != community.ErrConflict {
			b.Errorf("a second head under one number: %v", err)
		}
		is[community.AuditHead](b, "the highest head")(tx.LastAuditHead("w"))(community.AuditHead{Host: "w", Seq: 2, Hash: "b", At: now})
	})
}

func copies(b *bench, tx community.Tx) {
	sent := community.Copy{Object: "o", CommunityID: 5, Host: "w", SentAt: now}
	b.ok(tx.PutCopy(sent))
	b.ok(tx.PutCopy(community.Copy{Object: "o", CommunityID: 5, Host: "w", PurgedAt: now.Add(time.Hour)}))
	b.ok(tx.PutCopy(community.Copy{Object: "o", CommunityID: 5, Host: "e", SentAt: now}))
	b.ok(tx.PutCopy(community.Copy{Object: "p", CommunityID: 6, Host: "w", SentAt: now}))
	sent.PurgedAt = now.Add(time.Hour)
	english := community.Copy{Object: "o", CommunityID: 5, Host: "e", SentAt: now}
	other := community.Copy{Object: "p", CommunityID: 6, Host: "w", SentAt: now}
	is[[]community.Copy](b, "copies")(tx.Copies("o"))([]community.Copy{english, sent})
	is[[]community.Copy](b, "on a host")(tx.CopiesOnHost("w", 0))([]community.Copy{sent, other})
	is[[]community.Copy](b, "on a host, of one")(tx.CopiesOnHost("w", 6))([]community.Copy{other})
	is[[]community.Copy](b, "on a host, of one with a number as they are given")(tx.CopiesOnHost("w", tx.NextID()))(nil)
	holdings(b, tx)
}

// holdings counts what a host was sent: o was deleted, p is held.
func holdings(b *bench, tx community.Tx) {
	held := func() func([]community.CopiesHeld) {
		return is[[]community.CopiesHeld](b, "held")(tx.CopiesHeld("w"))
	}
	held()([]community.CopiesHeld{{CommunityID: 5, SentAt: now}, {CommunityID: 6, Objects: 1, SentAt: now}})
	is[int64](b, "receipts for what came before it was sent")(tx.ReceiptCopies("w", 6, now.Add(-time.Hour), now.Add(time.Hour)))(0)
	is[int64](b, "receipts")(tx.ReceiptCopies("w", 6, now, now.Add(time.Hour)))(1)
	is[int64](b, "the same receipt")(tx.ReceiptCopies("w", 6, now, now.Add(2*time.Hour)))(0)
	held()([]community.CopiesHeld{{CommunityID: 5, SentAt: now}, {CommunityID: 6, Returned: 1, SentAt: now, ReceiptedAt: now.Add(time.Hour)}})
	b.ok(tx.PutCopy(community.Copy{Object: "p", CommunityID: 6, Host: "w", SentAt: now.Add(3 * time.Hour)}))
	held()([]community.CopiesHeld{{CommunityID: 5, SentAt: now},
		{CommunityID: 6, Objects: 1, SentAt: now.Add(3 * time.Hour), ReceiptedAt: now.Add(time.Hour)}})
}

func purges(b *bench) {
	b.do(func(tx community.Tx) {
		ours, theirs := room(b, tx, true), room(b, tx, false)
		document := func(group int64, object string, hold bool) community.Document {
			return insert(b, tx, tx.InsertDocument, func(d *community.Document) {
				d.CommunityID, d.Object, d.Hold = group, object, hold
			})
		}
		gone, held := document(ours.ID, "o", false), document(ours.ID, "o", true)
		other := document(ours.ID, "p", false)
		link := insert(b, tx, tx.InsertLogEntry, func(e *community.LogEntry) {
			e.CommunityID, e.DocumentID, e.Withheld = ours.ID, gone.ID, ""
		})
		is[int64](b, "documents purged")(tx.PurgeDocuments(ours.ID, "o", 0))(1)
		missing[community.Document](b, "purged")(tx.Document(gone.ID))
		is[community.Document](b, "held")(tx.Document(held.ID))(held)
		is[community.Document](b, "of another object")(tx.Document(other.ID))(other)
		is[bool](b, "dropped on hold")(tx.DropDocument(held.ID))(false)
		one := document(ours.ID, "one", false)
		is[bool](b, "dropped")(tx.DropDocument(one.ID))(true)
		is[bool](b, "dropped again")(tx.DropDocument(one.ID))(false)
		missing[community.Document](b, "dropped")(tx.Document(one.ID))
		link.DocumentID, link.Withheld = 0, "deleted"
		is[community.LogEntry](b, "the header stays")(tx.LogEntry(link.CommunityID, link.Epoch, link.Seq))(link)
		if _, err := tx.PurgeDocuments(ours.ID, "", 0); err == nil {
			b.Error("documents of no object were purged")
		}
		if _, err := tx.PurgeCommunity(ours.ID); err == nil {
			b.Error("a community of our own was purged")
		}

		ann := head(b, tx)
		kept := contribution(b, tx, conversation(b, tx, ours.ID), ann.ID)
		thread := conversation(b, tx, theirs.ID)
		first, two := contribution(b, tx, thread, ann.ID), contribution(b, tx, thread, ann.ID)
		first.Mentions = []int64{ann.ID}
		first.State, two.State = community.PostSent, community.PostAccepted
		b.ok(tx.UpdatePost(two))
		b.ok(tx.UpdatePost(first))
		file := insert(b, tx, tx.InsertAttachment, func(a *community.Attachment) { a.PostID = first.ID })
		insert(b, tx, tx.InsertRevision, func(r *community.Revision) { r.PostID = first.ID })
		insert(b, tx, tx.InsertReaction, func(r *community.Reaction) { r.PostID = first.ID })
		b.ok(tx.MarkRead(ann.ID, thread.ID, first.ID, now))
		doc := document(theirs.ID, "q", false)
		draft := insert(b, tx, tx.PutDraft, func(d *community.Draft) {
			d.PersonID, d.Place = ann.ID, fmt.Sprint("thread:", thread.ID)
		})
		insert(b, tx, tx.InsertLogEntry, func(e *community.LogEntry) { e.CommunityID, e.Waiting = theirs.ID, false })
		unanswered(b, tx, theirs.ID, ann, first)
		is[[]string](b, "objects")(tx.PurgeCommunity(theirs.ID))([]string{first.IRI, two.IRI, file.Digest})
		missing[community.Post](b, "post")(tx.Post(first.ID))
		missing[community.Thread](b, "thread")(tx.Thread(thread.ID))
		missing[community.Attachment](b, "attachment")(tx.Attachment(file.ID))
		missing[community.Document](b, "document")(tx.Document(doc.ID))
		missing[community.ChainHead](b, "log")(tx.LogHead(theirs.ID))
		is[community.LogEntry](b, "log of another community")(tx.LogEntry(link.CommunityID, link.Epoch, link.Seq))(link)
		is[[]community.Draft](b, "drafts stay")(tx.Drafts(ann.ID))([]community.Draft{draft})
		is[community.Post](b, "of another community")(tx.Post(kept.ID))(kept)
		missing[[]string](b, "purge of the unknown")(tx.PurgeCommunity(1))
	})
}

// unanswered asks for what waits for its host: of our own people alone.
func unanswered(b *bench, tx community.Tx, group int64, author community.Person, post community.Post) {
	b.Helper()
	post, err := tx.Post(post.ID)
	b.ok(err)
	author.Local = true
	b.ok(tx.UpdatePerson(author))
	is[[]community.Post](b, "unanswered")(tx.PostsUnanswered(group))([]community.Post{post})
	author.Local = false
	b.ok(tx.UpdatePerson(author))
	is[[]community.Post](b, "unanswered, of another's people")(tx.PostsUnanswered(group))(nil)
}

func chain(b *bench) {
	b.do(func(tx community.Tx) {
		c := room(b, tx, true)
		missing[community.ChainHead](b, "empty")(tx.LogHead(c.ID))
		add := func(epoch, seq int64, waiting bool) community.LogEntry {
			return insert(b, tx, tx.InsertLogEntry, func(e *community.LogEntry) {
				e.CommunityID, e.Epoch, e.Seq, e.Waiting, e.Object = c.ID, epoch, seq, waiting, fmt.Sprint("o", seq%2)
			})
		}
		two, one, four := add(1, 2, false), add(1, 1, false), add(1, 4, true)
		is[community.ChainHead](b, "head")(tx.LogHead(c.ID))(community.ChainHead{Epoch: 1, Seq: 2, Hash: two.Hash, PublishedAt: two.PublishedAt})
		is[community.LogEntry](b, "entry")(tx.LogEntry(c.ID, 1, 4))(four)
		is[community.LogEntry](b, "by activity")(tx.LogEntryByActivity(c.ID, one.Activity))(one)
		missing[community.LogEntry](b, "unknown")(tx.LogEntry(c.ID, 2, 1))
		missing[community.LogEntry](b, "unknown activity")(tx.LogEntryByActivity(1, one.Activity))
		is[[]community.LogEntry](b, "after")(tx.LogAfter(c.ID, 1, 0, 10))([]community.LogEntry{one, two})
		is[[]community.LogEntry](b, "after, one")(tx.LogAfter(c.ID, 1, 1, 1))([]community.LogEntry{two})
		is[[]community.LogEntry](b, "waiting")(tx.LogWaiting(c.ID))([]community.LogEntry{four})
		is[[]community.LogEntry](b, "of an object")(tx.LogOfObject(c.ID, "o0"))([]community.LogEntry{two, four})
		b.kind(tx.InsertLogEntry(four), community.Conflict)
		sum := sha256.Sum256([]byte("o0"))
		hash := hex.EncodeToString(sum[:])
		missing[community.LogEntry](b, "neither Create nor Update")(tx.LogCopy(c.ID, hash))
		two.Kind = "Create"
		b.ok(tx.UpdateLogEntry(two))
		is[community.LogEntry](b, "copy")(tx.LogCopy(c.ID, hash))(two)
		two.DocumentID = 0
		b.ok(tx.UpdateLogEntry(two))
		missing[community.LogEntry](b, "without bytes")(tx.LogCopy(c.ID, hash))
		four.Waiting, four.DocumentID = false, 0
		b.ok(tx.UpdateLogEntry(four))
		next := add(2, 1, false)
		is[community.ChainHead](b, "head of the next epoch")(tx.LogHead(c.ID))(
			community.ChainHead{Epoch: 2, Seq: 1, Hash: next.Hash, PublishedAt: next.PublishedAt})
		unknown := filled[community.LogEntry](tx)
		b.kind(tx.UpdateLogEntry(unknown), community.NotFound)
	})
}
