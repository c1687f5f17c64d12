// Package demo runs three linked instances on one machine, with sample people,
// communities and conversations. Everything in them is made by the use cases
// that operators and people use, over real HTTP, so that the demonstration
// shows the program and not a picture of it. All people and schools in it are
// invented.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"headroom/internal/config"
	"headroom/internal/instance"
)

// Options say how the demonstration is run.
type Options struct {
	Data      string // directory of the three instances
	Ports     [3]int
	HTTPS     bool     // over TLS, with certificates of the demonstration's own authority
	Hosts     []string // of the three; empty: below localhost
	Fresh     bool     // begin anew
	Postgres  string   // address of a server; empty: SQLite
	ReadyFile string   // empty: none
	Version   string
	Pseudo    bool // every sentence of the pages shows itself, for tests
	Out       io.Writer
	Log       *slog.Logger
}

// running is one instance of the demonstration with its plan.
type running struct {
	*instance.Instance
	nation nation
	file   string // of its configuration, absolute
	trust  *authority
}

// Run runs the demonstration until ctx ends. The ready file appears, whole,
// when all three instances answer and are linked.
func Run(ctx context.Context, o Options) (err error) {
	if o.Data, err = filepath.Abs(o.Data); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if o.ReadyFile != "" {
		if err := os.Remove(o.ReadyFile); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("demo: %w", err)
		}
	}
	var trust *authority
	if o.HTTPS {
		if trust, err = openAuthority(o.Data); err != nil {
			return err
		}
	}
	doors, err := listenAll(o)
	if err != nil {
		return err
	}
	var all []*running
	defer func() {
		for _, l := range slices.Concat(doors[len(all):]...) {
			_ = l.Close() // of what was never opened
		}
		for _, r := range all {
			err = errors.Join(err, r.Close())
		}
	}()
	for n, plan := range nations {
		r, err := open(ctx, o, n, plan, doors[n], trust)
		if err != nil {
			return err
		}
		all = append(all, r)
	}
	return serve(ctx, o, all)
}

// open builds one instance and makes its people and communities. When it fails its
// listeners are still open.
func open(ctx context.Context, o Options, n int, plan nation, listeners []net.Listener, trust *authority) (*running, error) {
	r := &running{nation: plan, trust: trust}
	if o.Fresh {
		if err := clear(filepath.Join(o.Data, plan.word)); err != nil {
			return nil, err
		}
	}
	if trust != nil {
		if err := trust.issue(o.host(n), filepath.Join(o.Data, plan.word)); err != nil {
			return nil, err
		}
	}
	c, err := configure(ctx, o, n, plan)
	if err != nil {
		return nil, err
	}
	r.file = filepath.Join(o.Data, plan.word, configName)
	options := instance.Options{Config: c, Version: o.Version, Log: o.Log, Listeners: listeners, Pseudo: o.Pseudo, Lookup: o.lookup}
	if trust != nil {
		options.Roots = trust.pool
	}
	if r.Instance, err = instance.New(ctx, options); err != nil {
		return nil, err
	}
	if err := r.furnish(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("demo: %s: %w", plan.word, err), r.Close())
	}
	return r, nil
}

// listenAll opens the listeners of all three. Where they have one port it is shared.
func listenAll(o Options) (doors [3][]net.Listener, err error) {
	shared := map[int][]int{}
	for n, port := range o.Ports {
		shared[port] = append(shared[port], n)
	}
	defer func() {
		if err != nil {
			for _, l := range slices.Concat(doors[:]...) {
				_ = l.Close()
			}
		}
	}()
	for port, who := range shared {
		if len(who) > 1 && !o.HTTPS {
			return doors, fmt.Errorf("demo: port %d is named more than once: only with --https one port can serve several hosts", port)
		}
		raw, err := listen(port)
		if err != nil {
			return doors, err
		}
		if len(who) == 1 {
			doors[who[0]] = raw
			continue
		}
		var hosts []string
		for _, n := range who {
			hosts = append(hosts, o.host(n))
		}
		f := newFront(raw, hosts)
		for at, n := range who {
			doors[n] = []net.Listener{f.behind[at]}
		}
	}
	return doors, nil
}

// host is the name of one instance.
func (o Options) host(n int) string {
	if n < len(o.Hosts) {
		return o.Hosts[n]
	}
	return nations[n].word + ".localhost"
}

// url is the origin of one instance: without a port where that goes without saying.
func (o Options) url(n int) string {
	scheme, usual := "http", 80
	if o.HTTPS {
		scheme, usual = "https", 443
	}
	if o.HTTPS && o.Ports[n] == usual {
		return scheme + "://" + o.host(n)
	}
	return scheme + "://" + o.host(n) + ":" + strconv.Itoa(o.Ports[n])
}

// lookup finds the hosts of the demonstration on this machine, whatever they are
// called.
func (o Options) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	if slices.Contains(o.Hosts, host) {
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1})}, nil
	}
	return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
}

// listen opens both loopback addresses: browsers look for names that end in
// .localhost at either. Only the first must be there.
func listen(port int) ([]net.Listener, error) {
	l, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	list := []net.Listener{l}
	if six, err := net.Listen("tcp6", net.JoinHostPort("::1", strconv.Itoa(port))); err == nil {
		list = append(list, six)
	}
	return list, nil
}

// serve runs the instances, links them and says that they are ready.
func serve(ctx context.Context, o Options, all []*running) error {
	group, ctx := errgroup.WithContext(ctx)
	ready := make(chan struct{}, len(all))
	for _, r := range all {
		group.Go(func() error { return r.Run(ctx, func() { ready <- struct{}{} }) })
	}
	group.Go(func() error {
		for range all {
			select {
			case <-ctx.Done():
				return nil
			case <-ready:
			}
		}
		if err := announce(ctx, o, all); err != nil && ctx.Err() == nil {
			return fmt.Errorf("demo: %w", err)
		}
		return nil
	})
	return group.Wait()
}

// announce links the instances, then tells where they are.
func announce(ctx context.Context, o Options, all []*running) error {
	if err := link(ctx, all); err != nil {
		return err
	}
	list, err := describe(ctx, all)
	if err != nil {
		return err
	}
	for _, r := range all {
		if err := answers(ctx, r); err != nil {
			return err
		}
	}
	if o.ReadyFile != "" {
		if err := writeReady(o.ReadyFile, list); err != nil {
			return err
		}
	}
	return show(o.Out, list)
}

// configOf is the configuration of one instance.
func configOf(o Options, n int, plan nation) config.Config {
	c := config.Default()
	port := strconv.Itoa(o.Ports[n])
	c.URL = o.url(n)
	c.Name, c.Nation, c.Authority = plan.name, plan.code, ""
	c.Languages, c.DefaultLanguage = []string{"en", "cy", "gd"}, plan.language
	c.Listen = "127.0.0.1:" + port
	c.Storage = "data"
	c.Theme.Colour = plan.colour()
	for _, p := range slices.Compact(slices.Sorted(slices.Values(o.Ports[:]))) {
		c.Federation.Addresses = append(c.Federation.Addresses, "127.0.0.1:"+strconv.Itoa(p))
	}
	// Only this machine can reach the instance, and passwords are printed.
	if strings.HasSuffix(o.host(n), ".localhost") {
		c.Argon2.MemoryKiB, c.Argon2.Time = 1024, 1
	}
	if o.HTTPS {
		c.TLS.Certificate, c.TLS.Key = certificateName, certificateKeyName
	}
	c.Log.Level = "warn"
	return c
}
