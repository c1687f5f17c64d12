// Package passkeytest is a device with passkeys, in software: what a browser sends
// when its user has shown a finger. Tests change what it says to see it refused.
package passkeytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"

	"github.com/fxamacker/cbor/v2"
)

// Device holds one passkey. Its fields may be changed between uses.
type Device struct {
	Origin, Party string
	ID, Handle    []byte
	Count         uint32 // shown at the next use and then counted up; stays 0 where Still
	Still         bool   // counts nothing
	Unverified    bool   // shows no finger
	Kind          string // what the client data says it is, where it lies
	key           *ecdsa.PrivateKey
}

// New makes a device at an origin, whose party is the origin's host.
func New(origin, party string) *Device {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader) // fails never
	id := make([]byte, 32)
	rand.Read(id)
	return &Device{Origin: origin, Party: party, ID: id, Count: 1, key: key}
}

// options are those of either ceremony that a device needs.
type options struct {
	Challenge string `json:"challenge"`
	User      struct {
		ID string `json:"id"`
	} `json:"user"`
}

const (
	present  = 0x01
	verified = 0x04
	attested = 0x40
)

// Create answers options for a new passkey.
func (d *Device) Create(opts []byte) []byte {
	o := read(opts)
	d.Handle, _ = base64.RawURLEncoding.DecodeString(o.User.ID)
	public, _ := d.key.PublicKey.Bytes() // 4, x, y
	cose, _ := cbor.Marshal(map[int]any{1: 2, 3: -7, -1: 1, -2: public[1:33], -3: public[33:]})
	data := d.data(attested)
	data = append(data, make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.ID)))
	data = append(append(data, d.ID...), cose...)
	object, _ := cbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})
	return d.answer(map[string]any{"clientDataJSON": text(d.client("webauthn.create", o.Challenge)), "attestationObject": text(object),
		"transports": []string{"internal"}})
}

// Sign answers options for a sign-in.
func (d *Device) Sign(opts []byte) []byte {
	data, client := d.data(0), d.client("webauthn.get", read(opts).Challenge)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(data[:len(data):len(data)], hash[:]...))
	signature, _ := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	return d.answer(map[string]any{"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature),
		"userHandle": text(d.Handle)})
}

// data is the authenticator data before what a new passkey adds.
func (d *Device) data(flags byte) []byte {
	hash := sha256.Sum256([]byte(d.Party))
	flags |= present
	if !d.Unverified {
		flags |= verified
	}
	count := d.Count
	if d.Still {
		count = 0
	} else {
		d.Count++
	}
	return binary.BigEndian.AppendUint32(append(hash[:], flags), count)
}

func (d *Device) client(kind, challenge string) []byte {
	if d.Kind != "" {
		kind = d.Kind
	}
	b, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.Origin, "crossOrigin": false})
	return b
}

func (d *Device) answer(response map[string]any) []byte {
	b, _ := json.Marshal(map[string]any{"id": text(d.ID), "rawId": text(d.ID), "type": "public-key", "authenticatorAttachment": "platform",
		"clientExtensionResults": map[string]any{}, "response": response})
	return b
}

func read(opts []byte) (o options) {
	_ = json.Unmarshal(opts, &o) // what is not there is refused
	return o
}

func text(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
