package credential

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"headroom/federation/sign"
)

func header() Header {
	return Header{Group: groupS, Epoch: 1, Seq: 1, Prev: Genesis(groupS), Digest: sign.HashBytes([]byte("{}")), Published: now}
}

// TestHeaderHash compares with the hash of the canonical text written by hand.
func TestHeaderHash(t *testing.T) {
	t.Parallel()
	h := header()
	text := `{"hr:digest":"` + h.Digest + `","hr:epoch":1,"hr:group":"` + groupS + `","hr:prev":"` + h.Prev + `","hr:seq":1,"published":"2026-11-02T09:30:00Z"}`
	sum := sha256.Sum256([]byte(text))
	if want := "sha-256:" + hex.EncodeToString(sum[:]); h.Hash() != want {
		t.Errorf("%s, want %s", h.Hash(), want)
	}
	sum = sha256.Sum256([]byte(groupS))
	if want := "sha-256:" + hex.EncodeToString(sum[:]); Genesis(groupS) != want {
		t.Error(Genesis(groupS))
	}
	raw, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := sign.Hash(raw); err != nil || got != h.Hash() {
		t.Error(got, err)
	}
}

func TestChain(t *testing.T) {
	t.Parallel()
	first := header()
	if err := first.First(); err != nil {
		t.Fatal(err)
	}
	next := func(edit func(*Header)) Header {
		h := Header{groupS, 1, 2, first.Hash(), first.Digest, now.Add(time.Second)}
		edit(&h)
		return h
	}
	for _, r := range []struct {
		name string
		h    Header
		want error
	}{
		{"next", next(func(*Header) {}), nil},
		{"same second", next(func(h *Header) { h.Published = now }), nil},
		{"new epoch", next(func(h *Header) { h.Epoch, h.Seq = 2, 1 }), nil},
		{"epoch skipped", next(func(h *Header) { h.Epoch, h.Seq = 4, 1 }), nil},
		{"new epoch, not from 1", next(func(h *Header) { h.Epoch = 2 }), ErrChain},
		{"gap", next(func(h *Header) { h.Seq = 3 }), ErrChain},
		{"repeated", next(func(h *Header) { h.Seq = 1 }), ErrChain},
		{"other prev", next(func(h *Header) { h.Prev = Genesis(groupS) }), ErrChain},
		{"other group", next(func(h *Header) { h.Group = "https://s.example/g/13" }), ErrChain},
		{"earlier", next(func(h *Header) { h.Published = now.Add(-time.Second) }), ErrChain},
		{"no digest", next(func(h *Header) { h.Digest = "" }), ErrMalformed},
		{"seq 0", next(func(h *Header) { h.Seq = 0 }), ErrMalformed},
		{"group not an id", next(func(h *Header) { h.Group = "g" }), ErrMalformed},
		{"no time", next(func(h *Header) { h.Published = time.Time{} }), ErrMalformed},
	} {
		if err := r.h.Follows(first); !errors.Is(err, r.want) {
			t.Errorf("%s: %v, want %v", r.name, err, r.want)
		}
	}
	if err := first.FollowsHead(groupS, Head{1, 0, Genesis(groupS)}); err != nil {
		t.Error("after an empty log:", err)
	}
	if err := next(func(*Header) {}).First(); !errors.Is(err, ErrChain) {
		t.Error("second as first:", err)
	}
	broken := header()
	broken.Digest = "x"
	if broken.Hash() != "" || next(func(*Header) {}).Follows(broken) == nil {
		t.Error("a link to a header that cannot be")
	}
}

func TestThreadContext(t *testing.T) {
	t.Parallel()
	// SHA-256 of "abc", FIPS 180-4.
	if got := ThreadContext("https://s.example/g/12/t/", "abc"); got != "https://s.example/g/12/t/ba7816bf8f01cfea414140de5dae2223" {
		t.Error(got)
	}
	if got := CopyURL("https://s.example/g/12/c/", "abc"); got != "https://s.example/g/12/c/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Error(got)
	}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	for _, p := range [][2]string{
		{"https://b.example/u/1", "https://b.example/issuer"}, {"https://b.example:443/u", "https://b.example/i"}, {"http://127.0.0.1:8001/u", "http://127.0.0.1:8001/i"},
	} {
		if !sameOrigin(p[0], p[1]) {
			t.Errorf("%v differ", p)
		}
	}
	for _, p := range [][2]string{
		{"https://b.example/u", "https://c.example/u"}, {"https://b.example/u", "http://b.example/u"}, {"https://b.example/u", "https://b.example:444/u"},
		{"https://b.example/u", "https://b.example.t.example/u"}, {"https://b.example/u", "https://b.example@t.example/u"},
		{"https://b.example/u", "https://B.example/u"}, {"https://b.example/u", "//b.example/u"}, {"https://b.example/u", "https://b.example/u#x"},
		{"https://b.example/u", "https://b.example/%75"}, {"https://b.example/u", "https://b.éxample/u"}, {"", ""}, {"did:key:z", "did:key:z"},
		{"https:///u", "https:///u"}, {"https://b.example/u", "https://t.example\\@b.example/u"}, {"https://b.example/a b", "https://b.example/a b"},
	} {
		if sameOrigin(p[0], p[1]) {
			t.Errorf("%v agree", p)
		}
	}
}
