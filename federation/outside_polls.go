package federation

import (
	"html"
	"strings"

	"headroom/community"
	"headroom/community/tally"
	"headroom/federation/vocab"
)

// openPoll adds to a post for the world what it asks. An order of options is more
// than other software can vote in: that is a text, with the options and a link to
// where it is done.
func (s *Server) openPoll(tx community.Tx, p community.Post, out *vocab.OpenPost) error {
	poll, told, ok, err := s.Service.OutsidePoll(tx, p)
	if err != nil {
		return err
	}
	if !ok {
		if out.Kind == "Question" {
			out.Kind = "Note"
			out.Content += listed(poll.Options, out.URL)
		}
		return nil
	}
	q := vocab.OpenPoll{Multiple: poll.Kind == tally.Multiple, Told: told, Ends: poll.ClosesAt, Closed: poll.ClosedAt}
	for i, name := range poll.Options {
		q.Options = append(q.Options, vocab.Counted{Name: name})
		if told {
			q.Options[i].Count = poll.Counts[i]
		}
	}
	if told {
		q.Voters = poll.Ballots
	}
	if out.Updated.Before(poll.ClosedAt) {
		out.Updated = poll.ClosedAt
	}
	out.Poll = &q
	return nil
}

// listed is what stands to be put in an order, and where.
func listed(options []string, url string) string {
	if len(options) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("<ul>")
	for _, o := range options {
		b.WriteString("<li>" + html.EscapeString(o) + "</li>")
	}
	b.WriteString(`</ul><p><a href="` + html.EscapeString(url) + `">` + html.EscapeString(url) + "</a></p>")
	return b.String()
}

// composeCounted makes the Update of a poll with what it has come to: announced by
// its community, or in its author's name, as software expects that keeps polls
// itself. Numbers that may not be told are not in it, and then nothing is sent
// before the end.
func (s *Server) composeCounted(tx community.Tx, c community.Community, d community.Delivery, m *openLetter) error {
	p, linked, err := s.openPost(tx, c, d.Object)
	if err != nil {
		return err
	}
	if p.Poll == nil || !p.Poll.Told || len(linked) > 0 {
		return errMoot
	}
	p.Updated = s.now()
	id := s.activityID(d.ID)
	if d.Message == community.SendOutsideOwn {
		m.from, m.body = p.Author, p.Activity("Update", id, true)
		return nil
	}
	m.body = vocab.OpenAct("Announce", id, c.IRI, p.Followers, []string{vocab.Public}, p.Updated, p.Activity("Update", id+"#update", false))
	return nil
}
