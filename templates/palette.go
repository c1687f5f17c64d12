package templates

import (
	"fmt"
	"slices"
	"strings"
)

// Every colour of the pages stands here, once for each scheme, and is written
// into /theme.css as a custom property, --hr- and its name. Stylesheets name
// no colour of their own. What is put on what stands in pairs, which are
// checked at start: a page that somebody cannot read does not start.

// The schemes: the device's choice between the first two, more contrast where
// it is asked for, and a member's own choice before all (see [Appearances]).
const (
	light = iota
	dark
	contrast
	contrastDark
	schemes
)

// schemeNames are the schemes as the style guide calls them.
var schemeNames = [schemes]string{"light", "dark", "contrast", "contrast-dark"}

// token is one colour: its name and use, and its value in each scheme.
type token struct {
	name, use string
	in        [schemes]string
}

var palette = []token{
	{"paper", "the page", [schemes]string{"#fbfaf7", "#15181c", "#ffffff", "#000000"}},
	{"card", "what lies on the page: posts, cards, fields", [schemes]string{"#ffffff", "#1d2126", "#ffffff", "#000000"}},
	{"tint", "quiet areas: header, footer, asides", [schemes]string{"#f2eee6", "#242a30", "#ffffff", "#000000"}},
	{"ink", "text", [schemes]string{"#1c1f23", "#f0f1f2", "#000000", "#ffffff"}},
	{"soft", "what is said beside the text: dates, places, hints", [schemes]string{"#4b5158", "#b9c0c7", "#000000", "#ffffff"}},
	{"line", "edges that only part things", [schemes]string{"#dcd7cc", "#3a424a", "#000000", "#ffffff"}},
	{"strong-line", "edges that must be seen: fields, buttons", [schemes]string{"#646b72", "#9aa4ad", "#000000", "#ffffff"}},
	{"link", "links", [schemes]string{"#14508c", "#8cc4ff", "#00349e", "#9fd0ff"}},
	{"link-seen", "links that have been followed", [schemes]string{"#5b3a8c", "#c9b0f5", "#4b2080", "#d9c6ff"}},
	{"good", "behind what has gone well", [schemes]string{"#dcefe5", "#12382a", "#ffffff", "#000000"}},
	{"good-ink", "text about it", [schemes]string{"#0b4f35", "#a8e6c7", "#003d26", "#a8e6c7"}},
	{"wait", "behind what is not done yet", [schemes]string{"#fbeec5", "#3f3210", "#ffffff", "#000000"}},
	{"wait-ink", "text about it", [schemes]string{"#5c4300", "#ffe08a", "#4a3600", "#ffe08a"}},
	{"bad", "behind what is wrong", [schemes]string{"#f9e1df", "#4a1917", "#ffffff", "#000000"}},
	{"bad-ink", "text about it, errors", [schemes]string{"#8c1d18", "#ffb4ae", "#7a0f0b", "#ffb4ae"}},
	{"focus", "behind what has the focus", [schemes]string{"#ffd84d", "#ffd84d", "#ffd84d", "#ffd84d"}},
	{"focus-ink", "text on it, and the line below", [schemes]string{"#0d0f11", "#0d0f11", "#000000", "#000000"}},
	{"face-1", "behind the initials of a person", [schemes]string{"#f3d9b1", "#54411f", "#ffffff", "#000000"}},
	{"face-2", "behind the initials of a person", [schemes]string{"#cfe3c4", "#2b4a2c", "#ffffff", "#000000"}},
	{"face-3", "behind the initials of a person", [schemes]string{"#c3e0ea", "#1d4656", "#ffffff", "#000000"}},
	{"face-4", "behind the initials of a person", [schemes]string{"#e6d2ee", "#4a3359", "#ffffff", "#000000"}},
	{"face-5", "behind the initials of a person", [schemes]string{"#f5cfcf", "#5c2d2d", "#ffffff", "#000000"}},
	{"face-6", "behind the initials of a person", [schemes]string{"#d8dbe3", "#3d434d", "#ffffff", "#000000"}},
	{"shade", "shadow of what lies above the page", [schemes]string{"#0d0f11", "#000000", "#000000", "#ffffff"}},
}

// derived are the colours that come from the theme.
var derived = map[string]string{
	"accent":    "the colour of the nation or authority: marks, main buttons",
	"on-accent": "text on the accent",
	"wash":      "a breath of the accent: what is new",
}

// pair is one colour on another with the least contrast it must have: 4.5 for
// text and 3 for what is no text, as WCAG 2.2 asks at level AA; text in the
// schemes of more contrast has 7, as it asks at AAA.
type pair struct {
	front, back string
	least       float64
}

