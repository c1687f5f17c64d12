package clustertest

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/sign"
)

// picture is a small image whose colour makes it another one.
func picture(t testing.TB, shade uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 8, 8))
	img.Set(1, 1, color.Gray{Y: shade})
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// shows has a member start a thread with a picture, and settles.
func (s *story) shows(m *Member, body string, data []byte) (iri, digest string) {
	s.T.Helper()
	digest = sign.HashBytes(data)
	a, err := m.Node.Service.UploadImage(s.T.Context(), m.Viewer, community.ImageInput{Digest: digest, MediaType: "image/png", Data: data,
		Width: 8, Height: 8, Alt: "A sample square"})
	if err != nil {
		s.T.Fatal(err)
	}
	c, _ := m.Node.Here(s.room.IRI)
	out, err := m.Node.Service.StartThread(s.T.Context(), m.Viewer, community.PostInput{Community: c.ID, Title: "With a picture", Body: body,
		Language: "en", Pictures: []community.PictureInput{{ID: a.ID}}})
	if err != nil {
		s.T.Fatal(err)
	}
	m.Node.View(func(tx community.Tx) error {
		p, err := tx.Post(out.Post)
		iri = p.IRI
		return err
	})
	return iri, digest
}

// has reports whether an instance keeps the bytes of a file.
func (n *Node) has(digest string) bool {
	n.cluster.T.Helper()
	data, err := n.Service.Files.Get(n.cluster.T.Context(), digest)
	return err == nil && sign.HashBytes(data) == digest
}

// looks gives what a member's own instance serves of a post's picture.
func (s *story) looks(m *Member, iri string) []byte {
	s.T.Helper()
	p := s.post(m.Node, iri)
	if len(p.Attachments) != 1 {
		return nil
	}
	_, data, err := m.Node.Service.File(s.T.Context(), m.Viewer, p.Attachments[0].ID)
	if err != nil {
		return nil
	}
	return data
}

// TestAPictureReachesEveryMember posts a picture from another instance: it is
// fetched by digest, from home to host and from host to homes, and goes with its
// post, after which every server says that it is gone.
func TestAPictureReachesEveryMember(t *testing.T) {
	t.Parallel()
	s := joined(t)
	data := picture(t, 9)
	post, digest := s.shows(s.welsh, "Our hall", data)
	s.Settle()
	for _, m := range []*Member{s.moderator, s.english, s.welsh} {
		if !bytes.Equal(s.looks(m, post), data) {
			t.Errorf("%s does not see the picture", m.Node.Name)
		}
	}
	page := s.english.Get("/threads/" + itoa(s.post(s.english.Node, post).ThreadID)).OK()
	if !strings.Contains(page.Body, `src="/files/`) {
		t.Error("the page does not show it")
	}
	s.filesAreClosed(post, digest)
	s.deletes(s.welsh, post)
	for _, n := range s.Nodes {
		if n.has(digest) {
			t.Errorf("%s keeps the bytes of what was deleted", n.Name)
		}
		s.quiet(n)
	}
	if n := s.receipts(post); n != 2 {
		t.Errorf("%d receipts of 2", n)
	}
}

// filesAreClosed asks for a picture in every way that has no right to it.
func (s *story) filesAreClosed(post, digest string) {
	t := s.T
	t.Helper()
	wales, scotland, england := s.Node("wales"), s.Node("scotland"), s.Node("england")
	tail := "/files/" + strings.TrimPrefix(digest, "sha-256:")
	outsider := england.Head("Nora Example")
	nothing := england.Ask(outsider.Person.IRI, wales.Identity.URL+"/o/1"+tail)
	for name, got := range map[string]Answer{
		"a reader at the author's home": england.Ask(s.english.Person.IRI, post+tail),
		"an issuer at the author's":     england.Ask(england.Identity.Issuer(), post+tail),
		"the author's own host issuer":  scotland.Ask(scotland.Identity.Issuer(), post+tail),
		"no member, at the host":        england.Ask(outsider.Person.IRI, s.room.IRI+tail),
		"an issuer at the host":         england.Ask(england.Identity.Issuer(), s.room.IRI+tail),
		"another digest":                scotland.Ask(s.room.IRI, post+"/files/"+strings.Repeat("0", 64)),
	} {
		if got.Status != http.StatusNotFound || !bytes.Equal(got.Body, nothing.Body) {
			t.Errorf("%s: %d %.40s", name, got.Status, got.Body)
		}
	}
	if got := scotland.Ask(s.room.IRI, post+tail); got.Status != http.StatusOK || sign.HashBytes(got.Body) != digest {
		t.Errorf("the group itself: %d", got.Status)
	}
	if got := england.Ask(s.english.Person.IRI, s.room.IRI+tail); got.Status != http.StatusOK || sign.HashBytes(got.Body) != digest {
		t.Errorf("a member at the host: %d", got.Status)
	}
}

// TestAnotherPictureThanWasSaidIsRefused serves other bytes than the author's home
// announced: nobody is shown the post, and its author has the text back.
func TestAnotherPictureThanWasSaidIsRefused(t *testing.T) {
	t.Parallel()
	s := joined(t)
	data := picture(t, 9)
	for _, served := range []struct {
		name string
		data []byte
	}{
		{"text", []byte(strings.Repeat("x", len(data)))},
		{"other bytes", picture(t, 7)},
		{"more", append(picture(t, 9), 0)},
	} {
		name, other := served.name, served.data
		s.Cut("wales", "scotland")
		post, digest := s.shows(s.welsh, "With "+name, data)
		s.Settle()
		s.Node("wales").Serve(strings.TrimPrefix(post, s.Node("wales").Identity.URL)+"/files/"+strings.TrimPrefix(digest, "sha-256:"), other)
		s.Heal("wales", "scotland")
		s.later(time.Hour)
		if p := s.post(s.welsh.Node, post); p.State != community.PostRefused || p.Reason != "file-refused" {
			t.Errorf("%s: %s, %q", name, p.State, p.Reason)
		}
		for _, n := range []string{"scotland", "england"} {
			if p := s.post(s.Node(n), post); p.ID != 0 || s.Node(n).has(digest) {
				t.Errorf("%s: %s has it", name, n)
			}
		}
	}
	s.drafted(s.welsh, "With text", "With other bytes", "With more")
}

// TestAPictureWaitsForTheNetwork cuts the way to the picture: the post waits, and
// comes with it.
func TestAPictureWaitsForTheNetwork(t *testing.T) {
	t.Parallel()
	s := joined(t)
	data := picture(t, 3)
	s.Cut("scotland", "wales")
	post, _ := s.shows(s.welsh, "Comes later", data)
	s.Settle()
	if p := s.post(s.english.Node, post); p.ID != 0 {
		t.Fatal("announced before its picture was fetched")
	}
	s.Heal("scotland", "wales")
	s.Cut("england", "scotland")
	s.later(time.Hour)
	if s.looks(s.english, post) != nil || !s.reads(s.english, post) {
		t.Error("England reads the post, and has not the picture yet")
	}
	s.Heal("england", "scotland")
	s.later(2 * time.Hour)
	if !bytes.Equal(s.looks(s.english, post), data) {
		t.Error("England has not fetched the picture")
	}
}
