package community_test

import (
	"context"
	"errors"
	"testing"

	"headroom/community"
	"headroom/community/policy"
	"headroom/community/verification"
)

// rehearsal is a store in which nothing that is written lasts.
type rehearsal struct{ community.Store }

// Update runs fn and takes everything back.
func (r rehearsal) Update(ctx context.Context, fn func(community.Tx) error) error {
	var said error
	taken := errors.New("taken back")
	err := r.Store.Update(ctx, func(tx community.Tx) error {
		said = fn(tx)
		return taken
	})
	if !errors.Is(err, taken) {
		return err
	}
	return said
}

// named makes an applicant whom the register names, which is two points.
func (h *house) named(change ...func(*community.ApplicationInput)) community.Viewer {
	h.t.Helper()
	school := schoolOf("8400001", "Example Primary School", "Ann Sample")
	school.Mailbox = "office@school.example"
	h.imports(h.t.(*testing.T), register(school), false)
	return h.applies(append(change, func(in *community.ApplicationInput) { in.Choice = "8400001" })...)
}

// TestWhatIsOfferedIsWhatSucceeds: for every state of a case and everybody who
// looks at it.
func TestWhatIsOfferedIsWhatSucceeds(t *testing.T) {
	t.Parallel()
	look := func(h *house, by community.Viewer, id int64) {
		h.must(h.AddFinding(h.ctx, by, id, verification.Regulator, "Registered"))
	}
	spoke := func(h *house, by community.Viewer, id int64) {
		h.must(h.AddFinding(h.ctx, by, id, verification.Facilitator, "Spoke by video"))
	}
	refuse := func(h *house, by community.Viewer, id int64) { h.must(h.Refuse(h.ctx, by, id, "Not known")) }
	appeal := func(h *house, me community.Viewer) { h.must(h.Appeal(h.ctx, me, "But I do.")) }
	propose := func(h *house, by community.Viewer, id int64) {
		h.must(h.ProposeException(h.ctx, by, id, "The authority has written."))
	}
	offered := map[string]int{}
	for name, prepare := range map[string]func(h *house, me community.Viewer, id int64, desk []community.Viewer){
		"too little": func(*house, community.Viewer, int64, []community.Viewer) {},
		"enough": func(h *house, me community.Viewer, _ int64, _ []community.Viewer) {
			h.must(h.EnterCode(h.ctx, me, h.code(me)))
		},
		"by a finding":     func(h *house, _ community.Viewer, id int64, d []community.Viewer) { look(h, d[0], id) },
		"by one of nobody": func(h *house, _ community.Viewer, id int64, _ []community.Viewer) { look(h, community.CommandLine, id) },
		"by two findings": func(h *house, _ community.Viewer, id int64, d []community.Viewer) {
			look(h, d[0], id)
			spoke(h, d[1], id)
		},
		"proposed": func(h *house, _ community.Viewer, id int64, d []community.Viewer) { propose(h, d[0], id) },
		"proposed, then enough": func(h *house, _ community.Viewer, id int64, d []community.Viewer) {
			propose(h, d[0], id)
			look(h, d[1], id)
		},
		"refused": func(h *house, _ community.Viewer, id int64, d []community.Viewer) { refuse(h, d[0], id) },
		"appealed": func(h *house, me community.Viewer, id int64, d []community.Viewer) {
			refuse(h, d[0], id)
			appeal(h, me)
		},
		"appealed, enough": func(h *house, me community.Viewer, id int64, d []community.Viewer) {
			refuse(h, d[0], id)
			appeal(h, me)
			h.must(h.EnterCode(h.ctx, me, h.code(me)))
		},
		"appealed, by a finding": func(h *house, me community.Viewer, id int64, d []community.Viewer) {
			refuse(h, d[0], id)
			appeal(h, me)
			look(h, d[1], id)
		},
		"appealed, proposed": func(h *house, me community.Viewer, id int64, d []community.Viewer) {
			refuse(h, d[0], id)
			appeal(h, me)
			propose(h, d[1], id)
		},
		"refused by nobody, appealed": func(h *house, me community.Viewer, id int64, _ []community.Viewer) {
			refuse(h, community.CommandLine, id)
			appeal(h, me)
		},
		"closed": func(h *house, me community.Viewer, id int64, d []community.Viewer) {
			refuse(h, d[0], id)
			appeal(h, me)
			refuse(h, d[1], id)
		},
		"admitted": func(h *house, _ community.Viewer, id int64, d []community.Viewer) {
			look(h, d[0], id)
			h.must(h.Admit(h.ctx, d[1], id, "Known"))
		},
		"verified in another way": func(h *house, me community.Viewer, _ int64, _ []community.Viewer) {
			c := h.credential(h.head.Person)
			h.update(func(tx community.Tx) error {
				c.ID, c.PersonID, c.Index = tx.NextID(), me.Person, c.Index+1
				c.IRI += "0"
				return tx.InsertCredential(c)
			})
		},
	} {
		h := build(t)
		me := h.named()
		id, desk := h.mine(me).ID, h.desk("one", "two", "three")
		prepare(h, me, id, desk)
		h.Store = rehearsal{h.Store}
		for who, v := range map[string]community.Viewer{"one": desk[0], "two": desk[1], "three": desk[2], "the command line": community.CommandLine} {
			c := h.caseOf(me, v)
			for act, o := range map[string]struct {
				offered bool
				err     error
			}{
				"admit":  {c.MayAdmit, h.Admit(h.ctx, v, id, "Known")},
				"press":  {c.Clean(), h.Admit(h.ctx, v, id, "")},
				"except": {c.MayExcept, h.ProposeException(h.ctx, v, id, "An island school")},
				"refuse": {c.MayRefuse, h.Refuse(h.ctx, v, id, "Not known")},
				"find":   {c.MayFind, h.AddFinding(h.ctx, v, id, verification.Regulator, "Registered")},
			} {
				if o.err != nil && community.KindOf(o.err) != community.Conflict && community.KindOf(o.err) != community.Invalid {
					t.Fatal(o.err)
				}
				if o.offered != (o.err == nil) {
					t.Errorf("%s, %s: %s is offered %v, and gives %v", name, who, act, o.offered, o.err)
				}
				if o.offered {
					offered[act]++
				}
			}
			if (c.Another || c.Own) && c.MayAdmit {
				t.Errorf("%s, %s: somebody else is asked for", name, who)
			}
		}
	}
	for _, act := range []string{"admit", "press", "except", "refuse", "find"} {
		if offered[act] == 0 {
			t.Errorf("%s is never offered", act)
		}
	}
}

