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

func (t Theme) orPlain() Theme {
	if t.Colour == "" {
		crest := t.Crest
		t = Themes[""]
		t.Crest = crest
	}
	if t.Dark == "" {
		t.Dark = until(t.Colour, "#ffffff", []string{find(palette, "tint").in[dark]}, 7)
	}
	return t
}

// CheckContrast fails unless everything that pages put on something else can
// be read there, in every scheme: see pairs. The accent is made darker, on
// dark pages lighter, until it can; but white must be readable on Colour, and
// near-black on Dark, as they are.
func (t Theme) CheckContrast() error {
	t = t.orPlain()
	if err := t.checkPair(schemeNames[light], t.Colour, "#ffffff", 4.5); err != nil {
		return err
	}
	if err := t.checkPair(schemeNames[dark], t.Dark, "#0d0f11", 4.5); err != nil {
		return err
	}
	list := t.tokens()
	for scheme, name := range schemeNames {
		for _, p := range pairs {
			least := p.least
			if scheme >= contrast && least > 3 {
				least = 7
			}
			if err := t.checkPair(name, find(list, p.front).in[scheme], find(list, p.back).in[scheme], least); err != nil {
				return fmt.Errorf("%w (%s on %s)", err, p.front, p.back)
			}
		}
	}
	return nil
}

func (t Theme) checkPair(scheme, front, back string, least float64) error {
	ratio, err := Contrast(front, back)
	if err == nil && ratio < least {
		err = fmt.Errorf("templates: theme %q, %s: %s on %s has a contrast of %.2f, less than %.1f", t.Name, scheme, front, back, ratio, least)
	}
	return err
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
