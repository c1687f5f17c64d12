package importrules

import (
	"fmt"
	"slices"
	"strings"
)

// pkg is a package as the go command lists it.
type pkg struct {
	ImportPath   string
	Dir          string
	Standard     bool
	Imports      []string
	TestImports  []string
	XTestImports []string
	Deps         []string

	GoFiles, CgoFiles, TestGoFiles, XTestGoFiles, IgnoredGoFiles []string
}

// covers tells whether path is room or lies below it.
func covers(room, path string) bool {
	return path == room || strings.HasPrefix(path, room+"/")
}

// nearest is the longest key that covers path; empty when none does.
func nearest[V any](path string, table map[string]V) (best string) {
	for key := range table {
		if covers(key, path) && len(key) > len(best) {
			best = key
		}
	}
	return best
}

func within[V any](path string, table map[string]V) bool { return nearest(path, table) != "" }

// roomOf is the room of a package.
func roomOf(path string) (found room, ok bool) {
	for _, r := range rooms {
		if covers(r.path, path) && len(r.path) > len(found.path) {
			found, ok = r, true
		}
	}
	return found, ok
}

// ours is the path below the module; false for others' packages.
func ours(importPath string) (string, bool) { return strings.CutPrefix(importPath, module) }

// standard tells whether a path is of the standard library.
func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".") && first+"/" != module
}

// checkRooms holds a package's imports against the table of rooms.
func checkRooms(p pkg) (broken []string) {
	path, _ := ours(p.ImportPath)
	r, ok := roomOf(path)
	if !ok {
		return []string{fmt.Sprintf("%s: docs/architecture.md has no such room", path)}
	}
	for _, imported := range p.Imports {
		to, our := ours(imported)
		allowed := slices.ContainsFunc(r.may, func(may string) bool {
			return covers(may, to) || may == everything && !covers("cmd", to)
		})
		// Itself and its inner rooms (community -> community/policy), but an
		// inner room does not import the outer one.
		if our && !allowed && !covers(r.path, to) {
			broken = append(broken, fmt.Sprintf("%s imports %s: %s", path, to, r.reason))
		}
	}
	return broken
}

// checkExclusive finds imports that belong to other rooms, in tests too.
func checkExclusive(p pkg) (broken []string) {
	path, _ := ours(p.ImportPath)
	for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
		for _, e := range exclusives {
			if covers(e.path, imported) && !slices.ContainsFunc(e.only, func(only string) bool { return covers(only, path) }) {
				broken = append(broken, fmt.Sprintf("%s imports %s, which only %s may: %s", path, imported, strings.Join(e.only, " and "), e.reason))
			}
		}
	}
	return broken
}

// checkNever finds what must not be reached, directly or through others.
func checkNever(p pkg) (broken []string) {
	path, _ := ours(p.ImportPath)
	for _, n := range never {
		if !covers(n.room, path) {
			continue
		}
		for _, dep := range p.Deps {
			if covers(n.path, dep) {
				broken = append(broken, fmt.Sprintf("%s reaches %s: %s", path, dep, n.reason))
			}
		}
	}
	return broken
}

// checkStandard finds third parties' code where there must be none.
func checkStandard(p pkg) (broken []string) {
	path, _ := ours(p.ImportPath)
	key := nearest(path, standardOnly)
	if key == "" {
		return nil
	}
	for _, imported := range p.Imports {
		if _, our := ours(imported); !our && !standard(imported) {
			broken = append(broken, fmt.Sprintf("%s imports %s: the standard library only: %s", path, imported, standardOnly[key]))
		}
	}
	return broken
}
