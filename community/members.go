package community

import (
	"context"

	"headroom/community/policy"
)

// LocalMembers lists the people of this instance for its operators, newest
// first.
func (s *Service) LocalMembers(ctx context.Context, v Viewer) ([]MemberRow, error) {
	return view(ctx, s, func(tx Tx) ([]MemberRow, error) {
		if _, err := s.may(tx, v, policy.AddMember); err != nil {
			return nil, err
		}
		moderates, err := s.moderated(tx)
		if err != nil {
			return nil, err
		}
		var out []MemberRow
		const chunk = 500
		for p := (Page{Limit: chunk}); ; {
			people, err := tx.People(PersonFilter{Local: true, Now: s.now()}, p)
			if err != nil {
				return nil, err
			}
			rows, err := s.memberRows(tx, people, moderates)
			if err != nil {
				return nil, err
			}
			out = append(out, rows...)
			if len(people) < chunk {
				return out, nil
			}
			p.Before = people[len(people)-1].ID
		}
	})
}

// moderated gives the names of the communities that each person moderates.
func (s *Service) moderated(tx Tx) (map[int64][]string, error) {
	ms, err := tx.Moderators()
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(ms))
	for i, m := range ms {
		ids[i] = m.CommunityID
	}
	all, err := s.communitiesByID(tx, ids)
	if err != nil {
		return nil, err
	}
	out := map[int64][]string{}
	for _, m := range ms {
		out[m.PersonID] = append(out[m.PersonID], all[m.CommunityID].Name.In(s.Identity.Language))
	}
	return out, nil
}

// memberRows adds address and standing to people with one query each.
func (s *Service) memberRows(tx Tx, people []Person, moderates map[int64][]string) ([]MemberRow, error) {
	ids := make([]int64, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	accounts, err := tx.AccountsOf(ids)
	if err != nil {
		return nil, err
	}
	creds, err := tx.CredentialsOf(ids)
	if err != nil {
		return nil, err
	}
	best, roles := map[int64]policy.Credential{}, map[int64]string{}
	for _, c := range creds {
		w, err := credentialWorth(tx, c, s.now())
		if err != nil {
			return nil, err
		}
		if rank(w) > rank(best[c.PersonID]) {
			best[c.PersonID], roles[c.PersonID] = w, RoleOf(c.Type)
		}
	}
	account := map[int64]Account{}
	for _, a := range accounts {
		account[a.PersonID] = a
	}
	rows := make([]MemberRow, len(people))
	for i, p := range people {
		a := account[p.ID]
		rows[i] = MemberRow{Person: p, Email: a.Email, Disabled: !a.DisabledAt.IsZero(),
			Standing: standingName(best[p.ID]), Role: roles[p.ID], Moderates: moderates[p.ID]}
	}
	return rows, nil
}

func standingName(c policy.Credential) string {
	switch c {
	case policy.Head:
		return "verified"
	case policy.Facilitator:
		return "facilitator"
	case policy.Aspiring:
		return "aspiring"
	case policy.Appointed:
		return "appointed"
	case policy.Revoked:
		return "revoked"
	case policy.Withheld:
		return "suspended"
	case policy.Lapsed, policy.Unknown:
		return "lapsed"
	default:
		return "unverified"
	}
}

// communitiesByID gives communities by id.
func (s *Service) communitiesByID(tx Tx, ids []int64) (map[int64]Community, error) {
	all, err := tx.CommunitiesByID(distinct(ids))
	if err != nil {
		return nil, err
	}
	out := make(map[int64]Community, len(all))
	for _, c := range all {
		out[c.ID] = c
	}
	return out, nil
}

// peopleByID gives people by id.
func (s *Service) peopleByID(tx Tx, ids []int64) (map[int64]Person, error) {
	all, err := tx.PeopleByID(distinct(ids))
	if err != nil {
		return nil, err
	}
	out := make(map[int64]Person, len(all))
	for _, p := range all {
		out[p.ID] = p
	}
	return out, nil
}

// distinct drops zeros and repetitions.
func distinct(ids []int64) []int64 {
	seen := make(map[int64]bool, len(ids))
	var out []int64
	for _, id := range ids {
		if id != 0 && !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}
