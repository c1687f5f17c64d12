package files_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headroom/internal/files"
)

func disk(t *testing.T) (*files.Disk, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "storage", "files")
	d, err := files.OpenDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d, dir
}

func TestDisk(t *testing.T) {
	t.Parallel()
	d, dir := disk(t)
	ctx := t.Context()
	const digest = "sha-256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
	for range 2 { // the same content twice is kept once
		info, err := d.Put(ctx, strings.NewReader("hello"))
		if err != nil || info != (files.Info{Digest: digest, Size: 5}) {
			t.Fatalf("Put() = %+v, %v", info, err)
		}
	}
	f, err := d.Open(ctx, digest)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(f); string(got) != "hello" || err != nil || f.Close() != nil {
		t.Errorf("read %q, %v", got, err)
	}
	if info, err := d.Stat(ctx, digest); info.Size != 5 || err != nil {
		t.Errorf("Stat() = %+v, %v", info, err)
	}
	count := 0
	for info, err := range d.List(ctx) {
		count++
		if err != nil || info.Digest != digest || info.Size != 5 {
			t.Errorf("listed %+v, %v", info, err)
		}
	}
	if count != 1 {
		t.Errorf("listed %d files, want 1", count)
	}
	for range 2 {
		if err := d.Delete(ctx, digest); err != nil {
			t.Error(err)
		}
	}
	if _, err := d.Stat(ctx, digest); !errors.Is(err, files.ErrNotFound) {
		t.Errorf("after Delete: %v", err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "incoming")); len(left) != 0 || err != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestDiskRefusesWhatIsNoDigest(t *testing.T) {
	t.Parallel()
	d, dir := disk(t)
	if err := os.WriteFile(filepath.Join(dir, "..", "secret.key"), []byte("key"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, digest := range []string{
		"", "../secret.key", "sha-256:", "sha-256:../../secret.key", "sha-256:" + strings.Repeat("A", 64),
		"sha-256:" + strings.Repeat("../", 21) + "x", "sha-512:" + strings.Repeat("a", 64),
	} {
		if _, err := d.Open(t.Context(), digest); !errors.Is(err, files.ErrNotFound) {
			t.Errorf("Open(%q) = %v", digest, err)
		}
	}
}

func TestFailedPutLeavesNothing(t *testing.T) {
	t.Parallel()
	d, dir := disk(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	broken := io.MultiReader(strings.NewReader("half"), failing{})
	if _, err := d.Put(t.Context(), broken); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("Put() = %v", err)
	}
	if _, err := d.Put(ended, strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("Put() = %v", err)
	}
	for info := range d.List(t.Context()) {
		t.Errorf("kept %+v", info)
	}
	if err := os.WriteFile(filepath.Join(dir, "incoming", "crashed"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := files.OpenDisk(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if left, _ := os.ReadDir(filepath.Join(dir, "incoming")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// quarters is an image of four colours: red, green above blue, white.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, [2][2]color.RGBA{
				{{255, 0, 0, 255}, {0, 255, 0, 255}}, {{0, 0, 255, 255}, {255, 255, 255, 255}},
			}[y*2/h][x*2/w])
		}
	}
	return img
}

// letters names the colours of the four quarters, read like a text.
func letters(t *testing.T, data []byte) string {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	b := img.Bounds()
	var out strings.Builder
	for _, p := range []image.Point{{1, 1}, {3, 1}, {1, 3}, {3, 3}} {
		r, g, bl, _ := img.At(b.Dx()*p.X/4, b.Dy()*p.Y/4).RGBA()
		switch {
		case r > 0x8000 && g > 0x8000:
			out.WriteByte('W')
		case r > 0x8000:
			out.WriteByte('R')
		case g > 0x8000:
			out.WriteByte('G')
		case bl > 0x8000:
			out.WriteByte('B')
		}
	}
	return out.String()
}

const canary = "57.4778N 4.2247W SAMPLE-CANARY"

// tiff is an EXIF block with an orientation and, as its GPS data, the canary.
func tiff(order binary.AppendByteOrder, o uint16) []byte {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint16(order.AppendUint16(b, 0x0112), 3)
	b = order.AppendUint16(order.AppendUint16(order.AppendUint32(b, 1), o), 0)
	b = order.AppendUint16(order.AppendUint16(b, 0x8825), 2)
	b = order.AppendUint32(order.AppendUint32(b, uint32(len(canary))), 38)
	return append(order.AppendUint32(b, 0), canary...)
}

func jpegWith(t *testing.T, exif []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, quarters(64, 32), &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	segment := append([]byte("Exif\x00\x00"), exif...)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	comment := append([]byte{0xff, 0xfe, 0, byte(len(canary) + 2)}, canary...)
	return bytes.Join([][]byte{head, segment, comment, b.Bytes()[2:]}, nil)
}

func pngWith(t *testing.T, img image.Image, exif []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	const header = 8 + 25 // signature and IHDR
	extra := pngChunk("eXIf", exif)
	extra = append(extra, pngChunk("tEXt", []byte("Comment\x00"+canary))...)
	return bytes.Join([][]byte{b.Bytes()[:header], extra, b.Bytes()[header:]}, nil)
}

func pngChunk(name string, data []byte) []byte {
	c := append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), name+string(data)...)
	return binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(c[4:]))
}

