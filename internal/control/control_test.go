package control_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headroom/internal/clustertest"
	"headroom/internal/control"
)

// serve gives a client of an instance's real socket, and another instance.
func serve(t *testing.T) (client *control.Client, n, other *clustertest.Node) {
	t.Helper()
	c := clustertest.New(t, clustertest.Options{Names: []string{"scotland", "wales"}})
	n = c.Node("scotland")
	l, err := control.Listen(n.Config.Storage)
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: n.Control()}
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	client, err = control.Dial(n.Config.Storage)
	if err != nil {
		t.Fatal(err)
	}
	return client, n, c.Node("wales")
}

func TestTheSocketIsForItsUserAlone(t *testing.T) {
	t.Parallel()
	_, n, _ := serve(t)
	for path, want := range map[string]os.FileMode{"": 0o700, "control.sock": 0o600} {
		info, err := os.Stat(filepath.Join(n.Config.Storage, path))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%q has mode %v, want %v (%v)", path, info.Mode().Perm(), want, err)
		}
	}
	if _, err := control.Listen(n.Config.Storage); !errors.Is(err, control.ErrInUse) {
		t.Errorf("a second server: %v", err)
	}
}

func TestListenTakesOverFromADeadProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := control.Dial(dir); !errors.Is(err, control.ErrNoServer) {
		t.Errorf("dial nothing: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "control.sock"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := control.Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestCommands(t *testing.T) {
	t.Parallel()
	client, _, wales := serve(t)
	var member control.Member
	do := func(command string, in, out any) {
		t.Helper()
		if err := client.Do(t.Context(), command, in, out); err != nil {
			t.Fatalf("%s: %v", command, err)
		}
	}
	do("member/add", control.NewMember{Email: "a@scotland.example", Username: "morag", Name: "Morag Sample", Post: "Headteacher"}, &member)
	if member.Standing != "unverified" || !strings.HasPrefix(member.Actor, "http://scotland.localhost:") {
		t.Errorf("added %+v", member)
	}
	for _, who := range []string{"morag", "@Morag", "A@scotland.example", member.Actor} {
		var c control.Credential
		do("member/verify", control.Verify{Who: who, Kind: "head", Reason: "seen"}, &c)
		if c.Actor != member.Actor || c.Type != "HeadteacherCredential" {
			t.Errorf("verified %+v", c)
		}
		if who != member.Actor {
			do("member/revoke", control.Revoke{Who: who, Reason: "again"}, &control.Revoked{})
		}
	}
	var room control.Community
	do("community/create", control.NewCommunity{Username: "islands", Name: map[string]string{"en": "Islands"}, Access: "closed", Moderator: "morag"}, &room)
	var rooms []control.Community
	do("community/list", control.None{}, &rooms)
	if len(rooms) != 1 || rooms[0] != room {
		t.Errorf("communities %+v, want %+v", rooms, room)
	}
	var peer control.Peer
	do("peer/expect", control.Host{Host: wales.Identity.Host}, &peer)
	if peer.State != "expected" || peer.Fingerprint == "" {
		t.Errorf("peer %+v", peer)
	}
	var audit control.Audit
	do("audit/verify", control.None{}, &audit)
	if !audit.Whole || audit.Rows == 0 {
		t.Errorf("audit %+v", audit)
	}
	var lanes []control.Lane
	do("queue/list", control.None{}, &lanes)
	do("queue/retry", control.Retry{}, &control.Retried{})
	do("version", control.None{}, &control.Version{})
}

func TestRefusalsAreSentences(t *testing.T) {
	t.Parallel()
	client, _, _ := serve(t)
	for name, tc := range map[string]struct {
		command string
		in      any
		kind    string
	}{
		"unknown person":  {"member/revoke", control.Revoke{Who: "nobody", Reason: "x"}, "not_found"},
		"empty member":    {"member/add", control.NewMember{}, "invalid"},
		"unknown host":    {"peer/offer", control.Host{Host: "nobody.example"}, "not_found"},
		"no host":         {"peer/expect", control.Host{Host: "not a host"}, "invalid"},
		"no moderator":    {"community/create", control.NewCommunity{Username: "x", Name: map[string]string{"en": "X"}}, "not_found"},
		"unknown command": {"member/promote", control.None{}, "internal"},
	} {
		var f *control.Failure
		err := client.Do(t.Context(), tc.command, tc.in, &struct{}{})
		if !errors.As(err, &f) || f.Kind != tc.kind {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.ContainsAny(f.Message[len(f.Message)-1:], ".?") || strings.Contains(f.Message, "error.") {
			t.Errorf("%s: %q is no sentence", name, f.Message)
		}
	}
}
