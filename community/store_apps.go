package community

import "time"

// App is a program of others that registered to speak for members (RFC 6749).
type App struct {
	ID        int64
	Client    string // the name by which it says who it is
	Secret    []byte // hash
	Name      string
	Website   string   // "" where it names none
	Redirects []string // as it wrote them, compared byte for byte
	Scopes    []string // the most that it may ask for
	CreatedAt time.Time
}

// AppCode is a member's consent that an app may fetch once.
type AppCode struct {
	Hash      []byte
	AppID     int64
	AccountID int64
	Epoch     int64 // of the account when it agreed
	Passkey   bool  // it had come with a passkey
	Redirect  string
	Scopes    []string
	Challenge string // of PKCE (RFC 7636, S256); "" where none was sent
	ExpiresAt time.Time
	UsedAt    time.Time
}

// AppToken lets an app speak: for an account, or for itself where AccountID is 0.
type AppToken struct {
	ID        int64
	Hash      []byte
	AppID     int64
	AccountID int64
	Epoch     int64
	Passkey   bool
	Scopes    []string
	Code      []byte // hash of the code that it came of; empty for an app's own
	CreatedAt time.Time
	UsedAt    time.Time // to the day
}

// AppTx keeps apps, codes and tokens.
type AppTx interface {
	App(id int64) (App, error)
	AppByClient(client string) (App, error)
	InsertApp(App) error
	AppCode(hash []byte) (AppCode, error)
	InsertAppCode(AppCode) error
	// UseAppCode tells whether the code had not been used, and is from now on.
	UseAppCode(hash []byte, at time.Time) (bool, error)
	AppToken(hash []byte) (AppToken, error)
	AppTokens(account int64) ([]AppToken, error) // oldest first
	InsertAppToken(AppToken) error
	AppTokenUsed(id int64, at time.Time) error
	DeleteAppToken(id int64) error
	// DeleteAppTokensOf ends the tokens of an account for an app, and tells how many.
	DeleteAppTokensOf(account, app int64) (int64, error)
	DeleteAppTokensByCode(code []byte) error
	// DeleteAppCodesBefore forgets codes that expired by then.
	DeleteAppCodesBefore(time.Time) error
	// DeleteEndedAppTokens forgets tokens whose account has ended its sessions since,
	// and where apps were pushed to whose token is gone.
	DeleteEndedAppTokens() error
}
