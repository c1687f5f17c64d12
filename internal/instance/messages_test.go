package instance_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"headroom/community/policy"
	"headroom/templates"
)

var (
	messageKey = regexp.MustCompile(`^(error|reason|audit|flash)\.[a-z][a-z_.-]*[a-z]$`)
	// An act in the audit log is named without its prefix, inside functions:
	// events and rights, which look alike, are constants.
	auditAct = regexp.MustCompile(`^(person|account|membership|community|post|thread|peer|queue|chain|credential|operator|register|headship|application|vouch|guest|key|read|incident|report|appeal|link|outside|term)\.[a-z-]+$`)
)

// TestEveryMessageIsInEveryLanguage reads the program for the keys of messages
// and looks for each in each catalogue.
func TestEveryMessageIsInEveryLanguage(t *testing.T) {
	t.Parallel()
	used := usedKeys(t)
	if len(used) < 100 {
		t.Fatalf("only %d keys found: the test looks in the wrong place", len(used))
	}
	catalogue, err := templates.NewCatalogue(templates.Languages, nil)
	if err != nil {
		t.Fatal(err)
	}
	for key, where := range used {
		for _, lang := range templates.Languages {
			if catalogue.Translate(lang, key, "Count", 3, "Min", 1, "Max", 2) == key {
				t.Errorf("%s: %s is in no catalogue of %s", where, key, lang)
			}
		}
		if !slices.Contains(templates.DomainKeys, key) {
			t.Errorf("%s: %s is not in templates.DomainKeys", where, key)
		}
	}
	for _, key := range templates.DomainKeys {
		if used[key] == "" && !nearer(used, key) {
			t.Errorf("%s is in templates.DomainKeys and the program never says it", key)
		}
	}
}

// nearer reports a sentence for one field: "error.required.title".
func nearer(used map[string]string, key string) bool {
	i := strings.LastIndexByte(key, '.')
	return strings.Count(key, ".") == 2 && used[key[:i]] != ""
}

// usedKeys gives every key with a place that names it.
func usedKeys(t *testing.T) map[string]string {
	t.Helper()
	used := map[string]string{}
	for _, code := range policy.Reasons {
		used["reason."+code] = "policy.Reasons"
	}
	files := token.NewFileSet()
	for _, room := range []string{"community", "federation", "web", "clientapi", "cmd", "internal"} {
		err := filepath.WalkDir(filepath.Join("..", "..", room), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			keysOf(file, room, func(key string, at token.Pos) { used[key] = files.Position(at).String() })
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return used
}

// keysOf tells found of every key in a file.
func keysOf(file *ast.File, room string, found func(string, token.Pos)) {
	for _, decl := range file.Decls {
		_, inFunction := decl.(*ast.FuncDecl)
		ast.Inspect(decl, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && room == "web" {
				doneKey(call, found)
			}
			text, at := literal(n)
			switch {
			case messageKey.MatchString(text):
				found(text, at)
			case room == "community" && inFunction && auditAct.MatchString(text):
				found("audit."+text, at)
			}
			return true
		})
	}
}

// doneKey finds the message of a form that was done: done(w, r, to, "saved"),
// s.step(w, r, to, "saved", …).
func doneKey(call *ast.CallExpr, found func(string, token.Pos)) {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	if (name == "done" || name == "step") && len(call.Args) > 3 {
		if text, at := literal(call.Args[3]); text != "" {
			found("flash."+text, at)
		}
	}
}

// literal is the text of a string literal, or "".
func literal(n ast.Node) (string, token.Pos) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", token.NoPos
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		return "", token.NoPos
	}
	return text, lit.Pos()
}
