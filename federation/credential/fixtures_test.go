package credential

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"headroom/federation/sign"
)

// The cast: issuer B with its head, group S, and one who is neither.
const (
	issuerB  = "https://b.example/issuer"
	issuerA  = "https://a.example/issuer"
	headB    = "https://b.example/u/31"
	groupS   = "https://s.example/g/12"
	followB  = "https://b.example/u/31/follows/5"
	issuerVM = issuerB + "#ed25519-1"
	headVM   = headB + "#ed25519-1"
	groupVM  = groupS + "#ed25519-1"
)

var (
	issuerKey = testKey(1)
	headKey   = testKey(2)
	groupKey  = testKey(3)
	wrongKey  = testKey(4)
	now       = time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)
)

func testKey(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
}

func claims() Claims {
	return Claims{
		ID: "https://b.example/credentials/9", Type: Headteacher, Issuer: issuerB, Subject: headB, Name: "Sampl Pennaeth <Sample>",
		Nation: "CYM", Authority: "W06000002", Phases: []string{"primary"}, School: "Ysgol Sampl", SchoolID: "6612001",
		ValidFrom: now.AddDate(0, -1, 0), ValidUntil: now.AddDate(0, 11, 0),
		Status: []StatusEntry{
			{Revocation, "https://b.example/status/revocation/1", 94567},
			{Suspension, "https://b.example/status/suspension/1", 94567},
		},
	}
}

func issue(t testing.TB, c Claims) []byte {
	t.Helper()
	raw, err := Issue(c, now, issuerKey, issuerVM)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// rewrite changes a document and signs it again, so that a refusal is for the
// change and not for the proof.
func rewrite(t testing.TB, raw []byte, key ed25519.PrivateKey, edit func(doc map[string]any)) []byte {
	t.Helper()
	p, err := sign.ReadProof(raw)
	if err != nil {
		t.Fatal(err)
	}
	o := sign.ProofOptions(p)
	return rewriteProof(t, raw, key, o, edit)
}

func rewriteProof(t testing.TB, raw []byte, key ed25519.PrivateKey, o sign.ProofOptions, edit func(doc map[string]any)) []byte {
	t.Helper()
	var doc map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	delete(doc, "proof")
	edit(doc)
	plain, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	out, err := sign.AddProof(plain, o, key)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func set(path string, value any) func(map[string]any) {
	return func(doc map[string]any) {
		names := strings.Split(path, "/")
		for _, n := range names[:len(names)-1] {
			doc = doc[n].(map[string]any)
		}
		if value == nil {
			delete(doc, names[len(names)-1])
		} else {
			doc[names[len(names)-1]] = value
		}
	}
}

type refusal struct {
	name string
	edit func(map[string]any)
	want error
}

// refuses runs a table of edits over one good document.
func refuses(t *testing.T, good []byte, key ed25519.PrivateKey, verify func(raw []byte) error, rows []refusal) {
	t.Helper()
	if err := verify(good); err != nil {
		t.Fatal("the good one:", err)
	}
	if err := verify(rewrite(t, good, key, func(map[string]any) {})); err != nil {
		t.Fatal("the good one, written again:", err)
	}
	for _, r := range rows {
		if err := verify(rewrite(t, good, key, r.edit)); !errors.Is(err, r.want) {
			t.Errorf("%s: %v, want %v", r.name, err, r.want)
		}
	}
	if err := verify(rewrite(t, good, wrongKey, func(map[string]any) {})); !errors.Is(err, sign.ErrProof) {
		t.Errorf("forged: %v", err)
	}
	p, err := sign.ReadProof(good)
	if err != nil {
		t.Fatal(err)
	}
	purpose := sign.ProofOptions{VerificationMethod: p.VerificationMethod, Purpose: sign.Authentication, Created: p.Created, Domain: "https://x.example/g", Challenge: "https://x.example/f"}
	if p.Purpose == sign.Authentication {
		purpose = sign.ProofOptions{VerificationMethod: p.VerificationMethod, Created: p.Created}
	}
	if err := verify(rewriteProof(t, good, key, purpose, func(map[string]any) {})); !errors.Is(err, sign.ErrProof) {
		t.Errorf("proof for another purpose: %v", err)
	}
	for name, raw := range map[string]string{
		"nothing": "", "not JSON": string(good[1:]), "a list": "[" + string(good) + "]", "null": "null", "huge": string(good) + strings.Repeat(" ", maxListDoc),
		"a name twice": `{"id":"https://b.example/x",` + string(good[1:]),
	} {
		if err := verify([]byte(raw)); !errors.Is(err, ErrMalformed) && !errors.Is(err, sign.ErrProof) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
