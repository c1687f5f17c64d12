package main

import (
	"fmt"
	"io"

	"headroom/internal/control"
)

// sessionCommand is about who is signed in.
type sessionCommand struct {
	End         sessionEnd         `cmd:"" help:"Sign everybody out everywhere, operators too; passwords stay."`
	ResetFactor sessionResetFactor `cmd:"" help:"Take the second factor from an account whose holder has lost it."`
}

type sessionEnd struct {
	All    bool   `required:"" help:"Everybody; there is no other way to say whom."`
	Reason string `required:"" help:"Why; kept in the audit log."`
}

// Run signs everybody out.
func (e sessionEnd) Run(p *program) error {
	var out control.SessionsEnded
	if err := p.ask("session/end", control.EndSessions{Reason: e.Reason}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "Everybody has been signed out: %d accounts. They sign in again with their passwords.\n", out.Accounts)
	})
}

type sessionResetFactor struct {
	Email  string `arg:"" help:"E-mail address of the account."`
	Reason string `required:"" help:"How you made sure who asks; kept in the audit log."`
}

// Run takes the second factor from an account.
func (r sessionResetFactor) Run(p *program) error {
	var out control.FactorReset
	if err := p.ask("session/reset-factor", control.ResetFactor{Email: r.Email, Reason: r.Reason}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s signs in with the password alone until a new second factor has been set up. They have been written to.\n", out.Email)
	})
}
