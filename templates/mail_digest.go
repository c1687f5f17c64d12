package templates

// DigestLetter tells what is new: first what concerns its reader, then what
// most people wrote about in their communities.
type DigestLetter struct {
	Name        string
	Weekly      bool
	Lines       []NoticeLine
	Threads     []DigestLine
	Settings    string
	Unsubscribe string
	Reply       bool // whether an answer to the letter is posted
}

// DigestLine is a conversation in which there is something new; or, where what
// is written may not be told, all of them in one community.
type DigestLine struct {
	Title     string // "" where it may not be told
	Lang      string
	Community string
	Private   bool   // a private community, which is not named
	Excerpt   string // of the newest post, after its author's name
	Threads   int    // in a community of which no more is told
	Posts     int
	Link      string
}

func (DigestLetter) letter() string { return "digest" }

// Says is the first line about a conversation or community.
func (d DigestLine) Says(p Printer) string {
	if d.Title != "" {
		return d.Title
	}
	return p.T("mail.digest_threads", "Count", d.Threads)
}

// Where names the community and how much is new.
func (d DigestLine) Where(p Printer) string {
	place := d.Community
	if d.Private {
		place = p.T("mail.notices_private")
	}
	return place + " · " + p.T("mail.digest_posts", "Count", d.Posts)
}
