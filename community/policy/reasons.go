package policy

import "slices"

// Reason codes. They stand in Decision.Reason and, on the wire, in hr:reason
// beside a summary in words, so that a refused person reads why in their own
// language. FEDERATION.md lists them for other implementations: a code is
// never renamed or given another meaning.
const (
	// ReasonCredentialRevoked: the issuer has withdrawn the credential.
	ReasonCredentialRevoked = "credential-revoked"
	// ReasonCredentialExpired: the credential's validUntil has passed.
	ReasonCredentialExpired = "credential-expired"
	// ReasonCredentialSuspended: the issuer has suspended the credential, and
	// may lift that again.
	ReasonCredentialSuspended = "credential-suspended"
	// ReasonNotAHead: no credential of a kind that counts was presented.
	ReasonNotAHead = "not-a-head"
	// ReasonStatusUnavailable: the status list could not be fetched for five
	// minutes; what is asked waits and may be asked again.
	ReasonStatusUnavailable = "status-unavailable"
	// ReasonNotMember: only members may do this.
	ReasonNotMember = "not-member"
	// ReasonLapsed: the membership record or its stamp is no longer current.
	ReasonLapsed = "lapsed"
	// ReasonDeclined: a moderator declined the request to join.
	ReasonDeclined = "declined"
	// ReasonRemoved: a moderator removed the member, or the post.
	ReasonRemoved = "removed-by-moderator"
	// ReasonLeft: the member left.
	ReasonLeft = "left"
	// ReasonLocked: the thread takes no more replies.
	ReasonLocked = "locked"
	// ReasonGone: the thing has been deleted.
	ReasonGone = "gone"
	// ReasonBiographyRequired: a biography of 40 to 600 characters comes before
	// the first post.
	ReasonBiographyRequired = "biography-required"
	// ReasonPeerEnded: the agreement between the two instances has ended.
	ReasonPeerEnded = "peer-ended"
	// ReasonOutOfReach: the community does not reach the asker's instance.
	ReasonOutOfReach = "out-of-reach"
	// ReasonNotPeered: the applicant's instance has no agreement with every
	// instance whose people are in the community already.
	ReasonNotPeered = "not-peered"
	// ReasonOutOfScope: a guest asked for more than they were invited to.
	ReasonOutOfScope = "out-of-scope"
	// ReasonAlreadyDecided: each join request is decided once.
	ReasonAlreadyDecided = "already-decided"
	// ReasonLastModerator: the last moderator cannot go before naming another.
	ReasonLastModerator = "last-moderator"
	// ReasonNotAuthor: only the author may do this.
	ReasonNotAuthor = "not-author"
	// ReasonIssuerUntrusted: the credential's issuer is not, or no longer,
	// trusted for this type.
	ReasonIssuerUntrusted = "issuer-untrusted"
	// ReasonMalformed: the request cannot be understood.
	ReasonMalformed = "malformed"
	// ReasonPolicy: the rules of the instance or community refuse it.
	ReasonPolicy = "policy"
	// ReasonMovedOn: the thing has changed since the asker last saw it.
	ReasonMovedOn = "moved-on"
	// ReasonTooMany: there are as many of these as there may be.
	ReasonTooMany = "too-many"
	// ReasonTimeOut: a moderator has taken the right to write until a time.
	ReasonTimeOut = "time-out"
	// ReasonFileRefused: a file that hangs on a post could not be had, or is not
	// what was said of it.
	ReasonFileRefused = "file-refused"
	// ReasonUnkind: it is unkind, or harasses somebody.
	ReasonUnkind = "unkind"
	// ReasonPersonal: it tells of a pupil, or of somebody's private affairs.
	ReasonPersonal = "personal"
	// ReasonUnlawful: it may be against the law.
	ReasonUnlawful = "unlawful"
	// ReasonAdvertising: it sells something.
	ReasonAdvertising = "advertising"
	// ReasonOffTopic: it does not belong in this community.
	ReasonOffTopic = "off-topic"
	// ReasonUpheld: a report was right, and something has been done.
	ReasonUpheld = "upheld"
	// ReasonNotUpheld: what was reported may stand.
	ReasonNotUpheld = "not-upheld"
	// ReasonSecondFactor: a role of trust asks for a second factor at the sign-in,
	// and the account has none. It is said to people of this instance only.
	ReasonSecondFactor = "second-factor"
	// ReasonReferred: a report was passed to who is responsible for it.
	ReasonReferred = "referred"
	// ReasonContact: the person takes no messages from the sender.
	ReasonContact = "contact-closed"
	// ReasonPollClosed: the poll was over when the vote came.
	ReasonPollClosed = "poll-closed"
	// ReasonHeld: the post waits for a facilitator, and is not shown to anybody yet.
	ReasonHeld = "held"
	// ReasonTooFast: a new member has written as much in an hour as new members may.
	ReasonTooFast = "too-fast"
	// ReasonPollFixed: what has been put to the vote is not changed.
	ReasonPollFixed = "poll-fixed"
)

