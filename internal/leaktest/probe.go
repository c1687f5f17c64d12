package leaktest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Options say whom a probe asks, and what it knows.
type Options struct {
	URL string // of the instance
	// Known are addresses, or paths, of what only some may know of. To everybody
	// else they must be as if they did not exist.
	Known []string
	// Words stand where only some may read them. Nobody else may be given one.
	Words []string
	// Member is the Cookie header of somebody who may read what is known; empty
	// for nobody. With it the probe finds words and addresses itself.
	Member string
	// Outsider is the Cookie header of somebody with an account who may not.
	Outsider string
	Ask      Ask                                              // over HTTP
	Wait     func(ctx context.Context, d time.Duration) error // by the clock
	Progress io.Writer                                        // nowhere
}

// Finding is something that came out.
type Finding struct {
	Kind   string `json:"kind"` // one of the kinds below
	Asker  string `json:"asker"`
	Way    string `json:"way"`
	Path   string `json:"path"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

// The kinds of findings.
const (
	Words    = "words"    // that somebody may not read were in an answer
	Existing = "existing" // what is hidden is not answered like what does not exist
	Shown    = "shown"    // what was named as hidden was answered with a page
	Cached   = "cached"   // a shared cache may keep what not everybody may read
	Debug    = "debug"    // something of the machine answers
	Unsigned = "unsigned" // a delivery without a signature was taken
	Fault    = "fault"    // the server failed
)

// Report is what a probe has found.
type Report struct {
	URL       string    `json:"url"`
	Requests  int       `json:"requests"`
	Addresses int       `json:"addresses"`
	Askers    []string  `json:"askers"`
	Words     int       `json:"words"`
	Known     []string  `json:"known"`
	Findings  []Finding `json:"findings"`
}

// probe is a probe at work.
type probe struct {
	Options
	base   string
	report Report
	words  []secret
	public map[string]bool // texts that everybody may read
	told   map[string]bool
}

// secret is a word in each form in which it may stand in an answer.
type secret struct {
	word  string
	forms [][]byte
}

func secretOf(word string) secret {
	s := secret{word: word}
	quoted := fmt.Sprintf("%q", word)
	for _, form := range []string{word, html.EscapeString(word), quoted[1 : len(quoted)-1], url.QueryEscape(word), url.PathEscape(word)} {
		if !slices.ContainsFunc(s.forms, func(f []byte) bool { return string(f) == form }) {
			s.forms = append(s.forms, []byte(form))
		}
	}
	return s
}

// asker is somebody who asks and may not know.
type asker struct {
	name  string
	apply func(*http.Request)
}

// Probe asks an instance for what is known, and for what servers of this kind
// have given away, in all ways and as everybody who may not know it. The error
// is that the instance could not be asked, or that ctx has ended.
func Probe(ctx context.Context, o Options) (Report, error) {
	at, err := url.Parse(o.URL)
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		return Report{}, fmt.Errorf("%q is no address of an instance", o.URL)
	}
	if o.Ask == nil {
		o.Ask = overHTTP()
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	o.Progress = cmp.Or[io.Writer](o.Progress, io.Discard)
	p := &probe{Options: o, base: at.Scheme + "://" + at.Host, public: map[string]bool{}, told: map[string]bool{}}
	p.report = Report{URL: p.base, Findings: []Finding{}, Known: []string{}}
	for i, known := range p.Known {
		p.Known[i] = p.path(known)
	}
	if _, err := p.get(ctx, asker{}, Ways[0], "/"); err != nil {
		return p.report, err
	}
	if err := p.learn(ctx); err != nil {
		return p.report, err
	}
	for _, w := range o.Words {
		p.words = append(p.words, secretOf(w))
	}
	p.report.Known, p.report.Words = append(p.report.Known, p.Known...), len(p.words)
	for _, step := range []func(context.Context) error{p.askForKnown, p.askForGuesses, p.askThroughCache, p.deliver} {
		if err := step(ctx); err != nil {
			return p.report, err
		}
	}
	return p.report, nil
}

// path is a known address as a path of the instance.
func (p *probe) path(known string) string {
	known = strings.TrimPrefix(known, p.base)
	if !strings.HasPrefix(known, "/") {
		known = "/" + known
	}
	return known
}

// askers are everybody who may not know.
func (p *probe) askers() []asker {
	list := []asker{
		{"nobody", func(*http.Request) {}},
		{"somebody with a token that is none", func(r *http.Request) { r.Header.Set("Authorization", "Bearer x"+strings.Repeat("0", 42)) }},
		{"somebody with a session that is none", func(r *http.Request) {
			name, _, _ := strings.Cut(cmp.Or(p.Member, "__Host-headroom="), "=")
			r.Header.Set("Cookie", name+"="+strings.Repeat("A", 43))
		}},
		{"a server that nobody knows", func(r *http.Request) {
			r.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
			r.Header.Set("Signature", `keyId="https://stranger.invalid/u/1#main-key",algorithm="hs2019",headers="(request-target) host date",signature="`+strings.Repeat("A", 86)+`=="`)
		}},
	}
	if p.Outsider != "" {
		list = append(list, asker{"somebody with an account", func(r *http.Request) { r.Header.Set("Cookie", p.Outsider) }})
	}
	return list
}

func (p *probe) member() asker {
	return asker{"the member", func(r *http.Request) { r.Header.Set("Cookie", p.Member) }}
}

// get asks, and waits where the instance says that it has been asked too much.
func (p *probe) get(ctx context.Context, as asker, way Way, path string) (Answer, error) {
	for {
		r, err := way.Request(ctx, p.base, path)
		if err != nil {
			return Answer{}, err
		}
		if as.apply != nil {
			as.apply(r)
		}
		a, err := p.Ask(r)
		if err != nil {
			return a, err
		}
		p.report.Requests++
		if a.Status != http.StatusTooManyRequests {
			return a, nil
		}
		if err := p.Wait(ctx, retryAfter(a.Header)); err != nil {
			return a, err
		}
	}
}

// look asks and reports what is in the answer that may not be.
func (p *probe) look(ctx context.Context, as asker, way Way, path string) (Answer, error) {
	a, err := p.get(ctx, as, way, path)
	if err != nil {
		return a, err
	}
	if a.Status >= 500 && a.Status != http.StatusServiceUnavailable && a.Status != http.StatusNotImplemented {
		p.find(Finding{Kind: Fault, Asker: as.name, Way: way.String(), Path: path, Status: a.Status})
	}
	if word := p.holds(a, path); word != "" {
		p.find(Finding{Kind: Words, Asker: as.name, Way: way.String(), Path: path, Status: a.Status, Detail: word})
	}
	return a, nil
}

// holds gives a secret word that an answer holds and its address does not: what
// was asked for may come back.
func (p *probe) holds(a Answer, path string) string {
	text := slices.Concat(a.Head(), a.Body)
	for _, s := range p.words {
		for _, form := range s.forms {
			if bytes.Contains(text, form) && !strings.Contains(path, url.QueryEscape(s.word)) {
				return s.word
			}
		}
	}
	return ""
}

// find reports a finding, each once for an asker and an address.
func (p *probe) find(f Finding) {
	key := f.Kind + "\n" + f.Asker + "\n" + f.Path
	if p.told[key] {
		return
	}
	p.told[key] = true
	p.report.Findings = append(p.report.Findings, f)
	fmt.Fprintf(p.Progress, "%s: %s, as %s: %s (%d) %s\n", f.Kind, f.Path, f.Asker, f.Way, f.Status, f.Detail)
}
