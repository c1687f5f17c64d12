package community

import (
	"context"
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Hashtags are words of a text: they are found by looking for the word, so that who finds a
// post by its tag is who finds it by any word, and nothing is kept beside the text.

// TagMost is the longest name of a tag, in bytes.
const TagMost = 100

// LinkTags gives HTML in which every #tag is what link makes of its name, and the names,
// each once, in lower case. What stands in links and code is no tag, nor is a number.
func LinkTags(text string, link func(name string) string) (out string, names []string) {
	if strings.IndexByte(text, '#') < 0 {
		return text, nil
	}
	var b strings.Builder
	inside := 0 // of links and code
	before := rune(' ')
	for i := 0; i < len(text); {
		if text[i] == '<' {
			end := strings.IndexByte(text[i:], '>')
			if end < 0 {
				end = len(text) - i - 1
			}
			element := text[i : i+end+1]
			inside = max(0, inside+depthOf(element))
			b.WriteString(element)
			i, before = i+len(element), ' '
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if name := tagAt(text[i:]); r == '#' && inside == 0 && name != "" && !tagRune(before) && before != '&' && before != '/' {
			low := strings.ToLower(name)
			if !slices.Contains(names, low) {
				names = append(names, low)
			}
			b.WriteString(link(name))
			i, before = i+1+len(name), 'x'
			continue
		}
		b.WriteString(text[i : i+size])
		i, before = i+size, r
	}
	return b.String(), names
}

// depthOf is 1 for an element that begins a link or code, -1 for its end, else 0.
func depthOf(element string) int {
	name, _, _ := strings.Cut(strings.Trim(element, "</>"), " ")
	if !slices.Contains([]string{"a", "code", "pre"}, name) {
		return 0
	}
	if strings.HasPrefix(element, "</") {
		return -1
	}
	return 1
}

func tagRune(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// tagAt is the name of the tag with which a text begins, "" for none.
func tagAt(text string) string {
	name, ok := strings.CutPrefix(text, "#")
	end := strings.IndexFunc(name, func(r rune) bool { return !tagRune(r) })
	if end >= 0 {
		name = name[:end]
	}
	if !ok || len(name) > TagMost || !strings.ContainsFunc(name, unicode.IsLetter) {
		return ""
	}
	return name
}

// Tagged lists the posts with a tag that the viewer may read, newest first by arrival here.
// next is where the following page begins, 0 for none; a page may be short and have one.
func (s *Service) Tagged(ctx context.Context, v Viewer, name string, p Page) (cards []PostCard, next int64, err error) {
	p = page(p, 20, 40)
	name = TagName(name)
	all, _ := s.parseSearch(strings.ReplaceAll(name, "_", " "))
	if name == "" || len(all) == 0 {
		return nil, 0, nil
	}
	err = s.Store.View(ctx, func(tx Tx) error {
		cards, next = nil, 0
		may, err := s.readable(tx, v)
		if err != nil {
			return err
		}
		before := p.Before
		for range arrivalRounds {
			ids, err := tx.SearchPosts(PostSearch{Rooms: may.whole, Threads: may.threads, All: all}, Page{Before: before, Limit: p.Limit})
			if err != nil {
				return err
			}
			found, err := s.cardsOf(tx, v, may, ids)
			if err != nil {
				return err
			}
			for _, card := range found {
				if len(cards) < p.Limit && slices.Contains(card.Tags(), name) {
					cards = append(cards, card)
				}
			}
			if next = 0; len(ids) < p.Limit {
				return nil
			}
			if next = ids[len(ids)-1]; len(cards) >= p.Limit {
				next = cards[len(cards)-1].Post.ID
				return nil
			}
			before = next
		}
		return nil
	})
	return cards, next, err
}

// Tags are the tags in what the viewer is shown of a post, each once, in lower case.
func (c PostCard) Tags() []string {
	text := c.HTML
	if c.Root() {
		text += " " + html.EscapeString(c.Title)
	}
	_, names := LinkTags(text, func(name string) string { return "#" + name })
	return names
}
