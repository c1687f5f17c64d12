package community

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"time"

	"headroom/community/verification"
)

// Bounds of visits to sign-on services.
const (
	signOnLife  = 10 * time.Minute // from the button to the way back
	signOnsADay = 20               // visits for one application
)

// What became of a visit to a sign-on service. The first fits, the next four do
// not and say so to whoever decides, and the last five came to nothing.
const (
	SignOnFits     = "fits"      // the service says what the application says
	SignOnRole     = "role"      // it gives them another role than that of a head, or none
	SignOnSchool   = "school"    // it knows them at another school
	SignOnUnplaced = "no-school" // it names no school
	SignOnTaken    = "taken"     // somebody else has applied with the same account of the service

	SignOnDeclined = "declined" // the person did not go on there
	SignOnRefused  = "refused"  // the service would not answer us
	SignOnAway     = "away"     // it could not be reached
	SignOnClock    = "clock"    // what it sent is too old or from the future
	SignOnToken    = "token"    // what it sent cannot be believed
)

// SignOnResults are all of them.
var SignOnResults = []string{SignOnFits, SignOnRole, SignOnSchool, SignOnUnplaced, SignOnTaken,
	SignOnDeclined, SignOnRefused, SignOnAway, SignOnClock, SignOnToken}

// SignOnService is a service at which the staff of a nation's or an authority's
// schools sign in, as the configuration describes it.
type SignOnService struct {
	ID        string
	Name      LangMap
	Issuer    string
	Nation    string   // whose register its identifiers of schools are of
	HeadRoles []string // the values that mean head; none when it gives no roles
}

// SignOnSecrets are what one visit is recognised by (OpenID Connect Core,
// RFC 7636).
type SignOnSecrets struct{ State, Nonce, Verifier string }

// SignOnClaims is what a service has said of somebody, its signature checked.
type SignOnClaims struct {
	Subject string
	Schools []string
	Roles   []string
	Email   string
}

// SignOnProblem is why a visit came to nothing: a result, and for the record
// what exactly it was.
type SignOnProblem struct {
	Result string
	Detail string // a word, such as "audience"
	Err    error
}

// Error implements error.
func (p *SignOnProblem) Error() string {
	text := "community: sign-on: " + p.Result + " (" + p.Detail + ")"
	if p.Err != nil {
		text += ": " + p.Err.Error()
	}
	return text
}

// Unwrap gives the cause.
func (p *SignOnProblem) Unwrap() error { return p.Err }

// SignOns asks sign-on services. Its errors are of *SignOnProblem.
type SignOns interface {
	// Services are those of the configuration.
	Services() []SignOnService
	// Address is where a browser goes to sign in at a service.
	Address(ctx context.Context, service string, secrets SignOnSecrets) (string, error)
	// Claims takes the code that a browser came back with to the service.
	Claims(ctx context.Context, service, code string, secrets SignOnSecrets) (SignOnClaims, error)
}

// SignOnReturn is what a browser brings back from a service.
type SignOnReturn struct{ State, Code, Error, Issuer string }

// signOnService is a configured service.
func (s *Service) signOnService(id string) (SignOnService, bool) {
	if s.SignOns == nil {
		return SignOnService{}, false
	}
	all := s.SignOns.Services()
	i := slices.IndexFunc(all, func(one SignOnService) bool { return one.ID == id })
	if i < 0 {
		return SignOnService{}, false
	}
	return all[i], true
}

// signOnsFor are the services that can speak for an applicant: those that know
// schools of the register from which theirs was chosen.
func (s *Service) signOnsFor(a Application) []SignOnService {
	if s.SignOns == nil || a.Register == "" || !a.Open() {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.SignOns.Services()), func(one SignOnService) bool { return one.Nation != a.Nation })
}

// secretsOf makes a visit's other secrets of its state, so that none of them
// has to be kept.
func (s *Service) secretsOf(state string) SignOnSecrets {
	derive := func(what string) string {
		return base64.RawURLEncoding.EncodeToString(s.RegisterKey.NameHash("sign-on/"+what, state))
	}
	return SignOnSecrets{State: state, Nonce: derive("nonce"), Verifier: derive("verifier")}
}

