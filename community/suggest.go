package community

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"headroom/community/policy"
)

// Suggestion is a community that fits somebody, with why.
type Suggestion struct {
	CommunityCard
	Reasons []Fit // the strongest first; at least one
}

// Fit is why a community fits: Kind is "place", "interest", "phase", "language"
// or "nation", Word what of the person's it fits.
type Fit struct{ Kind, Word string }

// fitWorth orders reasons; a community is worth the sum of its own.
var fitWorth = map[string]int{"place": 5, "interest": 4, "phase": 3, "language": 2, "nation": 1}

// phaseWords are what a community for a phase is called, folded, in the
// languages of the pages: beginnings of words.
var phaseWords = map[string][]string{
	"nursery": {"nursery", "early years", "meithrin", "sgoil-araich"}, "primary": {"primary", "cynradd", "bun-sgoil"},
	"secondary": {"secondary", "uwchradd", "ard-sgoil"}, "special": {"special school", "additional", "arbennig", "shonraichte"},
	"all-through": {"all-through", "pob oed"}, "middle": {"middle school"}, "further": {"further education", "college", "addysg bellach"},
}

// SuggestCommunities gives at most n communities that the viewer may know of,
// may ask to join and has not asked, which fit them by place, interest, phase
// and language, the best first.
func (s *Service) SuggestCommunities(ctx context.Context, v Viewer, n int) ([]Suggestion, error) {
	return view(ctx, s, func(tx Tx) ([]Suggestion, error) {
		me, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return nil, err
		}
		st, err := s.standing(tx, v)
		if err != nil {
			return nil, err
		}
		return s.suggest(tx, v, me, st, n)
	})
}

func (s *Service) suggest(tx Tx, v Viewer, me Person, st standing, n int) ([]Suggestion, error) {
	all, err := tx.Communities(nil)
	if err != nil {
		return nil, err
	}
	var found []Suggestion
	for _, c := range all {
		f, err := s.factsIn(tx, v, st, c)
		if err != nil {
			return nil, err
		}
		if !policy.Decide(policy.ViewListed, f).OK() {
			continue
		}
		var m *Membership
		if have, ok := st.memberships[c.ID]; ok {
			m = &have
		}
		// Who left or was sent away is not asked back.
		if cd := card(c, f, m); cd.CanJoin && cd.State == "" {
			if fits := s.fits(c, me); len(fits) > 0 {
				found = append(found, Suggestion{cd, fits})
			}
		}
	}
	worth := func(x Suggestion) (sum int) {
		for _, f := range x.Reasons {
			sum += fitWorth[f.Kind]
		}
		return sum
	}
	slices.SortStableFunc(found, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(worth(b), worth(a)), cmp.Compare(b.ID, a.ID))
	})
	return found[:min(n, len(found))], nil
}

// fits compares what a community says of itself with what a person does.
func (s *Service) fits(c Community, p Person) (fits []Fit) {
	var b strings.Builder
	for _, text := range []LangMap{c.Name, c.Summary} {
		for _, t := range text {
			b.WriteString(" " + s.Text.Fold(t) + " ")
		}
	}
	says := b.String()
	if s.speaksOf(says, p.Authority) {
		fits = append(fits, Fit{"place", p.Authority})
	}
	seen := map[string]bool{}
	for _, topic := range slices.Concat(p.AskMe, p.Specialisms) {
		if key := s.Text.Fold(topic); !seen[key] && len(seen) < 2 && s.speaksOf(says, topic) {
			seen[key] = true
			fits = append(fits, Fit{"interest", topic})
		}
	}
	for _, phase := range p.Phase {
		if slices.ContainsFunc(phaseWords[phase], func(w string) bool { return mentionsWord(says, w) }) {
			fits = append(fits, Fit{"phase", phase})
			break
		}
	}
	if len(c.Name) == 1 && p.Language != "en" && c.Name[p.Language] != "" {
		fits = append(fits, Fit{"language", p.Language})
	}
	if c.Local {
		fits = append(fits, Fit{"nation", p.Nation})
	}
	return fits
}

// speaksOf reports whether a folded text names a topic: as a whole, or by any
// word of it that is long enough to mean something.
func (s *Service) speaksOf(says, topic string) bool {
	folded := strings.TrimSpace(s.Text.Fold(topic))
	if len(folded) < 3 {
		return false
	}
	if mentionsWord(says, folded) {
		return true
	}
	for word := range strings.FieldsSeq(folded) {
		if len(word) > 4 && !slices.Contains(commonWords, word) && mentionsWord(says, word) {
			return true
		}
	}
	return false
}

// commonWords stand in every second name and tell nothing.
var commonWords = []string{"school", "schools", "ysgol", "ysgolion", "sgoil", "sgoiltean", "education", "addysg", "foghlam", "teaching",
	"learning", "council", "city", "county", "borough", "authority", "medium", "north", "south"}

// mentionsWord reports whether a word of a text, or several, begin like that.
func mentionsWord(says, word string) bool { return strings.Contains(says, " "+word) }
