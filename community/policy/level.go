package policy

// Level is how much of a document an asker is served.
type Level uint8

// The levels of a group document, and of a person's: LevelStub and LevelFull.
const (
	// LevelNotFound: 404, the bytes for an id that does not exist.
	LevelNotFound Level = iota + 1
	// LevelUnauthenticated: 401.
	LevelUnauthenticated
	// LevelGone: 410, to who had a part in what has been deleted.
	LevelGone
	// LevelStub: id, type, inbox, publicKey and keys.
	LevelStub
	// LevelListed: the stub with name, summary, rules, questions, hr:requires.
	LevelListed
	// LevelStamps: the stub with hr:stamps, for a server with guests only.
	LevelStamps
	// LevelServerView: the stub with hr:log, hr:stamps and hr:keys.
	LevelServerView
	// LevelShown: an open group as anybody sees it: LevelListed and the URLs of
	// its collections, each of which answers by its own action.
	LevelShown
	// LevelFull: everything, with the members, the servers and the array of
	// hr:reach.
	LevelFull
)

// String names the level in words.
func (l Level) String() string {
	names := [...]string{"no level", "not found", "unauthenticated", "gone", "key-only stub", "listed", "stamps", "server view", "shown", "full"}
	if int(l) >= len(names) {
		return names[0]
	}
	return names[l]
}

// GroupLevel says which form of the group's document the asker is served. It
// asks Decide and nothing else, so that a document never says more than the
// actions allow.
func GroupLevel(f Facts) Level {
	listed := Decide(ViewListed, f).OK()
	stub := Decide(ViewStub, f)
	switch {
	case Decide(ViewFull, f).OK():
		return LevelFull
	case listed && f.Access == Open:
		return LevelShown
	case Decide(ViewLog, f).OK():
		return LevelServerView
	case listed:
		return LevelListed
	case Decide(ViewStamps, f).OK():
		return LevelStamps
	case stub.OK():
		return LevelStub
	default:
		return refusedLevel(stub)
	}
}

// PersonLevel says which form of a person's document the asker is served:
// LevelFull (the profile), LevelStub (the key document) or a refusal.
func PersonLevel(f Facts) Level {
	keys := Decide(ViewKeyDocument, f)
	switch {
	case Decide(ViewProfile, f).OK():
		return LevelFull
	case keys.OK():
		return LevelStub
	default:
		return refusedLevel(keys)
	}
}

// refusedLevel turns a refusal of the least that can be seen into a level.
// Whatever is not plainly something else is "not found".
func refusedLevel(d Decision) Level {
	switch {
	case d.Verdict == Unauthenticated:
		return LevelUnauthenticated
	case d.Verdict == Forbidden && d.Reason == ReasonGone:
		return LevelGone
	default:
		return LevelNotFound
	}
}
