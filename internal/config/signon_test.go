package config_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"headroom/internal/config"
)

// signOn is a service that passes Check.
func signOn(t *testing.T) config.SignOn {
	t.Helper()
	return config.SignOn{ID: "sample", Name: map[string]string{"en": "Sample sign-on"}, Issuer: "https://sign-on.example/oidc", ClientID: "headroom",
		ClientSecretFile: write(t, "secret"), Hosts: []string{"keys.example"}, Scopes: []string{"openid", "profile"}, Register: "SCT",
		SchoolClaim: "organisation.seed", RoleClaim: "role", HeadRoles: []string{"Headteacher"}, EmailClaim: "email"}
}

func TestSignOnsAreRead(t *testing.T) {
	t.Parallel()
	c, err := config.Load(write(t, sample+`
[[sign_on]]
id = "one"
name = { en = "One", cy = "Un" }
issuer = "https://one.example"
client_id = "headroom"
client_secret_file = "one.secret"
school_claim = "school"

[[sign_on]]
id = "two"
register = "ENG"
scopes = ["openid", "profile"]
[sign_on.name]
en = "Two"
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.SignOn) != 2 {
		t.Fatalf("%+v", c.SignOn)
	}
	one, two := c.SignOn[0], c.SignOn[1]
	if !strings.HasSuffix(one.ClientSecretFile, "/one.secret") || !strings.HasPrefix(one.ClientSecretFile, "/") {
		t.Errorf("the secret is read from %q", one.ClientSecretFile)
	}
	one.ClientSecretFile = ""
	if diff := cmp.Diff(config.SignOn{ID: "one", Name: map[string]string{"en": "One", "cy": "Un"}, Issuer: "https://one.example", ClientID: "headroom",
		SchoolClaim: "school", Scopes: []string{"openid"}, Register: "CYM"}, one); diff != "" {
		t.Error(diff)
	}
	if two.Name["en"] != "Two" || two.Register != "ENG" || !slices.Equal(two.Scopes, []string{"openid", "profile"}) {
		t.Errorf("%+v", two)
	}
}

func TestSignOnsAreRefusedByLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"[[sign_on]]\nid = 'a'\n[[sign_on]]\nid = 'b'\nissuer = 3\nisuer = 'x'\n": {"line 5: issuer of sign_on must be a text", "line 6: there is no key isuer in sign_on"},
		"[[sign_on]]\nid = 'a'\n[sign_on.name]\nen = 3\n":                         {"line 3: name of sign_on must be a text by language"},
		"sign_on = ['hwb']\n":        {"sign_on must be a list of tables"},
		"sign_on = 'hwb'\n":          {"sign_on must be a list of tables"},
		"[sign_on]\nid = 'a'\n":      {"there is no key sign_on.id"},
		"[[sign_off]]\nid = 'a'\n":   {"there is no key sign_off"},
		"[[sign_on]]\nhosts = 'a'\n": {"line 2: hosts of sign_on must be a list of texts"},
	} {
		_, err := config.Load(write(t, text), []string{"HEADROOM_SIGN_ON=x"})
		var refused *config.LoadError
		if !errors.As(err, &refused) || len(refused.Problems) != len(want) {
			t.Errorf("%q: %v", text, err)
			continue
		}
		for i := range want {
			if !strings.Contains(refused.Problems[i], want[i]) {
				t.Errorf("%q: %q, want %q", text, refused.Problems[i], want[i])
			}
		}
	}
}

func TestSignOnsAreChecked(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*config.SignOn){
		"":                    func(*config.SignOn) {},
		"lower-case letters,": func(s *config.SignOn) { s.ID = "Hwb/1" },
		"name.en":             func(s *config.SignOn) { s.Name = map[string]string{"cy": "Hwb"} },
		"must be https":       func(s *config.SignOn) { s.Issuer = "http://sign-on.example" },
		"not an address":      func(s *config.SignOn) { s.Issuer = "sign-on.example" },
		"client_id":           func(s *config.SignOn) { s.ClientID = "" },
		"cannot be read":      func(s *config.SignOn) { s.ClientSecretFile += "x" },
		"not a host":          func(s *config.SignOn) { s.Hosts = []string{"https://keys.example"} },
		"hold openid":         func(s *config.SignOn) { s.Scopes = []string{"profile"} },
		"register":            func(s *config.SignOn) { s.Register = "Wales" },
		"school_claim":        func(s *config.SignOn) { s.SchoolClaim = "" },
		"go together":         func(s *config.SignOn) { s.RoleClaim = "" },
		"an empty value":      func(s *config.SignOn) { s.HeadRoles = []string{" "} },
	} {
		c := sound()
		c.SignOn = []config.SignOn{signOn(t)}
		change(&c.SignOn[0])
		got := c.Check()
		if want == "" && len(got) != 0 || want != "" && (len(got) != 1 || !strings.Contains(got[0], want)) {
			t.Errorf("Check() = %q, want %q", got, want)
		}
	}
	c := sound()
	c.SignOn = []config.SignOn{signOn(t), signOn(t)}
	if got := c.Check(); len(got) != 1 || !strings.Contains(got[0], "two of this id") {
		t.Errorf("Check() = %q", got)
	}
	c.SignOn = c.SignOn[:1]
	if err := os.Chmod(c.SignOn[0].ClientSecretFile, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := c.Check(); len(got) != 1 || !strings.Contains(got[0], "0600") {
		t.Errorf("Check() = %q", got)
	}
}
