package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// addressTag is how many bytes of an address prove that it was made here.
const addressTag = 16

// addressForm is in lower case: mail programs and servers may change the case of an
// address.
var addressForm = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Address writes a few bytes as part of a mail address: nobody else can make one, or
// read it. It is as short as it can be (19 bytes become 56 characters), because a local
// part has at most 64: the same bytes give the same text (AES-CTR under HMAC-SHA-256 as
// synthetic IV).
func (b *Box) Address(plain []byte) string {
	tag := b.addressTag(plain)
	return addressForm.EncodeToString(append(tag, b.addressStream(tag, plain)...))
}

// OpenAddress reads what Address made, in whatever case, or answers ErrSealed.
func (b *Box) OpenAddress(text string) ([]byte, error) {
	raw, err := addressForm.DecodeString(strings.ToLower(text))
	if err != nil || len(raw) < addressTag || addressForm.EncodeToString(raw) != strings.ToLower(text) {
		return nil, ErrSealed
	}
	plain := b.addressStream(raw[:addressTag], raw[addressTag:])
	if !hmac.Equal(b.addressTag(plain), raw[:addressTag]) {
		return nil, ErrSealed
	}
	return plain, nil
}

func (b *Box) addressTag(plain []byte) []byte {
	mac := hmac.New(sha256.New, b.addresses[:keySize])
	mac.Write(plain)
	return mac.Sum(nil)[:addressTag]
}

func (b *Box) addressStream(tag, in []byte) []byte {
	block, err := aes.NewCipher(b.addresses[keySize:])
	if err != nil { // New has made the key of the right size
		panic(err)
	}
	out := make([]byte, len(in))
	cipher.NewCTR(block, tag).XORKeyStream(out, in)
	return out
}
