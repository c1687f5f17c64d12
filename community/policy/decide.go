package policy

// rule is what is known about one action before any fact is.
type rule struct {
	scope scope
	write bool // asks for a change, so that a nameless asker is told to sign in
	// decide answers for a known asker, after the gates of Decide.
	decide func(Facts) Decision
}

// scope says what kind of thing an action is about, and so which gates stand
// before its rule.
type scope uint8

const (
	ofCommunity scope = iota + 1 // a community, or a thread, post or file in it
	ofPerson
	ofInstance
)

// rules has one entry for every action. There is no wildcard: an action that
// is missing here is refused to everybody.
var rules = map[Action]rule{
	ViewStub:        {ofCommunity, false, viewStub},
	ViewListed:      {ofCommunity, false, viewListed},
	ViewFull:        {ofCommunity, false, viewFull},
	ViewMembers:     {ofCommunity, false, viewMembers},
	ViewOutside:     {ofCommunity, false, viewOutside},
	ViewLog:         {ofCommunity, false, viewLog},
	ViewStamps:      {ofCommunity, false, viewStamps},
	ViewQueue:       {ofCommunity, false, viewQueue},
	EditCommunity:   {ofCommunity, true, editCommunity},
	Join:            {ofCommunity, true, join},
	Leave:           {ofCommunity, true, leave},
	Invite:          {ofCommunity, true, invite},
	DecideJoin:      {ofCommunity, true, decideJoin},
	RemoveMember:    {ofCommunity, true, removeMember},
	WarnMember:      {ofCommunity, true, measureMember},
	SilenceMember:   {ofCommunity, true, measureMember},
	ReviewMember:    {ofCommunity, true, reviewMember},
	DecidePost:      {ofCommunity, true, decidePost},
	Appoint:         {ofCommunity, true, appoint},
	AdmitGuest:      {ofCommunity, true, admitGuest},
	AskGuest:        {ofCommunity, true, askGuest},
	EndGuest:        {ofCommunity, true, endGuest},
	AdmitByLink:     {ofCommunity, true, admitByLink},
	SetLinkRule:     {ofCommunity, true, setLinkRule},
	ShareThread:     {ofCommunity, true, shareThread},
	ViewThread:      {ofCommunity, false, viewThread},
	StartThread:     {ofCommunity, true, startThread},
	ReportPost:      {ofCommunity, true, reportPost},
	ReportPublic:    {ofCommunity, false, reportPublic}, // asks nobody to sign in
	ViewReports:     {ofCommunity, false, viewReports},
	ResolveReport:   {ofCommunity, true, resolveReport},
	DecideAppeal:    {ofCommunity, true, decideAppeal},
	MakeAppeal:      {ofPerson, true, makeAppeal},
	Reply:           {ofCommunity, true, reply},
	LockThread:      {ofCommunity, true, lockThread},
	PinThread:       {ofCommunity, true, lockThread},
	ViewHistory:     {ofCommunity, false, viewHistory},
	ViewReaders:     {ofCommunity, false, viewReaders},
	ViewFile:        {ofCommunity, false, viewFile},
	EditPost:        {ofCommunity, true, editPost},
	DeletePost:      {ofCommunity, true, deletePost},
	RemovePost:      {ofCommunity, true, removePost},
	React:           {ofCommunity, true, react},
	Vote:            {ofCommunity, true, vote},
	ViewKeyDocument: {ofPerson, false, viewKeyDocument},
	ViewCredential:  {ofPerson, false, viewCredential},
	ViewProfile:     {ofPerson, false, viewProfile},
	ViewDirectory:   {ofPerson, false, viewDirectory},
	EditProfile:     {ofPerson, true, editProfile},
	UseDrafts:       {ofPerson, true, useDrafts},
	UseApplication:  {ofPerson, true, useApplication},
	ApplyAgain:      {ofPerson, true, applyAgain},
	LinkAccount:     {ofPerson, true, linkAccount},
	UseAccount:      {ofPerson, false, useAccount},
	Vouch:           {ofPerson, true, vouch},
	SendMessage:     {ofPerson, true, sendMessage},
	ReadMessages:    {ofPerson, false, readMessages},
	LeaveMessages:   {ofPerson, true, leaveMessages},
	CreateCommunity: {ofInstance, true, createCommunity},
	ViewPeers:       {ofInstance, false, viewPeers},
	ManagePeers:     {ofInstance, true, managePeers},
	ManageLinks:     {ofInstance, true, manageLinks},
	AddMember:       {ofInstance, true, addMember},
	VerifyPerson:    {ofInstance, true, verifyPerson},
	RevokePerson:    {ofInstance, true, revokePerson},
	SuspendPerson:   {ofInstance, true, suspendPerson},
	RotateKeys:      {ofInstance, true, rotateKeys},
	ManageQueue:     {ofInstance, true, manageQueue},
	ViewAudit:       {ofInstance, false, viewAudit},
	ImportRegister:  {ofInstance, true, importRegister},
	SetSchoolDays:   {ofInstance, true, setSchoolDays},
	TellIncidents:   {ofInstance, true, publishIncidents},
	HandleReports:   {ofInstance, true, handleReports},
	KeepSafety:      {ofInstance, true, keepSafety},
	ManageOperators: {ofInstance, true, manageOperators},
	EndSessions:     {ofInstance, true, endSessions},
	UseRole:         {ofInstance, false, useRole},
	ViewStyles:      {ofInstance, false, viewStyles},
	Roam:            {ofInstance, false, roam},
	ViewTeam:        {ofInstance, false, viewTeam},
	ViewDesk:        {ofInstance, false, viewDesk},
}

