package leaktest

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// ids are what may stand for one thing in an address.
var ids = regexp.MustCompile(`[0-9]{4,}|[0-9a-f]{32,}|[0-9A-Za-z_-]{20,}`)

// twin is the address of nothing that looks like another, with the ids that
// differ; not ok when there is none.
func twin(path string) (other string, had, has []string, ok bool) {
	route, query, asked := strings.Cut(path, "?")
	other = ids.ReplaceAllStringFunc(route, func(id string) string {
		had, has = append(had, id), append(has, AbsentLike(id))
		return AbsentLike(id)
	})
	if asked {
		other += "?" + query
	}
	return other, had, has, len(had) > 0
}

// askForKnown asks for everything that is known and for what hangs on it, in
// all ways: nothing is shown, and all of it is like what does not exist.
func (p *probe) askForKnown(ctx context.Context) error {
	for _, as := range p.askers() {
		p.report.Askers = append(p.report.Askers, as.name)
		for _, known := range p.Known {
			for i, path := range append([]string{known}, kin(known)...) {
				ways := Ways
				if i > 0 {
					ways = Ways[:2]
				}
				for _, way := range ways {
					if err := p.compare(ctx, as, way, path, i == 0); err != nil {
						return err
					}
				}
			}
		}
	}
	for _, known := range p.Known {
		p.report.Addresses += 1 + len(kin(known))
	}
	return nil
}

// compare asks for what is known and for its twin.
func (p *probe) compare(ctx context.Context, as asker, way Way, path string, hidden bool) error {
	a, err := p.look(ctx, as, way, path)
	if err != nil {
		return err
	}
	if hidden && a.Status == http.StatusOK && way.Method == http.MethodGet && way.Suffix == "" {
		p.find(Finding{Kind: Shown, Asker: as.name, Way: way.String(), Path: path, Status: a.Status})
	}
	other, had, has, ok := twin(path)
	if !ok {
		return nil
	}
	b, err := p.get(ctx, as, way, other)
	if err != nil {
		return err
	}
	if !bytes.Equal(Seen(a, had...), Seen(b, has...)) {
		p.find(Finding{Kind: Existing, Asker: as.name, Way: way.String(), Path: path, Status: a.Status, Detail: "not like " + other})
	}
	return nil
}

// askForGuesses asks for what servers of this kind have given away elsewhere,
// known or not here. What answers just like an address that nobody has thought
// of is not there.
func (p *probe) askForGuesses(ctx context.Context) error {
	guesses := p.guesses()
	p.report.Addresses += len(guesses)
	nothing, err := p.get(ctx, asker{}, Ways[0], absentPage)
	if err != nil {
		return err
	}
	for _, as := range p.askers() {
		for _, g := range guesses {
			for _, way := range []Way{Ways[0], {Method: http.MethodGet, Accept: "*/*"}} {
				if err := p.guess(ctx, as, way, g, nothing); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// guess asks for one of them.
func (p *probe) guess(ctx context.Context, as asker, way Way, g guess, nothing Answer) error {
	a, err := p.look(ctx, as, way, g.path)
	if err != nil {
		return err
	}
	if g.machine && a.Status == http.StatusOK && nothing.Status != http.StatusOK {
		p.find(Finding{Kind: Debug, Asker: as.name, Way: way.String(), Path: g.path, Status: a.Status})
	}
	if g.word == "" {
		return nil
	}
	return p.search(ctx, as, way, g, a)
}

// search compares what a search for a secret word gave with a search for a word
// that nobody has written.
func (p *probe) search(ctx context.Context, as asker, way Way, g guess, a Answer) error {
	absent := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return 'q'
		}
		return r
	}, g.word)
	b, err := p.get(ctx, as, way, strings.Replace(g.path, url.QueryEscape(g.word), url.QueryEscape(absent), 1))
	if err != nil {
		return err
	}
	// What was searched for comes back, in whatever way it is written: what stands
	// between letters is written differently in an address.
	between := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	asked := slices.Concat(strings.FieldsFunc(g.word, between), strings.FieldsFunc(absent, between))
	slices.SortFunc(asked, func(a, b string) int { return len(b) - len(a) })
	if !bytes.Equal(Seen(a, asked...), Seen(b, asked...)) {
		p.find(Finding{Kind: Words, Asker: as.name, Way: way.String(), Path: g.path, Status: a.Status, Detail: "found: " + g.word})
	}
	return nil
}

const absentPage = "/there-is-no-such-page"

// askThroughCache asks as the member, and then as everybody else, through one
// shared cache: nobody is given what was the member's.
func (p *probe) askThroughCache(ctx context.Context) error {
	if p.Member == "" {
		return nil
	}
	var cache Cache
	plain := p.Ask
	p.Ask = cache.Through(plain)
	defer func() { p.Ask = plain }()
	for _, path := range p.Known {
		if _, err := p.get(ctx, p.member(), Ways[0], path); err != nil {
			return err
		}
		for _, as := range p.askers() {
			a, err := p.get(ctx, as, Ways[0], path)
			if err != nil {
				return err
			}
			p.Ask = plain
			direct, err := p.get(ctx, as, Ways[0], path)
			p.Ask = cache.Through(plain)
			if err != nil {
				return err
			}
			if word := p.holds(a, path); word != "" || !bytes.Equal(Seen(a), Seen(direct)) {
				p.find(Finding{Kind: Cached, Asker: as.name, Way: "through a shared cache", Path: path, Status: a.Status, Detail: word})
			}
		}
	}
	return nil
}

// deliver sends what nobody has signed. It means nothing: not even a server
// that takes it does anything with it.
func (p *probe) deliver(ctx context.Context) error {
	for _, path := range []string{"/inbox", "/u/1/inbox", "/g/1/inbox"} {
		p.report.Addresses++
		way := Way{Method: http.MethodPost, Accept: "*/*", Form: "{}"}
		a, err := p.get(ctx, asker{"nobody", func(r *http.Request) { r.Header.Set("Content-Type", "application/activity+json") }}, way, path)
		if err != nil {
			return err
		}
		if a.Status < 300 {
			p.find(Finding{Kind: Unsigned, Asker: "nobody", Way: way.String(), Path: path, Status: a.Status})
		}
	}
	return nil
}
