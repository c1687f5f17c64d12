package community

import (
	"context"
	"slices"
	"strings"
	"time"

	"headroom/community/policy"
	"headroom/community/verification"
)

// Bounds of applications.
const (
	applicationLife = 14 * 24 * time.Hour // of the link that confirms the address
	applicationsDay = 3                   // letters to one address within a day
	otherSchoolsMax = 6
	schoolsShown    = 20 // of the register, to choose from
	usernameTries   = 200
)

// SchoolNotListed is the choice of who does not find their school.
const SchoolNotListed = "other"

// Manners are the ways in which a school is led, as applicants choose them.
var Manners = []string{string(verification.Substantive), string(verification.Acting), string(verification.Executive),
	string(verification.CoHead), string(verification.Seconded), string(verification.Retired)}

// ApplicationInput is a request to be admitted, as it was typed.
type ApplicationInput struct {
	Name, Email, Post string
	Nation            string
	School            string // name, as typed
	Choice            string // identifier in the register, SchoolNotListed, or "" while nothing was chosen
	Authority         string // of a school that is not listed
	OtherSchools      []string
	Manner            string
	From, Until       string // YYYY-MM-DD or ""
	Biography         string
	Language          string // of the page
}

// FindSchools gives open schools of a nation's register whose names hold all
// that was typed, accents folded; at most twenty, more tells that there are
// more. Registers are public, and so is this.
func (s *Service) FindSchools(ctx context.Context, nation, typed string) (found []RegisterEntry, more bool, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		found, err = s.schoolsNamed(tx, nation, typed)
		return err
	})
	if len(found) > schoolsShown {
		found, more = found[:schoolsShown], true
	}
	return found, more, err
}

func (s *Service) schoolsNamed(tx Tx, nation, typed string) ([]RegisterEntry, error) {
	var words []string
	for _, word := range splitWords(s.Text.Fold(clean(typed))) {
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	if len(words) == 0 || !slices.Contains(nations, nation) {
		return nil, nil
	}
	found, err := tx.RegisterEntries(nation, words, 2*schoolsShown)
	return slices.DeleteFunc(found, func(e RegisterEntry) bool { return !e.isOpen() }), err
}

// isOpen reports whether somebody can be the school's head now.
func (e RegisterEntry) isOpen() bool { return e.Status == SchoolOpen || e.Status == SchoolClosing }

// Apply takes a request to be admitted. The answer is the same whether or not
// the address has an account: what there is to say is said in a letter to it.
// Three letters a day go to one address; then nothing is taken that would not
// arrive, and Invalid says so. Anyone may ask.
func (s *Service) Apply(ctx context.Context, in ApplicationInput) error {
	var check input
	a := s.checkApplication(&check, in)
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := s.chooseSchool(tx, &check, &a, in.Choice); err != nil {
			return err
		}
		if err := check.problems.Err(); err != nil {
			return err
		}
		sent, err := tx.ApplicationsTo(a.Email, s.now().Add(-24*time.Hour))
		if err != nil {
			return err
		}
		if sent >= applicationsDay {
			var full input
			full.fault("email", "error.apply_today", map[string]any{"Count": applicationsDay})
			return full.problems.Err()
		}
		a.ID, a.State, a.CreatedAt = tx.NextID(), ApplicationNew, s.now()
		if err := tx.InsertApplication(a); err != nil {
			return err
		}
		return s.mail(tx, Mail{Template: "apply", Application: a.ID, Language: a.Language})
	})
}

