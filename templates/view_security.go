package templates

import "strings"

// SignInCode is GET|POST /sign-in/code: the second half of a sign-in.
type SignInCode struct {
	Page
	Next string // local path to go on to, or a form that is carried, or ""
}

// SignInLink is GET|POST /sign-in/link. Sent shows the same words whoever asked.
type SignInLink struct {
	Page
	Email string
	Sent  bool
}

// SignInByLink is GET /sign-in/link/{token}: a button, because programs that check
// letters open what they find in them.
type SignInByLink struct {
	Page
	Token, Email string
}

// SignInLetter carries a link that opens an account once.
type SignInLetter struct {
	Name    string
	Link    string // absolute
	Minutes int    // that it lasts
}

// Security is GET /security: how the viewer signs in.
type Security struct {
	Page
	App      Instant // since when codes are asked for; zero when they are not
	Recovery int     // recovery codes that are left
	Required bool    // the viewer holds a role that needs a second factor
	Passkeys []PasskeyRow
	Sessions []SessionRow
	Apps     []AppRow
	Rooms    []LinkEnd // that a text from an app may go to
	Room     string    // number of the one that it goes to when it names none; "" for none
}

// RoomOptions are these, after none of them.
func (p Security) RoomOptions() []Option {
	return append([]Option{{Label: p.T("apps.room_none")}}, p.EndOptions(p.Rooms)...)
}

// SessionRow is one place where the viewer is signed in.
type SessionRow struct {
	ID              int64
	Name            string
	Browser, System string // words of their makers; empty when they are not known
	Began, Seen     Instant
	Own             bool // the one that asks
}

// Words says what the session is opened with.
func (r SessionRow) Words(p Printer) string { return deviceWords(p, r.Browser, r.System) }

func deviceWords(p Printer, browser, system string) string {
	switch {
	case browser != "" && system != "":
		return p.T("sessions.device", "Browser", browser, "System", system)
	case browser+system != "":
		return browser + system
	}
	return p.T("sessions.unknown")
}

// PasskeyRow is one passkey of the viewer.
type PasskeyRow struct {
	ID      int64
	Name    string
	Made    Instant
	Used    Instant // zero when it never was
	Stopped Instant // when it seemed that there is a copy of it; zero otherwise
}

// SecurityPasskey is GET|POST /security/passkeys: adding a passkey.
type SecurityPasskey struct {
	Page
	Options string // for the browser's script, as JSON
	Name    string
	Next    string
}

// SecurityByPasskey asks who came with a password for the passkey that they have.
type SecurityByPasskey struct {
	Page
	Next string
}

// SecurityProve is GET|POST /security/prove: who is signed in shows that it is them.
type SecurityProve struct {
	Page
	Next           string
	Code, Password bool // what is asked for
	Passkeys       bool // they may sign in anew with a passkey instead
}

// PasskeyForm is the form that signs in with a passkey: hidden until a script finds
// that the browser can. Auto offers passkeys in the field for the address, too.
type PasskeyForm struct {
	Page
	Next string
	Auto bool
}

// ByPasskey makes the form.
func (p Page) ByPasskey(next string, auto bool) PasskeyForm { return PasskeyForm{p, next, auto} }

// SecurityApp is GET|POST /security/app: setting up an app that makes codes.
type SecurityApp struct {
	Page
	Secret   string // in groups of four letters
	URI      string // the same for an app on this device
	QR       QRCode
	Next     string // where to go on to afterwards, or ""
	Required bool   // nothing of the viewer's role works before
}

// QRCode is a picture of squares: Path draws the dark ones, one unit each, in a
// box of Size units that has the white border.
type QRCode struct {
	Size int
	Path string
}

// SecurityCodes are recovery codes, which are shown once.
type SecurityCodes struct {
	Page
	Codes []string
	Next  string
}

func (SignInCode) template() string    { return "sign-in-code" }
func (SignInLink) template() string    { return "sign-in-link" }
func (SignInByLink) template() string  { return "sign-in-by-link" }
func (Security) template() string      { return "security" }
func (SecurityApp) template() string   { return "security-app" }
func (SecurityCodes) template() string { return "security-codes" }

func (SecurityPasskey) template() string   { return "security-passkey" }
func (SecurityByPasskey) template() string { return "security-by-passkey" }
func (SecurityProve) template() string     { return "security-prove" }

// SignInChangedLetter tells the holder of an account what has changed about how it
// is opened.
type SignInChangedLetter struct {
	Name, Link string
	Device     string // of "new-device", as "Firefox|Windows"
	What       string // what follows "mail_signin." in the catalogue
}

// Says is the sentence of the letter.
func (l SignInChangedLetter) Says(p Printer) string {
	browser, system, _ := strings.Cut(l.Device, "|")
	return p.T("mail_signin."+l.What, "Device", deviceWords(p, browser, system))
}

// New reports whether it is about a device that signed in, and nothing has changed.
func (l SignInChangedLetter) New() bool { return l.What == "new-device" }

func (SignInLetter) letter() string        { return "signinlink" }
func (SignInChangedLetter) letter() string { return "signin" }
