package leaktest

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"maps"
	"slices"
	"testing"
)

// canaries are the secret words by what they are written into. A name is
// "COMMUNITY class: field" for what hangs on a community, else "who: field".
type canaries map[string]string // word to name

// word makes a canary of 128 random bits.
func (c canaries) word(name string) string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	w := "zq" + hex.EncodeToString(b[:])
	c[w] = name
	return w
}

// in gives the names of the canaries in what somebody was given, sorted. A
// word is looked for in a text once for all: by its mark.
func (c canaries) in(texts ...[]byte) []string {
	found := map[string]bool{}
	for _, text := range texts {
		for {
			at := bytes.Index(text, []byte("zq"))
			if at < 0 {
				break
			}
			text = text[at:]
			if len(text) >= 34 {
				if name, ok := c[string(text[:34])]; ok {
					found[name] = true
				}
			}
			text = text[2:]
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func TestCanariesAreFound(t *testing.T) {
	t.Parallel()
	c := canaries{}
	one, two := c.word("one"), c.word("two")
	if got := c.in([]byte("zqzq"+one+"zq"), []byte("x"+one+two)); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("found %q", got)
	}
	if got := c.in([]byte(one[1:])); len(got) != 0 {
		t.Errorf("found %q", got)
	}
}
