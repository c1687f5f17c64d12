package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"
)

var (
	fenced = regexp.MustCompile("(?s)```.*?```")
	inline = regexp.MustCompile("`[^`]+`")
	// A command line, from the program's name on: words that may name a command.
	spoken = regexp.MustCompile(`\bheadroom((?: [a-z][a-z-]*)+)`)
)

// TestDocumentationNamesEveryCommand compares the table of commands with those
// that the operators' handbook names in its code, in both directions.
func TestDocumentationNamesEveryCommand(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/operators.md")
	if err != nil {
		t.Fatal(err)
	}
	commands := leaves(t)
	if len(commands) < 40 || !slices.Contains(commands, "key rotate issuer") {
		t.Fatalf("the table has %d commands: %q", len(commands), commands)
	}
	named, unknown := namedIn(string(text), commands)
	if diff := cmp.Diff(commands, named); diff != "" {
		t.Errorf("docs/operators.md leaves out commands (-table +named):\n%s", diff)
	}
	if len(unknown) > 0 {
		t.Errorf("docs/operators.md names what is no command: %q", unknown)
	}
}

func TestNamesOfCommandsAreFound(t *testing.T) {
	t.Parallel()
	named, unknown := namedIn("Say `headroom peer\nlist`, not headroom version.\n\n```sh\nheadroom key rotate person ruth\nuseradd headroom\n```\n"+
		"`headroom peer lists` and `headroom key`, `headroom --help`.", []string{"key rotate person", "peer list", "version"})
	if diff := cmp.Diff([]string{"key rotate person", "peer list"}, named); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"key", "peer lists"}, unknown); diff != "" {
		t.Error(diff)
	}
}

// leaves are the commands that can be run, as they are typed, in order.
func leaves(t *testing.T) (list []string) {
	t.Helper()
	parser, err := kong.New(new(cli), kong.Name("headroom"))
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range parser.Model.Leaves(false) {
		name := ""
		for n := leaf; n.Type != kong.ApplicationNode; n = n.Parent {
			if n.Type == kong.CommandNode {
				name = n.Name + " " + name
			}
		}
		list = append(list, strings.TrimSpace(name))
	}
	slices.Sort(list)
	return list
}

// namedIn gives the commands that the code in a text names, and what it calls
// one that is not in the list.
func namedIn(text string, commands []string) (named, unknown []string) {
	var code []string
	for _, block := range fenced.FindAllString(text, -1) {
		code = append(code, strings.Split(block, "\n")...)
	}
	for _, span := range inline.FindAllString(fenced.ReplaceAllString(text, ""), -1) {
		code = append(code, strings.Join(strings.Fields(span), " "))
	}
	for _, line := range code {
		for _, found := range spoken.FindAllStringSubmatch(line, -1) {
			said := strings.TrimSpace(found[1])
			i := slices.IndexFunc(commands, func(c string) bool { return said == c || strings.HasPrefix(said, c+" ") })
			if i < 0 {
				unknown = append(unknown, said)
				continue
			}
			named = append(named, commands[i])
		}
	}
	slices.Sort(named)
	slices.Sort(unknown)
	return slices.Compact(named), slices.Compact(unknown)
}
