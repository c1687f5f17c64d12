package signon

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"headroom/community"
)

// skew is how far the clocks of a service and of this machine may differ.
const skew = 2 * time.Minute

// algorithms are the signatures that are taken: never none, and never one with
// a shared secret.
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// Claims implements community.SignOns.
func (s *Services) Claims(ctx context.Context, id, code string, secrets community.SignOnSecrets) (community.SignOnClaims, error) {
	var none community.SignOnClaims
	ctx, cancel := s.asking(ctx)
	defer cancel()
	one, p, err := s.discover(ctx, id)
	if err != nil {
		return none, err
	}
	tokens, err := s.client(one, p).Exchange(ctx, code, oauth2.VerifierOption(secrets.Verifier))
	if err != nil {
		return none, exchangeProblem(err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	if raw == "" {
		return none, problem(community.SignOnToken, "no token", nil)
	}
	token, err := s.verify(ctx, one, p, raw)
	if err != nil {
		return none, err
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(secrets.Nonce)) != 1:
		return none, problem(community.SignOnToken, "nonce", nil)
	case token.AccessTokenHash != "" && token.VerifyAccessToken(tokens.AccessToken) != nil:
		return none, problem(community.SignOnToken, "at_hash", nil)
	}
	var all claims
	if err := token.Claims(&all); err != nil {
		return none, problem(community.SignOnToken, "claims", nil)
	}
	if err := s.more(ctx, one, p, tokens, token.Subject, &all); err != nil {
		return none, err
	}
	return community.SignOnClaims{Subject: token.Subject, Schools: all.values(one.SchoolClaim), Roles: all.values(one.RoleClaim),
		Email: first(all.values(one.EmailClaim))}, nil
}

// exchangeProblem says why a code was not exchanged.
func exchangeProblem(err error) error {
	var refused *oauth2.RetrieveError
	switch {
	case !errors.As(err, &refused):
		return problem(community.SignOnAway, "token endpoint", outline(err))
	case refused.Response != nil && refused.Response.StatusCode >= 500:
		return problem(community.SignOnAway, "token endpoint", nil)
	case word.MatchString(refused.ErrorCode):
		return problem(community.SignOnRefused, refused.ErrorCode, nil)
	}
	return problem(community.SignOnRefused, "code", nil)
}

// word is what an error code of RFC 6749 can look like.
var word = regexp.MustCompile(`^[a-z_]{1,40}$`)

// verify checks an ID token (OpenID Connect Core 3.1.3.7): signature, issuer,
// audience, authorised party, and times within skew.
func (s *Services) verify(ctx context.Context, one Service, p *oidc.Provider, raw string) (*oidc.IDToken, error) {
	token, err := p.Verifier(&oidc.Config{ClientID: one.ClientID, SupportedSigningAlgs: algorithms,
		Now: func() time.Time { return s.clock().Add(-skew) }}).Verify(ctx, raw)
	if err != nil {
		return nil, s.whatFailed(ctx, one, p, raw, err)
	}
	var c struct {
		Party     string      `json:"azp"`
		NotBefore json.Number `json:"nbf"`
	}
	if err := token.Claims(&c); err != nil {
		return nil, problem(community.SignOnToken, "claims", nil)
	}
	latest := s.clock().Add(skew)
	switch {
	case c.Party != "" && c.Party != one.ClientID, c.Party == "" && len(token.Audience) > 1:
		return nil, problem(community.SignOnToken, "party", nil)
	case token.IssuedAt.IsZero() || token.IssuedAt.After(latest):
		return nil, problem(community.SignOnClock, "issued", nil)
	case notBefore(c.NotBefore).After(latest):
		return nil, problem(community.SignOnClock, "not yet", nil)
	}
	return token, nil
}

// notBefore reads a NumericDate; the zero time when there is none.
func notBefore(n json.Number) time.Time {
	f, err := n.Float64()
	if err != nil {
		return time.Time{}
	}
	return time.Unix(int64(f), 0)
}

// whatFailed finds which check a token did not pass, for the record: where its
// signature is good, what it says can be looked at.
func (s *Services) whatFailed(ctx context.Context, one Service, p *oidc.Provider, raw string, err error) error {
	if expired := new(oidc.TokenExpiredError); errors.As(err, &expired) {
		return problem(community.SignOnClock, "expired", nil)
	}
	if strings.Contains(err.Error(), "fetching keys") { // the library hides the cause
		return problem(community.SignOnAway, "keys", nil)
	}
	token, unsigned := p.Verifier(&oidc.Config{SkipClientIDCheck: true, SkipExpiryCheck: true, SkipIssuerCheck: true,
		SupportedSigningAlgs: algorithms}).Verify(ctx, raw)
	switch {
	case unsigned != nil:
		return problem(community.SignOnToken, "signature", nil)
	case token.Issuer != one.Issuer:
		return problem(community.SignOnToken, "issuer", nil)
	case !slices.Contains(token.Audience, one.ClientID):
		return problem(community.SignOnToken, "audience", nil)
	}
	return problem(community.SignOnClock, "not yet", nil)
}

// more asks the UserInfo endpoint for claims that the ID token does not hold.
// What it says must be about the same subject (OpenID Connect Core 5.3.2).
func (s *Services) more(ctx context.Context, one Service, p *oidc.Provider, tokens *oauth2.Token, subject string, all *claims) error {
	lacks := func(name string) bool { return name != "" && len(all.values(name)) == 0 }
	if p.UserInfoEndpoint() == "" || !lacks(one.SchoolClaim) && !lacks(one.RoleClaim) && !lacks(one.EmailClaim) {
		return nil
	}
	info, err := p.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil {
		return problem(community.SignOnAway, "userinfo", outline(err))
	}
	if info.Subject != subject {
		return problem(community.SignOnToken, "subject", nil)
	}
	var further claims
	if err := info.Claims(&further); err != nil {
		return problem(community.SignOnToken, "claims", nil)
	}
	for name, value := range further.tree {
		if _, held := all.tree[name]; !held {
			all.tree[name] = value
		}
	}
	return nil
}

// claims is what a service says, as JSON.
type claims struct{ tree map[string]any }

// UnmarshalJSON keeps numbers as they were written.
func (c *claims) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&c.tree); err != nil {
		return fmt.Errorf("signon: %w", err)
	}
	if c.tree == nil {
		c.tree = map[string]any{}
	}
	return nil
}
