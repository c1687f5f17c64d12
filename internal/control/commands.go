package control

import (
	"context"
	"encoding/json"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// command is one row of the table.
type command struct {
	name string
	// reads says that the command changes nothing, so that it can also be
	// answered from the database while no server runs.
	reads bool
	run   func(ctx context.Context, b Backend, raw []byte) (any, error)
	body  int64 // greatest input, 0 for the usual
}

// commands is the table of everything that can be asked.
var commands = []command{
	{"peer/expect", false, peerAct((*community.Service).ExpectPeer), 0},
	{"peer/offer", false, peerAct((*community.Service).OfferPeer), 0},
	{"peer/accept", false, peerAct((*community.Service).AcceptPeer), 0},
	{"peer/reject", false, peerAct((*community.Service).RejectPeer), 0},
	{"peer/pause", false, peerAct((*community.Service).PausePeer), 0},
	{"peer/resume", false, peerAct((*community.Service).ResumePeer), 0},
	{"peer/renew", false, peerAct((*community.Service).RenewPeer), 0},
	{"peer/end", false, peerAct((*community.Service).EndPeer), 0},
	{"peer/list", true, with(listPeers), 0},
	{"peer/show", true, with(showPeer), 0},
	{"peer/holdings", true, with(listHoldings), 0},
	{"member/add", false, with(addMember), 0},
	{"member/list", true, with(listMembers), 0},
	{"member/verify", false, with(verifyMember), 0},
	{"member/extend", false, with(extendMember), 0},
	{"member/suspend", false, standingAct((*community.Service).Suspend), 0},
	{"member/restore", false, standingAct((*community.Service).Restore), 0},
	{"member/reopen", false, standingAct((*community.Service).Reopen), 0},
	{"member/revoke", false, standingAct((*community.Service).Revoke), 0},
	{"member/confirm", false, with(confirmMember), 0},
	{"member/confirmations", true, with(listConfirmations), 0},
	{"appointment/add", false, with(addAppointment), 0},
	{"appointment/list", true, with(listAppointments), 0},
	{"appointment/end", false, with(endAppointment), 0},
	{"operator/add", false, with(addOperator), 0},
	{"operator/list", true, with(listOperators), 0},
	{"operator/end", false, with(endOperator), 0},
	{"session/end", false, with(endSessions), 0},
	{"session/reset-factor", false, with(resetFactor), 0},
	{"application/list", true, with(listApplications), 0},
	{"application/show", true, with(showApplication), 0},
	{"application/admit", false, with(admitApplication), 0},
	{"application/refuse", false, with(refuseApplication), 0},
	{"key/person", false, with(rotatePerson), 0},
	{"key/group", false, with(rotateGroup), 0},
	{"key/announce", false, with(announceKey), 0},
	{"key/use", false, with(useKey), 0},
	{"peer/confirm-key", false, with(confirmKey), 0},
	{"community/create", false, with(createCommunity), 0},
	{"community/list", true, with(listCommunities), 0},
	{"queue/list", true, with(listQueue), 0},
	{"queue/show", true, with(showQueue), 0},
	{"queue/retry", false, with(retryQueue), 0},
	{"queue/park", false, with(parkJob), 0},
	{"register/import", false, with(importRegister), registerMax},
	{"register/list", true, with(listRegisters), 0},
	{"safety/list", true, with(listSafety), 0},
	{"safety/export", false, with(exportSafety), 0},
	{"terms/set", false, with(setTerms), 0},
	{"terms/list", true, with(listTerms), 0},
	{"terms/remove", false, with(removeTerms), 0},
	{"mail/receive", false, with(receiveMail), mailMax},
	{"audit/verify", true, with(verifyAudit), 0},
	{"modlog/verify", true, with(verifyModLogs), 0},
	{"version", true, with(version), 0},
}

// Reads reports whether a command changes nothing.
func Reads(name string) bool {
	for _, c := range commands {
		if c.name == name {
			return c.reads
		}
	}
	return false
}

// with decodes a command's input.
func with[In any](run func(context.Context, Backend, In) (any, error)) func(context.Context, Backend, []byte) (any, error) {
	return func(ctx context.Context, b Backend, raw []byte) (any, error) {
		var in In
		if err := json.Unmarshal(raw, &in); err != nil {
			return nil, &community.Error{Class: community.Invalid, Key: "error.invalid", Cause: err}
		}
		return run(ctx, b, in)
	}
}

// peerAct is a command that changes one agreement.
func peerAct(act func(*community.Service, context.Context, community.Viewer, string) (community.Peer, error)) func(context.Context, Backend, []byte) (any, error) {
	return with(func(ctx context.Context, b Backend, in Host) (any, error) {
		host, err := vocab.CanonicalHost(in.Host)
		if err != nil {
			return nil, community.FieldError("host", "error.host_invalid", nil)
		}
		p, err := act(b.Service, ctx, community.CommandLine, host)
		if err != nil {
			return nil, err
		}
		if b.Changed != nil {
			if err := b.Changed(ctx); err != nil {
				return nil, err
			}
		}
		return peerOf(p), nil
	})
}

func listPeers(ctx context.Context, b Backend, _ None) (any, error) {
	peers, err := b.Service.Peers(ctx, community.CommandLine)
	out := make([]Peer, 0, len(peers))
	for _, p := range peers {
		out = append(out, peerOf(p))
	}
	return out, err
}

func addMember(ctx context.Context, b Backend, in NewMember) (any, error) {
	p, err := b.Service.AddMember(ctx, community.CommandLine, community.MemberInput{
		Email: in.Email, Username: in.Username, Name: in.Name, Post: in.Post, School: in.School, SchoolID: in.SchoolID,
		Authority: in.Authority, AuthorityID: in.AuthorityID, Nation: in.Nation, Phase: in.Phase, Specialisms: in.Specialisms,
		Biography: in.Biography, Language: in.Language, Password: in.Password,
	})
	if err != nil {
		return nil, err
	}
	return memberOf(community.MemberRow{Person: p.Person, Email: p.Account.Email, Standing: "unverified"}), nil
}

func listMembers(ctx context.Context, b Backend, _ None) (any, error) {
	rows, err := b.Service.LocalMembers(ctx, community.CommandLine)
	out := make([]Member, 0, len(rows))
	for _, r := range rows {
		out = append(out, memberOf(r))
	}
	return out, err
}

// kinds are the words for what somebody is verified as.
var kinds = map[string]policy.Credential{"head": policy.Head, "facilitator": policy.Facilitator, "aspiring": policy.Aspiring}

func verifyMember(ctx context.Context, b Backend, in Verify) (any, error) {
	who, err := person(ctx, b, in.Who)
	if err != nil {
		return nil, err
	}
	kind, ok := kinds[in.Kind]
	if !ok {
		return nil, community.FieldError("kind", "error.choice", nil)
	}
	c, err := b.Service.Verify(ctx, community.CommandLine, who.ID, kind, in.Reason)
	if err != nil {
		return nil, err
	}
	return Credential{Actor: who.IRI, Username: who.Username, Type: c.Type, Credential: c.IRI, From: c.ValidFrom, Until: c.ValidUntil}, nil
}

func extendMember(ctx context.Context, b Backend, in Extend) (any, error) {
	who, err := person(ctx, b, in.Who)
	if err != nil {
		return nil, err
	}
	c, err := b.Service.ExtendHeadship(ctx, community.CommandLine, who.ID, in.Until, in.Reason)
	if err != nil {
		return nil, err
	}
	return Credential{Actor: who.IRI, Username: who.Username, Type: c.Type, Credential: c.IRI, From: c.ValidFrom, Until: c.ValidUntil}, nil
}

// types are the types of credential, by the words for who holds them.
var types = map[string]string{"head": "HeadteacherCredential", "facilitator": "FacilitatorCredential", "aspiring": "AspiringHeadCredential"}

// typeOf is what a community requires of who a word names.
func typeOf(who string) string {
	if t, ok := types[who]; ok {
		return t
	}
	return community.RoleType(who)
}

// standingAct is a command that changes what somebody's credentials are worth.
func standingAct(act func(*community.Service, context.Context, community.Viewer, int64, string) error) func(context.Context, Backend, []byte) (any, error) {
	return with(func(ctx context.Context, b Backend, in Revoke) (any, error) {
		who, err := person(ctx, b, in.Who)
		if err != nil {
			return nil, err
		}
		if err := act(b.Service, ctx, community.CommandLine, who.ID, in.Reason); err != nil {
			return nil, err
		}
		return Revoked{Actor: who.IRI, Username: who.Username}, nil
	})
}

func createCommunity(ctx context.Context, b Backend, in NewCommunity) (any, error) {
	input := community.CommunityInput{Username: in.Username, Name: in.Name, Summary: in.Summary, Rules: in.Rules,
		Access: in.Access, Reach: in.Reach, ReachTo: in.ReachTo, Joining: in.Joining}
	for _, who := range in.Admits {
		input.Requires = append(input.Requires, typeOf(who))
	}
	for _, q := range in.Questions {
		input.Questions = append(input.Questions, community.Question{Text: q})
	}
	moderator, err := person(ctx, b, in.Moderator)
	if err != nil {
		return nil, err
	}
	input.Moderator = moderator.ID
	c, err := b.Service.CreateCommunity(ctx, community.CommandLine, input)
	if err != nil {
		return nil, err
	}
	return communityOf(c, b.Service.Identity.Language), nil
}

func listCommunities(ctx context.Context, b Backend, _ None) (any, error) {
	out := []Community{}
	err := b.Service.Store.View(ctx, func(tx community.Tx) error {
		out = out[:0]
		local := true
		all, err := tx.Communities(&local)
		for _, c := range all {
			out = append(out, communityOf(c, b.Service.Identity.Language))
		}
		return err
	})
	return out, err
}

func verifyAudit(ctx context.Context, b Backend, _ None) (any, error) {
	rows, broken, err := b.Service.VerifyAudit(ctx)
	return Audit{Rows: rows, Broken: broken, Whole: broken == 0}, err
}

func version(_ context.Context, b Backend, _ None) (any, error) {
	return Version{Version: b.Version}, nil
}

// moment is a time as it is told, nil for none.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
