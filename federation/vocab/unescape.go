package vocab

import "unicode/utf8"

// escapeLen returns the length of the escape at the start of b (6 or 12 for
// \uXXXX, the latter a surrogate pair), or 0 if it is not one that we accept:
// lone surrogates have no canonical form (RFC 8785), U+0000 no place to be stored.
func escapeLen(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
	default:
		return 0
	}
	u, ok := hex4(b)
	switch {
	case !ok || u == 0:
		return 0
	case u < 0xD800 || u > 0xDFFF:
		return 6
	case u > 0xDBFF || len(b) < 12 || b[6] != '\\' || b[7] != 'u':
		return 0
	}
	if low, ok := hex4(b[6:]); !ok || low < 0xDC00 || low > 0xDFFF {
		return 0
	}
	return 12
}

// hex4 reads the digits of \uXXXX.
func hex4(b []byte) (rune, bool) {
	if len(b) < 6 {
		return 0, false
	}
	var u rune
	for _, c := range b[2:6] {
		switch {
		case c >= '0' && c <= '9':
			u = u<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			u = u<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			u = u<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return u, true
}

// unescape resolves the escapes of a scanned string (without its quotes).
func unescape(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		if b[i] != '\\' {
			out = append(out, b[i])
			i++
			continue
		}
		n := escapeLen(b[i:])
		switch n {
		case 6:
			u, _ := hex4(b[i:])
			out = utf8.AppendRune(out, u)
		case 12:
			high, _ := hex4(b[i:])
			low, _ := hex4(b[i+6:])
			out = utf8.AppendRune(out, (high-0xD800)<<10|(low-0xDC00)+0x10000)
		case 2:
			out = append(out, short(b[i+1]))
		default: // cannot be in a scanned string
			n = 1
		}
		i += n
	}
	return out
}

func short(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}
