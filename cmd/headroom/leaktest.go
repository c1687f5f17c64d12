package main

import (
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"headroom/internal/control"
	"headroom/internal/leaktest"
)

// leaktestCommand looks at an instance from outside for what should not come
// out of it.
type leaktestCommand struct {
	URL      string   `arg:"" help:"Address of the instance, such as https://wales.example."`
	Cookie   string   `name:"cookie-file" type:"path" placeholder:"FILE" help:"Session of somebody who may read what is closed: a Cookie header, or a cookies.txt."`
	Outsider string   `name:"outsider-cookie-file" type:"path" placeholder:"FILE" help:"Session of somebody with an account who may not."`
	Known    []string `name:"known-id" placeholder:"ADDRESS" help:"Address or path of something that only some may know of. May be given again."`
	Words    []string `name:"word" placeholder:"WORD" help:"Word that stands where only some may read it. May be given again."`
}

// Run asks, and tells what came out: an error if anything did.
func (l leaktestCommand) Run(p *program) error {
	if at, err := url.Parse(l.URL); err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		return &control.Failure{Kind: "usage", Message: fmt.Sprintf("%q is no address of an instance, such as https://wales.example.", l.URL)}
	}
	o := leaktest.Options{URL: l.URL, Known: l.Known, Words: l.Words}
	for path, into := range map[string]*string{l.Cookie: &o.Member, l.Outsider: &o.Outsider} {
		if path == "" {
			continue
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return &control.Failure{Kind: "usage", Message: sentence(err)}
		}
		if *into = cookieIn(string(raw)); *into == "" {
			return &control.Failure{Kind: "usage", Message: "There is no cookie in " + path + "."}
		}
	}
	report, err := leaktest.Probe(p.ctx, o)
	if err != nil {
		return err
	}
	if err := p.write(report, func(w io.Writer) { tell(w, report) }); err != nil {
		return err
	}
	if n := len(report.Findings); n > 0 {
		return &control.Failure{Kind: "leak", Message: fmt.Sprintf("Findings: %d.", n)}
	}
	return nil
}

// tell writes a report for a person.
func tell(w io.Writer, r leaktest.Report) {
	for _, f := range r.Findings {
		fmt.Fprintf(w, "%s: %s as %s (%s): %d %s\n", f.Kind, f.Path, f.Asker, f.Way, f.Status, f.Detail)
	}
	fmt.Fprintf(w, "%s was asked %d times for %d addresses, as %s. Of what is secret there, %d addresses and %d texts were known.\n",
		r.URL, r.Requests, r.Addresses, strings.Join(r.Askers, ", "), len(r.Known), r.Words)
	if len(r.Findings) == 0 {
		fmt.Fprintln(w, "Nothing came out.")
	}
}

// cookieIn reads a Cookie header, or the lines of a cookies.txt as browsers and
// curl write it.
func cookieIn(text string) string {
	var list []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		fields := strings.Split(line, "\t")
		switch {
		case len(fields) == 7:
			list = append(list, fields[5]+"="+fields[6])
		case line == "" || line[0] == '#':
		case strings.Contains(line, "="):
			list = append(list, strings.TrimSpace(strings.TrimPrefix(line, "Cookie:")))
		}
	}
	return strings.Join(list, "; ")
}
