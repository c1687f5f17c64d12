package federation

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"headroom/community"
	"headroom/federation/vocab"
	"headroom/internal/httpx"
)

func number10(n int64) string { return strconv.FormatInt(n, 10) }

// openRoutes mounts what an instance that is open to the world answers beside
// the rest. Where it is not, these paths do not exist.
func (s *Server) openRoutes(get func(string, httpx.Handler)) {
	get("/g/{id}/followers", s.openCount(func(tx community.Tx, c community.Community) (int64, error) {
		return tx.CountOutsideFollowers(c.ID)
	}))
	get("/g/{id}/outbox", s.openCount(func(tx community.Tx, c community.Community) (int64, error) { return tx.CountOutsideShown(c.ID) }))
	get("/g/{id}/moderators", s.openModerators)
	get("/g/{id}/following", s.openFollowing)
}

// openCount answers with the size of a collection of an open community.
func (s *Server) openCount(count func(community.Tx, community.Community) (int64, error)) httpx.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var n int64
		err := s.inOpenGroup(r, func(tx community.Tx, c community.Community) (err error) { n, err = count(tx, c); return err })
		if err != nil {
			return err
		}
		return reply(w, vocab.Count(s.id.URL+r.URL.Path, n))
	}
}

// inOpenGroup is the shape of every GET below a Group that the world is shown.
func (s *Server) inOpenGroup(r *http.Request, fn func(community.Tx, community.Community) error) error {
	return s.inGroup(r, "", func(tx community.Tx, _ caller, c community.Community) error {
		if err := s.Service.OutsideSees(c); err != nil {
			return err
		}
		return fn(tx, c)
	})
}

// openModerators lists those moderators who may be named to the world.
func (s *Server) openModerators(w http.ResponseWriter, r *http.Request) error {
	var items [][]byte
	err := s.inOpenGroup(r, func(tx community.Tx, c community.Community) error {
		people, err := s.Service.OutsideModerators(tx, c)
		for _, p := range people {
			items = append(items, vocab.Ref(p.IRI))
		}
		return err
	})
	if err != nil {
		return err
	}
	return reply(w, vocab.Listed(s.id.URL+r.URL.Path, items))
}

// openPersonsOutbox is there because software asks for it. What somebody wrote
// is read in its community.
func (s *Server) openPersonsOutbox(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.ask(r); err != nil {
		return err
	}
	p, err := s.openPerson(r)
	if err != nil {
		return err
	}
	return reply(w, vocab.Count(p.IRI+"/outbox", 0))
}

// openPerson is the person of a path, if the world may be told who they are.
func (s *Server) openPerson(r *http.Request) (p community.Person, err error) {
	id, err := number(r, "id")
	if err != nil {
		return p, err
	}
	err = s.view(r.Context(), func(tx community.Tx) error {
		if p, err = s.localPerson(tx, id); err != nil {
			return err
		}
		_, err = s.Service.OutsideSeesPerson(tx, p)
		return err
	})
	return p, err
}

// personForWorld answers an unsigned GET of a person.
func (s *Server) personForWorld(w http.ResponseWriter, r *http.Request) error {
	p, err := s.openPerson(r)
	if err != nil {
		return err
	}
	key, err := s.outsidePublic(r.Context(), p.IRI)
	if err != nil {
		return err
	}
	pem, err := outsidePEM(key)
	if err != nil {
		return err
	}
	return reply(w, vocab.OpenPerson{ID: p.IRI, Inbox: p.IRI + "/inbox", SharedInbox: s.id.URL + "/inbox", Outbox: p.IRI + "/outbox",
		PreferredUsername: p.Username, Name: p.Name, KeyID: key.IRI, PEM: pem}.Document())
}

// object serves a post of an open community to the world, and nothing to
// anybody else: a community's own people read its log and its copies.
func (s *Server) object(w http.ResponseWriter, r *http.Request) error {
	return s.openObject(w, r, func(tx community.Tx) (community.Post, error) { return tx.PostByIRI(s.id.URL + r.URL.Path) },
		func(p vocab.OpenPost) []byte { return p.Object(true) })
}

// activity likewise serves the Create of one.
func (s *Server) activity(w http.ResponseWriter, r *http.Request) error {
	return s.openObject(w, r, func(tx community.Tx) (community.Post, error) { return tx.PostByActivity(s.id.URL + r.URL.Path) },
		func(p vocab.OpenPost) []byte { return p.Activity("Create", p.ActivityID, true) })
}

func (s *Server) openObject(w http.ResponseWriter, r *http.Request, find func(community.Tx) (community.Post, error), build func(vocab.OpenPost) []byte) error {
	from, err := s.ask(r)
	if err != nil {
		return err
	}
	if from.Signed || !s.Open {
		return errNotFound
	}
	if _, err := number(r, "id"); err != nil {
		return err
	}
	var body []byte
	err = s.view(r.Context(), func(tx community.Tx) error {
		post, err := find(tx)
		if err != nil {
			return err
		}
		c, err := tx.Community(post.CommunityID)
		if err != nil {
			return err
		}
		p, linked, err := s.openPost(tx, c, post.IRI)
		if err == nil && len(linked) > 0 {
			return errNotFound // it stands elsewhere
		}
		body = build(p)
		return err
	})
	if err != nil {
		return err
	}
	return reply(w, body)
}

// openFile serves a picture of a post that the world is shown to anybody.
func (s *Server) openFile(w http.ResponseWriter, r *http.Request, post int64) error {
	a, data, err := s.Service.OutsideFile(r.Context(), post, digestIn(r))
	if err != nil {
		return errNotFoundOr(err)
	}
	return replyBytes(w, a, data)
}

// openFiles are the pictures of a post of ours as the world reads them.
func openFiles(p community.Post) (files []vocab.Attachment) {
	for _, a := range p.Attachments {
		if digest, ok := strings.CutPrefix(a.Digest, "sha-256:"); ok && a.URL == "" {
			files = append(files, vocab.Attachment{Type: "Image", URL: p.IRI + "/files/" + digest, MediaType: a.MediaType, Name: a.Alt,
				Width: int64(a.Width), Height: int64(a.Height)})
		}
	}
	return files
}

// groupForWorld is an open Group with what the fediverse wants of one: where it
// is followed, and a key that all software can read.
func (s *Server) groupForWorld(ctx context.Context, c community.Community) (body []byte, err error) {
	key, err := s.outsidePublic(ctx, c.IRI)
	if err != nil {
		return nil, err
	}
	pem, err := outsidePEM(key)
	if err != nil {
		return nil, err
	}
	err = s.view(ctx, func(tx community.Tx) error {
		keys, err := s.theKeys(tx, c.IRI)
		if err != nil {
			return err
		}
		keys.Public = vocab.PublicKey{ID: key.IRI, Owner: c.IRI, PEM: pem}
		g := s.shownGroup(c, keys)
		g.Outbox, g.Followers, g.Following = c.IRI+"/outbox", c.IRI+"/followers", c.IRI+"/following"
		g.Summary, g.URL = c.Summary.In(s.id.Language), s.id.URL+"/communities/"+number10(c.ID)
		body = vocab.GroupFull(g)
		return nil
	})
	return body, err
}
