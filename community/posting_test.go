package community_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/community"
	"headroom/community/policy"
)

func TestStartThreadAndReply(t *testing.T) {
	t.Parallel()
	h := build(t)
	bad := community.PostInput{Community: h.closed, Title: strings.Repeat("x", 151), Body: " "}
	_, err := h.StartThread(h.ctx, h.head, bad)
	field(t, "long title", err, "title", "error.too_long")
	field(t, "no body", err, "body", "error.required")
	r := h.post(h.head, h.closed, "Ferries", "**Late** again, @morag and @eira and @eira@wales.example, not @ross or @nobody")
	again := h.reply(h.mod, r.Thread, "Here too")
	tv, err := h.Thread(h.ctx, h.helper, r.Thread, community.Page{})
	h.must(err)
	if len(tv.Posts) != 2 || tv.Posts[0].ID != r.Post || tv.Posts[1].ID != again.Post || tv.Unread != 2 || tv.FirstUnread != r.Post || !tv.CanReply || tv.CanLock {
		t.Errorf("thread %+v", tv)
	}
	first := tv.Posts[0]
	if !slices.Equal(first.Mentions, []int64{h.mod.Person, h.remoteHead}) {
		t.Errorf("mentions %v", first.Mentions)
	}
	if first.Source != "" || first.Mine || first.CanEdit || first.CanRemove || !first.CanReact || first.Author.Name != "Sample iain" || !first.Author.Head {
		t.Errorf("for another: %+v", first)
	}
	if want := "https://scotland.example/o/" + strconv.FormatInt(r.Post, 10); first.IRI != want || !strings.HasSuffix(tv.Thread.Context, "/threads/"+community.ContextDigest(want)) {
		t.Errorf("ids %s, %s", first.IRI, tv.Thread.Context)
	}
	h.must(h.MarkRead(h.ctx, h.helper, r.Thread, r.Post))
	lines, more, err := h.Threads(h.ctx, h.helper, h.closed, community.Page{})
	if err != nil || more || len(lines) != 1 || lines[0].Unread != 1 || lines[0].FirstID != again.Post || lines[0].Posts != 2 {
		t.Errorf("lines %+v, %v, %v", lines, more, err)
	}
}

func TestWhoMayWrite(t *testing.T) {
	t.Parallel()
	h := build(t)
	r := h.post(h.mod, h.closed, "Title", "Body")
	tests := map[string]community.Kind{"nobody": community.Unauthenticated, "stranger": community.Unauthenticated, "operator": community.Forbidden,
		"moderator": "", "head": "", "helper": "", "outsider": community.Forbidden, "applicant": community.NotFound, "issuer": community.Forbidden}
	for name, v := range h.everybody() {
		want, listed := tests[name]
		if !listed {
			continue
		}
		_, err := h.StartThread(h.ctx, v, community.PostInput{Community: h.closed, Title: "Mine", Body: "Words"})
		kind(t, name+" starts", err, want)
		_, err = h.Reply(h.ctx, v, community.PostInput{Thread: r.Thread, Body: "Words"})
		kind(t, name+" replies", err, want)
	}
	_, err := h.StartThread(h.ctx, h.outsider, community.PostInput{Community: h.private, Title: "Mine", Body: "Words"})
	kind(t, "in a private room", err, community.NotFound)
}

func TestBiographyComesFirst(t *testing.T) {
	t.Parallel()
	h := build(t)
	in := community.ProfileInput{Name: "Sample iain", Post: "Headteacher", School: "Sample School of iain, High Street", Nation: "SCT"}
	h.must(h.UpdateProfile(h.ctx, h.head, in))
	_, err := h.StartThread(h.ctx, h.head, community.PostInput{Community: h.closed, Title: "Mine", Body: "Words"})
	field(t, "without a biography", err, "body", "error.biography_required")
	home, err := h.Home(h.ctx, h.head)
	if err != nil || !home.Facts.NeedsBiography || !home.Facts.Verified {
		t.Errorf("home %+v, %v", home.Facts, err)
	}
	in.Biography = biography
	h.must(h.UpdateProfile(h.ctx, h.head, in))
	r := h.post(h.head, h.closed, "Mine", "Words")
	in.Name = "Changed Name"
	h.must(h.UpdateProfile(h.ctx, h.head, in))
	pv, err := h.Post(h.ctx, h.mod, r.Post)
	if err != nil || pv.Byline.Name != "Sample iain" || pv.Byline.School != "Sample School of iain, High Street" || pv.Author.Name != "Sample iain" {
		t.Errorf("the byline was rewritten: %+v, %v", pv.Byline, err)
	}
}

