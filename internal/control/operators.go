package control

import (
	"context"
	"time"

	"headroom/community"
)

type (
	// NewOperator adds somebody who looks after the instance; they are sent a
	// link to choose a password.
	NewOperator struct {
		Email    string `json:"email"`
		Name     string `json:"name"`
		Language string `json:"language"`
	}
	// EndOperator names an operator by their e-mail address, and why their
	// account ends.
	EndOperator struct {
		Email  string `json:"email"`
		Reason string `json:"reason"`
	}
	// Operator is the account of somebody who looks after the instance.
	Operator struct {
		Email    string     `json:"email"`
		Name     string     `json:"name"`
		Language string     `json:"language"`
		State    string     `json:"state"` // active, invited (no password yet) or ended
		Added    time.Time  `json:"added"`
		Ended    *time.Time `json:"ended,omitempty"`
	}
)

func operatorOf(a community.Account) Operator {
	out := Operator{Email: a.Email, Name: a.Name, Language: a.Language, State: "active", Added: a.CreatedAt.UTC(), Ended: moment(a.DisabledAt)}
	switch {
	case out.Ended != nil:
		out.State = "ended"
	case a.PasswordHash == "":
		out.State = "invited"
	}
	return out
}

func addOperator(ctx context.Context, b Backend, in NewOperator) (any, error) {
	a, err := b.Service.AddOperator(ctx, community.CommandLine, community.OperatorInput{Email: in.Email, Name: in.Name, Language: in.Language})
	if err != nil {
		return nil, err
	}
	return operatorOf(a), nil
}

func listOperators(ctx context.Context, b Backend, _ None) (any, error) {
	all, err := b.Service.Operators(ctx, community.CommandLine)
	out := make([]Operator, 0, len(all))
	for _, a := range all {
		out = append(out, operatorOf(a))
	}
	return out, err
}

func endOperator(ctx context.Context, b Backend, in EndOperator) (any, error) {
	a, err := b.Service.EndOperator(ctx, community.CommandLine, in.Email, in.Reason)
	if err != nil {
		return nil, err
	}
	return operatorOf(a), nil
}
