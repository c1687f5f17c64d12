package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"headroom/internal/control"
	"headroom/storage"
)

// ask sends a command to the running server. Commands that only read are
// answered from the database, under its lock, when no server runs.
func (p *program) ask(command string, in, out any) error {
	c, err := p.config()
	if err != nil {
		return err
	}
	client, err := control.Dial(c.Storage)
	switch {
	case err == nil:
		return client.Do(p.ctx, command, in, out)
	case !errors.Is(err, control.ErrNoServer):
		return err
	case !control.Reads(command):
		return &control.Failure{Kind: "unavailable", Message: "The server of this instance does not run. Start it with headroom serve."}
	}
	i, err := p.reading(p.ctx, c)
	if err != nil {
		return err
	}
	err = control.Direct(i.Control()).Do(p.ctx, command, in, out)
	return errors.Join(err, i.Close())
}

// inUse tells in words that another process has the database.
func inUse(err error) error {
	if errors.Is(err, storage.ErrInUse) {
		return &control.Failure{Kind: "unavailable", Message: "Another process uses the database of this instance."}
	}
	return err
}

// table writes aligned columns.
func table(w io.Writer, head string, rows int, row func(n int) string) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, head)
	for n := range rows {
		fmt.Fprintln(t, row(n))
	}
	_ = t.Flush()
}
