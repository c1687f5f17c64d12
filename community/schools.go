package community

import (
	"context"
	"slices"
	"time"

	"headroom/community/policy"
)

// placeSchool finds or makes the row of the school that a person names as
// theirs, and ties the person to it.
func (s *Service) placeSchool(tx Tx, p *Person) (err error) {
	p.SchoolRef, err = s.schoolOf(tx, *p, p.School, p.SchoolID)
	return err
}

// schoolOf gives the row of a school of a person's nation and authority, made
// when it is new; 0 for no school. A register's identifier decides; without
// one it is the name.
func (s *Service) schoolOf(tx Tx, p Person, name, register string) (int64, error) {
	if name == "" {
		return 0, nil
	}
	folded, place := s.Text.Fold(name), s.Text.Fold(p.Authority)
	have, err := tx.SchoolByRegister(p.Nation, register)
	if IsNotFound(err) {
		have, err = tx.SchoolByName(p.Nation, folded, place)
		if err == nil && register != "" && have.Register != "" && have.Register != register {
			err = ErrNotFound // another school of that name
		}
	}
	if IsNotFound(err) {
		made := School{ID: tx.NextID(), Nation: p.Nation, Register: register, Name: name, Folded: folded, Authority: p.Authority,
			AuthorityID: p.AuthorityID, Place: place, Phase: p.Phase, CreatedAt: s.now()}
		return made.ID, tx.InsertSchool(made)
	}
	if err != nil {
		return 0, err
	}
	return have.ID, s.learnSchool(tx, have, p, register)
}

// learnSchool adds to a school what was not known of it.
func (s *Service) learnSchool(tx Tx, have School, p Person, register string) error {
	was := have
	if have.Register == "" {
		have.Register = register
	}
	if have.Authority == "" {
		have.Authority, have.Place = p.Authority, s.Text.Fold(p.Authority)
	}
	if have.AuthorityID == "" {
		have.AuthorityID = p.AuthorityID
	}
	if len(have.Phase) == 0 {
		have.Phase = p.Phase
	}
	if have.Register == was.Register && have.Authority == was.Authority && have.AuthorityID == was.AuthorityID &&
		slices.Equal(have.Phase, was.Phase) {
		return nil
	}
	return tx.UpdateSchool(have)
}

// changeSchools brings the headships that last in line with the schools that a
// person leads: what is over ends, what is new begins.
func (s *Service) changeSchools(tx Tx, p Person, others []string) error {
	all, err := tx.Headships(p.ID)
	if err != nil {
		return err
	}
	want := slices.DeleteFunc(slices.Concat([]string{p.School}, others), func(name string) bool { return name == "" })
	end := headshipEnd(all, s.now()) // no profile moves it
	if !end.IsZero() && !s.now().Before(end) {
		return nil
	}
	kind := "head"
	for _, h := range all {
		if !h.lasts(s.now()) {
			continue
		}
		kind = h.Kind
		if i := slices.Index(want, h.School); i >= 0 && h.Authority == p.Authority {
			want = slices.Delete(want, i, i+1)
			continue
		}
		h.Until = s.now()
		if err := tx.UpdateHeadship(h); err != nil {
			return err
		}
	}
	for _, name := range want {
		h := s.headship(tx.NextID(), p, kind)
		h.Until = end
		if name != p.School {
			h.School, h.SchoolID = name, ""
		}
		if h.SchoolRef, err = s.schoolOf(tx, p, h.School, h.SchoolID); err != nil {
			return err
		}
		if err := tx.InsertHeadship(h); err != nil {
			return err
		}
	}
	return nil
}

// otherSchools gives the schools that a person leads beside the first.
func otherSchools(tx Tx, p Person, now time.Time) (others []Headship, err error) {
	all, err := tx.Headships(p.ID)
	for _, h := range all {
		if h.lasts(now) && h.School != p.School {
			others = append(others, h)
		}
	}
	return others, err
}

// OtherSchools gives the names of the schools that the viewer leads beside the
// one on their profile.
func (s *Service) OtherSchools(ctx context.Context, v Viewer) ([]string, error) {
	return view(ctx, s, func(tx Tx) (names []string, err error) {
		me, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return nil, err
		}
		others, err := otherSchools(tx, me, s.now())
		for _, h := range others {
			names = append(names, h.School)
		}
		return names, err
	})
}
