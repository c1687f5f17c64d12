package text

import (
	"net/url"
	"regexp"

	"github.com/microcosm-cc/bluemonday"
)

// allowed is the one allow-list.
func allowed() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h3", "h4", "h5", "h6", "blockquote", "pre", "code",
		"strong", "em", "b", "i", "del", "s", "sub", "sup", "ul", "ol", "li",
		"table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(regexp.MustCompile(`^[0-9]{1,6}$`)).OnElements("ol")
	p.AllowAttrs("lang").Matching(regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$`)).Globally()
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^mention$`)).OnElements("a")
	for _, scheme := range []string{"http", "https"} {
		p.AllowURLSchemeWithCustomPolicy(scheme, func(u *url.URL) bool { return u.Hostname() != "" })
	}
	p.AllowURLSchemes("mailto")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	return p
}