func TestSameKeyPostsOnce(t *testing.T) {
	t.Parallel()
	h := build(t)
	in := community.PostInput{Community: h.closed, Title: "Once", Body: "Words", IdempotencyKey: "k1"}
	first, err := h.StartThread(h.ctx, h.head, in)
	h.must(err)
	second, err := h.StartThread(h.ctx, h.head, in)
	if err != nil || !second.Again || second.Post != first.Post || second.Thread != first.Thread {
		t.Errorf("second %+v, %v; first %+v", second, err, first)
	}
	other, err := h.StartThread(h.ctx, h.mod, in)
	if err != nil || other.Again || other.Post == first.Post {
		t.Errorf("another account's key: %+v, %v", other, err)
	}
	reply := community.PostInput{Thread: first.Thread, Body: "Words", IdempotencyKey: "k2"}
	done := make(chan community.PostResult, 4)
	for range 4 {
		go func() {
			r, err := h.Reply(h.ctx, h.head, reply)
			if err != nil {
				t.Error(err)
			}
			done <- r
		}()
	}
	posts := map[int64]bool{}
	for range 4 {
		posts[(<-done).Post] = true
	}
	if len(posts) != 1 {
		t.Errorf("one key made %d posts", len(posts))
	}
}

func TestRefusedTextIsKept(t *testing.T) {
	t.Parallel()
	h := build(t)
	r := h.post(h.head, h.closed, "Title", "Body")
	kind(t, "a member locks", h.LockThread(h.ctx, h.helper, r.Thread, true), community.Forbidden)
	h.must(h.LockThread(h.ctx, h.mod, r.Thread, true))
	_, err := h.Reply(h.ctx, h.head, community.PostInput{Thread: r.Thread, Parent: r.Post, Body: "Too late"})
	kind(t, "locked", err, community.Forbidden)
	d, err := h.DraftAt(h.ctx, h.head, "thread:"+strconv.FormatInt(r.Thread, 10))
	if err != nil || d.Body != "Too late" || d.Reason != policy.ReasonLocked || d.Parent != r.Post {
		t.Errorf("draft %+v, %v", d, err)
	}
	h.must(h.LockThread(h.ctx, h.mod, r.Thread, false))
	_, err = h.Reply(h.ctx, h.head, community.PostInput{Thread: r.Thread, Body: "In time", Form: "shown with the draft", Seen: h.clock.Now()})
	h.must(err)
	if d, err := h.DraftAt(h.ctx, h.head, "thread:"+strconv.FormatInt(r.Thread, 10)); err != nil || d.ID != 0 {
		t.Errorf("the draft stays: %+v, %v", d, err)
	}
	h.must(h.RemoveMember(h.ctx, h.mod, h.closed, h.membership(h.head, h.closed).ID, "not active"))
	_, err = h.Reply(h.ctx, h.head, community.PostInput{Thread: r.Thread, Body: "Still here"})
	if err == nil {
		t.Fatal("who was removed replies")
	}
	all, err := h.Drafts(h.ctx, h.head)
	if err != nil || len(all) != 1 || all[0].Body != "Still here" || all[0].Reason != policy.ReasonRemoved {
		t.Errorf("drafts %+v, %v", all, err)
	}
	kind(t, "another's draft", h.DeleteDraft(h.ctx, h.mod, all[0].ID), community.NotFound)
	h.must(h.DeleteDraft(h.ctx, h.head, all[0].ID))
}

func TestEditAndHistory(t *testing.T) {
	t.Parallel()
	h := build(t)
	r := h.post(h.head, h.closed, "First title", "First words")
	_, err := h.EditPost(h.ctx, h.mod, community.PostInput{Post: r.Post, Title: "x", Body: "y"})
	kind(t, "a moderator edits", err, community.Forbidden)
	h.clock.add(time.Minute)
	_, err = h.EditPost(h.ctx, h.head, community.PostInput{Post: r.Post, Title: "Second title", Body: "Second words"})
	h.must(err)
	pv, revisions, err := h.History(h.ctx, h.helper, r.Post)
	if err != nil || pv.Title != "Second title" || pv.Revision != 1 || len(revisions) != 1 || revisions[0].HTML != "<p>First words</p>" || revisions[0].Source != "" {
		t.Errorf("history %+v %+v %v", pv.Post, revisions, err)
	}
	if lines, _, err := h.Threads(h.ctx, h.helper, h.closed, community.Page{}); err != nil || lines[0].Title != "Second title" {
		t.Errorf("lines %+v, %v", lines, err)
	}
	_, _, err = h.History(h.ctx, h.outsider, r.Post)
	if err == nil {
		t.Error("an outsider reads the history")
	}
}

