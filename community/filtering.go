package community

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FilterHit is a filter of a reader's that a post falls under, and on what account.
type FilterHit struct {
	Filter Filter
	Words  []string
	Post   bool // it is named itself
}

// filtering is a reader's filters that are in force, made ready.
type filtering struct {
	reader int64
	fold   func(string) string
	all    []Filter
}

// filtering loads the viewer's filters: one query, and no work for who has none.
func (s *Service) filtering(tx Tx, v Viewer) (filtering, error) {
	f := filtering{reader: v.Person, fold: s.Text.Fold}
	if v.Person == 0 || v.Host != "" || v.Visiting {
		return f, nil
	}
	all, err := tx.Filters(v.Person)
	now := s.now()
	f.all = slices.DeleteFunc(all, func(one Filter) bool { return !one.ExpiresAt.IsZero() && !one.ExpiresAt.After(now) })
	return f, err
}

// hits gives the filters that a post falls under. What the reader has written
// themselves falls under none.
func (f filtering) hits(p Post) (list []FilterHit) {
	if len(f.all) == 0 || p.AuthorID == f.reader || p.State == PostDeleted {
		return nil
	}
	text := f.fold(p.Title + "\n" + PlainText(p.HTML))
	for _, one := range f.all {
		hit := FilterHit{Filter: one, Post: slices.ContainsFunc(one.Posts, func(named FilterPost) bool { return named.PostID == p.ID })}
		for _, w := range one.Words {
			if says(text, f.fold(w.Text), w.Whole) {
				hit.Words = append(hit.Words, w.Text)
			}
		}
		if hit.Post || len(hit.Words) > 0 {
			list = append(list, hit)
		}
	}
	return list
}

// in gives what filters do with a post in a context: fold it under a title, or
// leave it out.
func (f filtering) in(context string, p Post) (title string, out bool) {
	return folded(f.hits(p), context)
}

// folded is what hits do in a context.
func folded(hits []FilterHit, context string) (title string, out bool) {
	for _, h := range hits {
		if !slices.Contains(h.Filter.Contexts, context) {
			continue
		}
		if title == "" {
			title = h.Filter.Title
		}
		out = out || h.Filter.Hide
	}
	return title, out
}

// says reports whether a folded text holds a folded phrase.
func says(text, phrase string, whole bool) bool {
	for from := 0; phrase != ""; {
		at := strings.Index(text[from:], phrase)
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(phrase):])
		if !whole || !inWord(before) && !inWord(after) {
			return true
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		from = at + size
	}
	return false
}

// inWord reports whether a character is a part of a word. At the end of a text there
// is utf8.RuneError, which is none.
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// leaveOut takes away what the reader's filters hide, save for the first post and
// one that was asked for.
func (r *reading) leaveOut() {
	r.out.Posts = slices.DeleteFunc(r.out.Posts, func(p PostView) bool {
		if !p.Hidden || p.Post.ID == r.out.Thread.RootID || p.Post.ID == r.at.At {
			return false
		}
		if r.unread(p.Post.ID, p.AuthorID, p.State) {
			r.out.LeftOut = append(r.out.LeftOut, p.Post.ID)
		}
		return true
	})
}
