package community_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
)

// TestPreview: what is previewed is what is posted, for who may post it.
func TestPreview(t *testing.T) {
	t.Parallel()
	h := build(t)
	const body = "Thanks @morag, @eira@wales.example and @nobody: see [this](https://a.example/x)."
	in := community.PostInput{Community: h.closed, Title: " A  title ", Body: body}
	p, err := h.Preview(h.ctx, h.head, in)
	h.must(err)
	var called []string
	for _, c := range p.Called {
		called = append(called, c.Name)
	}
	if !slices.Equal(called, []string{"Sample morag", "Sample Eira"}) || !slices.Equal(p.Nobody, []string{"nobody"}) || p.Title != "A title" {
		t.Errorf("preview %+v, called %v", p, called)
	}
	r, err := h.StartThread(h.ctx, h.head, in)
	h.must(err)
	pv, err := h.Post(h.ctx, h.head, r.Post)
	h.must(err)
	if pv.HTML != p.HTML || !strings.Contains(p.HTML, "(a.example)") {
		t.Errorf("previewed %s, posted %s", p.HTML, pv.HTML)
	}
	for name, in := range map[string]community.PostInput{
		"a thread": {Community: h.closed, Title: "x", Body: "x"},
		"a reply":  {Thread: r.Thread, Body: "x"},
		"an edit":  {Post: r.Post, Title: "x", Body: "x"},
	} {
		if _, err := h.Preview(h.ctx, h.head, in); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		_, err := h.Preview(h.ctx, h.outsider, in)
		kind(t, "an outsider, "+name, err, community.Forbidden) // as when posting
	}
	_, err = h.Preview(h.ctx, h.head, community.PostInput{Community: h.closed, Title: "x"})
	field(t, "nothing written", err, "body", "error.required")
	_, err = h.Preview(h.ctx, h.helper, community.PostInput{Post: r.Post, Body: "x"})
	kind(t, "another's post", err, community.Forbidden)
}

func TestQuote(t *testing.T) {
	t.Parallel()
	h := build(t)
	r := h.post(h.head, h.closed, "Title", "> earlier\n\nOne *word*, @morag.\n\n- two")
	q, err := h.Quote(h.ctx, h.helper, r.Post)
	h.must(err)
	if want := "> **Sample iain:**\n>\n> One word, \\@morag.\n>\n> - two\n"; q.Text != want || q.Thread != r.Thread {
		t.Errorf("quote %q of %d, want %q", q.Text, q.Thread, want)
	}
	_, err = h.Quote(h.ctx, h.outsider, r.Post)
	kind(t, "an outsider", err, community.NotFound)
	h.must(h.DeletePost(h.ctx, h.head, r.Post))
	_, err = h.Quote(h.ctx, h.helper, r.Post)
	kind(t, "one that is gone", err, community.NotFound)
}

// roster answers for the host of a peer's community.
type roster []community.RosterEntry

func (r roster) Room(context.Context, community.Community, community.Person) ([]community.RosterEntry, []community.Server, error) {
	return r, nil, nil
}

