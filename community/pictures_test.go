package community_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// uploads gives a picture for each name, which is its digest and what stands for it.
func (h *house) uploads(v community.Viewer, names ...string) (list []community.PictureInput) {
	h.t.Helper()
	for _, name := range names {
		a, err := h.UploadImage(h.ctx, v, community.ImageInput{Digest: name, MediaType: "image/png", Data: []byte(name), Width: 1, Height: 1, Alt: name})
		h.must(err)
		list = append(list, community.PictureInput{ID: a.ID})
	}
	return list
}

// pictures gives what stands for the pictures of a post, as somebody is shown it.
func (h *house) pictures(v community.Viewer, post int64) string {
	h.t.Helper()
	p, err := h.Post(h.ctx, v, post)
	h.must(err)
	var names []string
	for _, a := range p.Attachments {
		names = append(names, a.Alt)
	}
	return strings.Join(names, " ")
}

// TestPicturesOfAPost: at most four, in their order, and an edit moves, describes, adds
// and takes away; what is taken away is nowhere.
func TestPicturesOfAPost(t *testing.T) {
	t.Parallel()
	h := build(t)
	all := h.uploads(h.head, "a", "b", "c", "d", "e")
	in := community.PostInput{Community: h.closed, Title: "x", Body: "x", Pictures: all}
	_, err := h.StartThread(h.ctx, h.head, in)
	field(t, "five", err, "image", "error.picture_many")
	in.Pictures = []community.PictureInput{all[0], all[0]}
	_, err = h.StartThread(h.ctx, h.head, in)
	field(t, "one of them twice", err, "image", "error.image_gone")
	in.Pictures = []community.PictureInput{all[3], all[0], all[1], all[2]}
	r, err := h.StartThread(h.ctx, h.head, in)
	h.must(err)
	if got := h.pictures(h.mod, r.Post); got != "d a b c" {
		t.Errorf("posted: %s", got)
	}
	edit := community.PostInput{Post: r.Post, Title: "x", Body: "x", Repicture: true,
		Pictures: []community.PictureInput{all[4], {ID: all[3].ID, Alt: "dd", Focus: &community.Focus{X: -500, Y: 250}}}}
	_, err = h.EditPost(h.ctx, h.helper, edit)
	kind(t, "another's post", err, community.Forbidden)
	_, err = h.EditPost(h.ctx, h.head, edit)
	h.must(err)
	if got := h.pictures(h.mod, r.Post); got != "e dd" {
		t.Errorf("edited: %s", got)
	}
	p, err := h.Post(h.ctx, h.mod, r.Post)
	h.must(err)
	if a := p.Attachments[1]; a.FocusX != -500 || a.FocusY != 250 || p.EditedAt.IsZero() {
		t.Errorf("focus and edit: %+v %v", a, p.EditedAt)
	}
	_, _, err = h.File(h.ctx, h.head, all[0].ID)
	kind(t, "taken away", err, community.NotFound)
	_, err = h.EditPost(h.ctx, h.head, community.PostInput{Post: r.Post, Title: "y", Body: "x"})
	h.must(err)
	if got := h.pictures(h.mod, r.Post); got != "e dd" {
		t.Errorf("an edit of words alone: %s", got)
	}
	other, err := h.StartThread(h.ctx, h.head, community.PostInput{Community: h.closed, Title: "z", Body: "z"})
	h.must(err)
	edit.Post, edit.Pictures = other.Post, []community.PictureInput{all[3]}
	_, err = h.EditPost(h.ctx, h.head, edit)
	field(t, "of another post", err, "image", "error.image_gone")
}

