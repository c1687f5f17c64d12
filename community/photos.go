package community

import (
	"context"

	"headroom/community/policy"
)

// PhotoInput is a photograph, made anew in two sizes: square, JPEG, without
// metadata.
type PhotoInput struct {
	Large, Small ImageInput
	Alt          string // "" is the person's name
}

// photoAltMax bounds what is said instead of a photograph.
const photoAltMax = 200

// SetPhoto makes a photograph the viewer's. An earlier one is deleted when
// nothing else uses it.
func (s *Service) SetPhoto(ctx context.Context, v Viewer, in PhotoInput) error {
	var check input
	in.Alt = check.line("alt", in.Alt, photoAltMax, false)
	for _, size := range []ImageInput{in.Large, in.Small} {
		if size.MediaType != "image/jpeg" || len(size.Data) == 0 || size.Width <= 0 || size.Width != size.Height {
			check.once("image", "error.image_type")
		}
	}
	if err := s.Store.View(ctx, func(tx Tx) error { _, err := s.mine(tx, v, policy.EditProfile); return err }); err != nil {
		return err
	}
	if err := check.problems.Err(); err != nil {
		return err
	}
	// The bytes first, as for pictures of posts.
	for _, size := range []ImageInput{in.Large, in.Small} {
		if err := s.Files.Put(ctx, size.Digest, size.Data); err != nil {
			return &Error{Class: Unavailable, Key: "error.unavailable", Cause: err}
		}
	}
	return s.changePhoto(ctx, v, func(p *Person) {
		p.Photo, p.PhotoSmall, p.PhotoAlt = in.Large.Digest, in.Small.Digest, in.Alt
	})
}

// DescribePhoto changes what is said instead of the viewer's photograph. Without
// one it is a problem of the field "image".
func (s *Service) DescribePhoto(ctx context.Context, v Viewer, alt string) error {
	var check input
	alt = check.line("alt", alt, photoAltMax, false)
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return err
		}
		if p.Photo == "" {
			check.once("image", "error.required")
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		p.PhotoAlt, p.UpdatedAt = alt, s.now()
		return tx.UpdatePerson(p)
	})
}

// RemovePhoto takes the viewer's photograph away. Without one it does nothing.
func (s *Service) RemovePhoto(ctx context.Context, v Viewer) error {
	return s.changePhoto(ctx, v, func(p *Person) { p.Photo, p.PhotoSmall, p.PhotoAlt = "", "", "" })
}

// changePhoto writes the viewer's photograph and deletes what it replaces.
func (s *Service) changePhoto(ctx context.Context, v Viewer, change func(*Person)) error {
	old, err := update(ctx, s, func(tx Tx) ([]string, error) {
		p, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return nil, err
		}
		old := []string{p.Photo, p.PhotoSmall}
		change(&p)
		p.UpdatedAt = s.now()
		return old, tx.UpdatePerson(p)
	})
	if err != nil {
		return err
	}
	return s.dropFiles(ctx, old)
}

// Photo gives a person's photograph, a JPEG, to whoever may see the person.
// NotFound when there is none.
func (s *Service) Photo(ctx context.Context, v Viewer, person int64, small bool) ([]byte, error) {
	digest, err := view(ctx, s, func(tx Tx) (string, error) {
		p, err := tx.Person(person)
		if err != nil {
			return "", err
		}
		if err := s.DecideOnPerson(tx, v, p, policy.ViewProfile); err != nil {
			return "", err
		}
		if small {
			return p.PhotoSmall, nil
		}
		return p.Photo, nil
	})
	if err != nil {
		return nil, err
	}
	if digest == "" {
		return nil, ErrNotFound
	}
	return s.Files.Get(ctx, digest)
}
