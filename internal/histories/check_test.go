package histories

import (
	"slices"
	"strings"

	"headroom/community"
	"headroom/community/policy"
	"headroom/internal/clustertest"
	"headroom/storage/storagetest"
)

// check compares, when all is quiet, what the instances hold with what was
// acknowledged.
func (w *world) check() {
	w.t.Helper()
	words := map[*clustertest.Node]map[string]string{}
	for _, n := range w.Nodes {
		words[n] = w.inDatabase(n)
		w.noLoss(n)
	}
	for _, s := range w.sayings {
		w.checkSaying(s, words)
	}
	for _, r := range w.rooms {
		w.checkLogs(r)
		for _, p := range w.people {
			w.checkReader(r, p)
		}
	}
	if w.t.Failed() {
		w.t.Fatal("this is what happened:\n" + w.story())
	}
}

// inDatabase are the marks that stand anywhere in the database of an instance,
// each with the last place.
func (w *world) inDatabase(n *clustertest.Node) map[string]string {
	found := map[string]string{}
	file := strings.TrimPrefix(n.Config.Database, "sqlite:")
	storagetest.OpenBeside(w.t, file).Scan(func(table, column, value string) {
		for _, m := range mark.FindAllString(value, -1) {
			found[m] = table + "." + column + ": " + value
		}
	})
	return found
}

// noLoss checks that nothing has failed for good and no chain is taken for forked.
func (w *world) noLoss(n *clustertest.Node) {
	w.t.Helper()
	n.View(func(tx community.Tx) error {
		parked, err := tx.ParkedJobs(100)
		for _, j := range parked {
			if j.Kind == community.JobDeliver && (strings.HasSuffix(j.Reason, "answer 403") || strings.HasSuffix(j.Reason, "answer 404")) {
				continue // what the host does not let them say any more; their words are checked
			}
			w.t.Errorf("%s: parked job of lane %s, kind %s: %s", n.Name, j.Lane, j.Kind, j.Reason)
		}
		return err
	})
	if _, broken, err := n.Service.VerifyAudit(w.t.Context()); err != nil || broken != 0 {
		w.t.Errorf("%s: audit broken at %d, %v", n.Name, broken, err)
	}
}

// checkSaying holds one saying against every instance.
func (w *world) checkSaying(s *saying, words map[*clustertest.Node]map[string]string) {
	w.t.Helper()
	host, there := held(s.room.host, s.iri)
	accepted := there && host.State == community.PostAccepted
	fault := func(n *clustertest.Node, what string) {
		w.t.Helper()
		w.t.Errorf("%s (%s, in %s, by %s) at %s: %s", s.iri, s.marks[0], s.room.Username, s.author.Person.Name, n.Name, what)
	}
	if s.deleted && accepted {
		fault(s.room.host, "was taken back and is still there")
	}
	for _, n := range w.Nodes {
		here, ok := held(n, s.iri)
		entitled := n == s.room.host || covered(s, n, s.room.last)
		mayKeep := n == s.room.host || mayKeep(s, n, s.room.last)
		mine := n == s.author.Node
		switch {
		case ok && here.State == community.PostSent && !s.author.suspended: // whose words wait
			fault(n, "is on its way for ever")
		case accepted && entitled && w.strangers(s, n): // whose words it did not trust for a time
		case accepted && entitled && (!ok || here.State != community.PostAccepted):
			fault(n, "is missing: "+string(here.State))
		case accepted && entitled && here.HTML != host.HTML:
			fault(n, "differs: "+here.HTML+" and not "+host.HTML)
		case ok && here.State == community.PostAccepted && !accepted:
			fault(n, "is held here and not at the host")
		case ok && here.State == community.PostAccepted && !mayKeep:
			fault(n, "is held where nobody is entitled")
		case mine && !s.deleted && !accepted && !w.cameBack(s, words):
			fault(n, "was acknowledged and is lost: "+string(host.State)+" at the host, here "+string(here.State))
		}
		for _, m := range s.marks {
			mayStay := mayKeep && accepted || mine && !accepted && !s.deleted
			// Whose agreement ended while their words were under way has them back, whether
			// or not the host had taken them: nobody can tell their home any more.
			back := mine && w.apart[w.pair(n, s.room.host)] && strings.HasPrefix(words[n][m], "draft.")
			if place := words[n][m]; place != "" && !mayStay && !back {
				fault(n, "the word "+m+" is still there: "+place)
			}
		}
	}
	if accepted {
		w.once(s, fault)
	}
}

