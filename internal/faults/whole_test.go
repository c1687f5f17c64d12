//go:build crashpoints

package faults

// goes plays what happens between two instances from the first word to the
// last.
func (p *play) goes() {
	p.t.Helper()
	p.root = p.says(p.host, "", "Ferries are late")
	p.settle()
	hers := p.says(p.home, p.root, "So are ours")
	p.says(p.host, p.root, "A picture of the pier")
	p.settle()
	taken := p.says(p.home, p.root, "Words that are taken back")
	text := p.acked[len(p.acked)-1]
	p.settle()
	p.home.do(order{Do: "delete", Group: p.group, Text: text, Parent: taken})
	p.gone = append(p.gone, text)
	p.says(p.host, hers, "Thank you")
	p.settle()
	p.alike()
	p.host.do(order{Do: "remove", Group: p.group, Member: p.member})
	p.settle()
	p.apart()
}

// apart checks that the home has nothing left once its member has gone, and
// that the host knows it.
func (p *play) apart() {
	p.t.Helper()
	home, host := p.home.do(order{Do: "state", Group: p.group}), p.host.do(order{Do: "state", Group: p.group})
	if len(home.Posts) != 0 {
		p.t.Errorf("the home still has %d posts", len(home.Posts))
	}
	if host.Held != 0 {
		p.t.Errorf("the host thinks that %d copies are held", host.Held)
	}
	if len(host.Posts) != len(p.acked)-len(p.gone) {
		p.t.Errorf("the host has %d posts", len(host.Posts))
	}
	p.sound("home", home)
	p.sound("host", host)
}
