package files

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

var (
	// ErrNotImage is returned for what is no JPEG, PNG, GIF or WebP image, or a
	// broken one. SVG is a program, not an image.
	ErrNotImage = errors.New("files: not an image")
	// ErrTooLarge is returned for more bytes or pixels than allowed.
	ErrTooLarge = errors.New("files: image is too large")
)

// Limits bound what Image takes and makes; zero means the default.
type Limits struct {
	Bytes  int64 // of the upload and of the result; 10 MiB
	Pixels int   // of the upload; 40 million
	Side   int   // of the result, the longer one; 2048
}

// Processed is an image made anew.
type Processed struct {
	Bytes         []byte
	Digest        string // "sha-256:…" of Bytes
	MediaType     string // image/jpeg, or image/png when it has transparency
	Width, Height int
	Size          int // len(Bytes)
}

// maxScans bounds the passes of a progressive JPEG, each of which costs a walk
// over the whole picture. Cameras and editors make about ten.
const maxScans = 100

// quality of JPEG results.
const quality = 85

// turn lets one image be decoded at a time: an image at the pixel limit takes
// some hundred megabytes.
var turn = make(chan struct{}, 1)

// format is an image format that is accepted.
type format struct {
	magic  string // ? stands for any byte
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var formats = []format{
	{"\xff\xd8\xff", jpeg.DecodeConfig, jpeg.Decode},
	{"\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode},
	{"GIF8?a", gif.DecodeConfig, gif.Decode}, // the first frame
	{"RIFF????WEBP", webp.DecodeConfig, webp.Decode},
}

// Image reads an uploaded image and makes it anew: turned as its EXIF
// orientation says, at most Side pixels long, and without any metadata: place,
// camera, time and thumbnail are gone. The size is read from the header before
// a pixel is decoded. Errors are ErrNotImage, ErrTooLarge, or those of r.
func Image(r io.Reader, limits Limits) (Processed, error) {
	limits = limits.orDefault()
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	switch {
	case err != nil:
		return Processed{}, fmt.Errorf("files: read image: %w", err)
	case int64(len(data)) > limits.Bytes:
		return Processed{}, ErrTooLarge
	}
	f, err := check(data, limits)
	if err != nil {
		return Processed{}, err
	}
	turn <- struct{}{}
	defer func() { <-turn }()
	source, err := decode(f, data)
	if err != nil {
		return Processed{}, err
	}
	result := orient(shrink(source, limits.Side), orientation(data))
	return encode(result, limits)
}

func (l Limits) orDefault() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 10 << 20
	}
	if l.Pixels <= 0 {
		l.Pixels = 40_000_000
	}
	if l.Side <= 0 {
		l.Side = 2048
	}
	return l
}

// check finds the format and refuses by the headers alone.
func check(data []byte, limits Limits) (f format, err error) {
	defer recovered(&err)
	for _, f = range formats {
		if matches(data, f.magic) {
			break
		}
		f = format{}
	}
	if f.decode == nil {
		return f, ErrNotImage
	}
	c, err := f.config(bytes.NewReader(data))
	if err != nil {
		return f, fmt.Errorf("%w: %w", ErrNotImage, err)
	}
	sizes := append(webpFrames(data), image.Point{X: c.Width, Y: c.Height})
	for _, s := range sizes {
		if s.X < 1 || s.Y < 1 {
			return f, ErrNotImage
		}
		if s.X > limits.Pixels/s.Y {
			return f, ErrTooLarge
		}
	}
	if matches(data, formats[0].magic) && bytes.Count(data, []byte{0xff, 0xda}) > maxScans {
		return f, ErrTooLarge
	}
	return f, nil
}

func matches(data []byte, magic string) bool {
	if len(data) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '?' && magic[i] != data[i] {
			return false
		}
	}
	return true
}

func decode(f format, data []byte) (img image.Image, err error) {
	defer recovered(&err)
	img, err = f.decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotImage, err)
	}
	return img, nil
}

// recovered turns a decoder's panic into an error: the input is a stranger's.
func recovered(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("%w: decoder: %v", ErrNotImage, v)
	}
}

// shrink draws the image on a new canvas whose longer side is at most side.
func shrink(source image.Image, side int) *image.RGBA {
	b := source.Bounds()
	w, h := b.Dx(), b.Dy()
	if longest := max(w, h); longest > side {
		w, h = max(w*side/longest, 1), max(h*side/longest, 1)
	}
	canvas := image.NewRGBA(image.Rect(0, 0, w, h))
	if w == b.Dx() && h == b.Dy() {
		draw.Draw(canvas, canvas.Bounds(), source, b.Min, draw.Src)
	} else {
		draw.BiLinear.Scale(canvas, canvas.Bounds(), source, b, draw.Src, nil)
	}
	return canvas
}

// encode writes JPEG, or PNG where something shows through.
func encode(img *image.RGBA, limits Limits) (Processed, error) {
	var buf bytes.Buffer
	p := Processed{MediaType: "image/jpeg", Width: img.Rect.Dx(), Height: img.Rect.Dy()}
	var err error
	if img.Opaque() {
		err = jpeg.Encode(&buf, img, &jpeg.Options{Quality: quality})
	} else {
		p.MediaType = "image/png"
		err = png.Encode(&buf, img)
	}
	if err != nil {
		return Processed{}, fmt.Errorf("files: encode image: %w", err)
	}
	if int64(buf.Len()) > limits.Bytes {
		return Processed{}, ErrTooLarge
	}
	sum := sha256.Sum256(buf.Bytes())
	p.Bytes, p.Size, p.Digest = buf.Bytes(), buf.Len(), digestPrefix+hex.EncodeToString(sum[:])
	return p, nil
}