// TestNobodyAdmitsByTheirOwnWord: what one operator says they found out is not
// enough for the same operator.
func TestNobodyAdmitsByTheirOwnWord(t *testing.T) {
	t.Parallel()
	h := build(t)
	me := h.named()
	id, desk := h.mine(me).ID, h.desk("one", "two")
	h.must(h.AddFinding(h.ctx, desk[0], id, verification.Facilitator, "Spoke by video"))
	for what, v := range map[string]community.Viewer{"who spoke": desk[0], "the command line": community.CommandLine} {
		c := h.caseOf(me, v)
		if !c.Enough() || c.Clean() || c.MayAdmit || !c.Own || c.MayExcept {
			t.Errorf("%s is offered the press: %+v", what, c)
		}
		for _, reason := range []string{"", "I spoke with her"} {
			err := h.Admit(h.ctx, v, id, reason)
			var e *community.Error
			if !errors.As(err, &e) || e.Key != "error.another_operator" {
				t.Errorf("%s admits with %q: %v", what, reason, err)
			}
		}
	}
	if c := h.caseOf(me, desk[1]); !c.Clean() {
		t.Error("another is not offered the press")
	}
	h.must(h.EnterCode(h.ctx, me, h.code(me)))
	if c := h.caseOf(me, desk[0]); !c.Clean() {
		t.Error("it is enough without what they found")
	}
	h.must(h.Admit(h.ctx, desk[0], id, ""))
}

// TestVerifyingGoesNotAroundAnApplication: what takes two people there is not
// done by one on the page of the person, or on the command line.
func TestVerifyingGoesNotAroundAnApplication(t *testing.T) {
	t.Parallel()
	h := build(t)
	me := h.named()
	id, desk := h.mine(me).ID, h.desk("one", "two")
	refused := func(state string) {
		t.Helper()
		for _, v := range []community.Viewer{desk[0], desk[1], community.CommandLine} {
			_, err := h.Verify(h.ctx, v, me.Person, policy.Head, "I know her")
			var e *community.Error
			if !errors.As(err, &e) || e.Key != "error.application_open" || e.Class != community.Conflict {
				t.Errorf("%s, by %s: %v", state, v.Name, err)
			}
		}
	}
	refused("waiting")
	h.must(h.Refuse(h.ctx, desk[0], id, "Not known"))
	refused("refused")
	h.must(h.Appeal(h.ctx, me, "But I am."))
	refused("appealed")
	h.must(h.Refuse(h.ctx, desk[1], id, "Not known"))
	if _, err := h.Verify(h.ctx, desk[0], me.Person, policy.Head, "The authority has written."); err != nil {
		t.Errorf("closed: %v", err)
	}
	if _, err := h.Verify(h.ctx, desk[0], h.applicant.Person, policy.Head, "Known for years"); err != nil {
		t.Errorf("who never applied: %v", err)
	}
}

// TestAMailboxThatTheApplicantChoseIsLookedAt: where the register names only a
// website, anything can stand before the @.
func TestAMailboxThatTheApplicantChoseIsLookedAt(t *testing.T) {
	t.Parallel()
	for what, school := range map[string]community.RegisterSchool{
		"published":     {Mailbox: "Office@School.example"},
		"a website":     {Website: "https://www.school.example"},
		"published now": {Website: "https://www.school.example", Mailbox: ""},
	} {
		h := build(t)
		desk := h.desk("one")[0]
		s := schoolOf("8400001", "Example Primary School", "Ann Sample")
		s.Mailbox, s.Website = school.Mailbox, school.Website
		h.imports(t, register(s), false)
		me := h.applies(func(in *community.ApplicationInput) { in.Choice = "8400001" })
		h.must(h.AskCode(h.ctx, me, "ann"))
		l, err := h.LetterOfCode(h.ctx, h.mine(me).ID, h.mine(me).Codes[0].ID)
		h.must(err)
		h.must(h.EnterCode(h.ctx, me, l.Code))
		if what == "published now" {
			s.Mailbox = "office@school.example"
			h.imports(t, register(s), false)
		}
		c, looks := h.caseOf(me, desk), 0
		for _, x := range c.Conflicts {
			if x.Kind == community.ConflictMailbox {
				looks++
			}
		}
		if own := what == "published"; !c.Enough() || c.Clean() != own || (looks == 0) != own {
			t.Errorf("%s: clean %v, to look at %d times, %+v", what, c.Clean(), looks, c.Sum)
		}
		if what != "published" {
			field(t, what, h.Admit(h.ctx, desk, c.ID, ""), "reason", "error.required")
		}
	}
}
