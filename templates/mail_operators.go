package templates

// WaitingLetter tells an operator how much waits, and never about whom.
type WaitingLetter struct {
	Name, Link                        string
	Applications, Appeals, Exceptions int // the last two are among the first
}

// ToldLetter tells an operator what another one did.
type ToldLetter struct {
	Name, Link string
	What       string // "operator_added", "operator_ended", "exception", "appeal" or "link_offered"
	About      string // the number of an application, or an operator's address
	By         string
}

// Says is the sentence of the letter.
func (t ToldLetter) Says(p Printer) string {
	return p.T("mail_told."+t.What, "About", t.About, "By", t.By)
}

// AgreementLetter tells an operator that the agreement with a server ends.
type AgreementLetter struct {
	Name, Link, Host string
	Ends             Instant
	Asked            bool // the other server has offered to go on
}

func (AgreementLetter) letter() string { return "agreement" }

func (WaitingLetter) letter() string { return "waiting" }
func (ToldLetter) letter() string    { return "told" }
