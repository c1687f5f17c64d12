package community

// SessionTx ends what is open of all accounts together.
type SessionTx interface {
	// EndEverySession raises the epoch of every account, deletes every session
	// and drops every unused one-time link. It gives the number of accounts.
	EndEverySession() (accounts int64, err error)
}
