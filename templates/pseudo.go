package templates

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Marks around every sentence of a catalogue that speaks pseudo; see
// [Options.Pseudo].
const (
	PseudoOpen  = "⟦"
	PseudoClose = "⟧"
)

// accented are letters that can still be read and are in no catalogue by
// chance.
var accented = map[rune]rune{
	'a': 'á', 'b': 'ƀ', 'c': 'ç', 'd': 'ð', 'e': 'é', 'f': 'ƒ', 'g': 'ĝ', 'h': 'ĥ', 'i': 'í', 'j': 'ĵ', 'k': 'ķ', 'l': 'ļ', 'm': 'ɱ',
	'n': 'ñ', 'o': 'ó', 'p': 'þ', 'q': 'ǫ', 'r': 'ŕ', 's': 'š', 't': 'ţ', 'u': 'ú', 'v': 'ṽ', 'w': 'ŵ', 'x': 'ẋ', 'y': 'ý', 'z': 'ž',
	'A': 'Å', 'B': 'Ɓ', 'C': 'Ç', 'D': 'Ð', 'E': 'É', 'F': 'Ƒ', 'G': 'Ĝ', 'H': 'Ĥ', 'I': 'Î', 'J': 'Ĵ', 'K': 'Ķ', 'L': 'Ļ', 'M': 'Ṁ',
	'N': 'Ñ', 'O': 'Ö', 'P': 'Þ', 'Q': 'Ǫ', 'R': 'Ŕ', 'S': 'Š', 'T': 'Ţ', 'U': 'Û', 'V': 'Ṽ', 'W': 'Ŵ', 'X': 'Ẋ', 'Y': 'Ý', 'Z': 'Ž',
}

// filler lengthens a sentence in words, so that lines may break where those of
// a longer language would.
const filler = " łong łonger łongest"

// pseudo marks a sentence: in brackets, letters accented, two fifths longer.
// Arguments stay as they are.
func pseudo(text string) string {
	var b strings.Builder
	b.WriteString(PseudoOpen)
	letters := 0
	for rest := text; rest != ""; {
		before, argument, found := strings.Cut(rest, "{{")
		for _, r := range before {
			if unicode.IsLetter(r) {
				letters++
			}
			if marked, ok := accented[r]; ok {
				r = marked
			}
			b.WriteRune(r)
		}
		if !found {
			break
		}
		name, after, _ := strings.Cut(argument, "}}")
		b.WriteString("{{" + name + "}}")
		rest = after
	}
	more := (letters*2 + 4) / 5
	for i, runes := 0, []rune(filler); i < more; i++ {
		b.WriteRune(runes[i%len(runes)])
	}
	b.WriteString(PseudoClose)
	return b.String()
}

// pseudoMessage marks every form of a message.
func pseudoMessage(m *i18n.Message) *i18n.Message {
	marked := *m
	for _, form := range []*string{&marked.Zero, &marked.One, &marked.Two, &marked.Few, &marked.Many, &marked.Other} {
		if *form != "" {
			*form = pseudo(*form)
		}
	}
	return &marked
}

// OutsidePseudo gives what of a text stands outside the marks of pseudo
// sentences and holds letters: text that came from no catalogue. Sentences may
// stand in sentences, as arguments do.
func OutsidePseudo(text string) []string {
	var outside []string
	var b strings.Builder
	flush := func() {
		if piece := strings.TrimSpace(b.String()); strings.ContainsFunc(piece, unicode.IsLetter) {
			outside = append(outside, piece)
		}
		b.Reset()
	}
	opens, _ := utf8.DecodeRuneInString(PseudoOpen)
	closes, _ := utf8.DecodeRuneInString(PseudoClose)
	depth := 0
	for _, r := range text {
		switch {
		case r == opens:
			flush()
			depth++
		case r == closes:
			depth = max(0, depth-1)
		case depth == 0:
			b.WriteRune(r)
		}
	}
	flush()
	return outside
}
