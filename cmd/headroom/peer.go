package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"headroom/internal/control"
)

// peerCommand is about agreements with other instances.
type peerCommand struct {
	Expect peerAct      `cmd:"" help:"Name a host as a future peer and fetch its issuer's key; compare the fingerprint by telephone."`
	Offer  peerAct      `cmd:"" help:"Offer an agreement to an expected host."`
	Accept peerAct      `cmd:"" help:"Accept a host's offer."`
	Reject peerAct      `cmd:"" help:"Decline a host's offer."`
	Renew  peerAct      `cmd:"" help:"Offer a linked host to go on for another year; it answers with accept."`
	Pause  peerAct      `cmd:"" help:"Stop talking for a while; the queue is kept."`
	Resume peerAct      `cmd:"" help:"Take up a paused agreement again."`
	End    peerAct      `cmd:"" help:"End an agreement, and with it every membership that rests on it."`
	List   peersCommand `cmd:"" help:"List agreements."`

	Show       peerShow       `cmd:"" help:"Show one agreement: its terms, its history, and the communities that it carries."`
	ConfirmKey peerConfirmKey `cmd:"" help:"Confirm the new key of a host; the second operator to do so makes it count."`

	Holdings peerHoldings `cmd:"" help:"List what a host holds of communities of this instance, and which receipts are missing; also after its agreement has ended."`
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

// peerShow shows one agreement.
type peerShow struct {
	Host string `arg:"" help:"Host of the other instance."`
}

// Run shows the agreement.
func (a peerShow) Run(p *program) error {
	var out control.PeerDetail
	if err := p.ask("peer/show", control.Host{Host: a.Host}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s (%s) is %s.\nIts fingerprint:  %s\nThe one here:     %s\nCompared:         %t\n", out.Host, out.Name, out.State,
			out.Fingerprint, out.Ours.Fingerprint, out.Compared)
		for _, half := range []struct {
			who   string
			terms *control.Terms
		}{{"This instance", out.Ours.Terms}, {"The other", out.Terms}} {
			if t := half.terms; t != nil {
				fmt.Fprintf(w, "%s trusts %s, from %s until %s.\n", half.who, strings.Join(t.Trusts, ", "), t.From.Format(time.DateOnly), t.Until.Format(time.DateOnly))
			}
		}
		if out.Ends != nil {
			fmt.Fprintf(w, "The agreement ends:  %s\n", out.Ends.Format(time.DateTime))
		}
		switch out.Renewal {
		case "offered":
			fmt.Fprintln(w, "You have offered to renew it.")
		case "received":
			fmt.Fprintln(w, "The other offers to renew it: accept or reject.")
		}
		fmt.Fprintf(w, "Communities that it carries: %d named, %d not named.\n", len(out.Communities), out.Unnamed)
		table(w, "WHEN\tWHO\tWHAT", len(out.History), func(n int) string {
			h := out.History[n]
			return h.At.Format(time.DateTime) + "\t" + h.Who + "\t" + h.What
		})
	})
}

// peerHoldings lists what a host holds.
type peerHoldings struct {
	Host string `arg:"" help:"Host of the other instance."`
}

// Run lists it.
func (a peerHoldings) Run(p *program) error {
	var out control.Holdings
	if err := p.ask("peer/holdings", control.Host{Host: a.Host}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		table(w, "COMMUNITY\tSTATE\tPOSTS\tFILES\tDELETED\tSINCE", len(out.Communities), func(n int) string {
			h := out.Communities[n]
			return fmt.Sprintf("%s\t%s\t%d\t%d\t%d\t%s", cmp.Or(h.Name, "(private)"), h.State, h.Posts, h.Files, h.Returned, h.Since.Format(time.DateTime))
		})
		if out.Missing > 0 {
			fmt.Fprintf(w, "Receipts that are more than a day late: %d.\n", out.Missing)
		}
	})
}
