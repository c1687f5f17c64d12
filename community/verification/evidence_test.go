package verification

import (
	"slices"
	"testing"
	"time"
)

var today = time.Date(2026, 9, 1, 9, 0, 0, 0, time.UTC)

func TestWeigh(t *testing.T) {
	t.Parallel()
	named := Piece{Kind: Register, Named: true, At: today}
	school := Piece{Kind: Register, At: today}
	code := Piece{Kind: Mailbox, At: today}
	role := Piece{Kind: SignOn, Named: true, At: today}
	claim := Piece{Kind: SignOn, At: today}
	ann, ben, cath := Piece{Kind: Vouch, By: "ann", At: today}, Piece{Kind: Vouch, By: "ben", At: today}, Piece{Kind: Vouch, By: "cath", At: today}
	looked := Piece{Kind: Regulator, At: today}
	spoke := Piece{Kind: Facilitator, At: today}
	for _, c := range []struct {
		what   string
		pieces []Piece
		points int
		enough bool
	}{
		{"nothing", nil, 0, false},
		{"England's register alone", []Piece{named}, 2, false},
		{"England's register and a code", []Piece{named, code}, 3, true},
		{"England's register and one who vouches", []Piece{named, ann}, 3, true},
		{"England's register and a look-up", []Piece{named, looked}, 3, true},
		{"England's register twice", []Piece{named, named}, 2, false},
		{"another nation's school and a code", []Piece{school, code}, 2, false},
		{"another nation's school, a code and one who vouches", []Piece{school, code, ann}, 3, true},
		{"another nation's school and two who vouch", []Piece{school, ann, ben}, 3, true},
		{"another nation's school and one who vouches twice", []Piece{school, ann, ann}, 2, false},
		{"three who vouch count as two", []Piece{ann, ben, cath, code}, 3, false},
		{"nothing strong: vouched, code, look-up", []Piece{ann, ben, code, looked}, 4, false},
		{"a look-up never carries", []Piece{looked, code}, 2, false},
		{"sign-on with role alone", []Piece{role}, 2, false},
		{"sign-on with role and register of a school", []Piece{role, school}, 3, true},
		{"sign-on without role and a code", []Piece{claim, code}, 2, false},
		{"sign-on without role, a code and a look-up", []Piece{claim, code, looked}, 3, true},
		{"sign-on with and without role is one", []Piece{role, claim}, 2, false},
		{"spoken with, alone", []Piece{spoke}, 2, false},
		{"spoken with twice", []Piece{spoke, spoke}, 2, false},
		{"spoken with, and the school is there", []Piece{spoke, school}, 3, true},
		{"spoken with and a code", []Piece{spoke, code}, 3, true},
		{"a vouch of nobody", []Piece{school, {Kind: Vouch, At: today}, code}, 2, false},
		{"an unknown kind", []Piece{named, {Kind: "dream", At: today}}, 2, false},
	} {
		got := Weigh(c.pieces, today)
		if got.Points != c.points || got.Enough() != c.enough {
			t.Errorf("%s: %+v, enough %v; want %d, %v", c.what, got, got.Enough(), c.points, c.enough)
		}
	}
}

// TestEveryCombination holds the sum to the rule in plain words, over every set
// of kinds.
func TestEveryCombination(t *testing.T) {
	t.Parallel()
	all := []Piece{{Kind: Register, Named: true, At: today}, {Kind: Register, At: today}, {Kind: Mailbox, At: today}, {Kind: SignOn, Named: true, At: today},
		{Kind: SignOn, At: today}, {Kind: Vouch, By: "a", At: today}, {Kind: Vouch, By: "b", At: today}, {Kind: Regulator, At: today}, {Kind: Facilitator, At: today}}
	for set := range 1 << len(all) {
		var pieces []Piece
		has := func(i int) bool { return set>>i&1 == 1 }
		for i, p := range all {
			if has(i) {
				pieces = append(pieces, p)
			}
		}
		points := 0
		kinds := 0
		count := func(n int) {
			if points += n; n > 0 {
				kinds++
			}
		}
		best := func(two, one int) int {
			switch {
			case has(two):
				return 2
			case has(one):
				return 1
			}
			return 0
		}
		one := func(i int) int { return set >> i & 1 }
		count(best(0, 1))
		count(one(2))
		count(best(3, 4))
		count(one(5) + one(6))
		count(one(7))
		count(2 * one(8))
		want := points >= 3 && kinds >= 2 && (has(0) || has(1) || has(3) || has(4) || has(8))
		got := Weigh(pieces, today)
		if got.Enough() != want || got.Points != points || len(got.Kinds) != kinds {
			t.Fatalf("%v: %+v, want %d points of %d kinds, enough %v", pieces, got, points, kinds, want)
		}
		slices.Reverse(pieces)
		if again := Weigh(pieces, today); again.Points != got.Points || again.Enough() != got.Enough() {
			t.Fatalf("%v: the order counts", pieces)
		}
	}
}

func TestEvidenceAges(t *testing.T) {
	t.Parallel()
	for _, k := range Kinds {
		p := []Piece{{Kind: k, By: "ann", At: today}}
		for at, want := range map[time.Time]bool{today: true, today.Add(k.Good() - time.Millisecond): true, today.Add(k.Good()): false,
			today.Add(-time.Millisecond): false} {
			if got := Weigh(p, at).Points > 0; got != want {
				t.Errorf("%s at %s: counts %v", k, at, got)
			}
		}
	}
}

// TestNoDeputyIsCarried: a title that does not lead stands in the way of any
// evidence, and one that nobody knows of all but a conversation.
func TestNoDeputyIsCarried(t *testing.T) {
	t.Parallel()
	all := Weigh([]Piece{{Kind: Register, Named: true, At: today}, {Kind: Facilitator, At: today}, {Kind: SignOn, Named: true, At: today}}, today)
	unspoken := Weigh([]Piece{{Kind: Register, Named: true, At: today}, {Kind: Mailbox, At: today}}, today)
	for s, want := range map[Standing][2]bool{Leads: {true, true}, Unclear: {true, false}, Supports: {}, Part: {}, Outside: {}, Past: {}, Aspires: {}, Missing: {}} {
		if got := [2]bool{Carries(s, all), Carries(s, unspoken)}; got != want {
			t.Errorf("%s: %v, want %v", s, got, want)
		}
	}
}

func TestLookalikes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b  string
		alike bool
	}{
		{"Ann Sample", "Аnn Sample", true}, {"Ann Sample", "ANN  sample", true}, {"Ann Sample", "Ann Sarnple", true}, {"Ian Sample", "lan Sample", true},
		{"Siôn Sample", "Sion Sample", true}, {"Ann Sample", "Anne Sample", false}, {"Ann Sample", "Ben Sample", false},
		{"Ann O'Sample", "Ann O’Sample", true}, {"Mary-Ann Sample", "Mary Ann Sample", true},
	} {
		if got := Skeleton(c.a) == Skeleton(c.b); got != c.alike {
			t.Errorf("%q and %q: %q, %q", c.a, c.b, Skeleton(c.a), Skeleton(c.b))
		}
	}
	for name, mixed := range map[string]bool{"Ann Sample": false, "Siân Sàmpla": false, "Аnn Sample": true, "Анна Сампл": false, "Ann Сампл": true, "": false, "O’Brien-Jones 2": false} {
		if got := MixedScripts(name); got != mixed {
			t.Errorf("%q: mixed %v", name, got)
		}
	}
}