func TestDeletedTextIsNowhere(t *testing.T) {
	t.Parallel()
	h := build(t)
	a, err := h.UploadImage(h.ctx, h.head, community.ImageInput{Digest: "d1", MediaType: "image/png", Data: []byte("png"), Width: 1, Height: 1, Alt: "A ferry"})
	h.must(err)
	_, _, err = h.File(h.ctx, h.mod, a.ID)
	kind(t, "another's upload", err, community.NotFound)
	r, err := h.StartThread(h.ctx, h.head, community.PostInput{Community: h.closed, Title: "Secret title", Body: "Secret words", Pictures: []community.PictureInput{{ID: a.ID}}})
	h.must(err)
	if _, data, err := h.File(h.ctx, h.mod, a.ID); err != nil || string(data) != "png" {
		t.Errorf("file %q, %v", data, err)
	}
	_, _, err = h.File(h.ctx, h.outsider, a.ID)
	kind(t, "an outsider's file", err, community.NotFound)
	_, err = h.EditPost(h.ctx, h.head, community.PostInput{Post: r.Post, Title: "Secret again", Body: "Secret twice"})
	h.must(err)
	kind(t, "another deletes", h.DeletePost(h.ctx, h.helper, r.Post), community.Forbidden)
	kind(t, "a member removes", h.RemovePost(h.ctx, h.helper, r.Post, "because"), community.Forbidden)
	field(t, "no reason", h.RemovePost(h.ctx, h.mod, r.Post, ""), "reason", "error.required")
	h.must(h.RemovePost(h.ctx, h.mod, r.Post, "names a pupil"))
	h.reply(h.mod, h.post(h.mod, h.closed, "Other", "Words").Thread, "More")
	pv, err := h.Post(h.ctx, h.helper, r.Post)
	if err != nil || pv.State != community.PostDeleted || pv.HTML != "" || pv.Title != "" || pv.Reason != "names a pupil" || pv.RemovedBy == "" {
		t.Errorf("tombstone %+v, %v", pv.Post, err)
	}
	if _, revisions, err := h.History(h.ctx, h.head, r.Post); err == nil && len(revisions) > 0 {
		t.Errorf("revisions %+v", revisions)
	}
	if _, _, err := h.File(h.ctx, h.head, a.ID); err == nil {
		t.Error("the file is still served")
	}
	if len(h.files.data) != 0 {
		t.Error("the bytes are still there")
	}
	if lines, _, err := h.Threads(h.ctx, h.helper, h.closed, community.Page{}); err != nil || len(lines) != 1 || lines[0].Title != "Other" {
		t.Errorf("lines %+v, %v", lines, err)
	}
}

func TestReactions(t *testing.T) {
	t.Parallel()
	h := build(t)
	r := h.post(h.head, h.closed, "Title", "Body")
	field(t, "no such kind", h.React(h.ctx, h.mod, r.Post, "dislike", true), "kind", "error.choice")
	kind(t, "an outsider", h.React(h.ctx, h.outsider, r.Post, "thanks", true), community.Forbidden)
	for range 2 {
		h.must(h.React(h.ctx, h.mod, r.Post, "thanks", true))
	}
	h.must(h.React(h.ctx, h.helper, r.Post, "thanks", true))
	pv, err := h.Post(h.ctx, h.mod, r.Post)
	if d := cmp.Diff([]community.ReactionCount{{Kind: "thanks", Count: 2, Mine: true}}, pv.Reactions); err != nil || d != "" {
		t.Errorf("%s %v", d, err)
	}
	for range 2 {
		h.must(h.React(h.ctx, h.mod, r.Post, "thanks", false))
	}
	pv, err = h.Post(h.ctx, h.mod, r.Post)
	if d := cmp.Diff([]community.ReactionCount{{Kind: "thanks", Count: 1}}, pv.Reactions); err != nil || d != "" {
		t.Errorf("%s %v", d, err)
	}
}

