package instance_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"headroom/community"
)

// TestStreamsOfAppsDoNotHoldUpTheEnd: those over HTTP are ended, not waited for, and a
// WebSocket goes with the program that has taken it over.
func TestStreamsOfAppsDoNotHoldUpTheEnd(t *testing.T) {
	t.Parallel()
	r := run(t, plain(t))
	s, ctx := r.Service, t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	made, err := s.AddMember(ctx, community.CommandLine, community.MemberInput{Email: "a@b.example", Username: "morag", Name: "Morag Sample",
		Post: "Headteacher", Password: "long-sample-password"})
	must(err)
	var account community.Account
	must(r.Store.View(ctx, func(tx community.Tx) error {
		var err error
		account, err = tx.AccountOfPerson(made.Person.ID)
		return err
	}))
	viewer := community.Viewer{Account: account.ID, Person: made.Person.ID, Name: made.Person.IRI}
	app, secret, err := s.RegisterApp(ctx, community.AppInput{Name: "Sample App", Redirects: []string{community.OutOfBand}, Scopes: "read"})
	must(err)
	code, err := s.AgreeToApp(ctx, viewer, community.Consent{Client: app.Client, Redirect: community.OutOfBand, Scopes: "read"})
	must(err)
	token, _, err := s.TokenForCode(ctx, community.CodeInput{Client: app.Client, Secret: secret, Code: code, Redirect: community.OutOfBand})
	must(err)

	client := r.client(nil)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.Config.URL+"/api/v1/streaming/user", nil)
	must(err)
	req.Header.Set("Authorization", "Bearer "+token)
	stream, err := client.Do(req)
	must(err)
	defer func() { _ = stream.Body.Close() }()
	lines := bufio.NewReader(stream.Body)
	if line, err := lines.ReadString('\n'); err != nil || stream.StatusCode != http.StatusOK {
		t.Fatalf("stream: %d %q %v", stream.StatusCode, line, err)
	}
	conn, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(r.Config.URL, "http")+"/api/v1/streaming?stream=user&access_token="+token,
		&websocket.DialOptions{HTTPClient: client})
	must(err)
	defer func() { _ = conn.CloseNow() }()

	began := time.Now()
	r.stop()
	if err := <-r.ended; err != nil {
		t.Errorf("end: %v", err)
	}
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("the end took %v: a stream was waited for", took)
	}
	if _, err := io.ReadAll(lines); err != nil {
		t.Errorf("the stream was cut and not ended: %v", err)
	}
	within, cancel := context.WithTimeout(ctx, 8*time.Second)
	defer cancel()
	if _, _, err := conn.Read(within); err == nil || within.Err() != nil {
		t.Errorf("the WebSocket goes on: %v", err)
	}
}
