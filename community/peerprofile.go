package community

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"headroom/community/policy"
)

// Profiles asks the homes of peers' people what they say of themselves.
type Profiles interface {
	// Refresh asks in the name of one of our people, who may see the other, and
	// hands what it learns to RememberProfile. It does nothing when it has asked
	// a while ago, and gives up soon: a page waits for it.
	Refresh(ctx context.Context, viewer, person string)
	// Find asks a peer who has a name there, and keeps who that is, as far as its
	// home shows them to a head of ours.
	Find(ctx context.Context, viewer, name, host string)
	// Meet asks a peer who somebody of theirs is that is not known here, and keeps
	// it, as far as their home shows them to a head of ours.
	Meet(ctx context.Context, viewer, person, host string)
}

// meet has a peer asked for somebody who is named as name@host and not known
// here yet. Who may not see people's profiles asks for nobody.
func (s *Service) meet(ctx context.Context, v Viewer, who string) error {
	name, host, addressed := strings.Cut(strings.TrimPrefix(who, "@"), "@")
	if s.Profiles == nil || !addressed || strings.EqualFold(host, s.Identity.Host) {
		return nil
	}
	host = strings.ToLower(host)
	viewer, err := view(ctx, s, func(tx Tx) (string, error) {
		f, me, err := s.viewerFacts(tx, v)
		if err != nil || me == nil || !me.Local || !policy.Decide(policy.ViewProfile, f).OK() {
			return "", err
		}
		if p, err := tx.Peer(host); err != nil || p.State != PeerActive {
			return "", skipMissing(err)
		}
		_, err = s.personCalled(tx, who)
		if KindOf(err) != Invalid {
			return "", err
		}
		return me.IRI, nil
	})
	if err == nil && viewer != "" {
		s.Profiles.Find(ctx, viewer, strings.ToLower(name), host)
	}
	return err
}

// refreshProfile has a peer's person asked about for a viewer who may see them.
func (s *Service) refreshProfile(ctx context.Context, v Viewer, person int64) error {
	if s.Profiles == nil {
		return nil
	}
	pair, err := view(ctx, s, func(tx Tx) (pair [2]string, err error) {
		p, err := tx.Person(person)
		if err != nil || p.Local {
			return pair, err
		}
		f, me, err := s.viewerFacts(tx, v)
		if err != nil || me == nil || !me.Local {
			return pair, err
		}
		if d := policy.Decide(policy.ViewProfile, f); !d.OK() {
			return pair, refuse(d)
		}
		return [2]string{me.IRI, p.IRI}, nil
	})
	if err == nil && pair[0] != "" {
		s.Profiles.Refresh(ctx, pair[0], pair[1])
	}
	return err
}

// RememberProfile replaces what we hold of a peer's person by what their home
// shows one of our heads, within the limits of our own profiles: what they say
// no longer, we forget. Values that are not known are left out, and one that is
// too long is cut. Who is not known here stays unknown.
func (s *Service) RememberProfile(ctx context.Context, from Person) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := tx.PersonByIRI(from.IRI)
		if err != nil || p.Local {
			return skipMissing(err)
		}
		if name := cut(from.Name, lineMax); name != "" {
			p.Name = name
		}
		p.Post, p.School, p.SchoolID = cut(from.Post, lineMax), cut(from.School, lineMax), cut(from.SchoolID, lineMax)
		p.Authority, p.Biography = cut(from.Authority, lineMax), cut(from.Biography, biographyMax)
		p.Nation = known(from.Nation, nations)
		p.Phase = slices.DeleteFunc(cutAll(from.Phase, listMax, lineMax), func(v string) bool { return !slices.Contains(phases, v) })
		p.Languages = slices.DeleteFunc(cutAll(from.Languages, languagesMax, lineMax), func(v string) bool { return !spokenForm.MatchString(v) })
		p.Specialisms, p.AskMe = cutAll(from.Specialisms, listMax, lineMax), cutAll(from.AskMe, askMeMax, topicMax)
		p.Contact = known(from.Contact, contacts)
		p.HeadSince = 0
		if from.HeadSince >= headEarliest && from.HeadSince <= s.now().Year() {
			p.HeadSince = from.HeadSince
		}
		p.ShareYears = p.HeadSince != 0
		p.UpdatedAt, p.FetchedAt = s.now(), s.now()
		s.index(&p)
		if err := s.placeSchool(tx, &p); err != nil {
			return err
		}
		return tx.UpdatePerson(p)
	})
}

// known gives a value that is one of those allowed, else "".
func known(value string, allowed []string) string {
	if slices.Contains(allowed, value) {
		return value
	}
	return ""
}

// cut makes one line of a text, of at most limit characters.
func cut(text string, limit int) string {
	text = strings.Join(strings.Fields(clean(text)), " ")
	if utf8.RuneCountInString(text) > limit {
		text = string([]rune(text)[:limit])
	}
	return text
}

// cutAll does that with the first items of a list; empty ones and repetitions
// go.
func cutAll(list []string, most, limit int) (out []string) {
	for _, v := range list {
		if v = cut(v, limit); v != "" && !slices.Contains(out, v) && len(out) < most {
			out = append(out, v)
		}
	}
	return out
}
