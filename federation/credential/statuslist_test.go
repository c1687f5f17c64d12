package credential

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"headroom/federation/sign"
)

func list(t testing.TB, set ...int) StatusList {
	t.Helper()
	bits, err := NewBitstring(MinBits)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range set {
		if err := bits.Put(i, true); err != nil {
			t.Fatal(err)
		}
	}
	return StatusList{
		ID: "https://b.example/status/revocation/1", Issuer: issuerB, Purpose: Revocation,
		ValidFrom: now.Add(-time.Hour), ValidUntil: now.Add(24 * time.Hour), TTL: 5 * time.Minute, Bits: bits,
	}
}

func issueList(t testing.TB, l StatusList) []byte {
	t.Helper()
	raw, err := IssueStatusList(l, now, issuerKey, issuerVM)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestStatusList(t *testing.T) {
	t.Parallel()
	want := list(t, 0, 7, 8, 94567, MinBits-1)
	got, err := VerifyStatusList(issueList(t, want), sign.Public(issuerKey), want.ID, issuerB, now)
	if err != nil {
		t.Fatal(err)
	}
	if got.TTL != want.TTL || got.Purpose != Revocation || got.Bits.Len() != MinBits {
		t.Errorf("%+v", got)
	}
	for i, revoked := range map[int]bool{0: true, 1: false, 6: false, 7: true, 8: true, 9: false, 94566: false, 94567: true, 94568: false, MinBits - 1: true} {
		if set, err := Revoked(got, i); err != nil || set != revoked {
			t.Errorf("%d: %v %v", i, set, err)
		}
	}
	for _, i := range []int{-1, MinBits} {
		if _, err := Revoked(got, i); !errors.Is(err, ErrMalformed) {
			t.Errorf("%d: %v", i, err)
		}
		if err := got.Bits.Put(i, true); !errors.Is(err, ErrMalformed) {
			t.Errorf("put %d: %v", i, err)
		}
	}
	if err := got.Bits.Put(7, false); err != nil {
		t.Error(err)
	}
	if set, _ := Revoked(got, 7); set {
		t.Error("not cleared")
	}
}

// TestLeftmostBit pins the order of bits: index 0 is the highest of the first byte.
func TestLeftmostBit(t *testing.T) {
	t.Parallel()
	l := list(t, 0, 10)
	if l.Bits.bits[0] != 0x80 || l.Bits.bits[1] != 0x20 {
		t.Errorf("%x", l.Bits.bits[:2])
	}
}

func pack(t testing.TB, b []byte) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return "u" + base64.RawURLEncoding.EncodeToString(out.Bytes())
}

