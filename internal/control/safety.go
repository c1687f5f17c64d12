package control

import (
	"bytes"
	"context"
	"time"

	"headroom/community"
)

type (
	// Safety is the register of safety: what was recorded and the cases, newest first.
	Safety struct {
		Records   []SafetyRecord `json:"records"`
		Cases     []SafetyCase   `json:"cases"`
		Due       *time.Time     `json:"due,omitempty"` // when the risks are to be looked at again
		Overdue   bool           `json:"overdue"`
		TermsTold int64          `json:"terms_told"` // who was told of the terms that hold
		TermsSeen int64          `json:"terms_seen"` // and has said that they have seen them
	}
	// SafetyRecord is an entry of the register.
	SafetyRecord struct {
		Number  int64             `json:"number"`
		Kind    string            `json:"kind"`
		Date    time.Time         `json:"date"`
		Written time.Time         `json:"written"`
		Due     *time.Time        `json:"due,omitempty"`
		Text    map[string]string `json:"text"`
		By      string            `json:"by"`
	}
	// SafetyCase is a report or an appeal, without what was said.
	SafetyCase struct {
		Kind    string     `json:"kind"`
		Number  int64      `json:"number"`
		Date    time.Time  `json:"date"`
		Code    string     `json:"code"`
		From    string     `json:"from"` // "" for this instance
		Decided *time.Time `json:"decided,omitempty"`
		Outcome string     `json:"outcome"`
	}
	// SafetySheet is the whole register as CSV.
	SafetySheet struct {
		CSV string `json:"csv"`
	}
)

func listSafety(ctx context.Context, b Backend, _ None) (any, error) {
	got, err := b.Service.SafetyRegister(ctx, community.CommandLine)
	if err != nil {
		return nil, err
	}
	out := Safety{Records: make([]SafetyRecord, len(got.Records)), Cases: make([]SafetyCase, len(got.Cases)), Due: moment(got.Assessed.DueAt),
		Overdue: got.Overdue, TermsTold: got.TermsTold, TermsSeen: got.TermsSeen}
	for i, r := range got.Records {
		out.Records[i] = SafetyRecord{Number: r.ID, Kind: r.Kind, Date: r.HappenedAt, Written: r.CreatedAt, Due: moment(r.DueAt), Text: r.Text, By: r.By}
	}
	for i, c := range got.Cases {
		out.Cases[i] = SafetyCase{Kind: c.Kind, Number: c.Number, Date: c.CreatedAt, Code: c.Code, From: c.Host, Decided: moment(c.DecidedAt), Outcome: c.Outcome}
	}
	return out, nil
}

func exportSafety(ctx context.Context, b Backend, _ None) (any, error) {
	var sheet bytes.Buffer
	err := b.Service.ExportSafety(ctx, community.CommandLine, &sheet)
	return SafetySheet{CSV: sheet.String()}, err
}
