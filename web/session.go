package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"headroom/community"
)

// halfLife is how long somebody may look for their second factor.
const halfLife = 10 * time.Minute

// touchEvery is how often the use of a session is written down; its idle time
// counts from there.
const touchEvery = time.Hour

// The values of a session.
const (
	keyAccount = "account"
	keyEpoch   = "epoch"
	keyBegan   = "began"
	keySeen    = "seen"
	keyHalf    = "half"    // the account whose password was right, and no more
	keyPasskey = "passkey" // 1 when it was opened with one, or one was made in it
	keyProved  = "proved"  // when its holder last showed that it is them
	keyID      = "id"      // by which its holder ends it; stays when the token changes
	keyDevice  = "device"
	keyName    = "name" // that goes along to a new token
)

// newSessions makes the session manager. Tokens are kept as hashes. scs knows
// the absolute end only; the idle one is the store's, so that reading a page
// does not write a session each time.
func newSessions(s *Site) *scs.SessionManager {
	m := scs.New()
	m.Store = sessionStore{s}
	m.Codec = sessionCodec{}
	m.HashTokenInStore = true
	m.Lifetime = s.SessionLifetime
	m.Cookie.Name = s.cookie("headroom")
	m.Cookie.Path = "/"
	m.Cookie.HttpOnly = true
	m.Cookie.Secure = s.https
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Persist = true
	return m
}

// cookie is the name of a cookie: bound to this host where the origin is https.
func (s *Site) cookie(name string) string {
	if s.https {
		return "__Host-" + name
	}
	return name
}

// begin gives the signed-in account a new session under a new token.
func (s *Site) begin(w http.ResponseWriter, r *http.Request, a community.Account) error {
	return s.beginBy(w, r, a, false)
}

// beginBy is begin for who came with a passkey, or without one.
func (s *Site) beginBy(w http.ResponseWriter, r *http.Request, a community.Account, passkey bool) error {
	by := int64(0)
	if passkey {
		by = 1
	}
	s.sessions.Put(r.Context(), keyAccount, a.ID)
	s.sessions.Put(r.Context(), keyHalf, int64(0))
	s.sessions.Put(r.Context(), keyPasskey, by)
	s.sessions.Put(r.Context(), keyProved, s.Clock().UnixMilli())
	device := deviceOf(r.UserAgent())
	s.sessions.Put(r.Context(), keyDevice, device)
	s.sessions.Put(r.Context(), keyName, "")
	s.sessions.Put(r.Context(), keyID, newSessionID())
	if err := s.commit(w, r, a); err != nil {
		return err
	}
	s.arrived(w, r, a, device)
	return nil
}

// newSessionID is a number that nobody guesses; it opens nothing.
func newSessionID() int64 {
	var b [8]byte
	rand.Read(b[:]) // never fails
	return int64(binary.BigEndian.Uint64(b[:])>>11) | 1
}

// renew goes on with a session, under a new token, after its account has ended all
// others.
func (s *Site) renew(w http.ResponseWriter, r *http.Request, a community.Account) error {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), keyEpoch, a.Epoch)
	return s.keep(w, r.Context())
}

// strengthen goes on with a session in which a passkey has been shown.
func (s *Site) strengthen(w http.ResponseWriter, r *http.Request) error {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Put(r.Context(), keyPasskey, int64(1))
	s.sessions.Put(r.Context(), keyProved, s.Clock().UnixMilli())
	return s.keep(w, r.Context())
}

// beginHalf remembers for a while, under a new token, that the password of an
// account was right. It signs nobody in.
func (s *Site) beginHalf(w http.ResponseWriter, r *http.Request, a community.Account) error {
	s.sessions.Put(r.Context(), keyAccount, int64(0))
	s.sessions.Put(r.Context(), keyHalf, a.ID)
	return s.commit(w, r, a)
}

func (s *Site) commit(w http.ResponseWriter, r *http.Request, a community.Account) error {
	ctx := r.Context()
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	now := s.Clock().UnixMilli()
	s.sessions.Put(ctx, keyEpoch, a.Epoch)
	s.sessions.Put(ctx, keyBegan, now)
	s.sessions.Put(ctx, keySeen, now)
	return s.keep(w, ctx)
}

// keep writes a session down and tells the browser of its token.
func (s *Site) keep(w http.ResponseWriter, ctx context.Context) error {
	token, until, err := s.sessions.Commit(ctx)
	if err != nil {
		return err
	}
	s.setCookie(w, ctx, token, until)
	return nil
}

// end destroys the session of the request, if it has one.
func (s *Site) end(w http.ResponseWriter, r *http.Request) error {
	if s.sessions.Token(r.Context()) != "" {
		if err := s.sessions.Destroy(r.Context()); err != nil {
			return err
		}
	}
	s.setCookie(w, r.Context(), "", time.Time{})
	return nil
}

// setCookie writes the session's cookie without what scs says of caches.
func (s *Site) setCookie(w http.ResponseWriter, ctx context.Context, token string, until time.Time) {
	cache := w.Header().Get("Cache-Control")
	vary := w.Header().Get("Vary")
	s.sessions.WriteSessionCookie(ctx, w, token, until)
	w.Header().Set("Cache-Control", cache)
	w.Header().Set("Vary", vary)
}

