package templates

import "time"

// samplePoll is a poll of a kind, with its options and the viewer's choices.
func samplePoll(kind string, choices ...int) *PollView {
	p := &PollView{PostID: 500, Lang: "en", Kind: kind, Closes: exampleTime.Add(7 * 24 * time.Hour), CanVote: true}
	for i, name := range []string{"Put the classes together", "Teach one class myself", "Close for the morning"} {
		o := PollOption{Name: name}
		for n, c := range choices {
			if c == i {
				o.Choice = n + 1
			}
		}
		p.Options = append(p.Options, o)
	}
	return p
}

// countedPoll is a poll that is over.
func countedPoll(kind string, winners ...string) *PollView {
	p := samplePoll(kind)
	p.CanVote, p.Over, p.Counted, p.Shown, p.Ballots, p.Winners = false, true, true, true, 7, winners
	for i, n := range []int{3, 2, 2} {
		p.Options[i].Count = n
	}
	return p
}

// polls are the pages of polls.
func (x examples) polls() []Example {
	page := func(p *PollView, faults ...FieldError) PollPage {
		post := samplePosts()[0]
		post.Poll = p
		return PollPage{Page: faulty(x.member("communities"), faults...), Post: post, ThreadID: 100, ThreadTitle: "When the ferry does not sail", ThreadLang: "en"}
	}
	early := samplePoll("multiple", 0, 2)
	early.Shown, early.Early, early.Open, early.State, early.Ballots = true, true, true, "counted", 3
	early.Outside = true
	early.Voters, early.More = []PollVoter{{Name: "Eira Sample", Choices: []string{"Put the classes together", "Close for the morning"}}}, 2
	sent := samplePoll("ranked", 1, 0)
	sent.State = "sent"
	refused := samplePoll("single")
	refused.State, refused.Reason, refused.Over, refused.CanVote = "refused", "poll-closed", true, false
	ranked := countedPoll("ranked", "Teach one class myself")
	ranked.Rounds = []PollRound{{1, []int{3, 2, 2}, "Close for the morning"}, {2, []int{3, 4, -1}, ""}}
	nobody := countedPoll("single")
	nobody.Ballots = 0
	ask := PollNew{Compose: Compose{Page: x.member("communities"), Community: sampleCommunity(0), Form: ComposeForm{Lang: "en"}, Audience: sampleAudience},
		Ask: PollForm{Kind: "single", Ballots: "secret", Results: "end", Closes: "2026-03-10T17:00"}}
	wrong := ask
	wrong.Page = faulty(x.member("communities"), FieldError{Field: "options", Key: "error.poll_option_twice", Args: []any{"Name", "Yes"}},
		FieldError{Field: "closes", Key: "error.poll_closes"})
	wrong.Ask.Options = "Yes\nYes"
	fault := FieldError{Field: "choice-500", Key: "error.vote_ranked"}
	return []Example{
		{"poll-new", ask}, {"poll-new-error", wrong},
		{"poll", page(samplePoll("single", 1))}, {"poll-early", page(early)}, {"poll-ranked", page(sent)}, {"poll-error", page(sent, fault)},
		{"poll-refused", page(refused)}, {"poll-counted", page(ranked)}, {"poll-drawn", page(countedPoll("single", "Put the classes together", "Close for the morning"))},
		{"poll-nobody", page(nobody)},
	}
}
