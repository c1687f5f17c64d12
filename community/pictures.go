package community

import (
	"cmp"
	"context"
	"slices"

	"headroom/community/policy"
)

// PicturesMost is how many pictures a post has at most.
const PicturesMost = 4

// PictureInput is one picture of a post that is written or edited, in the order in which
// they are shown: an upload of the writer's, or one that the post has already.
type PictureInput struct {
	ID    int64
	Alt   string // what stands for it; what stood for it before when empty
	Focus *Focus // nil for that of before
}

// Focus is the point of a picture that stays in sight where it is cropped, in thousandths
// from its middle: -1000 is left and bottom, 1000 right and top.
type Focus struct{ X, Y int }

// In reports whether the point is in the picture.
func (f Focus) In() bool { return f.X >= -1000 && f.X <= 1000 && f.Y >= -1000 && f.Y <= 1000 }

// set gives an attachment what was said of it.
func (p PictureInput) set(a *Attachment, place int, alt string) {
	a.Place, a.Alt = place, cmp.Or(alt, a.Alt)
	if p.Focus != nil && p.Focus.In() {
		a.FocusX, a.FocusY = p.Focus.X, p.Focus.Y
	}
}

// PictureField is the name under which a fault in what stands for a picture is reported.
func PictureField(id int64) string { return "alt-" + itoa(id) }

// checkPictures gives the pictures of a text as they are to be. An edit that names none
// has none to check.
func (s *Service) checkPictures(tx Tx, w writing, check *input) (out []Attachment, err error) {
	in := w.in.Pictures
	if w.post.ID != 0 && !w.in.Repicture {
		return nil, nil
	}
	if len(in) > PicturesMost {
		check.fault("image", "error.picture_many", map[string]any{"Max": PicturesMost})
		return nil, nil
	}
	for i, p := range in {
		a, err := tx.Attachment(p.ID)
		if skipMissing(err) != nil {
			return nil, err
		}
		alt := check.line(PictureField(p.ID), p.Alt, altMax, false)
		p.set(&a, i, alt)
		switch {
		case err != nil || a.OwnerID != w.author.ID || a.PostID != 0 && a.PostID != w.post.ID ||
			slices.ContainsFunc(out, func(b Attachment) bool { return a.ID == b.ID }):
			check.fault("image", "error.image_gone", nil)
		case a.PostID == 0 && !w.c.Local && !FileFits(a):
			check.fault("image", "error.image_large", nil)
		case a.Alt == "":
			check.fault(PictureField(p.ID), "error.alt_required", nil)
		}
		out = append(out, a)
	}
	return out, nil
}

// hang makes uploads the pictures of a post.
func hang(tx Tx, post int64, pictures []Attachment) error {
	for _, a := range pictures {
		a.PostID, a.KeptFor = post, 0
		if err := tx.UpdateAttachment(a); err != nil {
			return err
		}
	}
	return nil
}

// samePictures reports whether an edit leaves the pictures as they are.
func samePictures(have, want []Attachment) bool {
	return slices.EqualFunc(have, want, func(a, b Attachment) bool {
		return a.ID == b.ID && a.Alt == b.Alt && a.FocusX == b.FocusX && a.FocusY == b.FocusY
	})
}

// repicture gives a post the pictures that an edit leaves, and erases the others.
func (s *Service) repicture(tx Tx, p Post, pictures []Attachment) error {
	var gone []Attachment
	for _, a := range p.Attachments {
		if slices.ContainsFunc(pictures, func(b Attachment) bool { return a.ID == b.ID }) {
			continue
		}
		if err := tx.DeleteAttachment(a.ID); err != nil {
			return err
		}
		gone = append(gone, a)
	}
	if err := hang(tx, p.ID, pictures); err != nil {
		return err
	}
	return s.erase(tx, digestsOf(gone), nil)
}

