package credential

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/federation/sign"
)

func TestIssueAndVerify(t *testing.T) {
	t.Parallel()
	for _, kind := range []Type{Headteacher, AspiringHead, Facilitator} {
		want := claims()
		want.Type = kind
		raw := issue(t, want)
		got, err := Verify(raw, sign.Public(issuerKey), now, Options{Issuer: issuerB, Subject: headB, Types: []Type{kind}})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got.Claims); diff != "" {
			t.Error(diff)
		}
		if got.Proof.VerificationMethod != issuerVM || !strings.Contains(string(raw), `"hr:office":"`+kind.Office()+`"`) {
			t.Error(string(raw))
		}
	}
	least := claims()
	least.Nation, least.Authority, least.Phases, least.School, least.SchoolID = "", "", nil, "", ""
	if _, err := Verify(issue(t, least), sign.Public(issuerKey), now, Options{}); err != nil {
		t.Error("without optional claims:", err)
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	verify := func(raw []byte) error {
		_, err := Verify(raw, sign.Public(issuerKey), now, Options{})
		return err
	}
	status := func(list string, index any) []any {
		entry := func(purpose string) map[string]any {
			return map[string]any{"type": "BitstringStatusListEntry", "statusPurpose": purpose, "statusListIndex": index, "statusListCredential": list}
		}
		return []any{entry(Revocation), entry(Suspension)}
	}
	refuses(t, issue(t, claims()), issuerKey, verify, []refusal{
		{"subject elsewhere", set("credentialSubject/id", "https://t.example/u/1"), ErrIssuer},
		{"subject on another port", set("credentialSubject/id", "https://b.example:8443/u/31"), ErrIssuer},
		{"subject on http", set("credentialSubject/id", "http://b.example/u/31"), ErrIssuer},
		{"issuer elsewhere", set("issuer", "https://t.example/issuer"), ErrIssuer},
		{"issuer another actor", set("issuer", "https://b.example/u/32"), ErrIssuer},
		{"issuer with a fragment", set("issuer", issuerB+"#x"), ErrMalformed},
		{"issuer an object", set("issuer", map[string]any{"id": issuerB}), ErrMalformed},
		{"status elsewhere", set("credentialStatus", status("https://t.example/status/1", "1")), ErrIssuer},
		{"no status", set("credentialStatus", nil), ErrMalformed},
		{"empty status", set("credentialStatus", []any{}), ErrMalformed},
		{"one status", set("credentialStatus", status("https://b.example/s/1", "1")[:1]), ErrMalformed},
		{"two revocations", set("credentialStatus", append(status("https://b.example/s/1", "1")[:1], status("https://b.example/s/1", "1")[:1]...)), ErrMalformed},
		{"index a number", set("credentialStatus", status("https://b.example/s/1", 1)), ErrMalformed},
		{"index negative", set("credentialStatus", status("https://b.example/s/1", "-1")), ErrMalformed},
		{"index padded", set("credentialStatus", status("https://b.example/s/1", "01")), ErrMalformed},
		{"index out of any list", set("credentialStatus", status("https://b.example/s/1", "8388608")), ErrMalformed},
		{"13 months", set("validUntil", "2027-11-02T09:30:01Z"), ErrMalformed},
		{"ends before it starts", set("validUntil", "2026-10-02T09:30:00Z"), ErrMalformed},
		{"no end", set("validUntil", nil), ErrMalformed},
		{"end with offset", set("validUntil", "2027-01-01T00:00:00+00:00"), ErrMalformed},
		{"other context", set("@context", []any{"https://www.w3.org/ns/credentials/v2"}), ErrMalformed},
		{"old context", set("@context", []any{"https://www.w3.org/2018/credentials/v1"}), ErrMalformed},
		{"another type", set("type", []any{"VerifiableCredential", "AlumniCredential"}), ErrMalformed},
		{"two types", set("type", []any{"VerifiableCredential", "HeadteacherCredential", "FacilitatorCredential"}), ErrMalformed},
		{"type a text", set("type", "HeadteacherCredential"), ErrMalformed},
		{"office of another type", set("credentialSubject/hr:office", "facilitator"), ErrMalformed},
		{"no office", set("credentialSubject/hr:office", nil), ErrMalformed},
		{"no name", set("credentialSubject/name", nil), ErrMalformed},
		{"endless name", set("credentialSubject/name", strings.Repeat("x", maxText+1)), ErrMalformed},
		{"no subject", set("credentialSubject", nil), ErrMalformed},
		{"subject a list", set("credentialSubject", []any{map[string]any{"id": headB}}), ErrMalformed},
		{"phase a text", set("credentialSubject/hr:phase", "primary"), ErrMalformed},
		{"phase of nulls", set("credentialSubject/hr:phase", []any{nil}), ErrMalformed},
		{"phase twice", set("credentialSubject/hr:phase", []any{"primary", "primary"}), ErrMalformed},
		{"unknown claim", set("credentialSubject/hr:power", "all"), ErrMalformed},
		{"unknown member", set("evidence", "x"), ErrMalformed},
		{"case-variant member", set("Issuer", issuerB), ErrMalformed},
		{"id not a URL", set("id", "urn:uuid:1"), ErrMalformed},
	})
}

