package clientapi

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Conversations have titles, and clients have no field for one. The first line of
// a longer text is its title; of a text of one line, the title is how it begins.
const (
	titleMost = 150 // characters that a conversation's title may have
	titleClip = 80  // of one that is made of a longer line
)

// notTitle is how a line begins that goes on with what follows: a list, a quote,
// code, a table.
var notTitle = regexp.MustCompile("^([-*+>|] |[0-9]{1,9}[.)] |```|~~~|    |\t)")

// splitTitle parts what was typed into a title and what is said.
func splitTitle(typed string) (title, body string) {
	typed = strings.Trim(strings.ReplaceAll(typed, "\r\n", "\n"), "\n \t")
	line, rest, _ := strings.Cut(typed, "\n")
	rest = strings.Trim(rest, "\n")
	heading := bareTitle(line)
	if strings.TrimSpace(rest) != "" && heading != "" && utf8.RuneCountInString(heading) <= titleMost && !notTitle.MatchString(line) {
		return heading, rest
	}
	return clipTitle(typed), typed
}

// bareTitle takes the marks of a heading, or of bold print, off a line.
func bareTitle(line string) string {
	line = strings.TrimSpace(line)
	if marks := strings.TrimLeft(line, "#"); len(line)-len(marks) <= 6 && strings.HasPrefix(marks, " ") {
		line = strings.TrimSpace(marks)
	}
	if inner, bold := strings.CutPrefix(line, "**"); bold && len(inner) > 2 && strings.HasSuffix(inner, "**") && !strings.Contains(inner[:len(inner)-2], "**") {
		line = strings.TrimSpace(inner[:len(inner)-2])
	}
	return line
}

// clipTitle is how a text begins, cut between words.
func clipTitle(typed string) string {
	line := bareTitle(strings.TrimLeft(strings.Join(strings.Fields(typed), " "), "-*+>| "))
	if utf8.RuneCountInString(line) <= titleClip {
		return line
	}
	cut := string([]rune(line)[:titleClip])
	if at := strings.LastIndexByte(cut, ' '); at > titleClip/2 {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, " ,;:.-–") + "…"
}

// joinTitle is what a client is given to edit, so that splitTitle of it gives both
// back.
func joinTitle(title, body string) string {
	if t, b := splitTitle(body); title == "" || t == title && b == body {
		return body
	}
	typed := title + "\n\n" + body
	if t, b := splitTitle(typed); t != title || b != body {
		typed = "# " + typed // it looks like something else
	}
	return typed
}
