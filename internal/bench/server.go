package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"headroom/community"
	"headroom/internal/config"
	"headroom/internal/control"
)

// server is an instance under measurement: a process of its own.
type server struct {
	name    string
	config  config.Config
	url     string
	host    string
	file    string // of the configuration
	control *control.Client
	cmd     *exec.Cmd
	said    bytes.Buffer
}

// nationCodes of the instances.
var nationCodes = map[string]string{"scotland": "SCT", "wales": "CYM", "england": "ENG", "load": "NIR"}

// configure writes the configurations of several instances that may reach one
// another, under free ports.
func (b *bench) configure(names ...string) (map[string]*server, error) {
	b.steps++ // each step has instances of its own
	var addresses []string
	for range names {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close() // all of them stay open until every port is known
		addresses = append(addresses, l.Addr().String())
	}
	out := map[string]*server{}
	for n, name := range names {
		port := netip.MustParseAddrPort(addresses[n]).Port()
		s := &server{name: name, host: fmt.Sprintf("%s.localhost:%d", name, port)}
		s.url = "http://" + s.host
		dir := filepath.Join(b.dir, fmt.Sprint(b.steps, name))
		c := config.Default()
		c.URL, c.Name, c.Nation = s.url, map[string]string{"en": name}, nationCodes[name]
		c.Database, c.Listen, c.Storage = "sqlite:"+filepath.Join(dir, "headroom.db"), addresses[n], dir
		c.KeyFile = filepath.Join(dir, "secret.key")
		c.Federation.Addresses = addresses
		// One address does here what thousands do.
		c.Limits.RequestsPerMinute, c.Limits.InboxPerMinute, c.Limits.SignInsPerHour = 1e9, 1e9, 1e9
		// What is measured is not how somebody types a code.
		c.SignIn.SecondFactorFrom = "2100-01-01"
		c.Log.Level = "warn"
		s.config, s.file = c, filepath.Join(dir, "headroom.toml")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		if err := s.write(); err != nil {
			return nil, err
		}
		out[name] = s
	}
	return out, nil
}

// write writes the configuration, which may have been changed.
func (s *server) write() error {
	var file bytes.Buffer
	if err := config.Write(&file, s.config); err != nil {
		return err
	}
	return os.WriteFile(s.file, file.Bytes(), 0o600)
}

// readyTime is how long a start may take before it has failed.
const readyTime = 30 * time.Second

// start starts the process and waits until it is ready; it gives the time that
// took.
func (s *server) start(ctx context.Context, serve func(string) *exec.Cmd) (time.Duration, error) {
	s.cmd = serve(s.file)
	s.said.Reset()
	s.cmd.Stdout, s.cmd.Stderr = &s.said, &s.said
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return 0, err
	}
	for {
		res, err := http.Get("http://" + s.config.Listen + "/readyz")
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				break
			}
		}
		if ctx.Err() != nil || time.Since(began) > readyTime {
			s.stop()
			return 0, fmt.Errorf("%s did not become ready: %s", s.name, s.said.String())
		}
		time.Sleep(time.Millisecond)
	}
	took := time.Since(began)
	var err error
	s.control, err = control.Dial(s.config.Storage)
	return took, err
}

// stop ends the process as an operator would, and waits for it.
func (s *server) stop() {
	if s.cmd == nil || s.cmd.Process == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	select {
	case <-ended:
	case <-time.After(15 * time.Second):
		_ = s.cmd.Process.Kill()
		<-ended
	}
	s.cmd = nil
}

// pid of the process: this one when the instance runs inside it.
func (s *server) pid() int {
	if s.cmd == nil {
		return os.Getpid()
	}
	return s.cmd.Process.Pid
}

// errProc says that this system has no /proc as Linux has it.
var errProc = errors.New("no process times in /proc: the bench needs Linux")

// ticks a second in which Linux counts processor time.
const ticks = 100

