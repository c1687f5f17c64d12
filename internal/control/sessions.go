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
	// ResetFactor names the account whose second factor was lost, and why it is
	// believed.
	ResetFactor struct {
		Email  string `json:"email"`
		Reason string `json:"reason"`
	}
	// FactorReset is the account that a password alone opens again.
	FactorReset struct {
		Email string `json:"email"`
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

func resetFactor(ctx context.Context, b Backend, in ResetFactor) (any, error) {
	a, err := b.Service.ResetSecondFactor(ctx, community.CommandLine, in.Email, in.Reason)
	if err != nil {
		return nil, err
	}
	return FactorReset{Email: a.Email}, nil
}
