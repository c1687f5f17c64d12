package templates

import (
	"fmt"
	"html/template"
	"strings"
	"sync"
	"text/template/parse"
)

// sets are the parsed templates. They do not depend on the instance, so several
// instances in one process share them.
type sets struct {
	pages map[string]*template.Template // the layout around each page
	parts *template.Template            // partials, and all that pages are made of
	mails mailTemplates
}

var parsed = sync.OnceValues(parseAll)

// parseAll reads partials and pages into one set. Every page defines the same
// names, such as title and content: what it defines, and the partials that lead
// there, such as the layout, stand in the set once for each page, under the page's
// name. All other partials are there once: a copy of everything for every page
// would be most of the memory of an instance.
func parseAll() (*sets, error) {
	parts, err := template.New("").ParseFS(files, "partials/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: partials: %w", err)
	}
	partials := treesOf(parts)
	s := &sets{parts: parts, pages: make(map[string]*template.Template)}
	entries, err := files.ReadDir("pages")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	for _, entry := range entries {
		name := strings.TrimSuffix(entry.Name(), ".html")
		page, err := template.New("").ParseFS(files, "pages/"+entry.Name())
		if err != nil {
			return nil, fmt.Errorf("templates: page %s: %w", name, err)
		}
		if _, err := page.Parse(helpHere(name)); err != nil {
			return nil, fmt.Errorf("templates: help of page %s: %w", name, err)
		}
		if page.Lookup("title") == nil || page.Lookup("content") == nil {
			return nil, fmt.Errorf("templates: page %s does not define title and content", name)
		}
		if s.pages[name], err = lay(parts, partials, treesOf(page), name); err != nil {
			return nil, fmt.Errorf("templates: page %s: %w", name, err)
		}
	}
	if s.mails, err = parseMail(); err != nil {
		return nil, err
	}
	return s, s.matchViews()
}

// treesOf gives what a set defines, by name, as it was parsed.
func treesOf(set *template.Template) map[string]*parse.Tree {
	trees := make(map[string]*parse.Tree)
	for _, t := range set.Templates() {
		if t.Tree != nil && t.Name() != "" {
			trees[t.Name()] = t.Tree.Copy()
		}
	}
	return trees
}

// lay adds a page to the set and gives the layout around it. own is what the page
// defines; a partial of the same name gives way to it.
func lay(set *template.Template, partials, own map[string]*parse.Tree, page string) (*template.Template, error) {
	trees := make(map[string]*parse.Tree, len(own))
	for name, tree := range own {
		trees[name] = tree
	}
	for grown := true; grown; { // until no other partial leads to one of these
		grown = false
		for name, tree := range partials {
			if trees[name] == nil && calls(tree.Root, trees) {
				trees[name], grown = tree.Copy(), true
			}
		}
	}
	for name, tree := range trees {
		eachCall(tree.Root, func(call *parse.TemplateNode) {
			if trees[call.Name] != nil {
				call.Name += "@" + page
			}
		})
		if _, err := set.AddParseTree(name+"@"+page, tree); err != nil {
			return nil, err
		}
	}
	return set.Lookup("layout@" + page), nil
}

// calls reports whether a template includes one of others.
func calls(list *parse.ListNode, others map[string]*parse.Tree) (found bool) {
	eachCall(list, func(call *parse.TemplateNode) { found = found || others[call.Name] != nil })
	return found
}

// eachCall tells of every inclusion of another template.
func eachCall(list *parse.ListNode, tell func(*parse.TemplateNode)) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TemplateNode:
			tell(n)
		case *parse.IfNode:
			eachCall(n.List, tell)
			eachCall(n.ElseList, tell)
		case *parse.RangeNode:
			eachCall(n.List, tell)
			eachCall(n.ElseList, tell)
		case *parse.WithNode:
			eachCall(n.List, tell)
			eachCall(n.ElseList, tell)
		}
	}
}

// matchViews fails unless views and templates belong together one to one.
func (s *sets) matchViews() error {
	used := make(map[string]bool)
	for _, v := range views {
		name := v.template()
		if part, ok := strings.CutPrefix(name, "#"); ok {
			if s.parts.Lookup(part) == nil {
				return fmt.Errorf("templates: no partial %q for %T", part, v)
			}
			continue
		}
		if s.pages[name] == nil {
			return fmt.Errorf("templates: no page %q for %T", name, v)
		}
		used[name] = true
	}
	for name := range s.pages {
		if !used[name] {
			return fmt.Errorf("templates: page %q has no view", name)
		}
	}
	return nil
}
