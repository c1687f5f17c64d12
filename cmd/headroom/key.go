package main

import (
	"fmt"
	"io"

	"headroom/internal/control"
)

// keyCommands replace keys.
type keyCommands struct {
	Rotate struct {
		Person keyPerson `cmd:"" help:"Give a person another key; the old one counts for seven days more."`
		Group  keyGroup  `cmd:"" help:"Give a community another key and its log another epoch."`
		Issuer keyIssuer `cmd:"" help:"Announce the next key of this instance or, with --use, sign with it."`
	} `cmd:"" help:"Replace a key."`
}

type keyPerson struct {
	Who    string `arg:"" name:"who" help:"Actor, user name or e-mail address."`
	Reason string `required:"" help:"Why; kept in the audit log."`
	Lost   bool   `help:"The old key is in other hands: it counts no more, from now."`
}

// Run replaces a person's key.
func (v keyPerson) Run(p *program) error {
	return p.rotate("key/person", control.Rotate{Who: v.Who, Lost: v.Lost, Reason: v.Reason})
}

type keyGroup struct {
	Community string `arg:"" name:"community" help:"Name of a community of this instance."`
	Reason    string `required:"" help:"Why; kept in the audit log."`
	Lost      bool   `help:"The old key is in other hands: it counts no more, from now."`
}

// Run replaces a community's key.
func (v keyGroup) Run(p *program) error {
	return p.rotate("key/group", control.Rotate{Who: v.Community, Lost: v.Lost, Reason: v.Reason})
}

type keyIssuer struct {
	Reason string `required:"" help:"Why; kept in the audit log."`
	Use    bool   `help:"The operators of the linked servers have confirmed the announced key: sign with it."`
}

// Run announces or takes into use the issuer's next key.
func (v keyIssuer) Run(p *program) error {
	act := "key/announce"
	if v.Use {
		act = "key/use"
	}
	return p.rotate(act, control.Rotate{Reason: v.Reason})
}

// rotate asks for another key and shows it.
func (p *program) rotate(act string, in control.Rotate) error {
	var out control.Rotated
	if err := p.ask(act, in, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s\n%s\n", out.Key, out.Fingerprint)
		if out.Waiting {
			fmt.Fprintln(w, "Two operators of each linked server compare this fingerprint and confirm it. Then: headroom key rotate issuer --use")
		}
	})
}

type peerConfirmKey struct {
	Host        string `arg:"" help:"Host of the linked server."`
	Fingerprint string `required:"" help:"Of its new key, as its operator reads it out."`
}

// Run confirms a peer's new key: the second operator to do so makes it count.
func (v peerConfirmKey) Run(p *program) error {
	var out control.Rotated
	if err := p.ask("peer/confirm-key", control.Confirm{Host: v.Host, Fingerprint: v.Fingerprint}, &out); err != nil {
		return err
	}
	return p.write(out, func(w io.Writer) {
		if out.Waiting {
			fmt.Fprintln(w, "Noted. The key counts when a second operator has confirmed it too.")
			return
		}
		fmt.Fprintf(w, "%s counts from now.\n", out.Key)
	})
}
