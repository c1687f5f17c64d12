// Package credential makes and judges the signed documents of a closed
// federation: role credentials with their status lists and presentations,
// membership stamps, key records, agreements, and the headers of a community's
// log. They are the forms A1 to A5 and A7 of the protocol.
//
// Everything is a pure function of its arguments: no network, no storage, and
// the time is given. Reading is strict: a document with a member too many, a
// member of the wrong type or an id that is no plain URL is [ErrMalformed].
// Whether an issuer is trusted, which key is current and what a refusal means
// for a member are the callers' questions.
package credential

import "errors"

// What may be wrong with a document. Each error returned by this package wraps
// at least one of these or [sign.ErrProof].
var (
	ErrMalformed   = errors.New("malformed document")
	ErrIssuer      = errors.New("wrong issuer, or not the issuer's key")
	ErrSubject     = errors.New("wrong subject")
	ErrHolder      = errors.New("wrong holder, or not the holder's key")
	ErrDomain      = errors.New("presented to another group")
	ErrChallenge   = errors.New("presented for another follow")
	ErrStale       = errors.New("presentation too old")
	ErrGroup       = errors.New("of another group, or not the group's key")
	ErrType        = errors.New("credential type not admitted")
	ErrExpired     = errors.New("expired")
	ErrNotYetValid = errors.New("not yet valid")
	ErrRevoked     = errors.New("revoked")
	ErrSuspended   = errors.New("suspended")
	ErrNoStatus    = errors.New("status not known")
)
