package community

import (
	"context"
	"slices"

	"headroom/community/policy"
)

// firstKey is the number of an actor's first key.
const firstKey = 1

// Profile shows a person to another: heads and facilitators see each other,
// everybody sees themselves, operators the people that they look after.
func (s *Service) Profile(ctx context.Context, v Viewer, person int64) (PersonView, error) {
	return view(ctx, s, func(tx Tx) (PersonView, error) {
		p, err := tx.Person(person)
		if err != nil {
			return PersonView{}, err
		}
		f, me, err := s.viewerFacts(tx, v)
		if err != nil {
			return PersonView{}, err
		}
		f.Self, f.Hosted = me != nil && me.ID == p.ID, p.Local
		if err := refuse(policy.Decide(policy.ViewProfile, f)); err != nil {
			return PersonView{}, err
		}
		return s.personView(tx, f, p)
	})
}

// personView fills in what the asker may see beside the person's own words.
func (s *Service) personView(tx Tx, f policy.Facts, p Person) (PersonView, error) {
	all, err := tx.Credentials(p.ID)
	if err != nil {
		return PersonView{}, err
	}
	pv := PersonView{Person: p, Self: f.Self}
	if !pv.Self {
		pv.Person = p.forOthers()
	}
	if err := s.badges(tx, &pv, all); err != nil {
		return pv, err
	}
	pv.Operator = p.Local && policy.Decide(policy.VerifyPerson, f).OK()
	if !p.Local || !pv.Self && !pv.Operator {
		pv.Suspended, pv.Standing = false, "" // nobody else's business
		return pv, nil
	}
	pv.Credentials = all
	a, err := tx.AccountOfPerson(p.ID)
	a.PasswordHash = ""
	pv.Account = a
	return pv, skipMissing(err)
}

// badges says what a person's credentials are worth now.
func (s *Service) badges(tx Tx, pv *PersonView, all []CredentialRecord) error {
	best := policy.NoCredential
	for _, c := range all {
		w, err := credentialWorth(tx, c, s.now())
		if err != nil {
			return err
		}
		if rank(w) > rank(best) {
			best = w
		}
		pv.Head = pv.Head || w == policy.Head
		pv.Facilitator = pv.Facilitator || w == policy.Facilitator
		pv.Aspiring = pv.Aspiring || w == policy.Aspiring
		pv.Suspended = pv.Suspended || w == policy.Withheld
	}
	pv.Standing = standingName(best)
	var err error
	pv.Role, err = heldRole(tx, all, s.now())
	return err
}

// UpdateProfile replaces what the viewer says about themselves. What they wrote
// before keeps the byline that it had.
func (s *Service) UpdateProfile(ctx context.Context, v Viewer, in ProfileInput) error {
	return s.reviseProfile(ctx, v, func(Tx, Person) (ProfileInput, error) { return in, nil })
}

// reviseProfile replaces what the viewer says about themselves by what is made of it
// as it stands.
func (s *Service) reviseProfile(ctx context.Context, v Viewer, revise func(Tx, Person) (ProfileInput, error)) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		p, err := s.mine(tx, v, policy.EditProfile)
		if err != nil {
			return err
		}
		in, err := revise(tx, p)
		if err != nil {
			return err
		}
		var check input
		in = s.checkProfile(&check, in)
		if err := check.problems.Err(); err != nil {
			return err
		}
		was := p
		if p.School != in.School || p.Authority != in.Authority {
			p.SchoolID, p.AuthorityID = "", "" // they named the place before
		}
		p.Name, p.Post, p.School, p.Authority, p.Nation = in.Name, in.Post, in.School, in.Authority, in.Nation
		p.Phase, p.Biography = in.Phase, in.Biography
		p.Language, p.ShareSchool, p.UpdatedAt = in.Language, in.ShareSchool, s.now()
		s.setAbout(&p, in)
		if err := s.changeSchools(tx, p, in.OtherSchools); err != nil {
			return err
		}
		if err := s.placeSchool(tx, &p); err != nil {
			return err
		}
		s.index(&p)
		if err := tx.UpdatePerson(p); err != nil {
			return err
		}
		if err := s.moved(tx, was, p); err != nil {
			return err
		}
		a, err := tx.AccountOfPerson(p.ID)
		if err != nil {
			return skipMissing(err)
		}
		a.Language, a.Zone = in.Language, in.Zone
		return tx.UpdateAccount(a)
	})
}

