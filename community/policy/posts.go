package policy

// viewThread: what is said in a community. Who has no relation to it is not
// told that there is such a thread: the way in is the community's own page.
func viewThread(f Facts) Decision { return content(f, related(f)) }

// viewHistory: earlier versions of a post and its accepted activity with the
// proof (hr:copies).
func viewHistory(f Facts) Decision { return content(f, related(f)) }

// viewReaders: how many have read a post is told to its author alone, while
// they read there themselves, and only at home: read marks do not travel.
func viewReaders(f Facts) Decision {
	if !member(f) {
		return refuse(f, whyNot(f))
	}
	if d := content(f, true); !d.OK() {
		return d
	}
	if !f.Author || !f.Local {
		return forbid(ReasonNotAuthor)
	}
	return allow()
}

// viewFile: the bytes of an attachment, by the post that it hangs on.
func viewFile(f Facts) Decision { return content(f, related(f)) }

// content decides on a thing inside a community: open ones are public, all
// others for members only, whichever credential or peer asks. told says
// whether a refused asker may know that there is such a thing.
func content(f Facts, told bool) Decision {
	open := f.Access == Open
	switch {
	case f.Asker == Operator || !open && !member(f):
		if open || told {
			return forbid(whyNot(f))
		}
		return hide(whyNot(f))
	case !open && bound(f) && !f.InScope:
		return outside(f)
	case f.Gone:
		return forbid(ReasonGone)
	default:
		return allow()
	}
}

// startThread: members; guests are bound to the threads of their scope.
func startThread(f Facts) Decision {
	if d := unhurried(post(f, ""), f); f.Role != Guest || !member(f) {
		return d
	}
	return outside(f)
}

// reply: members, and guests in scope, while the thread is not locked.
func reply(f Facts) Decision { return unhurried(post(f, ifLocked(f)), f) }

// unhurried turns a yes into "wait a little" for a new member who has written much: what
// else keeps them from writing is said first.
func unhurried(d Decision, f Facts) Decision {
	if d.OK() && f.Hurried && f.Role == Member {
		return forbid(ReasonTooFast)
	}
	return d
}

// react: as reply.
func react(f Facts) Decision { return post(f, ifLocked(f)) }

// editPost: the author alone, while a member. A lock does not keep anybody
// from correcting what they wrote; that it has been put to the vote does.
func editPost(f Facts) Decision {
	if !f.Author {
		return post(f, ReasonNotAuthor)
	}
	if f.Poll {
		return post(f, ReasonPollFixed)
	}
	return post(f, "")
}

// deletePost: the author, for ever: also after leaving, removal or revocation.
func deletePost(f Facts) Decision {
	switch {
	case f.Asker != Person || !f.Author && !member(f):
		return refuse(f, whyNot(f))
	case !f.Author && f.Role == Guest && !f.InScope:
		return outside(f)
	case !f.Author:
		return forbid(ReasonNotAuthor)
	case f.Gone:
		return refuse(f, ReasonGone)
	default:
		return allow()
	}
}

// removePost: a moderator of this community, with a reason.
func removePost(f Facts) Decision { return onThing(act(f, Moderator), f) }

// lockThread: a moderator of this community; unlocking is the same right, and so
// is pinning.
func lockThread(f Facts) Decision { return onThing(act(f, Moderator), f) }

// onThing turns a yes into "gone" for a thing that has been deleted.
func onThing(d Decision, f Facts) Decision {
	if d.OK() && f.Gone {
		return forbid(ReasonGone)
	}
	return d
}

// ifLocked is the hindrance that a lock is: to everybody, moderators included.
func ifLocked(f Facts) string {
	if f.Locked {
		return ReasonLocked
	}
	return ""
}

// post decides on writing in a community: a current member, the action's own
// hindrance if there is one, no time-out, a biography, and last a status that is
// known.
// What cannot be allowed in any case is refused at once; what only waits for a
// status list is held.
func post(f Facts, hindrance string) Decision {
	switch {
	case !member(f):
		return refuse(f, whyNot(f))
	case bound(f) && !f.InScope:
		return outside(f)
	case f.Gone:
		return forbid(ReasonGone)
	case hindrance != "":
		return forbid(hindrance)
	case f.Silenced:
		return forbid(ReasonTimeOut)
	case !f.Biography:
		return forbid(ReasonBiographyRequired)
	case f.Credential == Unknown:
		return wait()
	default:
		return allow()
	}
}
