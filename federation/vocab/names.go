package vocab

import (
	"bytes"
	"strings"
)

// nameSet remembers the names of one object. Small objects, nearly all of them,
// are compared pairwise without an allocation.
type nameSet struct {
	few  [20][]byte
	n    int
	many map[string]struct{}
}

// add notes a form and reports false if it stands there already, in any case.
func (s *nameSet) add(form []byte) bool {
	if s.many == nil && s.n < len(s.few) {
		for _, f := range s.few[:s.n] {
			if len(f) == len(form) && equalFold(f, form) {
				return false
			}
		}
		s.few[s.n] = form
		s.n++
		return true
	}
	if s.many == nil {
		s.many = make(map[string]struct{}, 2*len(s.few))
		for _, f := range s.few {
			s.many[string(lower(f))] = struct{}{}
		}
	}
	k := string(lower(form))
	if _, ok := s.many[k]; ok {
		return false
	}
	s.many[k] = struct{}{}
	return true
}

// refuse says why a property's name may not stand in this object, "" if it may.
// encoding/json takes the last of two equal names and folds case; other
// libraries take the first: such a document means two things.
func (s *nameSet) refuse(name, form []byte) string {
	if len(name) > 0 && name[0] == '@' && string(name) != "@context" {
		return "unknown keyword"
	}
	if !s.add(form) {
		return "name stands twice"
	}
	if len(form) <= maxKnown {
		var buf [maxKnown]byte
		for i, c := range form {
			buf[i] = lowerByte(c)
		}
		if want, ok := known[string(buf[:len(form)])]; ok && want != string(name) {
			return "known name in the wrong case"
		}
	}
	return ""
}

// folded maps the two letters outside ASCII that Unicode folds into it (long s
// and the Kelvin sign), as encoding/json does when it matches names.
func folded(name []byte) []byte {
	for _, c := range name {
		if c >= 0x80 {
			name = bytes.ReplaceAll(name, []byte("\u017f"), []byte("s"))
			return bytes.ReplaceAll(name, []byte("\u212a"), []byte("k"))
		}
	}
	return name
}

func lowerByte(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func lower(b []byte) []byte {
	out := make([]byte, len(b))
	for i, c := range b {
		out[i] = lowerByte(c)
	}
	return out
}

// equalFold compares two slices of one length without regard to ASCII case.
func equalFold(a, b []byte) bool {
	for i, c := range a {
		if c != b[i] && lowerByte(c) != lowerByte(b[i]) {
			return false
		}
	}
	return true
}

// maxKnown is not less than the longest known name.
const maxKnown = 32

// known maps the lower-case form of every name that means something to us to
// the only way of writing it.
var known = func() map[string]string {
	m := map[string]string{}
	for _, n := range strings.Fields(knownNames) {
		m[strings.ToLower(n)] = n
	}
	return m
}()

const knownNames = `@context id type actor object target result origin instrument to cc bto bcc
audience context conversation attributedTo inReplyTo content contentMap name nameMap summary
summaryMap mediaType source url href rel published updated startTime endTime deleted formerType
tag attachment icon image replies generator implements preferredUsername inbox outbox followers
following featured members moderators endpoints sharedInbox publicKey publicKeyPem owner controller
assertionMethod authentication publicKeyMultibase proof cryptosuite created verificationMethod
proofPurpose proofValue domain challenge issuer holder credentialSubject credentialStatus
verifiableCredential validFrom validUntil statusPurpose statusListIndex statusListCredential
encodedList items orderedItems totalItems first last next prev partOf current width height
blurhash sensitive closed anyOf oneOf votersCount manuallyApprovesFollowers
postingRestrictedToMods subject aliases links
hr:parties hr:trusts hr:shares hr:digest hr:office hr:nation hr:authority hr:phase hr:answers
hr:question hr:questions hr:required hr:presentation hr:group hr:member hr:role hr:epoch hr:version
hr:historyFrom hr:logFrom hr:head hr:seq hr:hash hr:prev hr:withheld hr:keys hr:key hr:subject
hr:revokedFrom hr:reason hr:cause hr:count hr:backupsUntil hr:from hr:to hr:kind hr:effects
hr:access hr:reach hr:requires hr:school hr:servers hr:threads hr:copies hr:files hr:queue hr:log
hr:sharedFrom hr:label hr:focus hr:stamps hr:stamp hr:links hr:credential hr:communities hr:peers hr:size hr:scope hr:sponsor hr:direct hr:post
hr:specialisms hr:schoolId hr:rules hr:rulesSince hr:rulesVersions hr:joining hr:invite
hr:membership hr:standing hr:credentialType hr:issuerName hr:askMeAbout hr:languages hr:headSince hr:contact
hr:voting hr:ballots hr:results hr:choices hr:options hr:rounds hr:out hr:winners hr:votes`
