package federation

import (
	"context"
	"net/http"
	"sync"
	"time"

	"headroom/community"
	"headroom/federation/vocab"
)

// What the doorman remembers: of so many people, for so long.
const (
	doormanMost = 10_000
	doormanTime = time.Second
)

// doorman remembers who has just come in: members of active peers, for a moment.
// It spares a busy inbox a look into the database for each activity, and decides
// nothing: the commit that takes an activity asks for the agreement again.
type doorman struct {
	mu   sync.Mutex
	seen map[string]visitor // by actor
}

type visitor struct {
	peer   community.Peer
	person int64
	at     time.Time
}

func (d *doorman) find(actor string, now time.Time) (visitor, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.seen[actor]
	return v, ok && !now.Before(v.at) && now.Sub(v.at) < doormanTime
}

func (d *doorman) note(actor string, v visitor) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.seen) >= doormanMost || d.seen == nil {
		d.seen = make(map[string]visitor)
	}
	d.seen[actor] = v
}

func (d *doorman) forget(actor string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.seen, actor)
}

// atDoor is known for a message that is handed in: the doorman may know its
// sender. What is asked for (GET) is always looked up.
func (s *Server) atDoor(r *http.Request, host, actor string) (peer community.Peer, person int64, remembered bool, err error) {
	if r.Method != http.MethodPost {
		peer, person, err = s.known(r.Context(), host, actor)
		return peer, person, false, err
	}
	now := s.now()
	if v, ok := s.doorman.find(actor, now); ok && v.peer.Host == host {
		return v.peer, v.person, true, nil
	}
	peer, person, err = s.known(r.Context(), host, actor)
	if err == nil && person != 0 && peer.State == community.PeerActive {
		s.doorman.note(actor, visitor{peer, person, now})
	}
	return peer, person, false, err
}

// lookAgain looks a sender up whom only the doorman has known so far.
func (s *Server) lookAgain(ctx context.Context, from *caller) error {
	if !from.remembered {
		return nil
	}
	peer, person, err := s.known(ctx, from.Peer.Host, vocab.WithoutFragment(from.Actor))
	if community.IsNotFound(err) || err == nil && (peer.State != community.PeerActive || person == 0) {
		s.doorman.forget(from.Actor)
		return errUnauthenticated
	}
	from.Peer, from.Viewer.Person, from.remembered = peer, person, false
	return err
}
