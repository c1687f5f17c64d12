package push_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/clustertest"
)

// openLegacy decrypts what was sent before RFC 8291: the keys are in headers.
func (b *browser) openLegacy(h http.Header, body []byte) string {
	salt := b.decode(strings.TrimPrefix(h.Get("Encryption"), "salt="))
	dh, ecdsa, _ := strings.Cut(strings.TrimPrefix(h.Get("Crypto-Key"), "dh="), ";p256ecdsa=")
	if ecdsa != b.public || !strings.HasPrefix(h.Get("Authorization"), "WebPush ") {
		b.t.Errorf("%v", h)
	}
	sender, err := ecdh.P256().NewPublicKey(b.decode(dh))
	b.must(err)
	shared, err := b.key.ECDH(sender)
	b.must(err)
	ikm, err := hkdf.Key(sha256.New, shared, b.auth, "Content-Encoding: auth\x00", 32)
	b.must(err)
	about := "P-256\x00\x00\x41" + string(b.key.PublicKey().Bytes()) + "\x00\x41" + string(sender.Bytes())
	key, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aesgcm\x00"+about, 16)
	b.must(err)
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00"+about, 12)
	b.must(err)
	block, err := aes.NewCipher(key)
	b.must(err)
	gcm, err := cipher.NewGCM(block)
	b.must(err)
	plain, err := gcm.Open(nil, nonce, body, nil)
	b.must(err)
	return string(plain[2+int(plain[0])<<8+int(plain[1]):])
}

// token lets an app speak for somebody.
func (s *story) token(m *clustertest.Member, scopes string) string {
	s.T.Helper()
	const back = "https://app.example/back"
	a, secret, err := s.n.Service.RegisterApp(s.T.Context(), community.AppInput{Name: "Sample App", Redirects: []string{back}, Scopes: "read write push"})
	s.must(err)
	code, err := s.n.Service.AgreeToApp(s.T.Context(), m.Viewer, community.Consent{Client: a.Client, Redirect: back, Scopes: scopes})
	s.must(err)
	token, _, err := s.n.Service.TokenForCode(s.T.Context(), community.CodeInput{Client: a.Client, Secret: secret, Code: code, Redirect: back})
	s.must(err)
	return token
}

const subscription = "/api/v1/push/subscription"

// call asks as an app does; form is a form, or JSON when it is a text.
func (s *story) call(method, path, token string, body any, status int) map[string]any {
	s.T.Helper()
	text, kind := "", "application/json"
	switch body := body.(type) {
	case url.Values:
		text, kind = body.Encode(), "application/x-www-form-urlencoded"
	case string:
		text = body
	}
	r := httptest.NewRequest(method, s.n.Config.URL+path, strings.NewReader(text))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Authorization", "Bearer "+token)
	rec := httptest.NewRecorder()
	s.n.Handler.ServeHTTP(rec, r)
	var out map[string]any
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil || rec.Code != status {
		s.T.Fatalf("%s %s: %d %s, want %d", method, path, rec.Code, rec.Body, status)
	}
	return out
}

