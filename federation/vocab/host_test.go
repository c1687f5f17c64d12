package vocab

import (
	"net/url"
	"strings"
	"testing"
)

func TestHost(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{ // "" means refused
		{"https://p.test/u/1", "p.test"},
		{"https://p.test", "p.test"},
		{"https://p.test?x", "p.test"},
		{"https://p.test#x", "p.test"},
		{"https://p.test:443/u", "p.test"},
		{"http://p.test:80/u", "p.test"},
		{"https://p.test:8443/u", "p.test:8443"},
		{"http://p.test:443/u", "p.test:443"},
		{"http://wales.localhost:7002/u", "wales.localhost:7002"},
		{"https://xn--e1afmkfd.test/", "xn--e1afmkfd.test"},
		{"https://127.0.0.1:7001/", "127.0.0.1:7001"},
		{"https://[::1]:7001/", "[::1]:7001"},
		{"https://3com.test/", "3com.test"},
		{"https://P.TEST/u", ""},
		{"HTTPS://p.test/u", ""},
		{"https://p.test./u", ""},
		{"https://p.test:/u", ""},
		{"https://p.test:0/u", ""},
		{"https://p.test:0443/u", ""},
		{"https://p.test:65536/u", ""},
		{"https://p.test:4a3/u", ""},
		{"https://p.test@e.test/u", ""},
		{"https://p.test:x@e.test/u", ""},
		{"https://@p.test/u", ""},
		{"https://p.test%2ee.test/u", ""},
		{`https://p.test\@e.test/u`, ""},
		{`https:\\p.test/u`, ""},
		{"https://p。test/u", ""},
		{"https://pаypal.test/", ""},
		{"https://p.test\t/u", ""},
		{"https://p.te\nst/u", ""},
		{" https://p.test/u", ""},
		{"https:///p.test/u", ""},
		{"https:p.test/u", ""},
		{"//p.test/u", ""},
		{"/u/1", ""},
		{"", ""},
		{"p.test", ""},
		{"ftp://p.test/", ""},
		{"file:///etc/passwd", ""},
		{"data:text/html,x", ""},
		{"https://", ""},
		{"https://.test/", ""},
		{"https://p..test/", ""},
		{"https://-p.test/", ""},
		{"https://p_q.test/", ""},
		{"https://2130706433/", ""},
		{"https://0177.0.0.1/", ""},
		{"https://127.1/", ""},
		{"https://127.0.0.01/", ""},
		{"https://0x7f.0.0.1/", ""},
		{"https://0x7f000001/", ""},
		{"https://a.0x/", ""},
		{"https://256.0.0.1/", ""},
		{"https://[::ffff:7f00:1]/", ""},
		{"https://[0:0:0:0:0:0:0:1]/", ""},
		{"https://[fe80::1%25lo]/", ""},
		{"https://[::1]x/", ""},
		{"https://[::1/", ""},
		{"https://" + strings.Repeat("a", 64) + ".test/", ""},
		{"https://" + strings.Repeat("a.", 130) + "test/", ""},
	}
	for _, tt := range tests {
		got, err := Host(tt.in)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("Host(%q) = %q, %v; want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestCanonicalHost(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		" Wales.Example\n": "wales.example", "wales.example:443": "wales.example",
		"127.0.0.1:7001": "127.0.0.1:7001", "wales.localhost:7002": "wales.localhost:7002",
		"https://wales.example": "", "wales.example/": "", "": "", "wales.example.": "",
	} {
		if got, _ := CanonicalHost(in); got != want {
			t.Errorf("CanonicalHost(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSameOriginAndIDs(t *testing.T) {
	t.Parallel()
	if !SameOrigin("https://p.test/a", "https://p.test:443/b#c") {
		t.Error("same origin")
	}
	for _, b := range []string{"http://p.test/a", "https://p.test:8443/a", "https://p.test.e.test/a", "https://ap.test/a", "", "x"} {
		if SameOrigin("https://p.test/a", b) || SameOrigin(b, "https://p.test/a") {
			t.Errorf("same origin as %q", b)
		}
	}
	if SameOrigin("", "") {
		t.Error("nothing has an origin")
	}
	for in, ok := range map[string]bool{
		"https://p.test/u/1": true, "https://p.test/u/h%C3%A9?a=b&c": true,
		"https://p.test/u 1": false, "https://p.test/u/hé": false, "https://p.test/\x00": false,
		"https://p.test/\"x": false, `https://p.test/a\b`: false, "https://p.test/" + strings.Repeat("x", 2048): false,
	} {
		if got := CheckID(in) == nil; got != ok {
			t.Errorf("CheckID(%q) = %v", in, got)
		}
	}
	if CheckID("https://p.test/u#k") == nil || CheckURL("https://p.test/u#k") != nil {
		t.Error("fragments")
	}
	if WithoutFragment("https://p.test/u#k") != "https://p.test/u" {
		t.Error("WithoutFragment")
	}
}

// FuzzHost holds that a host which passes is what net/url sees too, and stays
// itself when it is read again.
func FuzzHost(f *testing.F) {
	for _, s := range []string{"https://p.test/u", "http://[::1]:7001/", "https://p.test@e.test/", `https://p.test\@e.test`, "https://p.test:443#@e.test", "https://1.2.3.4:80?x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		host, err := Host(s)
		if err != nil {
			return
		}
		if again, err := Host("https://" + host + "/"); err != nil || again != host && again+":443" != host {
			t.Errorf("%q: %q, then %q", s, host, again)
		}
		if CheckURL(s) != nil {
			return
		}
		u, err := url.Parse(s)
		if err != nil {
			return // a bad escape in the path
		}
		if u.User != nil || u.Host != host && u.Host != host+":443" && u.Host != host+":80" {
			t.Errorf("%q: %q, net/url says %q", s, host, u.Host)
		}
	})
}