// TestMentionMatches: who is offered is in the room, and what is inserted is
// what the posting finds; who may not write there is offered nobody.
func TestMentionMatches(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.Roster = roster{{IRI: "https://wales.example/u/3", Name: "Sample Eira", School: "Ysgol Môr"}, {IRI: "https://wales.example/u/99", Username: "unknown", Name: "Sample Unknown"},
		{IRI: "https://wales.example/u/5", Username: "olwen", Name: "Sample Olwen"}}
	h.update(func(tx community.Tx) error { // who has only written so far
		return tx.InsertPerson(community.Person{ID: tx.NextID(), IRI: "https://wales.example/u/5", Host: h.peer, CreatedAt: h.clock.Now()})
	})
	for _, tt := range []struct {
		community int64
		typed     string
		want      []string
	}{
		{h.closed, "", []string{"eira@wales.example", "fiona", "morag"}},
		{h.closed, "MÒR", []string{"morag"}},
		{h.closed, "sample fi", []string{"fiona"}},
		{h.closed, "eir", []string{"eira@wales.example"}},
		{h.closed, "ross", nil},
		{h.closed, "%", nil},
		{h.private, "", []string{"morag"}},
		{h.remote, "", []string{"eira@wales.example", "olwen@wales.example"}},
		{h.remote, "olw", []string{"olwen@wales.example"}},
		{h.remote, "mor", []string{"eira@wales.example"}},
		{h.remote, "unknown", nil},
	} {
		found, err := h.MentionMatches(h.ctx, h.head, tt.community, tt.typed)
		h.must(err)
		var got []string
		for _, m := range found {
			got = append(got, m.Name)
			p, err := h.Preview(h.ctx, h.head, community.PostInput{Community: tt.community, Body: "Hello @" + m.Name + "."})
			h.must(err)
			if len(p.Called) != 1 || p.Called[0].ID != m.Person.ID {
				t.Errorf("@%s calls %+v and not %d", m.Name, p.Called, m.Person.ID)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q in %d: %v, want %v", tt.typed, tt.community, got, tt.want)
		}
	}
	for name, v := range map[string]community.Viewer{"an outsider": h.outsider, "nobody": {}, "the operator": h.operator, "an applicant": h.applicant} {
		found, err := h.MentionMatches(h.ctx, v, h.closed, "")
		kind(t, name, err, community.NotFound)
		if len(found) > 0 {
			t.Errorf("%s is offered %v", name, found)
		}
	}
	h.must(h.RemoveMember(h.ctx, h.mod, h.closed, h.membership(h.helper, h.closed).ID, "left the school"))
	if found, err := h.MentionMatches(h.ctx, h.head, h.closed, "fiona"); err != nil || len(found) > 0 {
		t.Errorf("who has left is offered: %v %v", found, err)
	}
}

// TestTwoForms: a form that knows an older draft does not replace what another
// has written since, and what was not posted stays.
func TestTwoForms(t *testing.T) {
	t.Parallel()
	h := build(t)
	place := "community:" + strconv.FormatInt(h.closed, 10)
	save := func(form, body string, seen time.Time) (community.Draft, error) {
		h.clock.add(time.Minute)
		return h.SaveDraft(h.ctx, h.head, community.DraftInput{Place: place, Form: form, Seen: seen, Title: "x", Body: body})
	}
	one, err := save("a", "one", time.Time{})
	h.must(err)
	two, err := save("b", "two", one.UpdatedAt)
	h.must(err)
	have, err := save("a", "one more", one.UpdatedAt)
	kind(t, "the older form", err, community.Conflict)
	if have.Body != "two" || !have.UpdatedAt.Equal(two.UpdatedAt) {
		t.Errorf("told of %+v", have)
	}
	_, err = save("a", "", one.UpdatedAt)
	kind(t, "the older form deletes", err, community.Conflict)
	_, err = save("b", "two again", time.Time{})
	h.must(err) // its own is never newer than itself
	_, err = h.StartThread(h.ctx, h.head, community.PostInput{Community: h.closed, Title: "x", Body: "one more", Form: "a", Seen: one.UpdatedAt})
	h.must(err)
	if d, err := h.DraftAt(h.ctx, h.head, place); err != nil || d.Body != "two again" {
		t.Errorf("after the other was posted: %+v %v", d, err)
	}
	h.must(h.RemoveMember(h.ctx, h.mod, h.closed, h.membership(h.head, h.closed).ID, "left the school"))
	_, err = h.StartThread(h.ctx, h.head, community.PostInput{Community: h.closed, Title: "x", Body: "too late", Form: "c", Seen: one.UpdatedAt})
	if err == nil {
		t.Fatal("who was removed posts")
	}
	if d, err := h.DraftAt(h.ctx, h.head, place); err != nil || d.Body != "too late\n\n---\n\ntwo again" || d.Reason != policy.ReasonRemoved {
		t.Errorf("what came back: %+v %v", d, err)
	}
}

// TestPictureFirst: a picture is kept before its words are there, and is not
// posted without them; nobody else can post it, and it goes when nobody does.
func TestPictureFirst(t *testing.T) {
	t.Parallel()
	h := build(t)
	a, err := h.UploadImage(h.ctx, h.head, community.ImageInput{Digest: "d1", MediaType: "image/png", Data: []byte("png"), Width: 1, Height: 1})
	h.must(err)
	if got, err := h.Upload(h.ctx, h.head, a.ID); err != nil || got.ID != a.ID {
		t.Errorf("own upload: %+v %v", got, err)
	}
	_, err = h.Upload(h.ctx, h.helper, a.ID)
	kind(t, "another's upload", err, community.NotFound)
	in := community.PostInput{Community: h.closed, Title: "x", Body: "x", Pictures: []community.PictureInput{{ID: a.ID}}}
	_, err = h.StartThread(h.ctx, h.head, in)
	field(t, "without words", err, community.PictureField(a.ID), "error.alt_required")
	in.Pictures[0].Alt = "A ferry"
	_, err = h.StartThread(h.ctx, h.helper, in)
	field(t, "another's picture", err, "image", "error.image_gone")
	r, err := h.StartThread(h.ctx, h.head, in)
	h.must(err)
	if pv, err := h.Post(h.ctx, h.helper, r.Post); err != nil || len(pv.Attachments) != 1 || pv.Attachments[0].Alt != "A ferry" {
		t.Errorf("posted %+v %v", pv.Attachments, err)
	}
	late, err := h.UploadImage(h.ctx, h.head, community.ImageInput{Digest: "d2", MediaType: "image/png", Data: []byte("png"), Width: 1, Height: 1})
	h.must(err)
	h.must(h.DropUnposted(h.ctx))
	_, err = h.Upload(h.ctx, h.head, late.ID)
	h.must(err)
	h.clock.add(8 * 24 * time.Hour)
	h.must(h.DropUnposted(h.ctx))
	_, err = h.Upload(h.ctx, h.head, late.ID)
	kind(t, "after a week", err, community.NotFound)
	if _, err := h.files.Get(h.ctx, "d2"); err == nil {
		t.Error("the bytes stay")
	}
	if _, err := h.files.Get(h.ctx, "d1"); err != nil {
		t.Error("the bytes of a post have gone")
	}
}
