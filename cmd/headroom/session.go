package main

import (
	"fmt"
	"io"

	"headroom/internal/control"
)

// sessionCommand is about who is signed in.
type sessionCommand struct {
	End sessionEnd `cmd:"" help:"Sign everybody out everywhere, operators too; passwords stay."`
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