// cpu is the processor time that a process has used, of user and system.
func cpu(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, errProc
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name may hold anything
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0, errProc
	}
	user, err1 := strconv.ParseInt(f[11], 10, 64)
	system, err2 := strconv.ParseInt(f[12], 10, 64)
	if err := errors.Join(err1, err2); err != nil {
		return 0, errProc
	}
	return time.Duration(user+system) * time.Second / ticks, nil
}

// rss is the memory that a process holds now, in MB of 1,000,000 bytes.
func rss(pid int) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, errProc
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	f := strings.Fields(rest)
	if len(f) == 0 {
		return 0, errProc
	}
	kib, err := strconv.ParseFloat(f[0], 64)
	if err != nil {
		return 0, errProc
	}
	return kib * 1024 / 1e6, nil
}

// peer makes an agreement between two running instances, as two operators do.
func peer(ctx context.Context, one, other *server) error {
	for _, step := range []struct {
		on, to  *server
		command string
	}{
		{one, other, "peer/expect"}, {other, one, "peer/expect"}, {one, other, "peer/offer"},
	} {
		if err := step.on.command(ctx, step.command, control.Host{Host: step.to.host}); err != nil {
			return err
		}
	}
	if err := other.awaitPeer(ctx, one, community.PeerReceived); err != nil {
		return err
	}
	if err := other.command(ctx, "peer/accept", control.Host{Host: one.host}); err != nil {
		return err
	}
	return one.awaitPeer(ctx, other, community.PeerActive)
}

// awaitPeer waits until the agreement with another instance is in a state.
func (s *server) awaitPeer(ctx context.Context, other *server, state community.PeerState) error {
	return await(ctx, "agreement of "+s.name+" with "+other.name, func() (bool, error) {
		var all []control.Peer
		if err := s.control.Do(ctx, "peer/list", control.None{}, &all); err != nil {
			return false, err
		}
		for _, p := range all {
			if p.Host == other.host && p.State == string(state) {
				return true, nil
			}
		}
		return false, nil
	})
}

// command sends a command whose answer nobody needs.
func (s *server) command(ctx context.Context, name string, in any) error {
	var ignored any
	if err := s.control.Do(ctx, name, in, &ignored); err != nil {
		return fmt.Errorf("%s on %s: %w", name, s.name, err)
	}
	return nil
}

// await asks again and again until something is so.
func await(ctx context.Context, what string, is func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		ok, err := is()
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		if ok {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: %w", what, context.Cause(ctx))
		case <-time.After(25 * time.Millisecond): // so seldom that it is not the asking that is measured
		}
	}
}

// password of every sample account.
const password = "a-long-sample-password"

// head adds a verified head, or a facilitator.
func (s *server) head(ctx context.Context, username, kind string) (control.Member, error) {
	var m control.Member
	err := s.control.Do(ctx, "member/add", control.NewMember{Email: username + "@sample.example", Username: username,
		Name: "Sample Head " + username, Post: "Headteacher", School: "Sample School", Authority: "Sample Council",
		Nation: s.config.Nation, Phase: []string{"primary"}, Language: "en", Password: password,
		Biography: "Head of a sample school of two hundred pupils, for eleven years."}, &m)
	if err != nil {
		return m, fmt.Errorf("member/add on %s: %w", s.name, err)
	}
	return m, s.command(ctx, "member/verify", control.Verify{Who: username, Kind: kind, Reason: "Measured by the bench."})
}

// community creates a closed community that lets verified heads in by a
// standing rule of its facilitator.
func (s *server) community(ctx context.Context, username, facilitator string) (control.Community, error) {
	var c control.Community
	err := s.control.Do(ctx, "community/create", control.NewCommunity{Username: username, Name: community.LangMap{"en": username},
		Summary: community.LangMap{"en": "For measurement."}, Access: "closed", Reach: "peers", Joining: "automatic",
		Moderator: facilitator}, &c)
	if err != nil {
		return c, fmt.Errorf("community/create on %s: %w", s.name, err)
	}
	return c, nil
}
