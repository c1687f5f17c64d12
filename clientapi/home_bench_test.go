package clientapi_test

import (
	"strconv"
	"testing"

	"headroom/community"
)

// BenchmarkHome reads the newest twenty of two hundred posts in ten communities.
func BenchmarkHome(b *testing.B) {
	w := newWorld(b)
	morag, iain := w.head("Morag Sample"), w.head("Iain Sample")
	for i := range 10 {
		c := w.found(morag, community.CommunityInput{Username: "room-" + strconv.Itoa(i), Joining: "automatic"})
		w.ok(w.Service.Join(b.Context(), iain.Viewer, c.ID, "please", nil))
		for range 20 {
			_, err := w.Service.StartThread(b.Context(), morag.Viewer, community.PostInput{Community: c.ID, Title: "Attendance codes", Body: "Which do you use?"})
			w.ok(err)
		}
	}
	token := w.token(iain)
	for b.Loop() {
		if got := w.ask("GET", "/api/v1/timelines/home", token, nil); got.Status != 200 {
			b.Fatal(got.Body)
		}
	}
}
