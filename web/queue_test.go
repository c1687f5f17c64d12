package web_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"headroom/community"
	"headroom/internal/jobs"
)

// TestOperatorsActOnOneDelivery goes from the queue to a lane, puts one delivery
// aside with a reason, and tries it again; what takes access away stays.
func TestOperatorsActOnOneDelivery(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	lane := community.PeerLane("wales.localhost")
	h.ok(h.service.Store.Update(t.Context(), func(tx community.Tx) error {
		for _, j := range []jobs.New{
			{Lane: lane, Kind: community.JobDeliver, Payload: []byte(`{"message":"announce","words":"canary"}`)},
			{Lane: lane, Kind: community.JobDeliver, Payload: []byte(`{"message":"remove"}`), Priority: community.PriorityUrgent},
		} {
			if err := tx.Enqueue(j); err != nil {
				return err
			}
		}
		return nil
	}))
	b := h.signedIn("operator")
	here := "/operator/queue?lane=" + url.QueryEscape(lane)
	see(t, b.get("/operator/queue").Body.String(), `href="`+here+`"`, "2 waiting")
	page := b.get(here).Body.String()
	see(t, page, "deliver announce", "deliver remove", "Always sent", "All lanes")
	if strings.Contains(page, "canary") || strings.Count(page, `value="park"`) != 1 {
		t.Errorf("what is said, or a button too many:\n%s", page)
	}
	ids := regexp.MustCompile(`name="job" value="(\d+)"`).FindAllStringSubmatch(page, -1)
	if len(ids) != 2 {
		t.Fatalf("%d jobs", len(ids))
	}
	urgent, plain := ids[0][1], ids[1][1]
	act := func(job, act, reason string, want int) string {
		t.Helper()
		w := b.post("/operator/queue", url.Values{"lane": {lane}, "job": {job}, "act": {act}, "reason": {reason}})
		if w.Code != want {
			t.Errorf("%s %s: %d, want %d", act, job, w.Code, want)
		}
		return w.Body.String()
	}
	see(t, act(plain, "park", "", 422), "deliver announce", `id="reason-`+plain+`-error"`)
	act(urgent, "park", "It can wait", 404)
	act(plain, "park", "The peer asked us to wait", 303)
	see(t, b.get(here).Body.String(), "Put aside", "The peer asked us to wait")
	see(t, b.get("/operator/audit").Body.String(), "The peer asked us to wait")
	act(plain, "retry", "", 303)
	if strings.Contains(b.get(here).Body.String(), "govuk-tag hr-tag--bad") {
		t.Error("it is still put aside")
	}
	if w := h.signedIn("head").get(here); w.Code != 404 && w.Code != 403 {
		t.Errorf("a head reads the queue: %d", w.Code)
	}
}
