package seal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	box, err := New(bytes.Repeat([]byte{7}, keySize))
	if err != nil {
		t.Fatal(err)
	}
	other, err := New(make([]byte, keySize))
	if err != nil {
		t.Fatal(err)
	}
	plain := []byte("nineteen bytes long")
	text := box.Address(plain)
	if len(text) != 56 || strings.ToLower(text) != text {
		t.Errorf("address %q of %d characters", text, len(text))
	}
	for _, form := range []string{text, strings.ToUpper(text)} {
		if got, err := box.OpenAddress(form); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("OpenAddress(%q) = %q, %v", form, got, err)
		}
	}
	if raw, _ := addressForm.DecodeString(text); bytes.Contains(raw, plain[:8]) {
		t.Error("the address shows what it holds")
	}
	for i := range text { // every character counts
		forged := []byte(text)
		forged[i] = 'a' + (forged[i]-'a'+1)%26
		if forged[i] == text[i] {
			continue
		}
		if got, err := box.OpenAddress(string(forged)); !errors.Is(err, ErrSealed) {
			t.Errorf("forged at %d: %q, %v", i, got, err)
		}
	}
	for name, made := range map[string]string{"of another key": other.Address(plain), "cut": text[:40], "empty": "", "no letters": "reply+1", "longer": text + "a"} {
		if _, err := box.OpenAddress(made); !errors.Is(err, ErrSealed) {
			t.Errorf("%s: error %v, want ErrSealed", name, err)
		}
	}
}
