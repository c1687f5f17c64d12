package importrules

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// root is the root of the module, seen from this package.
var root = sync.OnceValues(func() (string, error) { return filepath.Abs("../..") })

// list asks the go command for every package of the module. Packages that do
// not compile are listed all the same: their imports count.
var list = sync.OnceValues(func() ([]pkg, error) {
	dir, err := root()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("go", "list", "-e",
		"-json=ImportPath,Dir,Standard,Imports,TestImports,XTestImports,Deps,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,IgnoredGoFiles",
		"./...")
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, errors.Join(err, errors.New(stderr.String()))
	}
	var packages []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); err == io.EOF {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		if _, our := ours(p.ImportPath); our {
			packages = append(packages, p)
		}
	}
})

func packages(t *testing.T) []pkg {
	t.Helper()
	list, err := list()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 3 {
		t.Fatalf("only %d packages found: the rules would prove nothing", len(list))
	}
	return list
}

func TestImports(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		for _, check := range []func(pkg) []string{checkRooms, checkExclusive, checkNever, checkStandard} {
			for _, broken := range check(p) {
				t.Error(broken)
			}
		}
	}
}

func TestSyntax(t *testing.T) {
	t.Parallel()
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packages(t) {
		room, _ := ours(p.ImportPath)
		for _, name := range slices.Concat(p.GoFiles, p.CgoFiles, p.TestGoFiles, p.XTestGoFiles, p.IgnoredGoFiles) {
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Error(err)
				continue
			}
			shown, err := filepath.Rel(dir, filepath.Join(p.Dir, name))
			if err != nil {
				shown = name
			}
			s, err := parse(room, shown, text)
			if err != nil {
				t.Error(err)
				continue
			}
			for _, check := range []func(source) []string{checkClients, checkClock, checkDrivers, checkPageTypes, checkSizes} {
				for _, broken := range check(s) {
					t.Error(broken)
				}
			}
		}
	}
}

// TestRulesDoNotRot sees that what is forbidden exists, so that no rule guards
// a name that has changed.
func TestRulesDoNotRot(t *testing.T) {
	t.Parallel()
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(mod), "module "+strings.TrimSuffix(module, "/")+"\n") {
		t.Errorf("the module is no longer called %s", module)
	}
	paths := map[string]bool{}
	for _, e := range exclusives {
		paths[e.path] = true
	}
	for _, n := range never {
		paths[n.path] = true
	}
	for path := range paths {
		if !standard(path) && !strings.Contains(string(mod), "\t"+path+" ") && !strings.Contains(string(mod), "\t"+path+"/") {
			t.Errorf("%s is not in go.mod: drop its rules or name what took its place", path)
		}
	}
}

// TestRulesBite breaks each rule on paper.
func TestRulesBite(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		check     func(pkg) []string
		from, to  string
		forbidden bool
	}{
		{checkRooms, "web", "headroom/storage", true},
		{checkRooms, "web", "headroom/federation/sign", true},
		{checkRooms, "web/admin", "headroom/community/policy", false},
		{checkRooms, "clientapi", "headroom/templates", true},
		{checkRooms, "storage", "headroom/federation", true},
		{checkRooms, "storage", "headroom/storage/migrations", false},
		{checkRooms, "community", "headroom/community/policy", false},
		{checkRooms, "community/policy", "headroom/community", true},
		{checkRooms, "community", "headroom/internal/jobs", false},
		{checkRooms, "federation", "headroom/federation/vocab", false},
		{checkRooms, "federation/vocab", "headroom/federation", true},
		{checkRooms, "internal/jobs", "headroom/community", true},
		{checkRooms, "internal/jobs/jobstest", "headroom/internal/jobs", false},
		{checkRooms, "cmd/headroom", "headroom/storage", false},
		{checkRooms, "internal/demo", "headroom/cmd/headroom", true},
		{checkRooms, "internal/util", "fmt", true}, // no such room
		{checkExclusive, "web", "github.com/go-fed/activity/streams", true},
		{checkExclusive, "federation", "github.com/go-fed/activity/pub", true},
		{checkExclusive, "federation/vocab", "github.com/go-fed/activity/streams", false},
		{checkExclusive, "federation/vocab", "github.com/go-fed/httpsig", true},
		{checkExclusive, "community", "database/sql", true},
		{checkExclusive, "storage", "database/sql", false},
		{checkNever, "community", "net/http", true},
		{checkNever, "community/policy", "net/http/internal", true},
		{checkNever, "community", "net/httpx", false},
		{checkStandard, "internal/jobs", "golang.org/x/sync/errgroup", true},
		{checkStandard, "internal/jobs", "encoding/json", false},
		{checkStandard, "internal/jobs/jobstest", "headroom/internal/jobs", false},
	} {
		broken := tc.check(pkg{ImportPath: module + tc.from, Imports: []string{tc.to}, Deps: []string{tc.to}})
		if (len(broken) > 0) != tc.forbidden {
			t.Errorf("%s imports %s: %q, want forbidden = %v", tc.from, tc.to, broken, tc.forbidden)
		}
	}
	inTest := pkg{ImportPath: module + "web", XTestImports: []string{"github.com/go-fed/httpsig"}}
	if len(checkExclusive(inTest)) == 0 {
		t.Error("a test may import what is another's alone")
	}
}

