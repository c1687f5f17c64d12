package verification

import (
	"slices"
	"time"
)

// Kind is a kind of evidence. Two pieces of one kind are not worth two kinds:
// who could forge one could forge the other.
type Kind string

// The kinds of evidence.
const (
	Register    Kind = "register"    // the nation's register has the school, and where it names heads, this one
	Mailbox     Kind = "mailbox"     // a code came back that was sent to the school's published mailbox
	SignOn      Kind = "sign-on"     // the nation's or authority's sign-on says whose school it is
	Vouch       Kind = "vouch"       // a verified head of the same authority answers for them
	Regulator   Kind = "regulator"   // an operator looked them up with the regulator
	Facilitator Kind = "facilitator" // somebody who verifies spoke with them, or saw the authority's letter
)

// Kinds are all kinds, in the order in which they are shown.
var Kinds = []Kind{Register, Mailbox, SignOn, Vouch, Regulator, Facilitator}

// How much is asked for, and how many who vouch are counted.
const (
	Threshold     = 3
	kindsNeeded   = 2
	vouchesHeard  = 2
	month         = 30 * 24 * time.Hour
	registerGood  = 3 * month
	mailboxGood   = 3 * month
	vouchGood     = 6 * month
	regulatorGood = 6 * month
)

// Good is how long evidence of a kind counts from the day on which it was
// taken: what was true in spring need not be true in autumn.
func (k Kind) Good() time.Duration {
	switch k {
	case Register, SignOn:
		return registerGood
	case Mailbox, Facilitator:
		return mailboxGood
	case Vouch:
		return vouchGood
	case Regulator:
		return regulatorGood
	}
	return 0
}

// Strong reports whether evidence of the kind can carry an application: without
// one such piece nothing else is enough.
func (k Kind) Strong() bool { return k == Register || k == SignOn || k == Facilitator }

// Piece is one piece of evidence.
type Piece struct {
	Kind  Kind
	Named bool   // Register: it names the applicant. SignOn: it gives them the role of head
	By    string // Vouch: who; two by one person are one
	At    time.Time
}

// Weight is what a piece is worth by itself, before its kind is counted.
func (p Piece) Weight() int {
	switch p.Kind {
	case Facilitator:
		return 2
	case Register, SignOn:
		if p.Named {
			return 2
		}
		return 1
	case Mailbox, Vouch, Regulator:
		return 1
	}
	return 0
}

// Sum is what all evidence together is worth.
type Sum struct {
	Points int
	Kinds  []Kind // that count, in the order of [Kinds]
	Strong bool   // one of them can carry an application
}

// Enough reports whether the evidence is enough: three points, of two kinds, one
// of them strong.
func (s Sum) Enough() bool {
	return s.Points >= Threshold && len(s.Kinds) >= kindsNeeded && s.Strong
}

// Weigh adds up what counts at a moment. Of each kind the best piece counts, of
// those who vouch two. It is pure and total.
func Weigh(pieces []Piece, now time.Time) Sum {
	best := map[Kind]int{}
	var vouched []string
	for _, p := range pieces {
		if now.Before(p.At) || !now.Before(p.At.Add(p.Kind.Good())) {
			continue
		}
		if p.Kind != Vouch {
			best[p.Kind] = max(best[p.Kind], p.Weight())
			continue
		}
		if p.By != "" && !slices.Contains(vouched, p.By) && len(vouched) < vouchesHeard {
			vouched = append(vouched, p.By)
			best[Vouch] += p.Weight()
		}
	}
	var sum Sum
	for _, k := range Kinds {
		if best[k] > 0 {
			sum.Points += best[k]
			sum.Kinds = append(sum.Kinds, k)
			sum.Strong = sum.Strong || k.Strong()
		}
	}
	return sum
}

// Carries reports whether a title lets enough evidence pass without an
// exception. A deputy is a deputy whatever the evidence says; a title that
// nobody knows passes when somebody who verifies has spoken with its holder.
func Carries(s Standing, sum Sum) bool {
	return s == Leads || s == Unclear && slices.Contains(sum.Kinds, Facilitator)
}
