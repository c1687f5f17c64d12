package community

import (
	"slices"
	"strings"
)

// scopes are what an app may ask for, as Mastodon names them. "follow" is the
// older name of three; an app may have it beside the others.
var scopes = func() []string {
	all := []string{"read", "write", "follow", "push", "profile"}
	for _, what := range []string{"accounts", "blocks", "bookmarks", "favourites", "filters", "follows", "lists", "mutes", "notifications", "search", "statuses"} {
		all = append(all, "read:"+what)
	}
	for _, what := range []string{"accounts", "blocks", "bookmarks", "conversations", "favourites", "filters", "follows", "lists", "media", "mutes", "notifications", "reports", "statuses"} {
		all = append(all, "write:"+what)
	}
	return all
}()

// followScopes are what "follow" covers.
var followScopes = []string{"read:blocks", "write:blocks", "read:follows", "write:follows", "read:mutes", "write:mutes"}

// Scopes lists every scope that an app may ask for.
func Scopes() []string { return slices.Clone(scopes) }

// ScopeCovers reports whether one of the granted scopes allows what a scope names:
// itself, the whole that it is a part of, or "follow" for what that stands for.
// "profile" is a part of "read".
func ScopeCovers(granted []string, scope string) bool {
	whole, _, part := strings.Cut(scope, ":")
	return slices.ContainsFunc(granted, func(g string) bool {
		return g == scope || part && g == whole || scope == "profile" && g == "read" ||
			g == "follow" && slices.Contains(followScopes, scope)
	})
}

// splitScopes reads a list of scopes as clients write it: separated by spaces, by
// "+", or by commas.
func splitScopes(text string) (list []string) {
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '+' || r == ',' || r == '\n' }) {
		if !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	return list
}

// askedScopes reads what an app asks for; "read" when it says nothing. The error is
// invalid_scope when one is not known, or is not covered by those that it may have.
func askedScopes(text string, most []string) ([]string, error) {
	asked := splitScopes(text)
	if len(asked) == 0 {
		asked = []string{"read"}
	}
	for _, one := range asked {
		if len(asked) > len(scopes) || !slices.Contains(scopes, one) || most != nil && !ScopeCovers(most, one) {
			return nil, appError(Invalid, "invalid_scope", "error.app_scope")
		}
	}
	return asked, nil
}
