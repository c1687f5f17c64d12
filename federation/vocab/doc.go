// Package vocab reads, builds and checks the documents that instances send
// each other: ActivityPub activities, actors and objects with Headroom's own
// "hr:" terms, as FEDERATION.md sets them out.
//
// There is one strict parser, [Decode], for everything that comes from outside;
// its [Document] keeps the received bytes, because proofs and digests are
// checked on them and announcements carry them unchanged. There is one builder
// for each document that we send; builders never sign, the proof is added by
// federation/sign.
//
// Names are literal strings: no JSON-LD processing, no context is ever fetched.
//
// This is the only package that imports go-fed/activity, and it does so off the
// hot path ([CheckVocabulary]): its types lose @context, language maps and
// one-element arrays, so no signed document survives a round trip through them.
package vocab

import "time"

// The @context values of our own documents, byte for byte (no whitespace).
const (
	// Context stands on activities, objects, collections, agreements, stamps.
	Context = `["https://www.w3.org/ns/activitystreams","https://w3id.org/security/data-integrity/v2",{"hr":"https://w3id.org/headroom/v1#"}]`
	// ActorContext stands on actors.
	ActorContext = `["https://www.w3.org/ns/activitystreams","https://w3id.org/security/data-integrity/v2","https://w3id.org/security/v1","https://w3id.org/security/multikey/v1",{"hr":"https://w3id.org/headroom/v1#"}]`
	// CredentialContext stands on verifiable credentials.
	CredentialContext = `["https://www.w3.org/ns/credentials/v2",{"hr":"https://w3id.org/headroom/v1#","HeadteacherCredential":"hr:HeadteacherCredential","AspiringHeadCredential":"hr:AspiringHeadCredential","FacilitatorCredential":"hr:FacilitatorCredential"}]`
	// PresentationContext stands on presentations and status lists.
	PresentationContext = `["https://www.w3.org/ns/credentials/v2"]`
	// Public is the collection of everyone; open communities only.
	Public = "https://www.w3.org/ns/activitystreams#Public"
	// ClosedGroups is the capability an issuer announces (FEP-844e).
	ClosedGroups = "https://w3id.org/headroom/closed-groups/1"
)

// Media types of documents. Comparing them is [fetch]'s task.
const (
	TypeActivity   = "application/activity+json"
	TypeLD         = `application/ld+json; profile="https://www.w3.org/ns/activitystreams"`
	TypeCredential = "application/vc"
	TypeJRD        = "application/jrd+json"
)

// TimeLayout is the only form of time in our own documents.
const TimeLayout = "2006-01-02T15:04:05Z"

// FormatTime writes t in UTC as YYYY-MM-DDThh:mm:ssZ; fractions are cut.
func FormatTime(t time.Time) string { return t.UTC().Format(TimeLayout) }

// ParseTime reads exactly YYYY-MM-DDThh:mm:ssZ. The error is ErrMalformed.
func ParseTime(s string) (time.Time, error) {
	if len(s) != len(TimeLayout) {
		return time.Time{}, malformed(0, "time is not YYYY-MM-DDThh:mm:ssZ")
	}
	t, err := time.Parse(TimeLayout, s)
	if err != nil {
		return time.Time{}, malformed(0, "time is not YYYY-MM-DDThh:mm:ssZ")
	}
	return t, nil
}
