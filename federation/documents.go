package federation

import (
	"cmp"
	"crypto/ed25519"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"headroom/community"
	"headroom/community/policy"
	"headroom/federation/sign"
	"headroom/federation/vocab"
)

func encodePEM(pub any) (string, error) { return sign.EncodePEM(pub) }

func multibase(k community.Key) string { return sign.EncodeMultikey(ed25519.PublicKey(k.Public)) }

// issuerDocument is the instance's Application actor: for anyone, unsigned.
func (s *Server) issuerDocument(w http.ResponseWriter, r *http.Request) error {
	var body []byte
	iri := s.id.Issuer()
	err := s.view(r.Context(), func(tx community.Tx) error {
		keys, err := s.theKeys(tx, iri)
		if err != nil {
			return err
		}
		name := s.id.Name.In(s.id.Language)
		body = vocab.IssuerActor(vocab.Issuer{ID: iri, PreferredUsername: "issuer", Name: name, NameMap: s.id.Name,
			Inbox: s.id.URL + "/inbox", SharedInbox: s.id.URL + "/inbox", URL: s.id.URL + "/", Software: "Headroom", Keys: keys,
			Communities: iri + "/communities", Peers: iri + "/peers", Nation: s.id.Nation})
		return nil
	})
	if err != nil {
		return err
	}
	return replyPublic(w, `application/activity+json; charset=utf-8`, body)
}

// issuerKeys lists the records of every key that this instance's issuer has
// vouched for as its own; its own keys have none, they came with the agreement.
func (s *Server) issuerKeys(w http.ResponseWriter, r *http.Request) error {
	return s.keyRecords(w, r, s.id.Issuer(), func(community.Tx, caller) error { return nil })
}

