package templates

// Accounts is GET|POST /profile/accounts: what the world may read of the viewer.
// The field outside is "yes" or is not there.
type Accounts struct {
	Page
	Offered bool    // this instance is open to the world
	Since   Instant // when the viewer agreed; zero for no
}

func (Accounts) template() string { return "accounts" }
