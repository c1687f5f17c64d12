package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// Files between instances: the host of a community fetches what hangs on a post
// from its author's home before it announces the post, members' homes fetch it
// from the host. Each checks digest, size and type.

// Bounds of what is fetched.
const (
	FileMost     = 8 << 20   // bytes of one file
	fileBudget   = 512 << 20 // bytes that the people of one host may attach here in a day
	budgetPeriod = 24 * time.Hour
)

// FileFits reports whether a file that somebody says they have attached is one
// that is taken from another instance.
func FileFits(a Attachment) bool {
	return a.Digest != "" && a.Size > 0 && a.Size <= FileMost && slices.Contains(imageTypes, a.MediaType)
}

// MayFetch decides whether what hangs on a contribution to a community of ours is
// fetched: policy first, so that nobody has us fetch who may not post. The reason
// is that of a refusal for good; Unavailable is an error, for a host that has used
// its bytes up for today.
func (s *Service) MayFetch(ctx context.Context, community string, in Contribution) (reason string, err error) {
	files := in.Note.Attachments
	fit := len(files) <= PicturesMost && !slices.ContainsFunc(files, func(a Attachment) bool { return !FileFits(a) })
	err = s.Store.View(ctx, func(tx Tx) error {
		c, err := tx.CommunityByIRI(community)
		if err != nil {
			return err
		}
		p, err := tx.PersonByIRI(in.Actor)
		if err != nil {
			return err
		}
		if err := s.mayContribute(tx, c, p, in, false); err != nil {
			if k := KindOf(err); k == "" || k == Unavailable && !s.heldTooLong(in.Received) {
				return err
			}
			reason = reasonOr(err, policy.ReasonPolicy)
			return nil
		}
		if !fit || s.heldTooLong(in.Received) {
			reason = policy.ReasonFileRefused
			return nil
		}
		used, err := tx.BytesFrom(p.Host, s.now().Add(-budgetPeriod))
		for _, a := range files {
			if a.URL != "" {
				used += a.Size
			}
		}
		if err == nil && used > fileBudget {
			err = &Error{Class: Unavailable, Key: "error.unavailable", Reason: policy.ReasonFileRefused}
		}
		return err
	})
	return reason, err
}

// fetchLater enqueues the fetching of what hangs on a post of a peer's community.
func (s *Service) fetchLater(tx Tx, c Community, post Post, files []Attachment) error {
	if c.Local || post.AuthorIRI == "" {
		return nil
	}
	for i, a := range files {
		if i == PicturesMost || a.URL == "" || !FileFits(a) {
			continue
		}
		if err := s.pull(tx, Pull{What: "file", Host: c.Host, Community: c.ID, URL: a.Digest}, s.now()); err != nil {
			return err
		}
	}
	return nil
}

// FileWanted gives a file that hangs on a post of a peer's community and is not
// here yet, and the people here, at most three, who may read it and so may ask for
// it. NotFound when there is none.
func (s *Service) FileWanted(ctx context.Context, community int64, digest string) (a Attachment, c Community, readers []string, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		if c, err = tx.Community(community); err != nil {
			return err
		}
		all, err := tx.AttachmentsByDigest(community, digest)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(a Attachment) bool { return a.URL != "" })
		if at < 0 || c.Local {
			return ErrNotFound
		}
		a = all[at]
		readers, err = s.fileReaders(tx, c, digest)
		return err
	})
	return a, c, readers, err
}

// askers is how many people are tried when a host refuses a file to one.
const askers = 3

func (s *Service) fileReaders(tx Tx, c Community, digest string) (iris []string, err error) {
	members, err := tx.ActiveOnHost(c.ID, s.Identity.Host, s.now())
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		may, err := s.mayReadFile(tx, Viewer{Person: m.PersonID}, c, digest)
		if err != nil {
			return nil, err
		}
		if may && len(iris) < askers {
			iris = append(iris, m.Person.IRI)
		}
	}
	return iris, nil
}

// mayReadFile reports whether a viewer may read one of the posts on which a file
// hangs.
func (s *Service) mayReadFile(tx Tx, v Viewer, c Community, digest string) (bool, error) {
	posts, err := tx.PostsWithFile(c.ID, digest)
	if err != nil {
		return false, err
	}
	for _, id := range posts {
		l, err := s.find(tx, v, id)
		if IsNotFound(err) {
			continue
		}
		if err != nil {
			return false, err
		}
		if policy.Decide(policy.ViewFile, l.facts).OK() {
			return true, nil
		}
	}
	return false, nil
}

// SharedFile gives a file of a community of ours to somebody of a peer who may read
// a post that it hangs on. To everybody else it does not exist.
func (s *Service) SharedFile(ctx context.Context, v Viewer, community int64, digest string) (a Attachment, data []byte, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		c, err := tx.Community(community)
		if err != nil {
			return err
		}
		may, err := s.mayReadFile(tx, v, c, digest)
		if err != nil || !may || !c.Local {
			return orElse(err, func() error { return ErrNotFound })
		}
		all, err := tx.AttachmentsByDigest(c.ID, digest)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(a Attachment) bool { return a.URL == "" })
		if at < 0 {
			return ErrNotFound
		}
		a = all[at]
		return nil
	})
	if err == nil {
		data, err = s.Files.Get(ctx, digest)
	}
	return a, data, err
}

// SentFile gives what hangs on a post of one of our people to the community that
// the post was written for, which a peer hosts, and to nobody else.
func (s *Service) SentFile(ctx context.Context, group string, post int64, digest string) (a Attachment, data []byte, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		p, err := tx.Post(post)
		if err != nil {
			return err
		}
		c, err := tx.Community(p.CommunityID)
		if err != nil {
			return err
		}
		sent := p.State == PostSent || p.State == PostAccepted
		at := slices.IndexFunc(p.Attachments, func(a Attachment) bool { return a.Digest == digest && a.URL == "" })
		if c.IRI != group || c.Local || !sent || at < 0 || !sameHost(p.IRI, s.Identity.Issuer()) {
			return ErrNotFound
		}
		a = p.Attachments[at]
		return nil
	})
	if err == nil {
		data, err = s.Files.Get(ctx, digest)
	}
	return a, data, err
}

// FileArrived keeps the bytes of a file, checked by who fetched it. When what it
// hung on was deleted while it was on its way they are deleted again.
func (s *Service) FileArrived(ctx context.Context, community int64, digest string, data []byte) error {
	if err := s.Files.Put(ctx, digest, data); err != nil {
		return &Error{Class: Unavailable, Key: "error.unavailable", Cause: err}
	}
	wanted := int64(0)
	err := s.Store.Update(ctx, func(tx Tx) (err error) {
		wanted, err = tx.FileHere(community, digest)
		return err
	})
	if err == nil && wanted == 0 {
		err = s.dropFiles(ctx, []string{digest})
	}
	return err
}
