package community

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of what is indexed: more words of one post, and longer ones, are not
// found.
const (
	indexedBytes = 100_000
	wordRunes    = 64
)

// indexPost makes the words by which a post is found from its title and its text as
// it is shown.
func (s *Service) indexPost(p *Post) {
	p.SearchTitle = indexed(s.Text.Fold(p.Title))
	p.SearchText = indexed(s.Text.Fold(PlainText(p.HTML)))
}

// indexed are the words of folded text with single spaces between, and after
// them the compounds written as one word: "O'Neill" is found by "o'neill" and
// by "oneill".
func indexed(folded string) string {
	var b strings.Builder
	b.Grow(len(folded) + 64)
	say := func(word string) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	var joined []string
	eachRun(folded, func(run []string) {
		for _, word := range run {
			say(word)
		}
		if len(run) > 1 {
			joined = append(joined, shortened(strings.Join(run, "")))
		}
	})
	for _, word := range joined {
		say(word)
	}
	text := b.String()
	if len(text) <= indexedBytes {
		return text
	}
	return text[:strings.LastIndexByte(text[:indexedBytes], ' ')]
}

// runsOf splits folded text into runs of words that a hyphen or an apostrophe
// joins; most have one word.
func runsOf(folded string) (runs [][]string) {
	eachRun(folded, func(run []string) { runs = append(runs, slices.Clone(run)) })
	return runs
}

// eachRun hands over the runs of words of folded text. The slice is good until the
// next.
func eachRun(folded string, say func(run []string)) {
	var run []string
	from, joiner := -1, false
	end := func(at int) {
		if from >= 0 {
			run, from = append(run, shortened(folded[from:at])), -1
		}
	}
	for at, r := range folded {
		switch {
		case wordRune(r):
			if from < 0 {
				if len(run) > 0 && !joiner {
					say(run)
					run = run[:0]
				}
				from = at
			}
			joiner = false
		case from >= 0 && joins(r):
			end(at)
			joiner = true
		default:
			end(at)
			joiner = false
		}
	}
	end(len(folded))
	if len(run) > 0 {
		say(run)
	}
}

// splitWords are the words of folded text.
func splitWords(folded string) []string { return slices.Concat(runsOf(folded)...) }

// wordRune reports whether a rune is part of a word: both databases split at
// all others.
func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
	}
	return (unicode.IsLetter(r) || unicode.IsNumber(r)) && r != modifierApostrophe
}

// modifierApostrophe is a letter by its class and an apostrophe by its use.
const modifierApostrophe = 'ʼ'

// joins reports whether a rune between two words makes them one compound.
func joins(r rune) bool {
	switch r {
	case '\'', '’', '‘', modifierApostrophe, '-', '‐', '‑':
		return true
	}
	return false
}

// shortened bounds a word.
func shortened(word string) string {
	if len(word) <= wordRunes || utf8.RuneCountInString(word) <= wordRunes {
		return word
	}
	return string([]rune(word)[:wordRunes])
}
