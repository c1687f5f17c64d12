package community

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"headroom/community/policy"
)

// Limits that the documents fix.
const (
	biographyMin  = 40
	biographyMax  = 600
	statusMaxAge  = 5 * time.Minute // an older status list is unknown
	stampSkew     = 5 * time.Minute
	stampLifetime = 24 * time.Hour
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// credentialWorth says what a credential record is worth at now. A remote
// one's status list must have been fetched within five minutes.
func credentialWorth(tx Tx, c CredentialRecord, now time.Time) (policy.Credential, error) {
	switch {
	case !c.RevokedAt.IsZero():
		return policy.Revoked, nil
	case !c.SuspendedAt.IsZero() && now.Before(c.ValidUntil):
		return policy.Withheld, nil
	case !now.Before(c.ValidUntil), now.Before(c.ValidFrom.Add(-stampSkew)):
		return policy.Lapsed, nil
	case c.Local:
		return c.Kind, nil
	}
	for _, iri := range []string{c.RevocationList, c.SuspensionList} {
		fetched, until, err := tx.StatusListTimes(iri)
		if IsNotFound(err) {
			return policy.Unknown, nil
		}
		if err != nil {
			return policy.NoCredential, err
		}
		if now.Sub(fetched) > statusMaxAge || !now.Before(until) {
			return policy.Unknown, nil
		}
	}
	return c.Kind, nil
}

// bestCredential gives the person's newest credential that is worth most, and
// its worth. Without any it is NoCredential.
func bestCredential(tx Tx, person int64, now time.Time) (CredentialRecord, policy.Credential, error) {
	all, err := tx.Credentials(person)
	if err != nil {
		return CredentialRecord{}, policy.NoCredential, err
	}
	var best CredentialRecord
	worth := policy.NoCredential
	for _, c := range all {
		w, err := credentialWorth(tx, c, now)
		if err != nil {
			return best, worth, err
		}
		if rank(w) > rank(worth) {
			best, worth = c, w
		}
	}
	return best, worth, nil
}

func rank(c policy.Credential) int {
	return [...]int{
		policy.NoCredential: 0, policy.Revoked: 1, policy.Lapsed: 2, policy.Withheld: 3, policy.Unknown: 4,
		policy.Aspiring: 5, policy.Appointed: 5, policy.Facilitator: 6, policy.Head: 7,
	}[c]
}

// viewerFacts loads what is known of the asker alone.
func (s *Service) viewerFacts(tx Tx, v Viewer) (policy.Facts, *Person, error) {
	f, p, _, err := s.factsOf(tx, v)
	return f, p, err
}

// factsOf is viewerFacts with the type of the credential that counts.
func (s *Service) factsOf(tx Tx, v Viewer) (policy.Facts, *Person, string, error) {
	f := policy.Facts{Local: v.Host == "", Weak: v.Weak}
	switch {
	case v.Stranger:
		f.Asker = policy.Stranger
		return f, nil, "", nil
	case v.Issuer != "":
		f.Asker = policy.Issuer
		return f, nil, "", nil
	case v.Person == 0 && v.Operator:
		f.Asker = policy.Operator
		return f, nil, "", nil
	case v.Person == 0:
		f.Asker = policy.Anonymous
		return f, nil, "", nil
	}
	p, err := tx.Person(v.Person)
	if err != nil {
		return f, nil, "", err
	}
	f.Asker = policy.Person
	f.Local, f.Visiting = p.Local, v.Visiting
	n := utf8.RuneCountInString(p.Biography)
	// A remote author's biography travels in the byline of each post.
	f.Biography = !p.Local || (n >= biographyMin && n <= biographyMax)
	f.Suspended = !p.SuspendedAt.IsZero()
	best, worth, err := bestCredential(tx, p.ID, s.now())
	f.Credential = worth
	return f, &p, best.Type, err
}

// communityFacts adds what the asker is to a community.
func (s *Service) communityFacts(tx Tx, v Viewer, c Community) (policy.Facts, error) {
	f, p, held, err := s.factsOf(tx, v)
	if err != nil {
		return f, err
	}
	f.Access, f.Hosted, f.Ended = c.Access, c.Local, !c.DeletedAt.IsZero()
	switch f.Asker {
	case policy.Issuer:
		f.WithinReach = s.withinReach(c, v.Host, v.Issuer)
		err := s.issuerFacts(tx, v, c, &f)
		return f, err
	case policy.Person:
		issuer, err := s.issuerOf(tx, p.Host)
		if err != nil {
			return f, err
		}
		f.WithinReach = s.withinReach(c, p.Host, issuer)
	default:
		return f, nil
	}
	var m *Membership
	if have, err := tx.MembershipOf(c.ID, p.ID); err == nil {
		m = &have
	} else if !IsNotFound(err) {
		return f, err
	}
	var inv *Invitation
	if have, err := s.openInvitation(tx, c, p.IRI); err == nil {
		inv = &have
	} else if !IsNotFound(err) {
		return f, err
	}
	err = s.relation(tx, &f, c, *p, held, m, inv)
	return f, err
}

func (s *Service) issuerFacts(tx Tx, v Viewer, c Community, f *policy.Facts) error {
	var err error
	if f.AnyRelation, f.FullMember, err = tx.ServedOnHost(c.ID, v.Host, s.now()); err != nil || f.AnyRelation {
		f.GuestsOnly = f.AnyRelation && !f.FullMember
		return err
	}
	f.AnyRelation, err = s.invitedOnHost(tx, c.ID, v.Host)
	return err
}

// invitedOnHost reports whether a person of the host is invited or pending.
func (s *Service) invitedOnHost(tx Tx, community int64, host string) (bool, error) {
	return tx.RelationOnHost(community, host)
}

// current reports whether a record has not lapsed: a guest's end on the host,
// the stamp's at a member's home.
func (s *Service) current(c Community, m Membership, now time.Time) bool {
	if m.State != policy.Active {
		return false
	}
	if !m.EndAt.IsZero() && !now.Before(m.EndAt) {
		return false
	}
	if c.Local {
		return true
	}
	return len(m.Stamp) > 0 && now.Before(m.StampEnd)
}

// admits reports whether a community takes what a credential of a type is worth.
func admits(c Community, w policy.Credential, held string) bool {
	var t string
	switch w {
	case policy.Head:
		t = "HeadteacherCredential"
	case policy.Facilitator:
		t = "FacilitatorCredential"
	case policy.Aspiring:
		t = "AspiringHeadCredential"
	case policy.Appointed: // at its own instance, where it is named
		return c.Local && RoleOf(held) != "" && slices.Contains(c.Requires, held)
	case policy.Unknown: // not known to be another type: whatever is decided is held
		return true
	default:
		return false
	}
	return len(c.Requires) == 0 && t != "AspiringHeadCredential" || slices.Contains(c.Requires, t)
}

// withinReach reports whether people of a host may know a community.
func (s *Service) withinReach(c Community, host, issuer string) bool {
	if host == "" || host == s.Identity.Host || !c.Local {
		// Of a peer's community we know only what it showed us.
		return true
	}
	switch c.Reach {
	case "peers":
		return true
	case "named":
		return slices.Contains(c.ReachTo, issuer)
	default:
		return false
	}
}

// issuerOf gives the issuer of a host: ours, or an active peer's.
func (s *Service) issuerOf(tx Tx, host string) (string, error) {
	if host == s.Identity.Host {
		return s.Identity.Issuer(), nil
	}
	p, err := tx.Peer(host)
	if IsNotFound(err) {
		return "", nil
	}
	return p.Issuer, err
}
