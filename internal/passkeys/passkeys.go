// Package passkeys makes and checks what browsers do with passkeys: WebAuthn Level 3
// by go-webauthn, with one relying party, the host of the instance. Passkeys must be
// kept by the device (no name has to be typed) and must verify their holder (finger,
// face or PIN): that makes each of them two factors. What a device says of its maker
// is not asked for. Whose passkey it is and what it opens is decided elsewhere.
package passkeys

import (
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"headroom/community"
)

// Party is the relying party of one instance. It is safe for concurrent use.
type Party struct{ web *webauthn.WebAuthn }

// New makes the relying party of an origin. Its id is the origin's host, without a
// port: passkeys of one instance open no other.
func New(origin, name string) (*Party, error) {
	u, err := url.Parse(origin)
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	w, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: name, RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired,
			RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired}})
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	return &Party{w}, nil
}

// owner is an account as the library asks for it.
type owner struct {
	of   community.PasskeyOwner
	keys []webauthn.Credential
}

func (o owner) WebAuthnID() []byte                         { return o.of.Handle }
func (o owner) WebAuthnName() string                       { return o.of.Email }
func (o owner) WebAuthnDisplayName() string                { return o.of.Name }
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }

// Create implements community.Passkeys.
func (p *Party) Create(of community.PasskeyOwner, have []community.Passkey) (community.Ceremony, error) {
	o := owner{of: of}
	for _, k := range have {
		o.keys = append(o.keys, credential(k))
	}
	creation, session, err := p.web.BeginRegistration(o, webauthn.WithExclusions(webauthn.Credentials(o.keys).CredentialDescriptors()))
	if err != nil {
		return community.Ceremony{}, fmt.Errorf("passkeys: %w", err)
	}
	return ceremony(creation.Response, session)
}

// Request implements community.Passkeys.
func (p *Party) Request() (community.Ceremony, error) {
	assertion, session, err := p.web.BeginDiscoverableLogin()
	if err != nil {
		return community.Ceremony{}, fmt.Errorf("passkeys: %w", err)
	}
	return ceremony(assertion.Response, session)
}

func ceremony(options any, session *webauthn.SessionData) (c community.Ceremony, err error) {
	c.Challenge = session.Challenge
	if c.Options, err = json.Marshal(options); err == nil {
		c.State, err = json.Marshal(session)
	}
	return c, err
}

// wrong is the answer to everything that is not what was asked for: a user sees
// that it did not work, the log what it was.
func wrong(err error) error {
	return &community.Error{Class: community.Invalid, Field: "passkey", Key: "error.passkey_wrong", Cause: err}
}

// Read implements community.Passkeys.
func (p *Party) Read(answer []byte) (r community.PasskeyAnswer, err error) {
	var in struct {
		RawID    protocol.URLEncodedBase64 `json:"rawId"`
		Response struct {
			ClientData protocol.URLEncodedBase64 `json:"clientDataJSON"`
			Handle     protocol.URLEncodedBase64 `json:"userHandle"`
		} `json:"response"`
	}
	if err := json.Unmarshal(answer, &in); err != nil {
		return r, wrong(err)
	}
	var data protocol.CollectedClientData
	if err := json.Unmarshal(in.Response.ClientData, &data); err != nil {
		return r, wrong(err)
	}
	return community.PasskeyAnswer{Challenge: data.Challenge, Credential: in.RawID, Handle: in.Response.Handle}, nil
}

// Created implements community.Passkeys.
func (p *Party) Created(of community.PasskeyOwner, state, answer []byte) (k community.Passkey, err error) {
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return k, fmt.Errorf("passkeys: %w", err)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return k, wrong(err)
	}
	c, err := p.web.CreateCredential(owner{of: of}, session, parsed)
	if err != nil {
		return k, wrong(err)
	}
	k = community.Passkey{Credential: c.ID, PublicKey: c.PublicKey, AAGUID: append([]byte{}, c.Authenticator.AAGUID...)}
	for _, t := range c.Transport {
		k.Transports = append(k.Transports, string(t))
	}
	return after(k, *c), nil
}

// Asserted implements community.Passkeys.
func (p *Party) Asserted(of community.PasskeyOwner, k community.Passkey, state, answer []byte) (_ community.Passkey, copied bool, err error) {
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return k, false, fmt.Errorf("passkeys: %w", err)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return k, false, wrong(err)
	}
	o := owner{of, []webauthn.Credential{credential(k)}}
	c, err := p.web.ValidateDiscoverableLogin(func(_, _ []byte) (webauthn.User, error) { return o, nil }, session, parsed)
	if err != nil {
		return k, false, wrong(err)
	}
	return after(k, *c), c.Authenticator.CloneWarning, nil
}

// after takes over what changes with each use.
func after(k community.Passkey, c webauthn.Credential) community.Passkey {
	k.SignCount, k.Flags = int64(c.Authenticator.SignCount), int64(c.Flags.ProtocolValue())
	return k
}

// credential is a passkey as the library asks for it.
func credential(k community.Passkey) webauthn.Credential {
	c := webauthn.Credential{ID: k.Credential, PublicKey: k.PublicKey, Flags: webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(k.Flags)),
		Authenticator: webauthn.Authenticator{AAGUID: k.AAGUID, SignCount: uint32(k.SignCount)}}
	for _, t := range k.Transports {
		c.Transport = append(c.Transport, protocol.AuthenticatorTransport(t))
	}
	return c
}
