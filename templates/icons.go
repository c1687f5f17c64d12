package templates

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strconv"
)

// Icons of the app for home screens: the arch of static/icon.svg in the
// instance's colour, drawn here so that each nation has its own.

// iconSizes are the addresses of the icons: name, pixels, and whether the
// device cuts the shape (then the colour goes to the edge and the arch stays
// well inside).
var iconSizes = []struct {
	name     string
	size     int
	maskable bool
}{
	{"icon-180.png", 180, true}, // Apple's devices cut the corners themselves
	{"icon-192.png", 192, false},
	{"icon-512.png", 512, false},
	{"icon-maskable-512.png", 512, true},
}

// icon draws one icon. Each pixel is looked at in sixteen places.
func icon(ground color.RGBA, size int, maskable bool) []byte {
	const side = 4
	picture := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			inGround, inArch := 0, 0
			for i := range side * side {
				px := 40 * (float64(x) + (float64(i%side)+0.5)/side) / float64(size)
				py := 40 * (float64(y) + (float64(i/side)+0.5)/side) / float64(size)
				if maskable {
					inGround++
					px, py = 20+(px-20)/0.85, 20+(py-20)/0.85
				} else if rounded(px, py) {
					inGround++
				}
				if arch(px, py) {
					inArch++
				}
			}
			picture.SetNRGBA(x, y, mixed(ground, inGround, inArch, side*side))
		}
	}
	var out bytes.Buffer
	_ = png.Encode(&out, picture) // a buffer takes everything
	return out.Bytes()
}

// mixed is white where the arch is and the ground elsewhere, by their shares.
func mixed(ground color.RGBA, inGround, inArch, of int) color.NRGBA {
	if inGround == 0 {
		return color.NRGBA{}
	}
	share := func(v uint8) uint8 { return uint8((int(v)*(of-inArch) + 255*inArch) / of) }
	return color.NRGBA{share(ground.R), share(ground.G), share(ground.B), uint8(255 * inGround / of)}
}

// rounded tells whether a point of the 40 by 40 field is in the square with
// round corners.
func rounded(x, y float64) bool {
	const r = 8
	dx, dy := max(r-x, x-(40-r), 0), max(r-y, y-(40-r), 0)
	return dx*dx+dy*dy <= r*r
}

// arch tells whether a point is between the outer and the inner curve.
func arch(x, y float64) bool { return door(x, y, 11, 19) && !door(x, y, 6, 20) }

// door is a rectangle down to 33 below half a circle around (20, top).
func door(x, y, r, top float64) bool {
	dx, dy := x-20, min(y-top, 0)
	return y <= 33 && dx*dx+dy*dy <= r*r
}

// icons draws all icons in the colour of a theme.
func (t Theme) icons() map[string][]byte {
	rgb, _ := parseColour(t.Colour) // New has checked the theme
	drawn := make(map[string][]byte, len(iconSizes))
	for _, i := range iconSizes {
		drawn[i.name] = icon(color.RGBA{rgb[0], rgb[1], rgb[2], 255}, i.size, i.maskable)
	}
	return drawn
}

// Icon serves the icons of the app, by the last part of the address.
func (r *Renderer) Icon(w http.ResponseWriter, req *http.Request, name string) bool {
	picture, ok := r.app().icons[name]
	if !ok {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Cache-Control", "public, max-age=86400")
	h.Set("Content-Length", strconv.Itoa(len(picture)))
	_, _ = w.Write(picture)
	return true
}
