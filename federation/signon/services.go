// Package signon asks the sign-on services of nations and authorities who
// somebody is, over OpenID Connect: discovery, the address to which a browser is
// sent, the exchange of the code with PKCE, and the checks of the ID token. It
// keeps the services' documents and keys for an hour and nothing of anybody. What
// a service has said is compared, kept and counted in package community.
package signon

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"headroom/community"
	"headroom/federation/fetch"
	"headroom/federation/vocab"
)

// The bounds of what is asked of a service. A page waits for it, so it must end
// before the page does.
const (
	patience = 8 * time.Second
	keptFor  = time.Hour // a discovery document, and the keys that it names
)

// Service is one service of the configuration.
type Service struct {
	community.SignOnService
	ClientID, ClientSecret             string
	Hosts                              []string // beside the issuer's
	Scopes                             []string
	SchoolClaim, RoleClaim, EmailClaim string
}

// Options are what Services are made of; all but Addresses are required.
type Options struct {
	Services  []Service
	Origin    string // of this instance
	UserAgent string
	Clock     func() time.Time
	// Addresses are those of [fetch.Options.ExactAddresses].
	Addresses []string
}

// Services are the services of an instance. They implement community.SignOns
// and are safe for concurrent use.
type Services struct {
	list   []Service
	origin string
	clock  func() time.Time
	fetch  *fetch.Client

	mu    sync.Mutex
	known map[string]found // by id
}

// found is a service's discovery document, read.
type found struct {
	provider *oidc.Provider
	until    time.Time
}

// New returns the services; the error is about Options.
func New(o Options) (*Services, error) {
	s := &Services{list: o.Services, origin: o.Origin, clock: o.Clock, known: map[string]found{}}
	var hosts []string
	for _, one := range o.Services {
		host, err := vocab.Host(one.Issuer)
		if err != nil {
			return nil, fmt.Errorf("signon: %s: issuer %q: %w", one.ID, one.Issuer, err)
		}
		hosts = append(append(hosts, host), one.Hosts...)
	}
	var err error
	s.fetch, err = fetch.New(fetch.Options{Allowed: func(host string) bool { return slices.Contains(hosts, host) },
		ExactAddresses: o.Addresses, Clock: o.Clock, UserAgent: o.UserAgent, Timeout: patience})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Close closes idle connections.
func (s *Services) Close() error {
	s.fetch.Close()
	return nil
}

// Services implements community.SignOns.
func (s *Services) Services() []community.SignOnService {
	list := make([]community.SignOnService, len(s.list))
	for i, one := range s.list {
		list[i] = one.SignOnService
	}
	return list
}

// Address implements community.SignOns.
func (s *Services) Address(ctx context.Context, id string, secrets community.SignOnSecrets) (string, error) {
	ctx, cancel := s.asking(ctx)
	defer cancel()
	one, p, err := s.discover(ctx, id)
	if err != nil {
		return "", err
	}
	address := s.client(one, p).AuthCodeURL(secrets.State, oidc.Nonce(secrets.Nonce), oauth2.S256ChallengeOption(secrets.Verifier))
	// A browser is sent only where the program itself may go.
	u, err := url.Parse(address)
	if err != nil || !s.mayGo(one, address) || u.User != nil {
		return "", problem(community.SignOnAway, "address", fmt.Errorf("signon: %s: authorization endpoint %.100q is not at a host of the service", id, p.Endpoint().AuthURL))
	}
	return u.String(), nil
}

// mayGo reports whether an address is at a host of the service, over https
// unless the service is a trial on this machine.
func (s *Services) mayGo(one Service, address string) bool {
	host, err := vocab.Host(address)
	own, _ := vocab.Host(one.Issuer)
	return err == nil && (host == own || slices.Contains(one.Hosts, host)) &&
		(strings.HasPrefix(address, "https://") || strings.HasPrefix(one.Issuer, "http://"))
}

// asking gives requests the guarded client and a time by which they end.
func (s *Services) asking(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(oidc.ClientContext(ctx, s.fetch.HTTP()), patience)
}

// client is this instance as the service knows it.
func (s *Services) client(one Service, p *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{ClientID: one.ClientID, ClientSecret: one.ClientSecret, Endpoint: p.Endpoint(), Scopes: one.Scopes,
		RedirectURL: s.origin + "/application/sign-on/" + one.ID + "/callback"}
}

// discover gives a service's discovery document, at most an hour old.
func (s *Services) discover(ctx context.Context, id string) (Service, *oidc.Provider, error) {
	i := slices.IndexFunc(s.list, func(one Service) bool { return one.ID == id })
	if i < 0 {
		return Service{}, nil, community.ErrNotFound
	}
	one := s.list[i]
	s.mu.Lock()
	have := s.known[id]
	s.mu.Unlock()
	if s.clock().Before(have.until) {
		return one, have.provider, nil
	}
	p, err := oidc.NewProvider(ctx, one.Issuer)
	var mismatch *oidc.IssuerMismatchError
	switch {
	case errors.As(err, &mismatch):
		return one, nil, problem(community.SignOnAway, "issuer", fmt.Errorf("signon: %s: the document is of %.100q", id, mismatch.Discovered))
	case err != nil:
		return one, nil, problem(community.SignOnAway, "discovery", outline(err))
	}
	s.mu.Lock()
	s.known[id] = found{p, s.clock().Add(keptFor)}
	s.mu.Unlock()
	return one, p, nil
}

func problem(result, detail string, err error) error {
	return &community.SignOnProblem{Result: result, Detail: detail, Err: err}
}

// outline is what of a library's error may be told: why no answer came, or the
// status of the one that did. The libraries quote answers, which can hold tokens
// and claims, and be as long as a stranger likes.
func outline(err error) error {
	var unanswered *url.Error
	if errors.As(err, &unanswered) {
		return unanswered
	}
	status, _, _ := strings.Cut(err.Error(), ":")
	return fmt.Errorf("signon: %.40q", status)
}
