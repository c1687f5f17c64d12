package clientapi_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"headroom/community"
)

// BenchmarkPost has 64 members post into one community at the same time.
func BenchmarkPost(b *testing.B) {
	w := newWorld(b)
	morag := w.head("Morag Sample")
	c := w.found(morag, community.CommunityInput{Username: "room", Joining: "automatic"})
	var tokens []string
	for range 64 {
		m := w.head("Iain Sample")
		w.ok(w.Service.Join(b.Context(), m.Viewer, c.ID, "please", nil))
		tokens = append(tokens, w.token(m))
	}
	var next atomic.Int64
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		token := tokens[int(next.Add(1))%len(tokens)]
		for pb.Next() {
			form := url.Values{"status": {"@room Which codes do you use for attendance?"}}
			r := httptest.NewRequest("POST", "http://"+host+"/api/v1/statuses", strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Authorization", "Bearer "+token)
			rec := httptest.NewRecorder()
			if w.Handler.ServeHTTP(rec, r); rec.Code != 200 {
				b.Error(rec.Body.String())
				return
			}
		}
	})
}
