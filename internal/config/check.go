package config

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	nationCode   = regexp.MustCompile(`^[A-Z]{3}$`)
	languageCode = regexp.MustCompile(`^[a-z]{2,3}$`)
	colourCode   = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	asciiHost    = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$`)
)

// translated are the languages that have a message catalogue.
var translated = []string{"en", "cy", "gd"}

// The least cost of passwords on an instance that others can reach (OWASP).
const (
	leastMemoryKiB = 19456
	leastTime      = 2
)

// findings collects problems.
type findings []string

func (f *findings) add(format string, args ...any) { *f = append(*f, fmt.Sprintf(format, args...)) }

// Check returns everything that keeps the configuration from working, each as a
// plain sentence that names the key; none when all is well.
func (c *Config) Check() []string {
	var f findings
	c.checkURL(&f)
	c.checkNames(&f)
	c.checkPlaces(&f)
	c.checkTLS(&f)
	c.checkSMTP(&f)
	c.checkReplies(&f)
	c.checkTheme(&f)
	c.checkFederation(&f)
	c.checkLimits(&f)
	c.checkRoles(&f)
	c.checkSignOns(&f)
	return f
}

func (c *Config) checkURL(f *findings) {
	u, err := url.Parse(c.URL)
	switch {
	case c.URL == "":
		f.add("url is missing: it is the public origin, such as https://heads.example.scot.")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		f.add("url %q is not an origin such as https://heads.example.scot.", c.URL)
	case u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || strings.ContainsAny(c.URL, "?#"):
		f.add("url %q must be scheme and host only, without a final slash, path or user.", c.URL)
	case !asciiHost.MatchString(u.Hostname()):
		f.add("url %q must have a host in lower-case ASCII letters.", c.URL)
	case u.Scheme == "http" && !isLocalhost(u.Hostname()):
		f.add("url %q must be https: http is for hosts that end in .localhost.", c.URL)
	}
}

func (c *Config) checkNames(f *findings) {
	for language, name := range c.Name {
		if !languageCode.MatchString(language) {
			f.add("name.%s is not a language code.", language)
		}
		if n := len([]rune(strings.TrimSpace(name))); n == 0 || n > 100 {
			f.add("name.%s must have 1 to 100 characters.", language)
		}
	}
	if c.Name[c.DefaultLanguage] == "" {
		f.add("name.%s is missing: the instance needs a name in its default language.", c.DefaultLanguage)
	}
	if !nationCode.MatchString(c.Nation) {
		f.add("nation %q must be three capital letters: SCT, CYM, ENG or NIR.", c.Nation)
	}
	for _, language := range c.Languages {
		if !slices.Contains(translated, language) {
			f.add("languages: there is no translation for %q, only for %s.", language, strings.Join(translated, ", "))
		}
	}
	if !slices.Contains(c.Languages, c.DefaultLanguage) {
		f.add("default_language %q must be one of languages.", c.DefaultLanguage)
	}
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" || c.Zone == "Local" {
		f.add("zone %q is not a time zone such as Europe/London.", c.Zone)
	}
}

func (c *Config) checkPlaces(f *findings) {
	u, err := url.Parse(c.Database)
	file, sqlite := c.SQLite()
	switch {
	case sqlite && file == "":
		f.add("database names no file after sqlite:.")
	case sqlite:
	case err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql":
		f.add("database must be sqlite:PATH or postgres://user:password@host/name.") // not shown: it may hold a password
	case strings.Trim(u.Path, "/") == "":
		f.add("database names no database after the host.")
	}
	checkListen(f, "listen", c.Listen)
	if c.Metrics.Listen != "" {
		checkListen(f, "metrics.listen", c.Metrics.Listen)
		if c.Metrics.Listen == c.Listen && !strings.HasSuffix(c.Listen, ":0") {
			f.add("metrics.listen must differ from listen: metrics are not public.")
		}
	}
	if c.Storage == "" {
		f.add("storage is missing: it is the directory for files.")
	}
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level) {
		f.add("log.level %q must be debug, info, warn or error.", c.Log.Level)
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		f.add("log.format %q must be text or json.", c.Log.Format)
	}
}

func checkListen(f *findings, key, address string) {
	_, port, err := net.SplitHostPort(address)
	if n, convErr := strconv.Atoi(port); err != nil || convErr != nil || n < 0 || n > 65535 {
		f.add("%s %q must be an address and a port, such as 127.0.0.1:7000.", key, address)
	}
}

func (c *Config) checkTLS(f *findings) {
	own := c.TLS.Certificate != "" || c.TLS.Key != ""
	for key, file := range map[string]string{"tls.certificate": c.TLS.Certificate, "tls.key": c.TLS.Key} {
		switch {
		case own && file == "":
			f.add("%s is missing: tls.certificate and tls.key go together.", key)
		case own:
			checkFile(f, key, file)
		}
	}
	switch {
	case own && c.TLS.BehindProxy:
		f.add("tls.behind_proxy and tls.certificate exclude each other: either a proxy speaks TLS or this program does.")
	case c.HTTPS() && !own && !c.TLS.BehindProxy:
		f.add("url is https, so tls.certificate and tls.key, or tls.behind_proxy, must be set.")
	case own && c.Origin().Scheme == "http":
		f.add("url is http, though tls.certificate is set.")
	}
	for _, s := range c.TLS.TrustedProxies {
		if _, err := parsePrefix(s); err != nil {
			f.add("tls.trusted_proxies: %q is not an address or a network such as 10.0.0.0/8.", s)
		}
	}
	if c.TLS.BehindProxy && len(c.TLS.TrustedProxies) == 0 {
		f.add("tls.trusted_proxies is empty, though tls.behind_proxy is set: every client would have the proxy's address.")
	}
}

func (c *Config) checkSMTP(f *findings) {
	s := c.SMTP
	if !slices.Contains([]string{"starttls", "tls", "none"}, s.Security) {
		f.add("smtp.security %q must be starttls, tls or none.", s.Security)
	}
	if s.From != "" {
		if _, err := mail.ParseAddress(s.From); err != nil {
			f.add("smtp.from %q is not a mail address.", s.From)
		}
	}
	if s.Host == "" {
		return
	}
	if s.From == "" {
		f.add("smtp.from is missing: mail needs a sender.")
	}
	if s.Port < 1 || s.Port > 65535 {
		f.add("smtp.port %d is not a port.", s.Port)
	}
	if s.Security == "none" && !isLoopbackHost(s.Host) {
		f.add("smtp.security none is for mail servers on this machine, not for %s.", s.Host)
	}
	if (s.Username == "") != (s.Password == "") {
		f.add("smtp.username and smtp.password go together.")
	}
}

// replyLocal is the part before the @ of replies.address: what is added to it fills the
// 64 characters that there may be.
var replyLocal = regexp.MustCompile(`^[a-z0-9]{1,7}$`)

func (c *Config) checkReplies(f *findings) {
	r := c.Replies
	if r.Protocol != "smtp" && r.Protocol != "lmtp" {
		f.add("replies.protocol %q must be smtp or lmtp.", r.Protocol)
	}
	if r.Bytes < 10_000 || r.Bytes > 100<<20 {
		f.add("replies.bytes %d must be between 10000 and 104857600.", r.Bytes)
	}
	if r.Address == "" {
		if r.Listen != "" {
			f.add("replies.address is missing, though replies.listen is set.")
		}
		return
	}
	local, domain, ok := strings.Cut(r.Address, "@")
	if !ok || !replyLocal.MatchString(local) || !asciiHost.MatchString(domain) {
		f.add("replies.address %q must be at most seven small letters or digits, an @ and a host, such as reply@heads.example.scot.", r.Address)
	}
	if from, err := mail.ParseAddress(c.SMTP.From); err == nil && strings.EqualFold(from.Address, r.Address) {
		f.add("replies.address must differ from the address in smtp.from.")
	}
	if r.Listen != "" {
		checkListen(f, "replies.listen", r.Listen)
	}
}

func isLoopbackHost(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

func (c *Config) checkTheme(f *findings) {
	switch {
	case !colourCode.MatchString(c.Theme.Colour):
		f.add("theme.colour %q must be a colour such as #1d4f91.", c.Theme.Colour)
	case contrastWithWhite(c.Theme.Colour) < 4.5:
		f.add("theme.colour %s is too light: white text on it has a contrast of %.1f, and 4.5 is the least that is readable.",
			c.Theme.Colour, contrastWithWhite(c.Theme.Colour))
	}
	switch {
	case c.Theme.Dark == "":
	case !colourCode.MatchString(c.Theme.Dark):
		f.add("theme.dark %q must be a colour such as #9fc5ff.", c.Theme.Dark)
	case blackOnWhite/contrastWithWhite(c.Theme.Dark) < 4.5:
		f.add("theme.dark %s is too dark: black text on it has a contrast of %.1f, and 4.5 is the least that is readable.",
			c.Theme.Dark, blackOnWhite/contrastWithWhite(c.Theme.Dark))
	}
	if c.Words != "" {
		checkFile(f, "words", c.Words)
	}
	if c.Theme.Crest != "" {
		checkFile(f, "theme.crest", c.Theme.Crest)
	}
	if c.Theme.Email != "" {
		if a, err := mail.ParseAddress(c.Theme.Email); err != nil || a.Address != c.Theme.Email {
			f.add("theme.email %q must be an address such as help@heads.example.scot, without a name.", c.Theme.Email)
		}
	}
}

// blackOnWhite is the contrast of near-black, which pages put on light
// colours, with white: divided by a colour's own with white it gives the one
// of the two.
const blackOnWhite = 19.2

// contrastWithWhite is the contrast ratio of WCAG 2.
func contrastWithWhite(colour string) float64 {
	rgb, err := strconv.ParseUint(colour[1:], 16, 32)
	if err != nil {
		return 0
	}
	channel := func(shift int) float64 {
		v := float64(rgb>>shift&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 1.05 / (0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0) + 0.05)
}

func (c *Config) checkFederation(f *findings) {
	if c.Federation.BackupDays < 0 || c.Federation.BackupDays > 3650 {
		f.add("federation.backup_days %d must be 0 to 3650.", c.Federation.BackupDays)
	}
	for _, s := range c.Federation.Addresses {
		a, err := netip.ParseAddrPort(s)
		switch {
		case err != nil:
			f.add("federation.addresses: %q is not an address and port such as 127.0.0.1:7002.", s)
		case !a.Addr().IsLoopback():
			f.add("federation.addresses: %s is not on this machine; peers elsewhere need no exception.", s)
		}
	}
}

func (c *Config) checkLimits(f *findings) {
	for _, l := range []struct {
		key   string
		value int
	}{
		{"limits.requests_per_minute", c.Limits.RequestsPerMinute}, {"limits.sign_ins_per_hour", c.Limits.SignInsPerHour},
		{"limits.inbox_per_minute", c.Limits.InboxPerMinute}, {"limits.request_seconds", c.Limits.RequestSeconds},
		{"limits.upload_bytes", c.Limits.UploadBytes}, {"limits.image_pixels", c.Limits.ImagePixels},
		{"sign_in.idle_days", c.SignIn.IdleDays}, {"sign_in.longest_days", c.SignIn.LongestDays},
		{"argon2.memory_kib", c.Argon2.MemoryKiB}, {"argon2.time", c.Argon2.Time}, {"argon2.threads", c.Argon2.Threads},
	} {
		if l.value < 1 {
			f.add("%s must be 1 or more.", l.key)
		}
	}
	if c.SignIn.SecondFactorFrom != "" && c.SignIn.SecondFactor().IsZero() {
		f.add("sign_in.second_factor_from %q is not a date such as 2026-09-01.", c.SignIn.SecondFactorFrom)
	}
	if c.Argon2.Threads > 255 {
		f.add("argon2.threads must be at most 255.")
	}
	if !c.OnlyHere() && (c.Argon2.MemoryKiB < leastMemoryKiB || c.Argon2.Time < leastTime) {
		f.add("argon2 must cost at least %d KiB and %d passes on an instance that others can reach.", leastMemoryKiB, leastTime)
	}
}

// checkFile sees whether a file can be read.
func checkFile(f *findings, key, path string) {
	file, err := os.Open(path)
	if err != nil {
		var at *os.PathError
		if errors.As(err, &at) {
			err = at.Err
		}
		f.add("%s: %s cannot be read: %v.", key, path, err)
		return
	}
	file.Close()
}