func TestImageTurnsAndForgets(t *testing.T) {
	t.Parallel()
	want := []string{1: "RGBW", 2: "GRWB", 3: "WBGR", 4: "BWRG", 5: "RBGW", 6: "BRWG", 7: "WGBR", 8: "GWRB"}
	for o := uint16(0); o <= 9; o++ {
		look := "RGBW"
		if o >= 1 && o <= 8 {
			look = want[o]
		}
		for name, data := range map[string][]byte{
			"jpeg, little": jpegWith(t, tiff(binary.LittleEndian, o)), "jpeg, big": jpegWith(t, tiff(binary.BigEndian, o)),
			"png": pngWith(t, quarters(64, 32), tiff(binary.BigEndian, o)),
		} {
			if !bytes.Contains(data, []byte(canary)) {
				t.Fatal("the canary is not in")
			}
			p, err := files.Image(bytes.NewReader(data), files.Limits{})
			if err != nil {
				t.Fatalf("%s %d: %v", name, o, err)
			}
			if got := letters(t, p.Bytes); got != look {
				t.Errorf("%s, orientation %d: looks %s, want %s", name, o, got, look)
			}
			w, h := 64, 32
			if o >= 5 && o <= 8 {
				w, h = h, w
			}
			if p.Width != w || p.Height != h || p.MediaType != "image/jpeg" || p.Size != len(p.Bytes) {
				t.Errorf("%s %d: %d x %d %s", name, o, p.Width, p.Height, p.MediaType)
			}
			if bytes.Contains(p.Bytes, []byte("CANARY")) || bytes.Contains(p.Bytes, []byte("Exif")) {
				t.Errorf("%s %d: metadata survived", name, o)
			}
		}
	}
}

func TestBrokenEXIFIsNoOrientation(t *testing.T) {
	t.Parallel()
	whole := tiff(binary.LittleEndian, 6)
	for n := range len(whole) {
		if _, err := files.Image(bytes.NewReader(jpegWith(t, whole[:n])), files.Limits{}); err != nil {
			t.Errorf("EXIF cut at %d: %v", n, err)
		}
	}
}

