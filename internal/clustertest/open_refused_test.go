package clustertest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"headroom/community"
	"headroom/federation/sign"
)

// kept counts what the host keeps of the world.
func (s *publicSquare) kept() (followers int64, actor bool) {
	s.T.Helper()
	s.host.View(func(tx community.Tx) error {
		_, err := tx.OutsideActorByIRI(s.outsider.IRI)
		actor = err == nil
		followers, err = tx.CountOutsideFollowers(s.room.ID)
		return err
	})
	return followers, actor
}

// TestStrangersCauseNothing: what is not about an open community gets the answer
// of every unknown host, and costs no request and no row.
func TestStrangersCauseNothing(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	s.agree(s.moderator)
	closed := s.moderator.Found(community.CommunityInput{Username: "closed-room"})
	private := s.moderator.Found(community.CommunityInput{Username: "private-room", Access: "private", Joining: "invitation"})
	said := s.post(s.moderator, "Said in public", "Heads of schools.")
	hidden, err := s.host.Service.StartThread(t.Context(), s.moderator.Viewer, community.PostInput{Community: closed.ID, Title: "Said inside", Body: "Among us."})
	if err != nil {
		t.Fatal(err)
	}
	s.Settle()
	var inside community.Post
	s.host.View(func(tx community.Tx) (err error) { inside, err = tx.Post(hidden.Post); return err })
	o, shared := s.outsider, s.host.Config.URL+"/inbox"
	note := func(to, parent string) map[string]any {
		n := map[string]any{"id": o.World.URL + "/notes/1", "type": "Note", "attributedTo": o.IRI, "content": "Spam",
			"to": []string{"https://www.w3.org/ns/activitystreams#Public"}, "audience": to}
		if parent != "" {
			n["inReplyTo"] = parent
		}
		return n
	}
	for name, c := range map[string]struct {
		doc  map[string]any
		want int
	}{
		"Follow of a closed group":          {o.Doc("Follow", "a1", closed.IRI), http.StatusUnauthorized},
		"Follow of a private group":         {o.Doc("Follow", "a2", private.IRI), http.StatusUnauthorized},
		"Follow of nothing":                 {o.Doc("Follow", "a3", s.host.Config.URL+"/g/244175471214591"), http.StatusUnauthorized},
		"Follow of a person":                {o.Doc("Follow", "a4", s.moderator.Person.IRI), http.StatusUnauthorized},
		"Like of a post in a closed group":  {o.Doc("Like", "a5", inside.IRI), http.StatusUnauthorized},
		"Undo of what never was":            {o.Doc("Undo", "a6", o.World.URL+"/acts/none"), http.StatusUnauthorized},
		"Delete of themselves, never met":   {o.Doc("Delete", "a7", o.IRI), http.StatusUnauthorized},
		"Create in an open group":           {o.Doc("Create", "a8", note(s.room.IRI, "")), http.StatusForbidden},
		"Create answering an open post":     {o.Doc("Create", "a9", note("", said.IRI)), http.StatusForbidden},
		"Create in a closed group":          {o.Doc("Create", "a10", note(closed.IRI, "")), http.StatusUnauthorized},
		"Create answering a closed post":    {o.Doc("Create", "a11", note("", inside.IRI)), http.StatusUnauthorized},
		"Announce of a closed group's post": {o.Doc("Announce", "a12", inside.IRI), http.StatusUnauthorized},
		"Announce of an open group's post":  {o.Doc("Announce", "a14", said.IRI), http.StatusForbidden},
		"Offer of an agreement":             {o.Doc("Offer", "a15", map[string]any{"type": "hr:Agreement", "id": o.World.URL + "/agreements/1"}), http.StatusUnauthorized},
		"Flag":                              {o.Doc("Flag", "a13", said.IRI), http.StatusForbidden},
		"another's activity":                {map[string]any{"id": "https://elsewhere.example/1", "type": "Follow", "actor": "https://elsewhere.example/u/1", "object": s.room.IRI}, http.StatusUnauthorized},
		"one of ours":                       {map[string]any{"id": s.host.Config.URL + "/a/1", "type": "Follow", "actor": s.moderator.Person.IRI, "object": s.room.IRI}, http.StatusUnauthorized},
	} {
		if status := o.Send(shared, c.doc); status != c.want {
			t.Errorf("%s: %d, want %d", name, status, c.want)
		}
	}
	s.Settle()
	if n := s.world.Asked(""); n != 0 {
		t.Errorf("%d requests were caused", n)
	}
	if n, actor := s.kept(); n != 0 || actor {
		t.Errorf("%d followers, actor kept %v", n, actor)
	}
	for _, url := range []string{closed.IRI, private.IRI, inside.IRI, inside.ActivityIRI, closed.IRI + "/followers", closed.IRI + "/outbox",
		private.IRI + "/followers", s.host.Config.URL + "/.well-known/webfinger?resource=acct:closed-room@" + s.host.Identity.Host} {
		s.unknown(t, url)
	}
}

// unknown checks that an address answers, signed and not, like one at which there
// is nothing.
func (s *publicSquare) unknown(t *testing.T, url string) {
	t.Helper()
	nothing, _ := s.world.Read(s.host.Config.URL + "/g/244175471214591")
	for name, ask := range map[string]func(string) ([]byte, int){"unsigned": s.world.Read, "signed": s.outsider.Ask} {
		if body, status := ask(url); status != http.StatusNotFound || string(body) != string(nothing) {
			t.Errorf("%s, %s: %d %s", url, name, status, body)
		}
	}
}

