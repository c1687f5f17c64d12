package storagetest

import (
	"time"

	"headroom/community"
)

// outside checks what is kept of the world around open communities.
func outside(b *bench) {
	actor := func(id int64, iri, shared string) community.OutsideActor {
		return community.OutsideActor{ID: id, IRI: iri, Host: "w.example", Kind: "Person", Username: "sam", Name: "Sam", Inbox: iri + "/inbox",
			SharedInbox: shared, Page: iri, KeyID: iri + "#k", Algorithm: "rsa", Public: []byte{1, 2}, FetchedAt: now}
	}
	sam, kim, ada := actor(71, "https://w.example/sam", "https://w.example/inbox"), actor(72, "https://w.example/kim", "https://w.example/inbox"), actor(73, "https://w.example/ada", "")
	b.do(func(tx community.Tx) {
		missing[community.OutsideActor](b, "nobody met")(tx.OutsideActorByIRI(sam.IRI))
		for _, a := range []community.OutsideActor{sam, kim, ada} {
			b.ok(tx.PutOutsideActor(a))
		}
		sam.Name, sam.ID = "Samuel", 99
		b.ok(tx.PutOutsideActor(sam))
		sam.ID = 71
		is[community.OutsideActor](b, "met again")(tx.OutsideActorByIRI(sam.IRI))(sam)
		is[community.OutsideActor](b, "by id")(tx.OutsideActor(71))(sam)

		f := community.OutsideFollower{CommunityID: 5, ActorID: 71, IRI: "https://w.example/f/1", CreatedAt: now}
		missing[community.OutsideFollower](b, "no follower")(tx.OutsideFollow(5, 71))
		for _, id := range []int64{71, 72, 73} {
			f.ActorID = id
			b.ok(tx.PutOutsideFollow(f))
		}
		f.IRI = "https://w.example/f/2"
		b.ok(tx.PutOutsideFollow(f))
		is[community.OutsideFollower](b, "asked again")(tx.OutsideFollow(5, 73))(f)
		is[int64](b, "followers")(tx.CountOutsideFollowers(5))(3)
		is[[]string](b, "inboxes")(tx.OutsideInboxes(5))([]string{"https://w.example/ada/inbox", "https://w.example/inbox"})

		for person, from := range []int64{0, 71, 72, 73, 71} {
			b.ok(tx.PutBallot(community.Ballot{PostID: 8, PersonID: int64(person + 1), Choices: []int{0}, Version: 1, Activity: "https://v.example/" + string(rune('a'+person)),
				State: community.BallotCounted, CastAt: now, Outside: from}))
		}
		is[[]string](b, "where voters are")(tx.VotersOutside(8))([]string{"https://w.example/ada/inbox", "https://w.example/inbox"})
		is[[]string](b, "where nobody voted")(tx.VotersOutside(9))(nil)
		l := community.OutsideLiking{PostID: 8, ActorID: 71, IRI: "https://w.example/l/1", CreatedAt: now}
		b.ok(tx.PutOutsideLike(l))
		b.ok(tx.PutOutsideLike(l))
		l.ActorID = 72
		b.ok(tx.PutOutsideLike(l))
		is[community.OutsideLiking](b, "a like")(tx.OutsideLike(8, 72))(l)
		is[map[int64]int64](b, "likes")(tx.OutsideLikes([]int64{8, 9, 10}))(map[int64]int64{8: 2})
		is[map[int64]int64](b, "likes of nothing")(tx.OutsideLikes(nil))(map[int64]int64{})
		group, post, err := tx.OutsideActOf(71, "https://w.example/l/1")
		b.ok(err)
		if group != 0 || post != 8 {
			b.Errorf("a like by its id: %d, %d", group, post)
		}
		group, post, err = tx.OutsideActOf(73, "https://w.example/f/2")
		b.ok(err)
		if group != 5 || post != 0 {
			b.Errorf("a follow by its id: %d, %d", group, post)
		}
		if _, _, err := tx.OutsideActOf(72, "https://w.example/f/2"); !community.IsNotFound(err) {
			b.Errorf("another's follow: %v", err)
		}
		is[int64](b, "a like taken back")(tx.DropOutsideLike(8, 72))(1)
		is[int64](b, "and again")(tx.DropOutsideLike(8, 72))(0)
		is[int64](b, "follows no more")(tx.DropOutsideFollow(5, 72))(1)
		is[int64](b, "idle, but seen since")(tx.DropIdleOutsideActors(now))(0)
		is[int64](b, "idle")(tx.DropIdleOutsideActors(now.Add(time.Hour)))(1)
		b.ok(tx.DropOutsideInbox("https://w.example/inbox"))
		is[int64](b, "an inbox has gone")(tx.CountOutsideFollowers(5))(1)
		is[map[int64]int64](b, "with its likes")(tx.OutsideLikes([]int64{8}))(map[int64]int64{})
		b.ok(tx.DropOutsideActor(73))
		is[[]string](b, "nobody left")(tx.OutsideInboxes(5))(nil)
	})
}

