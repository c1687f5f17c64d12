package community

import (
	"slices"

	"headroom/community/policy"
)

// Why is why a moderator decided something: a code that each reader's server
// says in their language, and words of the moderator's own.
type Why struct {
	Code  string // "" for the usual one
	Words string
}

// coded is the code of a decision: the usual one where none was chosen, and a
// fault where one was that this kind of decision does not have.
func (in *input) coded(code, usual string, codes []string) string {
	switch {
	case code == "":
		return usual
	case code != usual && !slices.Contains(codes, code):
		in.fault("code", "error.choice", nil)
	}
	return code
}

// codeFrom is a code that came from another server, the usual one where it is
// not among those of this kind of decision.
func codeFrom(code, usual string, codes []string) string {
	if slices.Contains(codes, code) {
		return code
	}
	return usual
}

// removal gives the code and words of a removal of somebody else's post.
func (in Contribution) removal(post Post) Why {
	if in.Actor == post.AuthorIRI {
		return Why{Words: in.Words}
	}
	return Why{codeFrom(in.Reason, policy.ReasonRemoved, policy.RemovalReasons), in.Words}
}
