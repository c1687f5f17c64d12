package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

var imageTypes = []string{"image/jpeg", "image/png", "image/webp"}

// UploadImage keeps an image, processed already, until its owner posts it. The
// text that stands for it may be left out until then.
func (s *Service) UploadImage(ctx context.Context, v Viewer, in ImageInput) (Attachment, error) {
	var check input
	alt := check.line("alt", in.Alt, altMax, false)
	if !slices.Contains(imageTypes, in.MediaType) || len(in.Data) == 0 || in.Width <= 0 || in.Height <= 0 {
		check.fault("image", "error.image_type", nil)
	}
	if err := s.Store.View(ctx, func(tx Tx) error { _, err := s.mine(tx, v, policy.UseDrafts); return err }); err != nil {
		return Attachment{}, err
	}
	if err := check.problems.Err(); err != nil {
		return Attachment{}, err
	}
	// The bytes first: a row without its file would be a hole, a file without a
	// row is only waste.
	if err := s.Files.Put(ctx, in.Digest, in.Data); err != nil {
		return Attachment{}, &Error{Class: Unavailable, Key: "error.unavailable", Cause: err}
	}
	return update(ctx, s, func(tx Tx) (Attachment, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return Attachment{}, err
		}
		a := Attachment{ID: tx.NextID(), OwnerID: me.ID, Digest: in.Digest, MediaType: in.MediaType,
			Size: int64(len(in.Data)), Width: in.Width, Height: in.Height, Alt: alt, CreatedAt: s.now()}
		PictureInput{Focus: in.Focus}.set(&a, 0, alt)
		return a, tx.InsertAttachment(a)
	})
}

// File gives an attachment with its bytes to whoever may read the post that it
// hangs on; before there is a post, to who uploaded it. NotFound also when the
// bytes are on another instance.
func (s *Service) File(ctx context.Context, v Viewer, attachment int64) (Attachment, []byte, error) {
	a, err := view(ctx, s, func(tx Tx) (Attachment, error) {
		a, err := tx.Attachment(attachment)
		if err != nil {
			return Attachment{}, err
		}
		if a.PostID == 0 {
			me, err := s.mine(tx, v, policy.UseDrafts)
			if err != nil || me.ID != a.OwnerID {
				return Attachment{}, ErrNotFound
			}
			return a, nil
		}
		l, err := s.find(tx, v, a.PostID)
		if err != nil {
			return Attachment{}, err
		}
		return a, refuse(policy.Decide(policy.ViewFile, l.facts))
	})
	if err != nil {
		return Attachment{}, nil, err
	}
	if a.URL != "" || a.Digest == "" {
		return Attachment{}, nil, ErrNotFound
	}
	data, err := s.Files.Get(ctx, a.Digest)
	return a, data, err
}

// Upload gives an image of the viewer's own that hangs on no post yet.
func (s *Service) Upload(ctx context.Context, v Viewer, attachment int64) (Attachment, error) {
	return view(ctx, s, func(tx Tx) (Attachment, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return Attachment{}, err
		}
		a, err := tx.Attachment(attachment)
		if err == nil && (a.OwnerID != me.ID || a.PostID != 0) {
			err = ErrNotFound
		}
		return a, err
	})
}

// DescribeUpload changes the text that stands for an image of the viewer's own that
// hangs on no post yet and, unless it is nil, the point that stays in sight.
func (s *Service) DescribeUpload(ctx context.Context, v Viewer, attachment int64, alt string, focus *Focus) (Attachment, error) {
	var check input
	alt = check.line("alt", alt, altMax, false)
	return update(ctx, s, func(tx Tx) (Attachment, error) {
		me, err := s.mine(tx, v, policy.UseDrafts)
		if err != nil {
			return Attachment{}, err
		}
		a, err := tx.Attachment(attachment)
		if err == nil && (a.OwnerID != me.ID || a.PostID != 0) {
			err = ErrNotFound
		}
		if err != nil {
			return Attachment{}, err
		}
		if err := check.problems.Err(); err != nil {
			return Attachment{}, err
		}
		PictureInput{Focus: focus}.set(&a, a.Place, "")
		a.Alt = alt
		return a, tx.UpdateAttachment(a)
	})
}

// unpostedKept is how long an upload waits for its post.
const unpostedKept = 7 * 24 * time.Hour

// DropUnposted deletes uploads that no post has taken, with their bytes.
func (s *Service) DropUnposted(ctx context.Context) error {
	for {
		var digests []string
		err := s.Store.Update(ctx, func(tx Tx) (err error) {
			digests, err = tx.DeleteUnposted(s.now().Add(-unpostedKept), 100)
			return err
		})
		if err != nil || len(digests) == 0 {
			return err
		}
		if err := s.dropFiles(ctx, digests); err != nil {
			return err
		}
	}
}