// TestPicturesWait: with what is posted later, however long, and with a draft.
func TestPicturesWait(t *testing.T) {
	t.Parallel()
	h := build(t)
	in := community.PostInput{Community: h.closed, Title: "Later", Body: "x", Pictures: h.uploads(h.head, "a", "b")}
	p := h.later(h.head, in, 30*24*time.Hour)
	lost := h.uploads(h.head, "lost")
	h.clock.add(10 * 24 * time.Hour)
	h.must(h.DropUnposted(h.ctx))
	_, err := h.Upload(h.ctx, h.head, lost[0].ID)
	kind(t, "of no post", err, community.NotFound)
	if s, err := h.ScheduledPost(h.ctx, h.head, p.ID); err != nil || len(s.Pictures) != 2 || s.Pictures[0].Alt != "a" {
		t.Fatalf("waits: %+v %v", s.Pictures, err)
	}
	h.must(h.CancelScheduled(h.ctx, h.head, p.ID))
	d, err := h.DraftAt(h.ctx, h.head, "community:"+strconv.FormatInt(h.closed, 10))
	h.must(err)
	kept, err := h.DraftPictures(h.ctx, h.head, d.ID)
	h.must(err)
	if len(kept) != 2 || kept[1].Alt != "b" {
		t.Fatalf("with the draft: %+v", kept)
	}
	if theirs, err := h.DraftPictures(h.ctx, h.mod, d.ID); err != nil || len(theirs) != 0 {
		t.Errorf("another's draft: %v %v", theirs, err)
	}
	h.later(h.head, in, time.Hour)
	h.clock.add(time.Hour)
	h.must(h.SendScheduled(h.ctx))
	lines, _, err := h.Threads(h.ctx, h.mod, h.closed, community.Page{})
	h.must(err)
	if got := h.pictures(h.mod, lines[0].Thread.RootID); got != "a b" {
		t.Errorf("sent: %s", got)
	}
	// A refused one is a draft with its pictures.
	in.Pictures = h.uploads(h.helper, "c")
	h.must(h.LockThread(h.ctx, h.mod, lines[0].Thread.ID, true))
	in.Community, in.Thread = 0, lines[0].Thread.ID
	_, err = h.Reply(h.ctx, h.helper, in)
	if community.ReasonOf(err) != policy.ReasonLocked {
		t.Fatalf("refused: %v", err)
	}
	d, err = h.DraftAt(h.ctx, h.helper, "thread:"+strconv.FormatInt(in.Thread, 10))
	h.must(err)
	if kept, err := h.DraftPictures(h.ctx, h.helper, d.ID); err != nil || len(kept) != 1 {
		t.Errorf("refused: %+v %v", kept, err)
	}
}

// TestPicturesOfAStranger: what a peer's member attaches is fetched up to four; more, or the
// same again and again, is refused, and an edit does not fetch anew what is here.
func TestPicturesOfAStranger(t *testing.T) {
	t.Parallel()
	h := build(t)
	c, author := h.strangers()
	home := "https://" + h.peer
	in := func(n int, same bool) community.Contribution {
		note := &community.NoteInput{Kind: "Note", Title: "Sample", HTML: "<p>Sample</p>", Language: "en", Published: h.clock.Now()}
		for i := range n {
			digest := "sha-256:" + strconv.Itoa(i)
			if same {
				digest = "sha-256:same"
			}
			note.Attachments = append(note.Attachments, community.Attachment{Digest: digest, URL: home + "/f", MediaType: "image/png", Size: 1, Alt: digest})
		}
		return community.Contribution{Activity: home + "/a/" + strconv.Itoa(n), Kind: "Create", Actor: author.IRI, Object: home + "/o/" + strconv.Itoa(n),
			Context: c.Threads + "0123456789abcdef0123456789abcdef", Digest: "sha-256:" + strconv.Itoa(n), Published: h.clock.Now(), Note: note}
	}
	for _, tc := range []struct {
		n    int
		same bool
		want string
	}{{4, false, ""}, {4, true, ""}, {5, false, policy.ReasonFileRefused}, {100, false, policy.ReasonFileRefused}, {100, true, policy.ReasonFileRefused}} {
		if reason, err := h.MayFetch(h.ctx, c.IRI, in(tc.n, tc.same)); err != nil || reason != tc.want {
			t.Errorf("%d, the same %v: %q %v", tc.n, tc.same, reason, err)
		}
	}
}
