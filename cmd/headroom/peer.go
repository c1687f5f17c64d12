package main

import (
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"headroom/internal/control"
)

// peerCommand is about agreements with other instances.
type peerCommand struct {
	Expect peerAct      `cmd:"" help:"Name a host as a future peer and fetch its issuer's key; compare the fingerprint by telephone."`
	Offer  peerAct      `cmd:"" help:"Offer an agreement to an expected host."`
	Accept peerAct      `cmd:"" help:"Accept a host's offer."`
	Reject peerAct      `cmd:"" help:"Decline a host's offer."`
	Pause  peerAct      `cmd:"" help:"Stop talking for a while; the queue is kept."`
	Resume peerAct      `cmd:"" help:"Take up a paused agreement again."`
	End    peerAct      `cmd:"" help:"End an agreement, and with it every membership that rests on it."`
	List   peersCommand `cmd:"" help:"List agreements."`
}

// peerAct is a command that changes one agreement; its name says how.
type peerAct struct {
	Host string `arg:"" help:"Host of the other instance."`
}

// Run changes the agreement.
func (a peerAct) Run(p *program, k *kong.Context) error {
	act := k.Selected().Name
	var out control.Peer
	if err := p.ask("peer/"+act, control.Host{Host: a.Host}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s is now %s.\n", out.Host, out.State)
		if act == "expect" {
			fmt.Fprintf(w, "Compare this fingerprint with its operator, not by e-mail:\n  %s\n", out.Fingerprint)
		}
	})
}

type peersCommand struct{}

// Run lists agreements.
func (peersCommand) Run(p *program) error {
	var out []control.Peer
	if err := p.ask("peer/list", control.None{}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		table(w, "HOST\tSTATE\tNATION\tNAME\tFINGERPRINT", len(out), func(n int) string {
			o := out[n]
			return o.Host + "\t" + o.State + "\t" + o.Nation + "\t" + o.Name + "\t" + o.Fingerprint
		})
	})
}
