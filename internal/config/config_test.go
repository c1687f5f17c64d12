package config_test

import (
	"bytes"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/internal/config"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "headroom.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const sample = `
url = "http://wales.localhost:7002"
nation = "CYM"
languages = ["cy", "en"]
default_language = "cy"
name = { en = "Headroom Wales", cy = "Headroom Cymru" }

[smtp]
host = "mail.example"
from = "Headroom <noreply@heads.example>"

[tls]
trusted_proxies = ["10.0.0.0/8"]
`

func TestLoad(t *testing.T) {
	t.Parallel()
	path := write(t, sample)
	c, err := config.Load(path, []string{
		"HEADROOM_SMTP_PASSWORD=se=cret,with comma", "HEADROOM_SMTP_USERNAME=u", "HEADROOM_SMTP_PORT=2525",
		"HEADROOM_NAME_GD=Headroom na Cuimrigh", "HEADROOM_FEDERATION_ADDRESSES=127.0.0.1:7001, [::1]:7003",
		"HEADROOM_TLS_BEHIND_PROXY=true", "HEADROOM_FIXTURES=elsewhere", "HOME=/root", "HEADROOM_DATABASE=postgres://db/headroom",
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(path)
	want := config.Default()
	want.URL, want.Nation, want.DefaultLanguage = "http://wales.localhost:7002", "CYM", "cy"
	want.Languages = []string{"cy", "en"}
	want.Name = map[string]string{"en": "Headroom Wales", "cy": "Headroom Cymru", "gd": "Headroom na Cuimrigh"}
	want.Database = "postgres://db/headroom"
	want.Storage, want.KeyFile = filepath.Join(dir, "data"), filepath.Join(dir, "data", "secret.key")
	want.SMTP.Host, want.SMTP.From, want.SMTP.Port = "mail.example", "Headroom <noreply@heads.example>", 2525
	want.SMTP.Username, want.SMTP.Password = "u", "se=cret,with comma"
	want.TLS.BehindProxy, want.TLS.TrustedProxies = true, []string{"10.0.0.0/8"}
	want.Federation.Addresses = []string{"127.0.0.1:7001", "[::1]:7003"}
	if diff := cmp.Diff(want, *c); diff != "" {
		t.Errorf("loaded (-want +got):\n%s", diff)
	}
	if problems := c.Check(); len(problems) > 0 {
		t.Errorf("Check() = %q", problems)
	}
	if got := c.DialAddresses(); len(got) != 2 || got[0] != netip.MustParseAddrPort("127.0.0.1:7001") {
		t.Errorf("DialAddresses() = %v", got)
	}
	if got := c.TrustedProxies(); len(got) != 1 || got[0] != netip.MustParsePrefix("10.0.0.0/8") {
		t.Errorf("TrustedProxies() = %v", got)
	}
	if c.HTTPS() || c.Origin().Host != "wales.localhost:7002" || c.Location() == time.UTC {
		t.Error("an accessor is wrong")
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		environ    []string
		want       []string
	}{
		{"unknown keys", "url = 'x'\n\nurk = 1\n[smtp]\nhost = 'h'\nsmpt.port = 3\n", nil,
			[]string{"line 3: there is no key urk", "line 6: there is no key smtp.smpt.port"}},
		{"unknown table", "# note\n[mail]\nhost = 'x'\n", nil, []string{"line 3: there is no key mail.host"}},
		{"unknown empty table", "[mail]\n", nil, []string{"line 1: there is no key mail"}},
		{"inline table", "smtp = { host = 'x',  hots = 'y' }\n", nil, []string{"line 1: there is no key smtp.hots"}},
		{"types", "listen = 7000\n[smtp]\nport = '25'\n[tls]\nbehind_proxy = 1\ntrusted_proxies = 'a'\n", nil,
			[]string{"line 1: listen must be a text", "line 3: smtp.port must be a whole number",
				"line 5: tls.behind_proxy must be a true or false", "line 6: tls.trusted_proxies must be a list of texts"}},
		{"name as text", "name = 'Headroom'\n", nil, []string{"line 1: name must be a text by language"}},
		{"not TOML", "url = 'x'\nname = = 1\n", nil, []string{"line 2 is not TOML"}},
		{"twice", "url = 'x'\nurl = 'y'\n", nil, []string{"TOML"}},
		{"environment", "", []string{"HEADROOM_SMTP_PORT=many", "HEADROOM_SMTP_PASWORD=x", "HEADROOM_FEDERATION_OPEN=yes"},
			[]string{"environment: HEADROOM_FEDERATION_OPEN: federation.open must be true or false",
				"environment: HEADROOM_SMTP_PASWORD names no key", "environment: HEADROOM_SMTP_PORT: smtp.port must be a whole number"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(write(t, tc.text), tc.environ)
			var refused *config.LoadError
			if !errors.As(err, &refused) || len(refused.Problems) != len(tc.want) {
				t.Fatalf("Load() = %v, want %q", err, tc.want)
			}
			for i, want := range tc.want {
				if !strings.Contains(refused.Problems[i], want) {
					t.Errorf("problem %d: %q, want %q", i, refused.Problems[i], want)
				}
			}
		})
	}
	if _, err := config.Load(filepath.Join(t.TempDir(), "none"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// sound is a configuration that passes Check.
func sound() config.Config {
	c := config.Default()
	c.URL, c.Nation = "http://scotland.localhost:7001", "SCT"
	c.Name = map[string]string{"en": "Headroom Scotland"}
	return c
}

func TestCheck(t *testing.T) {
	t.Parallel()
	https := func(c *config.Config) { c.URL, c.TLS.BehindProxy = "https://heads.example", true }
	file := write(t, "")
	for _, tc := range []struct {
		name   string
		change func(*config.Config)
		want   string // part of the one problem; empty: none
	}{
		{"sound", func(*config.Config) {}, ""},
		{"https behind proxy", https, ""},
		{"no url", func(c *config.Config) { c.URL = "" }, "url is missing"},
		{"http", func(c *config.Config) { c.URL = "http://heads.example" }, "must be https"},
		{"plain localhost", func(c *config.Config) { c.URL = "http://localhost:7001" }, "must be https"},
		{"slash", func(c *config.Config) { c.URL += "/" }, "without a final slash"},
		{"user", func(c *config.Config) { c.URL = "http://u@s.localhost" }, "scheme and host only"},
		{"capitals", func(c *config.Config) { c.URL = "http://S.localhost" }, "lower-case"},
		{"ftp", func(c *config.Config) { c.URL = "ftp://s.localhost" }, "not an origin"},
		{"no name", func(c *config.Config) { c.Name = nil }, "name.en is missing"},
		{"bad name", func(c *config.Config) { c.Name["english"] = "x" }, "name.english"},
		{"blank name", func(c *config.Config) { c.Name["cy"] = " " }, "name.cy"},
		{"nation", func(c *config.Config) { c.Nation = "Scotland" }, "nation"},
		{"language", func(c *config.Config) { c.Languages = []string{"en", "fr"} }, `"fr"`},
		{"default language", func(c *config.Config) { c.Languages = []string{"gd"} }, "default_language"},
		{"zone", func(c *config.Config) { c.Zone = "Scotland" }, "zone"},
		{"mysql", func(c *config.Config) { c.Database = "mysql://root:hunter2@db/x" }, "database"},
		{"sqlite without file", func(c *config.Config) { c.Database = "sqlite:" }, "no file"},
		{"postgres without name", func(c *config.Config) { c.Database = "postgres://db" }, "no database"},
		{"listen", func(c *config.Config) { c.Listen = "7000" }, "listen"},
		{"port", func(c *config.Config) { c.Listen = "127.0.0.1:70000" }, "listen"},
		{"metrics", func(c *config.Config) { c.Metrics.Listen = c.Listen }, "metrics.listen"},
		{"storage", func(c *config.Config) { c.Storage = "" }, "storage"},
		{"half tls", func(c *config.Config) { https(c); c.TLS.BehindProxy = false; c.TLS.Key = file }, "tls.certificate is missing"},
		{"tls file", func(c *config.Config) {
			https(c)
			c.TLS.BehindProxy = false
			c.TLS.Key, c.TLS.Certificate = file, file+"x"
		}, "cannot be read"},
		{"both tls", func(c *config.Config) { https(c); c.TLS.Key, c.TLS.Certificate = file, file }, "exclude"},
		{"https without tls", func(c *config.Config) { https(c); c.TLS.BehindProxy = false }, "must be set"},
		{"proxies", func(c *config.Config) { c.TLS.TrustedProxies = []string{"proxy"} }, "trusted_proxies"},
		{"no proxies", func(c *config.Config) { https(c); c.TLS.TrustedProxies = nil }, "trusted_proxies is empty"},
		{"smtp", func(c *config.Config) { c.SMTP.Host, c.SMTP.From = "mail.example", "a@b.example" }, ""},
		{"smtp without from", func(c *config.Config) { c.SMTP.Host = "mail.example" }, "smtp.from"},
		{"bad from", func(c *config.Config) { c.SMTP.From = "nobody" }, "smtp.from"},
		{"smtp none abroad", func(c *config.Config) {
			c.SMTP.Host, c.SMTP.From, c.SMTP.Security = "mail.example", "a@b.example", "none"
		}, "smtp.security"},
		{"smtp none here", func(c *config.Config) {
			c.SMTP.Host, c.SMTP.From, c.SMTP.Security = "127.0.0.1", "a@b.example", "none"
		}, ""},
		{"smtp security", func(c *config.Config) { c.SMTP.Security = "maybe" }, "smtp.security"},
		{"smtp password", func(c *config.Config) {
			c.SMTP.Host, c.SMTP.From, c.SMTP.Username = "mail.example", "a@b.example", "u"
		}, "go together"},
		{"colour", func(c *config.Config) { c.Theme.Colour = "blue" }, "theme.colour"},
		{"light", func(c *config.Config) { c.Theme.Colour = "#ffdd00" }, "too light"},
		{"crest", func(c *config.Config) { c.Theme.Crest = file + "x" }, "theme.crest"},
		{"words", func(c *config.Config) { c.Words = file + "x" }, "words"},
		{"addresses", func(c *config.Config) { c.Federation.Addresses = []string{"127.0.0.1:7002"} }, ""},
		{"private address", func(c *config.Config) { c.Federation.Addresses = []string{"10.0.0.1:7002"} }, "not on this machine"},
		{"address name", func(c *config.Config) { c.Federation.Addresses = []string{"localhost:7002"} }, "not an address"},
		{"limit", func(c *config.Config) { c.Limits.UploadBytes = 0 }, "limits.upload_bytes"},
		{"level", func(c *config.Config) { c.Log.Level = "loud" }, "log.level"},
		{"format", func(c *config.Config) { c.Log.Format = "xml" }, "log.format"},
		{"cheap here", func(c *config.Config) { c.Argon2.MemoryKiB = 64 }, ""},
		{"cheap abroad", func(c *config.Config) { https(c); c.Argon2.Time = 1 }, "argon2"},
		{"cheap on all interfaces", func(c *config.Config) { c.Listen = ":7000"; c.Argon2.Time = 1 }, "argon2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := sound()
			tc.change(&c)
			got := c.Check()
			if tc.want == "" && len(got) != 0 || tc.want != "" && (len(got) != 1 || !strings.Contains(got[0], tc.want)) {
				t.Errorf("Check() = %q, want %q", got, tc.want)
			}
			if strings.Contains(strings.Join(got, ""), "hunter2") {
				t.Error("a password is shown")
			}
		})
	}
}

func TestCheckReportsEverything(t *testing.T) {
	t.Parallel()
	if got := new(config.Config).Check(); len(got) < 12 {
		t.Errorf("an empty configuration has %d problems: %q", len(got), got)
	}
}

func TestWriteIsReadBack(t *testing.T) {
	t.Parallel()
	c := sound()
	c.Name["cy"] = "Yr \"Alban\" \\ \n\x01"
	c.Authority = "Sample Council"
	c.Storage, c.KeyFile, c.Database = "/srv/a", "/srv/a/secret.key", "sqlite:/srv/a/b.db"
	c.Federation.Addresses = []string{"127.0.0.1:7002", "127.0.0.1:7003"}
	c.TLS.TrustedProxies = []string{}
	c.SMTP.Port, c.Argon2.Time = 25, 1
	c.SignOn = []config.SignOn{signOn(t), signOn(t)}
	c.SignOn[1].Name["cy"] = "Enghraifft \"2\""
	var b bytes.Buffer
	if err := config.Write(&b, c); err != nil {
		t.Fatal(err)
	}
	got, err := config.Load(write(t, b.String()), nil)
	if err != nil {
		t.Fatalf("%v in\n%s", err, &b)
	}
	c.TLS.TrustedProxies = nil
	if diff := cmp.Diff(c, *got, cmp.Transformer("empty", func(l []string) string { return strings.Join(l, ",") })); diff != "" {
		t.Errorf("read back (-written +read):\n%s\n%s", diff, &b)
	}
}

func TestReferenceNamesEveryField(t *testing.T) {
	t.Parallel()
	reference := config.Reference()
	var walk func(t reflect.Type, prefix string)
	walk = func(typ reflect.Type, prefix string) {
		for f := range fieldsOf(typ) {
			key := prefix + f.Tag.Get("koanf")
			if f.Tag.Get("koanf") == "" {
				t.Errorf("%s.%s has no key", typ.Name(), f.Name)
			}
			if f.Type.Kind() == reflect.Struct {
				walk(f.Type, key+".")
				continue
			}
			if f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct {
				walk(f.Type.Elem(), key+".")
			}
			if f.Tag.Get("doc") == "" || !strings.Contains(reference, "| `"+key+"` |") {
				t.Errorf("%s has no meaning or is not in the reference", key)
			}
		}
	}
	walk(reflect.TypeFor[config.Config](), "")
}

func fieldsOf(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

func TestDocumentationIsTheReference(t *testing.T) {
	t.Parallel()
	got, err := os.ReadFile("../../docs/configuration.md")
	if errors.Is(err, os.ErrNotExist) {
		t.Log("docs/configuration.md is not there")
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(config.Reference(), string(got)); diff != "" {
		t.Errorf("docs/configuration.md is not the reference (-want +got):\n%s", diff)
	}
}