// StartSignOn begins a visit to a service and gives the address at which the
// viewer goes on. It is bound to the session, lasts ten minutes and is good
// once. A service that cannot be reached is kept as a result, and Unavailable.
func (s *Service) StartSignOn(ctx context.Context, v Viewer, id, session string) (address string, err error) {
	service, ok := s.signOnService(id)
	if !ok {
		return "", ErrNotFound
	}
	state, hash := newToken()
	a, err := update(ctx, s, func(tx Tx) (Application, error) {
		a, p, err := s.openOf(tx, v)
		if err != nil {
			return a, err
		}
		if !slices.ContainsFunc(s.signOnsFor(a), func(one SignOnService) bool { return one.ID == id }) {
			return a, &Error{Class: Conflict, Key: "error.sign_on_school"}
		}
		n, err := tx.SignOnAttempts(a.ID, s.now().Add(-24*time.Hour))
		if err != nil {
			return a, err
		}
		if n >= signOnsADay {
			return a, &Error{Class: Conflict, Key: "error.sign_on_limit", Field: "sign_on"}
		}
		if err := tx.InsertSignOnAttempt(SignOnAttempt{ID: tx.NextID(), Hash: hash, ApplicationID: a.ID, Service: id,
			Session: tokenHash(session), AskedAt: s.now(), ExpiresAt: s.now().Add(signOnLife)}); err != nil {
			return a, err
		}
		return a, s.audit(tx, p.IRI, "application.sign-on-start", p.IRI, "", map[string]string{"service": id})
	})
	if err != nil {
		return "", err
	}
	if address, err = s.SignOns.Address(ctx, id, s.secretsOf(state)); err == nil {
		return address, nil
	}
	if result, kept := s.keepProblem(ctx, v, a.ID, service, err); kept != nil {
		return "", kept
	} else if result == "" {
		return "", err
	}
	return "", &Error{Class: Unavailable, Key: "error.sign_on_away", Field: "sign_on", Cause: err}
}

// FinishSignOn takes what a browser brings back from a service: the state must
// be of a visit that this session began within ten minutes and has not finished.
// The result is kept, and counts as evidence where it fits; no token is. Its
// errors are Conflict, with a sentence that says what to do, where nothing can
// be kept.
func (s *Service) FinishSignOn(ctx context.Context, v Viewer, id, session string, back SignOnReturn) (result string, err error) {
	service, ok := s.signOnService(id)
	if !ok {
		return "", ErrNotFound
	}
	attempt, err := s.useAttempt(ctx, v, id, session, back.State)
	if err != nil {
		return "", err
	}
	claims, err := s.signOnClaims(ctx, service, back)
	if err != nil {
		result, kept := s.keepProblem(ctx, v, attempt.ApplicationID, service, err)
		if kept == nil && result == "" {
			kept = err
		}
		return result, kept
	}
	return update(ctx, s, func(tx Tx) (string, error) {
		a, p, err := s.openOf(tx, v)
		if err != nil {
			return "", err
		}
		r := SignOnResult{ID: tx.NextID(), ApplicationID: a.ID, Service: id, At: s.now(), Subject: s.RegisterKey.NameHash("sign-on/"+service.Issuer, claims.Subject)}
		r.Result, r.Role = compareSignOn(service, a, claims)
		switch {
		case claims.Email == "":
		case strings.EqualFold(claims.Email, a.Email):
			r.Email = SignOnEmailSame
		default:
			r.Email = SignOnEmailOther
		}
		others, err := s.othersOfSubject(tx, a, r.Subject)
		if err != nil {
			return "", err
		}
		if len(others) > 0 {
			r.Result = SignOnTaken
		}
		return r.Result, s.keepSignOn(tx, p, r, "")
	})
}

// useAttempt finds the visit that a state is of, and uses it up.
func (s *Service) useAttempt(ctx context.Context, v Viewer, id, session, state string) (SignOnAttempt, error) {
	conflict := func(key string) error { return &Error{Class: Conflict, Key: key, Field: "sign_on"} }
	return update(ctx, s, func(tx Tx) (SignOnAttempt, error) {
		a, _, err := s.openOf(tx, v)
		if err != nil {
			return SignOnAttempt{}, err
		}
		t, err := tx.SignOnAttempt(tokenHash(state))
		switch {
		case IsNotFound(err), err == nil && t.Service != id:
			return t, conflict("error.sign_on_unknown")
		case err != nil:
			return t, err
		case t.ApplicationID != a.ID || !slices.Equal(t.Session, tokenHash(session)):
			return t, conflict("error.sign_on_session")
		case !t.UsedAt.IsZero():
			return t, conflict("error.sign_on_used")
		case !s.now().Before(t.ExpiresAt):
			return t, conflict("error.sign_on_late")
		}
		t.UsedAt = s.now()
		return t, tx.UpdateSignOnAttempt(t)
	})
}

// signOnClaims asks the service, unless what came back is no success.
func (s *Service) signOnClaims(ctx context.Context, service SignOnService, back SignOnReturn) (SignOnClaims, error) {
	switch {
	case back.Issuer != "" && back.Issuer != service.Issuer: // RFC 9207
		return SignOnClaims{}, &SignOnProblem{Result: SignOnToken, Detail: "issuer"}
	case back.Error == "access_denied", back.Error == "interaction_required", back.Error == "login_required", back.Error == "consent_required":
		return SignOnClaims{}, &SignOnProblem{Result: SignOnDeclined, Detail: back.Error}
	case back.Error == "temporarily_unavailable", back.Error == "server_error":
		return SignOnClaims{}, &SignOnProblem{Result: SignOnAway, Detail: back.Error}
	case back.Error != "" || back.Code == "":
		return SignOnClaims{}, &SignOnProblem{Result: SignOnRefused, Detail: "error"}
	}
	claims, err := s.SignOns.Claims(ctx, service.ID, back.Code, s.secretsOf(back.State))
	if err == nil && claims.Subject == "" {
		err = &SignOnProblem{Result: SignOnToken, Detail: "subject"}
	}
	return claims, err
}

