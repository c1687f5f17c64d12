package main

import (
	"fmt"
	"io"
	"strings"

	"headroom/internal/control"
)

// memberCommand is about the people of the instance.
type memberCommand struct {
	Add    memberAdd    `cmd:"" help:"Add a person; without a password they are sent a link to choose one."`
	List   memberList   `cmd:"" help:"List people."`
	Verify memberVerify `cmd:"" help:"Issue a credential: the person is a head or a facilitator."`
	Revoke memberRevoke `cmd:"" help:"Withdraw every credential of a person, at once and everywhere."`

	Extend memberExtend `cmd:"" help:"Move the end of a headship that is for a time, as of acting and seconded heads."`

	Suspend memberSuspend `cmd:"" help:"Take a person's credentials out of force until they are restored; nothing is lost."`
	Restore memberRestore `cmd:"" help:"Lift the suspension of a person."`
	Reopen  memberReopen  `cmd:"" help:"Open an account again that its holder has closed, before it is erased."`

	Confirmations memberConfirmations `cmd:"" help:"List headships that a register no longer bears out."`
	Confirm       memberConfirm       `cmd:"" help:"Confirm such a headship; without it the credential ends."`
}

type memberAdd struct {
	Email         string   `required:"" help:"E-mail address for signing in."`
	Username      string   `required:"" help:"Short name, in lower case."`
	Name          string   `required:"" help:"Full, professional name."`
	Post          string   `default:"Headteacher" help:"Post."`
	School        string   `help:"Name of the school."`
	SchoolID      string   `name:"school-id" help:"Number of the school in its register."`
	Authority     string   `help:"Local education authority."`
	AuthorityID   string   `name:"authority-id" help:"Code of the authority."`
	Nation        string   `help:"Nation: SCT, CYM, ENG, NIR; the instance's own when left out."`
	Phase         []string `help:"Phases, such as primary."`
	Biography     string   `help:"40 to 600 characters; can be left to the person."`
	Language      string   `help:"Language of the person's pages: en, cy, gd."`
	PasswordStdin bool     `name:"password-stdin" help:"Read a password from standard input."`
}

// Run adds a person.
func (a memberAdd) Run(p *program) error {
	in := control.NewMember{Email: a.Email, Username: a.Username, Name: a.Name, Post: a.Post, School: a.School,
		SchoolID: a.SchoolID, Authority: a.Authority, AuthorityID: a.AuthorityID, Nation: a.Nation, Phase: a.Phase,
		Biography: a.Biography, Language: a.Language}
	if a.PasswordStdin {
		raw, err := io.ReadAll(io.LimitReader(p.stdin, 4096))
		if err != nil {
			return err
		}
		in.Password = strings.TrimRight(string(raw), "\r\n")
	}
	var out control.Member
	if err := p.ask("member/add", in, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s (%s) has been added.\n", out.Name, out.Actor)
	})
}

type memberList struct{}

// Run lists people.
func (memberList) Run(p *program) error {
	var out []control.Member
	if err := p.ask("member/list", control.None{}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		table(w, "USERNAME\tNAME\tSTANDING\tE-MAIL\tSCHOOL\tACTOR", len(out), func(n int) string {
			o := out[n]
			return strings.Join([]string{o.Username, o.Name, o.Standing, o.Email, o.School, o.Actor}, "\t")
		})
	})
}

type memberVerify struct {
	Who    string `arg:"" name:"who" help:"Actor, user name or e-mail address."`
	Kind   string `required:"" enum:"head,facilitator,aspiring" help:"head, facilitator or aspiring."`
	Reason string `required:"" help:"How it was verified; kept in the audit log."`
}

// Run verifies a person.
func (v memberVerify) Run(p *program) error {
	var out control.Credential
	if err := p.ask("member/verify", control.Verify{Who: v.Who, Kind: v.Kind, Reason: v.Reason}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s holds a %s until %s.\n", out.Username, out.Type, out.Until.Format("2 January 2006"))
	})
}

type memberExtend struct {
	Who    string `arg:"" name:"who" help:"Actor, user name or e-mail address."`
	Until  string `required:"" help:"The last day, as 2027-08-31."`
	Reason string `required:"" help:"How you know; kept in the audit log."`
}

// Run extends a person's headship.
func (e memberExtend) Run(p *program) error {
	var out control.Credential
	if err := p.ask("member/extend", control.Extend{Who: e.Who, Until: e.Until, Reason: e.Reason}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "The headship of %s goes on; the %s holds until %s.\n", out.Username, out.Type, out.Until.Format("2 January 2006"))
	})
}

type memberRevoke struct {
	Who    string `arg:"" name:"who" help:"Actor, user name or e-mail address."`
	Reason string `required:"" help:"Why; kept in the audit log and the ledger."`
}

// Run revokes a person's credentials.
func (v memberRevoke) Run(p *program) error {
	return p.standing("member/revoke", v.Who, v.Reason, "The credentials of %s have been withdrawn.\n")
}

type memberSuspend struct {
	Who    string `arg:"" name:"who" help:"Actor, user name or e-mail address."`
	Reason string `required:"" help:"Why; kept in the audit log."`
}

// Run suspends a person's credentials.
func (v memberSuspend) Run(p *program) error {
	return p.standing("member/suspend", v.Who, v.Reason, "The credentials of %s are suspended. Lift it with: headroom member restore\n")
}

type memberRestore struct {
	Who    string `arg:"" name:"who" help:"Actor, user name or e-mail address."`
	Reason string `required:"" help:"Why; kept in the audit log."`
}

// Run lifts the suspension of a person.
func (v memberRestore) Run(p *program) error {
	return p.standing("member/restore", v.Who, v.Reason, "The credentials of %s hold again.\n")
}

type memberReopen struct {
	Who    string `arg:"" name:"who" help:"Actor, user name or e-mail address."`
	Reason string `required:"" help:"Why; kept in the audit log."`
}

// Run opens a closed account again.
func (v memberReopen) Run(p *program) error {
	return p.standing("member/reopen", v.Who, v.Reason, "The account of %s is open again. A link to choose a password is on its way.\n")
}

// standing asks for a change of what somebody's credentials are worth and says
// whose it was.
func (p *program) standing(act, who, reason, done string) error {
	var out control.Revoked
	if err := p.ask(act, control.Revoke{Who: who, Reason: reason}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) { fmt.Fprintf(w, done, out.Username) })
}

type memberConfirmations struct{}

// Run lists headships that are to be confirmed.
func (memberConfirmations) Run(p *program) error {
	var out []control.Waiting
	if err := p.ask("member/confirmations", control.None{}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		table(w, "USERNAME\tNAME\tSCHOOL\tNUMBER\tWHY\tUNTIL", len(out), func(n int) string {
			o := out[n]
			return strings.Join([]string{o.Username, o.Name, o.School, o.SchoolID, o.Reason, clock(&o.Until)}, "\t")
		})
	})
}

type memberConfirm struct {
	Who    string `arg:"" name:"who" help:"Actor, user name or e-mail address."`
	Reason string `required:"" help:"How it was confirmed; kept in the audit log."`
}

// Run confirms a person's headship.
func (v memberConfirm) Run(p *program) error {
	var out control.Revoked
	if err := p.ask("member/confirm", control.Revoke{Who: v.Who, Reason: v.Reason}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "The headship of %s has been confirmed.\n", out.Username)
	})
}
