package clientapi_test

import (
	"net/url"
	"strings"
	"testing"

	"headroom/community"
)

// TestAnnouncements: what apps have no notification for is told above their timelines, to
// who it is for, until it is read; and nothing that an app does about what it lists clears
// it away unseen.
func TestAnnouncements(t *testing.T) {
	t.Parallel()
	r := newRooms(t)
	const list = "/api/v1/announcements"
	asks := r.found(r.morag, community.CommunityInput{Username: "asks", Joining: "request"})
	r.ok(r.Service.Join(t.Context(), r.outsider.Viewer, asks.ID, "please", nil))
	r.ask("POST", "/api/v1/follow_requests/"+id(r.outsider.Person)+"/authorize", r.token(r.morag), nil).is(200)
	r.settle()
	told := func(token string) (said []map[string]any) {
		for _, one := range r.ask("GET", list, token, nil).list(200) {
			if strings.Contains(one["content"].(string), "· Sample asks") {
				said = append(said, one)
			}
		}
		return said
	}
	got := told(r.o)
	if len(got) != 1 || !strings.Contains(got[0]["content"].(string), "Your request to join was accepted · Sample asks") || got[0]["read"] != false {
		t.Fatalf("told: %v", got)
	}
	if here := told(r.i); here != nil || len(r.ask("GET", list, "", nil).list(200)) != 0 {
		t.Errorf("others are told: %v", here)
	}
	if n := r.ask("GET", "/api/v1/notifications/unread_count", r.o, nil).is(200); n["count"] != 0.0 {
		t.Errorf("a badge counts what the app does not list: %v", n)
	}

	r.says(r.m, "Here. @"+r.outsider.Record.Username+" @asks", nil).is(200)
	r.settle()
	mention := r.ids("/api/v1/notifications?types[]=mention", r.o)
	if len(mention) != 1 {
		t.Fatalf("mentions: %v", mention)
	}
	r.ask("POST", list+"/"+mention[0]+"/dismiss", r.o, nil).is(404)
	r.ask("POST", "/api/v1/markers", r.o, url.Values{"notifications[last_read_id]": {mention[0]}}).is(200)
	r.ask("POST", "/api/v1/notifications/clear", r.o, nil).is(200)
	if unread, _, err := r.Service.UnreadNotices(t.Context(), r.outsider.Viewer); err != nil || unread == 0 || len(told(r.o)) != 1 {
		t.Errorf("what the app did not list counts as read: %d on the pages, %v", unread, err)
	}

	at := list + "/" + got[0]["id"].(string) + "/dismiss"
	r.ask("POST", at, r.i, nil).is(404)
	r.ask("POST", at, r.o, nil).is(200)
	r.ask("POST", at, r.o, nil).is(200)
	if now := told(r.o); now != nil {
		t.Errorf("after it was read: %v", now)
	}
	if unread, _, err := r.Service.UnreadNotices(t.Context(), r.outsider.Viewer); err != nil || unread != len(r.ask("GET", list, r.o, nil).list(200)) {
		t.Errorf("%d are unread on the pages, %v", unread, err)
	}

}