// ReportReasons are why a post can be reported, and ReportOutcomes what can
// come of it.
var (
	ReportReasons  = []string{ReasonUnkind, ReasonPersonal, ReasonUnlawful, ReasonAdvertising, ReasonOffTopic, ReasonPolicy}
	ReportOutcomes = []string{ReasonUpheld, ReasonNotUpheld, ReasonReferred}

	// PersonReasons are why somebody can be reported to the operators: that they are
	// not who they say, or how they behave. The first stands where nobody chose.
	PersonReasons = []string{"impostor", ReasonUnkind, ReasonPersonal, ReasonUnlawful, ReasonAdvertising}

	// MeasureReasons are why a moderator warns a member, or takes the right to write
	// for a time. The first stands where nobody chose.
	MeasureReasons = []string{ReasonPolicy, ReasonUnkind, ReasonPersonal, ReasonUnlawful, ReasonAdvertising, ReasonOffTopic}

	// WithholdReasons are why a post that waited is given back to its author.
	WithholdReasons = []string{ReasonPolicy, ReasonUnkind, ReasonPersonal, ReasonUnlawful, ReasonAdvertising, ReasonOffTopic}

	// RemovalReasons, ExpelReasons and DeclineReasons are why a moderator removes a
	// post or a member, or declines a request. The first of each stands where nobody
	// chose: then the words say why.
	RemovalReasons = []string{ReasonRemoved, ReasonUnkind, ReasonPersonal, ReasonUnlawful, ReasonAdvertising, ReasonOffTopic, ReasonPolicy}
	ExpelReasons   = []string{ReasonRemoved, ReasonUnkind, ReasonPersonal, ReasonUnlawful, ReasonAdvertising, ReasonPolicy, ReasonNotAHead}
	DeclineReasons = []string{ReasonDeclined, ReasonNotAHead, ReasonOffTopic, ReasonPolicy}
)

// Reasons lists every reason code.
var Reasons = []string{
	ReasonCredentialRevoked, ReasonCredentialExpired, ReasonCredentialSuspended, ReasonNotAHead, ReasonStatusUnavailable,
	ReasonNotMember, ReasonLapsed, ReasonDeclined, ReasonRemoved, ReasonLeft, ReasonLocked, ReasonGone,
	ReasonBiographyRequired, ReasonPeerEnded, ReasonOutOfReach, ReasonNotPeered, ReasonOutOfScope, ReasonAlreadyDecided,
	ReasonLastModerator, ReasonNotAuthor, ReasonIssuerUntrusted, ReasonMalformed, ReasonPolicy, ReasonMovedOn,
	ReasonFileRefused, ReasonUnkind, ReasonPersonal, ReasonUnlawful, ReasonAdvertising, ReasonOffTopic,
	ReasonUpheld, ReasonNotUpheld, ReasonReferred, ReasonTooMany,
	ReasonContact,
	ReasonSecondFactor,
	ReasonTimeOut,
	ReasonPollClosed, ReasonPollFixed,
	ReasonHeld, ReasonTooFast,
}

// Told is the reason that may leave the instance with the answer: the code for
// who may know that the thing exists, and nothing for everybody else, since an
// answer that says why is not the answer for a thing that does not exist. A
// Reject of an activity that was accepted for processing may carry Reason
// itself: its sender has been answered 202 already.
func (d Decision) Told() string {
	switch d.Verdict {
	case Forbidden, Unavailable:
		return d.Reason
	default:
		return ""
	}
}

// String names the verdict for messages of tests and the log.
func (v Verdict) String() string {
	switch v {
	case Allow:
		return "allow"
	case Unauthenticated:
		return "unauthenticated"
	case Forbidden:
		return "forbidden"
	case NotFound:
		return "not found"
	case Unavailable:
		return "unavailable"
	default:
		return "no verdict"
	}
}

// KnownReason is a code from another instance as it is shown: one that is not in
// the list stands for the rules.
func KnownReason(code string) string {
	if slices.Contains(Reasons, code) {
		return code
	}
	return ReasonPolicy
}
