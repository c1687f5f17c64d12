package community

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Piece is a piece of text as it was written; Hit when it is what was searched
// for.
type Piece struct {
	Text string
	Hit  bool
}

// Bounds of an excerpt.
const (
	excerptWords  = 36
	excerptBefore = 8 // of the first hit
	scannedBytes  = 100_000
)

// span is a word where it stands in a text.
type span struct {
	from, to int
	folded   string
	tied     bool // only a hyphen or an apostrophe parts it from the one before
	hit      bool
}

// excerpt gives the part of a text where most of the terms occur, marked, from
// what the reader may see of it.
func (s *Service) excerpt(text string, terms []SearchTerm) []Piece {
	spans := s.spansOf(text)
	markHits(spans, terms)
	first, last := excerptWindow(spans)
	from, to := 0, len(text)
	if first > 0 {
		from = spans[first].from
	}
	if last < len(spans) {
		to = spans[last-1].to
	}
	list := pieces(text, spans[first:last], from, to)
	if first > 0 {
		list = slices.Insert(list, 0, Piece{Text: "… "})
	}
	if last < len(spans) || len(text) > scannedBytes {
		list = append(list, Piece{Text: " …"})
	}
	return list
}

// marked gives a whole line with its hits marked.
func (s *Service) marked(text string, terms []SearchTerm) []Piece {
	spans := s.spansOf(text)
	markHits(spans, terms)
	return pieces(text, spans, 0, len(text))
}

// spansOf finds the words of a text as the index parts them.
func (s *Service) spansOf(text string) (list []span) {
	text = text[:min(len(text), scannedBytes)]
	from, previous := -1, -1
	end := func(at int) {
		word := span{from: from, to: at, folded: s.foldWord(text[from:at])}
		if previous >= 0 {
			between := text[previous:from]
			r, size := utf8.DecodeRuneInString(between)
			word.tied = size == len(between) && joins(r)
		}
		list = append(list, word)
		from, previous = -1, at
	}
	for at, r := range text {
		inside := wordRune(r) || from >= 0 && unicode.Is(unicode.Mn, r)
		if inside && from < 0 {
			from = at
		} else if !inside && from >= 0 {
			end(at)
		}
	}
	if from >= 0 {
		end(len(text))
	}
	return list
}

// foldWord folds one word; most words need no more than lower case.
func (s *Service) foldWord(word string) string {
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			return shortened(strings.Join(splitWords(s.Text.Fold(word)), ""))
		}
	}
	return shortened(strings.ToLower(word))
}

// markHits marks the words that the terms are found by.
func markHits(spans []span, terms []SearchTerm) {
	for i := range spans {
		for _, term := range terms {
			n := len(term.Words)
			if i+n <= len(spans) && follow(spans[i:i+n], term) {
				for j := i; j < i+n; j++ {
					spans[j].hit = true
				}
			}
			if n := joinedHere(spans[i:], term); n > 0 {
				for j := i; j < i+n; j++ {
					spans[j].hit = true
				}
			}
		}
	}
}

// follow reports whether words are those of a term.
func follow(spans []span, term SearchTerm) bool {
	for i, word := range term.Words {
		last := i == len(term.Words)-1
		if spans[i].folded != word && !(last && term.Prefix && strings.HasPrefix(spans[i].folded, word)) {
			return false
		}
	}
	return true
}

// joinedHere tells how many words, from the first on, make the one word that a
// term looks for: "O'Neill" for "oneill" and "MacDonald" for "mac-donald".
func joinedHere(spans []span, term SearchTerm) int {
	want := term.Joined
	if want == "" && len(term.Words) == 1 {
		want = term.Words[0]
	}
	if want == "" {
		return 0
	}
	text := ""
	for i, word := range spans {
		if i > 0 && !word.tied {
			return 0
		}
		text += word.folded
		switch {
		case text == want, term.Prefix && strings.HasPrefix(text, want):
			return i + 1
		case !strings.HasPrefix(want, text):
			return 0
		}
	}
	return 0
}

// excerptWindow chooses the words that an excerpt shows: where most hits are.
func excerptWindow(spans []span) (first, last int) {
	best, at := 0, 0
	for i := range spans {
		if !spans[i].hit {
			continue
		}
		n := 0
		for _, w := range spans[i:min(len(spans), i+excerptWords-excerptBefore)] {
			if w.hit {
				n++
			}
		}
		if n > best {
			best, at = n, i
		}
	}
	first = max(0, at-excerptBefore)
	last = min(len(spans), first+excerptWords)
	return max(0, min(first, last-excerptWords)), last
}

// pieces parts a stretch of text into what was searched for and the rest.
func pieces(text string, spans []span, from, to int) (list []Piece) {
	for i := 0; i < len(spans); i++ {
		if !spans[i].hit {
			continue
		}
		begin, end := spans[i].from, spans[i].to
		for i+1 < len(spans) && spans[i+1].hit && spans[i+1].tied {
			i++
			end = spans[i].to
		}
		if begin > from {
			list = append(list, Piece{Text: text[from:begin]})
		}
		list = append(list, Piece{Text: text[begin:end], Hit: true})
		from = end
	}
	if from < to {
		list = append(list, Piece{Text: text[from:to]})
	}
	return list
}