func (s *Service) checkApplication(check *input, in ApplicationInput) Application {
	a := Application{
		Email: check.email("email", in.Email), Name: check.line("name", in.Name, lineMax, true), Post: check.line("post", in.Post, lineMax, true),
		Nation: check.choice("nation", in.Nation, nations, true), School: check.line("school", in.School, lineMax, true),
		Authority: check.line("authority", in.Authority, lineMax, false), Manner: check.choice("manner", in.Manner, Manners, true),
		OtherSchools: check.linesUpTo("other_schools", in.OtherSchools, otherSchoolsMax, lineMax),
		Biography:    check.biography("biography", in.Biography), Language: in.Language,
		From: check.date("from", in.From), Until: check.date("until", in.Until),
	}
	if a.Biography == "" {
		check.once("biography", "error.required")
	}
	if !slices.Contains(s.Identity.Languages, a.Language) {
		a.Language = s.Identity.Language
	}
	switch now := s.now(); {
	case a.From.After(now.AddDate(1, 0, 0)):
		check.once("from", "error.date")
	case !a.Until.IsZero() && a.Until.Before(a.From):
		check.once("until", "error.date_order")
	case !a.Until.IsZero() && a.Manner != string(verification.Retired) && !now.Before(s.lastMoment(a.Until)):
		check.once("until", "error.until_past")
	}
	a.Skeleton = verification.Skeleton(a.Name)
	return a
}

// date takes a day, or nothing.
func (in *input) date(field, value string) time.Time {
	value = strings.TrimSpace(value)
	if value == "" {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, value)
	if err != nil || day.Year() < 1950 || day.Year() > 2100 {
		in.fault(field, "error.date", nil)
		return time.Time{}
	}
	return day
}

// chooseSchool takes the school of the register that was chosen. Where the
// register has schools of the typed name, one must be chosen, or that none is
// it.
func (s *Service) chooseSchool(tx Tx, check *input, a *Application, choice string) error {
	if a.School == "" || choice == SchoolNotListed {
		return nil
	}
	if choice == "" {
		found, err := s.schoolsNamed(tx, a.Nation, a.School)
		if len(found) > 0 {
			check.once("school_choice", "error.school_choice")
		}
		return err
	}
	e, err := tx.RegisterEntry(a.Nation, choice)
	if IsNotFound(err) || err == nil && !e.isOpen() {
		check.once("school_choice", "error.school_choice")
		return nil
	}
	if err != nil {
		return err
	}
	a.Register, a.School = e.Register, e.Name.In(a.Language, s.Identity.Language, "en")
	a.Authority, a.AuthorityID = e.Authority, e.AuthorityID
	return nil
}

// ApplicationLetter is what the letter to an applicant's address says.
type ApplicationLetter struct {
	Application
	Token string // of the link that confirms the address
	Known bool   // it has an account: there is no link
}

// LetterOfApplication makes the one-time link of an application, of which only
// the hash is kept, when its letter is sent. NotFound when the address was
// confirmed meanwhile.
func (s *Service) LetterOfApplication(ctx context.Context, id int64) (ApplicationLetter, error) {
	token, hash := newToken()
	return update(ctx, s, func(tx Tx) (l ApplicationLetter, err error) {
		if l.Application, err = tx.Application(id); err != nil {
			return l, err
		}
		if l.State != ApplicationNew {
			return l, ErrNotFound
		}
		if _, err = tx.AccountByEmail(l.Email); err == nil {
			l.Known = true
			return l, nil
		}
		l.Token, l.TokenHash, l.TokenUntil = token, hash, s.now().Add(applicationLife)
		if skipMissing(err) != nil {
			return l, err
		}
		return l, tx.UpdateApplication(l.Application)
	})
}

// CheckApplication tells whose application a link confirms, without using it.
// Gone when the link is unknown, used or too old.
func (s *Service) CheckApplication(ctx context.Context, token string) (Application, error) {
	return view(ctx, s, func(tx Tx) (Application, error) { return s.applicationOfLink(tx, token) })
}

func (s *Service) applicationOfLink(tx Tx, token string) (Application, error) {
	a, err := tx.ApplicationByToken(tokenHash(token))
	switch {
	case IsNotFound(err), err == nil && (a.State != ApplicationNew || !s.now().Before(a.TokenUntil)):
		return Application{}, errLink()
	}
	return a, err
}