// touch writes down that the session is in use; a store that cannot write now
// is no reason to refuse a page.
func (s *Site) touch(ctx context.Context) {
	now := s.Clock()
	if now.Sub(time.UnixMilli(s.sessions.GetInt64(ctx, keySeen))) < touchEvery {
		return
	}
	s.sessions.Put(ctx, keySeen, now.UnixMilli())
	if _, _, err := s.sessions.Commit(context.WithValue(ctx, goingOn{}, true)); err != nil {
		s.Log.WarnContext(ctx, "session not extended", "err", err)
	}
}

// sessionLives reports whether the session that a request came with is still
// kept: signing out elsewhere ends it.
func (s *Site) sessionLives(ctx context.Context) (bool, error) {
	sum := sha256.Sum256([]byte(s.sessions.Token(ctx)))
	// The form in which scs names hashed tokens to its store.
	_, found, err := sessionStore{s}.FindCtx(ctx, base64.RawURLEncoding.EncodeToString(sum[:]))
	return found, err
}

// sessionStore keeps sessions through the domain's store.
type sessionStore struct{ s *Site }

// FindCtx gives the bytes of a session that has neither been idle nor lasted
// too long.
func (t sessionStore) FindCtx(ctx context.Context, hash string) (data []byte, found bool, err error) {
	var until time.Time
	err = t.s.Service.Store.View(ctx, func(tx community.Tx) error {
		data, until, err = tx.Session(hash)
		return err
	})
	if community.IsNotFound(err) {
		return nil, false, nil
	}
	return data, err == nil && t.s.Clock().Before(until), err
}

// CommitCtx keeps a session until it would be idle, or has lasted its time.
func (t sessionStore) CommitCtx(ctx context.Context, hash string, data []byte, _ time.Time) error {
	_, values, err := sessionCodec{}.Decode(data)
	if err != nil {
		return err
	}
	account, _ := values[keyAccount].(int64)
	began, _ := values[keyBegan].(int64)
	until := t.s.Clock().Add(t.s.SessionIdle)
	if account == 0 {
		until = t.s.Clock().Add(halfLife)
	}
	if last := time.UnixMilli(began).Add(t.s.SessionLifetime); last.Before(until) {
		until = last
	}
	text := func(key string) string { v, _ := values[key].(string); return v }
	at := func(key string) time.Time { v, _ := values[key].(int64); return time.UnixMilli(v).UTC() }
	shown := community.Session{Device: text(keyDevice), Name: text(keyName), BeganAt: at(keyBegan), SeenAt: at(keySeen).Truncate(touchEvery)}
	shown.ID, _ = values[keyID].(int64)
	return t.s.Service.Store.Update(ctx, func(tx community.Tx) error {
		if ctx.Value(goingOn{}) != nil { // one that was ended meanwhile stays ended
			if _, _, err := tx.Session(hash); err != nil {
				return err
			}
		}
		if err := tx.PutSession(hash, account, data, until.UTC()); err != nil {
			return err
		}
		return tx.DescribeSession(hash, shown)
	})
}

// goingOn marks a commit of a session that goes on as it is.
type goingOn struct{}

// DeleteCtx forgets a session.
func (t sessionStore) DeleteCtx(ctx context.Context, hash string) error {
	return t.s.Service.Store.Update(ctx, func(tx community.Tx) error { return tx.DeleteSession(hash) })
}

// Find is FindCtx without a context, which scs asks for but does not call.
func (t sessionStore) Find(hash string) ([]byte, bool, error) {
	return t.FindCtx(context.Background(), hash)
}

// Commit is CommitCtx without a context.
func (t sessionStore) Commit(hash string, data []byte, until time.Time) error {
	return t.CommitCtx(context.Background(), hash, data, until)
}

// Delete is DeleteCtx without a context.
func (t sessionStore) Delete(hash string) error { return t.DeleteCtx(context.Background(), hash) }

// sessionCodec writes a session as a few numbers and words.
type sessionCodec struct{}

type sessionData struct {
	Deadline int64 `json:"d"`
	Account  int64 `json:"a"`
	Epoch    int64 `json:"e"`
	Began    int64 `json:"b"`
	Seen     int64 `json:"s"`
	Half     int64 `json:"h,omitempty"`
	Passkey  int64 `json:"p,omitempty"`
	Proved   int64 `json:"v,omitempty"`
	ID       int64 `json:"i,omitempty"`

	Device string `json:"u,omitempty"`
	Name   string `json:"n,omitempty"`
}

// Encode writes the values that a session may have.
func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	n := func(key string) int64 { v, _ := values[key].(int64); return v }
	text := func(key string) string { v, _ := values[key].(string); return v }
	return json.Marshal(sessionData{deadline.UnixMilli(), n(keyAccount), n(keyEpoch), n(keyBegan), n(keySeen), n(keyHalf), n(keyPasskey), n(keyProved), n(keyID),
		text(keyDevice), text(keyName)})
}

// Decode reads what Encode wrote.
func (sessionCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	var d sessionData
	if err := json.Unmarshal(b, &d); err != nil {
		return time.Time{}, nil, err
	}
	return time.UnixMilli(d.Deadline), map[string]any{
		keyAccount: d.Account, keyEpoch: d.Epoch, keyBegan: d.Began, keySeen: d.Seen, keyHalf: d.Half, keyPasskey: d.Passkey, keyProved: d.Proved,
		keyID: d.ID, keyDevice: d.Device, keyName: d.Name,
	}, nil
}
