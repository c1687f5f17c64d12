package templates

import "strconv"

// PollNew is GET|POST /communities/{id}/polls/new: a post that is put to the
// vote, with the fields of [Composer], and options (one a line), kind, ballots,
// results and closes (a day and a time in the viewer's zone).
type PollNew struct {
	Compose
	Ask PollForm
}

// PollForm is what is asked, as typed.
type PollForm struct{ Options, Kind, Ballots, Results, Closes string }

// FormKeyed is the idempotency key: of before, when the form is shown again.
func (p PollNew) FormKeyed() string {
	if p.Form.Key != "" {
		return p.Form.Key
	}
	return p.Key("poll")
}

// KindOptions are the kinds of poll.
func (p PollNew) KindOptions() []Option { return p.hinted("poll_kind", "single", "multiple", "ranked") }

// BallotOptions are whether votes are secret.
func (p PollNew) BallotOptions() []Option { return p.hinted("poll_ballots", "secret", "open") }

// ResultOptions are when what there is is shown.
func (p PollNew) ResultOptions() []Option { return p.codes("poll_results", "end", "open") }

func (p Page) hinted(group string, codes ...string) []Option {
	options := p.codes(group, codes...)
	for i, code := range codes {
		options[i].Hint = p.T(group + "_hint." + code)
	}
	return options
}

// PollPage is GET|POST /posts/{id}/vote: a poll by itself. Field choice: the
// number of an option, in a poll of several each that is chosen; of a ranked poll
// rank-0 and so on hold the place of each option, from 1.
type PollPage struct {
	Page
	Post        PostView
	ThreadID    int64
	ThreadTitle string
	ThreadLang  string
}

// PollView is a poll in its post.
type PollView struct {
	PostID  int64
	Lang    string
	Kind    string // "single", "multiple", "ranked"
	Options []PollOption
	Open    bool
	Early   bool
	Outside bool // the viewer's vote came from a linked account
	Closes  Instant
	Over    bool
	Counted bool
	Shown   bool
	CanVote bool
	Ballots int
	State   string // of the viewer's vote: "", "counted", "sent", "refused"
	Reason  string // code of its refusal
	Rounds  []PollRound
	Winners []string
	Voters  []PollVoter
	More    int // so many are not named
}

// PollOption is an option, with what it has come to, and the viewer's choice: the
// place that they gave it, from 1, and 0 for none.
type PollOption struct {
	Name   string
	Count  int
	Choice int
}

// PollRound is a round of an instant run-off: for each option what it has, and -1
// for one that has gone.
type PollRound struct {
	Number int
	Counts []int
	Out    string
}

// PollVoter is who voted for what in an open poll.
type PollVoter struct {
	Name    string
	Choices []string
}

// PollPart is a poll where it is shown.
type PollPart struct {
	Page
	Poll PollView
}

// Poll hands a poll to its partial.
func (p Page) Poll(v *PollView) PollPart { return PollPart{p, *v} }

// Choose is the field of a poll in which one or several options are chosen.
func (p PollPart) Choose() Field {
	f := p.FieldIn("choice", p.Poll.PostID, "poll_choose."+p.Poll.Kind, "")
	for i, o := range p.Poll.Options {
		f.Options = append(f.Options, Option{Value: strconv.Itoa(i), Label: o.Name, Lang: p.Poll.Lang, Written: true, Selected: o.Choice > 0})
	}
	return f
}

// Rank is the field of one option of a ranked poll: the place that it is given.
// The first has the id to which a fault of all of them leads.
func (p PollPart) Rank(i int) Field {
	f := p.FieldIn("choice", p.Poll.PostID, "poll_choose.ranked", "").Named("rank-" + strconv.Itoa(i))
	if i > 0 {
		f.ID += "-" + strconv.Itoa(i)
	}
	f.Label, f.Written, f.LangTag, f.Error = p.Poll.Options[i].Name, true, p.Poll.Lang, ""
	f.Options = []Option{{Label: p.T("poll.no_place")}}
	for n := range p.Poll.Options {
		place := strconv.Itoa(n + 1)
		f.Options = append(f.Options, Option{Value: place, Label: place, Selected: p.Poll.Options[i].Choice == n+1})
	}
	return f
}

// Fault is what is wrong with a vote.
func (p PollPart) Fault() Field { return p.FieldIn("choice", p.Poll.PostID, "poll_choose.ranked", "") }

func (PollNew) template() string  { return "poll-new" }
func (PollPage) template() string { return "poll" }