func TestImageFormats(t *testing.T) {
	t.Parallel()
	var animated bytes.Buffer
	palette := color.Palette{color.RGBA{255, 0, 0, 255}, color.RGBA{0, 0, 255, 255}}
	first, second := image.NewPaletted(image.Rect(0, 0, 8, 8), palette), image.NewPaletted(image.Rect(0, 0, 8, 8), palette)
	for i := range second.Pix {
		second.Pix[i] = 1
	}
	if err := gif.EncodeAll(&animated, &gif.GIF{Image: []*image.Paletted{first, second}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	see := image.NewNRGBA(image.Rect(0, 0, 10, 5))
	d, _ := disk(t)
	for name, tc := range map[string]struct {
		data []byte
		typ  string
		w, h int
	}{
		"gif":         {animated.Bytes(), "image/jpeg", 8, 8},
		"transparent": {pngWith(t, see, nil), "image/png", 10, 5},
		"webp":        {tinyWebP(t), "image/png", 1, 1},
		"wide":        {pngWith(t, quarters(400, 2), nil), "image/jpeg", 100, 1},
		"tall":        {pngWith(t, quarters(50, 200), nil), "image/jpeg", 25, 100},
	} {
		p, err := files.Image(bytes.NewReader(tc.data), files.Limits{Side: 100})
		if err != nil || p.MediaType != tc.typ || p.Width != tc.w || p.Height != tc.h {
			t.Errorf("%s: %s %d x %d, %v", name, p.MediaType, p.Width, p.Height, err)
			continue
		}
		info, err := d.Put(t.Context(), bytes.NewReader(p.Bytes))
		if err != nil || info.Digest != p.Digest || info.Size != int64(p.Size) {
			t.Errorf("%s: stored as %+v, %v, want %s", name, info, err, p.Digest)
		}
		if name == "gif" && letters(t, p.Bytes) != "RRRR" {
			t.Error("not the first frame")
		}
	}
}

// tinyWebP is one transparent pixel, lossless.
func tinyWebP(t *testing.T) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestImageRefuses(t *testing.T) {
	t.Parallel()
	good := jpegWith(t, nil)
	bigJPEG := bytes.Clone(good)
	frame := bytes.Index(bigJPEG, []byte{0xff, 0xc0})
	copy(bigJPEG[frame+5:], []byte{0xff, 0x00, 0xff, 0x00})
	bigPNG := append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", []byte{0, 0, 0xff, 0, 0, 0, 0xff, 0, 8, 6, 0, 0, 0})...)
	hidden := []byte("RIFF????WEBPVP8X\x0a\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00VP8 \x0a\x00\x00\x00\x10\x00\x00\x9d\x01\x2a\xff\x3f\xff\x3f")
	binary.LittleEndian.PutUint32(hidden[4:], uint32(len(hidden)-8))
	for name, tc := range map[string]struct {
		data   []byte
		limits files.Limits
		want   error
	}{
		"nothing":      {nil, files.Limits{}, files.ErrNotImage},
		"text":         {[]byte("hello"), files.Limits{}, files.ErrNotImage},
		"svg":          {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`), files.Limits{}, files.ErrNotImage},
		"html":         {[]byte("<!doctype html><script>1</script>"), files.Limits{}, files.ErrNotImage},
		"pdf":          {[]byte("%PDF-1.7"), files.Limits{}, files.ErrNotImage},
		"cut short":    {good[:len(good)/2], files.Limits{}, files.ErrNotImage},
		"magic only":   {good[:3], files.Limits{}, files.ErrNotImage},
		"bytes":        {good, files.Limits{Bytes: int64(len(good)) - 1}, files.ErrTooLarge},
		"pixels":       {good, files.Limits{Pixels: 64*32 - 1}, files.ErrTooLarge},
		"jpeg bomb":    {bigJPEG, files.Limits{}, files.ErrTooLarge},
		"png bomb":     {bigPNG, files.Limits{}, files.ErrTooLarge},
		"gif bomb":     {[]byte("GIF89a\xff\xff\xff\xff\x00\x00\x00"), files.Limits{}, files.ErrTooLarge},
		"webp bomb":    {hidden, files.Limits{}, files.ErrTooLarge},
		"no width":     {[]byte("GIF89a\x00\x00\xff\xff\x00\x00\x00"), files.Limits{}, files.ErrNotImage},
		"endless scan": {append(bytes.Clone(good), bytes.Repeat([]byte{0xff, 0xda, 0, 2}, 200)...), files.Limits{}, files.ErrTooLarge},
	} {
		if _, err := files.Image(bytes.NewReader(tc.data), tc.limits); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
	if _, err := files.Image(failing{}, files.Limits{}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a failing reader: %v", err)
	}
}

func FuzzImage(f *testing.F) {
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x0aExif\x00\x00II"))
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := files.Image(bytes.NewReader(data), files.Limits{Pixels: 1 << 16, Side: 64})
		if err != nil && !errors.Is(err, files.ErrNotImage) && !errors.Is(err, files.ErrTooLarge) {
			t.Errorf("%v", err)
		}
	})
}
