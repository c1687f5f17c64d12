package community

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"headroom/community/policy"
)

// mentionRows bounds who is offered for an @name.
const mentionRows = 8

// MentionMatch is somebody in the room whom a text may name. Name is what
// stands after the @ for them.
type MentionMatch struct {
	Person Person
	Name   string
}

// MentionMatches offers people of a community for what is typed after an @, at
// most eight: those of whom every word begins a word of their name, post or
// school, or their username; accents and case are folded. Of a peer's community
// they are our own people in it, and those of others who are known here and whom
// the host lists. It is for members who may write there; for everybody else
// there is nothing.
func (s *Service) MentionMatches(ctx context.Context, v Viewer, community int64, typed string) ([]MentionMatch, error) {
	words := strings.Fields(s.Text.Fold(strings.ReplaceAll(clean(typed), "@", " ")))
	var c Community
	var me Person
	var found []Person
	err := s.Store.View(ctx, func(tx Tx) error {
		var f policy.Facts
		var err error
		found = nil
		if c, err = tx.Community(community); err != nil {
			return err
		}
		if f, err = s.communityFacts(tx, v, c); err != nil {
			return err
		}
		f.Biography = true // it is asked for when the text is sent
		if !policy.Decide(policy.StartThread, f).OK() {
			return ErrNotFound
		}
		if me, err = tx.Person(v.Person); err != nil {
			return err
		}
		members, err := tx.MembersLike(c.ID, words, s.now(), mentionRows+1)
		for _, m := range members {
			if (m.Person.Local || c.Local) && (!c.Local || s.current(c, m.Membership, s.now())) {
				found = append(found, m.Person)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if !c.Local {
		others, err := s.othersLike(ctx, c, me, words)
		if err != nil {
			return nil, err
		}
		found = append(found, others...)
	}
	return s.matches(found, me), nil
}

// othersLike is who of other instances is in a peer's community and known here.
func (s *Service) othersLike(ctx context.Context, c Community, me Person, words []string) ([]Person, error) {
	var like []RosterEntry
	for _, e := range s.listedMembers(ctx, c, me) {
		text := " " + s.Text.Fold(e.Name+" "+e.School+" "+e.Username)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, " "+w) }) {
			like = append(like, e)
		}
	}
	return view(ctx, s, func(tx Tx) (found []Person, err error) {
		for _, e := range like {
			p, err := tx.PersonByIRI(e.IRI)
			if skipMissing(err) != nil {
				return nil, err
			}
			p.Username, p.Name, p.School = cmp.Or(p.Username, e.Username), cmp.Or(p.Name, e.Name), cmp.Or(p.School, e.School)
			if err == nil && !p.Local && p.Username != "" && p.Name != "" {
				found = append(found, p)
			}
			if len(found) > mentionRows {
				break
			}
		}
		return found, nil
	})
}

func (s *Service) matches(found []Person, me Person) []MentionMatch {
	slices.SortFunc(found, func(a, b Person) int {
		return cmp.Or(cmp.Compare(s.Text.Fold(a.Name), s.Text.Fold(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	var out []MentionMatch
	for _, p := range found {
		if p.ID == me.ID || len(out) == mentionRows {
			continue
		}
		name := strings.ToLower(p.Username)
		if !p.Local {
			name += "@" + p.Host
		}
		out = append(out, MentionMatch{Person: p, Name: name})
	}
	return out
}
