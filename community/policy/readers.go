package policy

// Thing is something that can be read on an instance, with the action that
// guards it.
type Thing struct {
	Code   string
	Action Action
	Access Access // of its community
	Own    bool   // it belongs to one person
}

// Things are what the public statement of who can read what speaks of, in its
// order.
var Things = []Thing{
	{Code: "open", Action: ViewThread, Access: Open},
	{Code: "listed", Action: ViewListed, Access: Closed},
	{Code: "closed", Action: ViewThread, Access: Closed},
	{Code: "members", Action: ViewMembers, Access: Closed},
	{Code: "private_listed", Action: ViewListed, Access: Private},
	{Code: "private", Action: ViewThread, Access: Private},
	{Code: "requests", Action: ViewQueue, Access: Closed},
	{Code: "profile", Action: ViewProfile},
	{Code: "directory", Action: ViewDirectory},
	{Code: "drafts", Action: UseDrafts, Own: true},
	{Code: "accounts", Action: VerifyPerson},
	{Code: "audit", Action: ViewAudit},
}

// reader is somebody whom the statement names.
type reader struct {
	code  string
	facts Facts
}

// readers are everybody whom the statement distinguishes. What they ask for
// has its home here, is within reach and admits them.
var readers = func() []reader {
	head := Facts{Asker: Person, Local: true, Credential: Head, Biography: true, Hosted: true, WithinReach: true, AdmitsCredential: true}
	in := func(f Facts, role Role, credential Credential) Facts {
		f.Membership, f.Current, f.InScope, f.Role, f.Credential = Active, true, true, role, credential
		return f
	}
	linked := head
	linked.Local = false
	return []reader{
		{"nobody", Facts{Hosted: true}},
		{"owner", head},
		{"member", in(head, Member, Head)},
		{"linked_member", in(linked, Member, Head)},
		{"moderator", in(head, Moderator, Head)},
		{"facilitator", in(head, FacilitatorRole, Facilitator)},
		{"guest", in(head, Guest, NoCredential)},
		{"head", head},
		{"linked", linked},
		{"operator", Facts{Asker: Operator, Local: true, Hosted: true, WithinReach: true}},
	}
}()

// Readers gives the codes of everybody who can read a thing, as Decide has it:
// the public statement is made of it and cannot say anything else. "nobody" is
// somebody who is not signed in.
func Readers(t Thing) (codes []string) {
	for _, r := range readers {
		f := r.facts
		f.Access = t.Access
		if f.Self = r.code == "owner"; f.Self && !t.Own {
			continue
		}
		if Decide(t.Action, f).OK() {
			codes = append(codes, r.code)
		}
	}
	return codes
}
