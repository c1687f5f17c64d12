package storagetest

import (
	"time"

	"headroom/community"
)

// mine: every part of an export can be asked for, gives what is one's own and nothing
// of nobody, and ends.
func mine(b *bench) {
	b.do(func(tx community.Tx) {
		who := head(b, tx)
		of := community.Whose{Account: who.ID + 1, Person: who.ID, IRI: who.IRI}
		mark := insert(b, tx, tx.InsertBookmark, func(m *community.Bookmark) { m.PersonID, m.Object = who.ID, "https://a.example/o/7" })
		insert(b, tx, tx.InsertBookmark, func(m *community.Bookmark) { m.PersonID, m.Object = 0, "https://a.example/o/8" })
		for _, part := range tx.ExportParts() {
			records, last, err := tx.ExportPart(part, of, 0)
			b.ok(err)
			if none, _, err := tx.ExportPart(part, community.Whose{}, 0); err != nil || len(none) > 0 {
				b.Errorf("%s of nobody: %v, %v", part, none, err)
			}
			switch {
			case part == "bookmarks":
				if len(records) != 1 || last != mark.ID || records[0]["post"] != mark.Object {
					b.Errorf("bookmarks: %v, %d", records, last)
				}
			case part == "profile":
				if len(records) != 1 || records[0]["name"] != who.Name {
					b.Errorf("profile: %v", records)
				}
			}
			if len(records) > 0 {
				if more, _, err := tx.ExportPart(part, of, last); err != nil || len(more) > 0 {
					b.Errorf("%s does not end: %v, %v", part, more, err)
				}
			}
		}
		is[[]string](b, "the photograph")(tx.ExportFiles(who.ID))([]string{who.Photo})
	})

	closures(b)
}

// closures: what is closed is found again, and what was theirs goes from every table.
func closures(b *bench) {
	b.do(func(tx community.Tx) {
		who := head(b, tx)
		c := insert(b, tx, tx.PutClosure, func(c *community.Closure) { c.PersonID, c.ErasedAt = who.ID, time.Time{} })
		of := community.Whose{Account: c.AccountID, Person: who.ID, IRI: who.IRI}
		is[community.Closure](b, "by account")(tx.Closure(c.AccountID))(c)
		is[community.Closure](b, "by its link")(tx.ClosureByLink(c.Link))(c)
		is[[]community.Closure](b, "due")(tx.ClosuresDue(c.EraseAt, 9))([]community.Closure{c})
		is[[]community.Closure](b, "not yet due")(tx.ClosuresDue(c.EraseAt.Add(-time.Millisecond), 9))(nil)
		insert(b, tx, tx.InsertBookmark, func(m *community.Bookmark) { m.PersonID, m.Object = who.ID, "https://a.example/o/9" })
		b.ok(tx.DropWaysIn(c.AccountID, who.ID))
		for _, list := range []func(int64, int) ([]int64, error){tx.PostsLeft, tx.MessagesLeft, tx.TalksLeft} {
			is[[]int64](b, "nothing left")(list(who.ID, 9))(nil)
		}
		is[bool](b, "nothing waits")(tx.PublishWaits(1))(false)
		is[[]community.HostCopies](b, "no copies")(tx.CopiesOfAuthor(who.ID))(nil)
		room := newTold(b, tx, 1)
		refused := insert(b, tx, tx.InsertPost, func(p *community.Post) {
			p.CommunityID, p.ThreadID, p.AuthorID, p.State, p.Title, p.Source, p.HTML, p.Attachments, p.Mentions = room.room.ID, room.thread.ID, who.ID, community.PostRefused, "Said", "a word", "<p>a word</p>", nil, nil
		})
		is[[]string](b, "no files")(tx.ErasePerson(of))(nil)
		if p, err := tx.Post(refused.ID); err != nil || p.Title+p.Source+p.HTML != "" {
			b.Errorf("what was refused is still there: %q, %v", p.Source, err)
		}
		is[[]community.Bookmark](b, "no bookmark")(tx.Bookmarks(who.ID, community.Page{Limit: 9}))(nil)
		if _, err := tx.ErasePerson(community.Whose{Account: c.AccountID}); err == nil {
			b.Error("nobody was erased, that is, everybody without a person")
		}
		c.ErasedAt = c.EraseAt
		b.ok(tx.PutClosure(c))
		is[[]community.Closure](b, "done")(tx.ClosuresDue(c.EraseAt, 9))(nil)
		b.ok(tx.DropClosure(c.AccountID))
		missing[community.Closure](b, "dropped")(tx.Closure(c.AccountID))
	})
}
