package control

import "context"

// ModLogs is the answer of modlog/verify: how many logs of moderators there are,
// with how many entries, and which is broken where they are not whole.
type ModLogs struct {
	Logs      int64  `json:"logs"`
	Entries   int64  `json:"entries"`
	Whole     bool   `json:"whole"`
	Community string `json:"community,omitempty"` // whose log is broken
	Fault     string `json:"fault,omitempty"`     // "altered" or "missing"
}

func verifyModLogs(ctx context.Context, b Backend, _ None) (any, error) {
	logs, entries, where, fault, err := b.Service.VerifyModLogs(ctx)
	return ModLogs{Logs: logs, Entries: entries, Whole: fault == "", Community: where, Fault: fault}, err
}
