package text

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Lines gives what can be read in sanitised HTML, as lines of text: paragraphs
// with an empty line between them, list items with their marks, tables row by
// row.
func (t *Text) Lines(s string) string { return read(s, false) }

// Quote makes Markdown that quotes what can be read in sanitised HTML: every
// line begins with ">". What the text itself quotes is left out where more
// remains, links keep their address, nobody is called by it, and it ends with
// "…" after limit characters. by is who is quoted.
func (t *Text) Quote(s, by string, limit int) string {
	body := read(s, true)
	if runes := []rune(body); len(runes) > limit {
		body = string(runes[:limit])
		if i := strings.LastIndexAny(body, " \n"); i > len(body)/2 {
			body = body[:i]
		}
		body = strings.TrimRight(body, " \n\\[*") + "…"
	}
	var out strings.Builder
	if by = strings.Join(strings.Fields(by), " "); by != "" {
		out.WriteString("> **" + inert(by, false) + ":**\n>\n")
	}
	for line := range strings.SplitSeq(body, "\n") {
		out.WriteString(strings.TrimRight("> "+line, " ") + "\n")
	}
	return out.String()
}

// reader walks sanitised HTML once and writes what can be read.
type reader struct {
	out      strings.Builder
	markdown bool
	gap      int   // line ends that are owed before the next word
	space    bool  // so is a space
	lists    []int // numbers of the open lists, -1 for one without
	quotes   int
	quoted   strings.Builder // what stands in quotes, when there is nothing else
}

func read(s string, markdown bool) string {
	r := reader{markdown: markdown}
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if out := strings.TrimSpace(r.out.String()); out != "" || r.quoted.Len() == 0 {
				return out
			}
			return strings.TrimSpace(r.quoted.String())
		case html.TextToken:
			r.say(z.Token().Data)
		case html.StartTagToken, html.SelfClosingTagToken:
			r.start(z.Token())
		case html.EndTagToken:
			r.end(z.Token().Data)
		}
	}
}

// say writes text; runs of spaces are one, as in a page, and none ends a line.
func (r *reader) say(s string) {
	const spaces = " \t\r\n"
	words := strings.Join(strings.Fields(s), " ")
	if words == "" {
		r.space = r.space || s != ""
		return
	}
	begins := r.gap > 0 || r.empty()
	if r.markdown {
		words = inert(words, begins)
	}
	if !begins && (r.space || strings.TrimLeft(s, spaces) != s) {
		words = " " + words
	}
	r.write(words)
	r.space = strings.TrimRight(s, spaces) != s
}

func (r *reader) to() *strings.Builder {
	if r.quotes > 0 && r.markdown {
		return &r.quoted
	}
	return &r.out
}

func (r *reader) empty() bool { return r.to().Len() == 0 }

func (r *reader) write(s string) {
	to := r.to()
	if to.Len() > 0 {
		to.WriteString(strings.Repeat("\n", min(r.gap, 2)))
	}
	r.gap, r.space = 0, false
	to.WriteString(s)
}

func (r *reader) start(tok html.Token) {
	switch tok.Data {
	case "br":
		r.gap = max(r.gap, 1)
	case "p", "h3", "h4", "h5", "h6", "pre", "table", "hr":
		if len(r.lists) == 0 {
			r.gap = 2
		}
	case "blockquote":
		r.quotes++
		r.gap = 2
	case "ul", "ol":
		r.gap = 2 - min(len(r.lists), 1)
		r.lists = append(r.lists, listStart(tok))
	case "li":
		r.item()
	case "tr":
		r.gap = max(r.gap, 1)
	case "td", "th":
		if r.gap == 0 && !r.empty() {
			r.write(" ·")
			r.space = true
		}
	}
}

func listStart(tok html.Token) int {
	if tok.Data == "ul" {
		return -1
	}
	for _, a := range tok.Attr {
		if n, err := strconv.Atoi(a.Val); a.Key == "start" && err == nil {
			return n
		}
	}
	return 1
}

func (r *reader) item() {
	r.gap = max(r.gap, 1)
	depth := len(r.lists)
	if depth == 0 {
		return
	}
	mark := "- "
	if n := r.lists[depth-1]; n >= 0 {
		mark = strconv.Itoa(n) + ". "
		r.lists[depth-1]++
	}
	r.write(strings.Repeat("  ", min(depth-1, 4)) + mark)
}

func (r *reader) end(name string) {
	switch name {
	case "p", "h3", "h4", "h5", "h6", "pre", "table":
		if len(r.lists) == 0 {
			r.gap = 2
		}
	case "blockquote":
		r.quotes = max(r.quotes-1, 0)
		r.gap = 2
	case "ul", "ol":
		if len(r.lists) > 0 {
			r.lists = r.lists[:len(r.lists)-1]
		}
		r.gap = 2
	case "li", "tr":
		r.gap = max(r.gap, 1)
	}
}

// inert writes text so that Markdown takes it for text: what would be a mark
// has a stroke before it, but for the signs that addresses hold. begins tells
// that the text begins a line.
func inert(s string, begins bool) string {
	words := strings.Split(s, " ")
	for i, w := range words {
		marks := "\\`*_[]<>~|@&"
		if strings.HasPrefix(w, "https://") || strings.HasPrefix(w, "http://") {
			marks = "\\`*[]<>|@"
		}
		words[i] = struck(w, marks, begins && i == 0, i+1 < len(words))
	}
	return strings.Join(words, " ")
}

// struck writes one word; first tells that it begins a line, and more that
// another follows it.
func struck(w, marks string, first, more bool) string {
	var out strings.Builder
	for i, c := range w {
		switch {
		case strings.ContainsRune(marks, c),
			first && i == 0 && strings.ContainsRune("#+-=:", c),
			first && i > 0 && i == len(w)-1 && more && (c == '.' || c == ')') && number(w[:i]):
			out.WriteByte('\\')
		}
		out.WriteRune(c)
	}
	return out.String()
}

func number(s string) bool { return strings.Trim(s, "0123456789") == "" }
