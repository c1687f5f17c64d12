package templates

// RepliedLetter tells what became of a mail with which its reader answered a letter:
// refused, with their words, or posted and not as they meant it.
type RepliedLetter struct {
	Name    string
	Link    string
	Why     string // key of why nothing was posted; "" when it was
	Args    []any  // of that key
	Words   string // that were not posted
	Held    bool   // posted, and waits for a facilitator
	LeftOut int    // files that were left out
}

func (RepliedLetter) letter() string { return "replied" }

// Because is why nothing was posted.
func (r RepliedLetter) Because(p Printer) string { return p.T(r.Why, r.Args...) }
