package files

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientation is the EXIF orientation, 1 to 8; 1 where none is found.
func orientation(data []byte) int {
	tiff := exif(data)
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 1
		}
		const tagOrientation, typeShort = 0x0112, 3
		if order.Uint16(entries) == tagOrientation && order.Uint16(entries[2:]) == typeShort {
			if v := int(order.Uint16(entries[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}

// exif finds the EXIF block of a JPEG, PNG or WebP image; nil where none is.
func exif(data []byte) []byte {
	switch {
	case matches(data, formats[0].magic):
		return exifOfJPEG(data)
	case matches(data, formats[1].magic):
		return chunk(data[8:], "eXIf", binary.BigEndian, true)
	case matches(data, formats[3].magic):
		block := chunk(data[12:], "EXIF", binary.LittleEndian, false)
		return bytes.TrimPrefix(block, []byte("Exif\x00\x00"))
	}
	return nil
}

func exifOfJPEG(data []byte) []byte {
	const (
		application1 = 0xe1
		startOfScan  = 0xda
	)
	for data = data[2:]; len(data) >= 4 && data[0] == 0xff && data[1] != startOfScan; {
		length := int(binary.BigEndian.Uint16(data[2:])) + 2
		if length < 4 || length > len(data) {
			return nil
		}
		if block, ok := bytes.CutPrefix(data[4:length], []byte("Exif\x00\x00")); ok && data[1] == application1 {
			return block
		}
		data = data[length:]
	}
	return nil
}

// chunk finds a chunk of PNG (length, name, data, checksum) or RIFF (name,
// length, data, padded to even).
func chunk(data []byte, name string, order binary.ByteOrder, isPNG bool) []byte {
	for len(data) >= 8 {
		found, length, tail := string(data[:4]), uint64(order.Uint32(data[4:])), uint64(0)
		if isPNG {
			found, length, tail = string(data[4:8]), uint64(order.Uint32(data)), 4
		} else {
			tail = length & 1
		}
		if length+8 > uint64(len(data)) {
			return nil
		}
		if found == name {
			return data[8 : 8+length]
		}
		data = data[min(8+length+tail, uint64(len(data))):]
	}
	return nil
}

// webpFrames are the sizes that the frames inside a WebP file declare: an
// extended header may say less.
func webpFrames(data []byte) (sizes []image.Point) {
	if !matches(data, formats[3].magic) {
		return nil
	}
	if f := chunk(data[12:], "VP8 ", binary.LittleEndian, false); len(f) >= 10 {
		sizes = append(sizes, image.Point{
			X: int(binary.LittleEndian.Uint16(f[6:]) & 0x3fff),
			Y: int(binary.LittleEndian.Uint16(f[8:]) & 0x3fff),
		})
	}
	if f := chunk(data[12:], "VP8L", binary.LittleEndian, false); len(f) >= 5 {
		bits := binary.LittleEndian.Uint32(f[1:])
		sizes = append(sizes, image.Point{X: int(bits&0x3fff) + 1, Y: int(bits>>14&0x3fff) + 1})
	}
	return sizes
}

// orient turns and mirrors an image to how it is meant to be seen.
func orient(img *image.RGBA, o int) *image.RGBA {
	if o == 1 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	tw, th := w, h
	if o >= 5 {
		tw, th = h, w
	}
	turned := image.NewRGBA(image.Rect(0, 0, tw, th))
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch o {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(turned.Pix[turned.PixOffset(tx, ty):][:4], img.Pix[img.PixOffset(x, y):][:4])
		}
	}
	return turned
}