// cameBack reports whether the words of a saying that was not accepted are with
// their author, as a draft or a saying that was refused.
func (w *world) cameBack(s *saying, words map[*clustertest.Node]map[string]string) bool {
	for _, m := range s.marks {
		if words[s.author.Node][m] != "" {
			return true
		}
	}
	return false
}

// once checks that the host's log has the saying once.
func (w *world) once(s *saying, fault func(*clustertest.Node, string)) {
	w.t.Helper()
	s.room.host.View(func(tx community.Tx) error {
		entries, err := tx.LogOfObject(s.room.ID, s.iri)
		created := 0
		for _, e := range entries {
			if e.Kind == "Create" {
				created++
			}
		}
		if created != 1 {
			fault(s.room.host, "stands in the log more than once, or not at all")
		}
		return err
	})
}

// checkLogs holds the log of a room at every entitled home against the host's.
func (w *world) checkLogs(r *room) {
	w.t.Helper()
	read := func(n *clustertest.Node) (lines []community.ChainHead) {
		c, ok := n.Here(r.IRI)
		if !ok {
			return nil
		}
		n.View(func(tx community.Tx) error {
			for epoch := int64(1); ; epoch++ {
				list, err := tx.LogAfter(c.ID, epoch, 0, 100000)
				if err != nil || len(list) == 0 {
					return err
				}
				for _, e := range list {
					lines = append(lines, community.ChainHead{Epoch: e.Epoch, Seq: e.Seq, Hash: e.Hash})
				}
			}
		})
		return lines
	}
	want := read(r.host)
	for _, e := range r.last {
		if got := read(e.node); e.scope == nil && !e.held && e.node != r.host && !slices.Equal(got, want) {
			w.t.Errorf("the log of %s at %s has %d entries, not %d, or others", r.Username, e.node.Name, len(got), len(want))
		}
	}
}

// checkReader checks that a head reads of a room, at home, what the host lets them
// read, and nothing when it does not.
func (w *world) checkReader(r *room, p *person) {
	w.t.Helper()
	var rec community.Membership
	r.host.View(func(tx community.Tx) error {
		who, err := tx.PersonByIRI(p.Person.IRI)
		if err == nil {
			rec, err = tx.MembershipOf(r.ID, who.ID)
		}
		if community.IsNotFound(err) {
			return nil
		}
		return err
	})
	in := rec.State == policy.Active && !p.out() && (rec.Role != policy.Guest || w.Clock.Now().Before(rec.EndAt))
	looked := 0
	for k := len(w.sayings) - 1; k >= 0 && looked < 25; k-- {
		s := w.sayings[k]
		if s.room != r {
			continue
		}
		looked++
		host, _ := held(r.host, s.iri)
		may := in && host.State == community.PostAccepted && (rec.Role != policy.Guest || slices.Contains(rec.Scope, s.context))
		here, ok := held(p.Node, s.iri)
		reads := false
		if ok && here.State == community.PostAccepted {
			_, err := p.Node.Service.Post(w.t.Context(), p.Viewer, here.ID)
			reads = err == nil
		}
		if reads != may && !(may && w.strangers(s, p.Node)) {
			w.t.Errorf("%s reads %s: %t, and may: %t (at the host: %v, %v, out: %t)", p.Person.Name, s.iri, reads, may, rec.State, rec.Role, p.out())
		}
	}
}
