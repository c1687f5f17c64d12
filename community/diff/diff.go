// Package diff says what has changed between two texts, word by word, so that a
// reader sees what was added and what was taken out.
package diff

import (
	"strings"
	"unicode"
)

// Op is what happened to a piece of text.
type Op int

// A piece is in both texts, only in the later, or only in the earlier one.
const (
	Same Op = iota
	Added
	Removed
)

// Piece is a run of text with one fate.
type Piece struct {
	Op   Op
	Text string
}

// most bounds the number of single changes that are looked for: texts that
// differ in more are shown as taken out and put in whole.
const most = 600

// Words compares two texts. Joined, all pieces that are not Added are before,
// and all that are not Removed are after.
func Words(before, after string) []Piece {
	a, b := split(before), split(after)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out pieces
	out.add(Same, a[:head]...)
	out.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	out.add(Same, a[len(a)-tail:]...)
	return out
}

// split parts a text into words, the spaces between them, and signs.
func split(s string) (out []string) {
	start := 0
	kind := -1
	for i, r := range s {
		k := 2
		switch {
		case unicode.IsSpace(r):
			k = 0
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '\'', r == '’':
			k = 1
		}
		if i > 0 && (k != kind || k == 2 || r == '\n') {
			out = append(out, s[start:i])
			start = i
		}
		kind = k
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

type pieces []Piece

func (p *pieces) add(op Op, words ...string) {
	for _, w := range words {
		if n := len(*p); n > 0 && (*p)[n-1].Op == op {
			(*p)[n-1].Text += w
			continue
		}
		*p = append(*p, Piece{op, w})
	}
}

// middle finds the shortest list of changes (E. W. Myers, An O(ND) Difference
// Algorithm and Its Variations, 1986).
func (p *pieces) middle(a, b []string) {
	if len(a) == 0 || len(b) == 0 {
		p.add(Removed, strings.Join(a, ""))
		p.add(Added, strings.Join(b, ""))
		p.tidy()
		return
	}
	trace := trace(a, b)
	if trace == nil {
		p.add(Removed, strings.Join(a, ""))
		p.add(Added, strings.Join(b, ""))
		return
	}
	var back []Piece
	x, y := len(a), len(b)
	for d := len(trace) - 1; d >= 0 && (x > 0 || y > 0); d-- {
		v := trace[d]
		k := x - y
		prev := k - 1
		if k == -d || k != d && v.at(k-1) < v.at(k+1) {
			prev = k + 1
		}
		px := v.at(prev)
		py := px - prev
		if d == 0 {
			px, py = 0, 0
		}
		for x > px && y > py {
			x, y = x-1, y-1
			back = append(back, Piece{Same, a[x]})
		}
		switch {
		case x > px:
			x--
			back = append(back, Piece{Removed, a[x]})
		case y > py:
			y--
			back = append(back, Piece{Added, b[y]})
		}
	}
	for i := len(back) - 1; i >= 0; i-- {
		p.add(back[i].Op, back[i].Text)
	}
	p.tidy()
}

// furthest is how far each diagonal has been followed.
type furthest struct {
	reach  []int32
	middle int
}

func (f furthest) at(k int) int {
	if i := k + f.middle; i >= 0 && i < len(f.reach) {
		return int(f.reach[i])
	}
	return -1
}

// trace follows the diagonals; nil when there are too many changes.
func trace(a, b []string) (out []furthest) {
	limit := min(len(a)+len(b), most)
	now := furthest{make([]int32, 2*limit+3), limit + 1}
	for d := 0; d <= limit; d++ {
		kept := furthest{make([]int32, 2*d+3), d + 1}
		copy(kept.reach, now.reach[now.middle-d-1:now.middle+d+2])
		out = append(out, kept)
		for k := -d; k <= d; k += 2 {
			x := now.at(k-1) + 1
			if k == -d || k != d && now.at(k-1) < now.at(k+1) {
				x = now.at(k + 1)
			}
			y := x - k
			for x < len(a) && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			now.reach[k+now.middle] = int32(x)
			if x >= len(a) && y >= len(b) {
				return out
			}
		}
	}
	return nil
}

// tidy joins changes that only a space parts, and puts what was taken out
// before what came in its place: words read better than letters.
func (p *pieces) tidy() {
	var out pieces
	var removed, added strings.Builder
	flush := func() {
		if removed.Len() > 0 {
			out.add(Removed, removed.String())
		}
		if added.Len() > 0 {
			out.add(Added, added.String())
		}
		removed.Reset()
		added.Reset()
	}
	list := *p
	for i, piece := range list {
		between := piece.Op == Same && removed.Len()+added.Len() > 0 && i+1 < len(list) &&
			strings.TrimSpace(piece.Text) == "" && !strings.Contains(piece.Text, "\n")
		switch {
		case piece.Op == Removed:
			removed.WriteString(piece.Text)
		case piece.Op == Added:
			added.WriteString(piece.Text)
		case between:
			removed.WriteString(piece.Text)
			added.WriteString(piece.Text)
		default:
			flush()
			out.add(Same, piece.Text)
		}
	}
	flush()
	*p = out
}