// peers lists the instances that this one has an agreement with, for peers.
func (s *Server) peers(w http.ResponseWriter, r *http.Request) error {
	from, err := s.ask(r)
	if err != nil {
		return err
	}
	var items [][]byte
	err = s.view(r.Context(), func(tx community.Tx) error {
		if from.kind() != community.IssuerKey {
			return errNotFound
		}
		peers, err := tx.Peers()
		for _, p := range peers {
			if p.State == community.PeerActive {
				items = append(items, vocab.Ref(p.Issuer))
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	iri := s.id.Issuer() + "/peers"
	return reply(w, vocab.CollectionPage(iri, iri, items, ""))
}

// communities is the directory: what the asker may know of, each as its listed
// document. The issuer of a peer sees none: a listing is for heads.
func (s *Server) communities(w http.ResponseWriter, r *http.Request) error {
	from, err := s.ask(r)
	if err != nil {
		return err
	}
	var items [][]byte
	err = s.view(r.Context(), func(tx community.Tx) error {
		local := true
		all, err := tx.Communities(&local)
		if err != nil {
			return err
		}
		for _, c := range all {
			level, err := s.Service.LevelOf(tx, from.Viewer, c)
			if err != nil {
				return err
			}
			if level != policy.LevelListed && level != policy.LevelShown && level != policy.LevelFull {
				continue
			}
			doc, err := s.groupDocument(tx, c, policy.LevelListed)
			if err != nil {
				return err
			}
			items = append(items, doc)
		}
		return nil
	})
	if err != nil {
		return err
	}
	iri := s.id.Issuer() + "/communities"
	return reply(w, vocab.CollectionPage(iri, iri, items, ""))
}

// statusList serves one of our status lists to the server channel.
func (s *Server) statusList(w http.ResponseWriter, r *http.Request) error {
	from, err := s.ask(r)
	if err != nil {
		return err
	}
	if from.kind() != community.IssuerKey {
		return errNotFound
	}
	var l community.StatusList
	iri := s.id.URL + "/status/" + chi.URLParam(r, "purpose") + "/" + chi.URLParam(r, "number")
	err = s.view(r.Context(), func(tx community.Tx) (err error) { l, err = tx.StatusList(iri); return err })
	if err != nil {
		return err
	}
	return replyTagged(w, r, vocab.TypeCredential, l.ETag, l.Raw)
}

// person serves a Person: the key document to a peer's issuer, the profile to
// heads of peers, and nothing to anybody else.
func (s *Server) person(w http.ResponseWriter, r *http.Request) error {
	from, err := s.ask(r)
	if err != nil {
		return err
	}
	if s.Open && !from.Signed {
		return s.personForWorld(w, r)
	}
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
		level, err := s.Service.PersonLevelOf(tx, from.Viewer, p)
		if err != nil {
			return err
		}
		keys, err := s.theKeys(tx, p.IRI)
		if err != nil {
			return err
		}
		doc := vocab.Person{ID: p.IRI, Inbox: p.IRI + "/inbox", SharedInbox: s.id.URL + "/inbox", Keys: keys, Credential: p.IRI + "/credential"}
		switch level {
		case policy.LevelStub:
			body = vocab.PersonKeys(doc)
		case policy.LevelFull:
			body = vocab.PersonProfile(profile(doc, p))
		default:
			return levelError(level)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return reply(w, body)
}

func profile(doc vocab.Person, p community.Person) vocab.Person {
	doc.PreferredUsername, doc.Name, doc.Biography = p.Username, p.Name, p.Biography
	doc.Post, doc.Authority, doc.Nation, doc.Phases, doc.Specialisms = p.Post, p.Authority, p.Nation, p.Phase, p.Specialisms
	doc.AskMe, doc.Languages, doc.Contact = p.AskMe, p.Languages, cmp.Or(p.Contact, community.ContactCommunity)
	if p.ShareYears {
		doc.HeadSince = int64(p.HeadSince)
	}
	doc.Published, doc.Updated = p.CreatedAt, p.UpdatedAt
	if p.ShareSchool {
		doc.School, doc.SchoolID = p.School, p.SchoolID
	}
	return doc
}

func (s *Server) localPerson(tx community.Tx, id int64) (community.Person, error) {
	p, err := tx.Person(id)
	if err == nil && !p.Local {
		err = errNotFound
	}
	return p, err
}

// personCredential serves the current credential to the server channel.
func (s *Server) personCredential(w http.ResponseWriter, r *http.Request) error {
	from, err := s.ask(r)
	if err != nil {
		return err
	}
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	var c community.CredentialRecord
	err = s.view(r.Context(), func(tx community.Tx) error {
		p, err := s.localPerson(tx, id)
		if err != nil {
			return err
		}
		if err := s.Service.DecideOnPerson(tx, from.Viewer, p, policy.ViewCredential); err != nil {
			return err
		}
		c, err = currentCredential(tx, p, s.now())
		return err
	})
	if err != nil {
		return err
	}
	etag := `"` + strings.TrimPrefix(sign.HashBytes(c.Raw), "sha-256:")[:32] + `"`
	return replyTagged(w, r, vocab.TypeCredential, etag, c.Raw)
}

// personKeys lists the records of a person's keys.
func (s *Server) personKeys(w http.ResponseWriter, r *http.Request) error {
	id, err := number(r, "id")
	if err != nil {
		id = 0
	}
	return s.keyRecords(w, r, s.id.URL+"/u/"+chi.URLParam(r, "id"), func(tx community.Tx, from caller) error {
		p, err := s.localPerson(tx, id)
		if err != nil {
			return err
		}
		return s.Service.DecideOnPerson(tx, from.Viewer, p, policy.ViewKeyDocument)
	})
}

// keyRecords serves an actor's key records, kept for ever, to who may see its
// keys.
func (s *Server) keyRecords(w http.ResponseWriter, r *http.Request, actor string, may func(community.Tx, caller) error) error {
	from, err := s.ask(r)
	if err != nil {
		return err
	}
	var items [][]byte
	err = s.view(r.Context(), func(tx community.Tx) error {
		if err := may(tx, from); err != nil {
			return err
		}
		records, err := tx.KeyRecords(actor)
		for _, k := range records {
			items = append(items, k.Raw)
		}
		return err
	})
	if err != nil {
		return err
	}
	return reply(w, vocab.Items(actor+"/keys", items))
}

// levelError is the refusal that a level stands for.
func levelError(l policy.Level) error {
	switch l {
	case policy.LevelUnauthenticated:
		return errUnauthenticated
	case policy.LevelGone:
		return &community.Error{Class: community.Gone, Key: "reason.gone"}
	default:
		return errNotFound
	}
}
