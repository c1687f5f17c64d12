package clustertest

import (
	"net/http"
	"sync/atomic"
	"testing"

	"headroom/community"
	"headroom/federation/sign"
)

// TestAPeerThatTakesTheOtherForm puts something before one instance that reads
// RFC 9421 only: every message arrives all the same, the form is remembered
// through a restart, and nobody is asked twice who is known.
func TestAPeerThatTakesTheOtherForm(t *testing.T) {
	t.Parallel()
	s := joined(t)
	wales, host := s.welsh.Node, s.moderator.Node
	var refused atomic.Int32
	wales.Front(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("Signature") == "" || r.Header.Get("Signature-Input") != "" {
			return false
		}
		refused.Add(1)
		w.WriteHeader(http.StatusUnauthorized)
		return true
	})
	// What was learned long ago is doubted.
	s.must(host.Store.Update(t.Context(), func(tx community.Tx) error {
		return tx.PutSignatureForm(community.SignatureForm{Host: wales.Identity.Host, Form: string(sign.Cavage)})
	}))
	host.Restart()
	said := s.say(s.moderator, "", "Spoken in the other form")
	s.seenBy(said, s.welsh, s.english)
	form := func() (f community.SignatureForm) {
		host.View(func(tx community.Tx) (err error) { f, err = tx.SignatureForm(wales.Identity.Host); return err })
		return f
	}
	if n := refused.Load(); n != 1 {
		t.Errorf("%d requests were refused before the other form was tried", n)
	}
	if f := form(); f.Form != string(sign.Message) {
		t.Errorf("kept %+v", f)
	}
	host.Restart()
	refused.Store(0)
	s.seenBy(s.say(s.moderator, "", "And after a restart"), s.welsh)
	if n := refused.Load(); n != 0 {
		t.Errorf("%d requests in the form that is known to be refused", n)
	}
}
