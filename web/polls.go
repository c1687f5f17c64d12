package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/community/tally"
	"headroom/templates"
)

// pollPages are the pages of polls that hold a form, and pollForms what is sent
// from there.
func (s *Site) pollPages(r chi.Router) {
	r.Get("/communities/{id}/polls/new", s.handle(s.pollNewPage))
	r.Get("/posts/{id}/vote", s.handle(s.votePage))
}

func (s *Site) pollForms(r chi.Router) {
	r.Post("/communities/{id}/polls/new", s.handle(s.pollNewForm))
	r.Post("/posts/{id}/vote", s.handle(s.voteForm))
}

// closesForm is how a browser sends a day with a time.
const closesForm = "2006-01-02T15:04"

// pollDays and pollHour are when a poll ends unless something else is said.
const (
	pollDays = 7
	pollHour = 17
)

// pollNewPage is GET /communities/{id}/polls/new.
func (s *Site) pollNewPage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	v := visitOf(r)
	day := s.Clock().In(v.zone).AddDate(0, 0, pollDays)
	ask := templates.PollForm{Kind: "single", Ballots: "secret", Results: "end",
		Closes: time.Date(day.Year(), day.Month(), day.Day(), pollHour, 0, 0, 0, v.zone).Format(closesForm)}
	form := templates.ComposeForm{Lang: v.lang}
	if values := carriedTo(r, r.URL.EscapedPath()); values != nil {
		form, ask = composeOf(values), askOf(values)
	}
	view, err := s.pollNew(r, s.page(r, "communities", ""), id, form, ask)
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

func (s *Site) pollNew(r *http.Request, p templates.Page, id int64, form templates.ComposeForm, ask templates.PollForm) (templates.PollNew, error) {
	c, err := s.compose(r, p, id, form)
	return templates.PollNew{Compose: c, Ask: ask}, err
}

// askOf is what is asked, as it was typed.
func askOf(f url.Values) templates.PollForm {
	return templates.PollForm{Options: f.Get("options"), Kind: f.Get("kind"), Ballots: f.Get("ballots"), Results: f.Get("results"), Closes: f.Get("closes")}
}

// pollNewForm is POST /communities/{id}/polls/new.
func (s *Site) pollNewForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if t == nil {
		return err
	}
	ask := askOf(t.values)
	return s.composed(w, r, t, err, composing{
		self: "/communities/" + itoa(id) + "/polls/new",
		in:   func(in *community.PostInput) { in.Community, in.Pictures = id, nil },
		send: func(in community.PostInput) (community.PostResult, error) {
			return s.Service.StartPoll(r.Context(), visitOf(r).viewer, in, pollInput(ask, visitOf(r).zone))
		},
		show: func(p templates.Page, form templates.ComposeForm, refused error) (templates.View, error) {
			view, err := s.pollNew(r, p, id, form, ask)
			view.Audience.Wider = cameSince(refused)
			if community.KindOf(err) == community.Unavailable {
				return templates.PollNew{Compose: templates.Compose{Page: p, Community: templates.CommunityRow{ID: id}, Form: form}, Ask: ask}, nil
			}
			return view, err
		},
		done: func(out community.PostResult) (string, string) { return "/threads/" + itoa(out.Thread), "poll_started" },
	})
}

// pollInput is what the use case takes of it. A time that is none is one that has
// passed.
func pollInput(ask templates.PollForm, zone *time.Location) community.PollInput {
	in := community.PollInput{Kind: tally.Kind(ask.Kind), Options: strings.Split(ask.Options, "\n"), Open: ask.Ballots == "open", Early: ask.Results == "open"}
	in.ClosesAt, _ = time.ParseInLocation(closesForm, ask.Closes, zone)
	return in
}

// votePage is GET /posts/{id}/vote.
func (s *Site) votePage(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	view, err := s.poll(r, s.page(r, "communities", ""), id, carriedTo(r, r.URL.EscapedPath()))
	if err != nil {
		return err
	}
	return s.render(w, http.StatusOK, view)
}

