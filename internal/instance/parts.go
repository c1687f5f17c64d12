package instance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"headroom/clientapi"
	"headroom/community"
	"headroom/community/text"
	"headroom/federation"
	"headroom/federation/fetch"
	"headroom/federation/vocab"
	"headroom/internal/config"
	"headroom/internal/files"
	"headroom/internal/jobs"
	"headroom/internal/ledger"
	"headroom/internal/mail"
	"headroom/internal/mailer"
	"headroom/internal/passkeys"
	"headroom/internal/passwords"
	"headroom/internal/seal"
	"headroom/internal/terms"
	"headroom/templates"
	"headroom/web"
)

// parts is what stands between the configuration and the domain.
type parts struct {
	ledger    *ledger.Ledger
	files     *files.Disk
	sender    mail.Sender
	passwords *passwords.Hasher
	passkeys  *passkeys.Party
	closers   []io.Closer
}

// openParts opens key file, ledger, files and mail.
func (i *Instance) openParts(context.Context) (err error) {
	c, p := i.Config, &i.parts
	if i.Sealer, err = seal.Open(c.KeyFile); err != nil {
		return fmt.Errorf("instance: key file: %w", err)
	}
	if p.ledger, err = ledger.Open(filepath.Join(c.Storage, "ledger.jsonl")); err != nil {
		return fmt.Errorf("instance: ledger: %w", err)
	}
	p.closers = append(p.closers, p.ledger)
	if p.files, err = files.OpenDisk(filepath.Join(c.Storage, "files")); err != nil {
		return fmt.Errorf("instance: files: %w", err)
	}
	p.closers = append(p.closers, p.files)
	p.passwords, err = passwords.New(passwords.Cost{Memory: uint32(c.Argon2.MemoryKiB), Iterations: uint32(c.Argon2.Time),
		Threads: uint8(c.Argon2.Threads)})
	if err != nil {
		return fmt.Errorf("instance: %w", err)
	}
	if p.passkeys, err = passkeys.New(i.Identity.URL, i.Identity.Name.In(c.DefaultLanguage)); err != nil {
		return fmt.Errorf("instance: %w", err)
	}
	if p.sender, err = senderOf(c); err != nil {
		return fmt.Errorf("instance: mail: %w", err)
	}
	return nil
}

// fromOf is what letters come from.
func fromOf(c *config.Config) string {
	return cmp.Or(c.SMTP.From, "Headroom <noreply@"+c.Origin().Hostname()+">")
}

// senderOf is the mail server of the configuration, or a directory.
func senderOf(c *config.Config) (mail.Sender, error) {
	from := fromOf(c)
	if c.SMTP.Host == "" {
		return mail.NewDirectory(filepath.Join(c.Storage, "mail"), from)
	}
	return mail.NewSMTP(mail.Server{Host: c.SMTP.Host, Port: c.SMTP.Port, Username: c.SMTP.Username, Password: c.SMTP.Password,
		From: from, Security: c.SMTP.Security})
}

// join makes the domain, and the federation door that is its eyes on the
// network.
func (i *Instance) join(context.Context) (err error) {
	c := i.Config
	i.Service = community.New(community.Config{
		Store: i.Store, Identity: i.Identity, Clock: i.Clock, Passwords: i.parts.passwords,
		RegisterKey: i.Sealer,
		Issuance:    federation.Issuance{Sealer: i.Sealer, Host: i.Identity.Host, Nation: c.Nation},
		Ledger:      i.parts.ledger, Text: text.New(), Files: fileStore{i.parts.files},
		BackupTime: time.Duration(c.Federation.BackupDays) * 24 * time.Hour, Roles: rolesOf(c),
		OpenFederation: c.Federation.Open, Secrets: i.Sealer, Passkeys: i.parts.passkeys, SecondFactorFrom: c.SignIn.SecondFactor(),
	})
	i.fetch, err = fetch.New(fetch.Options{Allowed: i.Trust.Allowed, ExactAddresses: c.Federation.Addresses, RootCAs: i.Roots, Lookup: i.Lookup, Clock: i.Clock,
		UserAgent: i.userAgent()})
	if err != nil {
		return fmt.Errorf("instance: %w", err)
	}
	i.Federation = federation.New(federation.Options{Service: i.Service, Sealer: i.Sealer, Fetch: i.fetch,
		Clock: i.Clock, Version: i.Version, Log: i.Log, Trust: i.Trust, Open: c.Federation.Open})
	i.Service.Outside = federation.Lookup{Server: i.Federation, Trust: i.Trust}
	i.Service.Profiles = federation.NewProfiles(i.Federation)
	i.Service.Roster = federation.NewRoster(i.Federation)
	i.Service.World = federation.World{Server: i.Federation}
	i.Service.Queues = federation.Queues{Server: i.Federation}
	i.Service.ModLogs = federation.ModLogs{Server: i.Federation}
	return i.openSignOns()
}

// appsToSignIns is how many apps may register from an address for each sign-in that may
// be tried: a whole school, with an app on each device, has one address.
const appsToSignIns = 4

