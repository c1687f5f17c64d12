package push_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/clustertest"
	"headroom/internal/push"
)

// browser is one with its push service: it decrypts what it is sent (RFC 8291)
// and checks who sent it (RFC 8292).
type browser struct {
	t      *testing.T
	server *httptest.Server
	key    *ecdh.PrivateKey
	auth   []byte
	public string // of the instance
	answer int
	said   []string
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, key: key, auth: make([]byte, 16), answer: http.StatusCreated}
	_, _ = rand.Read(b.auth)
	b.server = httptest.NewServer(http.HandlerFunc(b.receive))
	t.Cleanup(b.server.Close)
	return b
}

func (b *browser) address() string { return strings.TrimPrefix(b.server.URL, "http://") }

func (b *browser) device(name string) community.PushDevice {
	return community.PushDevice{Name: name, Endpoint: b.server.URL + "/send/" + name, P256DH: encode(b.key.PublicKey().Bytes()), Auth: encode(b.auth)}
}

func encode(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

func (b *browser) decode(text string) []byte {
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		b.t.Errorf("%q: %v", text, err)
	}
	return data
}

func (b *browser) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodPost || r.Header.Get("TTL") == "" {
		b.t.Errorf("%s %v: %v", r.Method, r.Header, err)
	}
	switch r.Header.Get("Content-Encoding") {
	case "aes128gcm":
		b.checkSender(r.Header.Get("Authorization"))
		b.said = append(b.said, b.open(body))
	case "aesgcm":
		b.checkSender("vapid t=" + strings.TrimPrefix(r.Header.Get("Authorization"), "WebPush ") + ", k=" + b.public)
		b.said = append(b.said, b.openLegacy(r.Header, body))
	default:
		b.t.Errorf("%v", r.Header)
	}
	w.WriteHeader(b.answer)
}

// checkSender checks the token of RFC 8292: for this service, not lapsed, and
// signed by the key that browsers were given.
func (b *browser) checkSender(said string) {
	rest, ok := strings.CutPrefix(said, "vapid t=")
	token, key, named := strings.Cut(rest, ", k=")
	parts := strings.Split(token, ".")
	if !ok || !named || key != b.public || len(parts) != 3 {
		b.t.Errorf("Authorization: %s, want the key %s", said, b.public)
		return
	}
	point := b.decode(key)
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		b.t.Errorf("the key %s: %v", key, err)
		return
	}
	hash, sig := sha256.Sum256([]byte(parts[0]+"."+parts[1])), b.decode(parts[2])
	if len(sig) != 64 || !ecdsa.Verify(public, hash[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])) {
		b.t.Error("the token is not signed by the instance")
	}
	var claims struct {
		Aud, Sub string
		Exp      int64
	}
	if err := json.Unmarshal(b.decode(parts[1]), &claims); err != nil || claims.Aud != b.server.URL || !strings.HasPrefix(claims.Sub, "mailto:") ||
		claims.Exp < time.Now().Unix() || claims.Exp > time.Now().Add(24*time.Hour).Unix() {
		b.t.Errorf("claims %+v: %v", claims, err)
	}
}

// open decrypts a message of one record.
func (b *browser) open(body []byte) string {
	salt, size := body[:16], int(body[20])
	sender, err := ecdh.P256().NewPublicKey(body[21 : 21+size])
	if err != nil {
		b.t.Fatal(err)
	}
	shared, err := b.key.ECDH(sender)
	b.must(err)
	ikm, err := hkdf.Key(sha256.New, shared, b.auth, "WebPush: info\x00"+string(b.key.PublicKey().Bytes())+string(sender.Bytes()), 32)
	b.must(err)
	content, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	b.must(err)
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	b.must(err)
	block, err := aes.NewCipher(content)
	b.must(err)
	gcm, err := cipher.NewGCM(block)
	b.must(err)
	plain, err := gcm.Open(nil, nonce, body[21+size:], nil)
	b.must(err)
	return strings.TrimRight(string(plain), "\x00\x02")
}

func (b *browser) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// story is two heads in a private room, one of whom has a phone.
type story struct {
	*clustertest.Cluster
	*browser
	n         *clustertest.Node
	mod, head *clustertest.Member
	room      community.Community
	thread    int64
}

const secret = "the boiler of Sample Primary"

func newStory(t *testing.T) *story {
	t.Helper()
	b := newBrowser(t)
	s := &story{browser: b, Cluster: clustertest.New(t, clustertest.Options{Names: []string{"scotland"}, Addresses: []string{b.address()}})}
	s.n = s.Node("scotland")
	s.mod, s.head = s.n.Head("Morag Sample"), s.n.Head("Eilidh Example")
	s.room = s.mod.Found(community.CommunityInput{Username: "islands", Name: community.LangMap{"en": "Islands Room"}, Access: "private"})
	s.must(s.n.Service.Invite(t.Context(), s.mod.Viewer, s.room.ID, community.InviteInput{Person: s.head.Person.IRI}))
	s.must(s.n.Service.Join(t.Context(), s.head.Viewer, s.room.ID, "", nil))
	out, err := s.n.Service.StartThread(t.Context(), s.head.Viewer, community.PostInput{Community: s.room.ID, Title: "About " + secret, Body: "Who knows?"})
	s.must(err)
	s.thread = out.Thread
	settings, err := s.n.Service.PushSettings(t.Context(), s.head.Viewer)
	s.must(err)
	s.public = settings.Key
	s.pass(time.Hour)
	s.must(s.n.Service.ReadAllNotices(t.Context(), s.head.Viewer))
	s.must(s.n.Service.AddDevice(t.Context(), s.head.Viewer, s.device("phone")))
	return s
}

