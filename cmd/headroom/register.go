package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"headroom/community"
	"headroom/internal/control"
	"headroom/internal/registers"
)

// registerCommand is about the nations' registers of schools.
type registerCommand struct {
	Import registerImport `cmd:"" help:"Take in a register: all of the file, or nothing."`
	List   registerList   `cmd:"" help:"List the imports that were made."`
}

type registerImport struct {
	Source string `required:"" enum:"gias,gias-links,scotland,wales" help:"gias, gias-links, scotland or wales."`
	DryRun bool   `name:"dry-run" help:"Say what would change and write nothing."`
	File   string `arg:"" type:"existingfile" help:"The published file: CSV, XLSX or ODS."`
}

// Run reads the file here, so that a broken one troubles no server, and hands
// over what it says.
func (r registerImport) Run(p *program) error {
	file, err := os.Open(r.File)
	if err != nil {
		return &control.Failure{Kind: "usage", Message: err.Error()}
	}
	defer file.Close()
	about, err := file.Stat()
	if err != nil {
		return err
	}
	in, err := registers.Read(r.Source, file, about.Size(), func(rows int) {
		if !p.cli.JSON && rows%5000 == 0 {
			fmt.Fprintf(p.stderr, "%d rows read\n", rows)
		}
	})
	if err != nil {
		return r.refused(p, err)
	}
	var out control.RegisterReport
	if err := p.ask("register/import", control.NewRegister{Register: in, DryRun: r.DryRun}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		done := "The register has been imported."
		if r.DryRun {
			done = "Nothing was written. An import would do this:"
		}
		fmt.Fprintf(w, "%s\n%d rows: %d added, %d changed, %d unchanged, %d passed over; %d known before are not in this file and stay.\n",
			done, out.Rows, out.Added, out.Changed, out.Unchanged, out.Passed, out.Absent)
		if out.Heads > 0 {
			fmt.Fprintf(w, "%d schools name other heads than before; %d headships are to be confirmed within 28 days.\n", out.Heads, out.Confirm)
		}
	})
}

// refused reports the row or column for which a file was refused. With --json
// the report is written as after an import, so that a script reads one form.
func (r registerImport) refused(p *program, err error) error {
	f := control.FailureOf(err)
	var fault *community.Error
	if !errors.As(err, &fault) || !p.cli.JSON {
		return f
	}
	row, _ := fault.Args["Row"].(string)
	n, _ := strconv.Atoi(row)
	if err := json.NewEncoder(p.out).Encode(control.RegisterReport{Refused: []control.Refusal{{Row: n, Reason: f.Message}}}); err != nil {
		return err
	}
	return f
}

type registerList struct{}

// Run lists imports, newest first.
func (registerList) Run(p *program) error {
	var out []control.RegisterImport
	if err := p.ask("register/list", control.None{}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		table(w, "AT\tSOURCE\tROWS\tADDED\tCHANGED\tUNCHANGED\tTO CONFIRM\tBY", len(out), func(n int) string {
			o := out[n]
			return fmt.Sprintf("%s\t%s\t%d\t%d\t%d\t%d\t%d\t%s", clock(&o.At), o.Source, o.Rows, o.Added, o.Changed, o.Unchanged, o.Confirm, o.By)
		})
	})
}
