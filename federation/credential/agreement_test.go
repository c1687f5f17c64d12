package credential

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/federation/sign"
)

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
