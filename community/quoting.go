package community

import (
	"cmp"
	"context"
)

// quoteMax is how many characters of a post a quote has: enough to know it by.
const quoteMax = 1200

// QuoteView is a post as Markdown that quotes it.
type QuoteView struct {
	Post, Thread int64
	Text         string
}

// Quote gives what can be read of a post, ours or a peer's, as Markdown for a
// reply: every line begins with ">", under the name of the author as it was
// when they wrote. It is for whoever may read the post; of one that is gone
// there is nothing.
func (s *Service) Quote(ctx context.Context, v Viewer, post int64) (QuoteView, error) {
	p, err := s.Post(ctx, v, post)
	if err != nil {
		return QuoteView{}, err
	}
	if p.Post.ID == 0 || p.State == PostDeleted || p.HTML == "" {
		return QuoteView{}, ErrNotFound
	}
	return QuoteView{Post: p.Post.ID, Thread: p.ThreadID,
		Text: s.Text.Quote(p.HTML, cmp.Or(p.Byline.Name, p.Author.Name), quoteMax)}, nil
}