func TestUnconfirmedIsForItsAuthor(t *testing.T) {
	t.Parallel()
	h := build(t)
	second := h.member("ailsa", policy.Head)
	h.must(h.Join(h.ctx, second, h.remote, "to learn", nil))
	m := h.membership(second, h.remote)
	h.update(func(tx community.Tx) error {
		m.State, m.Role, m.Version, m.IRI = policy.Active, policy.Member, 1, "https://wales.example/g/7/m/2"
		m.Stamp, m.StartAt, m.StampEnd = []byte("stamp"), h.clock.Now(), h.clock.Now().Add(24*time.Hour)
		return tx.UpdateMembership(m)
	})
	r := h.post(h.head, h.remote, "Bore da", "Not confirmed")
	h.clock.add(2 * time.Minute)
	tv, err := h.Thread(h.ctx, h.head, r.Thread, community.Page{})
	if err != nil || len(tv.Posts) != 1 || tv.Posts[0].State != community.PostSent || !tv.Posts[0].Late {
		t.Errorf("for the author: %+v, %v", tv.Posts, err)
	}
	_, err = h.Thread(h.ctx, second, r.Thread, community.Page{})
	kind(t, "for another", err, community.NotFound)
	_, err = h.Post(h.ctx, second, r.Post)
	kind(t, "the post for another", err, community.NotFound)
	if lines, _, err := h.Threads(h.ctx, second, h.remote, community.Page{}); err != nil || len(lines) != 0 {
		t.Errorf("listed for another: %+v, %v", lines, err)
	}
	events, _, err := h.EventsSince(h.ctx, second, 0, community.EventFilter{Community: h.remote}, 0)
	h.must(err)
	for _, e := range events {
		if e.ObjectID == r.Post {
			t.Errorf("another is told: %+v", e)
		}
	}
	h.clock.add(24 * time.Hour) // the stamp lapses
	_, err = h.StartThread(h.ctx, h.head, community.PostInput{Community: h.remote, Title: "Later", Body: "Words"})
	if err == nil {
		t.Error("writes without a current stamp")
	}
}

func TestEveryListedThreadMayBeRead(t *testing.T) {
	t.Parallel()
	h := build(t)
	for _, c := range []int64{h.open, h.closed, h.private, h.remote} {
		r := h.post(h.head, c, "Title", "Words for @morag")
		if c != h.remote {
			h.reply(h.mod, r.Thread, "Answer")
		}
	}
	for name, v := range h.everybody() {
		for _, c := range []int64{h.open, h.closed, h.private, h.remote} {
			f, _, err := h.FactsIn(h.ctx, v, c)
			h.must(err)
			may := policy.Decide(policy.ViewThread, f).OK()
			if _, _, err := h.Threads(h.ctx, v, c, community.Page{}); (err == nil) != may {
				t.Errorf("%s in %d: %v, policy says %v", name, c, err, may)
			}
		}
		home, err := h.Home(h.ctx, v)
		if err != nil {
			continue
		}
		for _, l := range slices.Concat(home.Unread, home.Recent) {
			if _, err := h.Thread(h.ctx, v, l.ID, community.Page{}); err != nil {
				t.Errorf("%s: home shows thread %d: %v", name, l.ID, err)
			}
		}
		for _, p := range home.Replies {
			if _, err := h.Post(h.ctx, v, p.Post.ID); err != nil {
				t.Errorf("%s: home shows post %d: %v", name, p.Post.ID, err)
			}
		}
		events, _, err := h.EventsSince(h.ctx, v, 0, community.EventFilter{}, 0)
		h.must(err)
		for _, e := range events {
			if e.Kind != community.EventPosted {
				continue
			}
			if _, err := h.Post(h.ctx, v, e.ObjectID); err != nil {
				t.Errorf("%s: told of post %d: %v", name, e.ObjectID, err)
			}
		}
	}
}

func TestHome(t *testing.T) {
	t.Parallel()
	h := build(t)
	r := h.post(h.mod, h.closed, "Title", "Words")
	a := h.reply(h.head, r.Thread, "For @morag")
	h.must(h.Join(h.ctx, h.outsider, h.closed, "please", nil))
	home, err := h.Home(h.ctx, h.mod)
	h.must(err)
	if len(home.Unread) != 1 || home.Unread[0].FirstID != a.Post || len(home.Replies) != 1 || home.Replies[0].Post.ID != a.Post ||
		len(home.Requests) != 1 || home.Requests[0].Person.ID != h.outsider.Person || len(home.Communities) != 3 {
		t.Errorf("home %+v", home)
	}
	h.must(h.MarkRead(h.ctx, h.mod, r.Thread, a.Post))
	home, err = h.Home(h.ctx, h.mod)
	if err != nil || len(home.Unread) != 0 || len(home.Recent) != 1 {
		t.Errorf("after reading: %+v, %v", home, err)
	}
}