func TestSyntaxRulesBite(t *testing.T) {
	t.Parallel()
	const client = "package x\nimport h \"net/http\"\nvar c h.Client\n"
	const now = "package x\nimport \"time\"\nvar n = time.Now()\n"
	const page = "package x\ntype P struct { Data map[string]any }\n"
	lines := strings.Repeat("\n", mostFunctionLines)
	for _, tc := range []struct {
		check      func(source) []string
		room, name string
		text       string
		forbidden  bool
	}{
		{checkClients, "web", "a.go", client, true},
		{checkClients, "web", "a_test.go", client, false},
		{checkClients, "federation", "a.go", client, true},
		{checkClients, "federation/fetch", "a.go", client, false},
		{checkClients, "federation", "a.go", "package x\nimport \"net/http\"\nvar _, _ = http.Get(\"\")\n", true},
		{checkClients, "federation", "a.go", "package x\nimport \"net/http\"\nvar _ = http.MethodGet\n", false},
		{checkClock, "community", "a.go", now, true},
		{checkClock, "community/policy", "a.go", now, true},
		{checkClock, "internal/jobs", "a.go", now, true},
		{checkClock, "internal/jobs", "a_test.go", now, false},
		{checkClock, "web", "a.go", now, false},
		{checkDrivers, "cmd/headroom", "a.go", "package x\nvar d = \"sqlite3\"\n", true},
		{checkDrivers, "storage", "a.go", "package x\nvar d = \"sqlite3\"\n", false},
		{checkDrivers, "internal/config", "a.go", "package x\nvar d = \"sqlite:\"\n", false},
		{checkPageTypes, "templates", "a.go", page, true},
		{checkPageTypes, "templates", "a.go", "package x\ntype P struct { D []map[string]interface{} }\n", true},
		{checkPageTypes, "templates", "a.go", "package x\ntype P struct { D map[string]string }\n", false},
		{checkPageTypes, "web", "a.go", page, false},
		{checkSizes, "web", "a.go", "package x\nfunc f() {" + lines + "}\n", true},
		{checkSizes, "web", "a.go", "package x\n\n// long: a table\nfunc f() {" + lines + "}\n", false},
		{checkSizes, "web", "a.go", "package x\n\nfunc f() {\n// long: a table\n" + lines + "}\n", false},
		{checkSizes, "web", "a.go", "package x\n\nfunc f() {\n// long:\n" + lines + "}\n", true},
		{checkSizes, "web", "a_test.go", "package x\nfunc f() {" + lines + "}\n", false},
		{checkSizes, "web", "a.go", "package x\n" + strings.Repeat("\n", mostFileLines), true},
		{checkSizes, "web", "a.go", "// long: one table\n\npackage x\n" + strings.Repeat("\n", mostFileLines), false},
		{checkSizes, "web", "a.go", "// Code generated by x. DO NOT EDIT.\n\npackage x\n" + strings.Repeat("\n", mostFileLines), false},
	} {
		s, err := parse(tc.room, tc.name, tc.text)
		if err != nil {
			t.Fatal(err)
		}
		if broken := tc.check(s); (len(broken) > 0) != tc.forbidden {
			t.Errorf("%s/%s: %.60q: %q, want forbidden = %v", tc.room, tc.name, tc.text, broken, tc.forbidden)
		}
	}
}

// TestEveryRoomIsOnTheMap: whoever reads docs/architecture.md meets every room.
// Small ones share a row, and stand there by their last name.
func TestEveryRoomIsOnTheMap(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packages(t) {
		ours, _ := ours(p.ImportPath)
		r, ok := roomOf(ours)
		named := func(name string) bool {
			return strings.Contains(string(text), "`"+name+"`") || strings.Contains(string(text), "`"+name+"/")
		}
		if ok && !named(r.path) && !named(filepath.Base(r.path)) {
			t.Errorf("docs/architecture.md does not name %s", r.path)
		}
	}
}