// Decide says whether the asker that the facts describe may do the action. It
// is pure and total: every action and every facts have an answer with a
// verdict, a refusal always has one of Reasons, and what no rule names is
// refused.
func Decide(a Action, f Facts) Decision { return decideBy(rules, a, f) }

// decideBy is Decide by a given table of rules.
func decideBy(rules map[Action]rule, a Action, f Facts) Decision {
	if f.Asker == Stranger {
		return Decision{Unauthenticated, ReasonPolicy}
	}
	r, known := rules[a]
	if !known {
		return hide(ReasonPolicy)
	}
	d, stopped := gate(r, f)
	if !stopped {
		d = r.decide(f)
	}
	if f.Asker == Anonymous && !d.OK() {
		return refuseNameless(r, d.Reason)
	}
	return d
}

// gate holds what comes before any rule: kinds of asker that no rule knows,
// suspension, operators without a second factor, communities of other hosts and communities that have ended.
func gate(r rule, f Facts) (d Decision, stopped bool) {
	switch {
	case f.Asker > Operator:
		return hide(ReasonPolicy), true
	case f.Suspended:
		return refuseSuspended(r, f)
	case f.Weak && f.Asker == Operator && (r.scope == ofInstance || r.scope == ofCommunity && knows(f)):
		return forbid(ReasonSecondFactor), true
	case r.scope != ofCommunity:
		return Decision{}, false
	case !f.Hosted && !(f.Asker == Person && f.Local):
		// Another host's community is shown to our own people only; for
		// everybody else its host is the place to ask.
		return hide(ReasonPolicy), true
	case f.Ended:
		return refuseEnded(f), true
	default:
		return Decision{}, false
	}
}

// refuseSuspended lets a suspended person pass to the rules of people as long
// as the thing is their own; viewProfile is the only one that takes them.
func refuseSuspended(r rule, f Facts) (Decision, bool) {
	if r.scope == ofPerson && !r.write && f.Asker == Person && f.Self {
		return Decision{}, false
	}
	if r.scope == ofCommunity && (f.Access != Open || !f.Hosted) {
		return hide(ReasonPolicy), true
	}
	return Decision{Forbidden, ReasonPolicy}, true
}

// refuseEnded answers for a community that has been deleted: "gone" to who had
// a part in it, and to everybody else what they would be told if it had never
// been.
func refuseEnded(f Facts) Decision {
	had := false
	switch f.Asker {
	case Issuer:
		had = f.FullMember || f.AnyRelation
	case Person:
		switch f.Membership {
		case Active, Suspended, Expired, Removed, Left:
			had = f.Credential != Revoked && f.Credential != Lapsed && f.Credential != Withheld
		}
	}
	if had {
		return Decision{Forbidden, ReasonGone}
	}
	return hide(ReasonGone)
}

// refuseNameless answers who has not said who they are: a change needs a
// session or signature whether or not the thing exists, and a reader learns
// nothing about what is there.
func refuseNameless(r rule, reason string) Decision {
	if r.write {
		return Decision{Unauthenticated, reason}
	}
	return hide(reason)
}

// allow is the one way to say yes.
func allow() Decision { return Decision{Verdict: Allow} }

// forbid refuses somebody who may know that the thing exists.
func forbid(reason string) Decision { return Decision{Forbidden, reason} }

// hide refuses somebody who may not know that the thing exists.
func hide(reason string) Decision { return Decision{NotFound, reason} }

// wait refuses for now: nothing new is allowed on a status that is not known.
func wait() Decision { return Decision{Unavailable, ReasonStatusUnavailable} }

// refuse picks between forbid and hide by whether the asker knows the community.
func refuse(f Facts, reason string) Decision {
	if knows(f) {
		return forbid(reason)
	}
	return hide(reason)
}
