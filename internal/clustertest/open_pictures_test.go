package clustertest

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"headroom/community"
	"headroom/federation/sign"
)

// TestPicturesForTheWorld: what hangs on a post that other software is shown is
// announced with it and can be fetched by anybody; of no other post, of nobody who has
// not agreed, and of none that has been deleted.
func TestPicturesForTheWorld(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	closed := s.moderator.Found(community.CommunityInput{Username: "closed-room"})
	data := picture(t, 7)
	digest := strings.TrimPrefix(sign.HashBytes(data), "sha-256:")
	shows := func(room int64) community.Post {
		t.Helper()
		a, err := s.host.Service.UploadImage(t.Context(), s.moderator.Viewer, community.ImageInput{Digest: "sha-256:" + digest, MediaType: "image/png", Data: data,
			Width: 8, Height: 8, Alt: "A sample square"})
		if err != nil {
			t.Fatal(err)
		}
		out, err := s.host.Service.StartThread(t.Context(), s.moderator.Viewer, community.PostInput{Community: room, Title: "With a picture", Body: "Our hall",
			Pictures: []community.PictureInput{{ID: a.ID}}})
		if err != nil {
			t.Fatal(err)
		}
		s.Settle()
		var p community.Post
		s.host.View(func(tx community.Tx) (err error) { p, err = tx.Post(out.Post); return err })
		return p
	}
	early := shows(s.room.ID)
	s.Clock.Advance(1e9)
	s.agree(s.moderator)
	s.Clock.Advance(1e9)
	s.followed()
	p, inside := shows(s.room.ID), shows(closed.ID)
	got := s.world.Letters()
	same(t, "a post with a picture", kinds(got), "Announce{Create}", "Announce(id)")
	url := p.IRI + "/files/" + digest
	want := `"attachment":[{"type":"Image","url":"` + url + `","mediaType":"image/png","name":"A sample square","width":8,"height":8}]`
	for _, l := range got {
		if _, whole := l.Object.(map[string]any); whole && (!strings.Contains(l.Raw, want) || strings.Contains(l.Raw, "hr:")) {
			t.Errorf("announced %s", l.Raw)
		}
	}
	s.world.reads(t, p.IRI, want)
	for name, ask := range map[string]func(string) ([]byte, int){"unsigned": s.world.Read, "signed": s.outsider.Ask} {
		if body, status := ask(url); status != http.StatusOK || !bytes.Equal(body, data) {
			t.Errorf("%s: %d, %d bytes", name, status, len(body))
		}
	}
	other := strings.Repeat("0", len(digest))
	for _, at := range []string{early.IRI + "/files/" + digest, inside.IRI + "/files/" + digest, p.IRI + "/files/" + other, s.host.Config.URL + "/o/7/files/" + digest} {
		s.unknown(t, at)
	}
	if err := s.host.Service.DeletePost(t.Context(), s.moderator.Viewer, p.ID); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	s.unknown(t, url)
	s.quiet(s.host)
}
