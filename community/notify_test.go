package community_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
	"headroom/community/policy"
)

// notified tells people of everything that has happened.
func (h *house) notified() {
	h.t.Helper()
	for {
		more, err := h.Notify(h.ctx)
		h.must(err)
		if !more {
			return
		}
	}
}

// notices are somebody's lines, oldest first: "kind by Name".
func (h *house) notices(v community.Viewer) (lines []string) {
	h.t.Helper()
	l, err := h.Notices(h.ctx, v, community.NoticeQuery{})
	h.must(err)
	for _, n := range slices.Concat(l.Unread, l.Read) {
		line := string(n.Kind)
		if n.Actor.Name != "" {
			line += " by " + n.Actor.Name
		}
		if n.Others > 0 {
			line += fmt.Sprintf(" and %d more", n.Others)
		}
		lines = append(lines, line)
	}
	slices.Reverse(lines)
	return lines
}

// fresh is a house in which everything until now has been told and read.
func fresh(t *testing.T) *house {
	h := build(t)
	h.notified()
	for _, v := range []community.Viewer{h.mod, h.head, h.helper, h.outsider, h.applicant} {
		h.must(h.ReadAllNotices(h.ctx, v))
	}
	h.clock.add(time.Hour)
	return h
}

// unread are the lines that somebody has not read.
func (h *house) unread(v community.Viewer) []string {
	h.t.Helper()
	h.notified()
	l, err := h.Notices(h.ctx, v, community.NoticeQuery{})
	h.must(err)
	n, _, err := h.UnreadNotices(h.ctx, v)
	h.must(err)
	if n != len(l.Unread) || n != l.Waiting {
		h.t.Errorf("%s: %d are counted, %d waiting, %d shown", v.Name, n, l.Waiting, len(l.Unread))
	}
	all := h.notices(v)
	return all[len(all)-n:]
}

func (h *house) react(v community.Viewer, post int64) {
	h.t.Helper()
	h.must(h.React(h.ctx, v, post, "thanks", true))
}

