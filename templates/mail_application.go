package templates

// ApplyLetter goes to the address that an application named. Known is one that
// has an account already: Link is then the page for signing in. It greets
// nobody by name: the name is what a stranger may have typed.
type ApplyLetter struct {
	Link  string
	Known bool
}

func (ApplyLetter) letter() string { return "apply" }
