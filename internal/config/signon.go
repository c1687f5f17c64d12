package config

import (
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
)

// SignOn is a sign-on service of a nation or an authority, over OpenID Connect,
// whose word counts as evidence of a headship.
type SignOn struct {
	ID               string            `koanf:"id" doc:"Short name in lower-case letters, digits and hyphens, such as hwb. It stands in addresses and never changes."`
	Name             map[string]string `koanf:"name" doc:"Name of the service as people know it, in each of languages."`
	Issuer           string            `koanf:"issuer" doc:"Issuer, exactly as the service gives it: https and host, often a path."`
	ClientID         string            `koanf:"client_id" doc:"What the service calls this instance."`
	ClientSecretFile string            `koanf:"client_secret_file" doc:"File of the secret that the service gave, which nobody else may read. Empty: the service asks for none."`
	Hosts            []string          `koanf:"hosts" doc:"Other hosts that the service's addresses lie on, where its discovery document names any. Nothing else is connected to."`
	Scopes           []string          `koanf:"scopes" def:"openid" doc:"Scopes that are asked for: openid, and what the service wants for the claims below."`
	Register         string            `koanf:"register" doc:"Nation whose register the identifiers of schools are of, as three letters. Empty: the instance's."`
	SchoolClaim      string            `koanf:"school_claim" doc:"Claim with the identifier of the person's school, or of each of several; dots lead into objects, as in organisation.urn."`
	RoleClaim        string            `koanf:"role_claim" doc:"Claim with the person's role or roles. Empty: the service gives none, and its word weighs less."`
	HeadRoles        []string          `koanf:"head_roles" doc:"Values of role_claim that mean head, and only those."`
	EmailClaim       string            `koanf:"email_claim" doc:"Claim with an e-mail address; operators see whether it is the applicant's. Empty: not looked at."`
}

var signOnID = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,29}[a-z0-9])?$`)

// resolve fills in what follows from other keys.
func (s *SignOn) resolve(c *Config, absolute func(*string)) {
	absolute(&s.ClientSecretFile)
	if len(s.Scopes) == 0 {
		s.Scopes = []string{"openid"}
	}
	if s.Register == "" {
		s.Register = c.Nation
	}
}

func (c *Config) checkSignOns(f *findings) {
	seen := map[string]bool{}
	for i, s := range c.SignOn {
		key := "sign_on " + s.ID
		if !signOnID.MatchString(s.ID) {
			f.add("sign_on %d: id %q must be 1 to 31 lower-case letters, digits and hyphens.", i+1, s.ID)
		}
		if seen[s.ID] {
			f.add("%s: there are two of this id.", key)
		}
		seen[s.ID] = true
		for _, language := range c.Languages {
			if n := len([]rune(strings.TrimSpace(s.Name[language]))); n == 0 || n > 60 {
				f.add("%s: name.%s must have 1 to 60 characters.", key, language)
			}
		}
		s.check(f, key)
	}
}

// check looks at one service by itself.
func (s *SignOn) check(f *findings, key string) {
	u, err := url.Parse(s.Issuer)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http":
		f.add("%s: issuer %q is not an address such as https://sign-on.example.", key, s.Issuer)
	case u.Scheme == "http" && !isLocalhost(u.Hostname()):
		f.add("%s: issuer %q must be https: http is for hosts that end in .localhost.", key, s.Issuer)
	}
	if s.ClientID == "" {
		f.add("%s: client_id is missing.", key)
	}
	if s.ClientSecretFile != "" {
		checkFile(f, key+": client_secret_file", s.ClientSecretFile)
		if info, err := os.Stat(s.ClientSecretFile); err == nil && info.Mode().Perm()&0o077 != 0 {
			f.add("%s: client_secret_file %s can be read by others; give it mode 0600.", key, s.ClientSecretFile)
		}
	}
	for _, host := range s.Hosts {
		if u, err := url.Parse("https://" + host); err != nil || u.Host != host || !asciiHost.MatchString(u.Hostname()) {
			f.add("%s: hosts: %q is not a host in lower-case ASCII letters.", key, host)
		}
	}
	if !slices.Contains(s.Scopes, "openid") {
		f.add("%s: scopes must hold openid.", key)
	}
	if !nationCode.MatchString(s.Register) {
		f.add("%s: register %q must be three capital letters: SCT, CYM, ENG or NIR.", key, s.Register)
	}
	if s.SchoolClaim == "" {
		f.add("%s: school_claim is missing: without a school nothing can be compared.", key)
	}
	if (s.RoleClaim == "") != (len(s.HeadRoles) == 0) {
		f.add("%s: role_claim and head_roles go together.", key)
	}
	if slices.ContainsFunc(s.HeadRoles, func(role string) bool { return strings.TrimSpace(role) == "" }) {
		f.add("%s: head_roles holds an empty value.", key)
	}
}
