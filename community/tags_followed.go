package community

import (
	"context"
	"strings"
	"time"

	"headroom/community/policy"
)

// tagsMost is how many tags one person may follow.
const tagsMost = 100

// FollowedTag is a hashtag that somebody wants at hand. It is theirs alone, and puts nothing
// into Home, where all is already that they are a member of.
type FollowedTag struct {
	ID        int64
	PersonID  int64
	Name      string // in lower case, without the sign
	CreatedAt time.Time
}

// TagTx keeps which tags people follow.
type TagTx interface {
	FollowedTag(person int64, name string) (FollowedTag, error)
	FollowedTags(person int64, p Page) ([]FollowedTag, error) // the last first
	InsertFollowedTag(FollowedTag) error                      // ErrConflict for one that is followed
	DeleteFollowedTag(person int64, name string) error
}

// TagName is a tag's name as it is kept: without its sign and in lower case; "" for what is
// no name of a tag.
func TagName(typed string) string {
	name := strings.TrimPrefix(strings.TrimSpace(typed), "#")
	if tagAt("#"+name) != name {
		return ""
	}
	return strings.ToLower(name)
}

// FollowTag keeps a hashtag at hand for the viewer, or no longer; saying the same twice changes
// nothing. NotFound for what is no tag, Invalid beyond the most that somebody may follow.
func (s *Service) FollowTag(ctx context.Context, v Viewer, typed string, on bool) error {
	name := TagName(typed)
	return s.Store.Update(ctx, func(tx Tx) error {
		me, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return err
		}
		if name == "" {
			return ErrNotFound
		}
		if !on {
			return tx.DeleteFollowedTag(me.ID, name)
		}
		if _, err := tx.FollowedTag(me.ID, name); !IsNotFound(err) {
			return err
		}
		have, err := tx.FollowedTags(me.ID, Page{Limit: tagsMost})
		if err != nil {
			return err
		}
		if len(have) >= tagsMost {
			return FieldError("name", "error.too_many", map[string]any{"Max": tagsMost})
		}
		return tx.InsertFollowedTag(FollowedTag{ID: tx.NextID(), PersonID: me.ID, Name: name, CreatedAt: s.now()})
	})
}

// FollowedTags gives the tags that the viewer follows, the last first.
func (s *Service) FollowedTags(ctx context.Context, v Viewer, p Page) ([]FollowedTag, error) {
	return view(ctx, s, func(tx Tx) ([]FollowedTag, error) {
		me, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return nil, err
		}
		return tx.FollowedTags(me.ID, page(p, tagsMost, tagsMost))
	})
}

// FollowsTag reports whether the viewer follows a tag; nobody and an app alone follow none.
func (s *Service) FollowsTag(ctx context.Context, v Viewer, name string) (bool, error) {
	if v.Person == 0 {
		return false, nil
	}
	return view(ctx, s, func(tx Tx) (bool, error) {
		_, err := tx.FollowedTag(v.Person, name)
		return err == nil, skipMissing(err)
	})
}
