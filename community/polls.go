package community

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"headroom/community/policy"
	"headroom/community/tally"
)

// pollKind is the kind of a post that is put to the vote.
const pollKind = "Question"

// What a poll may be: FEDERATION.md has the same numbers.
const (
	pollOptionsLeast = 2
	pollOptionsMost  = 20
	pollOptionMost   = 150 // characters of one option
	pollSoonest      = 10 * time.Minute
	pollLongest      = 90 * 24 * time.Hour
)

// PollInput is a poll as its author asks for it. Options may have empty lines
// and spaces around them.
type PollInput struct {
	Kind     tally.Kind
	Options  []string
	Open     bool
	Early    bool
	ClosesAt time.Time
}

// StartPoll begins a conversation with a question and its options. The rest is
// as in StartThread; nothing of it can be changed afterwards.
func (s *Service) StartPoll(ctx context.Context, v Viewer, in PostInput, ask PollInput) (PostResult, error) {
	place := placeOf("community", in.Community)
	room := s.namedRoom(ctx, v, in)
	return s.write(ctx, v, in, place, func(tx Tx, in PostInput) (PostResult, error) {
		poll, faults := s.checkPoll(ask)
		out, err := s.startIn(tx, v, writing{in: in, room: room, poll: &poll}, place)
		if k := KindOf(err); faults == nil || err != nil && k != Invalid {
			return out, err
		}
		return PostResult{}, append(problemsOf(err), faults...)
	})
}

// problemsOf gives the faults of a form that an error is about.
func problemsOf(err error) Problems {
	switch err := err.(type) {
	case Problems:
		return err
	case *Error:
		return Problems{err}
	}
	return nil
}

// checkPoll checks what was asked for.
func (s *Service) checkPoll(ask PollInput) (Poll, Problems) {
	var check input
	p := Poll{Kind: ask.Kind, Open: ask.Open, Early: ask.Early, ClosesAt: ask.ClosesAt.UTC().Truncate(time.Second)}
	if !slices.Contains(tally.Kinds, p.Kind) {
		check.fault("kind", "error.choice", nil)
	}
	for _, o := range ask.Options {
		if o = strings.Join(strings.Fields(clean(o)), " "); o != "" {
			p.Options = append(p.Options, o)
		}
	}
	if key, args := optionsFault(p.Options); key != "" {
		check.fault("options", key, args)
	}
	if now := s.now(); p.ClosesAt.Before(now.Add(pollSoonest)) || p.ClosesAt.After(now.Add(pollLongest)) {
		check.fault("closes", "error.poll_closes", nil)
	}
	p.Counts = make([]int64, len(p.Options))
	return p, check.problems
}

// optionsFault says what is wrong with options; "" for nothing.
func optionsFault(options []string) (key string, args map[string]any) {
	seen := map[string]bool{}
	for _, o := range options {
		if n := utf8.RuneCountInString(o); n > pollOptionMost {
			return "error.poll_option_long", map[string]any{"Max": pollOptionMost}
		}
		if folded := strings.ToLower(o); seen[folded] {
			return "error.poll_option_twice", map[string]any{"Name": o}
		} else {
			seen[folded] = true
		}
	}
	if len(options) < pollOptionsLeast || len(options) > pollOptionsMost {
		return "error.poll_options", map[string]any{"Min": pollOptionsLeast, "Max": pollOptionsMost, "Count": len(options)}
	}
	return "", nil
}

// keepPoll stores the poll that hangs on a post, if one does.
func (s *Service) keepPoll(tx Tx, post Post, p *Poll) error {
	if p == nil {
		return nil
	}
	kept := *p
	kept.PostID, kept.CommunityID = post.ID, post.CommunityID
	kept.Counts, kept.Ballots = make([]int64, len(p.Options)), 0
	return tx.PutPoll(kept)
}

// pollFits refuses a poll of another instance that has no form, or on the host of
// its community no time left. It is asked before anything is written.
func (s *Service) pollFits(c Community, p *Poll) error {
	if p == nil {
		return nil
	}
	key, _ := optionsFault(p.Options)
	now := s.now()
	if key != "" || !slices.Contains(tally.Kinds, p.Kind) || p.ClosesAt.IsZero() ||
		c.Local && (!p.ClosesAt.After(now) || p.ClosesAt.After(now.Add(pollLongest+stampSkew))) {
		return &Error{Class: Invalid, Key: "error.invalid", Reason: policy.ReasonMalformed}
	}
	return nil
}

