package community_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"headroom/community"
)

// unlogged are the audited acts about communities that are no decisions of
// moderators about what or who is in one, and why members do not read of them.
var unlogged = map[string]string{
	"community.create":   "the first entry of the log is what came after it",
	"membership.invite":  "whom somebody invites is between them until they join",
	"membership.end":     "a member's own step, or time's",
	"membership.suspend": "an operator's act, about a credential",
	"membership.resume":  "likewise",
	"membership.hold":    "what a restore does by itself; each confirmation is logged",
	"guest.ask":          "a member's request; members see guests where they are",
	"guest.admit":        "members see who is a guest, on whose word and until when",
	"guest.decline":      "nothing is kept of who was not admitted",
	"guest.extend":       "members see until when",
	"guest.end":          "members see who is a guest no longer",
}

// TestEveryActOfModeratorsIsLogged reads the package for the acts that are
// audited of communities: each is in the log that members read, or it is said
// above why not.
func TestEveryActOfModeratorsIsLogged(t *testing.T) {
	t.Parallel()
	act := regexp.MustCompile(`^(membership|community|post|thread|guest)\.[a-z-]+$|^outside\.(follow|unfollow|shut|let|unheard)$|^report\.resolve$|^appeal\.decide$`)
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if _, inFunction := decl.(*ast.FuncDecl); !inFunction { // events and rights look alike
				continue
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if text, err := strconv.Unquote(lit.Value); err == nil && act.MatchString(text) {
						found[text] = true
					}
				}
				return true
			})
		}
	}
	for name := range found {
		_, logged := community.ModActs[name]
		if logged == (unlogged[name] != "") {
			t.Errorf("%s: say in ModActs what the log calls it, or in this test why members do not read of it; not both", name)
		}
	}
	for name := range community.ModActs {
		if !found[name] {
			t.Errorf("%s is logged and never audited", name)
		}
	}
	for name := range unlogged {
		if !found[name] {
			t.Errorf("%s is explained and never audited", name)
		}
	}
}
