package adversary

import (
	"fmt"
	"net/http"
	"reflect"
	"testing"
	"time"

	"headroom/community"
	"headroom/internal/clustertest"
)

// square is an open community with polls, and two heads who have linked accounts of
// other software; one of them is a head no more.
type square struct {
	*clustertest.Cluster
	host                 *clustertest.Node
	morag                *clustertest.Member
	sam, mallory, former *clustertest.Outsider
	poll, over, said     community.Post // a poll, one that has closed, and no poll
	shy, closed, foreign community.Post // polls of who has not agreed, of a closed community, of one that sam's head is not in
	n                    int
}

func newSquare(t *testing.T) *square {
	t.Helper()
	c, w := clustertest.OpenWorld(t, "scotland")
	s := &square{Cluster: c, host: c.Node("scotland"), sam: w.Person("sam"), mallory: w.Person("mallory"), former: w.Person("former")}
	s.morag = s.host.Head("Morag Sample")
	ailsa, gone, shy := s.host.Head("Ailsa Sample"), s.host.Head("Gone Sample"), s.host.Head("Shy Sample")
	if err := s.host.Service.ChooseOutside(t.Context(), s.morag.Viewer, true); err != nil {
		t.Fatal(err)
	}
	found := func(name, access string) community.Community {
		return s.morag.Found(community.CommunityInput{Username: name, Access: access, Joining: "request"})
	}
	room, closed, foreign := found("square", "open"), found("closed", "closed"), found("foreign", "open")
	for _, m := range []*clustertest.Member{ailsa, gone, shy} {
		m.Join(room.IRI)
	}
	ailsa.Join(closed.IRI)
	s.morag.AcceptAll(room)
	s.morag.AcceptAll(closed)
	s.link(t, ailsa, s.sam)
	s.link(t, gone, s.former)
	s.over = s.asks(t, s.morag, room, time.Hour)
	s.Clock.Advance(2 * time.Hour)
	s.poll, s.shy = s.asks(t, s.morag, room, 24*time.Hour), s.asks(t, shy, room, 24*time.Hour)
	s.closed, s.foreign = s.asks(t, s.morag, closed, 24*time.Hour), s.asks(t, s.morag, foreign, 24*time.Hour)
	out, err := s.host.Service.StartThread(t.Context(), s.morag.Viewer, community.PostInput{Community: room.ID, Title: "No poll", Body: "Only words."})
	if err != nil {
		t.Fatal(err)
	}
	s.said = s.post(out.Post)
	s.Settle()
	if status := s.former.Send(s.host.Config.URL+"/inbox", s.vote(s.former, s.poll, "Yes")); status != http.StatusAccepted {
		t.Fatalf("a head's vote: %d", status)
	}
	gone.Revoke()
	s.Settle()
	return s
}

func (s *square) post(id int64) (p community.Post) {
	s.host.View(func(tx community.Tx) (err error) { p, err = tx.Post(id); return err })
	return p
}

func (s *square) asks(t *testing.T, by *clustertest.Member, in community.Community, over time.Duration) community.Post {
	t.Helper()
	out, err := s.host.Service.StartPoll(t.Context(), by.Viewer, community.PostInput{Community: in.ID, Title: "Shall we?", Body: "Before Friday."},
		community.PollInput{Kind: "single", Options: []string{"Yes", "No"}, ClosesAt: s.Clock.Now().Add(over)})
	if err != nil {
		t.Fatal(err)
	}
	s.Settle()
	return s.post(out.Post)
}

func (s *square) link(t *testing.T, m *clustertest.Member, o *clustertest.Outsider) {
	t.Helper()
	if err := s.host.Service.LinkAccount(t.Context(), m.Viewer, o.Name+"@"+o.World.Host); err != nil {
		t.Fatal(err)
	}
	all, err := s.host.Service.MyAccounts(t.Context(), m.Viewer)
	if err != nil || len(all) != 1 {
		t.Fatalf("%v %v", all, err)
	}
	o.World.Say(o, all[0].Code)
	if err := s.host.Service.ProveAccount(t.Context(), m.Viewer, all[0].ID); err != nil {
		t.Fatal(err)
	}
}

// vote is somebody's vote in a poll, under an id of its own.
func (s *square) vote(o *clustertest.Outsider, in community.Post, name string) map[string]any {
	s.n++
	return o.Doc("Create", fmt.Sprint("vote-", s.n), map[string]any{"id": fmt.Sprint(o.IRI, "#votes/", s.n), "type": "Note", "name": name,
		"attributedTo": o.IRI, "inReplyTo": in.IRI, "to": []string{s.morag.Person.IRI}})
}

// all is every poll with its votes.
func (s *square) all(t *testing.T) (held []any) {
	t.Helper()
	s.host.View(func(tx community.Tx) error {
		for _, p := range []community.Post{s.poll, s.over, s.shy, s.closed, s.foreign} {
			q, err := tx.Poll(p.ID)
			if err != nil {
				return err
			}
			votes, err := tx.Ballots(p.ID, 9)
			if err != nil {
				return err
			}
			held = append(held, q, votes)
		}
		threads, err := tx.Threads(s.poll.CommunityID, community.Page{Limit: 9})
		for _, th := range threads {
			held = append(held, th.Posts)
		}
		return err
	})
	return held
}

