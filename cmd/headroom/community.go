package main

import (
	"fmt"
	"io"
	"strings"

	"headroom/community"
	"headroom/internal/control"
)

// communityCommand is about communities that the instance hosts.
type communityCommand struct {
	Create communityCreate `cmd:"" help:"Make a community."`
	List   communityList   `cmd:"" help:"List communities."`
}

type communityCreate struct {
	Username  string            `arg:"" help:"Short name, in lower case."`
	Name      map[string]string `required:"" mapsep:"none" help:"Name by language: --name en=… --name cy=…"`
	Summary   map[string]string `mapsep:"none" help:"What it is for, by language."`
	Rules     map[string]string `mapsep:"none" help:"Rules, by language."`
	Access    string            `default:"closed" enum:"open,closed,private" help:"open, closed or private."`
	Reach     string            `default:"instance" enum:"instance,peers,named" help:"instance, peers, or named (with --reach-to)."`
	ReachTo   []string          `name:"reach-to" help:"Issuers of the instances that a named reach covers."`
	Joining   string            `default:"request" enum:"request,automatic,invitation" help:"request, automatic or invitation."`
	Admits    []string          `help:"Who can join: head, facilitator, aspiring, or ids of roles of the configuration; heads and facilitators when left out."`
	Moderator string            `required:"" help:"Actor, user name or e-mail address of the first moderator."`
}

// Run makes a community.
func (c communityCreate) Run(p *program) error {
	in := control.NewCommunity{Username: c.Username, Name: community.LangMap(c.Name), Summary: community.LangMap(c.Summary),
		Rules: community.LangMap(c.Rules), Access: c.Access, Reach: c.Reach, ReachTo: c.ReachTo, Joining: c.Joining, Admits: c.Admits, Moderator: c.Moderator}
	var out control.Community
	if err := p.ask("community/create", in, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) { fmt.Fprintf(w, "%s (%s) has been made.\n", out.Name, out.Actor) })
}

type communityList struct{}

// Run lists communities.
func (communityList) Run(p *program) error {
	var out []control.Community
	if err := p.ask("community/list", control.None{}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		table(w, "USERNAME\tNAME\tACCESS\tREACH\tJOINING\tACTOR", len(out), func(n int) string {
			o := out[n]
			return strings.Join([]string{o.Username, o.Name, o.Access, o.Reach, o.Joining, o.Actor}, "\t")
		})
	})
}
