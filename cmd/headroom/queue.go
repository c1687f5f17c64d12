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
	Show  queueShow  `cmd:"" help:"List what is parked and what waits in a lane."`
	Retry queueRetry `cmd:"" help:"Make what waits or has failed due now."`
	Park  queuePark  `cmd:"" help:"Put one job aside until it is asked for again."`
}

type queueList struct{}

// Run lists lanes.
func (queueList) Run(p *program) error {
	var out []control.Lane
	if err := p.ask("queue/list", control.None{}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		table(w, "LANE\tWAITING\tPARKED\tLAG\tFAILURES\tPAUSED UNTIL\tLAST SUCCESS\tLAST ERROR", len(out), func(n int) string {
			o := out[n]
			return fmt.Sprintf("%s\t%d\t%d\t%s\t%d\t%s\t%s\t%s", o.Lane, o.Waiting, o.Parked, lag(o.Oldest), o.Failures, paused(o), clock(o.LastSuccess), o.LastError)
		})
	})
}

// lag is for how long the oldest job of a lane has waited.
func lag(oldest *time.Time) string {
	if oldest == nil {
		return "-"
	}
	return time.Since(*oldest).Round(time.Second).String()
}

type queueShow struct {
	Lane string `arg:"" help:"Lane, as queue list names it: peer:wales.example."`
}

// Run lists the jobs of a lane.
func (q queueShow) Run(p *program) error {
	var out []control.Job
	if err := p.ask("queue/show", control.Retry{Lane: q.Lane}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		table(w, "JOB\tKIND\tMESSAGE\tATTEMPTS\tSINCE\tDUE\tPARKED\tLAST ERROR", len(out), func(n int) string {
			o := out[n]
			message := o.Message
			if o.Urgent {
				message += " (urgent)"
			}
			return fmt.Sprintf("%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s", o.ID, o.Kind, message, o.Attempts, clock(&o.Since), clock(o.Due), clock(o.Parked), o.Reason)
		})
	})
}

type queuePark struct {
	Job    string `arg:"" help:"Job, as queue show names it."`
	Reason string `required:"" help:"Why; it stands in the audit log."`
}

// Run puts a job aside.
func (q queuePark) Run(p *program) error {
	var out control.Job
	if err := p.ask("queue/park", control.OneJob{Job: q.Job, Reason: q.Reason}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) { fmt.Fprintf(w, "Job %s of lane %s is parked.\n", out.ID, out.Lane) })
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
	Job  string `help:"One job alone, as queue show names it."`
}

// Run makes jobs due.
func (r queueRetry) Run(p *program) error {
	var out control.Retried
	if err := p.ask("queue/retry", control.Retry{Lane: r.Lane, Job: r.Job}, &out); err != nil {
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
