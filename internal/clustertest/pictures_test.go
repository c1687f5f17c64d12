package clustertest

import (
	"bytes"
	"testing"

	"headroom/community"
	"headroom/federation/sign"
)

// uploads gives a member's pictures, described by their shade.
func (s *story) uploads(m *Member, shades ...uint8) (list []community.PictureInput, data [][]byte) {
	s.T.Helper()
	for _, shade := range shades {
		one := picture(s.T, shade)
		a, err := m.Node.Service.UploadImage(s.T.Context(), m.Viewer, community.ImageInput{Digest: sign.HashBytes(one), MediaType: "image/png", Data: one,
			Width: 8, Height: 8, Alt: "Shade " + itoa(int64(shade)), Focus: &community.Focus{X: int(shade), Y: -int(shade)}})
		s.must(err)
		list, data = append(list, community.PictureInput{ID: a.ID}), append(data, one)
	}
	return list, data
}

// gallery fails unless a member sees exactly these pictures under a post, in this order,
// with what their author has said of each.
func (s *story) gallery(m *Member, iri string, want [][]byte, shades ...uint8) {
	s.T.Helper()
	p := s.post(m.Node, iri)
	if len(p.Attachments) != len(want) {
		s.T.Errorf("%s has %d pictures of %d", m.Node.Name, len(p.Attachments), len(want))
		return
	}
	for i, a := range p.Attachments {
		_, data, err := m.Node.Service.File(s.T.Context(), m.Viewer, a.ID)
		if err != nil || !bytes.Equal(data, want[i]) || a.Alt != "Shade "+itoa(int64(shades[i])) || a.FocusX != int(shades[i]) || a.FocusY != -a.FocusX {
			s.T.Errorf("%s, picture %d: %+v %v", m.Node.Name, i, a, err)
		}
	}
}

// TestSeveralPicturesAndTheirEdit posts four pictures from another instance, moves, adds and
// takes away some, and deletes the post: every server has the same, in the same order, and
// no bytes of what was taken away.
func TestSeveralPicturesAndTheirEdit(t *testing.T) {
	t.Parallel()
	s := joined(t)
	in, data := s.uploads(s.welsh, 1, 2, 3, 4)
	c, _ := s.welsh.Node.Here(s.room.IRI)
	out, err := s.welsh.Node.Service.StartThread(t.Context(), s.welsh.Viewer, community.PostInput{Community: c.ID, Title: "Halls", Body: "Four", Language: "en",
		Pictures: []community.PictureInput{in[1], in[0], in[2], in[3]}})
	s.must(err)
	s.Settle()
	var post string
	s.welsh.Node.View(func(tx community.Tx) error {
		p, err := tx.Post(out.Post)
		post = p.IRI
		return err
	})
	everybody := []*Member{s.moderator, s.english, s.welsh}
	for _, m := range everybody {
		s.gallery(m, post, [][]byte{data[1], data[0], data[2], data[3]}, 2, 1, 3, 4)
	}
	more, added := s.uploads(s.welsh, 5)
	_, err = s.welsh.Node.Service.EditPost(t.Context(), s.welsh.Viewer, community.PostInput{Post: out.Post, Title: "Halls", Body: "Three", Language: "en",
		Repicture: true, Pictures: []community.PictureInput{in[3], more[0], in[1]}})
	s.must(err)
	s.Settle()
	for _, m := range everybody {
		s.gallery(m, post, [][]byte{data[3], added[0], data[1]}, 4, 5, 2)
		for _, gone := range [][]byte{data[0], data[2]} {
			if m.Node.has(sign.HashBytes(gone)) {
				t.Errorf("%s keeps what was taken away", m.Node.Name)
			}
		}
	}
	s.deletes(s.welsh, post)
	s.Settle()
	for _, m := range everybody {
		if m.Node.has(sign.HashBytes(added[0])) {
			t.Errorf("%s keeps the bytes of what was deleted", m.Node.Name)
		}
	}
	if n := s.receipts(post); n != 2 {
		t.Errorf("%d receipts of 2", n)
	}
}
