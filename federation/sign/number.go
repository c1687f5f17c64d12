package sign

import (
	"bytes"
	"math"
	"strconv"
)

// number reads by the grammar of RFC 8259 section 6. Integers written as such
// must be below 2^53; every number must fit a double.
func (d *decoder) number() (int32, error) {
	start := d.pos
	if d.src[d.pos] == '-' {
		d.pos++
	}
	if d.pos < len(d.src) && d.src[d.pos] == '0' {
		d.pos++
	} else if !d.digits() {
		return 0, d.fault("malformed number")
	}
	integer := true
	if d.pos < len(d.src) && d.src[d.pos] == '.' {
		integer = false
		d.pos++
		if !d.digits() {
			return 0, d.fault("malformed number")
		}
	}
	if d.pos < len(d.src) && (d.src[d.pos] == 'e' || d.src[d.pos] == 'E') {
		integer = false
		d.pos++
		if d.pos < len(d.src) && (d.src[d.pos] == '+' || d.src[d.pos] == '-') {
			d.pos++
		}
		if !d.digits() {
			return 0, d.fault("malformed number")
		}
	}
	token := d.src[start:d.pos]
	n := node{kind: kindNumber, start: int32(start), end: int32(d.pos)}
	if integer && len(token) <= 15 && token[0] != '-' {
		return d.add(n), nil // its own canonical form
	}
	f, err := strconv.ParseFloat(string(token), 64)
	if err != nil {
		return 0, d.fault("number out of range")
	}
	if integer && math.Abs(f) >= 1<<53 {
		return 0, d.fault("integer of 2^53 or more")
	}
	n.rewritten, n.a = true, int32(len(d.side))
	d.side = appendNumber(d.side, f)
	n.b = int32(len(d.side))
	return d.add(n), nil
}

func (d *decoder) digits() bool {
	from := d.pos
	for d.pos < len(d.src) && d.src[d.pos] >= '0' && d.src[d.pos] <= '9' {
		d.pos++
	}
	return d.pos > from
}

// appendNumber writes a finite double as ECMAScript does (RFC 8785 section
// 3.2.2.3): shortest digits, exponents only below 1e-6 and from 1e21.
func appendNumber(out []byte, f float64) []byte {
	if f == 0 { // also minus zero
		return append(out, '0')
	}
	if abs := math.Abs(f); abs >= 1e-6 && abs < 1e21 {
		return strconv.AppendFloat(out, f, 'f', -1, 64)
	}
	at := len(out)
	out = strconv.AppendFloat(out, f, 'e', -1, 64)
	// Go pads the exponent to two digits: 1e-09 becomes 1e-9.
	if e := bytes.IndexByte(out[at:], 'e') + at; out[e+2] == '0' {
		out = append(out[:e+2], out[e+3:]...)
	}
	return out
}
