package federation

import (
	"context"
	"errors"
	"time"

	"headroom/community"
	"headroom/federation/fetch"
	"headroom/internal/jobs"
)

// course is what is done after a delivery of some class.
type course uint8

const (
	done     course = iota // it is delivered
	lastWord               // the peer's last word: told to who wrote it, and parked
	again                  // this message is tried again; the lane goes on
	wait                   // the lane waits: nothing is wrong with the message, and no attempt counts
	suspect                // the lane waits, and the message lets others go first: it may be what the peer stumbles over
	giveUp                 // parked: it cannot be sent
)

// outcome is a row of the table: what is done, and of a final no, which reason
// its author reads.
type outcome struct {
	course course
	reason string
}

// outcomes says, for each class of answer, what becomes of a delivery. Only what
// a server for servers can have said is final. Names, certificates and pages for
// people are trouble on the way: a peer is never gone because of them, and is
// never spoken to without TLS.
var outcomes = map[fetch.Class]outcome{
	fetch.Taken:           {done, ""},
	fetch.Malformed:       {lastWord, "malformed"},
	fetch.Unauthenticated: {again, ""}, // keys or clocks may come right
	fetch.Forbidden:       {lastWord, "policy"},
	fetch.Missing:         {lastWord, "not-member"},
	fetch.GoneForGood:     {lastWord, "gone"},
	fetch.TooLarge:        {lastWord, "malformed"},
	fetch.OtherRefusal:    {lastWord, "policy"},
	fetch.Early:           {wait, ""},
	fetch.Busy:            {wait, ""},
	fetch.Unavailable:     {wait, ""},
	fetch.Redirected:      {wait, ""}, // never followed: the door of a server does not move
	fetch.WebPage:         {wait, ""},
	fetch.Unreachable:     {wait, ""},
	fetch.BadTLS:          {wait, ""},
	fetch.BadDNS:          {wait, ""},
	fetch.NoAnswer:        {wait, ""},
	fetch.Stopped:         {wait, ""},
	fetch.Stumbled:        {suspect, ""},
	fetch.TimedOut:        {suspect, ""},
	fetch.Cut:             {suspect, ""},
	fetch.NotOurs:         {giveUp, ""},
}

// delivered judges the answer. A peer that cannot be reached pauses its lane;
// a refusal is kept with its reason, never dropped.
func (s *Server) delivered(ctx context.Context, j jobs.Job, p community.Peer, d community.Delivery, err error) error {
	if err == nil {
		if d.Message == community.SendAnnounce || d.Message == community.SendToGuests {
			return s.outcome(j, s.Service.Sent(ctx, j.ID, d))
		}
		if d.Message == community.SendDirect {
			return s.outcome(j, s.Service.DirectSent(ctx, j.ID, d))
		}
		if d.Message == community.SendBallot {
			return s.outcome(j, s.Service.BallotTaken(ctx, j.ID, d))
		}
		return nil
	}
	class := fetch.ClassOf(err)
	if class == fetch.Unauthenticated && p.State == community.PeerEnded && !outlives(d.Message) {
		return nil // it has ended the agreement as we have, and hears nothing more
	}
	row := outcomes[class]
	if row.course == lastWord {
		if err := s.Service.DeliveryRefused(ctx, d, row.reason); err != nil {
			return err
		}
	}
	return settled(row.course, err)
}

// settled puts a course into the words of the runner.
func settled(c course, err error) error {
	switch c {
	case lastWord, giveUp:
		return jobs.Park(err)
	case again:
		return err
	case suspect:
		return jobs.Suspect(err)
	}
	var pause time.Duration
	if status, ok := errors.AsType[*fetch.StatusError](err); ok && (status.Code == 429 || status.Code == 503) {
		pause = max(status.RetryAfter, time.Second)
	}
	return jobs.LaneDown(pause, err)
}