// openDoors makes the pages, the letters, the router and the runner of jobs.
func (i *Instance) openDoors(ctx context.Context) (err error) {
	c := i.Config
	own, err := wordsOf(c)
	if err != nil {
		return err
	}
	i.Renderer, err = templates.New(templates.Options{Languages: languagesOf(c), Overrides: own, Organisation: c.Organisation, Name: i.Identity.Name.In(c.DefaultLanguage),
		Nation: nationWord(c.Nation), Host: c.Origin().Host, Phone: c.Theme.Phone, Email: c.Theme.Email, Theme: themeOf(c), Pseudo: i.Pseudo, Offices: officesOf(c)})
	if err != nil {
		return fmt.Errorf("instance: %w", err)
	}
	i.Site = web.New(web.Options{Service: i.Service, Renderer: i.Renderer, Identity: i.Identity, Clock: i.Clock, Log: i.Log,
		Version: i.Version, Fingerprint: i.fingerprint, Image: i.image, Photo: i.photo, Unsubscriber: i.unsubscriber, Terms: terms.Read, UploadBytes: int64(c.Limits.UploadBytes), MailReplies: c.Replies.Address != "",
		RequestTimeout: seconds(c.Limits.RequestSeconds), SignInsPerHour: c.Limits.SignInsPerHour,
		SessionIdle: days(c.SignIn.IdleDays), SessionLifetime: days(c.SignIn.LongestDays),
		RequestsPerMinute: c.Limits.RequestsPerMinute, SearchesPerMinute: c.Limits.RequestsPerMinute / 5})
	i.API = clientapi.New(clientapi.Options{Service: i.Service, Identity: i.Identity, Clock: i.Clock, Log: i.Log, Version: i.Version,
		Words: i.says, Notice: i.tells, About: i.about, Email: c.Theme.Email, Image: i.image, Photo: i.photo, UploadBytes: int64(c.Limits.UploadBytes), RequestTimeout: seconds(c.Limits.RequestSeconds),
		RequestsPerMinute: c.Limits.RequestsPerMinute, AppsPerHour: appsToSignIns * c.Limits.SignInsPerHour, Streams: i.streams})
	i.Mailer = &mailer.Mailer{Service: i.Service, Renderer: i.Renderer, Sender: i.parts.sender, Unsubscribe: i.unsubscribeToken,
		ReplyAddress: i.replyAddress}
	if err := i.openPush(ctx); err != nil {
		return err
	}
	i.metrics = newMetrics(i)
	i.runner = jobs.NewRunner(i.Store, owner(), i.Clock, i.handlers())
	i.runner.Log = i.Log
	i.Handler = i.router()
	i.Store.Watch(i.committed)
	i.Store.WatchJobs(i.runner.Wake)
	return nil
}

// fingerprint is of the issuer's key, for operators to compare; "" when it
// cannot be read.
func (i *Instance) fingerprint() string {
	ctx, cancel := context.WithTimeout(context.Background(), seconds(2))
	defer cancel()
	var k community.Key
	err := i.Store.View(ctx, func(tx community.Tx) (err error) { k, err = tx.CurrentKey(i.Identity.Issuer()); return err })
	if err != nil {
		return ""
	}
	return federation.Fingerprint(k.Public)
}

// image makes an uploaded picture anew.
func (i *Instance) image(data []byte) (community.ImageInput, error) {
	p, err := files.Image(newReader(data), i.imageLimits())
	if err != nil {
		return community.ImageInput{}, imageError(err)
	}
	return imageInput(p), nil
}

// Sides of a photograph: on its person's page, and beside what they write.
const (
	photoSide      = 320
	photoSmallSide = 96
)

// photo makes an uploaded photograph anew, in two sizes.
func (i *Instance) photo(data []byte) (community.PhotoInput, error) {
	p, err := files.Squares(newReader(data), i.imageLimits(), photoSide, photoSmallSide)
	if err != nil {
		return community.PhotoInput{}, imageError(err)
	}
	return community.PhotoInput{Large: imageInput(p[0]), Small: imageInput(p[1])}, nil
}

func (i *Instance) imageLimits() files.Limits {
	return files.Limits{Bytes: int64(i.Config.Limits.UploadBytes), Pixels: i.Config.Limits.ImagePixels}
}

// imageError says to the form what is wrong with a picture.
func imageError(err error) error {
	switch {
	case errors.Is(err, files.ErrNotImage):
		return community.FieldError("image", "error.image_type", nil)
	case errors.Is(err, files.ErrTooLarge):
		return community.FieldError("image", "error.image_large", nil)
	}
	return fmt.Errorf("instance: image: %w", err)
}

func imageInput(p files.Processed) community.ImageInput {
	return community.ImageInput{Digest: p.Digest, MediaType: p.MediaType, Data: p.Bytes, Width: p.Width, Height: p.Height}
}

// canonicalHost is the host by which peers know the instance.
func canonicalHost(c *config.Config) string {
	host, err := vocab.Host(c.URL + "/")
	if err != nil {
		return c.Origin().Host // Check has refused it
	}
	return host
}
