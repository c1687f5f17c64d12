package federation

import (
	"strings"

	"headroom/federation/vocab"
)

// actorLink is the actor that a WebFinger answer names (RFC 7033), empty when
// it names none on that origin: an answer speaks for its own host only.
func actorLink(answer []byte, origin string) (iri string, err error) {
	doc, err := vocab.Decode(answer)
	if err != nil {
		return "", errMalformed
	}
	for _, l := range doc.Subs("links") {
		if mediaTypeIs(l.String("type"), vocab.TypeActivity) && vocab.SameOrigin(l.String("href"), origin) {
			return l.String("href"), nil
		}
	}
	return "", nil
}

// accountName is the name that an acct: resource asks a host for; not ok when
// it is no such resource, or one of another host.
func accountName(resource, host string) (name string, ok bool) {
	rest, acct := strings.CutPrefix(resource, "acct:")
	name, at, ok := strings.Cut(rest, "@")
	return name, acct && ok && at == host
}
