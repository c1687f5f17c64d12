package vocab

import (
	"slices"
	"sort"
	"strconv"
	"time"
	"unicode/utf8"
)

// Builder writes one JSON object, members in the order of the calls, without
// whitespace, so that equal input gives equal bytes. Finished JSON (an embedded
// activity, a stamp with its proof) is put in byte for byte: encoding/json would
// re-space it. A Builder is used once and by one goroutine.
type Builder struct{ buf []byte }

// Build starts an object; context is one of the constants or "" for none.
func Build(context string) *Builder {
	b := &Builder{buf: make([]byte, 1, 1024)}
	b.buf[0] = '{'
	if context != "" {
		b.Raw("@context", []byte(context))
	}
	return b
}

func (b *Builder) name(n string) {
	if len(b.buf) > 1 {
		b.buf = append(b.buf, ',')
	}
	b.buf = appendString(b.buf, n)
	b.buf = append(b.buf, ':')
}

// Str writes a string, empty or not.
func (b *Builder) Str(name, v string) *Builder {
	b.name(name)
	b.buf = appendString(b.buf, v)
	return b
}

// Opt writes a string unless it is empty.
func (b *Builder) Opt(name, v string) *Builder {
	if v == "" {
		return b
	}
	return b.Str(name, v)
}

// Int writes an integer. It must be below 2^53 in size.
func (b *Builder) Int(name string, v int64) *Builder {
	b.name(name)
	b.buf = strconv.AppendInt(b.buf, v, 10)
	return b
}

// OptInt writes an integer unless it is 0.
func (b *Builder) OptInt(name string, v int64) *Builder {
	if v == 0 {
		return b
	}
	return b.Int(name, v)
}

// Bool writes a boolean.
func (b *Builder) Bool(name string, v bool) *Builder {
	b.name(name)
	b.buf = strconv.AppendBool(b.buf, v)
	return b
}

// Time writes a time as YYYY-MM-DDThh:mm:ssZ, nothing for the zero time.
func (b *Builder) Time(name string, t time.Time) *Builder {
	if t.IsZero() {
		return b
	}
	return b.Str(name, FormatTime(t))
}

// Strs writes an array of strings, empty or not.
func (b *Builder) Strs(name string, v []string) *Builder {
	b.name(name)
	b.buf = append(b.buf, '[')
	for i, s := range v {
		if i > 0 {
			b.buf = append(b.buf, ',')
		}
		b.buf = appendString(b.buf, s)
	}
	b.buf = append(b.buf, ']')
	return b
}

// OptStrs writes an array of strings unless it has none.
func (b *Builder) OptStrs(name string, v []string) *Builder {
	if len(v) == 0 {
		return b
	}
	return b.Strs(name, v)
}

// Map writes a language map, languages in byte order, nothing if it is empty.
func (b *Builder) Map(name string, m map[string]string) *Builder {
	if len(m) == 0 {
		return b
	}
	return b.Raw(name, mapJSON(m))
}

func mapJSON(m map[string]string) []byte {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	in := Build("")
	for _, k := range keys {
		in.Str(k, m[k])
	}
	return in.Bytes()
}

// Raw splices finished JSON in, unchanged; nothing if it is empty. The caller
// answers for its being valid: it comes from a Builder or a Document.
func (b *Builder) Raw(name string, json []byte) *Builder {
	if len(json) == 0 {
		return b
	}
	b.buf = slices.Grow(b.buf, len(name)+len(json)+128) // once, and for the little that follows
	b.name(name)
	b.buf = append(b.buf, json...)
	return b
}

// Raws writes an array of finished JSON values, empty or not.
func (b *Builder) Raws(name string, v [][]byte) *Builder {
	size := len(name) + 128
	for _, raw := range v {
		size += len(raw) + 1
	}
	b.buf = slices.Grow(b.buf, size)
	b.name(name)
	b.buf = append(b.buf, '[')
	for i, raw := range v {
		if i > 0 {
			b.buf = append(b.buf, ',')
		}
		b.buf = append(b.buf, raw...)
	}
	b.buf = append(b.buf, ']')
	return b
}

// OptRaws writes an array of finished JSON values unless it has none.
func (b *Builder) OptRaws(name string, v [][]byte) *Builder {
	if len(v) == 0 {
		return b
	}
	return b.Raws(name, v)
}

// Bytes closes the object and returns it. The Builder must not be used again.
func (b *Builder) Bytes() []byte {
	b.buf = append(b.buf, '}')
	return b.buf
}

const hexDigits = "0123456789abcdef"

// appendString writes s as a JSON string. What our own decoder refuses, bytes
// that are not UTF-8 and U+0000, becomes U+FFFD.
func appendString(buf []byte, s string) []byte {
	buf = append(buf, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				buf = append(append(buf, s[from:i]...), "\ufffd"...)
				from = i + 1
			}
			i += n
			continue
		}
		if c >= 0x20 && c != '"' && c != '\\' {
			i++
			continue
		}
		buf = append(buf, s[from:i]...)
		switch c {
		case '"', '\\':
			buf = append(buf, '\\', c)
		case '\n':
			buf = append(buf, '\\', 'n')
		case '\r':
			buf = append(buf, '\\', 'r')
		case '\t':
			buf = append(buf, '\\', 't')
		case 0:
			buf = append(buf, "\ufffd"...)
		default:
			buf = append(buf, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		from = i
	}
	return append(append(buf, s[from:]...), '"')
}
