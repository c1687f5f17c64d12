package community

import (
	"strings"
	"unicode/utf8"
)

// Bounds of what is searched for.
const (
	queryRunes = 200
	queryTerms = 12
	phraseMost = 12
)

// parseSearch reads what somebody typed into a search box: words that must all
// occur, "phrases in quotation marks", and -words that must not. The last word
// may go on, as it may still be typed. Nothing else means anything: operators
// of the databases are words, or nothing.
func (s *Service) parseSearch(typed string) (all, none []SearchTerm) {
	typed = clean(typed)
	if utf8.RuneCountInString(typed) > queryRunes {
		typed = string([]rune(typed)[:queryRunes])
	}
	rest := []rune(s.Text.Fold(typed))
	for len(rest) > 0 {
		var c chunk
		c, rest = nextChunk(rest)
		terms := c.terms()
		if len(terms) == 0 {
			continue
		}
		if c.not {
			none = append(none, terms...)
			continue
		}
		last := &terms[len(terms)-1]
		if word := last.Words[len(last.Words)-1]; len(rest) == 0 && !c.phrase && utf8.RuneCountInString(word) > 1 {
			last.Prefix = true
		}
		all = append(all, terms...)
	}
	return all[:min(len(all), queryTerms)], none[:min(len(none), queryTerms)]
}

// chunk is what stands between spaces, or between quotation marks.
type chunk struct {
	text        string
	not, phrase bool
}

// nextChunk takes the first chunk off folded text.
func nextChunk(text []rune) (c chunk, rest []rune) {
	at := 0
	for at < len(text) && text[at] == ' ' {
		at++
	}
	if at+1 < len(text) && minus(text[at]) && text[at+1] != ' ' {
		c.not = true
		at++
	}
	if at < len(text) && quotation(text[at]) {
		c.phrase = true
		at++
	}
	end := at
	for end < len(text) && !quotation(text[end]) && (c.phrase || text[end] != ' ') {
		end++
	}
	c.text = string(text[at:end])
	if c.phrase && end < len(text) {
		end++ // the closing mark
	}
	return c, text[end:]
}

// terms are what a chunk looks for: a phrase is one term, all else as many as
// it has words or compounds.
func (c chunk) terms() (list []SearchTerm) {
	runs := runsOf(c.text)
	if c.phrase && len(runs) > 1 {
		words := splitWords(c.text)
		return []SearchTerm{{Words: words[:min(len(words), phraseMost)]}}
	}
	for _, run := range runs {
		term := SearchTerm{Words: run[:min(len(run), phraseMost)]}
		if len(run) > 1 {
			term.Joined = shortened(strings.Join(run, ""))
		}
		list = append(list, term)
	}
	return list
}

// minus reports whether a rune before a word leaves it out.
func minus(r rune) bool { return r == '-' || r == '−' }

// quotation reports whether a rune begins or ends a phrase.
func quotation(r rune) bool {
	switch r {
	case '"', '“', '”', '„', '«', '»':
		return true
	}
	return false
}
