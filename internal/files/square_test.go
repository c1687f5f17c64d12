package files_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"headroom/internal/files"
)

// TestSquares checks that a photograph keeps its middle, turned the right way
// round, and nothing of what the camera wrote beside it.
func TestSquares(t *testing.T) {
	t.Parallel()
	place := []byte("51.5033635,-0.1276248 and the camera's serial number")
	for name, data := range map[string][]byte{
		"jpeg":              jpegWith(t, append(tiff(binary.LittleEndian, 1), place...)),
		"jpeg, turned":      jpegWith(t, append(tiff(binary.BigEndian, 6), place...)),
		"png":               pngWith(t, quarters(64, 32), append(tiff(binary.BigEndian, 1), place...)),
		"webp, transparent": tinyWebP(t),
	} {
		if name != "webp, transparent" && !bytes.Contains(data, place) {
			t.Fatalf("%s: the sample holds no place", name)
		}
		got, err := files.Squares(bytes.NewReader(data), files.Limits{}, 32, 8)
		if err != nil || len(got) != 2 {
			t.Fatalf("%s: %v", name, err)
		}
		for i, side := range []int{32, 8} {
			p := got[i]
			config, format, err := image.DecodeConfig(bytes.NewReader(p.Bytes))
			if err != nil || format != "jpeg" || config.Width != side || config.Height != side || p.Width != side || p.Height != side || p.MediaType != "image/jpeg" {
				t.Errorf("%s: %s of %dx%d, %v", name, format, config.Width, config.Height, err)
			}
			for _, mark := range [][]byte{place, []byte("Exif"), {0xff, 0xe1}, {0xff, 0xe2}, {0xff, 0xfe}} {
				if bytes.Contains(p.Bytes, mark) {
					t.Errorf("%s: %q is left", name, mark)
				}
			}
		}
	}
}

// TestSquaresTakeTheMiddle checks what is cut off, and which way is up.
func TestSquaresTakeTheMiddle(t *testing.T) {
	t.Parallel()
	wide := image.NewRGBA(image.Rect(0, 0, 300, 100)) // red, green above blue, red
	for y := range 100 {
		for x := range 300 {
			c := color.RGBA{R: 255, A: 255}
			if x >= 100 && x < 200 {
				c = color.RGBA{G: 255, A: 255}
				if y >= 50 {
					c = color.RGBA{B: 255, A: 255}
				}
			}
			wide.Set(x, y, c)
		}
	}
	got, err := files.Squares(bytes.NewReader(pngWith(t, wide, tiff(binary.BigEndian, 3))), files.Limits{}, 40)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(got[0].Bytes))
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []struct {
		y    int
		blue bool
	}{{8, true}, {32, false}} { // turned upside down
		for _, x := range []int{3, 20, 36} {
			r, g, b, _ := img.At(x, at.y).RGBA()
			if r > 0x4000 || (b > g) != at.blue {
				t.Errorf("at %d,%d: %x %x %x", x, at.y, r, g, b)
			}
		}
	}
}

func TestSquaresRefuse(t *testing.T) {
	t.Parallel()
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	if _, err := z.Create("photograph.jpg"); err != nil {
		t.Fatal(err)
	}
	_ = z.Close()
	good := jpegWith(t, nil)
	bomb := append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", []byte{0, 0, 0xff, 0, 0, 0, 0xff, 0, 8, 6, 0, 0, 0})...)
	for name, tc := range map[string]struct {
		data   []byte
		limits files.Limits
		want   error
	}{
		"a zip named .jpg": {zipped.Bytes(), files.Limits{}, files.ErrNotImage},
		"svg":              {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`), files.Limits{}, files.ErrNotImage},
		"cut short":        {good[:len(good)/2], files.Limits{}, files.ErrNotImage},
		"many pixels":      {bomb, files.Limits{}, files.ErrTooLarge},
		"many bytes":       {good, files.Limits{Bytes: int64(len(good)) - 1}, files.ErrTooLarge},
		"nothing":          {nil, files.Limits{}, files.ErrNotImage},
	} {
		if _, err := files.Squares(bytes.NewReader(tc.data), tc.limits, 96); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if _, err := files.Squares(failing{}, files.Limits{}, 96); err == nil {
		t.Error("a failing reader")
	}
}