// ConfirmApplication uses the link: the address is theirs. Account, person and
// key are made; they are nobody in particular until somebody decides. The
// register is asked at once.
func (s *Service) ConfirmApplication(ctx context.Context, token, password, again string) (Account, error) {
	a, err := s.CheckApplication(ctx, token)
	if err != nil {
		return Account{}, err
	}
	var check input
	password = check.password("password", password, a.Email)
	if len(check.problems) == 0 && password != again {
		check.fault("again", "error.password_again", nil)
	}
	if err := check.problems.Err(); err != nil {
		return Account{}, err
	}
	hash, err := s.Passwords.Hash(password)
	if err != nil {
		return Account{}, err
	}
	return update(ctx, s, func(tx Tx) (Account, error) { return s.enter(tx, token, hash) })
}

// enter makes person and account of an applicant. The account has the application's
// number: a device is asked for a passkey before there is one.
func (s *Service) enter(tx Tx, token, hash string) (Account, error) {
	a, err := s.applicationOfLink(tx, token)
	if err != nil {
		return Account{}, err
	}
	if _, err := tx.AccountByEmail(a.Email); !IsNotFound(err) {
		if err == nil {
			err = errLink() // made meanwhile, by another link or an operator
		}
		return Account{}, err
	}
	username, err := s.usernameFor(tx, a.Name)
	if err != nil {
		return Account{}, err
	}
	p := s.newPerson(tx.NextID(), MemberInput{Username: username, Name: a.Name, Post: a.Post, School: a.School, Authority: a.Authority,
		AuthorityID: a.AuthorityID, Nation: a.Nation, Biography: a.Biography, Language: a.Language})
	if err := tx.InsertPerson(p); err != nil {
		return Account{}, err
	}
	if err := s.giveKey(tx, p.IRI, PersonKey); err != nil {
		return Account{}, err
	}
	account := s.newAccount(a.ID, a.Email, a.Language)
	account.PersonID, account.PasswordHash = p.ID, hash
	if err := tx.InsertAccount(account); err != nil {
		return Account{}, err
	}
	a.State, a.PersonID, a.AccountID, a.ConfirmedAt = ApplicationWaiting, p.ID, account.ID, s.now()
	a.TokenHash, a.TokenUntil = nil, time.Time{}
	if err := tx.UpdateApplication(a); err != nil {
		return Account{}, err
	}
	if err := s.audit(tx, p.IRI, "application.confirm", p.IRI, "", map[string]string{"school": a.Register}); err != nil {
		return Account{}, err
	}
	if err := s.askRegister(tx, a, p); err != nil {
		return Account{}, err
	}
	return account, s.caseWaits(tx)
}

// usernameFor makes a free username of a name.
func (s *Service) usernameFor(tx Tx, name string) (string, error) {
	var parts []string
	for _, word := range splitWords(s.Text.Fold(name)) {
		word = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, word)
		if word != "" {
			parts = append(parts, word)
		}
	}
	base := strings.Trim(strings.Join(parts, "-"), "-")
	base = strings.Trim(base[:min(len(base), 24)], "-")
	if base == "" {
		base = "head"
	}
	for i := range int64(usernameTries) {
		username := base
		if i > 0 {
			username += "-" + itoa(i+1)
		}
		taken, err := tx.NameTaken(username)
		if err != nil || !taken && !slices.Contains(reservedNames, username) {
			return username, err
		}
	}
	return base[:min(len(base), 12)] + "-" + itoa(tx.NextID()), nil
}

// DropApplications forgets applications whose address nobody has confirmed in
// time, and visits to sign-on services that are long over. It is called daily.
func (s *Service) DropApplications(ctx context.Context) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if err := tx.DropSignOnAttemptsBefore(s.now().Add(-24 * time.Hour)); err != nil {
			return err
		}
		return tx.DropApplicationsBefore(s.now().Add(-applicationLife))
	})
}

// ofApplicant loads the viewer's own application.
func (s *Service) ofApplicant(tx Tx, v Viewer) (Application, Person, error) {
	p, err := s.mine(tx, v, policy.UseApplication)
	if err != nil {
		return Application{}, p, err
	}
	a, err := tx.ApplicationOfPerson(p.ID)
	return a, p, err
}