func TestVerifyTime(t *testing.T) {
	t.Parallel()
	c := claims()
	raw := issue(t, c)
	for _, r := range []struct {
		name string
		at   time.Time
		want error
	}{
		{"at the start", c.ValidFrom, nil},
		{"five minutes before", c.ValidFrom.Add(-5 * time.Minute), nil},
		{"earlier", c.ValidFrom.Add(-5*time.Minute - time.Second), ErrNotYetValid},
		{"last second", c.ValidUntil.Add(-time.Second), nil},
		{"at the end", c.ValidUntil, ErrExpired},
	} {
		if _, err := Verify(raw, sign.Public(issuerKey), r.at, Options{}); !errors.Is(err, r.want) {
			t.Errorf("%s: %v, want %v", r.name, err, r.want)
		}
	}
}

func TestVerifyOptions(t *testing.T) {
	t.Parallel()
	raw := issue(t, claims())
	for _, r := range []struct {
		name string
		key  ed25519.PublicKey
		opts Options
		want error
	}{
		{"nothing expected", sign.Public(issuerKey), Options{}, nil},
		{"all as expected", sign.Public(issuerKey), Options{issuerB, headB, []Type{Facilitator, Headteacher}}, nil},
		{"another issuer", sign.Public(issuerKey), Options{Issuer: issuerA}, ErrIssuer},
		{"another subject", sign.Public(issuerKey), Options{Subject: "https://b.example/u/32"}, ErrSubject},
		{"type not admitted", sign.Public(issuerKey), Options{Types: []Type{AspiringHead}}, ErrType},
		{"another key", sign.Public(wrongKey), Options{}, sign.ErrProof},
		{"no key", nil, Options{}, sign.ErrProof},
	} {
		if _, err := Verify(raw, r.key, now, r.opts); !errors.Is(err, r.want) {
			t.Errorf("%s: %v, want %v", r.name, err, r.want)
		}
	}
	if _, err := Verify([]byte(strings.Replace(string(raw), "Ysgol", "Colegau", 1)), sign.Public(issuerKey), now, Options{}); !errors.Is(err, sign.ErrProof) {
		t.Error("altered:", err)
	}
}

func TestIssueRefuses(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*Claims){
		"13 months":        func(c *Claims) { c.ValidUntil = c.ValidFrom.AddDate(1, 0, 1) },
		"no type":          func(c *Claims) { c.Type = "" },
		"foreign subject":  func(c *Claims) { c.Subject = "https://t.example/u/1" },
		"no status":        func(c *Claims) { c.Status = nil },
		"no name":          func(c *Claims) { c.Name = "" },
		"no time":          func(c *Claims) { c.ValidFrom = time.Time{} },
		"another's issuer": func(c *Claims) { c.Issuer = issuerA },
	} {
		c := claims()
		edit(&c)
		if raw, err := Issue(c, now, issuerKey, issuerVM); err == nil || raw != nil {
			t.Errorf("%s: issued", name)
		}
	}
}

