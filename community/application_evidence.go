package community

import (
	"context"
	"slices"
	"strings"
	"time"

	"headroom/community/policy"
	"headroom/community/verification"
)

// What a register says of an applicant.
const (
	SaysNothing = ""        // no school of a register was named
	SaysNamed   = "names"   // it names them as the head
	SaysSchool  = "school"  // it has the school, and names nobody
	SaysAnother = "another" // it names somebody else
	SaysClosed  = "closed"  // the school is not open any more
)

// registerSays compares an applicant with the register as it is now. The entry
// is zero when there is none.
func (s *Service) registerSays(tx Tx, a Application) (string, RegisterEntry, error) {
	if a.Register == "" {
		return SaysNothing, RegisterEntry{}, nil
	}
	e, err := tx.RegisterEntry(a.Nation, a.Register)
	switch {
	case IsNotFound(err):
		return SaysNothing, e, nil
	case err != nil:
		return SaysNothing, e, err
	case !e.isOpen():
		return SaysClosed, e, nil
	case len(e.Heads) == 0:
		return SaysSchool, e, nil
	case s.named(e.Nation, e.Register, e.Heads, a.Name):
		return SaysNamed, e, nil
	}
	return SaysAnother, e, nil
}

// askRegister keeps what the register says as evidence: result, identifier and
// date. It is none when the title does not lead a school, or the register names
// somebody else.
func (s *Service) askRegister(tx Tx, a Application, p Person) error {
	says, _, err := s.registerSays(tx, a)
	if err != nil || says != SaysNamed && says != SaysSchool {
		return err
	}
	if titleOf(a) != verification.Leads {
		return nil
	}
	return s.addEvidence(tx, p, "register", Evidence{ApplicationID: a.ID, Kind: verification.Register, Named: says == SaysNamed, Ref: a.Register})
}

// titleOf is what the post and the manner of headship say together.
func titleOf(a Application) verification.Standing {
	title, _ := verification.Title(a.Post)
	if a.Manner == string(verification.Retired) && title == verification.Leads {
		return verification.Past
	}
	return title
}

// addEvidence keeps a piece of evidence, in the audit log too.
func (s *Service) addEvidence(tx Tx, p Person, by string, e Evidence) error {
	e.ID, e.At = tx.NextID(), s.now()
	if err := tx.InsertEvidence(e); err != nil {
		return err
	}
	args := map[string]string{"kind": string(e.Kind), "ref": e.Ref}
	return s.audit(tx, by, "application.evidence", p.IRI, e.Note, args)
}

// weigh adds up the evidence that still holds now: the register is looked at
// anew, who vouched must still be a head, and the newest that a sign-on service
// has said must still fit.
func (s *Service) weigh(tx Tx, a Application, says string, all []Evidence) (verification.Sum, error) {
	var pieces []verification.Piece
	var results []SignOnResult
	for _, e := range all {
		p := verification.Piece{Kind: e.Kind, Named: e.Named, By: e.By, At: e.At}
		switch e.Kind {
		case verification.Register:
			if says != SaysNamed && says != SaysSchool {
				continue
			}
			p.Named = e.Named && says == SaysNamed
		case verification.SignOn:
			if results == nil {
				var err error
				if results, err = tx.SignOnsOf(a.ID); err != nil {
					return verification.Sum{}, err
				}
			}
			if !signOnHolds(results, e.Ref) {
				continue
			}
		case verification.Vouch:
			voucher, err := tx.PersonByIRI(e.By)
			if IsNotFound(err) {
				continue
			}
			if err != nil {
				return verification.Sum{}, err
			}
			holds, err := s.mayVouchFor(tx, voucher, a)
			if err != nil {
				return verification.Sum{}, err
			}
			if !holds {
				continue
			}
		}
		pieces = append(pieces, p)
	}
	return verification.Weigh(pieces, s.now()), nil
}

// mayVouchFor reports whether a person can answer for an applicant: a head of
// this instance who was verified at a school of the same authority, not
// suspended, and not the applicant.
func (s *Service) mayVouchFor(tx Tx, voucher Person, a Application) (bool, error) {
	if !voucher.Local || voucher.ID == a.PersonID || !voucher.SuspendedAt.IsZero() || voucher.Nation != a.Nation {
		return false, nil
	}
	rec, worth, err := bestCredential(tx, voucher.ID, s.now())
	return worth == policy.Head && s.sameAuthority(rec, a), err
}

// sameAuthority compares an applicant's authority with that of a credential:
// what its holder typed into their profile since counts for nothing.
func (s *Service) sameAuthority(rec CredentialRecord, a Application) bool {
	if rec.AuthorityID != "" && a.AuthorityID != "" {
		return rec.AuthorityID == a.AuthorityID
	}
	return rec.Authority != "" && s.Text.Fold(rec.Authority) == s.Text.Fold(a.Authority)
}

