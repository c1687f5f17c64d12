// Package seal encrypts private keys with a key that lies in a file outside the
// database, so that a copy of the database alone signs nothing.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

const (
	keySize = 32
	version = 1 // first byte of everything sealed
)

// ErrSealed means that sealed bytes do not open: altered, of another key, or
// bound to something else.
var ErrSealed = errors.New("seal: cannot open")

// Box seals and opens with one key (AES-256-GCM, a random nonce each time). It
// is safe for concurrent use.
type Box struct {
	aead  cipher.AEAD
	names []byte // key of NameHash
	// addresses is the key of Address: one half proves, the other hides.
	addresses []byte
}

// Open gives the box of a key file, which it makes, with mode 0600, when it is
// not there. A key file that others may read, or of the wrong size, is an
// error.
func Open(path string) (*Box, error) {
	key, err := read(path)
	if errors.Is(err, os.ErrNotExist) {
		if err = create(path); err == nil {
			key, err = read(path) // another process may have been first
		}
	}
	if err != nil {
		return nil, fmt.Errorf("seal: key file: %w", err)
	}
	return New(key)
}

// New gives the box of a key of 32 bytes.
func New(key []byte) (*Box, error) {
	if len(key) != keySize {
		return nil, fmt.Errorf("seal: key of %d bytes, want %d", len(key), keySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	names, err := hkdf.Key(sha256.New, key, nil, "headroom names of heads in registers", keySize)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	addresses, err := hkdf.Key(sha256.New, key, nil, "headroom addresses to reply to", 2*keySize)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return &Box{aead: aead, names: names, addresses: addresses}, nil
}

// NameHash is the keyed hash (HMAC-SHA-256) of a form of a head's name at a
// school of a register. Its key follows from the key file and is used for
// nothing else.
func (b *Box) NameHash(school, form string) []byte {
	mac := hmac.New(sha256.New, b.names)
	mac.Write([]byte(school))
	mac.Write([]byte{0})
	mac.Write([]byte(form))
	return mac.Sum(nil)
}

// Seal encrypts plain and binds it to what it belongs to: the same bound is
// needed to open it. The error is always nil.
func (b *Box) Seal(plain, bound []byte) ([]byte, error) {
	return b.aead.Seal([]byte{version}, nil, plain, bound), nil
}

// Open decrypts what Seal made with the same key and bound, or answers
// ErrSealed.
func (b *Box) Open(sealed, bound []byte) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != version {
		return nil, ErrSealed
	}
	plain, err := b.aead.Open(nil, nil, sealed[1:], bound)
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

func read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s may be read by others (mode %04o); set it to 0600", path, info.Mode().Perm())
	}
	return os.ReadFile(path)
}

// create makes a key file whole or not at all: it is written and synced under
// another name, and linked, which never replaces a file that is there.
func create(path string) error {
	key := make([]byte, keySize)
	rand.Read(key) // never fails
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(key)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
