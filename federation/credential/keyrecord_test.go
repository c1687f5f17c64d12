package credential

import (
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
