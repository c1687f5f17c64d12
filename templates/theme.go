package templates

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Theme is how one nation or authority looks: a name, an accent and a crest.
// Everything else is derived, so that no theme can be made unreadable.
type Theme struct {
	Name string
	// Colour is the accent on light pages, "#rrggbb": header, marks and
	// buttons, with white on it.
	Colour string
	// Dark is the accent on dark pages, with near-black on it; empty derives
	// a lighter shade of Colour.
	Dark string
	// Crest is the path of a picture on this host, shown in the header, or "".
	Crest string
}

// Themes holds the themes that come with Headroom, by nation code; "" is the
// plain one.
var Themes = map[string]Theme{
	"":                 {Name: "plain", Colour: "#1f4e5f"},
	"scotland":         {Name: "scotland", Colour: "#1b4f8f"},
	"wales":            {Name: "wales", Colour: "#8a1f2d"},
	"england":          {Name: "england", Colour: "#4a3272"},
	"northern-ireland": {Name: "northern-ireland", Colour: "#1d5e48"},
}

// Fixed surfaces that every accent is checked against; the stylesheet uses the
// same values.
const (
	lightPaper = "#ffffff"
	lightTint  = "#f4f2ee"
	darkPaper  = "#16191d"
	darkTint   = "#1f2429"
	darkInk    = "#0d0f11"
)

func (t Theme) orPlain() Theme {
	if t.Colour == "" {
		crest := t.Crest
		t = Themes[""]
		t.Crest = crest
	}
	if t.Dark == "" {
		t.Dark = lighten(t.Colour)
	}
	return t
}

// CheckContrast fails unless the accent can be read with white on it and on
// light paper, and its dark form with near-black on it and on dark paper: 4.5
// to 1, as WCAG 2.2 asks of text at level AA.
func (t Theme) CheckContrast() error {
	t = t.orPlain()
	for _, pair := range [][2]string{
		{t.Colour, lightPaper}, {t.Colour, lightTint},
		{t.Dark, darkPaper}, {t.Dark, darkTint}, {t.Dark, darkInk},
	} {
		ratio, err := Contrast(pair[0], pair[1])
		if err != nil {
			return err
		}
		if ratio < 4.5 {
			return fmt.Errorf("templates: theme %q: %s on %s has a contrast of %.2f, less than 4.5", t.Name, pair[0], pair[1], ratio)
		}
	}
	return nil
}

// Contrast is the contrast ratio of two "#rrggbb" colours, 1 to 21, as WCAG
// defines it. It fails on anything else than six hex digits.
func Contrast(a, b string) (float64, error) {
	la, err := luminance(a)
	if err != nil {
		return 0, err
	}
	lb, err := luminance(b)
	if err != nil {
		return 0, err
	}
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05), nil
}

func luminance(colour string) (float64, error) {
	rgb, err := parseColour(colour)
	if err != nil {
		return 0, err
	}
	var linear [3]float64
	for i, v := range rgb {
		c := float64(v) / 255
		if c <= 0.04045 {
			linear[i] = c / 12.92
		} else {
			linear[i] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*linear[0] + 0.7152*linear[1] + 0.0722*linear[2], nil
}

func parseColour(colour string) ([3]uint8, error) {
	var rgb [3]uint8
	digits, ok := strings.CutPrefix(colour, "#")
	if !ok || len(digits) != 6 {
		return rgb, fmt.Errorf("templates: colour %q is not of the form #rrggbb", colour)
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		return rgb, fmt.Errorf("templates: colour %q is not of the form #rrggbb", colour)
	}
	return [3]uint8{uint8(n >> 16), uint8(n >> 8), uint8(n)}, nil
}

// lighten mixes a colour with white until it can be read on dark paper. A
// colour that does not parse comes back for CheckContrast to refuse.
func lighten(colour string) string {
	rgb, err := parseColour(colour)
	if err != nil {
		return colour
	}
	mixed := colour
	for share := 0.0; share <= 1; share += 0.05 {
		mixed = fmt.Sprintf("#%02x%02x%02x", mix(rgb[0], share), mix(rgb[1], share), mix(rgb[2], share))
		if ratio, err := Contrast(mixed, darkTint); err == nil && ratio >= 7 {
			break
		}
	}
	return mixed
}

func mix(v uint8, share float64) uint8 { return uint8(float64(v) + (255-float64(v))*share) }

// css writes the custom properties that the stylesheet reads.
func (t Theme) css() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, ":root{--hr-accent:%s;--hr-on-accent:%s}\n", t.Colour, lightPaper)
	fmt.Fprintf(&b, "@media screen and (prefers-color-scheme:dark){:root{--hr-accent:%s;--hr-on-accent:%s}}\n", t.Dark, darkInk)
	return []byte(b.String())
}
