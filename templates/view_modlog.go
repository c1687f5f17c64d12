package templates

// ModActs are the acts that the log of moderators has words for.
var ModActs = []string{"remove", "lock", "unlock", "pin", "unpin", "admit", "decline", "expel", "role-member", "role-facilitator", "role-moderator", "resolve", "edit", "conduct", "warn", "silence", "unsilence", "review", "unreview", "release", "withhold", "appeal-upheld", "appeal-not-upheld", "other"}

// ModLog is GET /communities/{id}/modlog, newest first.
type ModLog struct {
	Page
	Community CommunityRow
	Rows      []ModRow
	Total     int
	Fault     string // what did not fit, "" for nothing
	FaultAt   Instant
}

// ModRow is one act of a moderator.
type ModRow struct {
	Seq              int64
	Act              string // one of ModActs
	By               string
	ByID             int64 // 0 where they are not known here
	Whom             string
	WhomID           int64
	Thread           string
	ThreadID, PostID int64 // 0 where the viewer may not read it
	Reason           string
	At               Instant
}

func (ModLog) template() string { return "modlog" }