func (s *story) pass(d time.Duration) { s.Settle(); s.Clock.Advance(d); s.Settle() }

func (s *story) reply() {
	s.T.Helper()
	_, err := s.n.Service.Reply(s.T.Context(), s.mod.Viewer, community.PostInput{Thread: s.thread, Body: "It is " + secret})
	s.must(err)
}

func (s *story) devices() int {
	n := 0
	s.n.View(func(tx community.Tx) error {
		all, err := tx.PushDevices(s.head.Person.ID)
		n = len(all)
		return err
	})
	return n
}

// TestAPushSaysThatThereIsSomething and never what, who or where; several are
// one; what was told is not told again; in quiet time it waits.
func TestAPushSaysThatThereIsSomething(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.reply()
	s.pass(time.Minute)
	if len(s.said) != 1 || !strings.Contains(s.said[0], `"body":"Somebody replies to you"`) || !strings.Contains(s.said[0], `"link":"/notifications/`) {
		t.Fatalf("said %q", s.said)
	}
	s.pass(time.Minute)
	s.reply()
	s.reply()
	s.pass(time.Minute)
	if len(s.said) != 2 || !strings.Contains(s.said[1], "2 new notifications") {
		t.Errorf("said %q", s.said)
	}
	for _, said := range s.said {
		if strings.Contains(said, "boiler") || strings.Contains(said, "Morag") || strings.Contains(said, "Islands") {
			t.Errorf("it says %s", said)
		}
	}
	s.pass(12 * time.Hour) // 22:04
	s.reply()
	s.pass(time.Hour)
	if len(s.said) != 2 {
		t.Errorf("at night it says %q", s.said[2:])
	}
	s.pass(9 * time.Hour)
	if len(s.said) != 3 {
		t.Errorf("in the morning: %q", s.said)
	}
}

// TestADeviceEnds with the service that knows it no more, with all sessions and
// with the headship, and when its person says so; another's is not theirs to end.
func TestADeviceEnds(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(s *story) error{
		"gone": func(s *story) error { s.answer = http.StatusGone; s.reply(); return nil },
		"every session ended": func(s *story) error {
			_, err := s.n.Service.EndEverySession(s.T.Context(), community.CommandLine, "A stolen backup")
			s.reply()
			return err
		},
		"no head any more": func(s *story) error {
			s.reply()
			return s.n.Service.Revoke(s.T.Context(), community.CommandLine, s.head.Person.ID, "Left the school")
		},
		"ended": func(s *story) error {
			settings, err := s.n.Service.PushSettings(s.T.Context(), s.head.Viewer)
			s.must(err)
			if err := s.n.Service.EndDevice(s.T.Context(), s.mod.Viewer, settings.Devices[0].ID); !community.IsNotFound(err) {
				s.T.Errorf("ended by another: %v", err)
			}
			s.reply()
			return s.n.Service.EndDevice(s.T.Context(), s.head.Viewer, settings.Devices[0].ID)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t)
			s.must(act(s))
			s.pass(time.Minute)
			if n := s.devices(); n != 0 {
				t.Errorf("%d devices are left", n)
			}
			said := len(s.said)
			s.reply()
			s.pass(time.Minute)
			if len(s.said) != said || name != "gone" && said > 0 {
				t.Errorf("told %d times, then %d", said, len(s.said))
			}
		})
	}
}

// TestAServiceInTroubleIsAskedAgain and loses nothing.
func TestAServiceInTroubleIsAskedAgain(t *testing.T) {
	t.Parallel()
	s := newStory(t)
	s.answer = http.StatusServiceUnavailable
	s.reply()
	s.pass(time.Minute)
	s.answer = http.StatusCreated
	s.pass(time.Hour)
	if n := s.devices(); n != 1 || len(s.said) < 2 {
		t.Errorf("%d devices, said %q", n, s.said)
	}
}

// TestEndpointsOnPrivateAddressesAreRefused with the settings of production, and
// takes a public one. Nothing is connected to.
func TestEndpointsOnPrivateAddressesAreRefused(t *testing.T) {
	t.Parallel()
	sender, err := push.New(push.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	b := newBrowser(t)
	for endpoint, want := range map[string]bool{
		"https://203.0.114.1/send": true, "https://203.0.114.1:8443/send": false, "http://203.0.114.1/send": false,
		"https://127.0.0.1/send": false, "https://10.0.0.1/send": false, "https://192.168.1.1/": false, "https://169.254.169.254/latest": false,
		"https://[::1]/": false, "https://[fd00::1]/": false, "https://[::ffff:10.0.0.1]/": false, "https://anything.localhost/": false,
		"https://user:word@203.0.114.1/": false, "ftp://203.0.114.1/": false, "not an address": false, "": false,
	} {
		d := b.device("phone")
		d.Endpoint = endpoint
		if err := sender.Check(t.Context(), d); (err == nil) != want {
			t.Errorf("%q: %v", endpoint, err)
		}
	}
	for _, change := range []func(*community.PushDevice){func(d *community.PushDevice) { d.P256DH = "AAAA" }, func(d *community.PushDevice) { d.Auth = "AAAA" }} {
		d := b.device("phone")
		d.Endpoint = "https://203.0.114.1/send"
		if change(&d); sender.Check(t.Context(), d) == nil {
			t.Errorf("taken: %+v", d)
		}
	}
}
