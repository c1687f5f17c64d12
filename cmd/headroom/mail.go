package main

import (
	"fmt"
	"io"
	"strings"

	"headroom/internal/control"
)

// Exit codes of mail receive, which mail servers know (sysexits.h): the mail goes back
// as for an unknown address, or is kept and brought again.
const (
	exitNoUser = 67
	exitLater  = 75
)

// mailCommand is about mail that comes in.
type mailCommand struct {
	Receive mailReceive `cmd:"" help:"Take one mail from standard input, with which somebody answers a letter: for a pipe of your mail server."`
}

type mailReceive struct {
	Sender     *string  `help:"Sender of the envelope; empty for a bounce."`
	Recipients []string `name:"recipient" help:"Recipient of the envelope; once for each. Without any those of the header count."`
}

// codedError is an error with an exit code of its own.
type codedError struct {
	error
	code int
}

// Unwrap gives the error that is told.
func (e codedError) Unwrap() error { return e.error }

// Run hands the mail to the running server. Whatever keeps it from being decided has it
// brought again.
func (m mailReceive) Run(p *program) error {
	data, err := io.ReadAll(p.stdin)
	if err != nil {
		return codedError{err, exitLater}
	}
	var out control.ReceivedMail
	if err := p.ask("mail/receive", control.NewMail{Sender: m.Sender, Recipients: m.Recipients, Data: data}, &out); err != nil {
		return codedError{err, exitLater}
	}
	if len(out.Outcomes) == 0 {
		return codedError{&control.Failure{Kind: "not_found", Message: "No letter of this instance named that address."}, exitNoUser}
	}
	return p.write(out, func(w io.Writer) { fmt.Fprintln(w, strings.Join(out.Outcomes, "\n")) })
}
