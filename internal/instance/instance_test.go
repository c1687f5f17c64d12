package instance_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/config"
	"headroom/internal/instance"
	"headroom/storage"
)

// plain is the configuration of an instance that listens nowhere yet.
func plain(t *testing.T) config.Config {
	t.Helper()
	dir := t.TempDir()
	c := config.Default()
	c.URL, c.Name, c.Nation = "http://scotland.localhost:7999", map[string]string{"en": "Sample"}, "SCT"
	c.Database, c.Storage, c.KeyFile = "sqlite:"+filepath.Join(dir, "headroom.db"), dir, filepath.Join(dir, "secret.key")
	c.Argon2 = config.Argon2{MemoryKiB: 64, Time: 1, Threads: 1}
	return c
}

// running is an instance that serves.
type running struct {
	*instance.Instance
	address string
	stop    context.CancelFunc
	ended   chan error
}

// run serves an instance until the test ends.
func run(t *testing.T, c config.Config) *running {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	i, err := instance.New(t.Context(), instance.Options{Config: &c, Version: "test", Listeners: []net.Listener{l}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if _, err := i.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	r := &running{Instance: i, address: l.Addr().String(), stop: stop, ended: make(chan error, 1)}
	ready := make(chan struct{})
	go func() { r.ended <- i.Run(ctx, func() { close(ready) }) }()
	select {
	case err := <-r.ended:
		t.Fatalf("ended before it was ready: %v", err)
	case <-ready:
	}
	t.Cleanup(stop)
	return r
}

// client reaches the instance whatever the URL's host.
func (r *running) client(roots *x509.CertPool) *http.Client {
	jar, _ := cookiejar.New(nil) // without options there is no error
	return &http.Client{Jar: jar, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, r.address)
		}}}
}

func get(t *testing.T, c *http.Client, url string) (status int, body string) {
	t.Helper()
	res, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(raw)
}

func TestOnlyItsOwnHostIsAnswered(t *testing.T) {
	t.Parallel()
	r := run(t, plain(t))
	c := r.client(nil)
	for url, want := range map[string]int{
		"http://scotland.localhost:7999/":        http.StatusOK,
		"http://scotland.localhost:7999/issuer":  http.StatusOK,
		"http://scotland.localhost:7999/nowhere": http.StatusNotFound,
		"http://scotland.localhost/":             http.StatusMisdirectedRequest,
		"http://evil.example/":                   http.StatusMisdirectedRequest,
		"http://evil.example/nowhere":            http.StatusMisdirectedRequest,
		"http://127.0.0.1:1/healthz":             http.StatusOK,
		"http://127.0.0.1:1/readyz":              http.StatusOK,
	} {
		if got, _ := get(t, c, url); got != want {
			t.Errorf("%s: %d, want %d", url, got, want)
		}
	}
}

func TestTheDatabaseHasOneProcess(t *testing.T) {
	t.Parallel()
	c := plain(t)
	run(t, c)
	if _, err := instance.New(t.Context(), instance.Options{Config: &c}); !errors.Is(err, storage.ErrInUse) {
		t.Errorf("a second process: %v", err)
	}
}

func TestMetricsHaveAListenerOfTheirOwn(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := plain(t)
	c.Metrics.Listen = l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	r := run(t, c)
	get(t, r.client(nil), c.URL+"/about")
	status, body := get(t, http.DefaultClient, "http://"+c.Metrics.Listen+"/metrics")
	if status != http.StatusOK || !strings.Contains(body, `headroom_request_seconds_count{method="GET",route="/about",status="200"} 1`) {
		t.Errorf("metrics: %d\n%s", status, body)
	}
	if status, _ := get(t, r.client(nil), c.URL+"/metrics"); status != http.StatusNotFound {
		t.Errorf("metrics are public: %d", status)
	}
}

func TestAnOpenStreamDoesNotHoldUpTheEnd(t *testing.T) {
	t.Parallel()
	r := run(t, plain(t))
	const email, password = "a@b.example", "long-sample-password"
	_, err := r.Service.AddMember(t.Context(), community.CommandLine, community.MemberInput{Email: email, Username: "morag",
		Name: "Morag Sample", Post: "Headteacher", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	c := r.client(nil)
	res, err := c.PostForm(r.Config.URL+"/sign-in", url.Values{"email": {email}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.Config.URL+"/events?home=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/event-stream")
	stream, err := c.Do(req)
	if err != nil || stream.StatusCode != http.StatusOK {
		t.Fatalf("stream: %v %v", stream, err)
	}
	defer func() { _ = stream.Body.Close() }()
	if _, err := bufio.NewReader(stream.Body).ReadString('\n'); err != nil {
		t.Fatalf("stream: %v", err)
	}
	began := time.Now()
	r.stop()
	if err := <-r.ended; err != nil {
		t.Errorf("end: %v", err)
	}
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("the end took %v: the stream was waited for", took)
	}
	if _, err := io.ReadAll(stream.Body); err != nil {
		t.Errorf("the stream was cut and not ended: %v", err)
	}
}

func TestItSpeaksTLSItself(t *testing.T) {
	t.Parallel()
	c := plain(t)
	c.URL = "https://heads.example"
	roots := certificate(t, &c)
	r := run(t, c)
	client := r.client(roots)
	for _, url := range []string{"https://heads.example/about", "https://heads.example:443/about"} {
		if status, _ := get(t, client, url); status != http.StatusOK {
			t.Errorf("%s: %d", url, status)
		}
	}
	res, err := client.Get("https://heads.example/about")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.Header.Get("Strict-Transport-Security") == "" {
		t.Error("browsers are not told to stay with https")
	}
}

// certificate writes a certificate for heads.example and who vouches for it.
func certificate(t *testing.T, c *config.Config) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"heads.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	c.TLS.Certificate, c.TLS.Key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{
		c.TLS.Certificate: {Type: "CERTIFICATE", Bytes: der}, c.TLS.Key: {Type: "PRIVATE KEY", Bytes: private},
	} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return roots
}

func TestPeriodicJobsHaveNames(t *testing.T) {
	t.Parallel()
	r := run(t, plain(t))
	for _, name := range []string{"trust", "status-lists", "memberships", "node", "stamps", "directories", "issuer", "audit-head", "clean"} {
		if err := r.Tick(t.Context(), name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := r.Tick(t.Context(), "nothing"); err == nil {
		t.Error("there is a periodic job without a row")
	}
}