// PollView is a poll as one reader may see it.
type PollView struct {
	Poll
	Over    bool   // nobody can vote any more
	Counted bool   // and its result is known here
	Shown   bool   // the counts may be shown
	CanVote bool   // the reader may vote now
	Mine    Ballot // zero where the reader has not voted, or it is not known any more
}

// PollOf shows the poll of a post.
func (s *Service) PollOf(ctx context.Context, v Viewer, post int64) (pv PostView, t Thread, err error) {
	err = s.Store.View(ctx, func(tx Tx) error {
		if pv, err = s.onePost(tx, v, post, policy.ViewThread); err != nil {
			return err
		}
		if pv.Poll == nil {
			return ErrNotFound
		}
		t, err = tx.Thread(pv.ThreadID)
		return err
	})
	return pv, t, err
}

// addPolls adds the polls of posts as a reader may see them.
func (s *Service) addPolls(tx Tx, v Viewer, f policy.Facts, posts []PostView) error {
	var ids []int64
	for _, p := range posts {
		if p.Kind == pollKind && p.State != PostDeleted {
			ids = append(ids, p.Post.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	all, err := tx.Polls(ids)
	if err != nil {
		return err
	}
	var mine []Ballot
	if v.Person != 0 {
		if mine, err = tx.BallotsOf(v.Person, ids); err != nil {
			return err
		}
	}
	for i, p := range posts {
		at := slices.IndexFunc(all, func(q Poll) bool { return q.PostID == p.Post.ID })
		if at < 0 {
			continue
		}
		view, err := s.pollView(tx, f, p, all[at])
		if err != nil {
			return err
		}
		if at := slices.IndexFunc(mine, func(b Ballot) bool { return b.PostID == p.Post.ID }); at >= 0 {
			view.Mine = mine[at]
		}
		posts[i].Poll = &view
	}
	return nil
}

// pollView shows a poll. What it has come to so far nobody is told before the end
// where its author did not want that, the author neither.
func (s *Service) pollView(tx Tx, f policy.Facts, post PostView, p Poll) (PollView, error) {
	view := PollView{Poll: p, Over: s.pollOver(p), Counted: !p.ClosedAt.IsZero()}
	view.Shown = view.Counted || p.Early
	f.Over = view.Over
	view.CanVote = post.State == PostAccepted && policy.Decide(policy.Vote, f).OK()
	if !view.Shown {
		view.Counts, view.Ballots = nil, 0
	}
	if !p.Open || !view.Shown {
		view.Named = nil
	} else if f.Hosted && !view.Counted {
		var err error
		if view.Named, err = s.namedBallots(tx, p.PostID); err != nil {
			return view, err
		}
	}
	return view, nil
}

// pollOver reports whether nobody can vote in a poll any more.
func (s *Service) pollOver(p Poll) bool { return !p.ClosedAt.IsZero() || !s.now().Before(p.ClosesAt) }

// namedMost bounds how many ballots of an open poll are shown and told.
const namedMost = 500

// namedBallots gives the ballots of an open poll, by name.
func (s *Service) namedBallots(tx Tx, post int64) ([]NamedBallot, error) {
	ballots, err := tx.Ballots(post, namedMost)
	if err != nil {
		return nil, err
	}
	people := make([]int64, len(ballots))
	for i, b := range ballots {
		people[i] = b.PersonID
	}
	known, err := s.peopleByID(tx, people)
	if err != nil {
		return nil, err
	}
	named := make([]NamedBallot, len(ballots))
	for i, b := range ballots {
		p := known[b.PersonID]
		named[i] = NamedBallot{Person: p.IRI, Name: p.Name, Choices: b.Choices}
	}
	slices.SortFunc(named, func(a, b NamedBallot) int { return strings.Compare(a.Name+a.Person, b.Name+b.Person) })
	return named, nil
}
