package main

import (
	"fmt"
	"io"

	"headroom/internal/control"
)

// modlogCommand is about the logs of what moderators have done.
type modlogCommand struct {
	Verify modlogVerify `cmd:"" help:"Check that no entry of a community's log of moderators was changed or taken out."`
}

type modlogVerify struct{}

// Run checks every log; a broken one is refused.
func (modlogVerify) Run(p *program) error {
	var out control.ModLogs
	if err := p.ask("modlog/verify", control.None{}, &out); err != nil {
		return err
	}
	if !out.Whole {
		return &control.Failure{Kind: "conflict", Message: fmt.Sprintf("The log of moderators of %s is not whole: an entry is %s.", out.Community, out.Fault)}
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "%d entries in the logs of moderators of %d communities are whole.\n", out.Entries, out.Logs)
	})
}
