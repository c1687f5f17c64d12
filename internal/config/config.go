// Package config holds the configuration of one instance: a TOML file and the
// HEADROOM_* variables of the environment, which win. Every key stands once, as
// a field of Config with its default and meaning in tags; the reference in the
// documentation and the commented file are generated from these.
package config

import (
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"
	_ "time/tzdata" // zones are known on machines that have no zone files
)

// Config is the configuration of one instance. The tag koanf is the key, def
// the default and doc the meaning.
type Config struct {
	URL             string            `koanf:"url" doc:"Public origin, such as https://heads.example.scot: scheme and host, no path. It can never change. http only for hosts that end in .localhost."`
	Name            map[string]string `koanf:"name" doc:"Name of the instance in each language."`
	Nation          string            `koanf:"nation" doc:"Nation whose heads this instance verifies, as three letters: SCT, CYM, ENG, NIR."`
	Authority       string            `koanf:"authority" doc:"Local education authority, when the instance belongs to one."`
	Organisation    string            `koanf:"organisation" doc:"Body that runs the instance, as its statements name it. Empty: the name of the instance."`
	Words           string            `koanf:"words" doc:"TOML file of sentences in your own words: a table for each language, in it key = text. The keys are those of templates/locales. Empty: none."`
	Languages       []string          `koanf:"languages" def:"en" doc:"Languages that people can choose from: en, cy, gd."`
	DefaultLanguage string            `koanf:"default_language" def:"en" doc:"Language of pages for people who have not chosen and whose browser asks for none of ours."`
	Zone            string            `koanf:"zone" def:"Europe/London" doc:"Time zone (IANA) in which times are shown to people who have not chosen another."`
	Database        string            `koanf:"database" def:"sqlite:headroom.db" doc:"sqlite:PATH, or postgres://user:password@host/name."`
	Listen          string            `koanf:"listen" def:"127.0.0.1:7000" doc:"Address and port to listen on."`
	Storage         string            `koanf:"storage" def:"data" doc:"Directory for files, the ledger, the socket and, unless key_file says otherwise, the key."`
	KeyFile         string            `koanf:"key_file" doc:"File of the key that seals all private keys in the database; made at the first start. Keep a copy apart from the database's. Empty: secret.key in the storage directory."`
	TLS             TLS               `koanf:"tls"`
	SMTP            SMTP              `koanf:"smtp"`
	Replies         Replies           `koanf:"replies"`
	Metrics         Metrics           `koanf:"metrics"`
	Theme           Theme             `koanf:"theme"`
	Federation      Federation        `koanf:"federation"`
	Limits          Limits            `koanf:"limits"`
	SignIn          SignIn            `koanf:"sign_in"`
	Log             Log               `koanf:"log"`
	Argon2          Argon2            `koanf:"argon2"`
	Roles           []Role            `koanf:"roles" doc:"Roles beyond those built in, such as a bursar's: a table [[roles]] for each, with id, name (a text for each of languages) and scope, which is what it is held for: instance, authority or school. Communities of this instance can admit them; they count nowhere else."`
	SignOn          []SignOn          `koanf:"sign_on" doc:"Sign-on services of nations and authorities whose word counts as evidence of a headship; one table each."`
}

// Role is a role that this instance adds to those built in. It is held by
// appointment; what Headroom itself gives a meaning cannot be one.
type Role struct {
	ID    string            `koanf:"id" doc:"Short name in lower case, such as bursar. It can never change."`
	Name  map[string]string `koanf:"name" doc:"What stands on the badge, in each language."`
	Scope string            `koanf:"scope" doc:"What it is held for."`
}

// TLS says who speaks TLS: this program or a proxy in front of it.
type TLS struct {
	Certificate    string   `koanf:"certificate" doc:"File of the certificate chain (PEM), when this program speaks TLS itself."`
	Key            string   `koanf:"key" doc:"File of the certificate's private key (PEM)."`
	BehindProxy    bool     `koanf:"behind_proxy" def:"false" doc:"A proxy in front speaks TLS and passes plain HTTP on."`
	TrustedProxies []string `koanf:"trusted_proxies" def:"127.0.0.1/32,::1/128" doc:"Addresses or networks of the proxies whose X-Forwarded-For counts, with behind_proxy."`
}

