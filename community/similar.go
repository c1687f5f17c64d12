package community

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// similarLooked is how many people are weighed, of each way of finding them.
const similarLooked = 30

// SimilarPeople suggests up to n colleagues whose schools are like the
// viewer's: of the same phase, small or remote as theirs is, with the same
// specialisms; among equals, of another nation first. Nobody is suggested who
// prefers not to be contacted. Colleagues only may ask.
func (s *Service) SimilarPeople(ctx context.Context, v Viewer, n int) ([]PersonView, error) {
	return view(ctx, s, func(tx Tx) ([]PersonView, error) {
		me, err := s.directory(tx, v)
		if err != nil || me == nil {
			return nil, err
		}
		found, err := s.similarTo(tx, *me)
		if err != nil {
			return nil, err
		}
		out, err := s.personViews(tx, me, found)
		out = slices.DeleteFunc(out, func(p PersonView) bool { return !p.Head })
		return out[:min(n, len(out))], err
	})
}

// similarTo gives people by how like the person's their school is.
func (s *Service) similarTo(tx Tx, me Person) ([]Person, error) {
	shared, err := tx.ListedWith(slices.DeleteFunc(slices.Clone(me.Terms), func(t string) bool {
		return strings.HasPrefix(t, termAuthority)
	}), s.now(), similarLooked)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(shared))
	for i, c := range shared {
		ids[i] = c.PersonID
	}
	people, err := tx.PeopleByID(ids)
	if err != nil {
		return nil, err
	}
	f := DirectoryFilter{Now: s.now(), Contact: true}
	if len(me.Phase) > 0 {
		f.Phase = me.Phase[0]
	}
	more, err := tx.Listed(f, Page{Limit: similarLooked})
	if err != nil {
		return nil, err
	}
	people = append(people, more...)
	slices.SortFunc(people, func(a, b Person) int {
		return cmp.Or(cmp.Compare(s.alike(me, b), s.alike(me, a)), cmp.Compare(b.ID, a.ID))
	})
	people = slices.CompactFunc(people, func(a, b Person) bool { return a.ID == b.ID })
	return slices.DeleteFunc(people, func(p Person) bool {
		return p.ID == me.ID || !p.Reachable() || s.alike(me, p) <= 0
	}), nil
}

// Weights of what two heads may have in common.
const (
	samePhase      = 4
	sameRemoteness = 3
	sameTopic      = 2
	otherNation    = 1
)

// alike weighs what two heads have in common.
func (s *Service) alike(a, b Person) (weight int) {
	if slices.ContainsFunc(a.Phase, func(ph string) bool { return slices.Contains(b.Phase, ph) }) {
		weight += samePhase
	}
	for _, t := range a.Terms {
		if !strings.HasPrefix(t, termAuthority) && slices.Contains(b.Terms, t) {
			weight += sameTopic
		}
	}
	if s.remote(a) && s.remote(b) {
		weight += sameRemoteness
	}
	if weight > 0 && a.Nation != b.Nation {
		weight += otherNation
	}
	return weight
}

// remoteWords are what heads of small and remote schools call them, folded, in
// the languages of the pages.
var remoteWords = []string{"small", "rural", "remote", "island", "islands", "bach", "bychain", "wledig", "gwledig",
	"ynys", "ynysoedd", "anghysbell", "beag", "beaga", "duthchail", "eilean", "eileanan", "iomallach"}

// remote reports whether somebody says that their school is small or remote.
func (s *Service) remote(p Person) bool {
	for _, t := range p.Terms {
		if strings.HasPrefix(t, termAuthority) {
			continue
		}
		if slices.ContainsFunc(wordsOf(t), func(w string) bool { return slices.Contains(remoteWords, w) }) {
			return true
		}
	}
	return false
}
