package storagetest

import (
	"time"

	"headroom/community"
	"headroom/community/tally"
)

func polls(b *bench) {
	b.do(func(tx community.Tx) {
		missing[community.Poll](b, "none")(tx.Poll(1))
		missing[community.Ballot](b, "no vote")(tx.Ballot(1, 1))
		ours, theirs := insert(b, tx, tx.InsertCommunity, func(c *community.Community) { c.Local = true }), insert(b, tx, tx.InsertCommunity, func(c *community.Community) { c.Local = false })
		at := func(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
		put := func(post, group int64, closes time.Time, edit func(*community.Poll)) community.Poll {
			p := community.Poll{PostID: post, CommunityID: group, Kind: tally.Ranked, Options: []string{"Yes", "No"}, ClosesAt: closes, Counts: []int64{1, 2}, Ballots: 3}
			edit(&p)
			b.ok(tx.PutPoll(p))
			return p
		}
		plain := func(*community.Poll) {}
		first := put(11, ours.ID, at(2000), plain)
		second := put(12, ours.ID, at(1000), func(p *community.Poll) { p.Open, p.Early, p.ToldAt = true, true, at(900) })
		put(13, ours.ID, at(1000), func(p *community.Poll) {
			p.ClosedAt, p.Result = at(1500), community.PollResult{Rounds: []tally.Round{{Counts: []int{2, -1}, Out: -1}}, Winners: []int{0}}
			p.Named = []community.NamedBallot{{Person: "https://a.example/u/1", Name: "A", Choices: []int{1, 0}}}
		})
		elsewhere := put(14, theirs.ID, at(1000), plain)
		put(15, theirs.ID, at(9000), plain)
		is[community.Poll](b, "a poll")(tx.Poll(11))(first)
		is[[]community.Poll](b, "due, the first to end first")(tx.PollsDue(at(2000), 9))([]community.Poll{second, first})
		is[[]community.Poll](b, "due a moment before")(tx.PollsDue(at(1999), 9))([]community.Poll{second})
		is[[]community.Poll](b, "at most one")(tx.PollsDue(at(2000), 1))([]community.Poll{second})
		first.ClosedAt, first.Counts = at(2001), []int64{3, 0}
		b.ok(tx.PutPoll(first))
		is[community.Poll](b, "changed")(tx.Poll(11))(first)
		got, err := tx.Polls([]int64{14, 99})
		b.ok(err)
		is[[]community.Poll](b, "among posts")(got, nil)([]community.Poll{elsewhere})

		vote := func(post, person int64, state community.BallotState) community.Ballot {
			v := community.Ballot{PostID: post, PersonID: person, Choices: []int{1, 0}, Version: 1, Activity: "https://a.example/a/" + string(rune('a'+post)) + string(rune('a'+person)), State: state, CastAt: at(50)}
			b.ok(tx.PutBallot(v))
			return v
		}
		two := vote(11, 2, community.BallotCounted)
		one := vote(11, 1, community.BallotCounted)
		vote(11, 3, community.BallotSent)
		is[[]community.Ballot](b, "counted votes")(tx.Ballots(11, 9))([]community.Ballot{one, two})
		two.Version, two.Choices, two.Outside = 2, []int{0}, 71
		b.ok(tx.PutBallot(two))
		is[community.Ballot](b, "in the place of the first")(tx.Ballot(11, 2))(two)
		is[community.Ballot](b, "by its activity")(tx.BallotBy(two.Activity))(two)
		is[[]community.Ballot](b, "somebody's")(tx.BallotsOf(2, []int64{11, 12}))([]community.Ballot{two})

		gone, kept, late := vote(14, 1, community.BallotCounted), vote(14, 2, community.BallotSent), vote(15, 1, community.BallotCounted)
		b.ok(tx.ForgetBallots(at(1000), at(999)))
		gone.Choices = nil
		is[community.Ballot](b, "what was voted for elsewhere")(tx.Ballot(14, 1))(gone)
		is[community.Ballot](b, "what is on its way")(tx.Ballot(14, 2))(kept)
		is[community.Ballot](b, "of a poll that runs")(tx.Ballot(15, 1))(late)
		is[community.Ballot](b, "of one here")(tx.Ballot(11, 1))(one)
		b.ok(tx.ForgetBallots(at(1000), at(1000)))
		missing[community.Ballot](b, "long ago")(tx.Ballot(14, 1))
		is[community.Ballot](b, "what is on its way still")(tx.Ballot(14, 2))(kept)
		b.ok(tx.DropBallots(11))
		is[[]community.Ballot](b, "dropped")(tx.Ballots(11, 9))(nil)
		b.ok(tx.BlankPost(11))
		missing[community.Poll](b, "with its post")(tx.Poll(11))
	})
}
