package files

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"

	"golang.org/x/image/draw"
)

// Squares reads an uploaded image as Image does and makes a JPEG of its middle
// for each of sides, that many pixels long and wide: turned as its EXIF
// orientation says, on white where something shows through, and without any
// metadata. Errors are those of Image.
func Squares(r io.Reader, limits Limits, sides ...int) ([]Processed, error) {
	limits = limits.orDefault()
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("files: read image: %w", err)
	case int64(len(data)) > limits.Bytes:
		return nil, ErrTooLarge
	}
	f, err := check(data, limits)
	if err != nil {
		return nil, err
	}
	turn <- struct{}{}
	defer func() { <-turn }()
	source, err := decode(f, data)
	if err != nil {
		return nil, err
	}
	out := make([]Processed, len(sides))
	for i, side := range sides {
		if out[i], err = jpegOf(orient(square(source, side), orientation(data))); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// square draws the middle of an image on a white square.
func square(source image.Image, side int) *image.RGBA {
	b := source.Bounds()
	edge := min(b.Dx(), b.Dy())
	from := image.Pt(b.Min.X+(b.Dx()-edge)/2, b.Min.Y+(b.Dy()-edge)/2)
	canvas := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.Draw(canvas, canvas.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(canvas, canvas.Bounds(), source, image.Rectangle{Min: from, Max: from.Add(image.Pt(edge, edge))}, draw.Over, nil)
	return canvas
}

// jpegOf writes a JPEG.
func jpegOf(img *image.RGBA) (Processed, error) {
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: quality}); err != nil {
		return Processed{}, fmt.Errorf("files: encode image: %w", err)
	}
	sum := sha256.Sum256(buf.Bytes())
	return Processed{Bytes: buf.Bytes(), Size: buf.Len(), Digest: digestPrefix + hex.EncodeToString(sum[:]), MediaType: "image/jpeg",
		Width: img.Rect.Dx(), Height: img.Rect.Dy()}, nil
}
