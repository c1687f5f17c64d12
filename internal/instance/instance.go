// Package instance builds one whole instance from its configuration and runs
// it: the only place where storage, domain, doors and background work are
// joined. The program, the demonstration and the tests of several instances all
// use it, so that what is tested is what runs.
package instance

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"headroom/clientapi"
	"headroom/community"
	"headroom/federation"
	"headroom/federation/fetch"
	"headroom/internal/config"
	"headroom/internal/jobs"
	"headroom/internal/mailer"
	"headroom/internal/push"
	"headroom/internal/seal"
	"headroom/storage"
	"headroom/templates"
	"headroom/web"
)

// Options say what an instance is made of. Config is required and has passed
// its Check.
type Options struct {
	Config  *config.Config
	Version string           // of the program; "unknown" when empty
	Clock   func() time.Time // time.Now
	Log     *slog.Logger     // nowhere
	// Listeners are open already and serve the pages and the inbox instead of
	// the configured address. Run closes them.
	Listeners []net.Listener
	// Roots are the certificate authorities of peers, and Lookup finds their addresses;
	// nil means the system's.
	Roots  *x509.CertPool
	Lookup fetch.Lookup
	// Pseudo makes the pages speak as tests want them to; see
	// [templates.Options].
	Pseudo bool
}

// Instance is one instance, built and not yet running. Its fields are for
// reading.
type Instance struct {
	Config     *config.Config
	Identity   community.Identity
	Store      *storage.DB
	Service    *community.Service
	Trust      *federation.TrustList
	Federation *federation.Server
	Renderer   *templates.Renderer
	Site       *web.Site
	API        *clientapi.API
	Mailer     *mailer.Mailer
	Sealer     *seal.Box
	// Handler answers everything that the main listener is asked.
	Handler http.Handler

	Options
	parts    parts
	fetch    *fetch.Client
	runner   *jobs.Runner
	metrics  *metrics
	push     *push.Sender
	changed  chan struct{} // capacity 1: the store has committed
	happened chan struct{} // likewise, for who is told
	streams  context.Context
	hangUp   context.CancelFunc // ends event streams
	closing  sync.Once
}

// New builds an instance: it opens the database under its lock, brings it up to
// date, and opens key file, ledger and files. Nothing runs and nothing listens
// yet. The error of a database that another process has is storage.ErrInUse.
func New(ctx context.Context, o Options) (*Instance, error) {
	o.Version = cmp.Or(o.Version, "unknown")
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	i := &Instance{Config: o.Config, Identity: identityOf(o.Config), Options: o, Trust: federation.NewTrustList(),
		changed: make(chan struct{}, 1), happened: make(chan struct{}, 1)}
	i.streams, i.hangUp = context.WithCancel(context.Background())
	for _, build := range []func(context.Context) error{i.openStore, i.openParts, i.join, i.openDoors} {
		if err := build(ctx); err != nil {
			return nil, errors.Join(err, i.Close())
		}
	}
	return i, nil
}

// Start makes the instance ready to be used: the issuer's key, what the ledger
// knows and the database does not, status lists signed now, and the trust list. The link, if there is
// one, lets the first operator choose a password; it is shown once, at every
// start until one has.
func (i *Instance) Start(ctx context.Context) (link string, err error) {
	if err := i.Service.EnsureIssuer(ctx); err != nil {
		return "", fmt.Errorf("instance: issuer: %w", err)
	}
	if err := i.Service.ReplayLedger(ctx); err != nil {
		return "", fmt.Errorf("instance: ledger: %w", err)
	}
	if err := i.Service.SignListsAnew(ctx); err != nil {
		return "", fmt.Errorf("instance: status lists: %w", err)
	}
	if err := i.Service.IndexPeople(ctx); err != nil {
		return "", fmt.Errorf("instance: directory: %w", err)
	}
	if err := i.Trust.Refresh(ctx, i.Store); err != nil {
		return "", fmt.Errorf("instance: trust list: %w", err)
	}
	token, _, err := i.Service.FirstOperator(ctx, i.OperatorEmail())
	if err != nil {
		return "", fmt.Errorf("instance: first operator: %w", err)
	}
	if token == "" {
		return "", nil
	}
	return i.Identity.URL + "/set-password/" + token, nil
}

// OperatorEmail is the address with which the first operator signs in.
func (i *Instance) OperatorEmail() string { return "operator@" + i.Config.Origin().Hostname() }

// Close gives everything back. It is called once Run has returned, or instead
// of Run.
func (i *Instance) Close() (err error) {
	i.closing.Do(func() {
		i.hangUp()
		if i.fetch != nil {
			i.fetch.Close()
		}
		var errs []error
		for _, c := range i.parts.closers {
			errs = append(errs, c.Close())
		}
		if i.Store != nil {
			errs = append(errs, i.Store.Close())
		}
		for _, l := range i.Listeners {
			if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
				errs = append(errs, err)
			}
		}
		err = errors.Join(errs...)
	})
	return err
}

// identityOf is what the instance says it is.
func identityOf(c *config.Config) community.Identity {
	return community.Identity{URL: c.URL, Host: canonicalHost(c), Name: c.Name, Nation: c.Nation, Authority: c.Authority,
		Languages: c.Languages, Language: c.DefaultLanguage, Zone: c.Zone}
}

// openStore takes the database.
func (i *Instance) openStore(ctx context.Context) (err error) {
	if err := os.MkdirAll(i.Config.Storage, 0o700); err != nil {
		return fmt.Errorf("instance: %w", err)
	}
	if file, ok := i.Config.SQLite(); ok {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return fmt.Errorf("instance: %w", err)
		}
	}
	i.Store, err = storage.Open(ctx, storage.Options{Database: i.Config.Database, Now: i.Clock, Log: i.Log})
	if err != nil {
		return fmt.Errorf("instance: %w", err)
	}
	return nil
}

// committed is called after each commit and must not wait.
func (i *Instance) committed() {
	for _, c := range []chan struct{}{i.changed, i.happened} {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// owner names this start of this process in leases.
func owner() string { return rand.Text() }
