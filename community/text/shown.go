package text

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/idna"
)

// Shown gives sanitised HTML as readers see it: a link whose text does not say
// where it leads has its host after the text, within the link, so that it is
// heard, seen and copied with it. own is this instance's host: the names of
// people that lead there need none. What is stored and sent stays as its author
// wrote it; texts from before, and from peers, are shown in the same way.
func (t *Text) Shown(s, own string) string {
	if !strings.Contains(s, "<a ") {
		return s
	}
	var out, text strings.Builder
	host := ""
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		raw := z.Raw()
		switch kind {
		case html.ErrorToken:
			out.Write(raw)
			return out.String()
		case html.StartTagToken:
			out.Write(raw)
			if tok := z.Token(); tok.Data == "a" {
				host = target(tok, own)
				text.Reset()
			}
			continue
		case html.EndTagToken:
			raw := string(raw)
			if tok := z.Token(); tok.Data == "a" {
				if host != "" && !shows(text.String(), host) {
					out.WriteString(` <bdi class="hr-link-host">(` + html.EscapeString(host) + `)</bdi>`)
				}
				host = ""
			}
			out.WriteString(raw)
			continue
		case html.TextToken:
			out.Write(raw)
			text.WriteString(z.Token().Data)
			continue
		}
		out.Write(raw)
	}
}

// target is the host that a link leads to, as it is shown; "" where none needs
// to be.
func target(a html.Token, own string) string {
	href, mention := "", false
	for _, attr := range a.Attr {
		if attr.Key == "href" {
			href = attr.Val
		}
		mention = mention || attr.Key == "class" && attr.Val == "mention"
	}
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	host := u.Host
	if u.Scheme == "mailto" {
		address, _, _ := strings.Cut(u.Opaque, "?")
		address, _ = url.PathUnescape(address)
		host = address[strings.LastIndexByte(address, '@')+1:]
	}
	if mention && strings.EqualFold(host, own) {
		return ""
	}
	return plainHost(host)
}

// plainHost is a host as readers can tell it from others: letters outside those
// of our languages and their neighbours could pass for others, so that the
// whole name then stands in its ASCII form.
func plainHost(host string) string {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	name, port := host, ""
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		name, port = host[:i], host[i:]
	}
	if port == ":443" || port == ":80" {
		port = ""
	}
	ascii, err := idna.Punycode.ToASCII(name)
	if err != nil {
		return quoted(name) + port
	}
	if pretty, err := idna.Lookup.ToUnicode(ascii); err == nil && familiar(pretty) {
		return pretty + port
	}
	return quoted(ascii) + port
}

// familiar reports whether every letter is of ASCII or an accented one of
// western Europe; none of them looks like another.
func familiar(host string) bool {
	for _, r := range host {
		switch {
		case r < 0x80, r >= 'à' && r <= 'ÿ' && r != '÷', strings.ContainsRune("ŵŷœ", r):
		default:
			return false
		}
	}
	return true
}

// quoted writes what no host should hold so that it can be seen.
func quoted(host string) string {
	var out strings.Builder
	for _, r := range host {
		if r < 0x21 || r == 0x7F || r > 0x7E && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			out.WriteString(url.PathEscape(string(r)))
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}

// shows reports whether the text of a link says that it leads to host: the
// first name in it that looks like a host is that one, nothing before it looks
// like the beginning of another, and any other stands in the path of an address.
func shows(text, host string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	if strings.HasSuffix(text, "("+host+")") {
		return true
	}
	if strings.HasSuffix(text, "@"+host) && !strings.ContainsAny(text, " /:") {
		return true // the address of a mailbox
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "https://"), "http://")
	name, _, _ := strings.Cut(host, ":")
	if !strings.Contains(name, ".") { // of a machine nearby
		rest, ok := strings.CutPrefix(text, host)
		return ok && name != "" && (rest == "" || strings.HasPrefix(rest, "/"))
	}
	first := hostLike.FindStringIndex(text)
	if first == nil || bare(text[first[0]:first[1]]) != bare(name) || strings.ContainsFunc(text[:first[0]], odd) {
		return false
	}
	if rest := text[first[1]:]; strings.HasPrefix(rest, "@") || strings.HasPrefix(rest, ":") && strings.Contains(rest, "@") {
		return false // what stood before was a user's name
	}
	// An address may name others behind its host; a sentence may not.
	return len(hostLike.FindAllStringIndex(text, 2)) == 1 || !strings.ContainsAny(text, " \t\n")
}

// odd is what does not stand before the name of a host in a sentence: a sign
// that could pass for a dot or a stroke.
func odd(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" \t\n,;!?'’\"“”()-–", r)
}

func bare(host string) string { return strings.TrimPrefix(host, "www.") }
