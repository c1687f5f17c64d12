package community

import (
	"context"
	"slices"
)

// indexVersion is of the way in which people are indexed. Raising it makes the
// next start index everybody anew.
const indexVersion = "1"

// IndexPeople makes the directory's folded values of people who were written
// before there were any, or otherwise than now. It is called at every start and
// has nothing to do at most of them.
func (s *Service) IndexPeople(ctx context.Context) error {
	const setting, chunk = "people.index", 200
	for after, done := int64(0), false; !done; {
		err := s.Store.Update(ctx, func(tx Tx) error {
			if have, err := tx.Setting(setting); err == nil && have == indexVersion {
				done = true
				return nil
			} else if skipMissing(err) != nil {
				return err
			}
			people, err := tx.People(PersonFilter{Now: s.now()}, Page{After: after, Limit: chunk})
			if err != nil {
				return err
			}
			for _, p := range people {
				if err := s.indexAnew(tx, p); err != nil {
					return err
				}
			}
			if done = len(people) < chunk; done {
				return tx.PutSetting(setting, indexVersion)
			}
			after = slices.MaxFunc(people, func(a, b Person) int { return int(a.ID - b.ID) }).ID
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// indexAnew indexes one person and ties them to their schools.
func (s *Service) indexAnew(tx Tx, p Person) error {
	s.index(&p)
	if err := s.placeSchool(tx, &p); err != nil {
		return err
	}
	if err := tx.UpdatePerson(p); err != nil {
		return err
	}
	all, err := tx.Headships(p.ID)
	for _, h := range all {
		if h.SchoolRef != 0 || h.School == "" {
			continue
		}
		if h.SchoolRef, err = s.schoolOf(tx, p, h.School, h.SchoolID); err != nil {
			return err
		}
		if err := tx.UpdateHeadship(h); err != nil {
			return err
		}
	}
	return err
}