// elsewhere checks what is kept of groups that open communities follow.
func elsewhere(b *bench) {
	group := community.OutsideActor{ID: 761, IRI: "https://v.example/c/1", Host: "v.example", Kind: "Group", Username: "one", Name: "One",
		Inbox: "https://v.example/inbox", Public: []byte{}, FetchedAt: now}
	person := group
	person.ID, person.IRI, person.Kind = 762, "https://v.example/u/1", "Person"
	b.do(func(tx community.Tx) {
		b.ok(tx.PutOutsideActor(group))
		b.ok(tx.PutOutsideActor(person))
		tie := community.OutsideTie{CommunityID: 65, ActorID: 761, State: community.TieAsked, IRI: "https://s.example/a/1", CreatedAt: now, UpdatedAt: now}
		missing[community.OutsideTie](b, "no tie")(tx.OutsideTie(65, 761))
		b.ok(tx.PutOutsideTie(tie))
		is[[]community.OutsideTie](b, "asked only")(tx.OutsideListeners(761))(nil)
		tie.State, tie.Shut = community.TieActive, true
		b.ok(tx.PutOutsideTie(tie))
		is[community.OutsideTie](b, "a tie")(tx.OutsideTie(65, 761))(tie)
		is[community.OutsideTie](b, "by its Follow")(tx.OutsideTieOf(tie.IRI))(tie)
		is[[]community.OutsideTie](b, "listeners")(tx.OutsideListeners(761))([]community.OutsideTie{tie})
		is[[]community.OutsideTie](b, "of a community")(tx.OutsideTies(65))([]community.OutsideTie{tie})
		is[[]community.OutsideTie](b, "of another")(tx.OutsideTies(66))(nil)
		for _, id := range []int64{761, 762} {
			b.ok(tx.PutOutsideFollow(community.OutsideFollower{CommunityID: 65, ActorID: id, IRI: "https://v.example/f", CreatedAt: now}))
		}
		is[[]community.OutsideActor](b, "groups that follow")(tx.OutsideGroups(65))([]community.OutsideActor{group})

		h := community.OutsideHeard{ID: 771, CommunityID: 65, ActorID: 761, Object: "https://v.example/p/1", Writer: person.IRI, Handle: "@one@v.example",
			Title: "A title", Page: "https://v.example/p/1", HeardAt: now}
		missing[community.OutsideHeard](b, "nothing heard")(tx.OutsideHeard(65, h.Object))
		b.ok(tx.InsertOutsideHeard(h))
		twice := h
		twice.ID = 772
		if err := tx.InsertOutsideHeard(twice); community.KindOf(err) != community.Conflict {
			b.Errorf("heard twice: %v", err)
		}
		twice.Object = "https://v.example/p/2"
		b.ok(tx.InsertOutsideHeard(twice))
		is[[]community.OutsideHeard](b, "heard, newest first")(tx.OutsideHeardIn(65, 9))([]community.OutsideHeard{twice, h})
		is[int64](b, "counted")(tx.CountOutsideHeard(65, 761, now))(2)
		is[int64](b, "counted since")(tx.CountOutsideHeard(65, 761, now.Add(time.Second)))(0)
		twice.Removed, twice.Title = true, ""
		b.ok(tx.UpdateOutsideHeard(twice))
		is[community.OutsideHeard](b, "removed, it is known")(tx.OutsideHeardByID(772))(twice)
		is[[]community.OutsideHeard](b, "and not shown")(tx.OutsideHeardIn(65, 9))([]community.OutsideHeard{h})
		is[int64](b, "idle, but tied")(tx.DropIdleOutsideActors(now.Add(time.Hour)))(0)
		is[int64](b, "kept")(tx.DropOutsideHeardBefore(now))(0)
		is[int64](b, "old")(tx.DropOutsideHeardBefore(now.Add(time.Second)))(2)
		b.ok(tx.InsertOutsideHeard(h))
		b.ok(tx.DropOutsideHeard(65, 761))
		is[[]community.OutsideHeard](b, "forgotten")(tx.OutsideHeardIn(65, 9))(nil)
		b.ok(tx.InsertOutsideHeard(h))
		b.ok(tx.DropOutsideActor(761))
		missing[community.OutsideTie](b, "gone with its group")(tx.OutsideTie(65, 761))
		missing[community.OutsideHeard](b, "what it said, too")(tx.OutsideHeardByID(771))
		b.ok(tx.PutOutsideTie(tie))
		b.ok(tx.DropOutsideTie(65, 761))
		missing[community.OutsideTie](b, "dropped")(tx.OutsideTie(65, 761))
		b.ok(tx.DropOutsideActor(762))
	})
}

