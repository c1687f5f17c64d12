package demo

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestOnePortServesThreeHosts: over https, under names of any kind, on one port; the
// three know each other, and everybody has a token.
func TestOnePortServesThreeHosts(t *testing.T) {
	dir := t.TempDir()
	port := ports(t)[0]
	o := Options{Data: filepath.Join(dir, "data"), Ports: [3]int{port, port, port}, HTTPS: true, Hosts: []string{"a.headroom.test", "b.headroom.test", "c.headroom.test"}, ReadyFile: filepath.Join(dir, "ready.json")}
	start(t, o, func(list ready) {
		checkReady(t, list)
		roots := x509.NewCertPool()
		text, err := os.ReadFile(list.CA)
		if err != nil || !roots.AppendCertsFromPEM(text) {
			t.Fatalf("authority %q: %v", list.CA, err)
		}
		client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				var d net.Dialer
				return d.DialContext(ctx, network, "127.0.0.1:"+strconv.Itoa(port))
			}}}
		defer client.CloseIdleConnections()
		for n, d := range list.Instances {
			if d.URL != "https://"+o.Hosts[n]+":"+strconv.Itoa(port) {
				t.Errorf("%s is at %s", d.Nation, d.URL)
			}
			for _, p := range d.People {
				me := asks(t, client, d.URL+"/oauth/userinfo", p.Token)
				if me["sub"] != p.Actor {
					t.Errorf("the token of %s stands for %v", p.Username, me)
				}
			}
		}
		elsewhere, err := url.Parse(list.Instances[1].URL)
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, list.Instances[0].URL+"/about", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = elsewhere.Host
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusMisdirectedRequest {
			t.Errorf("one host's name on another's connection: %s", res.Status)
		}
	})
	o.Fresh = true // what it clears away is not what it needs
	start(t, o, func(list ready) { checkReady(t, list) })
}

func asks(t *testing.T, client *http.Client, at, token string) (out map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &out); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %s", at, res.Status, text)
	}
	return out
}

func TestOnePortNeedsHTTPS(t *testing.T) {
	t.Parallel()
	err := Run(t.Context(), Options{Data: t.TempDir(), Ports: [3]int{7, 7, 7}})
	if err == nil || !strings.Contains(err.Error(), "--https") {
		t.Errorf("%v", err)
	}
}

func TestAuthorityIsKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one, err := openAuthority(dir)
	if err != nil {
		t.Fatal(err)
	}
	two, err := openAuthority(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !one.cert.Equal(two.cert) || !one.key.Equal(two.key) {
		t.Error("who trusted it has to trust another")
	}
	info, err := os.Stat(filepath.Join(dir, authorityKeyName))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v %v", info, err)
	}
	if err := two.issue("a.example", dir); err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, certificateName), filepath.Join(dir, certificateKeyName))
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := leaf.Verify(x509.VerifyOptions{DNSName: "a.example", Roots: one.pool}); err != nil {
		t.Error(err)
	}
	if _, err := leaf.Verify(x509.VerifyOptions{DNSName: "b.example", Roots: one.pool}); err == nil {
		t.Error("it is good for another host")
	}
}
