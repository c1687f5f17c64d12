package community

// SessionTx tells of sessions, and ends what is open of all accounts together.
type SessionTx interface {
	SessionsOf(account int64) ([]Session, error) // in no order, with those that have expired
	// DescribeSession keeps what is shown of the session under a hash. An empty name
	// leaves the name as it is.
	DescribeSession(hash string, s Session) error
	// NameSession and DeleteSessionOf answer ErrNotFound when the account has no
	// such session.
	NameSession(account, id int64, name string) error
	DeleteSessionOf(account, id int64) error
	KnownDevices(account int64) ([]KnownDevice, error)
	PutKnownDevice(KnownDevice) error
	DropKnownDevice(account int64, hash []byte) error
	// EndEverySession raises the epoch of every account, deletes every session
	// and drops every unused one-time link. It gives the number of accounts.
	EndEverySession() (accounts int64, err error)
}