func TestWhoIsToldWhat(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		do   func(h *house)
		want map[string][]string // by person; others are told nothing
	}{
		"a reply": {func(h *house) {
			r := h.post(h.mod, h.closed, "Oil", "who buys together?")
			h.reply(h.head, r.Thread, "we do")
		}, map[string][]string{"morag": {"reply by Sample iain"}}},
		"a mention says more than a reply": {func(h *house) {
			r := h.post(h.mod, h.closed, "Oil", "who buys together?")
			h.reply(h.head, r.Thread, "ask @morag or @fiona or @ross")
		}, map[string][]string{"morag": {"mention by Sample iain"}, "fiona": {"mention by Sample iain"}}},
		"who wrote in a thread follows it": {func(h *house) {
			r := h.post(h.mod, h.closed, "Oil", "who buys together?")
			a := h.reply(h.head, r.Thread, "we do")
			_, err := h.Reply(h.ctx, h.helper, community.PostInput{Thread: r.Thread, Parent: a.Post, Body: "so do we"})
			h.must(err)
		}, map[string][]string{"morag": {"reply by Sample iain", "thread by Sample fiona"}, "iain": {"reply by Sample fiona"}}},
		"nobody hears of their own": {func(h *house) {
			r := h.post(h.mod, h.closed, "Oil", "who buys together, @morag?")
			h.reply(h.mod, r.Thread, "nobody?")
			h.react(h.mod, r.Post)
		}, nil},
		"all posts of a community": {func(h *house) {
			h.must(h.SetNotices(h.ctx, h.helper, community.NoticeSettingsInput{Communities: map[int64]string{h.closed: "all"}}))
			h.post(h.mod, h.closed, "Oil", "who buys together?")
			h.post(h.mod, h.open, "Success", "it worked")
		}, map[string][]string{"fiona": {"post by Sample morag"}}},
		"reactions are one line": {func(h *house) {
			r := h.post(h.mod, h.closed, "Oil", "who buys together?")
			h.react(h.head, r.Post)
			h.notified()
			h.react(h.helper, r.Post)
			h.must(h.React(h.ctx, h.helper, r.Post, "thanks", false))
			h.react(h.helper, r.Post)
		}, map[string][]string{"morag": {"reaction by Sample fiona and 1 more"}}},
		"a reaction taken back": {func(h *house) {
			r := h.post(h.mod, h.closed, "Oil", "who buys together?")
			h.react(h.head, r.Post)
			h.must(h.React(h.ctx, h.head, r.Post, "thanks", false))
		}, nil},
		"a request, to who decides": {func(h *house) {
			h.must(h.Join(h.ctx, h.outsider, h.closed, "to read along", nil))
		}, map[string][]string{"morag": {"request by Sample ross"}, "fiona": nil}},
		"accepted": {func(h *house) { h.admit(h.outsider, h.closed) }, map[string][]string{"ross": {"accepted"}}},
		"declined": {func(h *house) {
			h.must(h.Join(h.ctx, h.outsider, h.closed, "to read along", nil))
			h.must(h.DecideJoin(h.ctx, h.mod, h.closed, h.membership(h.outsider, h.closed).ID, false, "not now"))
		}, map[string][]string{"ross": {"declined"}}},
		"left by oneself": {func(h *house) { h.must(h.Leave(h.ctx, h.head, h.closed)) }, nil},
		"removed": {func(h *house) {
			h.must(h.RemoveMember(h.ctx, h.mod, h.closed, h.membership(h.head, h.closed).ID, "moved away"))
		}, map[string][]string{"iain": {"ended"}}},
		"invited": {func(h *house) {
			h.must(h.Invite(h.ctx, h.mod, h.private, community.InviteInput{Person: "ross"}))
		}, map[string][]string{"ross": {"invited by Sample morag"}}},
		"a role": {func(h *house) {
			h.must(h.SetRole(h.ctx, h.mod, h.closed, h.membership(h.head, h.closed).ID, policy.Moderator, "to help"))
			h.notified()
			h.must(h.SetRole(h.ctx, h.mod, h.closed, h.membership(h.head, h.closed).ID, policy.Member, "enough"))
		}, map[string][]string{"iain": {"role", "role"}}},
		"a post removed": {func(h *house) {
			r := h.post(h.head, h.closed, "Oil", "names a pupil")
			h.must(h.RemovePost(h.ctx, h.mod, r.Post, "it names a pupil"))
		}, map[string][]string{"iain": {"removed"}}},
		"a post refused by its host": {func(h *house) {
			r := h.post(h.head, h.remote, "Olew", "pwy sy'n prynu?")
			var p community.Post
			h.view(func(tx community.Tx) (err error) { p, err = tx.Post(r.Post); return err })
			h.must(h.ContributionRejected(h.ctx, 0, "https://wales.example/g/7", p.ActivityIRI, "locked"))
		}, map[string][]string{"iain": {"refused"}}},
		"a credential for the first time": {func(h *house) {
			_, err := h.Verify(h.ctx, h.operator, h.applicant.Person, policy.Head, "seen")
			h.must(err)
		}, map[string][]string{"calum": {"verified"}}},
		"muted": {func(h *house) {
			h.must(h.SetNotices(h.ctx, h.mod, community.NoticeSettingsInput{Communities: map[int64]string{h.closed: "none"}}))
			r := h.post(h.mod, h.closed, "Oil", "who buys together?")
			h.reply(h.head, r.Thread, "we do, @morag")
			h.react(h.head, r.Post)
		}, nil},
		"a muted thread still calls by name": {func(h *house) {
			r := h.post(h.mod, h.closed, "Oil", "who buys together?")
			h.must(h.FollowThread(h.ctx, h.mod, r.Thread, "mute"))
			h.reply(h.head, r.Thread, "we do")
			h.reply(h.helper, r.Thread, "so do we, @morag")
		}, map[string][]string{"morag": {"mention by Sample fiona"}, "iain": {"thread by Sample fiona"}}},
		"a topic turned off": {func(h *house) {
			h.must(h.SetNotices(h.ctx, h.mod, community.NoticeSettingsInput{Topics: map[community.NoticeTopic]string{"reply": "off"}}))
			r := h.post(h.mod, h.closed, "Oil", "who buys together?")
			h.reply(h.head, r.Thread, "we do")
		}, nil},
		"a thread followed by a reader": {func(h *house) {
			r := h.post(h.mod, h.closed, "Oil", "who buys together?")
			h.notified()
			h.must(h.FollowThread(h.ctx, h.helper, r.Thread, "follow"))
			h.reply(h.mod, r.Thread, "nobody?")
		}, map[string][]string{"fiona": {"thread by Sample morag"}}},
		"a deleted post takes what was said of it along": {func(h *house) {
			r := h.post(h.mod, h.closed, "Oil", "who buys together?")
			a := h.reply(h.head, r.Thread, "we do")
			h.notified()
			h.must(h.DeletePost(h.ctx, h.head, a.Post))
		}, nil},
		"reading the thread reads the notice": {func(h *house) {
			r := h.post(h.mod, h.closed, "Oil", "who buys together?")
			a := h.reply(h.head, r.Thread, "we do")
			h.notified()
			h.must(h.MarkRead(h.ctx, h.mod, r.Thread, a.Post))
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := fresh(t)
			tc.do(h)
			for person, v := range map[string]community.Viewer{"morag": h.mod, "iain": h.head, "fiona": h.helper, "ross": h.outsider, "calum": h.applicant} {
				if diff := cmp.Diff(strings.Join(tc.want[person], ", "), strings.Join(h.unread(v), ", ")); diff != "" {
					t.Errorf("%s (-want +got):\n%s", person, diff)
				}
			}
		})
	}
}
