package templates

import (
	"html/template"

	"headroom/community/policy"
)

// HeldRow is a post that waits: POST /communities/{id}/held/{post} with the
// fields decision and code.
type HeldRow struct {
	Number      int64
	Who         Byline
	Title       string // "" of a reply
	Lang        string
	ThreadID    int64 // that it answers in, 0 where it is not known here
	ThreadTitle string
	HTML        template.HTML // sanitised
	Pictures    []string      // what stands for each
	Cause       string        // one of policy.HoldCauses
	At          Instant
	Code        string // as typed
}

// HeldWhyOptions are why a post that waited is given back.
func (q Queue) HeldWhyOptions() []Option { return q.codes("why", policy.WithholdReasons...) }
