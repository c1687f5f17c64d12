package clustertest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"headroom/community"
)

// app lets an app do everything for a member at their home.
func (s *story) app(m *Member) (token string) {
	s.T.Helper()
	const back, all = "https://app.example/back", "read write follow push profile"
	to := m.Node.Service
	a, secret, err := to.RegisterApp(s.T.Context(), community.AppInput{Name: "Sample App", Redirects: []string{back}, Scopes: all})
	s.must(err)
	code, err := to.AgreeToApp(s.T.Context(), m.Viewer, community.Consent{Client: a.Client, Redirect: back, Scopes: all})
	s.must(err)
	token, _, err = to.TokenForCode(s.T.Context(), community.CodeInput{Client: a.Client, Secret: secret, Code: code, Redirect: back})
	s.must(err)
	return token
}

// call asks a member's home as their app does, and reads the answer into out.
func (s *story) call(m *Member, token, method, path string, form url.Values, out any) {
	s.T.Helper()
	r := httptest.NewRequest(method, m.Node.Config.URL+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+token)
	rec := httptest.NewRecorder()
	m.Node.Handler.ServeHTTP(rec, r)
	if rec.Code != http.StatusOK {
		s.T.Fatalf("%s %s: %d %s", method, path, rec.Code, rec.Body)
	}
	s.must(json.Unmarshal(rec.Body.Bytes(), out))
}

// appStatus is what the story looks at of a status.
type appStatus struct {
	ID, Content, Visibility string
	Account                 struct{ Acct string }
	Reblog                  *appStatus
}

// TestAppsWriteIntoACommunityElsewhere: a member names a community of another server
// in their app; it arrives there, comes back, and is answered from a third.
func TestAppsWriteIntoACommunityElsewhere(t *testing.T) {
	t.Parallel()
	s := joined(t)
	welsh, english := s.app(s.welsh), s.app(s.english)
	name := "@" + s.room.Username + "@" + s.room.Host
	var offered []struct{ Acct string }
	s.call(s.welsh, welsh, "GET", "/api/v1/accounts/search?q=@"+s.room.Username[:3], nil, &offered)
	if len(offered) == 0 || "@"+offered[0].Acct != name {
		t.Errorf("offered: %v", offered)
	}
	var sent appStatus
	s.call(s.welsh, welsh, "POST", "/api/v1/statuses", url.Values{"status": {name + " Ferry times\n\nWhich crossing do you use?"}, "visibility": {"public"}}, &sent)
	if sent.Visibility != "private" || !strings.Contains(sent.Content, "Ferry times") {
		t.Errorf("sent: %+v", sent)
	}
	var home []appStatus
	s.Settle()
	s.call(s.welsh, welsh, "GET", "/api/v1/timelines/home", nil, &home)
	if len(home) != 1 || home[0].Reblog == nil || home[0].Reblog.ID != sent.ID || "@"+home[0].Account.Acct != name {
		t.Fatalf("at home: %+v", home)
	}
	s.call(s.english, english, "GET", "/api/v1/timelines/home", nil, &home)
	if len(home) != 1 || home[0].Reblog == nil {
		t.Fatalf("at another home: %+v", home)
	}
	var answer appStatus
	s.call(s.english, english, "POST", "/api/v1/statuses", url.Values{"status": {"The early one."}, "in_reply_to_id": {home[0].ID}}, &answer)
	s.Settle()
	var around map[string][]appStatus
	s.call(s.welsh, welsh, "GET", "/api/v1/statuses/"+sent.ID+"/context", nil, &around)
	if below := around["descendants"]; len(below) != 1 || !strings.Contains(below[0].Content, "The early one.") || !strings.Contains(below[0].Account.Acct, "@") {
		t.Errorf("answers: %+v", below)
	}
}
