package community

import (
	"context"
	"time"

	"headroom/community/diff"
)

// Version is a post as it once stood, and what was changed to make it: nothing
// of the first version. TitleChanges is there where the title was changed.
type Version struct {
	At           time.Time
	Title        string
	HTML         string // sanitised, links with their hosts
	Language     string
	TitleChanges []diff.Piece
	Changes      []diff.Piece
}

// Versions shows a post with every text that it has had, newest first, and what
// was changed each time, in the words that readers see. It is for whoever may
// read the post.
func (s *Service) Versions(ctx context.Context, v Viewer, post int64) (PostView, []Version, error) {
	p, revisions, err := s.History(ctx, v, post)
	if err != nil {
		return p, nil, err
	}
	at := p.EditedAt
	if at.IsZero() {
		at = p.PublishedAt
	}
	versions := []Version{{At: at, Title: p.Title, HTML: p.HTML, Language: p.Language}}
	for i := len(revisions) - 1; i >= 0; i-- {
		old := Version{At: revisions[i].EditedAt, Title: revisions[i].Title, Language: p.Language,
			HTML: s.Text.Shown(revisions[i].HTML, s.Identity.Host)}
		newer := &versions[len(versions)-1]
		newer.Changes = diff.Words(s.Text.Lines(old.HTML), s.Text.Lines(newer.HTML))
		if old.Title != newer.Title {
			newer.TitleChanges = diff.Words(old.Title, newer.Title)
		}
		versions = append(versions, old)
	}
	return p, versions, nil
}
