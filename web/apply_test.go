package web_test

import (
	"crypto/sha256"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"headroom/community"
	"headroom/community/verification"
)

// plainNames hashes names without a key.
type plainNames struct{}

func (plainNames) NameHash(school, form string) []byte {
	sum := sha256.Sum256([]byte(school + "\x00" + form))
	return sum[:]
}

// applied is the link of an application whose address is not confirmed. Its
// school is in the register, with a website of its own.
func (h *house) applied() string {
	return h.made("application", func() string {
		_, err := h.service.ImportRegister(h.t.Context(), community.CommandLine, community.Register{Nation: "SCT", Source: "scotland",
			Schools: []community.RegisterSchool{{ID: "8400001", Name: community.LangMap{"en": "Example High School"}, Authority: "Sample Council",
				Status: community.SchoolOpen, Website: "https://www.high.example/"}}}, false)
		h.ok(err)
		h.ok(h.service.Apply(h.t.Context(), community.ApplicationInput{Name: "New Comer", Email: "newcomer@scotland.localhost", Post: "Headteacher",
			Nation: "SCT", School: "Example High School", Choice: "8400001", Manner: "head", Language: "en",
			Biography: "A sample head of a sample school, who writes in order to be read."}))
		var id int64
		h.ok(h.store.View(h.t.Context(), func(tx community.Tx) error {
			all, err := tx.Applications([]string{community.ApplicationNew}, community.Page{})
			if err == nil {
				id = all[0].ID
			}
			return err
		}))
		letter, err := h.service.LetterOfApplication(h.t.Context(), id)
		h.ok(err)
		return letter.Token
	})
}

// newcomer is the confirmed application of somebody who can sign in by that
// name.
func (h *house) newcomer() string {
	return h.made("newcomer", func() string {
		a, err := h.service.ConfirmApplication(h.t.Context(), h.applied(), password, password)
		h.ok(err)
		v := community.Viewer{Account: a.ID, Person: a.PersonID}
		h.people["newcomer"] = community.PersonView{Person: community.Person{ID: a.PersonID}, Account: a}
		mine, err := h.service.MyApplication(h.t.Context(), v)
		h.ok(err)
		return path("%d", mine.ID)
	})
}

// newcomersCase is the application as a number.
func (h *house) newcomersCase() int64 {
	id, err := strconv.ParseInt(h.newcomer(), 10, 64)
	h.ok(err)
	return id
}

// colleague is another operator, whose findings the first can go by.
func (h *house) colleague() community.Viewer {
	a, err := h.service.AddOperator(h.t.Context(), community.CommandLine, community.OperatorInput{Email: "colleague@scotland.localhost", Name: "Sample Colleague", Password: password})
	h.ok(err)
	return community.Viewer{Account: a.ID, Operator: true, Name: a.Email}
}

// desk is the operator of the house.
func (h *house) desk() community.Viewer {
	a, err := h.service.SignIn(h.t.Context(), "operator@scotland.localhost", password)
	h.ok(err)
	return community.Viewer{Account: a.ID, Operator: true, Name: a.Email}
}

// weighed is the newcomer's application with evidence that is enough, and
// something to look at.
func (h *house) weighed() string {
	id := h.newcomersCase()
	h.made("weighed", func() string {
		h.ok(h.service.AddFinding(h.t.Context(), h.colleague(), id, verification.Facilitator, "Spoke by video"))
		h.ok(h.store.Update(h.t.Context(), func(tx community.Tx) error {
			p := h.people["head"].Person
			p.SchoolID = "8400001"
			return tx.UpdatePerson(p)
		}))
		return "weighed"
	})
	return h.newcomer()
}

// refused refuses the newcomer's application.
func (h *house) refused() {
	id := h.newcomersCase()
	h.made("refused", func() string {
		h.ok(h.service.Refuse(h.t.Context(), h.desk(), id, "Not known to us"))
		return "refused"
	})
}

// asked is what the newcomer asks the head.
func (h *house) asked() string {
	h.newcomer()
	return h.made("asked", func() string {
		h.ok(h.service.AskVouch(h.t.Context(), h.as("newcomer"), []string{"head@scotland.localhost"}))
		all, _, err := h.service.VouchesAsked(h.t.Context(), h.as("head"))
		h.ok(err)
		return path("%d", all[0].ID)
	})
}

// sentCode is the code that the newcomer's school was sent.
func (h *house) sentCode() string {
	id := h.newcomersCase()
	return h.made("code", func() string {
		h.ok(h.service.AskCode(h.t.Context(), h.as("newcomer"), "office"))
		mine, err := h.service.MyApplication(h.t.Context(), h.as("newcomer"))
		h.ok(err)
		letter, err := h.service.LetterOfCode(h.t.Context(), id, mine.Codes[0].ID)
		h.ok(err)
		return letter.Code
	})
}

var formsIn = regexp.MustCompile(`(?s)<form method="post" action="([^"]*)".*?</form>`)

// TestACleanCaseIsOnePress counts what an operator does to admit somebody whose
// case is clean: one request and one key beyond reading the page, and the next
// case is there.
func TestACleanCaseIsOnePress(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.newcomer()
	h.ok(h.service.AddFinding(t.Context(), h.colleague(), h.newcomersCase(), verification.Facilitator, "Spoke by video"))
	requests := 0
	b := h.signedIn("operator")
	page := b.get("/operator/applications/" + h.newcomer()).Body.String()
	press := 0
	var action string
	for _, form := range formsIn.FindAllStringSubmatch(page, -1) {
		if strings.HasSuffix(form[1], "/admit") {
			action = form[1]
			press += strings.Count(form[0], "<button")
			if fields := strings.Count(form[0], "<input") - strings.Count(form[0], `type="hidden"`) + strings.Count(form[0], "<textarea"); fields != 0 {
				t.Errorf("a clean case asks for %d fields", fields)
			}
			if !strings.Contains(form[0], `data-key="a"`) {
				t.Error("no key admits")
			}
		}
	}
	if press != 1 {
		t.Fatalf("%d buttons admit", press)
	}
	requests++
	w := b.post(action, url.Values{"idempotency_key": {"one"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/operator/applications?done=application_admitted" || requests != 1 {
		t.Fatalf("%d to %s", w.Code, w.Header().Get("Location"))
	}
	if got := h.signedIn("newcomer").get("/application").Body.String(); !strings.Contains(got, "You are in") {
		t.Error("the applicant is not told")
	}
	if got := h.signedIn("newcomer").get("/people"); got.Code != http.StatusOK {
		t.Errorf("who was admitted is not let in: %d", got.Code)
	}
}

// TestAnApplicantHasAName looks at what an operator and an applicant read: the
// record names who has applied, and a way of leading that was not chosen is asked
// for in so many words.
func TestAnApplicantHasAName(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.newcomer()
	who := h.people["newcomer"].Person
	page := h.signedIn("operator").get(path("/operator/members/%d", who.ID)).Body.String()
	see(t, page, "Application made", "<bdi data-user-content>New Comer</bdi>")
	if strings.Contains(page, path("/u/%d", who.ID)) {
		t.Error("the record shows an address instead of the name")
	}
	see(t, h.browser().post("/apply", url.Values{"name": {"Sample"}}).Body.String(), "Choose how you lead the school.")
}
