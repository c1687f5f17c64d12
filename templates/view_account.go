package templates

// SecurityAccount is GET /security/account: taking along what is kept of the viewer.
type SecurityAccount struct {
	Page
}

func (SecurityAccount) template() string { return "security-account" }
