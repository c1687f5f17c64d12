// Package bench measures a whole instance from outside: real processes of the
// program on loopback addresses, SQLite, peers, members and signatures. What
// the machine can do at most (ceilings: bare signatures, bare inserts, a bare
// handler) is measured in the same run, because only ratios can be compared
// between machines. docs/bench.md explains every number.
package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Options say what is measured. Serve is required.
type Options struct {
	// Serve gives the command that runs an instance with a configuration file,
	// not started: a process of its own, so that its time and memory are its.
	Serve func(config string) *exec.Cmd
	// Progress is told what is being measured; nil is told nothing.
	Progress io.Writer
	// Only leaves out every step whose name does not hold it; "" leaves out none.
	Only string
	// Quick measures everything, but so briefly that the numbers mean nothing:
	// for the test of the bench.
	Quick bool
}

// Numbers is one flat map of results.
type Numbers map[string]float64

// bench is one run.
type bench struct {
	Options
	dir     string
	out     Numbers
	nations map[string]*server
	steps   int
}

// Run measures everything, which takes some twelve minutes, and gives the
// numbers. It leaves nothing behind.
func Run(ctx context.Context, o Options) (out Numbers, err error) {
	if o.Progress == nil {
		o.Progress = io.Discard
	}
	// A short path: the instances have sockets in it.
	dir, err := os.MkdirTemp("", "hb")
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	defer os.RemoveAll(dir)
	b := &bench{Options: o, dir: dir, out: Numbers{}}
	for _, step := range []struct {
		what string
		run  func(context.Context) error
	}{
		{"ceilings: signatures", b.signatures},
		{"ceilings: database", b.database},
		{"start and memory", b.start},
		{"pages", b.pages},
		{"pages of a nation", b.nation},
		{"digests of a nation", b.digests},
		{"apps of a nation", b.apps},
		{"streams of apps", b.streams},
		{"everybody named", b.tellAll},
		{"registers", b.registers},
		{"inbox", b.inbox},
		{"far away", b.far},
		{"a day away", b.catchUp},
		{"PostgreSQL", b.inboxPostgres},
	} {
		if !strings.Contains(step.what, o.Only) {
			continue
		}
		began := time.Now()
		fmt.Fprintf(o.Progress, "%-24s", step.what)
		if err := step.run(ctx); err != nil {
			fmt.Fprintln(o.Progress)
			return nil, fmt.Errorf("bench: %s: %w", step.what, err)
		}
		fmt.Fprintf(o.Progress, "%6.1f s\n", time.Since(began).Seconds())
	}
	return b.out, nil
}

// WriteFile writes the numbers as one flat JSON object, all at once or not at
// all.
func (n Numbers) WriteFile(path string) error {
	text, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	part := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".part")
	if err := os.WriteFile(part, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	return nil
}

// briefly is the time that a rate is measured for.
func (b *bench) briefly(d time.Duration) time.Duration {
	if b.Quick {
		return d / 20
	}
	return d
}

// fewer is how many of something are measured.
func (b *bench) fewer(n int) int {
	if b.Quick {
		return max(2, n/20)
	}
	return n
}

// median of several measurements; the lower of the middle two.
func median(values []float64) float64 { return quantile(values, 0.5) }

// quantile is the value below which the share q of the values lies.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	at := int(q*float64(len(sorted))+0.999999) - 1
	return sorted[min(max(at, 0), len(sorted)-1)]
}

// round keeps three figures of a number that noise makes no better.
func round(v float64) float64 {
	var out float64
	if _, err := fmt.Sscanf(fmt.Sprintf("%.3g", v), "%g", &out); err != nil {
		return v
	}
	return out
}
