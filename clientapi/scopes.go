package clientapi

import (
	"headroom/community"
	"headroom/internal/httpx"
)

// scope is what a row of the table asks of a token. The zero scope asks for nothing.
type scope struct {
	name   string // what it must cover
	app    bool   // an app's own token will do
	nobody bool   // none at all, too
}

// public asks for nothing; a token that is there and good is used.
var public = scope{nobody: true, app: true}

// anyToken asks for a token, of whatever scope, be it an app's own.
var anyToken = scope{app: true}

// scopeRead, scopeWrite and scopeOf ask for a member's token of that scope.
func scopeRead(what string) scope  { return scope{name: "read:" + what} }
func scopeWrite(what string) scope { return scope{name: "write:" + what} }
func scopeOf(name string) scope    { return scope{name: name} }

// orNobody lets those in who bring no token, or an app's own. A member's token must
// still have the scope.
func (s scope) orNobody() scope {
	s.nobody, s.app = true, true
	return s
}

// scopeError is a refusal in the words that clients know.
type scopeError struct{ kind, words string }

func (e *scopeError) Error() string { return e.words }

// Kind names the row of httpx's table.
func (e *scopeError) Kind() string { return e.kind }
func (e *scopeError) text() string { return e.words }

// The refusals of a token: what it lacks, and that it is no member's.
var (
	errScope  = &scopeError{httpx.Forbidden, "This action is outside the authorized scopes"}
	errMember = &scopeError{httpx.Invalid, "This method requires an authenticated user"}
)

// admit lets a caller through, or says why not: 401 without a good token, 422 with an
// app's own where a member's is asked for, 403 with one of another scope.
func (s scope) admit(c caller) (caller, error) {
	switch {
	case c.token == 0 && s.nobody:
		return c, nil
	case c.token == 0:
		return c, &community.Error{Class: community.Unauthenticated, Key: "error.session_ended"}
	case !c.viewer.SignedIn() && !s.app:
		return c, errMember
	case c.viewer.SignedIn() && s.name != "" && !community.ScopeCovers(c.scopes, s.name):
		return c, errScope
	}
	return c, nil
}
