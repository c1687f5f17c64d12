package sign

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/gowebpki/jcs"
)

func TestCanonicalStrictness(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"empty object", " {\t} \n", `{}`},
		{"integer limit", `[9007199254740991,-9007199254740991]`, `[9007199254740991,-9007199254740991]`},
		{"minus zero", `[-0,-0.0,0]`, `[0,0,0]`},
		{"escapes", `"\u0041\/\u00e9\u2028\ud83d\ude02\u007f"`, "\"A/é\u2028😂\u007f\""},
		{"escaped key sorts decoded", `{"\u0062":1,"a":2}`, `{"a":2,"b":1}`},
		{"case-variant keys are not duplicates", `{"A":1,"a":2}`, `{"A":1,"a":2}`},
		{"deepest", strings.Repeat("[", 64) + strings.Repeat("]", 64), strings.Repeat("[", 64) + strings.Repeat("]", 64)},
	} {
		if got, err := Canonical([]byte(c.in)); err != nil || string(got) != c.want {
			t.Errorf("%s: %s %v, want %s", c.name, got, err, c.want)
		}
	}
	for name, in := range map[string]string{
		"nothing":                 "",
		"byte order mark":         "\ufeff{}",
		"duplicate key":           `{"a":1,"a":1}`,
		"duplicate by escape":     `{"a":1,"\u0061":1}`,
		"duplicate far apart":     `{"b":1,"a":1,"c":2,"b":1}`,
		"lone high surrogate":     `"\ud800"`,
		"lone low surrogate":      `"\udc00"`,
		"high surrogate and text": `"\ud800abcdef"`,
		"two high surrogates":     `"\ud800\ud800"`,
		"not UTF-8":               "\"\xff\"",
		"surrogate in UTF-8":      "\"\xed\xa0\x80\"",
		"not UTF-8 after escape":  "\"\\n\xff\"",
		"control character":       "\"\n\"",
		"integer 2^53":            `9007199254740992`,
		"integer -2^53":           `[-9007199254740992]`,
		"integer 2^53 + 1":        `{"a":9007199254740993}`,
		"long integer":            strings.Repeat("9", 400),
		"beyond a double":         `1e400`,
		"leading zero":            `01`,
		"plus":                    `+1`,
		"bare point":              `1.`,
		"bare exponent":           `1e`,
		"not a number":            `NaN`,
		"trailing comma":          `[1,]`,
		"trailing comma, object":  `{"a":1,}`,
		"two values":              `{} {}`,
		"unclosed":                `{"a":[1`,
		"unclosed string":         `"abc`,
		"unclosed escape":         `"abc\`,
		"short escape":            `"\u00"`,
		"unknown escape":          `"\x41"`,
		"comment":                 `{/**/}`,
		"single quotes":           `{'a':1}`,
		"too deep":                strings.Repeat("[", 65) + strings.Repeat("]", 65),
		"far too deep":            strings.Repeat(`{"a":`, 100_000),
	} {
		if got, err := Canonical([]byte(in)); !errors.Is(err, ErrJSON) {
			t.Errorf("%s: %.40q %v, want ErrJSON", name, got, err)
		}
	}
}

// TestUTF16Order compares the order of member names with the definition.
func TestUTF16Order(t *testing.T) {
	t.Parallel()
	words := []string{"", "a", "ab", "b", "\u007f", "é", "\u20ac", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff", "a\uffff", "a\U00010000"}
	for _, a := range words {
		for _, b := range words {
			x, y := utf16.Encode([]rune(a)), utf16.Encode([]rune(b))
			want := 0
			for i := 0; want == 0 && i < len(x) && i < len(y); i++ {
				want = int(x[i]) - int(y[i])
			}
			if want == 0 {
				want = len(x) - len(y)
			}
			if got := compareUTF16([]byte(a), []byte(b)); (got < 0) != (want < 0) || (got > 0) != (want > 0) {
				t.Errorf("%q %q: %d, want %d", a, b, got, want)
			}
		}
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	a, err := Hash([]byte(`{ "b": 1.0, "a": "\u0041" }`))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Hash([]byte(`{"a":"A","b":1}`))
	if err != nil || a != b || a != HashBytes([]byte(`{"a":"A","b":1}`)) {
		t.Error(a, b, err)
	}
	// SHA-256 of nothing, FIPS 180-4.
	if got := HashBytes(nil); got != "sha-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" {
		t.Error(got)
	}
	if !ValidHash(a) {
		t.Error("own hash not valid")
	}
	for _, s := range []string{"", "sha-256:", a + "0", a[:len(a)-1], strings.ToUpper(a), "SHA-256:" + a[8:], "sha-256:" + strings.Repeat("g", 64)} {
		if ValidHash(s) {
			t.Errorf("%q passes", s)
		}
	}
}

// FuzzCanonical compares with an independent implementation and checks that
// canonical text is its own canonical form.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{`{}`, `[1,2.5e-7,1E30,-0]`, `{"a":"\u20ac\ud83d\ude02","\u0061b":[null,true,false]}`, `"\ud800"`, `{"a":1,"a":2}`, sampleActivity} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := Canonical(raw)
		want, refErr := jcs.Transform(bytes.Clone(raw))
		if err != nil {
			return // stricter: depth and integers
		}
		if refErr != nil {
			t.Fatalf("accepted %q: %v", raw, refErr)
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("%q: %q, want %q", raw, got, want)
		}
		if !utf8.Valid(got) {
			t.Fatal("not UTF-8")
		}
		// A large number written with an exponent becomes an integer of 2^53
		// or more, which is refused when read again.
		if again, err := Canonical(got); err == nil && !bytes.Equal(again, got) {
			t.Fatalf("%q becomes %q", got, again)
		}
	})
}

func FuzzNumber(f *testing.F) {
	f.Add(1.5)
	f.Add(-1e21)
	f.Add(5e-324)
	f.Fuzz(func(t *testing.T, x float64) {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return
		}
		want, err := jcs.NumberToJSON(x)
		if got := string(appendNumber(nil, x)); err != nil || got != want {
			t.Fatalf("%g: %s, want %s", x, got, want)
		}
	})
}

func BenchmarkCanonical(b *testing.B) {
	doc := []byte(sampleActivity)
	b.Run("own", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Canonical(doc); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("gowebpki", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := jcs.Transform(doc); err != nil {
				b.Fatal(err)
			}
		}
	})
}