// SMTP is the mail server that takes our mail.
type SMTP struct {
	Host     string `koanf:"host" doc:"Mail server. Empty: mail is written to the directory mail in the storage directory."`
	Port     int    `koanf:"port" def:"587" doc:"Port of the mail server."`
	Username string `koanf:"username" doc:"User name, when the server asks for one."`
	Password string `koanf:"password" doc:"Password; better given in the environment than in the file."`
	From     string `koanf:"from" doc:"Sender of all mail, such as Headroom <noreply@heads.example.scot>."`
	Security string `koanf:"security" def:"starttls" doc:"starttls, tls (from the first byte, mostly port 465), or none, which is for mail servers on this machine only."`
}

// Replies is how people answer letters by e-mail.
type Replies struct {
	Address  string `koanf:"address" doc:"Address of which those in letters are made, such as reply@heads.example.scot: at most seven letters or digits before the @; a plus sign and what each letter needs come between. Mail to all of them must reach this program. Empty: nobody answers by e-mail."`
	Listen   string `koanf:"listen" doc:"Address and port to take that mail at, such as 0.0.0.0:25. Empty: another mail server takes it and passes it to the command headroom mail receive."`
	Protocol string `koanf:"protocol" def:"smtp" doc:"smtp, from all servers; or lmtp, from a mail server of your own."`
	Bytes    int    `koanf:"bytes" def:"10485760" doc:"Size of one mail, with what hangs on it."`
}

// Metrics is the listener for operators' measurements.
type Metrics struct {
	Listen string `koanf:"listen" doc:"Address and port of the metrics, apart from the public ones. Empty: none."`
}

// Theme is how an instance looks and whom it names.
type Theme struct {
	Colour string `koanf:"colour" def:"#1d4f91" doc:"Main colour as #rrggbb; white text must be readable on it."`
	Dark   string `koanf:"dark" doc:"The same for dark pages, as #rrggbb; black text must be readable on it. Empty: a lighter shade of the colour."`
	Crest  string `koanf:"crest" doc:"Image file (PNG or JPEG) shown beside the name. Empty: none."`
	Phone  string `koanf:"phone" doc:"Telephone number of the people who help, shown with errors and refusals."`
	Email  string `koanf:"email" doc:"E-mail address of the people who help, shown on the help pages, to newcomers and in the privacy notice."`
}

// Federation is how far the instance reaches out.
type Federation struct {
	Addresses []string `koanf:"addresses" doc:"Exact loopback addresses and ports that peers on this machine may have, for trials on one machine. Other private addresses are never connected to."`
	// BackupDays stands in receipts.
	BackupDays int  `koanf:"backup_days" def:"35" doc:"Days for which backups of this server are kept. Other servers are told when something of theirs is deleted here."`
	Open       bool `koanf:"open" def:"false" doc:"Open communities can be followed from other software, whose servers have no agreement with this one."`
}

// Limits protect the instance from floods.
type Limits struct {
	RequestsPerMinute int `koanf:"requests_per_minute" def:"600" doc:"Requests of one client address or account in a minute."`
	SignInsPerHour    int `koanf:"sign_ins_per_hour" def:"30" doc:"Attempts to sign in from one client address in an hour."`
	InboxPerMinute    int `koanf:"inbox_per_minute" def:"60000" doc:"Activities that one server may deliver in a minute."`
	RequestSeconds    int `koanf:"request_seconds" def:"15" doc:"Seconds after which a request is given up."`
	UploadBytes       int `koanf:"upload_bytes" def:"10485760" doc:"Size of an uploaded file."`
	ImagePixels       int `koanf:"image_pixels" def:"40000000" doc:"Pixels of an uploaded image."`
}

