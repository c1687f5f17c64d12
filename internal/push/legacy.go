package push

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"headroom/community"
)

// sendLegacy sends in the coding that Mastodon used before RFC 8291, "aesgcm" of
// draft-ietf-webpush-encryption-04, which most apps that were ever written for it still
// ask for: they read the keys from headers.
func (s *Sender) sendLegacy(ctx context.Context, d community.PushDevice, text []byte) (*http.Response, error) {
	body, salt, public, err := aesgcm(d, text)
	if err != nil {
		return nil, err
	}
	token, err := s.vapid(d.Endpoint)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.Endpoint, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("Content-Encoding", "aesgcm")
	r.Header.Set("Encryption", "salt="+text64(salt))
	r.Header.Set("Crypto-Key", "dh="+text64(public)+";p256ecdsa="+s.Keys.Public)
	r.Header.Set("Authorization", "WebPush "+token)
	r.Header.Set("TTL", strconv.Itoa(kept))
	r.Header.Set("Urgency", "normal")
	return s.fetch.HTTP().Do(r)
}

func text64(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// aesgcm encrypts a text for a device, and gives what goes into the headers.
func aesgcm(d community.PushDevice, text []byte) (body, salt, public []byte, err error) {
	theirs, err := base64.RawURLEncoding.DecodeString(d.P256DH)
	if err != nil {
		return nil, nil, nil, err
	}
	auth, err := base64.RawURLEncoding.DecodeString(d.Auth)
	if err != nil {
		return nil, nil, nil, err
	}
	peer, err := ecdh.P256().NewPublicKey(theirs)
	if err != nil {
		return nil, nil, nil, err
	}
	once, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, nil, err
	}
	shared, err := once.ECDH(peer)
	if err != nil {
		return nil, nil, nil, err
	}
	salt, public = make([]byte, 16), once.PublicKey().Bytes()
	_, _ = rand.Read(salt) // never fails
	gcm, nonce, err := legacyKeys(shared, auth, salt, theirs, public)
	if err != nil {
		return nil, nil, nil, err
	}
	return gcm.Seal(nil, nonce, append([]byte{0, 0}, text...), nil), salt, public, nil // two bytes: no padding
}

// legacyKeys derives the key and the nonce of a message.
func legacyKeys(shared, auth, salt, theirs, ours []byte) (cipher.AEAD, []byte, error) {
	ikm, err := hkdf.Key(sha256.New, shared, auth, "Content-Encoding: auth\x00", 32)
	if err != nil {
		return nil, nil, err
	}
	sized := func(key []byte) string {
		return string(binary.BigEndian.AppendUint16(nil, uint16(len(key)))) + string(key)
	}
	about := "P-256\x00" + sized(theirs) + sized(ours)
	key, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aesgcm\x00"+about, 16)
	if err != nil {
		return nil, nil, err
	}
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00"+about, 12)
	if err != nil {
		return nil, nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, nil, err
	}
	gcm, err := cipher.NewGCM(block)
	return gcm, nonce, err
}

// vapid is a token by which a push service knows who sends (RFC 8292).
func (s *Sender) vapid(endpoint string) (string, error) {
	to, err := url.Parse(endpoint)
	if err != nil {
		return "", err
	}
	contact := s.Contact
	if !strings.HasPrefix(contact, "https:") {
		contact = "mailto:" + contact
	}
	claims, err := json.Marshal(map[string]any{"aud": to.Scheme + "://" + to.Host, "exp": time.Now().Add(12 * time.Hour).Unix(), "sub": contact})
	if err != nil {
		return "", err
	}
	raw, err := base64.RawURLEncoding.DecodeString(s.Keys.Private)
	if err != nil {
		return "", fmt.Errorf("push: own key: %w", err)
	}
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), raw)
	if err != nil {
		return "", fmt.Errorf("push: own key: %w", err)
	}
	said := text64([]byte(`{"typ":"JWT","alg":"ES256"}`)) + "." + text64(claims)
	sum := sha256.Sum256([]byte(said))
	x, y, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		return "", err
	}
	sig := make([]byte, 64)
	x.FillBytes(sig[:32])
	y.FillBytes(sig[32:])
	return said + "." + text64(sig), nil
}
