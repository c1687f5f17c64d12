package control

import (
	"context"
	"time"

	"headroom/community"
)

// registerMax bounds a register that has been read: the English one takes a
// tenth.
const registerMax = 256 << 20

type (
	// NewRegister is a register that has been read, to be imported.
	NewRegister struct {
		Register community.Register `json:"register"`
		DryRun   bool               `json:"dry_run"`
	}
	// RegisterReport says what an import changed, or would change.
	RegisterReport struct {
		Rows      int       `json:"rows"`
		Added     int       `json:"added"`
		Changed   int       `json:"changed"`
		Unchanged int       `json:"unchanged"`
		Passed    int       `json:"passed_over"`
		Absent    int       `json:"absent"`
		Heads     int       `json:"heads_changed"`
		Confirm   int       `json:"to_confirm"`
		Refused   []Refusal `json:"refused"`
	}
	// Refusal is a row that was not taken, and why.
	Refusal struct {
		Row    int    `json:"row"`
		Reason string `json:"reason"`
	}
	// RegisterImport is an import that was made.
	RegisterImport struct {
		Source string    `json:"source"`
		Nation string    `json:"nation"`
		At     time.Time `json:"at"`
		By     string    `json:"by"`
		RegisterReport
	}
)

// Waiting is a headship that is to be confirmed.
type Waiting struct {
	Username string    `json:"username"`
	Actor    string    `json:"actor"`
	Name     string    `json:"name"`
	School   string    `json:"school"`
	SchoolID string    `json:"school_id"`
	Reason   string    `json:"reason"` // head-changed, school-closed
	Until    time.Time `json:"until"`
}

func confirmMember(ctx context.Context, b Backend, in Revoke) (any, error) {
	who, err := person(ctx, b, in.Who)
	if err != nil {
		return nil, err
	}
	if err := b.Service.ConfirmHeadship(ctx, community.CommandLine, who.ID, in.Reason); err != nil {
		return nil, err
	}
	return Revoked{Actor: who.IRI, Username: who.Username}, nil
}

func listConfirmations(ctx context.Context, b Backend, _ None) (any, error) {
	all, err := b.Service.Confirmations(ctx, community.CommandLine, community.Page{Limit: 200})
	if err != nil {
		return nil, err
	}
	out := make([]Waiting, len(all))
	for i, w := range all {
		out[i] = Waiting{Username: w.Person.Username, Actor: w.Person.IRI, Name: w.Person.Name, School: w.Person.School,
			SchoolID: w.Register, Reason: w.Reason, Until: w.EndAt}
	}
	return out, nil
}

func importRegister(ctx context.Context, b Backend, in NewRegister) (any, error) {
	r, err := b.Service.ImportRegister(ctx, community.CommandLine, in.Register, in.DryRun)
	if err != nil {
		return nil, err
	}
	return report(r), nil
}

func report(r community.RegisterReport) RegisterReport {
	return RegisterReport{Rows: r.Rows, Added: r.Added, Changed: r.Changed, Unchanged: r.Unchanged, Passed: r.Passed,
		Absent: r.Absent, Heads: r.Heads, Confirm: r.Confirm, Refused: []Refusal{}}
}

func listRegisters(ctx context.Context, b Backend, _ None) (any, error) {
	all, err := b.Service.RegisterImports(ctx, community.CommandLine, community.Page{Limit: 100})
	if err != nil {
		return nil, err
	}
	out := make([]RegisterImport, len(all))
	for i, r := range all {
		out[i] = RegisterImport{Source: r.Source, Nation: r.Nation, At: r.At, By: r.By, RegisterReport: report(r.RegisterReport)}
	}
	return out, nil
}

// FailureOf tells an error of a use case or a reader in words, as commands are
// answered.
func FailureOf(err error) *Failure { return failure(err) }
