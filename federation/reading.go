package federation

import (
	"net/http"
	"net/url"
	"strings"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
	"headroom/internal/httpx"
	"headroom/internal/ids"
)

// Apps that speak ActivityPub as clients read here: their member's own inbox and
// outbox, and what is named in them and lives here, with the tokens of the client API.
// Every answer is what a use case gives their member at that moment.

// readingPage is how many activities stand on a page of an inbox or an outbox.
const readingPage = 20

// bearer is the token that a request brings.
func bearer(r *http.Request) string {
	kind, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	if !ok || !strings.EqualFold(kind, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// forApp answers a member's app.
type forApp func(w http.ResponseWriter, r *http.Request, h community.TokenHolder) error

// orMember lets a member's app in beside whom an address is for.
func (s *Server) orMember(others httpx.Handler, member forApp) httpx.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		token := bearer(r)
		if token == "" {
			return others(w, r)
		}
		openTo(w.Header())
		h, err := s.Service.ResumeToken(r.Context(), token)
		switch community.KindOf(err) {
		case community.Unauthenticated, community.NotFound, community.Forbidden:
			return errUnauthenticated
		}
		switch {
		case err != nil:
			return err
		case !h.Viewer.SignedIn(): // an app's own
			return errUnauthenticated
		case !community.ScopeCovers(h.Token.Scopes, "read:statuses"):
			return &community.Error{Class: community.Forbidden, Key: "error.app_scope"}
		}
		return member(w, r, h)
	}
}

// openTo lets pages of any site ask with a token, which no cookie stands for.
func openTo(h http.Header) { h.Set("Access-Control-Allow-Origin", "*") }

// mayAsk answers what browsers ask before they send a token.
func mayAsk(w http.ResponseWriter, _ *http.Request) {
	openTo(w.Header())
	w.Header().Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	w.Header().Set("Access-Control-Allow-Headers", "Authorization")
	w.Header().Set("Access-Control-Max-Age", "7200")
	w.WriteHeader(http.StatusNoContent)
}

// forMembers refuses everybody who has no token: an inbox is its owner's alone.
func (s *Server) forMembers(_ http.ResponseWriter, r *http.Request) error {
	from, err := s.ask(r)
	if err != nil {
		return err
	}
	if !from.Signed {
		return errUnauthenticated
	}
	return errNotFound
}

// own makes the collection of one kind that belongs to the holder of the token. Of
// everybody else's there is none.
func (s *Server) own(name string, query func(h community.TokenHolder) community.ArrivalQuery, keep func(community.TokenHolder, community.PostCard) bool) forApp {
	return func(w http.ResponseWriter, r *http.Request, h community.TokenHolder) error {
		if id, err := number(r, "id"); err != nil || id != h.Person.ID {
			return errNotFound
		}
		at := h.Person.IRI + "/" + name
		if r.URL.Query().Get("page") == "" {
			return reply(w, vocab.Collection(at, at+"?page=true", -1))
		}
		page := community.Page{Limit: readingPage}
		if before := r.URL.Query().Get("before"); before != "" {
			n, err := ids.Parse(before)
			if err != nil {
				return errNotFound
			}
			page.Before = n
		}
		cards, err := s.Service.Arrivals(r.Context(), h.Viewer, query(h), page)
		if err != nil {
			return err
		}
		var items [][]byte
		for _, c := range cards {
			if attributed(c) && keep(h, c) {
				a, note := s.written(h, c)
				items = append(items, vocab.Create(a, vocab.NoteObject(note)))
			}
		}
		next, here := "", at+"?"+(url.Values{"page": {"true"}}).Encode()
		if len(cards) == readingPage {
			next = at + "?page=true&before=" + number10(cards[len(cards)-1].Post.ID)
		}
		if page.Before != 0 {
			here += "&before=" + number10(page.Before)
		}
		return reply(w, vocab.CollectionPage(here, at, items, next))
	}
}

// attributed reports whether an app may be told who wrote a post: here it is said
// everywhere, by the addresses alone, which name the author's server.
func attributed(c community.PostCard) bool { return c.Shows == policy.Whole }

// inboxOf is what others have written in the member's communities, without those whom
// they do not want to hear.
func (s *Server) inboxOf() forApp {
	return s.own("inbox", func(community.TokenHolder) community.ArrivalQuery { return community.ArrivalQuery{Home: true} },
		func(h community.TokenHolder, c community.PostCard) bool {
			return c.Post.AuthorID != h.Person.ID && !c.Folded
		})
}

