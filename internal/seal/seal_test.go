package seal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestSealAndOpen(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	first, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	other, err := New(make([]byte, keySize))
	if err != nil {
		t.Fatal(err)
	}
	plain, bound := []byte("a private key"), []byte("https://a.example/u/1#ed25519-1")
	sealed, err := first.Seal(plain, bound)
	if err != nil {
		t.Fatal(err)
	}
	if twice, _ := first.Seal(plain, bound); bytes.Contains(sealed, plain) || bytes.Equal(sealed, twice) {
		t.Error("sealed bytes show what they hold")
	}
	got, err := again.Open(sealed, bound)
	if err != nil || !bytes.Equal(got, plain) {
		t.Errorf("Open = %q, %v", got, err)
	}
	altered := bytes.Clone(sealed)
	altered[len(altered)-1] ^= 1
	refused := []struct {
		name   string
		box    *Box
		sealed []byte
		bound  []byte
	}{
		{"altered", first, altered, bound},
		{"bound to another", first, sealed, []byte("https://a.example/u/2#ed25519-1")},
		{"another key", other, sealed, bound},
		{"cut", first, sealed[:10], bound},
		{"empty", first, nil, bound},
		{"another version", first, append([]byte{9}, sealed[1:]...), bound},
	}
	for _, tt := range refused {
		if _, err := tt.box.Open(tt.sealed, tt.bound); !errors.Is(err, ErrSealed) {
			t.Errorf("%s: error %v, want ErrSealed", tt.name, err)
		}
	}
}

func TestKeyFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "key")
	if _, err := Open(path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() != keySize {
		t.Errorf("key file: %v, %v", info, err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil {
		t.Error("a key file that the group may read was taken")
	}
	short := filepath.Join(t.TempDir(), "short")
	if err := os.WriteFile(short, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(short); err == nil {
		t.Error("a short key was taken")
	}
	if _, err := Open(filepath.Join(t.TempDir(), "no", "such", "folder")); err == nil {
		t.Error("a key file in no folder was made")
	}
}
