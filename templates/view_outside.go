package templates

// Accounts is GET|POST /profile/accounts: what the world may read of the viewer.
// The field outside is "yes" or is not there. Accounts are linked with POST
// /profile/accounts/link, field account, and proved and removed with POST
// /profile/accounts/{id}/check and …/remove.
type Accounts struct {
	Page
	Offered bool    // this instance is open to the world
	Since   Instant // when the viewer agreed; zero for no
	Head    bool    // the viewer may link accounts
	Rows    []AccountLink
	Account string // as typed
}

// AccountLink is one account elsewhere.
type AccountLink struct {
	ID     int64
	Handle string
	Code   string  // to be shown on its page; "" once it is proved
	Proved Instant // zero: not yet
}

func (Accounts) template() string { return "accounts" }
