package histories

import (
	"strings"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/clustertest"
)

func (w *world) join() error {
	p, r, c, err := w.inRoom()
	if err != nil {
		return err
	}
	if err := p.Node.Service.Join(w.t.Context(), p.Viewer, c.ID, "I would like to take part.", nil); err != nil {
		return err
	}
	w.note("%s asks to join %s", p.Person.Name, r.Username)
	return nil
}

// moderated is a room whose moderator can act.
func (w *world) moderated() (*room, error) {
	r, _ := pick(w, w.rooms)
	if r.host.Down() || r.moderator.out() {
		return nil, errNothing
	}
	return r, nil
}

func (w *world) admit() error {
	r, err := w.moderated()
	if err != nil {
		return err
	}
	service, v := r.host.Service, r.moderator.Viewer
	waiting, err := service.Queue(w.t.Context(), v, r.ID)
	if err != nil {
		return err
	}
	for _, one := range waiting {
		accept := w.r.IntN(5) > 0
		if err := service.DecideJoin(w.t.Context(), v, r.ID, one.Membership.ID, accept, "Welcome."); err != nil {
			return err
		}
		w.note("%s lets %s in: %t", r.Username, one.Person.Name, accept)
	}
	return nil
}

func (w *world) leave() error {
	p, r, c, err := w.inRoom()
	if err != nil {
		return err
	}
	if r.moderator == p {
		return errNothing
	}
	if err := p.Node.Service.Leave(w.t.Context(), p.Viewer, c.ID); err != nil {
		return err
	}
	w.note("%s leaves %s", p.Person.Name, r.Username)
	return nil
}

// member is somebody in a room, as its host has them.
func (w *world) member(r *room) (community.MemberView, bool) {
	var all []community.MemberView
	r.host.View(func(tx community.Tx) (err error) { all, err = tx.Members(r.ID, policy.Active); return err })
	return pick(w, all)
}

func (w *world) remove() error {
	r, err := w.moderated()
	if err != nil {
		return err
	}
	m, ok := w.member(r)
	if !ok || m.Person.IRI == r.moderator.Person.IRI {
		return errNothing
	}
	if err := r.host.Service.RemoveMember(w.t.Context(), r.moderator.Viewer, r.ID, m.ID, "A sample reason"); err != nil {
		return err
	}
	w.note("%s removes %s", r.Username, m.Person.Name)
	return nil
}

func (w *world) revoke() error {
	p, err := w.somebody(func(p *person) bool { return !p.out() && !w.moderates(p) })
	if err != nil {
		return err
	}
	if err := p.Node.Service.Revoke(w.t.Context(), community.CommandLine, p.Person.ID, "A sample reason"); err != nil {
		return err
	}
	p.revoked, p.told = true, map[*clustertest.Node]bool{p.Node: true}
	w.note("%s is no head any more", p.Person.Name)
	return nil
}

func (w *world) moderates(p *person) bool {
	for _, r := range w.rooms {
		if r.moderator == p {
			return true
		}
	}
	return false
}

func (w *world) verify() error {
	p, err := w.somebody(func(p *person) bool { return p.revoked })
	if err != nil {
		return err
	}
	if _, err := p.Node.Service.Verify(w.t.Context(), community.CommandLine, p.Person.ID, policy.Head, "A sample reason"); err != nil {
		return err
	}
	p.revoked, p.told = false, nil
	w.note("%s is a head again", p.Person.Name)
	return nil
}

func (w *world) suspend() error {
	p, err := w.somebody(func(p *person) bool { return !p.out() && !w.moderates(p) })
	if err != nil {
		return err
	}
	if err := p.Node.Service.Suspend(w.t.Context(), community.CommandLine, p.Person.ID, "A sample reason"); err != nil {
		return err
	}
	p.suspended, p.told = true, map[*clustertest.Node]bool{p.Node: true}
	w.note("%s is suspended", p.Person.Name)
	return nil
}

func (w *world) restore() error {
	p, err := w.somebody(func(p *person) bool { return p.suspended })
	if err != nil {
		return err
	}
	if err := p.Node.Service.Restore(w.t.Context(), community.CommandLine, p.Person.ID, "A sample reason"); err != nil {
		return err
	}
	p.suspended, p.told = false, nil
	w.note("%s is back", p.Person.Name)
	return nil
}

func (w *world) invite() error {
	r, err := w.moderated()
	if err != nil {
		return err
	}
	p, err := w.somebody(func(p *person) bool { return p.Node != r.host })
	if err != nil {
		return err
	}
	s, post, ok := w.said(r.host, func(o *saying) bool { return o.room == r })
	if !ok {
		return errNothing
	}
	g, err := r.host.Service.AskGuest(w.t.Context(), r.moderator.Viewer, community.GuestInput{Thread: post.ThreadID,
		Email: "@" + p.Person.Username + "@" + p.Node.Identity.Host, Name: p.Person.Name, Post: "Headteacher",
		Biography: strings.Repeat("A sample biography. ", 4), Reason: "They know boats.", Days: 1 + int64(w.r.IntN(3))})
	if err == nil {
		err = r.host.Service.DecideGuest(w.t.Context(), r.moderator.Viewer, r.ID, g.ID, true, "")
	}
	if err != nil {
		return err
	}
	w.note("%s invites %s as a guest of the conversation of %s", r.Username, p.Person.Name, s.root.marks[0])
	return nil
}

func (w *world) come() error {
	p, r, c, err := w.inRoom()
	if err != nil {
		return err
	}
	if err := p.Node.Service.MayComeAsGuest(w.t.Context(), p.Viewer, r.IRI); err != nil {
		return err
	}
	if err := p.Node.Service.Join(w.t.Context(), p.Viewer, c.ID, "", nil); err != nil {
		return err
	}
	w.note("%s comes to %s as a guest", p.Person.Name, r.Username)
	return nil
}

func (w *world) endGuest() error {
	r, err := w.moderated()
	if err != nil {
		return err
	}
	_, post, ok := w.said(r.host, func(o *saying) bool { return o.room == r })
	if !ok {
		return errNothing
	}
	list, _, _, err := r.host.Service.Guests(w.t.Context(), r.moderator.Viewer, post.ThreadID)
	if err != nil {
		return err
	}
	g, ok := pick(w, list)
	if !ok {
		return errNothing
	}
	if err := r.host.Service.EndGuest(w.t.Context(), r.moderator.Viewer, r.ID, g.ID, "A sample reason"); err != nil {
		return err
	}
	w.note("%s ends guest %s", r.Username, g.Name)
	return nil
}
