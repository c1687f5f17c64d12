package importrules

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
)

// source is a parsed file and where it lies in the house.
type source struct {
	room   string // path of the package below the module
	name   string // path of the file, for messages
	isTest bool
	fset   *token.FileSet
	file   *ast.File
}

func parse(room, name string, text any) (source, error) {
	s := source{room: room, name: name, isTest: strings.HasSuffix(name, "_test.go"), fset: token.NewFileSet()}
	file, err := parser.ParseFile(s.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	s.file = file
	return s, err
}

func (s source) line(p token.Pos) int { return s.fset.Position(p).Line }

// local is the name under which the file imports path; empty when it does not.
func (s source) local(path string) string {
	for _, i := range s.file.Imports {
		if p, _ := strconv.Unquote(i.Path.Value); p == path {
			if i.Name != nil {
				return i.Name.Name
			}
			return path[strings.LastIndexByte(path, '/')+1:]
		}
	}
	return ""
}

// uses finds uses of some names of an imported package.
func (s source) uses(path string, names ...string) (found []string) {
	local := s.local(path)
	if local == "" {
		return nil
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, ok := sel.X.(*ast.Ident)
		for _, name := range names {
			if ok && pkg.Name == local && sel.Sel.Name == name {
				found = append(found, fmt.Sprintf("%s:%d: %s.%s", s.name, s.line(sel.Pos()), path, name))
			}
		}
		return true
	})
	return found
}

// checkClients finds HTTP clients where none may be.
func checkClients(s source) (broken []string) {
	if s.isTest || within(s.room, clients) {
		return nil
	}
	for _, use := range s.uses("net/http", "Client", "DefaultClient", "DefaultTransport", "Transport", "Get", "Head", "Post", "PostForm") {
		broken = append(broken, use+": requests go out through federation/fetch, where addresses and sizes are checked")
	}
	return broken
}

// checkClock finds code that reads the clock where it is given.
func checkClock(s source) (broken []string) {
	if s.isTest || !within(s.room, clockless) {
		return nil
	}
	for _, use := range s.uses("time", "Now", "Since", "Until") {
		broken = append(broken, use+": the clock is given: "+clockless[nearest(s.room, clockless)])
	}
	return broken
}

// checkDrivers finds names of database drivers outside storage.
func checkDrivers(s source) (broken []string) {
	if covers("storage", s.room) || covers("storagetest", s.room) || s.room == "internal/importrules" {
		return nil
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && (lit.Value == `"sqlite3"` || lit.Value == `"pgx"`) {
			broken = append(broken, fmt.Sprintf("%s:%d: %s: driver names are in storage/dialect.go only", s.name, s.line(lit.Pos()), lit.Value))
		}
		return true
	})
	return broken
}

// checkPageTypes finds untyped maps in the structs that pages are made of.
func checkPageTypes(s source) (broken []string) {
	if s.isTest || !covers("templates", s.room) {
		return nil
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		structure, ok := n.(*ast.StructType)
		if !ok {
			return true
		}
		for _, f := range structure.Fields.List {
			ast.Inspect(f.Type, func(n ast.Node) bool {
				if m, ok := n.(*ast.MapType); ok && isString(m.Key) && isAny(m.Value) {
					broken = append(broken, fmt.Sprintf("%s:%d: map[string]any in a struct: page data are typed, so that a template's mistake does not compile", s.name, s.line(m.Pos())))
				}
				return true
			})
		}
		return false // nested structs were seen through their fields
	})
	return broken
}

func isString(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "string"
}

func isAny(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	empty, isInterface := e.(*ast.InterfaceType)
	return ok && id.Name == "any" || isInterface && len(empty.Methods.List) == 0
}

// checkSizes finds files and functions that have grown too long unexplained.
func checkSizes(s source) (broken []string) {
	if ast.IsGenerated(s.file) {
		return nil
	}
	if lines := s.line(s.file.FileEnd); lines > mostFileLines && !s.explained(s.file.FileStart, s.file.Package) {
		broken = append(broken, fmt.Sprintf("%s: %d lines, %d at most: split it, or say why with a comment // long: before the package clause", s.name, lines, mostFileLines))
	}
	for _, d := range s.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || s.isTest {
			continue
		}
		from := f.Pos()
		if f.Doc != nil {
			from = f.Doc.Pos()
		}
		if lines := s.line(f.End()) - s.line(f.Pos()) + 1; lines > mostFunctionLines && !s.explained(from, f.End()) {
			broken = append(broken, fmt.Sprintf("%s:%d: %s has %d lines, %d at most: split it, or say why with a comment // long:", s.name, s.line(f.Pos()), f.Name.Name, lines, mostFunctionLines))
		}
	}
	return broken
}

// explained tells whether a comment "long: why" stands between two places.
func (s source) explained(from, to token.Pos) bool {
	for _, group := range s.file.Comments {
		for _, c := range group.List {
			why, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(c.Text, "//")), "long:")
			if ok && strings.TrimSpace(why) != "" && c.Pos() >= from && c.End() <= to {
				return true
			}
		}
	}
	return false
}
