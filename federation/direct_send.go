package federation

import (
	"context"
	"fmt"
	"time"

	"headroom/community"
	"headroom/federation/vocab"
	"headroom/internal/crash"
	"headroom/internal/jobs"
)

// isDirect reports whether an act is one of private conversations.
func isDirect(a community.Act) bool {
	return a == community.ActMessage || a == community.ActMessageDelete || a == community.ActMessageLeave
}

// publishDirect makes and proves the document of what one of ours has said,
// deleted or left. What was deleted meanwhile was never said.
func (s *Server) publishDirect(ctx context.Context, j jobs.Job, p community.Publish) error {
	var raw []byte
	var who signer
	var activity, object string
	err := s.view(ctx, func(tx community.Tx) (err error) {
		raw, who, activity, object, err = s.directDocument(tx, p)
		return err
	})
	if community.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	doc, err := who.prove(raw, time.UnixMilli(p.At))
	if err != nil {
		return err
	}
	err = s.Service.DirectPublished(ctx, j.ID, p, activity, object, doc)
	crash.At(crash.Published)
	return s.outcome(j, err)
}

// directDocument builds the activity, without its proof.
func (s *Server) directDocument(tx community.Tx, p community.Publish) (raw []byte, who signer, activity, object string, err error) {
	author, err := tx.Person(p.Person)
	if err != nil {
		return nil, who, "", "", err
	}
	if who, err = s.signerFor(tx, author.IRI); err != nil {
		return nil, who, "", "", err
	}
	people, err := s.Service.DirectPeople(tx, p)
	if err != nil {
		return nil, who, "", "", err
	}
	a := vocab.Activity{ID: s.id.URL + "/a/" + fmt.Sprint(p.ID), Actor: author.IRI, Published: time.UnixMilli(p.At).UTC(), Direct: true}
	for _, to := range people {
		a.To = append(a.To, to.IRI)
	}
	if len(a.To) == 0 { // everybody has left
		return nil, who, "", "", community.ErrNotFound
	}
	if p.Act == community.ActMessageLeave {
		talk, err := tx.Talk(p.Post)
		a.Context = talk.IRI
		return vocab.Leave(a, talk.IRI), who, a.ID, talk.IRI, err
	}
	m, err := tx.PrivateMessage(p.Post)
	if err != nil {
		return nil, who, "", "", err
	}
	talk, err := tx.Talk(m.ConversationID)
	if err != nil {
		return nil, who, "", "", err
	}
	a.Context = talk.IRI
	if p.Act == community.ActMessageDelete {
		return vocab.Delete(a, m.IRI, "Note", a.Published), who, a.ID, m.IRI, nil
	}
	if !m.DeletedAt.IsZero() {
		return nil, who, "", "", community.ErrNotFound
	}
	a.ID = m.ActivityIRI
	note := vocab.NoteObject(vocab.Note{Kind: "Note", ID: m.IRI, AttributedTo: author.IRI, To: a.To, Context: talk.IRI, Published: m.PublishedAt,
		Content: m.HTML, Language: m.Language, Direct: true})
	return vocab.Create(a, note), who, a.ID, m.IRI, nil
}

// composeDirect sends such a document as it was made. Words are held back from
// when their author may send none.
func (s *Server) composeDirect(tx community.Tx, d community.Delivery) (m message, err error) {
	doc, err := tx.Document(d.Document)
	if err != nil {
		return m, err
	}
	reason, err := s.Service.MaySendDirect(tx, doc.Author)
	if err != nil {
		return m, err
	}
	if decoded, err := vocab.Decode(doc.Raw); reason != "" && err == nil && decoded.Type() == "Create" {
		return m, &withheldError{reason}
	}
	m.from, err = s.signerFor(tx, doc.Author)
	m.body = doc.Raw
	return m, err
}

// composeDirectNo tells an author's home that one of ours does not take a
// message, and why.
func (s *Server) composeDirectNo(tx community.Tx, d community.Delivery) (m message, err error) {
	p, err := tx.Person(d.Person)
	if err != nil {
		return m, err
	}
	to, err := tx.Person(d.To)
	if err != nil {
		return m, err
	}
	m.from, err = s.signerFor(tx, p.IRI)
	m.body = vocab.Reject(vocab.Activity{ID: s.activityID(d.ID), Actor: p.IRI, To: []string{to.IRI}, Direct: true}, d.Object, d.Reason, "")
	return m, err
}
