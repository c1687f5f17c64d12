package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"

	"headroom/internal/config"
	"headroom/internal/control"
	"headroom/internal/demo"
	"headroom/internal/instance"
)

// memoryForTime lets the heap grow to somewhat more than twice what is in use before
// it is swept: pages of a long conversation are made of many small things, and on two
// processors a sweep makes one reader in twenty wait. More of it took posts of peers in a
// little faster, and more than 150 MB. GOGC wins over it.
const memoryForTime = 120

// serveCommand runs one instance.
type serveCommand struct{}

// Run serves until it is told to stop.
func (serveCommand) Run(p *program) (err error) {
	c, err := p.config()
	if err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(memoryForTime)
	}
	i, err := instance.New(p.ctx, instance.Options{Config: c, Version: version, Log: logger(p.stderr, c.Log)})
	if err != nil {
		return inUse(err)
	}
	defer func() {
		if closeErr := i.Close(); err == nil {
			err = closeErr
		}
	}()
	link, err := i.Start(p.ctx)
	if err != nil {
		return err
	}
	go giveBack(p.ctx)
	return i.Run(p.ctx, func() {
		fmt.Fprintf(p.out, "%s is ready at %s\n", i.Identity.Name.In(c.DefaultLanguage), c.URL)
		if link != "" {
			fmt.Fprintf(p.out, "No operator has a password yet. Sign in as %s after choosing one here (once, within 14 days):\n  %s\n",
				i.OperatorEmail(), link)
		}
	})
}

// demoCommand runs three instances with sample people.
type demoCommand struct {
	Data      string   `type:"path" default:"./demo-data" help:"Directory of the three instances; a second start continues."`
	Ports     []int    `default:"7001,7002,7003" help:"Ports of the three instances."`
	HTTPS     bool     `name:"https" help:"Serve over https, with certificates of an authority of the demonstration's own (ca.pem in its directory). Hosts may then share a port."`
	Hosts     []string `placeholder:"A,B,C" help:"Names of the three hosts, with --https. Below localhost unless given."`
	Fresh     bool     `help:"Delete what earlier demonstrations left in the directory and begin anew."`
	Postgres  string   `placeholder:"URL" help:"Use a PostgreSQL server, one database for each nation, instead of SQLite."`
	ReadyFile string   `type:"path" placeholder:"FILE" help:"Write addresses and sign-ins as JSON to this file when all three answer."`
	LogLevel  string   `default:"warn" enum:"debug,info,warn,error" placeholder:"LEVEL" help:"What the three write to standard error: debug, info, warn or error."`
	Pseudo    bool     `hidden:"" help:"Show every sentence of the pages in brackets, for tests."`
}

// Run runs the demonstration until it is told to stop.
func (d demoCommand) Run(p *program) error {
	if len(d.Ports) != 3 {
		return &control.Failure{Kind: "usage", Message: "--ports needs three ports, such as 7001,7002,7003."}
	}
	if len(d.Hosts) != 0 && (len(d.Hosts) != 3 || !d.HTTPS) {
		return &control.Failure{Kind: "usage", Message: "--hosts needs three names, such as a.example,b.example,c.example, and --https."}
	}
	return demo.Run(p.ctx, demo.Options{Data: d.Data, Ports: [3]int(d.Ports), HTTPS: d.HTTPS, Hosts: d.Hosts, Fresh: d.Fresh, Postgres: d.Postgres, Pseudo: d.Pseudo,
		ReadyFile: d.ReadyFile, Version: version, Out: p.out, Log: logger(p.stderr, config.Log{Level: d.LogLevel, Format: "text"})})
}

// configCommand is about the configuration file.
type configCommand struct {
	Check     checkCommand     `cmd:"" help:"Say what is wrong with the configuration."`
	Reference referenceCommand `cmd:"" help:"List all keys."`
}

type checkCommand struct{}

// Run reads and checks the file.
func (checkCommand) Run(p *program) error {
	if _, err := p.config(); err != nil {
		return err
	}
	return p.write(map[string]bool{"sound": true}, func(w io.Writer) { fmt.Fprintln(w, "The configuration is sound.") })
}

type referenceCommand struct{}

// Run writes the reference.
func (referenceCommand) Run(p *program) error {
	text := config.Reference()
	return p.write(map[string]string{"reference": text}, func(w io.Writer) { fmt.Fprint(w, text) })
}

// versionCommand tells the program's version.
type versionCommand struct{}

// Run writes the version.
func (versionCommand) Run(p *program) error {
	return p.write(control.Version{Version: version}, func(w io.Writer) { fmt.Fprintln(w, "headroom", version) })
}

// config reads the configuration of the instance that --config names.
func (p *program) config() (*config.Config, error) {
	c, err := config.Load(p.cli.Config, os.Environ())
	if err != nil {
		return nil, err
	}
	if problems := c.Check(); len(problems) > 0 {
		return nil, &config.LoadError{Path: p.cli.Config, Problems: problems}
	}
	return c, nil
}

// logger writes to standard error as the configuration says.
func logger(w io.Writer, c config.Log) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// reading opens the instance without running it, for commands that only read
// while no server runs.
func (p *program) reading(ctx context.Context, c *config.Config) (*instance.Instance, error) {
	i, err := instance.New(ctx, instance.Options{Config: c, Version: version})
	if err != nil {
		return nil, inUse(err)
	}
	return i, nil
}
