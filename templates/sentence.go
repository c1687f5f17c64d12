package templates

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
)

// sentence is one message made ready: for each plural form the pieces between
// its arguments. Pages hold a hundred sentences each, so that parsing them and
// matching languages once, at start, is worth it.
type sentence struct {
	forms  [plural.Many + 1][]piece
	plural bool
}

// piece is a stretch of text followed by an argument; the last has none.
type piece struct{ text, argument string }

// newSentence reads a message of a catalogue.
func newSentence(m *i18n.Message) (*sentence, error) {
	s := &sentence{plural: m.Zero != "" || m.One != "" || m.Two != "" || m.Few != "" || m.Many != ""}
	for form, text := range map[plural.Form]string{
		plural.Other: m.Other, plural.Zero: m.Zero, plural.One: m.One, plural.Two: m.Two, plural.Few: m.Few, plural.Many: m.Many,
	} {
		pieces, err := cut(text)
		if err != nil {
			return nil, fmt.Errorf("message %q: %w", m.ID, err)
		}
		s.forms[form] = pieces
	}
	return s, nil
}

// cut parts a text at its arguments, written {{.Name}}.
func cut(text string) ([]piece, error) {
	var pieces []piece
	for text != "" {
		before, rest, found := strings.Cut(text, "{{.")
		if !found {
			return append(pieces, piece{text: before}), nil
		}
		name, after, closed := strings.Cut(rest, "}}")
		if !closed || name == "" {
			return nil, fmt.Errorf("argument is not closed in %q", text)
		}
		pieces, text = append(pieces, piece{text: before, argument: name}), after
	}
	return pieces, nil
}

// arguments are the names of all arguments, in any form.
func (s *sentence) arguments() []string {
	var names []string
	for _, pieces := range s.forms {
		for _, p := range pieces {
			if p.argument != "" && !slices.Contains(names, p.argument) {
				names = append(names, p.argument)
			}
		}
	}
	return names
}

// fixed tells whether the sentence is the same whatever its arguments, and
// gives its text.
func (s *sentence) fixed() (string, bool) {
	other := s.forms[plural.Other]
	if s.plural || len(other) != 1 || other[0].argument != "" {
		return "", false
	}
	return other[0].text, true
}

// say fills in arguments, given as name, value pairs, in the form for a count.
// Arguments that are not given leave nothing.
func (s *sentence) say(form plural.Form, args []any) string {
	pieces := s.forms[form]
	if len(pieces) == 0 {
		pieces = s.forms[plural.Other]
	}
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.text)
		if p.argument != "" {
			b.WriteString(valueOf(p.argument, args))
		}
	}
	return b.String()
}

func valueOf(name string, args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] != name {
			continue
		}
		switch v := args[i+1].(type) {
		case string:
			return v
		case int:
			return formatNumber(v)
		default:
			return fmt.Sprint(v)
		}
	}
	return ""
}
