package clientapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"headroom/clientapi"
)

func TestReports(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	made := r.begin(r.morag, r.closed, "Fractions", "Sample words about fractions")
	form := url.Values{"account_id": {id(r.morag.Person)}, "status_ids[]": {id(made.Post)}, "comment": {"This names a pupil."}, "category": {"violation"}}
	got := r.ask(http.MethodPost, "/api/v1/reports", r.i, form).is(200)
	if got["category"] != "violation" || got["id"] == "0" || got["target_account"].(map[string]any)["id"] != id(r.morag.Person) {
		t.Errorf("%v", got)
	}
	mine, err := r.Service.MyReports(t.Context(), r.iain.Viewer, made.Post)
	r.ok(err)
	if len(mine) != 1 || mine[0].Words != "This names a pupil." {
		t.Errorf("what the moderators are told: %+v", mine)
	}
	if got := r.ask(http.MethodPost, "/api/v1/reports", r.i, form); got.Status != http.StatusConflict {
		t.Errorf("the same again: %d %s", got.Status, got.Body)
	}
	if got := r.ask(http.MethodPost, "/api/v1/reports", r.o, form); got.Status != http.StatusForbidden {
		t.Errorf("who may not read it: %d %s", got.Status, got.Body)
	}
	secret := r.begin(r.morag, r.private, "Quiet", "Sample words that few may read")
	hidden := r.ask(http.MethodPost, "/api/v1/reports", r.i, with(form, "status_ids[]", id(secret.Post)))
	absent := r.ask(http.MethodPost, "/api/v1/reports", r.i, with(form, "status_ids[]", "123456"))
	if hidden.Status != 404 || hidden.Body != absent.Body {
		t.Errorf("a post that may not be known: %d %s, one that is not there %s", hidden.Status, hidden.Body, absent.Body)
	}
	for what, one := range map[string]url.Values{"a category of nobody's": with(form, "category", "dislike"), "no number": with(form, "status_ids[]", "x"),
		"a post that is not there": with(form, "status_ids[]", "123456"), "nobody": with(form, "account_id", "123456")} {
		if got := r.ask(http.MethodPost, "/api/v1/reports", r.i, one); got.Status != 404 && got.Status != 422 {
			t.Errorf("%s: %d %s", what, got.Status, got.Body)
		}
	}
	person := url.Values{"account_id": {id(r.morag.Person)}, "comment": {"I do not think that this person is who they say they are."}}
	if got := r.ask(http.MethodPost, "/api/v1/reports", r.i, person).is(200); got["id"] == "0" {
		t.Errorf("%v", got)
	}
}

// TestReportsWithoutWords: in most apps they may be left out. What is sent then says so,
// and the app is given back what it sent.
func TestReportsWithoutWords(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	made := r.begin(r.morag, r.closed, "Fractions", "Sample words about fractions")
	form := url.Values{"account_id": {id(r.morag.Person)}, "status_ids[]": {id(made.Post)}, "comment": {""}, "forward": {"false"}}
	if got := r.ask(http.MethodPost, "/api/v1/reports", r.i, form).is(200); got["comment"] != "" {
		t.Errorf("%v", got)
	}
	mine, err := r.Service.MyReports(t.Context(), r.iain.Viewer, made.Post)
	r.ok(err)
	if len(mine) != 1 || !strings.HasPrefix(mine[0].Words, "Reported in an app") {
		t.Errorf("what the moderators are told: %+v", mine)
	}
	for _, comment := range []string{"", "spam"} {
		person := url.Values{"account_id": {id(r.morag.Person)}, "comment": {comment}, "category": {"spam"}}
		if got := r.ask(http.MethodPost, "/api/v1/reports", r.i, person).is(200); got["comment"] != comment {
			t.Errorf("%q: %v", comment, got)
		}
	}
}

// TestHeadOfCalls: what can be asked with GET can be with HEAD.
func TestHeadOfCalls(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, want := range map[string]int{"/api/v1/instance": 200, "/api/v2/instance": 200, "/api/v1/timelines/home": 401, "/api/v1/streaming/user": 404} {
		if got := w.ask(http.MethodHead, path, "", nil); got.Status != want {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}

// TestRegistrationsAreThrottled: anybody may register an app, but not any number.
func TestRegistrationsAreThrottled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	api := clientapi.New(clientapi.Options{Service: w.Service, Identity: w.Identity, Clock: w.clock.Now, AppsPerHour: 2})
	mux := chi.NewRouter()
	api.Routes(mux)
	for n, want := range []int{200, 200, 429} {
		rec := httptest.NewRecorder()
		mux.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "http://"+host+"/api/v1/apps?client_name=x&redirect_uris=x://y", nil))
		if rec.Code != want || want == 429 && !strings.Contains(rec.Body.String(), "Too many requests") {
			t.Errorf("registration %d: %d %s", n+1, rec.Code, rec.Body)
		}
	}
}