func (s *Service) checkProfile(check *input, in ProfileInput) ProfileInput {
	in.Name = check.line("name", in.Name, lineMax, true)
	in.Post = check.line("post", in.Post, lineMax, true)
	in.School = check.line("school", in.School, lineMax, false)
	in.Authority = check.line("authority", in.Authority, lineMax, false)
	in.Nation = check.choice("nation", in.Nation, nations, true)
	in.Phase = check.lines("phase", in.Phase)
	for _, ph := range in.Phase {
		check.choice("phase", ph, phases, false)
	}
	in = s.checkAbout(check, in)
	in.Biography = check.biography("biography", in.Biography)
	if in.Language == "" {
		in.Language = s.Identity.Language
	}
	check.choice("language", in.Language, s.Identity.Languages, false)
	if in.Zone == "" {
		in.Zone = s.Identity.Zone
	}
	check.zone("zone", in.Zone)
	return in
}

func (s *Service) headship(id int64, p Person, kind string) Headship {
	return Headship{ID: id, PersonID: p.ID, School: p.School, SchoolID: p.SchoolID,
		Authority: p.Authority, AuthorityID: p.AuthorityID, SchoolRef: p.SchoolRef, Kind: kind, From: s.now()}
}

// People lists heads and facilitators, newest first, for their colleagues.
func (s *Service) People(ctx context.Context, v Viewer, f PersonFilter, p Page) ([]PersonView, error) {
	return view(ctx, s, func(tx Tx) ([]PersonView, error) {
		me, err := s.directory(tx, v)
		if err != nil {
			return nil, err
		}
		f.Search, f.Verified, f.Now = s.Text.Fold(clean(f.Search)), true, s.now()
		people, err := tx.People(f, page(p, 30, 100))
		if err != nil {
			return nil, err
		}
		return s.personViews(tx, me, people)
	})
}

