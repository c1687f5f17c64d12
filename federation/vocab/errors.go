package vocab

import (
	"errors"
	"fmt"
)

// The kinds of refusal. A caller answers 400 to ErrMalformed and 413 to
// ErrTooBig; both come wrapped in an [Error].
var (
	ErrMalformed = errors.New("malformed document")
	ErrTooBig    = errors.New("document too big")
)

// Error says what is wrong with a document, and where. It is for logs and for
// an operator, not for the sender.
type Error struct {
	Kind   error  // ErrMalformed or ErrTooBig
	Offset int    // byte offset in the body, 0 if the fault has no place
	What   string // short, holds no text of the document
}

func (e *Error) Error() string {
	return fmt.Sprintf("%v at byte %d: %s", e.Kind, e.Offset, e.What)
}

// Unwrap makes errors.Is(err, ErrMalformed) hold.
func (e *Error) Unwrap() error { return e.Kind }

func malformed(offset int, what string) error {
	return &Error{Kind: ErrMalformed, Offset: offset, What: what}
}