// ApplicationView is an application with what is known about it now.
type ApplicationView struct {
	Application
	Title    verification.Standing
	Says     string // what the register says
	Entry    RegisterEntry
	Evidence []Evidence
	Sum      verification.Sum
	Vouches  []Vouch
	Codes    []MailboxCode // newest first
	// Services are the sign-on services that can speak for them, and SignOns what
	// became of their visits there, newest first.
	Services []SignOnService
	SignOns  []SignOnResult
	// Mailbox is the published address to which a code can be sent, or Site the
	// host of the published website at which the applicant may name one.
	Mailbox, Site string
}

// Enough reports whether the evidence is enough for this title.
func (a ApplicationView) Enough() bool {
	return a.Sum.Enough() && verification.Carries(a.Title, a.Sum)
}

// MyApplication gives the viewer's own application; NotFound when they have
// none.
func (s *Service) MyApplication(ctx context.Context, v Viewer) (ApplicationView, error) {
	return view(ctx, s, func(tx Tx) (ApplicationView, error) {
		a, _, err := s.ofApplicant(tx, v)
		if err != nil {
			return ApplicationView{}, err
		}
		return s.applicationView(tx, a)
	})
}

func (s *Service) applicationView(tx Tx, a Application) (out ApplicationView, err error) {
	out.Application = a
	out.Title = titleOf(a)
	if out.Says, out.Entry, err = s.registerSays(tx, a); err != nil {
		return out, err
	}
	if out.Evidence, err = tx.EvidenceOf([]int64{a.ID}); err != nil {
		return out, err
	}
	if out.Sum, err = s.weigh(tx, a, out.Says, out.Evidence); err != nil {
		return out, err
	}
	if out.Vouches, err = tx.Vouches(a.ID); err != nil {
		return out, err
	}
	if out.Codes, err = tx.MailboxCodes(a.ID); err != nil {
		return out, err
	}
	if out.SignOns, err = tx.SignOnsOf(a.ID); err != nil {
		return out, err
	}
	out.Services = s.signOnsFor(a)
	out.Mailbox, out.Site, err = s.published(tx, out.Entry)
	if err != nil || !a.Open() {
		return out, err
	}
	// Whoever was verified in another way has nothing left to wait for.
	if _, worth, err := bestCredential(tx, a.PersonID, s.now()); err != nil || worth != policy.Head {
		return out, err
	}
	out.State = ApplicationAdmitted
	return out, nil
}

// sharedSites are hosts at and below which many schools, or anyone, have pages
// or mailboxes: a mailbox there proves nothing.
var sharedSites = []string{"glowscotland.org.uk", "hwbcymru.net", "wordpress.com", "google.com", "weebly.com", "wixsite.com", "blogspot.com",
	"facebook.com", "gov.uk", "gov.wales", "gov.scot", "llyw.cymru", "twitter.com", "x.com", "btck.co.uk",
	"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com", "live.co.uk", "msn.com", "ymail.com", "rocketmail.com",
	"btinternet.com", "btopenworld.com", "bt.com", "aol.com", "aol.co.uk", "icloud.com", "me.com", "mac.com", "sky.com", "talktalk.net", "virginmedia.com",
	"ntlworld.com", "blueyonder.co.uk", "tiscali.co.uk", "plus.com", "plusnet.com", "ee.co.uk", "orange.net", "protonmail.com", "proton.me", "pm.me",
	"mail.com", "email.com", "gmx.com", "gmx.co.uk", "zoho.com", "fastmail.com", "tutanota.com", "mail.ru", "yandex.com"}

// isShared reports whether anyone can have pages or a mailbox at a host.
func isShared(site string) bool {
	return slices.Contains(strings.Split(site, "."), "yahoo") || // in each country
		slices.ContainsFunc(sharedSites, func(shared string) bool { return site == shared || strings.HasSuffix(site, "."+shared) })
}

// published gives where a code can be sent: the school's published mailbox, or
// the host of its own website.
func (s *Service) published(tx Tx, e RegisterEntry) (mailbox, site string, err error) {
	if !e.isOpen() {
		return "", "", nil
	}
	if e.Mailbox != "" {
		return e.Mailbox, "", nil
	}
	if site = siteOf(e.Website); site == "" || isShared(site) {
		return "", "", nil
	}
	schools, err := tx.SchoolsOnSite(site)
	if schools > 1 {
		site = ""
	}
	return "", site, err
}

// siteOf is the host of a website without "www.", or "".
func siteOf(website string) string {
	site := strings.ToLower(strings.TrimSpace(website))
	if _, after, ok := strings.Cut(site, "://"); ok {
		site = after
	}
	site, _, _ = strings.Cut(site, "/")
	site, _, _ = strings.Cut(site, ":")
	site = strings.TrimPrefix(site, "www.")
	if !strings.Contains(site, ".") || strings.ContainsAny(site, " @\\%?#") {
		return ""
	}
	return site
}

// openOf loads the viewer's application, which must still be undecided.
func (s *Service) openOf(tx Tx, v Viewer) (Application, Person, error) {
	a, p, err := s.ofApplicant(tx, v)
	if err == nil && !a.Open() {
		err = errDecided
	}
	return a, p, err
}

// yearAgo is the start of the year in which vouches are counted.
func (s *Service) yearAgo() time.Time { return s.now().AddDate(-1, 0, 0) }
