package sign

import (
	"crypto"
	"net/http"
	"time"
)

// Form is one of the two ways in which requests are signed in the fediverse.
// Both are read; which one a server takes is found out by asking it.
type Form string

// The forms.
const (
	// Cavage is draft-cavage-http-signatures-12: every server reads it.
	Cavage Form = "cavage"
	// Message is HTTP message signatures, RFC 9421.
	Message Form = "rfc9421"
)

// Other gives the form to try when one was refused.
func (f Form) Other() Form {
	if f == Message {
		return Cavage
	}
	return Message
}

// Sign signs an outgoing request in this form, replacing a signature of either:
// [SignRequest] or [SignMessage].
func (f Form) Sign(req *http.Request, body []byte, keyID string, key crypto.Signer, now time.Time) error {
	if f == Message {
		return SignMessage(req, body, keyID, key, now)
	}
	return SignRequest(req, body, keyID, key, now)
}

// Form says in which form the request was signed.
func (p Presented) Form() Form {
	if p.message != nil {
		return Message
	}
	return Cavage
}
