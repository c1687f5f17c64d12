package main

import (
	"fmt"
	"io"
	"os"

	"headroom/internal/control"
)

// safetyCommand is about the register of safety, as operators see it in the pages.
type safetyCommand struct {
	List   safetyList   `cmd:"" help:"List what was recorded, and reports and appeals without what was said."`
	Export safetyExport `cmd:"" help:"Take the whole register along as CSV."`
}

type safetyList struct{}

// Run lists records, then cases, newest first.
func (safetyList) Run(p *program) error {
	var out control.Safety
	if err := p.ask("safety/list", control.None{}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		table(w, "NUMBER\tKIND\tDATE\tDUE\tBY", len(out.Records), func(n int) string {
			r := out.Records[n]
			return fmt.Sprintf("%d\t%s\t%s\t%s\t%s", r.Number, r.Kind, r.Date.Format("2006-01-02"), clock(r.Due), r.By)
		})
		if len(out.Cases) > 0 {
			fmt.Fprintln(w)
			table(w, "CASE\tKIND\tDATE\tWHY\tFROM\tDECIDED\tOUTCOME", len(out.Cases), func(n int) string {
				c := out.Cases[n]
				return fmt.Sprintf("%d\t%s\t%s\t%s\t%s\t%s\t%s", c.Number, c.Kind, c.Date.Format("2006-01-02"), c.Code, c.From, clock(c.Decided), c.Outcome)
			})
		}
		if out.Overdue {
			fmt.Fprintln(w, "\nThe risks have to be looked at now.")
		}
		if out.TermsTold > 0 {
			fmt.Fprintf(w, "\n%d people were told of the terms that hold; %d said that they have seen them.\n", out.TermsTold, out.TermsSeen)
		}
	})
}

type safetyExport struct {
	File string `arg:"" optional:"" help:"Where to write it, which must not be there yet; standard output when left out."`
}

// Run writes the sheet that the page gives. It is in the audit log.
func (c safetyExport) Run(p *program) error {
	var out control.SafetySheet
	if err := p.ask("safety/export", control.None{}, &out); err != nil {
		return err
	}
	if c.File == "" {
		return p.write(out, func(w io.Writer) { fmt.Fprint(w, out.CSV) })
	}
	file, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return &control.Failure{Kind: "usage", Message: err.Error()}
	}
	_, err = file.WriteString(out.CSV)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) { fmt.Fprintf(w, "Written to %s.\n", c.File) })
}
