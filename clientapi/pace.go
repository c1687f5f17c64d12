package clientapi

import (
	"sync"
	"time"
)

// due is what a stream is to do.
type due uint8

const (
	dueLook  due = 1 << iota // see what is new
	dueCheck                 // see whether who it speaks for may still be told
	dueBeat                  // say something, so that proxies keep it
	dueEnd                   // end, with the program
)

// turns is in how many parts the open streams have their check: thousands at once would
// want stacks for all of them.
const turns = 50

// pace is the clock of all streams: one, because a clock and somebody who waits for it,
// for each of thousands that stand idle, is most of what they would hold.
type pace struct {
	ticker func(time.Duration) (<-chan time.Time, func())

	mu      sync.Mutex
	turn    [turns]map[*listener]struct{}
	next    int
	open    int
	running bool
}

func (p *pace) add(l *listener) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l.turn = p.next
	p.next = (p.next + 1) % turns
	if p.turn[l.turn] == nil {
		p.turn[l.turn] = map[*listener]struct{}{}
	}
	p.turn[l.turn][l] = struct{}{}
	p.open++
	if !p.running {
		p.running = true
		go p.run()
	}
}

func (p *pace) remove(l *listener) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, there := p.turn[l.turn][l]; there {
		delete(p.turn[l.turn], l)
		p.open--
	}
}

// run has every stream checked once in checkEvery, and beat at each beatEvery-th time,
// until none is open.
func (p *pace) run() {
	tick, stop := p.ticker(checkEvery / turns)
	defer stop()
	for n := 1; ; n++ {
		<-tick
		what := dueCheck
		if n/turns%beatEvery == beatEvery-1 {
			what |= dueBeat
		}
		those, more := p.those(n % turns)
		if !more {
			return
		}
		for _, l := range those {
			l.call(what)
		}
	}
}

// those are the streams of one turn; more is false, and the clock may stop, when none is
// open at all.
func (p *pace) those(turn int) (out []*listener, more bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running = p.open > 0
	for l := range p.turn[turn] {
		out = append(out, l)
	}
	return out, p.running
}
