package main

import (
	"fmt"
	"io"
	"strings"

	"headroom/internal/control"
)

// applicationCommand is about who asks to be admitted.
type applicationCommand struct {
	List   applicationList   `cmd:"" help:"List applications that wait, oldest first."`
	Show   applicationShow   `cmd:"" help:"Show one application with its evidence."`
	Admit  applicationAdmit  `cmd:"" help:"Admit an applicant whose evidence is enough. Exceptions and appeals need two operators, on the pages."`
	Refuse applicationRefuse `cmd:"" help:"Refuse an application; the applicant reads the reason."`
}

type applicationList struct {
	State string `default:"" enum:",waiting,appealed,admitted,refused,closed" help:"waiting, appealed, admitted, refused or closed; open ones when left out."`
}

// Run lists applications.
func (l applicationList) Run(p *program) error {
	var out []control.Application
	if err := p.ask("application/list", control.Applications{State: l.State}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		table(w, "NUMBER\tSTATE\tNAME\tPOST\tSCHOOL\tPOINTS\tLOOK AT", len(out), func(n int) string {
			o := out[n]
			look := strings.Join(o.Look, ", ")
			if o.Clean {
				look = "clean"
			}
			return strings.Join([]string{o.ID, o.State, o.Name, o.Post, o.School, fmt.Sprint(o.Points), look}, "\t")
		})
	})
}

type applicationShow struct {
	ID string `arg:"" name:"number" help:"Number of the application."`
}

// Run shows one application.
func (s applicationShow) Run(p *program) error {
	var out control.Application
	if err := p.ask("application/show", control.Decide{ID: s.ID}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s, %s (%s), %s %s\n%s: %d points\n", out.Name, out.Post, out.Title, out.School, out.SchoolID, out.State, out.Points)
		for _, e := range out.Evidence {
			fmt.Fprintf(w, "  %s\t%s\t%s %s\n", e.At.Format("2006-01-02"), e.Kind, e.By, e.Note)
		}
		for _, r := range out.SignOns {
			fmt.Fprintf(w, "  %s\tsays %s\t%s\n", r.At.Format("2006-01-02"), r.Service, r.Result)
		}
		if len(out.Look) > 0 {
			fmt.Fprintf(w, "look at: %s\n", strings.Join(out.Look, ", "))
		}
	})
}

type applicationAdmit struct {
	ID     string `arg:"" name:"number" help:"Number of the application."`
	Reason string `help:"Why; needed where there is something to look at."`
}

// Run admits an applicant.
func (a applicationAdmit) Run(p *program) error {
	return p.decide("application/admit", a.ID, a.Reason)
}

type applicationRefuse struct {
	ID     string `arg:"" name:"number" help:"Number of the application."`
	Reason string `required:"" help:"Why, as the applicant reads it."`
}

// Run refuses an application.
func (r applicationRefuse) Run(p *program) error {
	return p.decide("application/refuse", r.ID, r.Reason)
}

// decide decides an application and tells what it is now.
func (p *program) decide(command, id, reason string) error {
	var out control.Application
	if err := p.ask(command, control.Decide{ID: id, Reason: reason}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) { fmt.Fprintf(w, "The application of %s is now %s.\n", out.Name, out.State) })
}
