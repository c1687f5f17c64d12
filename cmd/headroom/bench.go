package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"

	"headroom/internal/bench"
)

// benchCommand measures this program on this machine.
type benchCommand struct {
	Out  string `type:"path" default:"./bench.json" help:"File that the numbers are written to."`
	Only string `help:"Measure only the steps whose name holds this, such as nation."`
}

// Run measures and writes the numbers.
func (b benchCommand) Run(p *program) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	numbers, err := bench.Run(p.ctx, bench.Options{Progress: p.stderr, Only: b.Only,
		Serve: func(config string) *exec.Cmd { return exec.Command(self, "serve", "--config", config) }})
	if err != nil {
		return err
	}
	if err := numbers.WriteFile(b.Out); err != nil {
		return err
	}
	return p.write(numbers, func(w io.Writer) { fmt.Fprintln(w, "The numbers are in", b.Out) })
}
