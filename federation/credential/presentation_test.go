package credential

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"headroom/federation/sign"
)

func present(t testing.TB, vc []byte) []byte {
	t.Helper()
	raw, err := Present(vc, headB, groupS, followB, now, headKey, headVM)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func verifyPresented(raw []byte, at time.Time) (Presentation, error) {
	return VerifyPresentation(raw, sign.Public(headKey), headB, groupS, followB, at)
}

func TestPresentation(t *testing.T) {
	t.Parallel()
	vc := issue(t, claims())
	p, err := verifyPresented(present(t, vc), now)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(p.Raw, vc) || p.Holder != headB || p.Proof.Challenge != followB {
		t.Error("the credential's bytes changed")
	}
	if _, err := Verify(p.Raw, sign.Public(issuerKey), now, Options{Issuer: issuerB, Subject: p.Holder}); err != nil {
		t.Error(err)
	}
}

func TestPresentationTime(t *testing.T) {
	t.Parallel()
	raw := present(t, issue(t, claims()))
	for _, r := range []struct {
		after time.Duration
		want  error
	}{{0, nil}, {10 * time.Minute, nil}, {10*time.Minute + time.Second, ErrStale}, {-5 * time.Minute, nil}, {-5*time.Minute - time.Second, ErrNotYetValid}} {
		if _, err := verifyPresented(raw, now.Add(r.after)); !errors.Is(err, r.want) {
			t.Errorf("%v: %v, want %v", r.after, err, r.want)
		}
	}
}

func TestVerifyPresentationRefuses(t *testing.T) {
	t.Parallel()
	vc := issue(t, claims())
	other := claims()
	other.Subject = "https://b.example/u/32"
	others := issue(t, other)
	alien := rewrite(t, vc, issuerKey, set("credentialSubject/id", "https://t.example/u/1"))
	value := func(raw ...[]byte) (out []any) {
		for _, r := range raw {
			out = append(out, json.RawMessage(r))
		}
		return out
	}
	verify := func(raw []byte) error {
		_, err := verifyPresented(raw, now)
		return err
	}
	refuses(t, present(t, vc), headKey, verify, []refusal{
		{"no credential", set("verifiableCredential", []any{}), ErrMalformed},
		{"absent credential", set("verifiableCredential", nil), ErrMalformed},
		{"two credentials", set("verifiableCredential", value(vc, vc)), ErrMalformed},
		{"credential not in a list", set("verifiableCredential", json.RawMessage(vc)), ErrMalformed},
		{"credential a text", set("verifiableCredential", []any{"https://b.example/credentials/9"}), sign.ErrProof},
		{"another's credential", set("verifiableCredential", value(others)), ErrSubject},
		{"credential across origins", set("verifiableCredential", value(alien)), ErrIssuer},
		{"holder is another", set("holder", "https://b.example/u/32"), ErrHolder},
		{"no holder", set("holder", nil), ErrMalformed},
		{"other type", set("type", []any{"VerifiablePresentation", "X"}), ErrMalformed},
		{"other context", set("@context", []any{"https://www.w3.org/2018/credentials/v1"}), ErrMalformed},
		{"unknown member", set("id", "https://b.example/p/1"), ErrMalformed},
	})
	raw := present(t, vc)
	for _, r := range []struct {
		name                      string
		holder, domain, challenge string
		want                      error
	}{
		{"as presented", headB, groupS, followB, nil},
		{"another holder", "https://b.example/u/32", groupS, followB, ErrHolder},
		{"another group", headB, "https://s.example/g/13", followB, ErrDomain},
		{"another follow", headB, groupS, followB + "0", ErrChallenge},
	} {
		if _, err := VerifyPresentation(raw, sign.Public(headKey), r.holder, r.domain, r.challenge, now); !errors.Is(err, r.want) {
			t.Errorf("%s: %v, want %v", r.name, err, r.want)
		}
	}
	if _, err := verifyPresented(bytes.Replace(raw, []byte("Ysgol"), []byte("Colegau"), 1), now); !errors.Is(err, sign.ErrProof) {
		t.Error("altered credential:", err)
	}
}

func TestPresentRefuses(t *testing.T) {
	t.Parallel()
	vc := issue(t, claims())
	two := append(append(bytes.Clone(vc), ','), vc...)
	for name, c := range map[string]struct {
		vc                        []byte
		holder, group, follow, vm string
	}{
		"two credentials":      {two, headB, groupS, followB, headVM},
		"closing the list":     {append(bytes.Clone(vc), `],"x":[1`...), headB, groupS, followB, headVM},
		"not JSON":             {[]byte("x"), headB, groupS, followB, headVM},
		"no group":             {vc, headB, "", followB, headVM},
		"no follow":            {vc, headB, groupS, "", headVM},
		"another's key":        {vc, headB, groupS, followB, issuerVM},
		"another's credential": {vc, "https://b.example/u/32", groupS, followB, "https://b.example/u/32#k"},
	} {
		if raw, err := Present(c.vc, c.holder, c.group, c.follow, now, headKey, c.vm); err == nil || raw != nil {
			t.Errorf("%s: presented", name)
		}
	}
}

func FuzzReadPresentation(f *testing.F) {
	f.Add(present(f, issue(f, claims())))
	f.Add([]byte(`{"verifiableCredential":[{}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := verifyPresented(raw, now)
		if err == nil && (p.Holder != headB || p.Credential.Subject != headB) {
			t.Fatalf("%+v", p)
		}
	})
}
