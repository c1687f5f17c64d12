package main

import (
	"fmt"
	"io"
	"time"

	"headroom/internal/control"
)

// queueCommand is about work that waits.
type queueCommand struct {
	List  queueList  `cmd:"" help:"List the lanes of work."`
	Retry queueRetry `cmd:"" help:"Make what waits or has failed due now."`
}

type queueList struct{}

// Run lists lanes.
func (queueList) Run(p *program) error {
	var out []control.Lane
	if err := p.ask("queue/list", control.None{}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		table(w, "LANE\tWAITING\tPARKED\tOLDEST\tPAUSED UNTIL\tLAST SUCCESS\tLAST ERROR", len(out), func(n int) string {
			o := out[n]
			return fmt.Sprintf("%s\t%d\t%d\t%s\t%s\t%s\t%s", o.Lane, o.Waiting, o.Parked, clock(o.Oldest), paused(o), clock(o.LastSuccess), o.LastError)
		})
	})
}

func paused(l control.Lane) string {
	if l.Held {
		return "held by hand"
	}
	return clock(l.PausedUntil)
}

// clock is a time in a table, a hyphen for none.
func clock(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04:05")
}

type queueRetry struct {
	Lane string `arg:"" optional:"" help:"Lane; every lane when left out."`
}

// Run makes jobs due.
func (r queueRetry) Run(p *program) error {
	var out control.Retried
	if err := p.ask("queue/retry", control.Retry{Lane: r.Lane}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) { fmt.Fprintf(w, "%d jobs are due now.\n", out.Jobs) })
}

// auditCommand is about the log of what staff have done.
type auditCommand struct {
	Verify auditVerify `cmd:"" help:"Check that no row of the audit log was changed or removed."`
}

type auditVerify struct{}

// Run checks the chain; a broken one is refused.
func (auditVerify) Run(p *program) error {
	var out control.Audit
	if err := p.ask("audit/verify", control.None{}, &out); err != nil {
		return err
	}
	if !out.Whole {
		return &control.Failure{Kind: "conflict",
			Message: fmt.Sprintf("Row %d of the audit log does not follow from the row before it.", out.Broken)}
	}
	return p.write(out, func(w io.Writer) { fmt.Fprintf(w, "%d rows of the audit log are whole.\n", out.Rows) })
}