func TestDecodeBitstring(t *testing.T) {
	t.Parallel()
	good := pack(t, make([]byte, MinBits/8))
	packed, err := base64.RawURLEncoding.DecodeString(good[1:])
	if err != nil {
		t.Fatal(err)
	}
	wrap := func(b []byte) string { return "u" + base64.RawURLEncoding.EncodeToString(b) }
	damaged := bytes.Clone(packed)
	damaged[len(damaged)-5] ^= 1 // in the checksum
	for name, s := range map[string]string{"least": good, "most": pack(t, make([]byte, maxBytes))} {
		if _, err := DecodeBitstring(s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, s := range map[string]string{
		"nothing":          "",
		"no base":          good[1:],
		"base64 with base": "m" + good[1:],
		"padding":          good + "=",
		"not base64":       good + "*",
		"not gzip":         wrap([]byte("plain")),
		"empty gzip":       pack(t, nil),
		"too short":        pack(t, make([]byte, MinBits/8-1)),
		"one byte over":    pack(t, make([]byte, maxBytes+1)),
		"bomb":             pack(t, make([]byte, 4<<20)),
		"truncated":        wrap(packed[:len(packed)-9]),
		"no trailer":       wrap(packed[:len(packed)-8]),
		"damaged":          wrap(damaged),
		"text behind":      wrap(append(bytes.Clone(packed), 0)),
		"second member":    wrap(append(bytes.Clone(packed), packed...)),
		"oversized":        "u" + strings.Repeat("A", maxListDoc),
	} {
		if b, err := DecodeBitstring(s); !errors.Is(err, ErrMalformed) || b != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBombIsCheap runs alone, because it measures what one refusal allocates.
func TestBombIsCheap(t *testing.T) {
	bomb := pack(t, make([]byte, 32<<20))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := DecodeBitstring(bomb)
	runtime.ReadMemStats(&after)
	if spent := after.TotalAlloc - before.TotalAlloc; !errors.Is(err, ErrMalformed) || spent > 16<<20 {
		t.Errorf("%v, after allocating %d bytes", err, spent)
	}
}

func TestVerifyStatusListRefuses(t *testing.T) {
	t.Parallel()
	l := list(t, 3)
	verify := func(raw []byte) error {
		got, err := VerifyStatusList(raw, sign.Public(issuerKey), l.ID, issuerB, now)
		if err != nil && got != nil {
			t.Error("a list beside an error")
		}
		return err
	}
	refuses(t, issueList(t, l), issuerKey, verify, []refusal{
		{"expired", set("validUntil", "2026-11-02T09:30:00Z"), ErrExpired},
		{"not yet valid", set("validFrom", "2026-11-02T09:35:01Z"), ErrNotYetValid},
		{"another list", func(d map[string]any) {
			d["id"] = "https://b.example/status/revocation/2"
			set("credentialSubject/id", "https://b.example/status/revocation/2#list")(d)
		}, ErrSubject},
		{"another issuer", func(d map[string]any) { d["issuer"] = "https://b.example/u/31" }, ErrIssuer},
		{"id elsewhere", func(d map[string]any) {
			d["id"] = "https://t.example/s"
			set("credentialSubject/id", "https://t.example/s#list")(d)
		}, ErrIssuer},
		{"subject of another list", set("credentialSubject/id", "https://b.example/status/revocation/2#list"), ErrMalformed},
		{"unknown purpose", set("credentialSubject/statusPurpose", "message"), ErrMalformed},
		{"no ttl", set("credentialSubject/ttl", nil), ErrMalformed},
		{"ttl 0", set("credentialSubject/ttl", 0), ErrMalformed},
		{"ttl of years", set("credentialSubject/ttl", 1e12), ErrMalformed},
		{"ttl a text", set("credentialSubject/ttl", "300000"), ErrMalformed},
		{"no list", set("credentialSubject/encodedList", nil), ErrMalformed},
		{"bomb", set("credentialSubject/encodedList", pack(t, make([]byte, 4<<20))), ErrMalformed},
		{"short list", set("credentialSubject/encodedList", pack(t, make([]byte, 16))), ErrMalformed},
		{"other type", set("type", []any{"VerifiableCredential"}), ErrMalformed},
		{"other context", set("@context", []any{"https://www.w3.org/2018/credentials/v1"}), ErrMalformed},
		{"unknown member", set("note", "x"), ErrMalformed},
	})
}

func TestFreeIndex(t *testing.T) {
	t.Parallel()
	given := map[int]bool{}
	taken := func(i int) bool { return given[i] }
	for range 500 {
		i, err := FreeIndex(500, taken)
		if err != nil || i < 0 || i >= 500 || given[i] {
			t.Fatal(i, err)
		}
		given[i] = true
	}
	if _, err := FreeIndex(500, taken); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
	if _, err := FreeIndex(0, taken); !errors.Is(err, ErrFull) {
		t.Error(err)
	}
}

func TestNewBitstringRefuses(t *testing.T) {
	t.Parallel()
	for _, n := range []int{-8, 0, MinBits - 8, MinBits + 1, maxBits + 8} {
		if _, err := NewBitstring(n); !errors.Is(err, ErrMalformed) {
			t.Errorf("%d: %v", n, err)
		}
	}
}

func FuzzReadStatusList(f *testing.F) {
	f.Add(issueList(f, list(f, 1)))
	f.Add([]byte(`{"credentialSubject":{"encodedList":"u"}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if l, err := ReadStatusList(raw); err == nil && l.Bits.Len() < MinBits {
			t.Fatal("short list")
		}
	})
}

func FuzzDecodeBitstring(f *testing.F) {
	f.Add(pack(f, make([]byte, MinBits/8)))
	f.Add("uH4sI")
	f.Fuzz(func(t *testing.T, s string) {
		if b, err := DecodeBitstring(s); err == nil && (b.Len() < MinBits || b.Len() > maxBits) {
			t.Fatal(b.Len())
		}
	})
}
