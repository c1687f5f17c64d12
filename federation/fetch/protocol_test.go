package fetch

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestHTTPHasTheSameLocks: a library that is given the client gets no further
// than the functions of this package.
func TestHTTPHasTheSameLocks(t *testing.T) {
	t.Parallel()
	c, base := peer(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/there":
			http.Redirect(w, r, "/here", http.StatusFound)
		case "/big":
			_, _ = w.Write(make([]byte, MaxBytes+1))
		case "/full":
			_, _ = w.Write(make([]byte, MaxBytes))
		default:
			body, _ := io.ReadAll(r.Body)
			_, _ = io.WriteString(w, r.Method+" "+r.Header.Get("User-Agent")+" "+string(body))
		}
	})
	_, port, _ := strings.Cut(strings.TrimPrefix(base, "http://"), ":")
	get := func(address string) (int, string, error) {
		res, err := c.HTTP().Get(address)
		if err != nil {
			return 0, "", err
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		return res.StatusCode, string(body), err
	}
	if code, body, err := get(base + "/here"); code != http.StatusOK || body != "GET test " || err != nil {
		t.Errorf("%d %q %v", code, body, err)
	}
	if code, _, err := get(base + "/there"); code != http.StatusFound || err != nil {
		t.Errorf("a redirect was followed: %d %v", code, err)
	}
	if _, body, err := get(base + "/full"); len(body) != MaxBytes || err != nil {
		t.Errorf("%d bytes, %v", len(body), err)
	}
	for address, want := range map[string]error{
		base + "/big": ErrTooBig, "http://stranger.localhost:" + port + "/": ErrNotAllowed, "http://127.0.0.1:" + port + "/": ErrNotAllowed,
		"http://peer.localhost:" + port + "1/": ErrURL, "ftp://peer.localhost:" + port + "/": ErrURL, "http://u:p@peer.localhost:" + port + "/": ErrURL,
		"http://169.254.169.254/": ErrNotAllowed,
	} {
		_, _, err := get(address)
		if !errors.Is(err, want) && !(want == ErrURL && errors.Is(err, ErrNotAllowed)) {
			t.Errorf("%s: %v, want %v", address, err, want)
		}
	}
	res, err := c.HTTP().Post(base+"/token", "application/x-www-form-urlencoded", strings.NewReader("code=1"))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); string(body) != "POST test code=1" {
		t.Errorf("%q", body)
	}
}
