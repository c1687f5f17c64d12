// Command headroom runs an instance of Headroom and is its operators' command
// line.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"headroom/internal/config"
	"headroom/internal/control"
)

// version is set when the program is built.
var version = "dev"

// Exit codes.
const (
	exitDone = iota
	exitRefused
	exitUsage
	exitUnavailable
)

// cli is the table of commands.
type cli struct {
	JSON   bool   `name:"json" help:"Write one JSON value."`
	Config string `name:"config" short:"c" type:"path" env:"HEADROOM_CONFIG" default:"headroom.toml" help:"Configuration file of the instance."`

	Serve       serveCommand       `cmd:"" help:"Run an instance."`
	Demo        demoCommand        `cmd:"" help:"Run three linked instances on this machine, with sample people."`
	Check       configCommand      `cmd:"" name:"config" help:"Check the configuration, or list all keys."`
	Peer        peerCommand        `cmd:"" help:"Agreements with other instances."`
	Key         keyCommands        `cmd:"" help:"Keys of this instance, its people and communities."`
	Member      memberCommand      `cmd:"" help:"People of this instance."`
	Appointment appointmentCommand `cmd:"" help:"Roles that people are appointed to."`
	Operator    operatorCommand    `cmd:"" help:"Who looks after this instance."`
	Session     sessionCommand     `cmd:"" help:"Who is signed in."`
	Application applicationCommand `cmd:"" help:"Who asks to be admitted."`
	Community   communityCommand   `cmd:"" help:"Communities that this instance hosts."`
	Register    registerCommand    `cmd:"" help:"The nations' registers of schools."`
	Mail        mailCommand        `cmd:"" help:"Mail that comes in."`
	Safety      safetyCommand      `cmd:"" help:"The register of safety."`
	Terms       termsCommand       `cmd:"" help:"Term dates of authorities."`
	Queue       queueCommand       `cmd:"" help:"Work that waits."`
	Audit       auditCommand       `cmd:"" help:"The log of what staff have done."`
	Modlog      modlogCommand      `cmd:"" help:"The logs of what moderators have done."`
	Bench       benchCommand       `cmd:"" help:"Measure this program on this machine."`
	Leaktest    leaktestCommand    `cmd:"" help:"Look from outside for what should not come out of an instance."`
	Version     versionCommand     `cmd:"" help:"Version of the program."`
}

// program is what every command is given.
type program struct {
	ctx    context.Context
	cli    *cli
	out    io.Writer
	stderr io.Writer
	stdin  io.Reader
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run carries out one command line and gives the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var c cli
	helped := false
	parser, err := kong.New(&c, kong.Name("headroom"), kong.Writers(stdout, stderr),
		kong.Description("A federated community server for headteachers."),
		kong.Exit(func(int) { helped = true }))
	if err != nil {
		fmt.Fprintln(stderr, err)
		return exitUsage
	}
	parsed, err := parser.Parse(args)
	if helped {
		return exitDone
	}
	p := &program{ctx: ctx, cli: &c, out: stdout, stderr: stderr, stdin: stdin}
	if err != nil {
		c.JSON = c.JSON || asksJSON(args)
		return p.fail(&control.Failure{Kind: "usage", Message: sentence(err)})
	}
	if err := parsed.Run(p); err != nil {
		return p.fail(err)
	}
	return exitDone
}

// asksJSON looks for --json in arguments that did not parse.
func asksJSON(args []string) bool {
	for _, a := range args {
		if a == "--json" {
			return true
		}
	}
	return false
}

// fail tells why a command was not carried out.
func (p *program) fail(err error) int {
	f := failure(err)
	if p.cli.JSON {
		_ = json.NewEncoder(p.stderr).Encode(control.Fault{Error: f})
	} else {
		fmt.Fprintln(p.stderr, "headroom: "+f.Message)
	}
	var coded codedError
	if errors.As(err, &coded) {
		return coded.code
	}
	switch f.Kind {
	case "usage":
		return exitUsage
	case "unavailable", "internal":
		return exitUnavailable
	}
	return exitRefused
}

// failure is an error as it is told: a sentence without its cause.
func failure(err error) *control.Failure {
	var told *control.Failure
	var load *config.LoadError
	var path *os.PathError
	switch {
	case errors.As(err, &told):
		return told
	case errors.As(err, &load):
		return &control.Failure{Kind: "invalid", Message: load.Error()}
	case errors.As(err, &path):
		return &control.Failure{Kind: "invalid", Message: sentence(path)}
	}
	return &control.Failure{Kind: "unavailable", Message: sentence(err)}
}

// sentence ends a text with a full stop.
func sentence(err error) string {
	text := err.Error()
	if text == "" || text[len(text)-1] != '.' {
		text += "."
	}
	return text
}

// write writes a value as JSON, or what a person reads.
func (p *program) write(value any, text func(io.Writer)) error {
	if !p.cli.JSON {
		text(p.out)
		return nil
	}
	enc := json.NewEncoder(p.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(value)
}
