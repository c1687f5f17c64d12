package templates

// ApplyLetter goes to the address that an application named. Known is one that
// has an account already: Link is then the page for signing in. It greets
// nobody by name: the name is what a stranger may have typed.
type ApplyLetter struct {
	Link  string
	Known bool
}

// CodeLetter goes to a school's published mailbox.
type CodeLetter struct{ Name, Post, School, Code string }

// DecidedLetter tells an applicant what was decided: "admitted", "refused" or
// "closed".
type DecidedLetter struct{ Name, State, Reason, Link string }

// VouchLetter asks a colleague to answer for an applicant.
type VouchLetter struct{ Name, Applicant, School, Link string }

func (CodeLetter) letter() string    { return "code" }
func (DecidedLetter) letter() string { return "decided" }
func (VouchLetter) letter() string   { return "vouch" }

func (ApplyLetter) letter() string { return "apply" }