// outboxOf is what the member has written, where they may read it now.
func (s *Server) outboxOf() forApp {
	return s.own("outbox", func(h community.TokenHolder) community.ArrivalQuery {
		return community.ArrivalQuery{Author: h.Person.ID}
	},
		func(community.TokenHolder, community.PostCard) bool { return true })
}

// written makes the Create of a post and its object, as they are published.
func (s *Server) written(h community.TokenHolder, c community.PostCard) (vocab.Activity, vocab.Note) {
	m := material{url: s.id.URL, community: c.Community, post: c.Post, thread: c.Thread, mentions: c.Called,
		fileAt: func(f community.Attachment) string { return s.Service.FileAddress(h.Token, f.ID) }}
	if c.Post.AuthorID != h.Person.ID {
		m.post.Source = "" // drafts of words are their author's
	}
	if c.Poll != nil {
		m.poll = &c.Poll.Poll
	}
	a := vocab.Activity{ID: c.Post.ActivityIRI, Actor: c.Post.AuthorIRI, To: m.to(), Audience: c.Community.IRI, Context: c.Thread.Context, Published: c.Post.PublishedAt}
	return a, m.fields(a)
}

// oneOf answers with one post of this instance, if the member may read it.
func (s *Server) oneOf(find func(tx community.Tx, iri string) (community.Post, error), build func(vocab.Activity, vocab.Note) []byte) forApp {
	return func(w http.ResponseWriter, r *http.Request, h community.TokenHolder) error {
		if _, err := number(r, "id"); err != nil {
			return err
		}
		var post community.Post
		err := s.view(r.Context(), func(tx community.Tx) (err error) { post, err = find(tx, s.id.URL+r.URL.Path); return err })
		if err != nil {
			return err
		}
		c, err := s.Service.Card(r.Context(), h.Viewer, post.ID)
		switch community.KindOf(err) {
		case community.Forbidden, community.Unauthenticated:
			return errNotFound
		}
		if err != nil {
			return err
		}
		if !attributed(c) {
			return errNotFound
		}
		return reply(w, build(s.written(h, c)))
	}
}

// noteFor and createFor answer with a post and with the Create of one.
func (s *Server) noteFor() forApp {
	return s.oneOf(community.Tx.PostByIRI, func(_ vocab.Activity, note vocab.Note) []byte { return vocab.NoteDocument(note) })
}

func (s *Server) createFor() forApp {
	return s.oneOf(community.Tx.PostByActivity, func(a vocab.Activity, note vocab.Note) []byte { return vocab.Create(a, vocab.NoteObject(note)) })
}

// personFor answers with a person of this instance, to who may see them; to themselves
// with where they read and where apps sign in.
func (s *Server) personFor(w http.ResponseWriter, r *http.Request, h community.TokenHolder) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	var body []byte
	err = s.view(r.Context(), func(tx community.Tx) error {
		p, err := s.localPerson(tx, id)
		if err != nil {
			return err
		}
		if err := s.Service.DecideOnPerson(tx, h.Viewer, p, policy.ViewProfile); err != nil {
			return errNotFound
		}
		keys, err := s.theKeys(tx, p.IRI)
		if err != nil {
			return err
		}
		doc := vocab.Person{ID: p.IRI, Inbox: p.IRI + "/inbox", SharedInbox: s.id.URL + "/inbox", Keys: keys}
		if p.ID == h.Person.ID {
			doc.Outbox, doc.Authorize, doc.Token = p.IRI+"/outbox", s.id.URL+"/oauth/authorize", s.id.URL+"/oauth/token"
		}
		body = vocab.PersonProfile(profile(doc, p))
		return nil
	})
	if err != nil {
		return err
	}
	return reply(w, body)
}

// groupFor answers with a community of this instance as far as the member may know it.
func (s *Server) groupFor(w http.ResponseWriter, r *http.Request, h community.TokenHolder) error {
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	var body []byte
	err = s.view(r.Context(), func(tx community.Tx) error {
		c, err := tx.Community(id)
		if err != nil {
			return err
		}
		if !c.Local {
			return errNotFound
		}
		level, err := s.Service.LevelOf(tx, h.Viewer, c)
		if err != nil {
			return err
		}
		body, err = s.groupDocument(tx, c, level)
		return err
	})
	if err != nil {
		return err
	}
	return reply(w, body)
}