func TestCheckStatus(t *testing.T) {
	t.Parallel()
	c := claims()
	lists := func() map[string]*StatusList {
		out := map[string]*StatusList{}
		for _, s := range c.Status {
			bits, err := NewBitstring(MinBits)
			if err != nil {
				t.Fatal(err)
			}
			out[s.List] = &StatusList{ID: s.List, Issuer: issuerB, Purpose: s.Purpose, Bits: bits}
		}
		return out
	}
	put := func(l *StatusList, index int) {
		if err := l.Bits.Put(index, true); err != nil {
			t.Fatal(err)
		}
	}
	revocation, suspension := c.Status[0].List, c.Status[1].List
	for name, r := range map[string]struct {
		edit func(map[string]*StatusList)
		want error
	}{
		"good":               {func(map[string]*StatusList) {}, nil},
		"neighbours revoked": {func(l map[string]*StatusList) { put(l[revocation], 94566); put(l[revocation], 94568) }, nil},
		"revoked":            {func(l map[string]*StatusList) { put(l[revocation], 94567) }, ErrRevoked},
		"suspended":          {func(l map[string]*StatusList) { put(l[suspension], 94567) }, ErrSuspended},
		"both":               {func(l map[string]*StatusList) { put(l[revocation], 94567); put(l[suspension], 94567) }, ErrRevoked},
		"list missing":       {func(l map[string]*StatusList) { delete(l, suspension) }, ErrNoStatus},
		"list of another":    {func(l map[string]*StatusList) { l[revocation].Issuer = issuerA }, ErrNoStatus},
		"lists swapped":      {func(l map[string]*StatusList) { l[revocation], l[suspension] = l[suspension], l[revocation] }, ErrNoStatus},
		"other purpose":      {func(l map[string]*StatusList) { l[revocation].Purpose = Suspension }, ErrNoStatus},
	} {
		held := lists()
		r.edit(held)
		if err := c.CheckStatus(func(id string) *StatusList { return held[id] }); !errors.Is(err, r.want) {
			t.Errorf("%s: %v, want %v", name, err, r.want)
		}
	}
	far := c
	far.Status = []StatusEntry{{Revocation, revocation, MinBits}, c.Status[1]}
	held := lists()
	if err := far.CheckStatus(func(id string) *StatusList { return held[id] }); !errors.Is(err, ErrNoStatus) {
		t.Error("index past the list:", err)
	}
}

func FuzzReadCredential(f *testing.F) {
	f.Add(issue(f, claims()))
	f.Add([]byte(`{"@context":1,"proof":{}}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := Verify(raw, sign.Public(issuerKey), now, Options{})
		if err != nil {
			return
		}
		if c.Issuer != issuerB || len(c.Status) != 2 || c.Type.Office() == "" {
			t.Fatalf("%+v", c)
		}
	})
}

// BenchmarkCredentialCheck is what a host does on a join: proof, times and
// both status lists.
func BenchmarkCredentialCheck(b *testing.B) {
	c := claims()
	raw := issue(b, c)
	lists := map[string]*StatusList{}
	for _, s := range c.Status {
		bits, err := NewBitstring(MinBits)
		if err != nil {
			b.Fatal(err)
		}
		lists[s.List] = &StatusList{ID: s.List, Issuer: issuerB, Purpose: s.Purpose, Bits: bits}
	}
	lookup := func(id string) *StatusList { return lists[id] }
	pub := sign.Public(issuerKey)
	b.Run("whole", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			got, err := Verify(raw, pub, now, Options{Issuer: issuerB})
			if err != nil {
				b.Fatal(err)
			}
			if err := got.CheckStatus(lookup); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("verified before", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := c.CheckTime(now); err != nil {
				b.Fatal(err)
			}
			if err := c.CheckStatus(lookup); err != nil {
				b.Fatal(err)
			}
		}
	})
}
