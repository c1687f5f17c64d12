package config

import (
	"regexp"
	"slices"
	"strings"
)

var roleCode = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// builtIn are words that have a meaning of their own: roles, offices, standings
// and the word for what a peer calls by a name of its own.
var builtIn = []string{"head", "facilitator", "aspiring", "guest", "desk", "moderator", "member", "operator", "verifier", "appointed",
	"other", "owner", "nobody"}

var roleScopes = []string{"instance", "authority", "school"}

// checkRoles sees to it that every further role has an id of its own, a name in
// every language of the instance, and a scope.
func (c *Config) checkRoles(f *findings) {
	seen := map[string]bool{}
	for _, r := range c.Roles {
		switch {
		case r.ID == "":
			f.add("roles: a role has no id.")
			continue
		case !roleCode.MatchString(r.ID) || len(r.ID) > 40:
			f.add("roles: id %q must be at most 40 lower-case letters, digits and single hyphens, such as bursar.", r.ID)
			continue
		case slices.Contains(builtIn, r.ID):
			f.add("roles: id %q is that of a role which is built in; choose another.", r.ID)
			continue
		case seen[r.ID]:
			f.add("roles: id %q stands twice.", r.ID)
			continue
		}
		seen[r.ID] = true
		c.checkRole(f, r)
	}
}

func (c *Config) checkRole(f *findings, r Role) {
	for _, language := range c.Languages {
		if strings.TrimSpace(r.Name[language]) == "" {
			f.add("roles: the role %s has no name in language %q: name.%s is missing.", r.ID, language, language)
		}
	}
	for _, language := range keysOf(r.Name) {
		name := r.Name[language]
		switch {
		case !slices.Contains(translated, language):
			f.add("roles: the role %s has a name in %q, and there is no translation for that language.", r.ID, language)
		case len([]rune(name)) > 60 || strings.ContainsAny(name, "{}<>\n"):
			f.add("roles: the name of the role %s in %q must be one line of at most 60 characters, without brackets.", r.ID, language)
		}
	}
	if !slices.Contains(roleScopes, r.Scope) {
		f.add("roles: the scope %q of the role %s must be instance, authority or school.", r.Scope, r.ID)
	}
}

// keysOf are the languages of a text, in order.
func keysOf(texts map[string]string) []string {
	keys := make([]string, 0, len(texts))
	for k := range texts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
