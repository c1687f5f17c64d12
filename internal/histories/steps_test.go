package histories

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"headroom/community"
	"headroom/internal/clustertest"
)

// step is one thing that can happen, and how often it does.
type step struct {
	name   string
	weight int
	do     func(*world) error
}

var steps = []step{
	{"say", 40, (*world).say},
	{"edit", 5, (*world).edit},
	{"take back", 4, (*world).takeBack},
	{"thank", 3, (*world).thank},
	{"join", 8, (*world).join},
	{"admit", 8, (*world).admit},
	{"leave", 2, (*world).leave},
	{"remove", 1, (*world).remove},
	{"revoke", 1, (*world).revoke},
	{"verify", 3, (*world).verify},
	{"suspend", 1, (*world).suspend},
	{"restore", 3, (*world).restore},
	{"invite a guest", 3, (*world).invite},
	{"come as a guest", 3, (*world).come},
	{"end a guest", 1, (*world).endGuest},
	{"try though revoked", 3, (*world).tryThoughRevoked},
	{"offer a link", 3, (*world).offerLink},
	{"accept a link", 4, (*world).acceptLink},
	{"end a link", 2, (*world).endLink},
	{"cut", 2, (*world).cut},
	{"heal", 8, (*world).heal},
	{"lose answers", 3, (*world).loseAnswers},
	{"crash", 3, (*world).crash},
	{"recover", 10, (*world).recover},
	{"restart", 1, (*world).restart},
	{"pause", 1, (*world).pause},
	{"resume", 5, (*world).resume},
	{"clock", 10, (*world).clock},
}

// next lives through one step.
func (w *world) next() {
	w.t.Helper()
	total := 0
	for _, s := range steps {
		total += s.weight
	}
	k := w.r.IntN(total)
	for _, s := range steps {
		if k -= s.weight; k < 0 {
			w.carryOut(s)
			return
		}
	}
}

// carryOut does a step, lets the instances work most of the time, and looks at
// what has arrived where. A step may be refused; it never ends in a fault.
func (w *world) carryOut(s step) {
	w.t.Helper()
	if err := s.do(w); err != nil && community.KindOf(err) == "" && !errors.Is(err, errNothing) {
		w.t.Fatalf("%s: %v\n%s", s.name, err, w.story())
	}
	if w.r.IntN(10) < 7 {
		w.Settle()
	}
	w.look()
}

// errNothing says that there was nothing to do the step with.
var errNothing = errors.New("nothing to do it with")

func pick[T any](w *world, from []T) (one T, ok bool) {
	if len(from) == 0 {
		return one, false
	}
	return from[w.r.IntN(len(from))], true
}

// up are the instances that run.
func (w *world) up() (list []*clustertest.Node) {
	for _, n := range w.Nodes {
		if !n.Down() {
			list = append(list, n)
		}
	}
	return list
}

// somebody is a person whose instance runs.
func (w *world) somebody(wanted func(*person) bool) (*person, error) {
	var list []*person
	for _, p := range w.people {
		if !p.Node.Down() && wanted(p) {
			list = append(list, p)
		}
	}
	if p, ok := pick(w, list); ok {
		return p, nil
	}
	return nil, errNothing
}

// inRoom is somebody in a room, with the room as their own instance knows it.
func (w *world) inRoom() (*person, *room, community.Community, error) {
	p, err := w.somebody(func(p *person) bool { return !p.out() })
	if err != nil {
		return nil, nil, community.Community{}, err
	}
	r, _ := pick(w, w.rooms)
	c, ok := p.Node.Here(r.IRI)
	if !ok {
		return nil, nil, c, errNothing
	}
	return p, r, c, nil
}

// held is a saying as an instance holds it.
func held(n *clustertest.Node, iri string) (p community.Post, ok bool) {
	n.View(func(tx community.Tx) (err error) {
		p, err = tx.PostByIRI(iri)
		ok = err == nil
		if community.IsNotFound(err) {
			return nil
		}
		return err
	})
	return p, ok
}

// said is one of the latest sayings, which an instance holds.
func (w *world) said(n *clustertest.Node, wanted func(*saying) bool) (*saying, community.Post, bool) {
	for range 12 {
		k := len(w.sayings) - 1 - w.r.IntN(min(len(w.sayings), 40)+1)
		if k < 0 || !wanted(w.sayings[k]) {
			continue
		}
		if p, ok := held(n, w.sayings[k].iri); ok {
			return w.sayings[k], p, true
		}
	}
	return nil, community.Post{}, false
}

