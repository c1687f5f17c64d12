package web_test

import (
	"strconv"

	"headroom/community"
	"headroom/community/policy"
)

// five are heads who can be invited.
func (h *house) five() string {
	return h.made("five heads", func() (list string) {
		for i := range 5 {
			name := path("circle-%d", i)
			p, err := h.service.AddMember(h.t.Context(), community.CommandLine, community.MemberInput{Email: name + "@scotland.localhost", Username: name,
				Name: "Sample " + name, Post: "Headteacher", School: "Sample School", Password: "a long sample password 5"})
			h.ok(err)
			_, err = h.service.Verify(h.t.Context(), community.CommandLine, p.ID, policy.Head, "test")
			h.ok(err)
			list += "@" + name + "\n"
		}
		return list
	})
}

// confided is a private conversation that the member has begun with the
// moderator.
func (h *house) confided() int64 {
	h.confidedMessage()
	id, err := strconv.ParseInt(h.made("confided to", nil), 10, 64)
	h.ok(err)
	return id
}

// confidedMessage is its first message.
func (h *house) confidedMessage() string {
	return h.made("confided", func() string {
		out, err := h.service.SendMessage(h.t.Context(), h.as("member"), community.MessageInput{To: []string{"@" + h.people["moderator"].Person.Username},
			Body: "canary-confided", Language: "en", Place: path("messages:%d", h.people["member"].Person.ID)})
		h.ok(err)
		h.made("confided to", func() string { return path("%d", out.Conversation) })
		return path("%d", out.Message)
	})
}

// openPost is a post that everybody can read.
func (h *house) openPost() string {
	return h.made("open post", func() string {
		c := h.newCommunity("open", "Open room")
		out, err := h.service.StartThread(h.t.Context(), h.as("moderator"), community.PostInput{Community: c.ID, Title: "For everybody", Body: "A sample", Language: "en"})
		h.ok(err)
		return path("%d", out.Post)
	})
}

// postReported is a report of a member's post by another.
func (h *house) postReported() string {
	return h.made("post reported", func() string {
		post, err := strconv.ParseInt(h.reply("member"), 10, 64)
		h.ok(err)
		h.ok(h.service.Join(h.t.Context(), h.as("head"), h.closed.ID, "I would like to hear how others do it.", nil))
		queue, err := h.service.Queue(h.t.Context(), h.as("moderator"), h.closed.ID)
		h.ok(err)
		h.ok(h.service.DecideJoin(h.t.Context(), h.as("moderator"), h.closed.ID, queue[0].Membership.ID, true, ""))
		r, err := h.service.ReportPost(h.t.Context(), h.as("head"), community.PostReportInput{Post: post, Code: "unkind", Words: "Read the last line."})
		h.ok(err)
		return path("%d", r.ID)
	})
}

// postHeld is a post of a member's that waits for a facilitator.
func (h *house) postHeld() string {
	return h.made("post held", func() string {
		ctx, mod := h.t.Context(), h.as("moderator")
		h.ok(h.service.EditCommunity(ctx, mod, h.closed.ID, community.CommunityInput{Name: h.closed.Name, Access: "closed", Hold: community.HoldAll}))
		_, err := h.service.StartThread(ctx, h.as("member"), community.PostInput{Community: h.closed.ID, Title: "Snow days", Body: "When do you close?", Language: "en"})
		h.ok(err)
		h.ok(h.service.EditCommunity(ctx, mod, h.closed.ID, community.CommunityInput{Name: h.closed.Name, Access: "closed"}))
		queue, err := h.service.WholeQueue(ctx, mod, h.closed.ID)
		h.ok(err)
		return path("%d", queue.Held[0].HeldPost.ID)
	})
}