// form is what an app sends to be told, in the form that Rails reads.
func (s *story) form(endpoint string, more ...string) url.Values {
	form := url.Values{"subscription[endpoint]": {endpoint}, "subscription[keys][p256dh]": {encode(s.key.PublicKey().Bytes()) + "="},
		"subscription[keys][auth]": {encode(s.auth)}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// TestAnAppIsToldOfEachNotice by its number and its kind, in either coding, and never
// of what, who or where: that it asks for with its token.
func TestAnAppIsToldOfEachNotice(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.must(s.n.Service.EndDevice(t.Context(), s.head.Viewer, s.device0()))
	token := s.token(s.head, "read push")
	s.call("GET", subscription, token, nil, 404)
	made := s.call("POST", subscription, token, s.form(s.server.URL+"/app", "subscription[standard]", "true", "data[alerts][mention]", "true", "data[policy]", "all"), 200)
	alerts := made["alerts"].(map[string]any)
	if made["endpoint"] != s.server.URL+"/app" || made["server_key"] != s.public || made["standard"] != true || made["policy"] != "all" ||
		alerts["mention"] != true || alerts["favourite"] != false || alerts["admin.report"] != false {
		t.Errorf("%v", made)
	}
	s.reply()
	s.reply()
	s.pass(time.Minute)
	if len(s.said) != 2 {
		t.Fatalf("said %q", s.said)
	}
	other := s.token(s.mod, "read push") // of another member, in the same browser
	s.call("POST", subscription, other, s.form(s.server.URL+"/app", "data[alerts][mention]", "1"), 200)
	s.call("POST", subscription, token, fmt.Sprintf(`{"subscription":{"endpoint":%q,"keys":{"p256dh":%q,"auth":%q}},"data":{"alerts":{"mention":true,"poll":false}}}`,
		s.server.URL+"/app", encode(s.key.PublicKey().Bytes()), encode(s.auth)), 200)
	s.reply()
	s.pass(time.Minute)
	if len(s.said) != 3 {
		t.Fatalf("said %q", s.said)
	}
	seen := map[float64]bool{}
	for _, said := range s.said {
		var m map[string]any
		if err := json.Unmarshal([]byte(said), &m); err != nil || m["notification_type"] != "mention" || m["preferred_locale"] != "en" || m["access_token"] != "" ||
			m["body"] != "Somebody replies to you" || m["title"] == "" || !strings.HasPrefix(m["icon"].(string), s.n.Config.URL) {
			t.Errorf("it says %s: %v", said, err)
		}
		for _, word := range []string{"boiler", "Morag", "Islands", token} {
			if strings.Contains(said, word) {
				t.Errorf("it says %s", said)
			}
		}
		id := m["notification_id"].(float64)
		if n := s.call("GET", fmt.Sprintf("/api/v1/notifications/%.0f", id), token, nil, 200); !strings.Contains(fmt.Sprint(n["status"]), "boiler") || seen[id] {
			t.Errorf("%s is about %v", said, n)
		}
		seen[id] = true
	}
}

// TestAnAppIsToldOfNothing that it did not ask for, at no address that may not be
// asked, and not longer than its token is good.
func TestAnAppIsToldOfNothing(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.must(s.n.Service.EndDevice(t.Context(), s.head.Viewer, s.device0()))
	token := s.token(s.head, "read push")
	app := func(more ...string) url.Values {
		return s.form(s.server.URL+"/app", append(more, "subscription[standard]", "1", "data[alerts][mention]", "1")...)
	}
	for _, bad := range []url.Values{s.form("https://127.0.0.1/"), s.form("https://10.0.0.1/push"), s.form("not an address"), s.form(""), {},
		app("subscription[keys][auth]", "AAAA"), app("subscription[keys][p256dh]", "AAAA"), app("data[policy]", "everybody")} {
		s.call("POST", subscription, token, bad, 422)
	}
	s.call("PUT", subscription, token, `{"data":{"alerts":{"mention":true}}}`, 404)
	s.call("POST", subscription, s.token(s.head, "read write"), app(), 403)
	s.call("DELETE", subscription, token, nil, 200)
	quiet := func(what string) {
		t.Helper()
		s.reply()
		if s.pass(time.Minute); len(s.said) != 0 {
			t.Fatalf("%s: said %q", what, s.said)
		}
	}
	for _, policy := range []string{"none", "follower", "followed"} {
		s.call("POST", subscription, token, app("data[policy]", policy), 200)
		quiet(policy)
	}
	if got := s.call("PUT", subscription, token, `{"data":{"alerts":{"favourite":true},"policy":"all"}}`, 200); got["policy"] != "all" {
		t.Errorf("%v", got)
	}
	quiet("of what it did not ask for")
	s.call("POST", subscription, token, app(), 200)
	s.call("DELETE", subscription, token, nil, 200)
	quiet("after its end")
	s.call("POST", subscription, token, app(), 200)
	apps, err := s.n.Service.MyApps(t.Context(), s.head.Viewer)
	s.must(err)
	for _, a := range apps {
		s.must(s.n.Service.EndApp(t.Context(), s.head.Viewer, a.ID))
	}
	quiet("without a token")
	if n := s.devices(); n != 0 {
		t.Errorf("%d places are left", n)
	}
	again := s.token(s.head, "push")
	s.call("POST", subscription, again, app(), 200)
	s.answer = http.StatusGone
	s.reply()
	s.pass(time.Minute)
	s.call("GET", subscription, again, nil, 404)
}

// device0 is the browser of the story.
func (s *story) device0() int64 {
	s.T.Helper()
	settings, err := s.n.Service.PushSettings(s.T.Context(), s.head.Viewer)
	s.must(err)
	return settings.Devices[0].ID
}