// personViews adds badges to people with one query.
func (s *Service) personViews(tx Tx, me *Person, people []Person) ([]PersonView, error) {
	ids := make([]int64, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	all, err := tx.CredentialsOf(ids)
	if err != nil {
		return nil, err
	}
	of := map[int64][]CredentialRecord{}
	for _, c := range all {
		of[c.PersonID] = append(of[c.PersonID], c)
	}
	out := make([]PersonView, len(people))
	for i, p := range people {
		out[i] = PersonView{Person: p, Self: me != nil && me.ID == p.ID}
		if !out[i].Self {
			out[i].Person = p.forOthers()
		}
		if err := s.badges(tx, &out[i], of[p.ID]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// AddMember adds a person to this instance: actor, key, key record, headship
// and account. They are nobody in particular until an operator verifies them.
// Without a password they are sent a one-time link.
func (s *Service) AddMember(ctx context.Context, v Viewer, in MemberInput) (PersonView, error) {
	var check input
	chosen := in.Language
	in = s.checkMember(&check, in)
	hash, err := s.firstPassword(&check, in.Password, in.Email)
	if err != nil {
		return PersonView{}, err
	}
	return update(ctx, s, func(tx Tx) (PersonView, error) {
		if _, err := s.may(tx, v, policy.AddMember); err != nil {
			return PersonView{}, err
		}
		if err := s.memberFree(tx, &check, in); err != nil {
			return PersonView{}, err
		}
		if err := check.problems.Err(); err != nil {
			return PersonView{}, err
		}
		p := s.newPerson(tx.NextID(), in)
		if err := s.placeSchool(tx, &p); err != nil {
			return PersonView{}, err
		}
		if err := tx.InsertPerson(p); err != nil {
			return PersonView{}, err
		}
		if err := s.giveKey(tx, p.IRI, PersonKey); err != nil {
			return PersonView{}, err
		}
		if p.School != "" {
			if err := tx.InsertHeadship(s.headship(tx.NextID(), p, "head")); err != nil {
				return PersonView{}, err
			}
		}
		a := s.newAccount(tx.NextID(), in.Email, chosen)
		a.PersonID, a.PasswordHash = p.ID, hash
		if err := tx.InsertAccount(a); err != nil {
			return PersonView{}, err
		}
		if hash == "" {
			if err := s.mail(tx, Mail{Template: "welcome", Account: a.ID}); err != nil {
				return PersonView{}, err
			}
		}
		a.PasswordHash = ""
		return PersonView{Person: p, Operator: true, Account: a},
			s.audit(tx, v.name(nil), "person.add", p.IRI, "", map[string]string{"username": p.Username})
	})
}

func (s *Service) checkMember(check *input, in MemberInput) MemberInput {
	in.Email = check.email("email", in.Email)
	in.Username = check.username("username", in.Username)
	if in.Nation == "" {
		in.Nation = s.Identity.Nation
	}
	pr := s.checkProfile(check, ProfileInput{Name: in.Name, Post: in.Post, School: in.School, Authority: in.Authority,
		Nation: in.Nation, Phase: in.Phase, Specialisms: in.Specialisms, Biography: in.Biography, Language: in.Language})
	in.Name, in.Post, in.School, in.Authority, in.Nation = pr.Name, pr.Post, pr.School, pr.Authority, pr.Nation
	in.Phase, in.Specialisms, in.Biography, in.Language = pr.Phase, pr.Specialisms, pr.Biography, pr.Language
	in.SchoolID = check.line("school_id", in.SchoolID, 40, false)
	in.AuthorityID = check.line("authority_id", in.AuthorityID, 40, false)
	return in
}

// memberFree notes a problem for an address or name that somebody has.
func (s *Service) memberFree(tx Tx, check *input, in MemberInput) error {
	if err := s.emailFree(tx, check, in.Email); err != nil {
		return err
	}
	return s.nameFree(tx, check, in.Username)
}

// nameFree notes a problem for a name that a person or a community has: they
// share one name space.
func (s *Service) nameFree(tx Tx, check *input, username string) error {
	taken, err := tx.NameTaken(username)
	if taken || slices.Contains(reservedNames, username) {
		check.once("username", "error.username_taken")
	}
	return err
}

// reservedNames would be mistaken for the instance itself.
var reservedNames = []string{"issuer", "admin", "administrator", "operator", "root", "headroom", "support", "system"}

func (s *Service) newPerson(id int64, in MemberInput) Person {
	iri := s.Identity.URL + "/u/" + itoa(id)
	p := Person{ID: id, IRI: iri, Host: s.Identity.Host, Local: true, Username: in.Username, Name: in.Name,
		Post: in.Post, School: in.School, SchoolID: in.SchoolID, Authority: in.Authority, AuthorityID: in.AuthorityID,
		Nation: in.Nation, Phase: in.Phase, Specialisms: in.Specialisms, Biography: in.Biography, Language: in.Language,
		Inbox: iri + "/inbox", CredentialURL: iri + "/credential", KeysURL: iri + "/keys",
		CreatedAt: s.now(), UpdatedAt: s.now()}
	s.index(&p)
	return p
}

// giveKey makes an actor's first key and the issuer's statement about it.
func (s *Service) giveKey(tx Tx, owner string, kind KeyOwner) error {
	issuer, err := s.issuerKey(tx)
	if err != nil {
		return err
	}
	k, err := s.Issuance.NewKey(owner, kind, firstKey, s.now())
	if err != nil {
		return err
	}
	k.ID = tx.NextID()
	if err := tx.PutKey(k); err != nil {
		return err
	}
	rec, err := s.Issuance.KeyRecord(issuer, k, s.Identity.URL+"/records/"+itoa(tx.NextID()))
	if err != nil {
		return err
	}
	return tx.PutKeyRecord(rec)
}

// issuerKey gives the key with which the issuer signs.
func (s *Service) issuerKey(tx Tx) (Key, error) {
	k, err := tx.CurrentKey(s.Identity.Issuer())
	if IsNotFound(err) {
		return k, &Error{Class: Unavailable, Key: "error.unavailable", Cause: err}
	}
	return k, err
}
