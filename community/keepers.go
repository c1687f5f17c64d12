package community

import (
	"slices"

	"headroom/community/policy"
)

// keepers gives the servers whose only full members of a community of ours are
// suspended: nothing more is sent to them, and what they hold stays there until
// the suspension is lifted or the membership ends. What is taken back meanwhile
// must go there too.
func keepers(tx Tx, c Community) (hosts []string, err error) {
	held, err := tx.Members(c.ID, policy.Suspended)
	if err != nil {
		return nil, err
	}
	for _, m := range held {
		if !m.Person.Local && m.Role != policy.Guest && !slices.Contains(hosts, m.Person.Host) {
			hosts = append(hosts, m.Person.Host)
		}
	}
	return hosts, nil
}

// announcedTo gives the servers that an entry is announced to with its place in
// the chain: those with a full member now and, when it takes something back, those
// that keep what they have.
func (s *Service) announcedTo(tx Tx, c Community, e LogEntry) ([]string, error) {
	hosts, err := tx.MemberHosts(c.ID, true, s.now())
	if err != nil || e.Kind != "Delete" {
		return hosts, err
	}
	more, err := keepers(tx, c)
	hosts = slices.Clone(hosts) // what is given is shared
	for _, h := range more {
		if !slices.Contains(hosts, h) {
			hosts = append(hosts, h)
		}
	}
	return hosts, err
}

// MayAnnounce reports whether an entry may be sent to a server at this moment, as
// announcedTo says.
func (s *Service) MayAnnounce(tx Tx, c Community, e LogEntry, host string) (bool, error) {
	_, full, err := tx.ServedOnHost(c.ID, host, s.now())
	if err != nil || full || e.Kind != "Delete" {
		return full, err
	}
	more, err := keepers(tx, c)
	return slices.Contains(more, host), err
}
