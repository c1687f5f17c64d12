package tally

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// TestCountByHand counts polls whose outcome is known.
func TestCountByHand(t *testing.T) {
	for _, tc := range []struct {
		name    string
		kind    Kind
		options int
		ballots [][]int
		counts  []int
		outs    []int
		winners []int
	}{
		{"nobody", Single, 2, nil, []int{0, 0}, nil, nil},
		{"nobody, ranked", Ranked, 2, nil, []int{0, 0}, nil, nil},
		{"one choice", Single, 3, [][]int{{0}, {2}, {2}}, []int{1, 0, 2}, nil, []int{2}},
		{"a draw", Single, 3, [][]int{{0}, {2}}, []int{1, 0, 1}, nil, []int{0, 2}},
		{"several", Multiple, 3, [][]int{{0, 1}, {1, 2}, {1}}, []int{1, 3, 1}, nil, []int{1}},
		{"a majority at once", Ranked, 3, [][]int{{0, 1}, {0}, {1}}, []int{2, 1, 0}, []int{-1}, []int{0}},
		// The two that agree with each other beat the one that is first most often.
		{"a run-off", Ranked, 3, [][]int{{0}, {0}, {0}, {1, 2}, {1, 2}, {2, 1}, {2, 1}}, []int{3, 2, 2}, []int{2, -1}, []int{1}},
		{"fewest in the round before", Ranked, 4, [][]int{{0}, {0}, {0}, {1}, {1}, {1}, {2}, {2}, {3, 2}}, []int{3, 3, 2, 1}, []int{3, 2, -1}, []int{0, 1}},
		{"all alike", Ranked, 3, [][]int{{0}, {1}, {2}}, []int{1, 1, 1}, []int{-1}, []int{0, 1, 2}},
		{"ballots run out", Ranked, 3, [][]int{{0}, {0}, {1}, {1, 0}, {2}}, []int{2, 2, 1}, []int{2, -1}, []int{0, 1}},
	} {
		got := Count(tc.kind, tc.options, tc.ballots)
		var outs []int
		for _, r := range got.Rounds {
			outs = append(outs, r.Out)
		}
		if !slices.Equal(got.Counts, tc.counts) || !slices.Equal(outs, tc.outs) || !slices.Equal(got.Winners, tc.winners) || got.Ballots != len(tc.ballots) {
			t.Errorf("%s: %+v", tc.name, got)
		}
	}
}

// TestCountEqualsBruteForce counts random ballots a second time, by the words of
// the rule and with nothing of the first: each round is counted anew on ballots
// from which what has gone is struck out.
func TestCountEqualsBruteForce(t *testing.T) {
	const seed = 17
	r := rand.New(rand.NewPCG(seed, seed))
	for i := range 20000 {
		kind, options := Kinds[r.IntN(3)], 2+r.IntN(5)
		var ballots [][]int
		for range r.IntN(12) {
			b := r.Perm(options)[:1+r.IntN(options)]
			if kind == Single {
				b = b[:1]
			}
			if !Valid(kind, options, b) {
				t.Fatalf("not valid: %v", b)
			}
			ballots = append(ballots, b)
		}
		got := Count(kind, options, ballots)
		if want := bruteForce(kind, options, ballots); !reflect.DeepEqual(got.Winners, want) {
			t.Fatalf("seed %d, %d: %s %v: %+v, by brute force %v", seed, i, kind, ballots, got, want)
		}
		shuffled := slices.Clone(ballots)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if again := Count(kind, options, shuffled); !reflect.DeepEqual(got, again) {
			t.Fatalf("seed %d, %d: in another order %+v and %+v", seed, i, got, again)
		}
		for _, round := range got.Rounds {
			sum := 0
			for _, n := range round.Counts {
				sum += max(n, 0)
			}
			if sum > got.Ballots {
				t.Fatalf("seed %d, %d: more votes than ballots: %+v", seed, i, got)
			}
		}
	}
}

// bruteForce gives who has won.
func bruteForce(kind Kind, options int, ballots [][]int) []int {
	if len(ballots) == 0 {
		return nil
	}
	if kind != Ranked {
		votes := map[int]int{}
		for _, b := range ballots {
			for _, o := range b {
				votes[o]++
			}
		}
		return top(votes, options)
	}
	gone := map[int]bool{}
	var history []map[int]int
	for {
		votes, papers := map[int]int{}, 0
		for o := range options {
			if !gone[o] {
				votes[o] = 0
			}
		}
		for _, b := range ballots {
			for _, o := range b {
				if !gone[o] {
					votes[o]++
					papers++
					break
				}
			}
		}
		history = append(history, votes)
		for o, n := range votes {
			if n > papers-n {
				return []int{o}
			}
		}
		// Lowest: the options that no other is below, seen from the newest round back.
		lowest := keys(votes, options)
		for i := len(history) - 1; i >= 0; i-- {
			few := history[i][lowest[0]]
			for _, o := range lowest {
				few = min(few, history[i][o])
			}
			lowest = slices.DeleteFunc(lowest, func(o int) bool { return history[i][o] > few })
		}
		if len(lowest) == len(votes) {
			return lowest
		}
		gone[lowest[len(lowest)-1]] = true
	}
}

func keys(votes map[int]int, options int) (list []int) {
	for o := range options {
		if _, ok := votes[o]; ok {
			list = append(list, o)
		}
	}
	return list
}

func top(votes map[int]int, options int) (list []int) {
	for o := range options {
		best := true
		for other := range options {
			best = best && votes[other] <= votes[o]
		}
		if best {
			list = append(list, o)
		}
	}
	return list
}

// TestValid refuses ballots that a poll does not ask for.
func TestValid(t *testing.T) {
	for _, tc := range []struct {
		kind   Kind
		ballot []int
		want   bool
	}{
		{Single, []int{1}, true}, {Single, nil, false}, {Single, []int{0, 1}, false}, {Single, []int{3}, false}, {Single, []int{-1}, false},
		{Multiple, []int{0, 2}, true}, {Multiple, []int{0, 0}, false}, {Multiple, []int{0, 1, 2, 2}, false},
		{Ranked, []int{2, 0, 1}, true}, {Ranked, []int{2}, true}, {Ranked, []int{2, 2}, false}, {"", []int{0}, false},
	} {
		if got := Valid(tc.kind, 3, tc.ballot); got != tc.want {
			t.Errorf("%s %v: %v", tc.kind, tc.ballot, got)
		}
	}
}