// consents checks keys for the world, and what people have said to it.
func consents(b *bench) {
	b.do(func(tx community.Tx) {
		k := community.OutsideKey{Owner: "https://s.example/g/5", IRI: "https://s.example/g/5#rsa", Public: []byte{1}, Sealed: []byte{2}, CreatedAt: now}
		missing[community.OutsideKey](b, "no key")(tx.OutsideKey(k.Owner))
		b.ok(tx.InsertOutsideKey(k))
		if err := tx.InsertOutsideKey(k); community.KindOf(err) != community.Conflict {
			b.Errorf("a second key: %v", err)
		}
		is[community.OutsideKey](b, "a key")(tx.OutsideKey(k.Owner))(k)

		missing[time.Time](b, "nothing said")(tx.OutsideConsent(3))
		b.ok(tx.PutOutsideConsent(3, now))
		b.ok(tx.PutOutsideConsent(3, now.Add(time.Hour)))
		is[time.Time](b, "said first")(tx.OutsideConsent(3))(now)
		b.ok(tx.DropOutsideConsent(3))
		missing[time.Time](b, "taken back")(tx.OutsideConsent(3))
		b.ok(tx.PutOutsideConsent(3, now))
		a := community.LinkedAccount{ID: 901, PersonID: 3, Handle: "@ann@w.example", Actor: "https://w.example/u/ann-901", Code: "c", CreatedAt: now, ProvedAt: now}
		b.ok(tx.InsertLinkedAccount(a))
		b.ok(tx.ForgetOutsideYes())
		missing[time.Time](b, "asked anew")(tx.OutsideConsent(3))
		a.ProvedAt = time.Time{}
		is[community.LinkedAccount](b, "to be proved anew")(tx.LinkedAccount(901))(a)
		a.EndedAt = now
		b.ok(tx.UpdateLinkedAccount(a))

		o := community.OutsideShown{Object: "https://s.example/o/1", CommunityID: 5, PersonID: 3, CreatedAt: now}
		missing[community.OutsideShown](b, "not shown")(tx.OutsideShown(o.Object))
		b.ok(tx.PutOutsideShown(o))
		b.ok(tx.PutOutsideShown(o))
		is[community.OutsideShown](b, "shown")(tx.OutsideShown(o.Object))(o)
		is[int64](b, "how many")(tx.CountOutsideShown(5))(1)
		is[[]community.OutsideShown](b, "of somebody")(tx.OutsideShownOf(3, 9))([]community.OutsideShown{o})
		b.ok(tx.DropOutsideShown(o.Object))
		is[[]community.OutsideShown](b, "of nobody")(tx.OutsideShownOf(3, 9))(nil)
	})
}

// linkedAccounts checks which accounts elsewhere are whose, and what came from them.
func linkedAccounts(b *bench) {
	a := community.LinkedAccount{ID: 81, PersonID: 3, Handle: "@sam@w.example", Actor: "https://w.example/sam", Code: "code", CreatedAt: now}
	b.do(func(tx community.Tx) {
		missing[community.LinkedAccount](b, "no account")(tx.LinkedAccount(81))
		b.ok(tx.InsertLinkedAccount(a))
		second := a
		second.ID, second.PersonID = 82, 4
		b.ok(tx.InsertLinkedAccount(second))
		a.ProvedAt = now
		b.ok(tx.UpdateLinkedAccount(a))
		is[community.LinkedAccount](b, "proved")(tx.LinkedAccount(81))(a)
		is[[]community.LinkedAccount](b, "of a person")(tx.LinkedAccounts(3))([]community.LinkedAccount{a})
		is[[]community.LinkedAccount](b, "of an actor")(tx.AccountsOfActor(a.Actor))([]community.LinkedAccount{a, second})
		a.EndedAt = now.Add(time.Hour)
		b.ok(tx.UpdateLinkedAccount(a))
		is[[]community.LinkedAccount](b, "ended")(tx.LinkedAccounts(3))(nil)
		is[[]community.LinkedAccount](b, "the other")(tx.AccountsOfActor(a.Actor))([]community.LinkedAccount{second})

		p := community.LinkedPost{Object: "https://w.example/n/1", PostID: 8, AccountID: 81, Actor: a.Actor, Handle: a.Handle,
			Activity: "https://w.example/a/1", Raw: []byte("{}"), CreatedAt: now}
		missing[community.LinkedPost](b, "no post")(tx.LinkedPost(p.Object))
		b.ok(tx.PutLinkedPost(p))
		p.Activity = "https://w.example/a/2"
		b.ok(tx.PutLinkedPost(p))
		is[community.LinkedPost](b, "a post")(tx.LinkedPost(p.Object))(p)
		is[[]community.LinkedPost](b, "of several")(tx.LinkedPosts([]int64{7, 8, 9}))([]community.LinkedPost{p})
		is[[]community.LinkedPost](b, "of none")(tx.LinkedPosts(nil))(nil)
		p.Raw = nil
		b.ok(tx.PutLinkedPost(p))
		gone, err := tx.LinkedPost(p.Object)
		b.ok(err)
		if len(gone.Raw) != 0 {
			b.Error("its words are there still")
		}
	})
}
