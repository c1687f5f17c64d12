package credential

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/federation/sign"
)

func TestKeyRecord(t *testing.T) {
	t.Parallel()
	want := KeyRecord{
		ID: "https://b.example/keys/4", Issuer: issuerB, Subject: headB, Key: headVM, Public: sign.Public(headKey),
		Start: now.AddDate(-1, 0, 0), End: now, RevokedFrom: now.Add(-time.Hour),
	}
	raw, err := IssueKeyRecord(want, now, issuerKey, issuerVM)
	if err != nil {
		t.Fatal(err)
	}
	got, err := VerifyKeyRecord(raw, sign.Public(issuerKey), issuerB)
	if err != nil {
		t.Fatal(err)
	}
	got.Proof = sign.Proof{}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	verify := func(raw []byte) error {
		_, err := VerifyKeyRecord(raw, sign.Public(issuerKey), issuerB)
		return err
	}
	refuses(t, raw, issuerKey, verify, []refusal{
		{"subject elsewhere", func(d map[string]any) {
			d["hr:subject"], d["hr:key"] = "https://t.example/u/1", "https://t.example/u/1#k"
		}, ErrIssuer},
		{"another issuer", set("attributedTo", "https://b.example/u/9"), ErrIssuer},
		{"key of another", set("hr:key", issuerVM), ErrMalformed},
		{"key without fragment", set("hr:key", headB), ErrMalformed},
		{"not a Multikey", set("publicKeyMultibase", "z6Mk"), ErrMalformed},
		{"no start", set("startTime", nil), ErrMalformed},
		{"end before start", set("endTime", "2020-01-01T00:00:00Z"), ErrMalformed},
		{"revoked null", set("hr:revokedFrom", json0{}), ErrMalformed},
		{"unknown member", set("x", 1), ErrMalformed},
	})
	for _, r := range []struct {
		name string
		k    KeyRecord
		at   time.Time
		want bool
	}{
		{"current", KeyRecord{Start: now}, now, true},
		{"before the start", KeyRecord{Start: now}, now.Add(-time.Second), false},
		{"at the end", KeyRecord{Start: now.Add(-time.Hour), End: now}, now, false},
		{"before the end", KeyRecord{Start: now.Add(-time.Hour), End: now}, now.Add(-time.Second), true},
		{"revoked", KeyRecord{Start: now.Add(-time.Hour), RevokedFrom: now}, now, false},
		{"before revocation", KeyRecord{Start: now.Add(-time.Hour), RevokedFrom: now}, now.Add(-time.Second), true},
	} {
		if got := r.k.ValidAt(r.at); got != r.want {
			t.Errorf("%s: %v", r.name, got)
		}
	}
}

// json0 marshals to null.
type json0 struct{}

func (json0) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

func TestAgreement(t *testing.T) {
	t.Parallel()
	want := Agreement{
		ID: "https://b.example/agreements/7", By: issuerB, Parties: [2]string{issuerA, issuerB}, Trusts: []Type{Headteacher},
		Shares: []string{"https://b.example/g/12"}, Start: now, End: now.AddDate(2, 0, 0),
	}
	raw, err := IssueAgreement(want, now, issuerKey, issuerVM)
	if err != nil {
		t.Fatal(err)
	}
	verify := func(raw []byte) error {
		_, err := VerifyAgreement(raw, sign.Public(issuerKey), issuerB, issuerA)
		return err
	}
	got, err := VerifyAgreement(raw, sign.Public(issuerKey), issuerB, issuerA)
	if err != nil {
		t.Fatal(err)
	}
	got.Proof = sign.Proof{}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	refuses(t, raw, issuerKey, verify, []refusal{
		{"trusting nobody", set("hr:trusts", []any{}), nil},
		{"other parties", set("hr:parties", []any{issuerB, "https://c.example/issuer"}), ErrIssuer},
		{"not a party", set("hr:parties", []any{issuerA, "https://c.example/issuer"}), ErrIssuer},
		{"one party", set("hr:parties", []any{issuerB}), ErrMalformed},
		{"a party twice", set("hr:parties", []any{issuerB, issuerB}), ErrMalformed},
		{"both of one host", set("hr:parties", []any{issuerB, "https://b.example/other"}), ErrMalformed},
		{"unknown type trusted", set("hr:trusts", []any{"PilotCredential"}), ErrMalformed},
		{"no trusts", set("hr:trusts", nil), ErrMalformed},
		{"no shares", set("hr:shares", nil), ErrMalformed},
		{"shares of another", set("hr:shares", []any{"https://a.example/g/1"}), ErrMalformed},
		{"no end", set("endTime", nil), ErrMalformed},
		{"by another", func(d map[string]any) { d["attributedTo"], d["hr:shares"] = issuerA, []any{} }, ErrIssuer},
		{"unknown member", set("x", strings.Repeat("x", 9)), ErrMalformed},
	})
	if got.Current(now.Add(-6*time.Minute)) || !got.Current(now) || got.Current(want.End) {
		t.Error("times")
	}
}
