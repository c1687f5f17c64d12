package main

import (
	"fmt"
	"io"
	"strings"

	"headroom/internal/control"
)

// appointmentCommand is about roles that people are appointed to.
type appointmentCommand struct {
	Add  appointmentAdd  `cmd:"" help:"Give somebody a role for a time: facilitator, desk, or one of the configuration."`
	List appointmentList `cmd:"" help:"List who holds a role now."`
	End  appointmentEnd  `cmd:"" help:"End a role at once, with what rests on it."`
}

type appointmentAdd struct {
	Who    string `arg:"" name:"who" help:"Actor, user name or e-mail address."`
	Role   string `required:"" help:"facilitator, desk (of the authority in their profile), or the id of a role of the configuration."`
	Months int64  `default:"12" help:"For how many months, from 1 to 24."`
	Reason string `required:"" help:"By whom they are appointed, and why; kept in the audit log."`
}

// Run gives a role.
func (a appointmentAdd) Run(p *program) error {
	var out control.Appointment
	if err := p.ask("appointment/add", control.NewAppointment{Who: a.Who, Role: a.Role, Months: a.Months, Reason: a.Reason}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s holds the role %s until %s.\n", out.Username, out.Role, out.Until.Format("2 January 2006"))
	})
}

type appointmentList struct {
	Role string `help:"One role only; all when left out."`
}

// Run lists who holds a role.
func (l appointmentList) Run(p *program) error {
	var out []control.Appointment
	if err := p.ask("appointment/list", control.Appointments{Role: l.Role}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		table(w, "USERNAME\tNAME\tROLE\tFOR\tFROM\tUNTIL\tBY", len(out), func(n int) string {
			o := out[n]
			held := o.Scope
			if o.Authority != "" {
				held += " (" + o.Authority + ")"
			}
			return strings.Join([]string{o.Username, o.Name, o.Role, held, clock(&o.From), clock(&o.Until), o.By}, "\t")
		})
	})
}

type appointmentEnd struct {
	Who    string `arg:"" name:"who" help:"Actor, user name or e-mail address."`
	Role   string `required:"" help:"The role that ends."`
	Reason string `required:"" help:"Why; kept in the audit log."`
}

// Run ends a role.
func (e appointmentEnd) Run(p *program) error {
	var out control.Revoked
	if err := p.ask("appointment/end", control.EndAppointment{Who: e.Who, Role: e.Role, Reason: e.Reason}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s does not hold the role %s any more.\n", out.Username, e.Role)
	})
}
