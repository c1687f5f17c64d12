package community_test

import (
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/community/policy"
	"headroom/community/verification"
)

// desk adds operators and gives them as viewers.
func (h *house) desk(names ...string) (list []community.Viewer) {
	h.t.Helper()
	for _, name := range names {
		a, err := h.AddOperator(h.ctx, community.CommandLine, community.OperatorInput{Email: name + "@scotland.example", Name: name, Password: "correct horse battery"})
		h.must(err)
		list = append(list, community.Viewer{Account: a.ID, Operator: true, Name: a.Email})
	}
	return list
}

// chose makes an applicant of a school that the register has, with its mailbox.
func (h *house) chose(heads ...string) community.Viewer {
	h.t.Helper()
	school := schoolOf("8400001", "Example Primary School", heads...)
	school.Mailbox, school.Phase = "office@school.example", []string{"primary"}
	h.imports(h.t.(*testing.T), register(school), false)
	return h.applies(func(in *community.ApplicationInput) {
		in.Choice = "8400001"
		in.OtherSchools = []string{"Example Nursery"}
	})
}

func (h *house) caseOf(v community.Viewer, by community.Viewer) community.ApplicationCase {
	h.t.Helper()
	c, err := h.ApplicationOf(h.ctx, by, h.mine(v).ID)
	h.must(err)
	return c
}

// code asks for a code and reads the school's letter.
func (h *house) code(v community.Viewer) string {
	h.t.Helper()
	h.must(h.AskCode(h.ctx, v, ""))
	a := h.mine(v)
	l, err := h.LetterOfCode(h.ctx, a.ID, a.Codes[0].ID)
	h.must(err)
	return l.Code
}