// TestForgedKeys: a signature counts only by a key that the actor's own document
// names as the actor's.
func TestForgedKeys(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	mallory := s.world.Person("mallory")
	follow := s.outsider.Doc("Follow", "forged", s.room.IRI)
	if status := mallory.Send(s.room.IRI+"/inbox", follow); status != http.StatusUnauthorized {
		t.Errorf("signed by another's key: %d", status)
	}
	if status := mallory.SendAs(sign.Cavage, s.outsider.KeyID, s.room.IRI+"/inbox", follow); status != http.StatusUnauthorized {
		t.Errorf("under another's key id: %d", status)
	}
	// A document that says that mallory's key is sam's.
	stolen := strings.ReplaceAll(string(mallory.document()), `"owner":"`+mallory.IRI, `"owner":"`+s.outsider.IRI)
	s.world.Front("/users/mallory", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/activity+json")
		_, _ = w.Write([]byte(stolen))
	})
	if status := mallory.SendAs(sign.Message, mallory.KeyID, s.room.IRI+"/inbox", s.outsider.Doc("Follow", "forged-2", s.room.IRI)); status != http.StatusUnauthorized {
		t.Errorf("a key that says that it is another's: %d", status)
	}
	if n, _ := s.kept(); n != 0 {
		t.Errorf("%d followers", n)
	}
}

// TestOnlyWhoSaidYes: of those who have not agreed the world reads nothing, in
// answers below them neither, and who takes it back is forgotten there.
func TestOnlyWhoSaidYes(t *testing.T) {
	t.Parallel()
	s := tellOfSquare(t)
	shy := s.host.Head("Shy Sample")
	shy.Join(s.room.IRI)
	s.moderator.AcceptAll(s.room)
	s.followed()
	quiet := s.post(shy, "Only on the pages", "Not for other software.")
	if got := s.world.Letters(); len(got) != 0 {
		t.Fatalf("sent %q", kinds(got))
	}
	early := s.post(s.moderator, "Before saying yes", "Meant for who was there.")
	s.Clock.Advance(time.Minute)
	s.agree(s.moderator)
	s.unknown(t, early.IRI)
	s.unknown(t, early.ActivityIRI)
	if _, err := s.host.Service.Reply(t.Context(), s.moderator.Viewer, community.PostInput{Thread: quiet.ThreadID, Parent: quiet.ID, Body: "An answer to it."}); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	if got := s.world.Letters(); len(got) != 0 {
		t.Errorf("an answer was sent: %q", kinds(got))
	}
	for _, url := range []string{quiet.IRI, quiet.ActivityIRI, shy.Person.IRI, shy.Person.IRI + "/outbox", shy.Person.IRI + "/keys", shy.Person.IRI + "/credential",
		s.host.Config.URL + "/.well-known/webfinger?resource=acct:" + shy.Person.Username + "@" + s.host.Identity.Host} {
		s.unknown(t, url)
	}
	said := s.post(s.moderator, "For everybody", "Here we are.")
	s.world.Letters()
	if err := s.host.Service.ChooseOutside(t.Context(), s.moderator.Viewer, false); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	got := s.world.Letters()
	same(t, "taken back", kinds(got), "Announce{Delete}", "Undo{Announce}", "Delete(id) with a bad signature") // the person is not shown any more
	for _, url := range []string{said.IRI, said.ActivityIRI, s.moderator.Person.IRI} {
		s.unknown(t, url)
	}
}

// TestAClosedInstanceIsAsBefore: without the setting strangers get what they
// always got.
func TestAClosedInstanceIsAsBefore(t *testing.T) {
	t.Parallel()
	w := NewWorld(t, "fediverse")
	s := &publicSquare{Cluster: New(t, Options{Names: []string{"scotland"}, Addresses: []string{w.Address}}), world: w}
	w.In(s.Cluster)
	s.host = s.Node("scotland")
	s.moderator, s.outsider = s.host.Head("Morag Sample"), w.Person("sam")
	s.room = s.moderator.Found(community.CommunityInput{Username: "public-square", Access: "open", Joining: "request"})
	s.agree(s.moderator)
	p := s.post(s.moderator, "A word for everybody", "Here we are.")
	if status := s.outsider.Follow(s.room.IRI, "f"); status != http.StatusUnauthorized {
		t.Errorf("Follow: %d", status)
	}
	if _, status := s.outsider.Ask(s.room.IRI); status != http.StatusUnauthorized {
		t.Errorf("a signed GET: %d", status)
	}
	for _, url := range []string{p.IRI, p.ActivityIRI, s.moderator.Person.IRI} {
		nothing, _ := w.Read(s.host.Config.URL + "/g/244175471214591")
		if body, status := w.Read(url); status != http.StatusNotFound || string(body) != string(nothing) {
			t.Errorf("%s: %d %s", url, status, body)
		}
	}
	if body, _ := w.Read(s.room.IRI); strings.Contains(string(body), "followers") || strings.Contains(string(body), "#rsa") {
		t.Errorf("the group says %s", body)
	}
	if n := w.Asked(""); n != 0 {
		t.Errorf("%d requests", n)
	}
}