// poll makes the page, with what was chosen.
func (s *Site) poll(r *http.Request, p templates.Page, id int64, typed url.Values) (templates.PollPage, error) {
	post, t, err := s.Service.PollOf(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return templates.PollPage{}, err
	}
	view := templates.PollPage{Page: p, Post: s.postView(post, false, nil), ThreadID: t.ID, ThreadTitle: t.Title, ThreadLang: post.Language}
	if poll := view.Post.Poll; poll != nil && typed != nil {
		for i := range poll.Options {
			poll.Options[i].Choice = chosen(typed, poll.Kind, i)
		}
	}
	return view, nil
}

// chosen is the place that a form gives an option, from 1; 0 for none.
func chosen(typed url.Values, kind string, option int) int {
	if kind == string(tally.Ranked) {
		n, _ := strconv.Atoi(typed.Get("rank-" + strconv.Itoa(option)))
		return max(n, 0)
	}
	if slices.Contains(typed["choice"], strconv.Itoa(option)) {
		return 1
	}
	return 0
}

// choicesOf are the options that a form has chosen: of a ranked poll in their
// order. Two in one place are one of them twice, which no poll takes.
func choicesOf(typed url.Values, kind tally.Kind, options int) (list []int) {
	places := map[int]int{}
	for i := range options {
		switch place := chosen(typed, string(kind), i); {
		case place == 0:
		case kind != tally.Ranked:
			list = append(list, i)
		case slices.Contains(list, i), hasKey(places, place):
			return []int{i, i}
		default:
			places[place] = i
			list = append(list, i)
		}
	}
	if kind == tally.Ranked {
		slices.SortFunc(list, func(a, b int) int { return chosen(typed, string(kind), a) - chosen(typed, string(kind), b) })
	}
	return list
}

func hasKey(m map[int]int, k int) bool { _, ok := m[k]; return ok }

// voteForm is POST /posts/{id}/vote.
func (s *Site) voteForm(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	t, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	p, _, err := s.Service.PollOf(r.Context(), visitOf(r).viewer, id)
	if err != nil {
		return err
	}
	// Without the key of the form: a vote takes the place of the last one, and who
	// goes back in their browser to change it means that.
	err = s.Service.Vote(r.Context(), visitOf(r).viewer, id, choicesOf(t.values, p.Poll.Kind, len(p.Poll.Options)))
	if err != nil {
		at := "/posts/" + itoa(id) + "/vote"
		return s.again(w, r, err, s.page(r, "communities", at), func(p templates.Page) (templates.View, error) {
			return s.poll(r, renamed(p, map[string]string{"choice": "choice-" + itoa(id)}), id, t.values)
		})
	}
	return done(w, r, postAt(p.ThreadID, id), "voted")
}

// pollView shows a poll.
func pollView(p community.PostView) *templates.PollView {
	if p.Poll == nil {
		return nil
	}
	q := p.Poll
	view := &templates.PollView{PostID: p.Post.ID, Lang: p.Language, Kind: string(q.Kind), Open: q.Open, Early: q.Early, Closes: q.ClosesAt,
		Over: q.Over, Counted: q.Counted, Shown: q.Shown, CanVote: q.CanVote, Ballots: int(q.Ballots), State: string(q.Mine.State), Reason: q.Mine.Reason, Outside: q.Mine.Outside != 0}
	for i, name := range q.Options {
		o := templates.PollOption{Name: name, Choice: slices.Index(q.Mine.Choices, i) + 1}
		if i < len(q.Counts) {
			o.Count = int(q.Counts[i])
		}
		view.Options = append(view.Options, o)
	}
	names := func(choices []int) (list []string) {
		for _, o := range choices {
			list = append(list, q.Options[o])
		}
		return list
	}
	view.Winners = names(q.Result.Winners)
	for i, round := range q.Result.Rounds {
		row := templates.PollRound{Number: i + 1, Counts: round.Counts}
		if round.Out >= 0 {
			row.Out = q.Options[round.Out]
		}
		view.Rounds = append(view.Rounds, row)
	}
	for _, b := range q.Named {
		view.Voters = append(view.Voters, templates.PollVoter{Name: b.Name, Choices: names(b.Choices)})
	}
	if q.Open && q.Shown {
		view.More = max(view.Ballots-len(view.Voters), 0)
	}
	return view
}
