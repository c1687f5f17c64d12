package credential

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"headroom/federation/sign"
)

func stamp() Stamp {
	return Stamp{
		ID: "https://s.example/g/12/m/3", Group: groupS, Member: headB, Role: RoleMember,
		Start: now.Add(-time.Hour), End: now.Add(24 * time.Hour), Epoch: 1, Version: 3,
		HistoryFrom: now.AddDate(0, -2, 0), LogFrom: Position{1, 12}, Head: Head{1, 41, sign.HashBytes([]byte("sample"))},
	}
}

func issueStamp(t testing.TB, s Stamp) []byte {
	t.Helper()
	raw, err := IssueStamp(s, now, groupKey, groupVM)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestStamp(t *testing.T) {
	t.Parallel()
	all := stamp()
	all.HistoryFrom, all.LogFrom, all.Head = time.Time{}, Position{1, 0}, Head{1, 0, Genesis(groupS)}
	guest := stamp()
	guest.Role, guest.Scope, guest.Sponsor = RoleGuest, []string{"https://s.example/g/12/t/0a"}, "https://s.example/u/4"
	bare := guest
	bare.LogFrom, bare.Head = Position{}, Head{}
	for name, want := range map[string]Stamp{"member": stamp(), "before the log": all, "guest": guest, "guest without the log": bare} {
		got, err := VerifyStamp(issueStamp(t, want), sign.Public(groupKey), groupS)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got.Proof = sign.Proof{}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestVerifyStampRefuses(t *testing.T) {
	t.Parallel()
	verify := func(raw []byte) error {
		_, err := VerifyStamp(raw, sign.Public(groupKey), groupS)
		return err
	}
	refuses(t, issueStamp(t, stamp()), groupKey, verify, []refusal{
		{"another group", func(d map[string]any) {
			d["hr:group"], d["attributedTo"] = "https://s.example/g/13", "https://s.example/g/13"
		}, ErrGroup},
		{"attributed to another", set("attributedTo", "https://s.example/g/13"), ErrMalformed},
		{"id elsewhere", set("id", "https://t.example/m/3"), ErrGroup},
		{"over 24 hours", set("endTime", "2026-11-03T09:30:01Z"), ErrMalformed},
		{"no end", set("endTime", nil), ErrMalformed},
		{"no start", set("startTime", nil), ErrMalformed},
		{"start after end", set("startTime", "2026-11-03T09:30:00Z"), ErrMalformed},
		{"unknown role", set("hr:role", "owner"), ErrMalformed},
		{"no member", set("hr:member", nil), ErrMalformed},
		{"epoch 0", set("hr:epoch", 0), ErrMalformed},
		{"version missing", set("hr:version", nil), ErrMalformed},
		{"version a text", set("hr:version", "3"), ErrMalformed},
		{"version a fraction", set("hr:version", 3.5), ErrMalformed},
		{"no log", set("hr:logFrom", nil), ErrMalformed},
		{"no head", set("hr:head", nil), ErrMalformed},
		{"malformed hash", set("hr:head/hr:hash", "sha-256:0"), ErrMalformed},
		{"unknown in head", set("hr:head/x", 1), ErrMalformed},
		{"scope of a member", set("hr:scope", []any{"https://s.example/g/12/t/0a"}), ErrMalformed},
		{"sponsor of a member", set("hr:sponsor", "https://s.example/u/4"), ErrMalformed},
		{"guest without sponsor", func(d map[string]any) { d["hr:role"], d["hr:scope"] = "guest", []any{"https://s.example/t/1"} }, ErrMalformed},
		{"guest without scope", func(d map[string]any) { d["hr:role"], d["hr:sponsor"] = "guest", "https://s.example/u/4" }, ErrMalformed},
		{"other type", set("type", "Relationship"), ErrMalformed},
		{"other context", set("@context", "https://www.w3.org/ns/activitystreams"), ErrMalformed},
		{"unknown member", set("hr:power", "all"), ErrMalformed},
	})
	long := stamp()
	long.End = now.Add(StampLife + time.Second)
	if _, err := IssueStamp(long, now, groupKey, groupVM); !errors.Is(err, ErrMalformed) {
		t.Error("issued for over 24 hours:", err)
	}
	if _, err := IssueStamp(stamp(), now, groupKey, issuerVM); !errors.Is(err, ErrMalformed) {
		t.Error("issued with another's key id:", err)
	}
}

func TestStampCurrent(t *testing.T) {
	t.Parallel()
	s := stamp()
	for _, r := range []struct {
		at   time.Time
		want bool
	}{
		{s.Start, true}, {s.Start.Add(-5 * time.Minute), true}, {s.Start.Add(-5*time.Minute - time.Second), false},
		{s.End.Add(-time.Second), true}, {s.End, false},
	} {
		if got := s.Current(r.at); got != r.want {
			t.Errorf("%v: %v", r.at, got)
		}
	}
}

func TestStampCompare(t *testing.T) {
	t.Parallel()
	at := func(epoch, version int64) Stamp { return Stamp{Epoch: epoch, Version: version} }
	for _, r := range []struct {
		a, b Stamp
		want int
	}{
		{at(1, 3), at(1, 3), 0}, {at(1, 3), at(1, 4), -1}, {at(2, 1), at(1, 9), 1}, {at(1, 9), at(2, 1), -1},
	} {
		if got := r.a.Compare(r.b); got != r.want {
			t.Errorf("%v %v: %d", r.a, r.b, got)
		}
	}
}