func (w *world) say() error {
	p, r, c, err := w.inRoom()
	if err != nil {
		return err
	}
	s := &saying{room: r, author: p}
	s.root = s
	in := community.PostInput{Community: c.ID, Title: "A sample title", Language: "en"}
	above, post, reply := w.said(p.Node, func(o *saying) bool { return o.room == r })
	if reply = reply && w.r.IntN(3) > 0; reply {
		s.root, in.Thread, in.Parent = above.root, post.ThreadID, post.ID
	}
	m := w.newMark(s)
	// A form of its own each time: what came back as a draft meanwhile stays.
	in.Body, in.Form = "The word is "+m, m
	var out community.PostResult
	if reply {
		out, err = p.Node.Service.Reply(w.t.Context(), p.Viewer, in)
	} else {
		out, err = p.Node.Service.StartThread(w.t.Context(), p.Viewer, in)
	}
	if err != nil {
		return err
	}
	p.Node.View(func(tx community.Tx) error {
		post, err := tx.Post(out.Post)
		if err != nil {
			return err
		}
		s.iri = post.IRI
		t, err := tx.Thread(post.ThreadID)
		s.context = t.Context
		return err
	})
	s.marks = append(s.marks, m)
	w.sayings = append(w.sayings, s)
	w.note("%s says %s in %s: %s", p.Person.Name, m, r.Username, s.iri)
	return nil
}

func (w *world) edit() error {
	p, err := w.somebody(func(p *person) bool { return !p.out() })
	if err != nil {
		return err
	}
	s, post, ok := w.said(p.Node, func(o *saying) bool { return o.author == p })
	if !ok {
		return errNothing
	}
	m := w.newMark(s)
	in := community.PostInput{Post: post.ID, Body: "The word is now " + m, Language: "en", Form: m}
	if s.root == s {
		in.Title = "A sample title"
	}
	if _, err := p.Node.Service.EditPost(w.t.Context(), p.Viewer, in); err != nil {
		return err
	}
	s.marks = append(s.marks, m)
	w.note("%s changes %s to %s: %s", p.Person.Name, s.marks[0], m, s.iri)
	return nil
}

func (w *world) takeBack() error {
	p, err := w.somebody(func(p *person) bool { return !p.out() })
	if err != nil {
		return err
	}
	s, post, ok := w.said(p.Node, func(o *saying) bool { return o.author == p || o.room.moderator == p })
	if !ok {
		return errNothing
	}
	if s.author == p {
		err = p.Node.Service.DeletePost(w.t.Context(), p.Viewer, post.ID)
	} else {
		err = p.Node.Service.RemovePost(w.t.Context(), p.Viewer, post.ID, "A sample reason")
	}
	if err != nil {
		return err
	}
	s.deleted = true
	w.note("%s takes back %s: %s", p.Person.Name, strings.Join(s.marks, ", "), s.iri)
	return nil
}

func (w *world) thank() error {
	p, err := w.somebody(func(p *person) bool { return !p.out() })
	if err != nil {
		return err
	}
	_, post, ok := w.said(p.Node, func(*saying) bool { return true })
	if !ok {
		return errNothing
	}
	return p.Node.Service.React(w.t.Context(), p.Viewer, post.ID, "thanks", w.r.IntN(3) > 0)
}

// tryThoughRevoked has somebody whose credential was withdrawn or is suspended
// try what heads do: at home nothing succeeds from that moment, elsewhere nothing
// once the host has had a minute in which it could ask.
func (w *world) tryThoughRevoked() error {
	p, err := w.somebody((*person).out)
	if err != nil {
		return err
	}
	ctx := w.t.Context()
	r, _ := pick(w, w.rooms)
	if c, ok := p.Node.Here(r.IRI); ok {
		s := &saying{room: r, author: p}
		m := w.newMark(s)
		in := community.PostInput{Community: c.ID, Title: "Not mine to say", Body: m, Form: m, Language: "en"}
		if _, err := p.Node.Service.StartThread(ctx, p.Viewer, in); err == nil {
			return fmt.Errorf("%s posts in %s and is no head", p.Person.Name, r.Username)
		}
		if err := p.Node.Service.Join(ctx, p.Viewer, c.ID, "I would like to take part.", nil); err == nil {
			return fmt.Errorf("%s joins %s and is no head", p.Person.Name, r.Username)
		}
	}
	if s, post, ok := w.said(p.Node, func(o *saying) bool { return !o.deleted }); ok {
		if _, err := p.Node.Service.Post(ctx, p.Viewer, post.ID); err == nil {
			return fmt.Errorf("%s reads %s at home and is no head", p.Person.Name, s.iri)
		}
	}
	if r.host != p.Node && !r.host.Down() && p.told[r.host] {
		if a := p.Node.Ask(p.Person.IRI, r.IRI+"/members"); a.Status == 200 {
			return fmt.Errorf("%s is told who is in %s and is no head", p.Person.Name, r.Username)
		}
	}
	return nil
}

func (w *world) clock() error {
	switch k := w.r.IntN(20); {
	case k < 12:
		w.after(time.Duration(1+w.r.IntN(90))*time.Second, 30*time.Second)
	case k < 19:
		w.after(time.Duration(1+w.r.IntN(50))*time.Minute, 10*time.Minute)
	default:
		w.after(time.Duration(1+w.r.IntN(30))*time.Hour, 4*time.Hour)
	}
	w.note("time passes")
	return nil
}
