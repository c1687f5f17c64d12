// Package tally counts ballots. It is pure: the same ballots give the same
// result, in whatever order they came.
//
// The package imports the standard library only.
package tally

import "slices"

// Kind is how a poll is voted in.
type Kind string

// The kinds: one option, as many as one likes, or options in an order of
// preference.
const (
	Single   Kind = "single"
	Multiple Kind = "multiple"
	Ranked   Kind = "ranked"
)

// Kinds are all kinds, in the order in which they are offered.
var Kinds = []Kind{Single, Multiple, Ranked}

// Round is one round of an instant run-off. Counts has, for each option, the
// ballots that name it first among those that are left, and -1 for one that has
// gone before. Out is the option that goes after it, -1 in the last round.
type Round struct {
	Counts []int
	Out    int
}

// Result is what ballots come to. Counts has one number for each option: the
// ballots that name it, in a ranked poll those that name it first. Winners are
// several where nothing separates them, and none where nobody voted.
type Result struct {
	Ballots int
	Counts  []int
	Rounds  []Round // of a ranked poll alone
	Winners []int
}

// Valid reports whether a ballot has the form that a poll of a kind asks for:
// each option at most once, at least one, and in a poll with one choice no more.
func Valid(kind Kind, options int, ballot []int) bool {
	if len(ballot) == 0 || len(ballot) > options || kind == Single && len(ballot) != 1 {
		return false
	}
	seen := make([]bool, options)
	for _, o := range ballot {
		if o < 0 || o >= options || seen[o] {
			return false
		}
		seen[o] = true
	}
	return slices.Contains(Kinds, kind)
}

// Marks are the options that a ballot adds one to in Result.Counts.
func Marks(kind Kind, ballot []int) []int {
	if kind == Ranked && len(ballot) > 1 {
		return ballot[:1]
	}
	return ballot
}

// Count counts valid ballots. A ranked poll is an instant run-off: while no
// option has more than half of the ballots that still name one, the option with
// the fewest goes, and its ballots count for the next option that they name. Of
// options that have the fewest together the one goes that had fewer in the round
// before, or the one before that; where no round separates them, the one that
// stands further down in the list. When no round separates any of those that are
// left, they have all won.
func Count(kind Kind, options int, ballots [][]int) Result {
	r := Result{Ballots: len(ballots), Counts: make([]int, options)}
	for _, b := range ballots {
		for _, o := range Marks(kind, b) {
			r.Counts[o]++
		}
	}
	switch {
	case len(ballots) == 0:
	case kind == Ranked:
		r.runOff(options, ballots)
	default:
		most := slices.Max(r.Counts)
		for o, n := range r.Counts {
			if n == most {
				r.Winners = append(r.Winners, o)
			}
		}
	}
	return r
}

// runOff adds the rounds of a ranked poll, and who has won.
func (r *Result) runOff(options int, ballots [][]int) {
	left := make([]int, options)
	for o := range left {
		left[o] = o
	}
	for {
		counts, sum := first(options, left, ballots)
		r.Rounds = append(r.Rounds, Round{Counts: counts, Out: -1})
		best := slices.MaxFunc(left, func(a, b int) int { return counts[a] - counts[b] })
		if 2*counts[best] > sum {
			r.Winners = []int{best}
			return
		}
		if r.level(left) {
			r.Winners = left
			return
		}
		out := slices.MinFunc(left, r.fewer)
		r.Rounds[len(r.Rounds)-1].Out = out
		left = slices.DeleteFunc(slices.Clone(left), func(o int) bool { return o == out })
	}
}

// first counts for each option that is left the ballots that name it first.
func first(options int, left []int, ballots [][]int) (counts []int, sum int) {
	counts = make([]int, options)
	for o := range counts {
		counts[o] = -1
	}
	for _, o := range left {
		counts[o] = 0
	}
	for _, b := range ballots {
		if at := slices.IndexFunc(b, func(o int) bool { return counts[o] >= 0 }); at >= 0 {
			counts[b[at]]++
			sum++
		}
	}
	return counts, sum
}

// fewer orders two options by who goes first: by the newest round that separates
// them, else by their place in the list, the last first.
func (r *Result) fewer(a, b int) int {
	for _, round := range slices.Backward(r.Rounds) {
		if d := round.Counts[a] - round.Counts[b]; d != 0 {
			return d
		}
	}
	return b - a
}

// level reports whether no round separates any of the options that are left.
func (r *Result) level(left []int) bool {
	for _, round := range r.Rounds {
		for _, o := range left {
			if round.Counts[o] != round.Counts[left[0]] {
				return false
			}
		}
	}
	return true
}
