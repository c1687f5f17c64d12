package control

import (
	"context"

	"headroom/community"
)

type (
	// EndSessions says why everybody is signed out.
	EndSessions struct {
		Reason string `json:"reason"`
	}
	// SessionsEnded is of how many accounts nothing is open any more.
	SessionsEnded struct {
		Accounts int64 `json:"accounts"`
	}
)

func endSessions(ctx context.Context, b Backend, in EndSessions) (any, error) {
	accounts, err := b.Service.EndEverySession(ctx, community.CommandLine, in.Reason)
	if err != nil {
		return nil, err
	}
	return SessionsEnded{Accounts: accounts}, nil
}
