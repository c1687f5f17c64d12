package credential

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/big"
	"strings"
)

const (
	// MinBits is the least size of a list: below it, an index would tell too
	// much about who asks.
	MinBits = 131_072

	maxBytes = 1 << 20 // inflated
	maxBits  = 8 * maxBytes
)

// ErrFull says that every index of a list was given out: start another list.
var ErrFull = errors.New("status list is full")

// Bitstring is the bits of one status list. Reading is safe from several
// goroutines while none writes.
type Bitstring struct{ bits []byte }

// NewBitstring returns n clear bits: a multiple of 8 between [MinBits] and 8
// times 2^20, else [ErrMalformed].
func NewBitstring(n int) (*Bitstring, error) {
	if n < MinBits || n > maxBits || n%8 != 0 {
		return nil, fmt.Errorf("%w: list of %d bits", ErrMalformed, n)
	}
	return &Bitstring{make([]byte, n/8)}, nil
}

// Len is the number of bits.
func (b *Bitstring) Len() int { return 8 * len(b.bits) }

// Bytes gives a copy of the bits, the leftmost first.
func (b *Bitstring) Bytes() []byte { return bytes.Clone(b.bits) }

// Get returns the bit of an index; index 0 is the leftmost. An index outside
// is [ErrMalformed].
func (b *Bitstring) Get(index int) (bool, error) {
	if index < 0 || index >= b.Len() {
		return false, fmt.Errorf("%w: index %d of %d", ErrMalformed, index, b.Len())
	}
	return b.bits[index/8]&(0x80>>(index%8)) != 0, nil
}

// Put sets or clears the bit of an index. An index outside is [ErrMalformed].
func (b *Bitstring) Put(index int, set bool) error {
	if index < 0 || index >= b.Len() {
		return fmt.Errorf("%w: index %d of %d", ErrMalformed, index, b.Len())
	}
	if set {
		b.bits[index/8] |= 0x80 >> (index % 8)
	} else {
		b.bits[index/8] &^= 0x80 >> (index % 8)
	}
	return nil
}

// Encode writes encodedList: u and base64url, without padding, of gzip.
func (b *Bitstring) Encode() (string, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b.bits); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return "u" + base64.RawURLEncoding.EncodeToString(out.Bytes()), nil
}

// DecodeBitstring reads encodedList. It inflates at most 2^20 bytes, whatever
// the input claims, and refuses lists that are longer, shorter than [MinBits],
// truncated, damaged or followed by anything, with [ErrMalformed].
func DecodeBitstring(s string) (*Bitstring, error) {
	encoded, ok := strings.CutPrefix(s, "u")
	if !ok || len(s) > maxListDoc {
		return nil, fmt.Errorf("%w: encodedList", ErrMalformed)
	}
	packed, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	if err != nil {
		return nil, fmt.Errorf("%w: encodedList: %w", ErrMalformed, err)
	}
	source := bytes.NewReader(packed)
	r, err := gzip.NewReader(source)
	if err != nil {
		return nil, fmt.Errorf("%w: encodedList: %w", ErrMalformed, err)
	}
	r.Multistream(false)
	// One byte over the limit is read, never more; at the end of the stream
	// the reader has checked its length and checksum.
	bits, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%w: encodedList: %w", ErrMalformed, err)
	}
	if len(bits) < MinBits/8 || len(bits) > maxBytes || source.Len() > 0 {
		return nil, fmt.Errorf("%w: encodedList of %d bytes", ErrMalformed, len(bits))
	}
	return &Bitstring{bits}, nil
}

// FreeIndex picks an index below n at random among those that taken does not
// know. The caller must record it for ever, and taken must know every index
// ever given out: reuse would hand one person another's revocation. It returns
// [ErrFull] if there is none.
func FreeIndex(n int, taken func(int) bool) (int, error) {
	if n <= 0 {
		return 0, ErrFull
	}
	start, err := randomBelow(n)
	if err != nil {
		return 0, err
	}
	// A few independent draws keep the choice uniform while the list is not
	// nearly full; then the next free one after a random place.
	for range 64 {
		if !taken(start) {
			return start, nil
		}
		if start, err = randomBelow(n); err != nil {
			return 0, err
		}
	}
	for i := range n {
		if index := (start + i) % n; !taken(index) {
			return index, nil
		}
	}
	return 0, ErrFull
}

func randomBelow(n int) (int, error) {
	v, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		return 0, err
	}
	return int(v.Int64()), nil
}
