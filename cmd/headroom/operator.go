package main

import (
	"fmt"
	"io"
	"strings"

	"headroom/internal/control"
)

// operatorCommand is about who looks after the instance.
type operatorCommand struct {
	Add  operatorAdd  `cmd:"" help:"Add an operator; they are sent a link to choose a password."`
	List operatorList `cmd:"" help:"List operators, those whose account has ended too."`
	End  operatorEnd  `cmd:"" help:"End the account of an operator at once; never the last one."`
}

type operatorAdd struct {
	Email string `required:"" help:"E-mail address for signing in."`
	Name  string `required:"" help:"Full name."`
	Lang  string `help:"Language of their letters and pages: en, cy, gd."`
}

// Run adds an operator.
func (a operatorAdd) Run(p *program) error {
	var out control.Operator
	if err := p.ask("operator/add", control.NewOperator{Email: a.Email, Name: a.Name, Language: a.Lang}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s is an operator now. A letter to %s has a link to choose a password.\n", out.Name, out.Email)
	})
}

type operatorList struct{}

// Run lists operators.
func (operatorList) Run(p *program) error {
	var out []control.Operator
	if err := p.ask("operator/list", control.None{}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		table(w, "E-MAIL\tNAME\tSTATE\tADDED\tENDED", len(out), func(n int) string {
			o := out[n]
			return strings.Join([]string{o.Email, o.Name, o.State, clock(&o.Added), clock(o.Ended)}, "\t")
		})
	})
}

type operatorEnd struct {
	Email  string `arg:"" help:"E-mail address of the operator."`
	Reason string `required:"" help:"Why; kept in the audit log."`
}

// Run ends the account of an operator.
func (e operatorEnd) Run(p *program) error {
	var out control.Operator
	if err := p.ask("operator/end", control.EndOperator{Email: e.Email, Reason: e.Reason}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s is no operator any more and has been signed out everywhere.\n", out.Email)
	})
}