// SignIn is how people sign in and how long that lasts.
type SignIn struct {
	SecondFactorFrom string `koanf:"second_factor_from" doc:"Date (2026-09-01) from which operators, moderators and facilitators need a second factor for what their role allows. Empty: at once."`
	IdleDays         int    `koanf:"idle_days" def:"14" doc:"Days after which a sign-in that nobody used ends."`
	LongestDays      int    `koanf:"longest_days" def:"90" doc:"Days after which every sign-in ends."`
}

// SecondFactor is the moment from which roles of trust need a second factor; the
// zero time for at once. Check has found the date sound.
func (s SignIn) SecondFactor() time.Time {
	at, err := time.Parse(time.DateOnly, s.SecondFactorFrom)
	if err != nil {
		return time.Time{}
	}
	return at
}

// Log is what the program says on standard error.
type Log struct {
	Level  string `koanf:"level" def:"info" doc:"debug, info, warn or error."`
	Format string `koanf:"format" def:"text" doc:"text or json."`
}

// Argon2 is the cost of checking a password (argon2id).
type Argon2 struct {
	MemoryKiB int `koanf:"memory_kib" def:"19456" doc:"Memory in KiB. Lower than the default only on instances that nobody else can reach."`
	Time      int `koanf:"time" def:"2" doc:"Passes over the memory; lower as with memory_kib."`
	Threads   int `koanf:"threads" def:"1" doc:"Threads."`
}

// Origin is the public origin; Check has found it sound.
func (c *Config) Origin() *url.URL {
	u, err := url.Parse(c.URL)
	if err != nil {
		return new(url.URL)
	}
	return u
}

// HTTPS tells whether the public origin is https.
func (c *Config) HTTPS() bool { return c.Origin().Scheme == "https" }

// SQLite returns the database file; false when the database is PostgreSQL.
func (c *Config) SQLite() (path string, ok bool) { return strings.CutPrefix(c.Database, "sqlite:") }

// Location is the instance's time zone; UTC when it is unknown.
func (c *Config) Location() *time.Location {
	l, err := time.LoadLocation(c.Zone)
	if err != nil {
		return time.UTC
	}
	return l
}

// TrustedProxies are the networks whose X-Forwarded-For counts: none unless a
// proxy stands in front.
func (c *Config) TrustedProxies() []netip.Prefix {
	var list []netip.Prefix
	for _, s := range c.TLS.TrustedProxies {
		if p, err := parsePrefix(s); err == nil && c.TLS.BehindProxy {
			list = append(list, p)
		}
	}
	return list
}

// DialAddresses are the loopback addresses that peers may have.
func (c *Config) DialAddresses() []netip.AddrPort {
	var list []netip.AddrPort
	for _, s := range c.Federation.Addresses {
		if a, err := netip.ParseAddrPort(s); err == nil {
			list = append(list, a)
		}
	}
	return list
}

// OnlyHere tells whether nobody on another machine can reach the instance.
func (c *Config) OnlyHere() bool {
	listen, err := netip.ParseAddrPort(c.Listen)
	return err == nil && listen.Addr().IsLoopback() && isLocalhost(c.Origin().Hostname()) && !c.TLS.BehindProxy
}

// resolve makes paths that are relative to the file's directory whole, and
// fills in what follows from other keys.
func (c *Config) resolve(dir string) {
	absolute := func(path *string) {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(dir, *path)
		}
	}
	if file, ok := c.SQLite(); ok && file != "" {
		absolute(&file)
		c.Database = "sqlite:" + file
	}
	for _, path := range []*string{&c.Storage, &c.KeyFile, &c.TLS.Certificate, &c.TLS.Key, &c.Theme.Crest, &c.Words} {
		absolute(path)
	}
	for i := range c.SignOn {
		c.SignOn[i].resolve(c, absolute)
	}
	if c.KeyFile == "" && c.Storage != "" {
		c.KeyFile = filepath.Join(c.Storage, "secret.key")
	}
}

func isLocalhost(host string) bool { return strings.HasSuffix(host, ".localhost") }

// parsePrefix reads a network, or an address as a network of one.
func parsePrefix(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	return netip.ParsePrefix(s)
}
