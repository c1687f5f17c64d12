package mail

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	netmail "net/mail"
	"os"
	"path/filepath"
	"time"
)

type directory struct {
	dir  string
	from *netmail.Address
}

// NewDirectory returns a sender that writes each mail into dir (made when it is
// not there) as a file ending in .eml, for instances without a mail server. The
// names sort by time; the files are for the owner alone, as they hold links
// that sign people in.
func NewDirectory(dir, from string) (Sender, error) {
	a, err := netmail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("mail: sender %q: %w", from, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &directory{dir: dir, from: a}, nil
}

// Send implements Sender. The file appears whole or not at all.
func (d *directory) Send(_ context.Context, m Message) error {
	msg, err := compose(d.from, m)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return never("write: %w", err)
	}
	name := time.Now().UTC().Format("20060102T150405.000000Z-") + rand.Text()[:8] + ".eml"
	path := filepath.Join(d.dir, name)
	if err := os.WriteFile(path+".part", b.Bytes(), 0o600); err != nil {
		return &Error{Err: err}
	}
	if err := os.Rename(path+".part", path); err != nil {
		return &Error{Err: err}
	}
	return nil
}
