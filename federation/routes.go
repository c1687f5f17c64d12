package federation

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"headroom/internal/httpx"
)

// Routes mounts the door. Every object answers HEAD like GET.
func (s *Server) Routes(r chi.Router) {
	errs := httpx.ActivityErrors(s.Log)
	get := func(path string, h httpx.Handler) { r.Get(path, errs.Wrap(h)) }
	post := func(path string, h httpx.Handler) { r.Post(path, errs.Wrap(h)) }

	outbox := httpx.Handler(s.forMembers)
	if s.Open {
		outbox = s.openPersonsOutbox
	}
	for _, path := range []string{"/u/{id}", "/u/{id}/inbox", "/u/{id}/outbox", "/g/{id}", "/o/{id}", "/a/{id}"} {
		r.Options(path, mayAsk)
	}
	get("/.well-known/webfinger", s.webfinger)
	get("/.well-known/host-meta", s.hostMeta)
	get("/.well-known/nodeinfo", s.nodeInfoLinks)
	get("/nodeinfo/{version}", s.nodeInfo)

	get("/issuer", s.issuerDocument)
	get("/issuer/keys", s.issuerKeys)
	get("/issuer/communities", s.communities)
	get("/issuer/peers", s.peers)
	get("/status/{purpose}/{number}", s.statusList)

	get("/u/{id}", s.orMember(s.person, s.personFor))
	get("/u/{id}/inbox", s.orMember(s.forMembers, s.inboxOf()))
	get("/u/{id}/outbox", s.orMember(outbox, s.outboxOf()))
	get("/u/{id}/credential", s.personCredential)
	get("/u/{id}/keys", s.personKeys)

	get("/g/{id}", s.orMember(s.group, s.groupFor))
	get("/g/{id}/members", s.members)
	get("/g/{id}/featured", s.featured)
	get("/g/{id}/servers", s.servers)
	get("/g/{id}/queue", s.queue)
	get("/g/{id}/modlog", s.modLog)
	get("/g/{id}/rules", s.conduct)
	get("/g/{id}/log", s.log)
	get("/g/{id}/log/{epoch}/{seq}", s.logEntry)
	get("/g/{id}/stamps", s.stamps)
	get("/g/{id}/keys", s.groupKeys)
	get("/g/{id}/copies/{hash}", s.copyOf)
	get("/g/{id}/files/{digest}", s.file)

	// What our people wrote into communities is served by their hosts; here it
	// is not found, for everyone, save what the world is shown, and what apps of
	// our own people read.
	get("/o/{id}", s.orMember(s.object, s.noteFor()))
	get("/o/{id}/files/{digest}", s.sentFile)
	get("/a/{id}", s.orMember(s.activity, s.createFor()))
	get("/credentials/{id}", s.nothing)
	get("/agreements/{id}", s.nothing)
	get("/links/{id}", s.nothing)
	get("/g/{id}/m/{membership}", s.nothing)
	get("/g/{id}/threads/{context}", s.nothing)

	if s.Open {
		s.openRoutes(get)
	}

	post("/inbox", s.inbox)
	post("/u/{id}/inbox", s.inbox)
	post("/g/{id}/inbox", s.inbox)
}

// nothing answers like an id that does not exist, after the signature has been
// looked at like anywhere else.
func (s *Server) nothing(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.ask(r); err != nil {
		return err
	}
	return errNotFound
}
