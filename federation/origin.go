package federation

import (
	"headroom/community"
	"headroom/federation/vocab"
)

// errOrigin means that a document claims what is not its signer's to claim.
var errOrigin = &community.Error{Class: community.Forbidden, Key: "error.forbidden", Reason: "malformed"}

// CheckOrigin says whether a signer may send an activity at all (FEP-fe34, and
// stricter: same origin is not same person). The signer is the actor; the
// activity's id is of the actor's origin; what it creates or edits is
// attributed to the actor and of the same origin; an embedded object in an
// Undo, Delete or Update never belongs to another host. Announce is the one
// exception: it carries the activity of another, which its own proof covers.
// It is pure and decides nothing about membership.
func CheckOrigin(signer string, doc *vocab.Document) error {
	actor := doc.Actor()
	if actor == "" || actor != signer || !vocab.SameOrigin(doc.ID(), actor) {
		return errOrigin
	}
	if by := doc.AttributedTo(); by != "" && by != actor {
		return errOrigin
	}
	object := doc.Object()
	switch doc.Type() {
	case "Create":
		if object == nil || object.AttributedTo() != actor || !vocab.SameOrigin(object.ID(), actor) {
			return errOrigin
		}
	case "Update":
		if !vocab.SameOrigin(doc.ObjectID(), actor) {
			return errOrigin
		}
		if object != nil && object.AttributedTo() != "" && object.AttributedTo() != actor {
			return errOrigin
		}
	case "Undo":
		if object != nil && object.Actor() != "" && object.Actor() != actor {
			return errOrigin
		}
		if !vocab.SameOrigin(doc.ObjectID(), actor) {
			return errOrigin
		}
	}
	if actorInside := object.Actor(); doc.Type() != "Announce" && object != nil && actorInside != "" && actorInside != actor {
		return errOrigin
	}
	return nil
}
