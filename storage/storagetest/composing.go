package storagetest

import (
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// composing: whom a text may name, and uploads that nothing names.
func composing(b *bench) {
	b.do(func(tx community.Tx) {
		ann, ben, cat := head(b, tx), head(b, tx), head(b, tx)
		c := room(b, tx, true)
		change := func(p *community.Person, name, username, text string, local bool) {
			p.Name, p.Username, p.SearchText, p.Local = name, username, text, local
			b.ok(tx.UpdatePerson(*p))
		}
		change(&ann, "Ann", "ann", "ann ysgol mon", true)
		change(&ben, "Ben", "ANN", "ben school of annan 100%", false)
		change(&cat, "Cat", "cat", "cat", true)
		for _, p := range []community.Person{ann, ben} {
			insert(b, tx, tx.InsertMembership, func(m *community.Membership) {
				m.CommunityID, m.PersonID, m.State, m.StartAt, m.EndAt = c.ID, p.ID, policy.Active, now.Add(-time.Hour), time.Time{}
			})
		}
		is[[]community.Person](b, "named")(tx.PeopleNamed("Ann"))([]community.Person{ann, ben})
		is[[]community.Person](b, "named by nobody")(tx.PeopleNamed(""))(nil)
		like := func(what string, limit int, want []int64, words ...string) {
			rows, err := tx.MembersLike(c.ID, words, now, limit)
			b.ok(err)
			var got []int64
			for _, r := range rows {
				got = append(got, r.Person.ID)
			}
			same(b, what, got, want)
		}
		like("everybody", 8, []int64{ann.ID, ben.ID})
		like("one", 1, []int64{ann.ID})
		like("beginnings of words", 8, []int64{ann.ID}, "ys", "mo")
		like("not their middles", 8, nil, "sgol")
		like("signs are signs", 8, []int64{ben.ID}, "100%")
		like("a sign alone", 8, nil, "%")
		like("not in the room", 8, nil, "cat")

		upload := func(post int64, at time.Duration, digest string) {
			insert(b, tx, tx.InsertAttachment, func(a *community.Attachment) {
				a.PostID, a.OwnerID, a.Digest, a.CreatedAt = post, ann.ID, digest, now.Add(at)
			})
		}
		upload(0, -time.Hour, "old")
		upload(0, time.Hour, "new")
		is[[]string](b, "unposted")(tx.DeleteUnposted(now, 10))([]string{"old"})
		is[[]string](b, "again")(tx.DeleteUnposted(now, 10))(nil)

		// What waits with a draft or with what is posted later stays; in its order.
		d := filled[community.Draft](tx)
		d.PersonID, d.Place = ann.ID, "community:7"
		b.ok(tx.PutDraft(d))
		wait := func(holder int64, place int, digest string) community.Attachment {
			return insert(b, tx, tx.InsertAttachment, func(a *community.Attachment) {
				a.PostID, a.OwnerID, a.Digest, a.CreatedAt, a.KeptFor, a.Place = 0, ann.ID, digest, now.Add(-time.Hour), holder, place
			})
		}
		second, first := wait(d.ID, 1, "second"), wait(d.ID, 0, "first")
		wait(999, 0, "of nobody")
		is[[]string](b, "of nobody")(tx.DeleteUnposted(now, 10))([]string{"of nobody"})
		is[[]community.Attachment](b, "kept")(tx.UploadsKept(d.ID))([]community.Attachment{first, second})
		is[[]community.Attachment](b, "kept for none")(tx.UploadsKept(0))(nil)
		b.ok(tx.DeleteAttachment(first.ID))
		missing[community.Attachment](b, "deleted")(tx.Attachment(first.ID))
		b.ok(tx.DeleteDraft(ann.ID, d.Place))
		is[[]string](b, "without its draft")(tx.DeleteUnposted(now, 10))([]string{"second"})
	})
}
