package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"headroom/community"
	"headroom/internal/config"
	"headroom/internal/control"
)

// output keeps what is printed and tells when all of it is.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
	done chan struct{}
	once sync.Once
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n, err := o.text.Write(b)
	if strings.Contains(o.text.String(), "--config") {
		o.once.Do(func() { close(o.done) })
	}
	return n, err
}

// ports gives three that were free a moment ago.
func ports(t *testing.T) (list [3]int) {
	t.Helper()
	for n := range list {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = l.Close() }()
		list[n] = l.Addr().(*net.TCPAddr).Port
	}
	return list
}

// start runs the demonstration, calls fn once it is ready, and ends it.
func start(t *testing.T, o Options, fn func(list ready)) {
	t.Helper()
	out := &output{done: make(chan struct{})}
	o.Out, o.Log = out, slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, o) }()
	select {
	case err := <-ended:
		cancel()
		t.Fatalf("ended before it was ready: %v", err)
	case <-out.done:
	}
	raw, err := os.ReadFile(o.ReadyFile)
	if err != nil {
		t.Fatal(err)
	}
	var list ready
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	fn(list)
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("end: %v", err)
	}
}

func TestTheDemonstrationGoesOnWhereItWas(t *testing.T) {
	dir := t.TempDir()
	o := Options{Data: filepath.Join(dir, "data"), Ports: ports(t), ReadyFile: filepath.Join(dir, "ready.json")}
	var first ready
	start(t, o, func(list ready) {
		first = list
		checkReady(t, list)
		wales := list.Instances[1]
		do(t, wales, "member/revoke", control.Revoke{Who: "sian", Reason: "test"}, &control.Revoked{})
	})
	start(t, o, func(list ready) {
		for n, d := range list.Instances {
			for m, p := range d.People {
				if p.Actor != first.Instances[n].People[m].Actor {
					t.Errorf("%s has another actor", p.Username)
				}
				if p.Username == "sian" && p.Verified {
					t.Error("a second start has undone a revocation")
				}
			}
		}
	})
	other := o
	other.Ports = ports(t)
	if err := Run(t.Context(), other); err == nil || !strings.Contains(err.Error(), "--fresh") {
		t.Errorf("other ports on the same data: %v", err)
	}
	o.Fresh = true
	start(t, o, func(list ready) {
		if list.Instances[0].People[0].Actor == first.Instances[0].People[0].Actor {
			t.Error("--fresh has kept an actor")
		}
	})
}

// do sends a command to a running instance.
func do(t *testing.T, d described, command string, in, out any) {
	t.Helper()
	c, err := config.Load(d.Config, nil)
	if err != nil {
		t.Fatal(err)
	}
	client, err := control.Dial(c.Storage)
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Do(t.Context(), command, in, out); err != nil {
		t.Fatal(err)
	}
}

func checkReady(t *testing.T, list ready) {
	t.Helper()
	wantAccess := map[string]string{"highlands-islands": "closed", "success-stories": "open", "dysgu": "closed", "small-schools": "closed"}
	private := 0
	for _, d := range list.Instances {
		if strings.HasSuffix(d.URL, "/") || !filepath.IsAbs(d.Config) || d.Operator.Email == "" || d.Operator.Password == "" {
			t.Errorf("instance %+v", d)
		}
		roles := map[string]int{}
		for _, p := range d.People {
			roles[p.Role]++
			if p.Verified != (p.Role != "applicant") || !strings.HasPrefix(p.Actor, d.URL+"/u/") {
				t.Errorf("person %+v", p)
			}
		}
		if roles["facilitator"] != 1 || roles["head"] != 3 || roles["applicant"] != 1 {
			t.Errorf("%s has %v", d.Nation, roles)
		}
		for _, c := range d.Communities {
			if c.Access == "private" {
				private++
			} else if wantAccess[c.Username] != c.Access {
				t.Errorf("community %+v", c)
			}
			delete(wantAccess, c.Username)
		}
		var peers []control.Peer
		do(t, d, "peer/list", control.None{}, &peers)
		for _, p := range peers {
			if p.State != string(community.PeerActive) {
				t.Errorf("%s: %s is %s", d.Nation, p.Host, p.State)
			}
		}
	}
	if private != 3 || len(wantAccess) != 0 || len(list.Instances) != 3 {
		t.Errorf("%d private communities, missing %v", private, wantAccess)
	}
}

func TestClearTouchesOnlyItsOwn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thesis.txt"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := clear(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "thesis.txt")); errors.Is(err, fs.ErrNotExist) {
		t.Error("a file that was none of the demonstration's is gone")
	}
}

func TestBiographiesAreLongEnough(t *testing.T) {
	t.Parallel()
	for _, n := range nations {
		for _, p := range n.people {
			if l := len([]rune(p.biography)); l < 40 || l > 600 {
				t.Errorf("%s: %d characters", p.username, l)
			}
		}
	}
}