func TestACleanCaseIsOneAct(t *testing.T) {
	t.Parallel()
	h := build(t)
	me := h.chose("Ann Sample")
	desk := h.desk("one")[0]
	id := h.mine(me).ID
	kind(t, "before there is enough", h.Admit(h.ctx, desk, id, ""), community.Conflict)
	kind(t, "by a head", h.Admit(h.ctx, h.head, id, ""), community.Forbidden)
	kind(t, "by herself", h.Admit(h.ctx, me, id, ""), community.Forbidden)
	h.must(h.EnterCode(h.ctx, me, strings.ToLower(h.code(me))))
	if c := h.caseOf(me, desk); !c.Clean() || c.Sum.Points != 3 || len(c.Conflicts) != 0 {
		t.Fatalf("%+v, %+v", c.Sum, c.Conflicts)
	}
	h.must(h.Admit(h.ctx, desk, id, ""))
	kind(t, "twice", h.Admit(h.ctx, desk, id, ""), community.Conflict)
	if got := h.worthOf(me); got != policy.Head {
		t.Errorf("worth %v", got)
	}
	if a := h.mine(me); a.State != community.ApplicationAdmitted || a.DecidedBy != desk.Name {
		t.Errorf("%+v", a.Application)
	}
	h.view(func(tx community.Tx) error {
		p, err := tx.Person(me.Person)
		h.must(err)
		school, err := tx.SchoolByRegister("SCT", "8400001")
		if err != nil || p.SchoolRef != school.ID || p.SchoolID != "8400001" || p.Authority != "Highland" || school.Name != "Example Primary School" {
			t.Errorf("her school: %+v, %+v, %v", p, school, err)
		}
		ships, err := tx.Headships(me.Person)
		if len(ships) != 2 || ships[0].Kind != "head" || !ships[0].From.Equal(time.Date(2024, 8, 19, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%+v", ships)
		}
		return err
	})
	rows, err := h.Audit(h.ctx, desk, community.Page{Limit: 200})
	h.must(err)
	acts := map[string]int{}
	for _, r := range rows {
		acts[r.Action]++
	}
	for act, n := range map[string]int{"application.confirm": 1, "application.evidence": 2, "application.code": 1, "application.admit": 1} {
		if acts[act] != n {
			t.Errorf("%s stands %d times in the audit log, not %d", act, acts[act], n)
		}
	}
}

func TestACodeIsShortLivedAndSecret(t *testing.T) {
	t.Parallel()
	h := build(t)
	me := h.chose()
	code := h.code(me)
	for range 4 {
		field(t, "a wrong code", h.EnterCode(h.ctx, me, "BBBB-BBBB"), "code", "error.code_wrong")
	}
	field(t, "no code", h.EnterCode(h.ctx, me, " - "), "code", "error.required")
	field(t, "the fifth try", h.EnterCode(h.ctx, me, "CCCC-CCCC"), "code", "error.code_wrong")
	field(t, "the right one, too late", h.EnterCode(h.ctx, me, code), "code", "error.code_over")
	second := h.code(me)
	field(t, "the first after a second", h.EnterCode(h.ctx, me, code), "code", "error.code_wrong")
	h.must(h.EnterCode(h.ctx, me, second))
	field(t, "again", h.EnterCode(h.ctx, me, second), "code", "error.code_over")
	third := h.code(me)
	kind(t, "a fourth in a week", h.AskCode(h.ctx, me, ""), community.Conflict)
	h.clock.add(7 * 24 * time.Hour)
	field(t, "after a week", h.EnterCode(h.ctx, me, third), "code", "error.code_over")
	if a := h.mine(me); a.Sum.Points != 2 {
		t.Errorf("%d points: a second code is no second kind", a.Sum.Points)
	}
	id := h.mine(me).ID
	h.view(func(tx community.Tx) error {
		codes, err := tx.MailboxCodes(id)
		for _, c := range codes {
			if strings.Contains(string(c.Hash), strings.ReplaceAll(third, "-", "")) || c.Mailbox != "office@school.example" {
				t.Errorf("%+v", c)
			}
		}
		return err
	})
}

// TestWhereACodeGoes: the published mailbox, or the school's own website, and
// never one that many share.
func TestWhereACodeGoes(t *testing.T) {
	t.Parallel()
	for website, want := range map[string]string{"https://www.example-primary.sch.uk/home": "example-primary.sch.uk", "http://school.example:80": "school.example",
		"https://www.ysgol.yahoo.co.uk": "", "https://example.btinternet.com": "", "http://gmail.com/example": "", "https://skyview.sch.uk": "skyview.sch.uk",
		"": "", "https://blogs.glowscotland.org.uk/hi/example": "", "https://www.highland.gov.uk/schools": "", "no site": "", "https://shared.example": ""} {
		h := build(t)
		school, other := schoolOf("8400001", "Example Primary School"), schoolOf("8400002", "Another")
		school.Website, other.Website = website, "https://shared.example/two"
		h.imports(t, register(school, other), false)
		me := h.applies(func(in *community.ApplicationInput) { in.Choice = "8400001" })
		if got := h.mine(me); got.Site != want || got.Mailbox != "" {
			t.Errorf("%q: %q, %q", website, got.Site, got.Mailbox)
		}
		err := h.AskCode(h.ctx, me, "head@elsewhere.example")
		if want == "" {
			kind(t, website, err, community.Conflict)
			continue
		}
		h.must(err)
		if got := h.mine(me).Codes[0].Mailbox; got != "head@"+want {
			t.Errorf("%q: goes to %q", website, got)
		}
		field(t, "no name", h.AskCode(h.ctx, me, " "), "mailbox", "error.required")
	}
}

func TestColleaguesVouch(t *testing.T) {
	t.Parallel()
	h := build(t)
	me := h.chose()
	h.must(h.AskVouch(h.ctx, me, []string{"iain@school.example", "nobody@school.example", "calum@school.example", "fiona@school.example", "ann@school.example"}))
	a := h.mine(me)
	if len(a.Vouches) != 4 { // not herself
		t.Fatalf("%+v", a.Vouches)
	}
	known := 0
	for _, v := range a.Vouches {
		if v.PersonID != 0 {
			known++
		}
	}
	if known != 1 { // only iain is a head: calum is not verified, fiona a facilitator
		t.Errorf("%d are asked", known)
	}
	field(t, "too many", h.AskVouch(h.ctx, me, []string{"a@b.example", "c@d.example", "e@f.example"}), "colleagues", "error.too_many")
	field(t, "no address", h.AskVouch(h.ctx, me, []string{"iain"}), "colleagues", "error.email")
	asked, left, err := h.VouchesAsked(h.ctx, h.head)
	h.must(err)
	if len(asked) != 1 || left != 4 || asked[0].Applicant.Name != "Ann Sample" {
		t.Fatalf("%+v, %d", asked, left)
	}
	id := asked[0].ID
	kind(t, "somebody else", h.AnswerVouch(h.ctx, h.outsider, id, true, true), community.NotFound)
	kind(t, "a facilitator", h.AnswerVouch(h.ctx, h.helper, id, true, true), community.NotFound)
	field(t, "without answering for it", h.AnswerVouch(h.ctx, h.head, id, true, false), "answers", "error.vouch_answers")
	h.must(h.AnswerVouch(h.ctx, h.head, id, true, true))
	kind(t, "twice", h.AnswerVouch(h.ctx, h.head, id, true, true), community.NotFound)
	if got := h.mine(me).Sum.Points; got != 2 {
		t.Errorf("%d points", got)
	}
	h.must(h.AskVouch(h.ctx, me, []string{"ross@school.example"}))
	asked, _, err = h.VouchesAsked(h.ctx, h.outsider)
	h.must(err)
	h.must(h.AnswerVouch(h.ctx, h.outsider, asked[0].ID, true, true))
	if a := h.mine(me); a.Sum.Points != 3 || !a.Enough() {
		t.Errorf("%+v", a.Sum)
	}
	h.must(h.Revoke(h.ctx, h.operator, h.head.Person, "Has left"))
	if got := h.mine(me).Sum.Points; got != 2 {
		t.Errorf("%d points: one who vouched is a head no more", got)
	}
}

// TestATypedAuthorityVouchesForNobody: who was verified without an authority
// has none to answer in, whatever their profile says since.
func TestATypedAuthorityVouchesForNobody(t *testing.T) {
	t.Parallel()
	h := build(t)
	pv, err := h.AddMember(h.ctx, h.operator, community.MemberInput{Email: "typed@school.example", Username: "typed", Name: "Sample typed",
		Post: "Headteacher", School: "Sample School", Biography: biography, Password: "correct horse battery"})
	h.must(err)
	h.must(second(h.Verify(h.ctx, h.operator, pv.ID, policy.Head, "seen in the register")))
	typed := h.viewer(pv.Account.ID)
	me := h.applies(func(in *community.ApplicationInput) { in.Email, in.Authority = "new@new.example", "Highland" })
	h.must(h.UpdateProfile(h.ctx, typed, community.ProfileInput{Name: "Sample typed", Post: "Headteacher", School: "Sample School",
		Authority: "Highland", Nation: "SCT", Biography: biography}))
	h.must(h.AskVouch(h.ctx, me, []string{"typed@school.example", "ross@school.example"}))
	if asked, _, err := h.VouchesAsked(h.ctx, typed); err != nil || len(asked) != 0 {
		t.Errorf("asked to vouch: %+v, %v", asked, err)
	}
	asked, _, err := h.VouchesAsked(h.ctx, h.outsider)
	h.must(err)
	if len(asked) != 1 {
		t.Errorf("a head of the authority is not asked: %+v", asked)
	}
}

func TestVouchingHasALimit(t *testing.T) {
	t.Parallel()
	h := build(t)
	ask := func(n string) int64 {
		me := h.applies(func(in *community.ApplicationInput) { in.Email, in.Authority = n+"@new.example", "highland" })
		h.must(h.AskVouch(h.ctx, me, []string{"iain@school.example"}))
		asked, _, err := h.VouchesAsked(h.ctx, h.head)
		h.must(err)
		return asked[len(asked)-1].ID
	}
	for _, n := range []string{"a", "b", "c", "d"} {
		h.must(h.AnswerVouch(h.ctx, h.head, ask(n), true, true))
	}
	kind(t, "the fifth", h.AnswerVouch(h.ctx, h.head, ask("e"), true, true), community.Conflict)
	h.must(h.AnswerVouch(h.ctx, h.head, ask("f"), false, false))
	elsewhere := h.applies(func(in *community.ApplicationInput) { in.Email, in.Authority = "g@new.example", "Moray" })
	h.must(h.AskVouch(h.ctx, elsewhere, []string{"ross@school.example"}))
	if v := h.mine(elsewhere).Vouches; v[0].PersonID != 0 {
		t.Error("a head of another authority is asked")
	}
}

// TestRefusalAndAppeal: the second decision is somebody else's.
func TestRefusalAndAppeal(t *testing.T) {
	t.Parallel()
	h := build(t)
	me := h.chose()
	desk := h.desk("one", "two", "three")
	id := h.mine(me).ID
	field(t, "no reason", h.Refuse(h.ctx, desk[0], id, " "), "refuse_reason", "error.required")
	kind(t, "too early", h.Appeal(h.ctx, me, "But I do."), community.Conflict)
	h.must(h.Refuse(h.ctx, desk[0], id, "The school does not know you."))
	h.must(h.Appeal(h.ctx, me, "The secretary is new."))
	kind(t, "twice", h.Appeal(h.ctx, me, "Again."), community.Conflict)
	kind(t, "a finding by who refused", h.AddFinding(h.ctx, desk[0], id, verification.Facilitator, "Spoke by video"), community.Conflict)
	kind(t, "a finding by nobody in particular", h.AddFinding(h.ctx, community.CommandLine, id, verification.Facilitator, "Spoke by video"), community.Conflict)
	h.must(h.AddFinding(h.ctx, desk[2], id, verification.Facilitator, "Spoke by video"))
	for what, v := range map[string]community.Viewer{"who refused": desk[0], "the command line": community.CommandLine} {
		kind(t, what+" admits", h.Admit(h.ctx, v, id, "Well then"), community.Conflict)
		kind(t, what+" refuses", h.Refuse(h.ctx, v, id, "No"), community.Conflict)
	}
	if c := h.caseOf(me, desk[0]); !c.Another || c.MayAdmit || c.MayRefuse || c.MayFind {
		t.Error("who refused is offered to decide")
	}
	kind(t, "by whose finding it is enough", h.Admit(h.ctx, desk[2], id, "Well then"), community.Conflict)
	field(t, "without a reason", h.Admit(h.ctx, desk[1], id, ""), "reason", "error.required")
	h.must(h.Admit(h.ctx, desk[1], id, "The secretary was wrong."))
	if got := h.worthOf(me); got != policy.Head {
		t.Errorf("worth %v", got)
	}
	other := h.applies(func(in *community.ApplicationInput) { in.Email, in.Choice = "b@new.example", "other" })
	h.must(h.Refuse(h.ctx, desk[0], h.mine(other).ID, "No"))
	h.must(h.Appeal(h.ctx, other, "Yes"))
	h.must(h.Refuse(h.ctx, desk[1], h.mine(other).ID, "No again"))
	kind(t, "a third time", h.Appeal(h.ctx, other, "Yes!"), community.Conflict)
	if a := h.mine(other); a.State != community.ApplicationClosed {
		t.Errorf("state %s", a.State)
	}
}

// TestAnExceptionNeedsTwo different operators.
func TestAnExceptionNeedsTwo(t *testing.T) {
	t.Parallel()
	h := build(t)
	me := h.applies(func(in *community.ApplicationInput) { in.Post = "Warden" })
	desk := h.desk("one", "two")
	id := h.mine(me).ID
	kind(t, "alone", h.Admit(h.ctx, desk[0], id, "I know her"), community.Conflict)
	kind(t, "the command line", h.ProposeException(h.ctx, community.CommandLine, id, "We know her"), community.Conflict)
	h.must(h.ProposeException(h.ctx, desk[0], id, "An island school; the authority has written."))
	kind(t, "proposed twice", h.ProposeException(h.ctx, desk[1], id, "I, too"), community.Conflict)
	kind(t, "the same", h.Admit(h.ctx, desk[0], id, "I know her"), community.Conflict)
	kind(t, "the command line", h.Admit(h.ctx, community.CommandLine, id, "We know her"), community.Conflict)
	field(t, "without a reason", h.Admit(h.ctx, desk[1], id, ""), "reason", "error.required")
	h.must(h.Admit(h.ctx, desk[1], id, "I have seen the letter."))
	rows, err := h.Audit(h.ctx, desk[0], community.Page{Limit: 10})
	h.must(err)
	found := false
	for _, r := range rows {
		found = found || r.Action == "application.except" && r.Actor == desk[1].Name && r.Args["proposed"] == desk[0].Name
	}
	if !found {
		t.Error("the audit log does not name both")
	}
}

func TestWhatToLookAt(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.imports(t, register(schoolOf("8400001", "Example Primary School", "Ben Example")), false)
	h.leads(h.head, "8400001")
	desk := h.desk("one")[0]
	first := h.applies(func(in *community.ApplicationInput) { in.Choice, in.Email = "8400001", "first@new.example" })
	me := h.applies(func(in *community.ApplicationInput) {
		in.Name, in.Choice, in.Post = "Sаmple iain", "8400001", "Deputy Head"
	})
	got := map[string]int{}
	c := h.caseOf(me, desk)
	for _, x := range c.Conflicts {
		got[x.Kind]++
	}
	for _, want := range []string{community.ConflictScripts, community.ConflictTitle, community.ConflictRegister, community.ConflictAlike,
		community.ConflictHead, community.ConflictAgain} {
		if got[want] != 1 {
			t.Errorf("%s: %d times", want, got[want])
		}
	}
	if c.Previous != h.mine(first).ID || c.Next != 0 || len(c.History) == 0 {
		t.Errorf("%d before, %d after, %d in history", c.Previous, c.Next, len(c.History))
	}
	all, err := h.Applications(h.ctx, desk, nil, community.Page{})
	h.must(err)
	if len(all) != 2 || all[0].ID != c.Previous {
		t.Errorf("%d wait", len(all))
	}
	if _, err := h.Applications(h.ctx, h.head, nil, community.Page{}); community.KindOf(err) != community.Forbidden {
		t.Errorf("a head reads the queue: %v", err)
	}
	_, err = h.ApplicationOf(h.ctx, me, c.ID)
	kind(t, "an applicant reads the case", err, community.Forbidden)
}

func TestACohortIsAdmittedTogether(t *testing.T) {
	t.Parallel()
	h := build(t)
	names := []string{"Ann Sample", "Ben Sample", "Cath Sample"}
	var schools []community.RegisterSchool
	for i, name := range names {
		schools = append(schools, schoolOf("840000"+string(rune('1'+i)), "School "+name, name))
	}
	h.imports(t, register(schools...), false)
	desk := h.desk("one", "two")
	var ids []int64
	for i, name := range names {
		me := h.applies(func(in *community.ApplicationInput) {
			in.Name, in.Email, in.School, in.Choice = name, string(rune('a'+i))+"@new.example", "School", "840000"+string(rune('1'+i))
		})
		ids = append(ids, h.mine(me).ID)
		if i > 0 {
			h.must(h.AddFinding(h.ctx, desk[1], h.mine(me).ID, verification.Regulator, "Registered, 1 September"))
		}
	}
	if admitted, left, err := h.AdmitClean(h.ctx, desk[1], ids); err != nil || admitted != 0 || left != 3 {
		t.Errorf("by who looked them up: %d admitted, %d left, %v", admitted, left, err)
	}
	admitted, left, err := h.AdmitClean(h.ctx, desk[0], append(ids, 99))
	if err != nil || admitted != 2 || left != 2 {
		t.Errorf("%d admitted, %d left, %v", admitted, left, err)
	}
}