// receivePictures gives a post the pictures that its author's edit names. What it has
// already is known by its digest, and not fetched again.
func (s *Service) receivePictures(tx Tx, c Community, post Post, files []Attachment) error {
	have := slices.Clone(post.Attachments)
	var added []Attachment
	for i, a := range files[:min(len(files), PicturesMost)] {
		a.Place = i
		at := slices.IndexFunc(have, func(b Attachment) bool { return a.Digest == b.Digest })
		if at < 0 {
			a.ID, a.PostID, a.OwnerID, a.CreatedAt = tx.NextID(), post.ID, post.AuthorID, s.now()
			if err := tx.InsertAttachment(a); err != nil {
				return err
			}
			added = append(added, a)
			continue
		}
		b := have[at]
		have = slices.Delete(have, at, at+1)
		b.Place, b.Alt, b.FocusX, b.FocusY = i, a.Alt, a.FocusX, a.FocusY
		if err := tx.UpdateAttachment(b); err != nil {
			return err
		}
	}
	for _, a := range have {
		if err := tx.DeleteAttachment(a.ID); err != nil {
			return err
		}
	}
	if err := s.erase(tx, digestsOf(have), nil); err != nil || len(added) == 0 {
		return err
	}
	return s.fetchLater(tx, c, post, added)
}

// FilesHere marks which of the files of a member's edit its post has already: they are
// not fetched again.
func (s *Service) FilesHere(ctx context.Context, in Contribution) error {
	return s.Store.View(ctx, func(tx Tx) error {
		post, err := tx.PostByIRI(in.Object)
		if err != nil || post.AuthorIRI != in.Actor {
			return skipMissing(err)
		}
		for i, a := range in.Note.Attachments {
			if slices.ContainsFunc(post.Attachments, func(b Attachment) bool { return a.Digest == b.Digest && b.URL == "" }) {
				in.Note.Attachments[i].URL = ""
			}
		}
		return nil
	})
}

func digestsOf(list []Attachment) (digests []string) {
	for _, a := range list {
		if a.Digest != "" {
			digests = append(digests, a.Digest)
		}
	}
	return digests
}

// keepUploads lets pictures wait with a draft or a scheduled post.
func keepUploads(tx Tx, holder int64, pictures []Attachment) error {
	for _, a := range pictures {
		a.PostID, a.KeptFor = 0, holder
		if err := tx.UpdateAttachment(a); err != nil {
			return err
		}
	}
	return nil
}

// keepTyped lets the uploads of a form wait with its draft, in their order and with their
// words; those that it has left out wait no longer. Pictures of posts stay where they are.
func keepTyped(tx Tx, person, holder int64, in []PictureInput) error {
	if in == nil {
		return nil
	}
	before, err := tx.UploadsKept(holder)
	if err != nil {
		return err
	}
	for _, a := range before {
		if !slices.ContainsFunc(in, func(p PictureInput) bool { return p.ID == a.ID }) {
			a.KeptFor = 0
			if err := tx.UpdateAttachment(a); err != nil {
				return err
			}
		}
	}
	for i, p := range in[:min(len(in), 2*PicturesMost)] {
		a, err := tx.Attachment(p.ID)
		if err != nil || a.OwnerID != person || a.PostID != 0 {
			if skipMissing(err) != nil {
				return err
			}
			continue
		}
		var cut input
		alt := cut.line("alt", p.Alt, altMax, false)
		if len(cut.problems) > 0 {
			alt = ""
		}
		p.set(&a, i, alt)
		a.KeptFor = holder
		if err := tx.UpdateAttachment(a); err != nil {
			return err
		}
	}
	return nil
}

// waiting are the pictures that wait with a scheduled post, as it is posted with them.
func waiting(tx Tx, holder int64) (list []PictureInput, err error) {
	kept, err := tx.UploadsKept(holder)
	for _, a := range kept {
		list = append(list, PictureInput{ID: a.ID})
	}
	return list, err
}

// DraftPictures gives the pictures that wait with one of the viewer's drafts.
func (s *Service) DraftPictures(ctx context.Context, v Viewer, draft int64) ([]Attachment, error) {
	return view(ctx, s, func(tx Tx) ([]Attachment, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return nil, err
		}
		kept, err := tx.UploadsKept(draft)
		return slices.DeleteFunc(kept, func(a Attachment) bool { return a.OwnerID != me.ID }), err
	})
}
