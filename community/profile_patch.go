package community

import (
	"cmp"
	"context"
	"strconv"
)

// ProfilePatch is what an app changes of a profile; nil leaves a part as it is.
type ProfilePatch struct {
	Name, Biography, Language *string
}

// PatchProfile changes parts of what the viewer says about themselves, by the rules of
// UpdateProfile.
func (s *Service) PatchProfile(ctx context.Context, v Viewer, in ProfilePatch) error {
	if in == (ProfilePatch{}) {
		return nil
	}
	return s.reviseProfile(ctx, v, func(tx Tx, p Person) (ProfileInput, error) {
		is, err := s.profileInput(tx, p)
		for part, to := range map[*string]*string{&is.Name: in.Name, &is.Biography: in.Biography, &is.Language: in.Language} {
			if to != nil {
				*part = *to
			}
		}
		return is, err
	})
}

// profileInput is a profile as its person would write it now.
func (s *Service) profileInput(tx Tx, p Person) (ProfileInput, error) {
	in := ProfileInput{Name: p.Name, Post: p.Post, School: p.School, Authority: p.Authority, Nation: p.Nation, Phase: p.Phase,
		Specialisms: p.Specialisms, Biography: p.Biography, Language: p.Language, ShareSchool: p.ShareSchool,
		Languages: p.Languages, AskMe: p.AskMe, Contact: p.Contact, ShareYears: p.ShareYears}
	if p.HeadSince != 0 {
		in.HeadSince = strconv.Itoa(p.HeadSince)
	}
	others, err := otherSchools(tx, p, s.now())
	if err != nil {
		return in, err
	}
	for _, h := range others {
		in.OtherSchools = append(in.OtherSchools, h.School)
	}
	a, err := tx.AccountOfPerson(p.ID)
	in.Language, in.Zone = cmp.Or(a.Language, in.Language), a.Zone
	return in, skipMissing(err)
}