// compareSignOn holds what a service says against an application: the school
// must be the one that was chosen from the register, and the role, where the
// service gives any, that of a head.
func compareSignOn(service SignOnService, a Application, c SignOnClaims) (result string, role bool) {
	plain := func(id string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" /-.", r) {
				return -1
			}
			return r
		}, strings.ToUpper(id))
	}
	schools := slices.DeleteFunc(slices.Clone(c.Schools), func(id string) bool { return plain(id) == "" })
	switch {
	case len(schools) == 0:
		return SignOnUnplaced, false
	case a.Register == "" || service.Nation != a.Nation || !slices.ContainsFunc(schools, func(id string) bool { return plain(id) == plain(a.Register) }):
		return SignOnSchool, false
	case len(service.HeadRoles) == 0:
		return SignOnFits, false
	}
	isHead := func(role string) bool {
		return slices.ContainsFunc(service.HeadRoles, func(head string) bool { return strings.EqualFold(strings.TrimSpace(role), head) })
	}
	if !slices.ContainsFunc(c.Roles, isHead) {
		return SignOnRole, false
	}
	return SignOnFits, true
}

// keepProblem keeps why a visit came to nothing; the result is empty when err
// is something else.
func (s *Service) keepProblem(ctx context.Context, v Viewer, application int64, service SignOnService, err error) (string, error) {
	var problem *SignOnProblem
	if !errors.As(err, &problem) {
		return "", nil
	}
	return problem.Result, s.Store.Update(ctx, func(tx Tx) error {
		_, p, err := s.openOf(tx, v)
		if err != nil {
			return err
		}
		return s.keepSignOn(tx, p, SignOnResult{ID: tx.NextID(), ApplicationID: application, Service: service.ID, Result: problem.Result, At: s.now()}, problem.Detail)
	})
}

// keepSignOn keeps a result, in the audit log too, and as evidence where it
// fits.
func (s *Service) keepSignOn(tx Tx, p Person, r SignOnResult, detail string) error {
	if err := tx.InsertSignOn(r); err != nil {
		return err
	}
	args := map[string]string{"service": r.Service, "result": r.Result}
	if detail != "" {
		args["detail"] = detail
	}
	if err := s.audit(tx, p.IRI, "application.sign-on", p.IRI, "", args); err != nil || r.Result != SignOnFits {
		return err
	}
	return s.addEvidence(tx, p, p.IRI, Evidence{ApplicationID: r.ApplicationID, Kind: verification.SignOn, Named: r.Role, Ref: r.Service})
}

// othersOfSubject gives the applications of other people for which the same
// account of a service was shown.
func (s *Service) othersOfSubject(tx Tx, a Application, subject []byte) ([]Application, error) {
	if len(subject) == 0 {
		return nil, nil
	}
	ids, err := tx.ApplicationsOfSubject(subject)
	if err != nil {
		return nil, err
	}
	var others []Application
	for _, id := range ids {
		other, err := tx.Application(id)
		if err != nil {
			return nil, err
		}
		if other.ID != a.ID && other.PersonID != a.PersonID {
			others = append(others, other)
		}
	}
	return others, nil
}

// signOnHolds reports whether the newest that a service has said of an
// applicant still fits; a visit that came to nothing says nothing.
func signOnHolds(results []SignOnResult, service string) bool {
	for _, r := range results { // newest first
		if r.Service == service && r.Said() {
			return r.Result == SignOnFits
		}
	}
	return false
}

// signOnConflicts adds what services say against an applicant, and who has
// shown the same account.
func (s *Service) signOnConflicts(tx Tx, c *ApplicationCase) error {
	seen := map[string]bool{}
	for _, r := range c.SignOns {
		if !r.Said() {
			continue
		}
		if !seen[r.Service] && (r.Result == SignOnRole || r.Result == SignOnSchool) {
			c.Conflicts = append(c.Conflicts, ApplicationConflict{Kind: ConflictSignOn})
		}
		seen[r.Service] = true
		if seen[string(r.Subject)] {
			continue
		}
		seen[string(r.Subject)] = true
		others, err := s.othersOfSubject(tx, c.Application, r.Subject)
		if err != nil {
			return err
		}
		for _, o := range others {
			c.Conflicts = append(c.Conflicts, ApplicationConflict{Kind: ConflictShared, Application: o.ID, Name: o.Name})
		}
	}
	return nil
}
