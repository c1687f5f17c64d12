package policy

// Thing is something that can be read on an instance, with the action that
// guards it.
type Thing struct {
	Code   string
	Action Action
	Access Access // of its community
	Own    bool   // it belongs to one person
	Alone  bool   // it is in no community, so that membership says nothing of it
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
	{Code: "profile", Action: ViewProfile, Alone: true},
	{Code: "directory", Action: ViewDirectory, Alone: true},
	{Code: "drafts", Action: UseDrafts, Own: true, Alone: true},
	{Code: "accounts", Action: VerifyPerson, Alone: true},
	{Code: "audit", Action: ViewAudit, Alone: true},
}

// reader is somebody whom the statement names.
type reader struct {
	code  string
	facts Facts
	of    scope // only of things in a community, or only of others; 0 of both
}

// readers are everybody whom the statement distinguishes. What they ask for
// has its home here, is within reach and admits them.
var readers = func() []reader {
	head := Facts{Asker: Person, Local: true, Credential: Head, Biography: true, Hosted: true, WithinReach: true, AdmitsCredential: true}
	in := func(f Facts, role Role, credential Credential) Facts {
		f.Membership, f.Current, f.InScope, f.Role, f.Credential = Active, true, true, role, credential
		return f
	}
	anybody := func(local bool, credential Credential) Facts {
		f := head
		f.Local, f.Credential = local, credential
		return f
	}
	linked := head
	linked.Local = false
	return []reader{
		{"nobody", Facts{Hosted: true}, 0},
		{"owner", head, ofPerson},
		{"member", in(head, Member, Head), ofCommunity},
		{"linked_member", in(linked, Member, Head), ofCommunity},
		{"moderator", in(head, Moderator, Head), ofCommunity},
		{"facilitator", in(head, FacilitatorRole, Facilitator), ofCommunity},
		{"guest", in(head, Guest, NoCredential), 0},
		{"head", head, ofCommunity},
		{"linked", linked, ofCommunity},
		{"any_head", anybody(true, Head), ofPerson},
		{"any_linked", anybody(false, Head), ofPerson},
		{"any_aspiring", anybody(true, Aspiring), ofPerson},
		{"any_facilitator", anybody(true, Facilitator), ofPerson},
		{"operator", Facts{Asker: Operator, Local: true, Hosted: true, WithinReach: true}, 0},
	}
}()

// Readers gives the codes of everybody who can read a thing, as Decide has it:
// the public statement is made of it and cannot say anything else. "nobody" is
// somebody who is not signed in.
func Readers(t Thing) (codes []string) {
	for _, r := range readers {
		f := r.facts
		f.Access = t.Access
		if f.Self = r.code == "owner"; f.Self && !t.Own || r.of == ofCommunity && t.Alone || r.of == ofPerson && !t.Alone {
			continue
		}
		if Decide(t.Action, f).OK() {
			codes = append(codes, r.code)
		}
	}
	return codes
}
