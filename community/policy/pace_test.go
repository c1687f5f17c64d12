package policy

import "testing"

// TestPace is the table of who is asked to wait: new members who write, and nobody else,
// once nothing else is in their way.
func TestPace(t *testing.T) {
	may := Facts{Asker: Person, Local: true, Credential: Head, Biography: true, Access: Closed, Hosted: true, WithinReach: true, AdmitsCredential: true,
		Membership: Active, Role: Member, Current: true, InScope: true, Hurried: true}
	with := func(change func(*Facts)) Facts { f := may; change(&f); return f }
	for name, row := range map[string]struct {
		f      Facts
		reason string
	}{
		"a new member": {may, ReasonTooFast}, "not so fast": {with(func(f *Facts) { f.Hurried = false }), ""},
		"a moderator": {with(func(f *Facts) { f.Role = Moderator }), ""}, "a facilitator": {with(func(f *Facts) { f.Role = FacilitatorRole }), ""},
		"a time-out": {with(func(f *Facts) { f.Silenced = true }), ReasonTimeOut}, "no biography": {with(func(f *Facts) { f.Biography = false }), ReasonBiographyRequired},
	} {
		for _, a := range []Action{StartThread, Reply} {
			if d := Decide(a, row.f); d.Reason != row.reason || d.OK() != (row.reason == "") {
				t.Errorf("%s, %s: %+v, want %q", name, a, d, row.reason)
			}
		}
	}
	for _, a := range []Action{React, ViewThread, UseDrafts} {
		if d := Decide(a, with(func(f *Facts) { f.Self = true })); !d.OK() {
			t.Errorf("%s waits: %+v", a, d)
		}
	}
}
