package federation

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/vocab"
)

// webfinger answers for the instance itself (FEP-d556) to anyone, and for
// names to the server channel only, by the visibility table: a name that may
// not be known does not exist.
func (s *Server) webfinger(w http.ResponseWriter, r *http.Request) error {
	resource := r.URL.Query().Get("resource")
	from, err := s.ask(r)
	if err != nil {
		return err
	}
	if resource == s.id.URL || resource == s.id.URL+"/" || resource == s.id.Issuer() || resource == "acct:issuer@"+s.id.Host {
		return replyPublic(w, vocab.TypeJRD, vocab.WebFinger(resource, s.id.Issuer(), ""))
	}
	name, ok := accountName(resource, s.id.Host)
	if !ok {
		return errNotFound
	}
	var actor string
	err = s.view(r.Context(), func(tx community.Tx) error { actor, err = s.named(tx, from, name); return err })
	if err != nil {
		return err
	}
	return replyFile(w, vocab.TypeJRD, vocab.WebFinger(resource, actor, ""))
}

// named finds the actor of a name in the shared name space, if the asker may
// know it.
func (s *Server) named(tx community.Tx, from caller, name string) (string, error) {
	c, err := tx.CommunityByUsername(name)
	if err == nil {
		if from.Signed && from.kind() != community.IssuerKey && c.Access != policy.Open {
			return "", errNotFound // closed and private names: the server channel only
		}
		level, err := s.Service.LevelOf(tx, from.Viewer, c)
		if err != nil {
			return "", err
		}
		if level < policy.LevelStub {
			return "", levelError(level)
		}
		return c.IRI, nil
	}
	if !community.IsNotFound(err) {
		return "", err
	}
	p, err := tx.PersonByUsername(name)
	if err != nil {
		return "", err
	}
	if s.Open && !from.Signed {
		_, err := s.Service.OutsideSeesPerson(tx, p)
		return p.IRI, err
	}
	level, err := s.Service.PersonLevelOf(tx, from.Viewer, p)
	if err != nil {
		return "", err
	}
	if level < policy.LevelStub || from.kind() != community.IssuerKey {
		return "", errNotFound
	}
	return p.IRI, nil
}

// openToPages lets pages of any site read what everybody may: apps that run in a
// browser ask here before anybody signs in.
func openToPages(w http.ResponseWriter) { w.Header().Set("Access-Control-Allow-Origin", "*") }

func (s *Server) hostMeta(w http.ResponseWriter, _ *http.Request) error {
	openToPages(w)
	return replyPublic(w, "application/xrd+xml; charset=utf-8", vocab.HostMeta(s.id.URL))
}

func (s *Server) nodeInfoLinks(w http.ResponseWriter, _ *http.Request) error {
	openToPages(w)
	return replyPublic(w, "application/json; charset=utf-8",
		vocab.NodeInfoLinks(s.id.URL+"/nodeinfo/2.0", s.id.URL+"/nodeinfo/2.1", s.id.Issuer()))
}

// nodeInfo describes the software to anyone; it counts nobody.
func (s *Server) nodeInfo(w http.ResponseWriter, r *http.Request) error {
	version := chi.URLParam(r, "version")
	if version != "2.0" && version != "2.1" {
		return errNotFound
	}
	openToPages(w)
	info := vocab.NodeInfo{Software: "headroom", Version: s.Version, Name: s.id.Name.In(s.id.Language), Nation: s.id.Nation}
	return replyPublic(w, `application/json; profile="http://nodeinfo.diaspora.software/ns/schema/`+version+`#"; charset=utf-8`,
		vocab.NodeInfoDocument(info, version))
}
