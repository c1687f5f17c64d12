package community

import (
	"errors"
	"fmt"
)

// Kind is the class of an error; httpx maps each to one status. Anything that
// is not an Error of this package is internal.
type Kind string

// The kinds.
const (
	Invalid         Kind = "invalid"         // the input cannot be accepted as it is
	Unauthenticated Kind = "unauthenticated" // nobody is signed in, or the signature is not good
	Forbidden       Kind = "forbidden"       // may know that it exists, may not do this
	NotFound        Kind = "not_found"       // does not exist, or may not be known to exist
	Conflict        Kind = "conflict"        // already decided, already there, in the wrong state
	Unavailable     Kind = "unavailable"     // try again later: paused, full disk, no database
	Gone            Kind = "gone"            // was there, has been deleted
)

// Error is what a use case answers with when it refuses. Key and Args name a
// message of the catalogue and are shown to the user in their language; Cause
// is only logged.
type Error struct {
	Class  Kind
	Key    string         // catalogue key, for example "error.locked"
	Args   map[string]any // arguments of the message
	Field  string         // the form field it belongs to, if one
	Reason string         // hr:reason for a remote asker, if one
	Cause  error
}

// Error implements error; the text is for logs, never for users.
func (e *Error) Error() string {
	s := string(e.Class) + ": " + e.Key
	if e.Field != "" {
		s += " (" + e.Field + ")"
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Kind names the class for the status table of httpx.
func (e *Error) Kind() string { return string(e.Class) }

// MessageKey gives the catalogue key and its arguments.
func (e *Error) MessageKey() (string, map[string]any) { return e.Key, e.Args }

// ErrNotFound is what a Tx answers when a row is not there.
var ErrNotFound error = &Error{Class: NotFound, Key: "error.not_found"}

// ErrConflict is what a Tx answers when a unique value is taken.
var ErrConflict error = &Error{Class: Conflict, Key: "error.conflict"}

// IsNotFound reports whether err means that a thing is not there.
func IsNotFound(err error) bool { return KindOf(err) == NotFound }

// KindOf gives the kind of err, or "" for an internal error and nil.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Class
	}
	return ""
}

// ReasonOf gives the reason code that err carries, or "".
func ReasonOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}

// FieldError is an Invalid error of one form field.
func FieldError(field, key string, args map[string]any) *Error {
	return &Error{Class: Invalid, Key: key, Field: field, Args: args}
}

// atField gives an error of another field of the form that was sent.
func atField(err error, field string) error {
	var e *Error
	if !errors.As(err, &e) || e.Field == "" {
		return err
	}
	moved := *e
	moved.Field = field
	return &moved
}

// Problems is several field errors of one form.
type Problems []*Error

// Error implements error.
func (p Problems) Error() string { return fmt.Sprintf("invalid: %d problems, first %v", len(p), p[0]) }

// Kind is invalid.
func (p Problems) Kind() string { return string(Invalid) }

// Unwrap gives the problems one by one.
func (p Problems) Unwrap() []error {
	errs := make([]error, len(p))
	for i, e := range p {
		errs[i] = e
	}
	return errs
}

// Err gives nil when there are no problems.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}
