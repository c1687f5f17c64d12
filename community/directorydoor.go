package community

import (
	"context"
	"errors"

	"headroom/community/policy"
)

// MayViewDirectory says whether the viewer may open the list of people, so that
// nobody is led there who would be refused. The error says that it is not known.
func (s *Service) MayViewDirectory(ctx context.Context, v Viewer) (bool, error) {
	return view(ctx, s, func(tx Tx) (bool, error) {
		_, err := s.directory(tx, v)
		switch KindOf(err) {
		case Forbidden, NotFound, Unauthenticated:
			return false, nil
		}
		return err == nil, err
	})
}

// directory asks policy for the list of people and what hangs on it. A person
// who is somebody else than a head is told so, and where to find colleagues.
func (s *Service) directory(tx Tx, v Viewer) (*Person, error) {
	f, me, err := s.viewerFacts(tx, v)
	if err != nil {
		return nil, err
	}
	err = refuse(policy.Decide(policy.ViewDirectory, f))
	var refused *Error
	if me == nil || f.Suspended || !errors.As(err, &refused) || refused.Class != Forbidden {
		return me, err
	}
	switch f.Credential {
	case policy.Aspiring, policy.Appointed:
		refused.Key = "error.directory"
	case policy.NoCredential:
		refused.Key = "error.directory_unverified"
	}
	return me, err
}
