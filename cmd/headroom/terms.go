package main

import (
	"fmt"
	"io"
	"os"

	"headroom/internal/control"
	"headroom/internal/terms"
)

// termsCommand is about the school years of authorities.
type termsCommand struct {
	Set    termsSet    `cmd:"" help:"Take an authority's school year in place of the one before."`
	List   termsList   `cmd:"" help:"List what is known."`
	Remove termsRemove `cmd:"" help:"Forget an authority's school year."`
}

type termsSet struct {
	Authority string `help:"The authority, as its members write it; all that have no school year of their own when it is left out."`
	File      string `arg:"" type:"existingfile" help:"The published file: iCal, or CSV with the columns name, from, until and kind."`
}

// Run reads the file here, so that a broken one troubles no server.
func (c termsSet) Run(p *program) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return &control.Failure{Kind: "usage", Message: err.Error()}
	}
	days, err := terms.Read(data)
	if err != nil {
		return control.FailureOf(err)
	}
	var out control.TermsSet
	if err := p.ask("terms/set", control.NewTerms{Authority: c.Authority, Days: days}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) { fmt.Fprintf(w, "%d terms and holidays taken.\n", out.Rows) })
}

type termsList struct{}

// Run lists terms and holidays by authority.
func (termsList) Run(p *program) error {
	var out []control.SchoolYear
	if err := p.ask("terms/list", control.None{}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		var rows [][2]int
		for y := range out {
			for d := range out[y].Days {
				rows = append(rows, [2]int{y, d})
			}
		}
		table(w, "AUTHORITY\tFROM\tUNTIL\tKIND\tNAME", len(rows), func(n int) string {
			y := out[rows[n][0]]
			d := y.Days[rows[n][1]]
			authority := y.Authority
			if authority == "" {
				authority = "(all others)"
			}
			return fmt.Sprintf("%s\t%s\t%s\t%s\t%s", authority, d.From, d.Until, d.Kind, d.Name)
		})
	})
}

type termsRemove struct {
	Authority string `help:"The authority; the school year of all others when it is left out."`
}

// Run forgets a school year.
func (c termsRemove) Run(p *program) error {
	var out control.TermsSet
	if err := p.ask("terms/remove", control.TermsSet{Authority: c.Authority}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) { fmt.Fprintln(w, "Forgotten.") })
}
