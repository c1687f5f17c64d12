package storagetest

import (
	"time"

	"headroom/community"
)

func privateMessages(b *bench) {
	b.do(func(tx community.Tx) {
		missing[community.Talk](b, "none")(tx.Talk(1))
		missing[community.PrivateMessage](b, "none")(tx.PrivateMessageByIRI("https://a.example/o/1"))
		talk := func(iri string, people ...int64) community.Talk {
			c := insert(b, tx, tx.InsertTalk, func(c *community.Talk) { c.IRI = iri })
			for _, p := range people {
				b.ok(tx.PutTalkPerson(community.TalkPerson{ConversationID: c.ID, PersonID: p}))
			}
			return c
		}
		pair, three := talk("https://a.example/conversations/1", 901, 902), talk("https://a.example/conversations/2", 901, 902, 903)
		is[community.Talk](b, "by number")(tx.Talk(pair.ID))(pair)
		is[community.Talk](b, "by id")(tx.TalkByIRI(three.IRI))(three)
		is[community.Talk](b, "of two")(tx.TalkOfTwo(902, 901))(pair)
		missing[community.Talk](b, "of two who have one with others")(tx.TalkOfTwo(901, 903))
		is[[]community.TalkPerson](b, "nothing said yet")(tx.TalksOf(901, true, community.Page{Limit: 9}))(nil)

		say := func(c community.Talk, by int64, to ...int64) community.PrivateMessage {
			m := insert(b, tx, tx.InsertPrivateMessage, func(m *community.PrivateMessage) {
				m.ConversationID, m.AuthorID, m.DeletedAt = c.ID, by, time.Time{}
			})
			b.ok(tx.PutMessagePerson(community.MessagePerson{MessageID: m.ID, PersonID: by, ConversationID: c.ID, State: community.MessageOwn}))
			for _, p := range to {
				b.ok(tx.PutMessagePerson(community.MessagePerson{MessageID: m.ID, PersonID: p, ConversationID: c.ID, State: community.MessageTaken}))
				b.ok(tx.PutTalkPerson(community.TalkPerson{ConversationID: c.ID, PersonID: p, LastID: m.ID}))
			}
			return m
		}
		first := say(pair, 901, 902)
		second := say(three, 901, 902)
		third := say(three, 901, 902)
		b.ok(tx.PutMessagePerson(community.MessagePerson{MessageID: third.ID, PersonID: 903, ConversationID: three.ID, State: community.MessageRefused, Reason: "left"}))
		is[[]community.PrivateMessage](b, "newest first")(tx.MessagesFor(902, three.ID, community.Page{Limit: 9}))([]community.PrivateMessage{third, second})
		is[[]community.PrivateMessage](b, "before")(tx.MessagesFor(902, three.ID, community.Page{Before: third.ID, Limit: 9}))([]community.PrivateMessage{second})
		is[[]community.PrivateMessage](b, "of who refused it")(tx.MessagesFor(903, three.ID, community.Page{Limit: 9}))(nil)
		is[[]community.PrivateMessage](b, "of who is not in it")(tx.MessagesFor(904, three.ID, community.Page{Limit: 9}))(nil)
		is[[]community.PrivateMessage](b, "by number")(tx.PrivateMessagesByID([]int64{first.ID}))([]community.PrivateMessage{first})
		is[community.PrivateMessage](b, "by activity")(tx.PrivateMessageByActivity(first.ActivityIRI))(first)
		is[[]community.MessagePerson](b, "what became of one")(tx.MessagePeople([]int64{third.ID}))([]community.MessagePerson{
			{MessageID: third.ID, PersonID: 901, ConversationID: three.ID, State: community.MessageOwn},
			{MessageID: third.ID, PersonID: 902, ConversationID: three.ID, State: community.MessageTaken},
			{MessageID: third.ID, PersonID: 903, ConversationID: three.ID, State: community.MessageRefused, Reason: "left"}})

		is[int](b, "unread")(tx.UnreadTalks(902, 9))(2)
		is[int](b, "unread, at most")(tx.UnreadTalks(902, 1))(1)
		place := community.TalkPerson{ConversationID: three.ID, PersonID: 902, LastID: third.ID, ReadID: third.ID}
		b.ok(tx.PutTalkPerson(place))
		is[int](b, "unread, one read")(tx.UnreadTalks(902, 9))(1)
		other := community.TalkPerson{ConversationID: pair.ID, PersonID: 902, LastID: first.ID}
		is[[]community.TalkPerson](b, "places")(tx.TalksOf(902, true, community.Page{Limit: 9}))([]community.TalkPerson{place, other})
		other.HiddenID = first.ID
		b.ok(tx.PutTalkPerson(other))
		is[[]community.TalkPerson](b, "places listed")(tx.TalksOf(902, false, community.Page{Limit: 9}))([]community.TalkPerson{place})
		is[[]community.TalkPerson](b, "places hidden too")(tx.TalksOf(902, true, community.Page{Limit: 9}))([]community.TalkPerson{place, other})
		other.LeftAt = time.UnixMilli(5000).UTC()
		b.ok(tx.PutTalkPerson(other))
		is[[]community.TalkPerson](b, "places that are left")(tx.TalksOf(902, true, community.Page{Limit: 9}))([]community.TalkPerson{place})
		missing[community.Talk](b, "of two, of whom one has left")(tx.TalkOfTwo(902, 901))
		first.HTML, first.Source = "", ""
		b.ok(tx.UpdatePrivateMessage(first))
		is[community.PrivateMessage](b, "blanked")(tx.PrivateMessage(first.ID))(first)
	})
}
