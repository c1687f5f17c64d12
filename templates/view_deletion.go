package templates

// Deletion is how far the deletion of a post has come on other servers.
type Deletion struct {
	Elsewhere bool // another server has the community, and knows the rest
	Servers   int  // other servers that were sent the post
	Confirmed int
	Late      int
}

// All reports whether every server that was sent the post has confirmed.
func (d Deletion) All() bool { return d.Servers > 0 && d.Confirmed == d.Servers }