var pairs = append(
	crossed(4.5, []string{"ink", "soft", "link", "link-seen", "accent", "bad-ink", "good-ink"}, []string{"paper", "card", "tint", "wash"}),
	pair{"good-ink", "good", 4.5}, pair{"wait-ink", "wait", 4.5}, pair{"bad-ink", "bad", 4.5},
	pair{"link", "good", 4.5}, pair{"link", "bad", 4.5}, pair{"ink", "good", 4.5}, pair{"ink", "wait", 4.5}, pair{"ink", "bad", 4.5},
	pair{"ink", "face-1", 4.5}, pair{"ink", "face-2", 4.5}, pair{"ink", "face-3", 4.5},
	pair{"ink", "face-4", 4.5}, pair{"ink", "face-5", 4.5}, pair{"ink", "face-6", 4.5},
	pair{"on-accent", "accent", 4.5}, pair{"focus-ink", "focus", 4.5},
	pair{"strong-line", "paper", 3}, pair{"strong-line", "card", 3}, pair{"strong-line", "tint", 3}, pair{"strong-line", "wash", 3},
)

func crossed(least float64, fronts, backs []string) (list []pair) {
	for _, front := range fronts {
		for _, back := range backs {
			list = append(list, pair{front, back, least})
		}
	}
	return list
}

// tokens is the palette with what comes from the theme.
func (t Theme) tokens() []token {
	accent := token{name: "accent", use: derived["accent"]}
	on := token{name: "on-accent", use: derived["on-accent"]}
	wash := token{name: "wash", use: derived["wash"]}
	for scheme := range schemes {
		from, toward, least := t.Colour, "#000000", 4.5
		if scheme == dark || scheme == contrastDark {
			from, toward = t.Dark, "#ffffff"
		}
		if scheme == contrast || scheme == contrastDark {
			least = 7
		}
		backs := []string{find(palette, "paper").in[scheme], find(palette, "card").in[scheme], find(palette, "tint").in[scheme]}
		wash.in[scheme] = backs[1]
		if scheme == light {
			wash.in[scheme] = blend(backs[1], from, 0.06)
		} else if scheme == dark {
			wash.in[scheme] = blend(backs[1], from, 0.10)
		}
		accent.in[scheme] = until(from, toward, append(backs, wash.in[scheme]), least)
		on.in[scheme] = "#ffffff"
		if toward == "#ffffff" {
			on.in[scheme] = "#0d0f11"
		}
	}
	return append(slices.Clone(palette), accent, on, wash)
}

func find(list []token, name string) token {
	return list[slices.IndexFunc(list, func(t token) bool { return t.name == name })]
}

// until moves a colour towards another one until it can be read on all that it
// lies on. One that does not parse comes back for CheckContrast to refuse.
func until(colour, toward string, backs []string, least float64) string {
	for share := 0.0; share <= 1; share += 0.02 {
		moved := blend(colour, toward, share)
		if !slices.ContainsFunc(backs, func(back string) bool {
			ratio, err := Contrast(moved, back)
			return err == nil && ratio < least
		}) {
			return moved
		}
	}
	return toward
}

// blend mixes a share of b into a.
func blend(a, b string, share float64) string {
	x, err := parseColour(a)
	y, other := parseColour(b)
	if err != nil || other != nil {
		return a
	}
	mix := func(i int) uint8 { return uint8(float64(x[i]) + (float64(y[i])-float64(x[i]))*share + 0.5) }
	return fmt.Sprintf("#%02x%02x%02x", mix(0), mix(1), mix(2))
}

// css writes the custom properties of every scheme, with when it holds.
func (t Theme) css() []byte {
	list := t.tokens()
	var b strings.Builder
	block := func(selector string, scheme int, kind string) {
		fmt.Fprintf(&b, "%s{color-scheme:%s", selector, kind)
		for _, token := range list {
			fmt.Fprintf(&b, ";--hr-%s:%s", token.name, token.in[scheme])
		}
		b.WriteString("}\n")
	}
	on := func(condition string, write func()) {
		fmt.Fprintf(&b, "@media screen and %s{\n", condition)
		write()
		b.WriteString("}\n")
	}
	block(":root", light, "light")
	on("(prefers-color-scheme:dark)", func() { block(":root", dark, "dark") })
	on("(prefers-contrast:more)", func() { block(":root", contrast, "light") })
	on("(prefers-contrast:more) and (prefers-color-scheme:dark)", func() { block(":root", contrastDark, "dark") })
	on("(min-width:0)", func() {
		block(`:root[data-appearance="light"]`, light, "light")
		block(`:root[data-appearance="dark"]`, dark, "dark")
		block(`:root[data-appearance="contrast"]`, contrast, "light")
	})
	on("(prefers-color-scheme:dark)", func() { block(`:root[data-appearance="contrast"]`, contrastDark, "dark") })
	return []byte(b.String())
}