// TestBadVotesFromOutside sends votes that must not count: nothing changes, and the
// vote with nothing wrong behind each of them is taken, in the place of the last.
func TestBadVotesFromOutside(t *testing.T) {
	t.Parallel()
	s := newSquare(t)
	note := func(d map[string]any) map[string]any { return d["object"].(map[string]any) }
	first := s.vote(s.sam, s.poll, "No")
	if status := s.sam.Send(s.host.Config.URL+"/inbox", first); status != http.StatusAccepted {
		t.Fatalf("the first: %d", status)
	}
	last := "No"
	for _, c := range []struct {
		name  string
		by    *clustertest.Outsider // who sends; nil for sam
		want  int
		spoil func(d map[string]any) map[string]any
	}{
		{"the same message for another option", nil, 202, func(d map[string]any) map[string]any {
			d["id"] = first["id"]
			return d
		}},
		{"for both", nil, 400, func(d map[string]any) map[string]any {
			d["object"] = []any{note(s.vote(s.sam, s.poll, "Yes")), note(s.vote(s.sam, s.poll, "No"))}
			return d
		}},
		{"for what is not offered", nil, 400, func(d map[string]any) map[string]any { note(d)["name"] = "Perhaps"; return d }},
		{"for an option in another case", nil, 400, func(d map[string]any) map[string]any { note(d)["name"] = "YES"; return d }},
		{"for nothing", nil, 401, func(d map[string]any) map[string]any { note(d)["name"] = ""; return d }},
		{"after the close", nil, 403, func(d map[string]any) map[string]any { note(d)["inReplyTo"] = s.over.IRI; return d }},
		{"by an account that nobody has linked", s.mallory, 403, func(map[string]any) map[string]any { return s.vote(s.mallory, s.poll, "Yes") }},
		{"by the account of who is a head no more", s.former, 403, func(map[string]any) map[string]any { return s.vote(s.former, s.poll, "No") }},
		{"in another's name", s.mallory, 401, func(d map[string]any) map[string]any { return d }},
		{"attributed to another", s.mallory, 401, func(d map[string]any) map[string]any {
			d["actor"] = s.mallory.IRI
			return d
		}},
		{"attributed to nobody", nil, 401, func(d map[string]any) map[string]any { delete(note(d), "attributedTo"); return d }},
		{"attributed to the author of the poll", nil, 401, func(d map[string]any) map[string]any {
			note(d)["attributedTo"] = s.morag.Person.IRI
			return d
		}},
		{"one of two another's", nil, 401, func(d map[string]any) map[string]any {
			d["object"] = []any{d["object"], note(s.vote(s.mallory, s.poll, "Yes"))}
			return d
		}},
		{"two, in two polls", nil, 401, func(d map[string]any) map[string]any {
			d["object"] = []any{d["object"], note(s.vote(s.sam, s.foreign, "Yes"))}
			return d
		}},
		{"on what is no poll", nil, 401, func(d map[string]any) map[string]any { note(d)["inReplyTo"] = s.said.IRI; return d }},
		{"on what is not there", nil, 401, func(d map[string]any) map[string]any {
			note(d)["inReplyTo"] = s.host.Config.URL + "/o/1"
			return d
		}},
		{"in a closed community", nil, 401, func(d map[string]any) map[string]any { note(d)["inReplyTo"] = s.closed.IRI; return d }},
		{"in a poll that the world is not shown", nil, 401, func(d map[string]any) map[string]any { note(d)["inReplyTo"] = s.shy.IRI; return d }},
		{"where its head is no member", nil, 403, func(d map[string]any) map[string]any { note(d)["inReplyTo"] = s.foreign.IRI; return d }},
		{"in an Update", nil, 401, func(d map[string]any) map[string]any { d["type"] = "Update"; return d }},
		{"under another server's id", nil, 401, func(d map[string]any) map[string]any { d["id"] = "https://elsewhere.example/1"; return d }},
		{"by name alone", nil, 401, func(d map[string]any) map[string]any { d["object"] = note(d)["id"]; return d }},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, by := s.all(t), c.by
			if by == nil {
				by = s.sam
			}
			other := map[string]string{"Yes": "No", "No": "Yes"}[last]
			if status := by.Send(s.host.Config.URL+"/inbox", c.spoil(s.vote(s.sam, s.poll, other))); status != c.want {
				t.Errorf("answered %d, want %d", status, c.want)
			}
			s.Settle()
			if after := s.all(t); !reflect.DeepEqual(before, after) {
				t.Errorf("it changed\n%+v\nto\n%+v", before, after)
			}
			if status := s.sam.Send(s.host.Config.URL+"/inbox", s.vote(s.sam, s.poll, other)); status != http.StatusAccepted {
				t.Errorf("its twin: %d", status)
			}
			last = other
			s.Settle()
			if after := s.all(t); reflect.DeepEqual(before, after) {
				t.Error("its twin changed nothing")
			}
			s.Clock.Advance(time.Minute) // how often somebody's server may ask
		})
	}
	s.host.View(func(tx community.Tx) error {
		p, err := tx.Poll(s.poll.ID)
		if p.Ballots != 2 { // sam's head, and who was one when they voted
			t.Errorf("%d ballots", p.Ballots)
		}
		return err
	})
}
