package federation

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"headroom/community"
	"headroom/federation/sign"
	"headroom/federation/vocab"
	"headroom/internal/crash"
	"headroom/internal/jobs"
)

// Publish is the handler of jobs of kind community.JobPublish: it makes the
// document of a local person's act, with the author's proof. The use case
// sequences it in a community of ours, or sends it to the group's host.
func (s *Server) Publish(ctx context.Context, j jobs.Job) error {
	var p community.Publish
	if err := json.Unmarshal(j.Payload, &p); err != nil {
		return jobs.Park(fmt.Errorf("payload: %w", err))
	}
	if isDirect(p.Act) {
		return s.publishDirect(ctx, j, p)
	}
	doc, in, err := s.document(ctx, p)
	if community.IsNotFound(err) {
		return nil // deleted before it was published: nothing was ever said
	}
	if err != nil {
		return err
	}
	err = s.Service.Published(ctx, j.ID, p, in, doc)
	crash.At(crash.Published)
	return s.outcome(j, err)
}

// document builds and proves the activity of an act.
func (s *Server) document(ctx context.Context, p community.Publish) (doc []byte, in community.Contribution, err error) {
	var m material
	err = s.view(ctx, func(tx community.Tx) error { m, err = s.gather(tx, p); return err })
	if err != nil {
		return nil, in, err
	}
	raw, in := m.build(p)
	if doc, err = m.author.prove(raw, time.UnixMilli(p.At)); err != nil {
		return nil, in, err
	}
	in.Digest, err = sign.Hash(doc)
	return doc, in, err
}

// material is what a document is made of, read in one snapshot.
type material struct {
	url       string
	community community.Community
	person    community.Person
	author    signer
	post      community.Post
	thread    community.Thread
	mentions  []community.Person
	poll      *community.Poll
	tally     community.PollTally
	fileAt    func(community.Attachment) string // where its reader loads a file; nil for who verifies it
}

// to is whom a contribution is addressed to.
func (m material) to() []string {
	return []string{cmp.Or(m.community.Members, m.community.IRI+"/members")}
}

func (s *Server) gather(tx community.Tx, p community.Publish) (m material, err error) {
	m.url = s.id.URL
	if m.community, err = tx.Community(p.Community); err != nil {
		return m, err
	}
	if p.Act == community.ActTally {
		m.person.IRI = m.community.IRI
	} else if m.person, err = tx.Person(p.Person); err != nil {
		return m, err
	}
	if m.author, err = s.signerFor(tx, m.person.IRI); err != nil {
		return m, err
	}
	if p.Post == 0 { // about somebody, not something
		return m, nil
	}
	if m.post, err = tx.Post(p.Post); err != nil {
		return m, err
	}
	if m.thread, err = tx.Thread(m.post.ThreadID); err != nil {
		return m, err
	}
	if m.post.State == community.PostDeleted && (p.Act == community.ActCreate || p.Act == community.ActUpdate) {
		return m, community.ErrNotFound
	}
	if err := s.gatherPoll(tx, p, &m); err != nil {
		return m, err
	}
	m.mentions, err = tx.PeopleByID(m.post.Mentions)
	return m, err
}

// build makes the activity, without its proof, and says in the domain's terms
// what it is.
func (m material) build(p community.Publish) ([]byte, community.Contribution) {
	at := time.UnixMilli(p.At).UTC()
	a := vocab.Activity{ID: m.url + "/a/" + fmt.Sprint(p.ID), Actor: m.person.IRI, To: m.to(),
		Audience: m.community.IRI, Context: m.thread.Context, Published: at}
	in := community.Contribution{Activity: a.ID, Actor: a.Actor, Context: a.Context, Object: m.post.IRI, Published: at, Reason: p.Reason, Words: p.Words}
	if raw, in, ok := m.office(p, a, in); ok {
		return raw, in
	}
	switch p.Act {
	case community.ActCreate:
		a.ID, in.Activity, in.Kind = m.post.ActivityIRI, m.post.ActivityIRI, "Create"
		return vocab.Create(a, m.note(a)), in
	case community.ActTally:
		in.Kind = community.KindTally
		return vocab.Tally(a, tallyFields(*m.poll, m.tally)), in
	case community.ActUpdate:
		in.Kind = "Update"
		return vocab.Update(a, m.note(a)), in
	case community.ActReact:
		a.ID, in.Activity, in.Kind, in.Reaction = p.Object, p.Object, "Like", p.Kind
		return vocab.Like(a, m.post.IRI, p.Kind), in
	case community.ActUnreact:
		in.Kind, in.Undone, in.Object = "Undo", "Like", p.Object
		inner := vocab.Build("").Str("id", p.Object).Str("type", "Like").Str("actor", a.Actor).Str("object", m.post.IRI).Bytes()
		return vocab.Undo(a, inner), in
	case community.ActLock:
		in.Kind, in.Object = "Lock", m.thread.RootIRI
		return vocab.Lock(vocab.Decision{Activity: a, Object: m.thread.RootIRI, Reason: p.Reason}), in
	case community.ActUnlock:
		in.Kind, in.Undone, in.Object = "Undo", "Lock", m.url+"/a/"+p.Object
		inner := vocab.Build("").Str("id", in.Object).Str("type", "Lock").Str("actor", a.Actor).Str("object", m.thread.RootIRI).Bytes()
		return vocab.Undo(a, inner), in
	default: // delete, and a moderator's removal
		in.Kind = "Delete"
		return vocab.DeleteFor(a, m.post.IRI, m.post.Kind, at, p.Reason, p.Words), in
	}
}

func (m material) note(a vocab.Activity) []byte { return vocab.NoteObject(m.fields(a)) }

func (m material) fields(a vocab.Activity) vocab.Note {
	post := m.post
	n := vocab.Note{Kind: post.Kind, ID: post.IRI, AttributedTo: a.Actor, To: a.To, Audience: a.Audience, Context: a.Context,
		InReplyTo: post.ParentIRI, Published: post.PublishedAt, Updated: post.EditedAt, Name: post.Title, Content: post.HTML,
		Language: post.Language, Markdown: post.Source, SharedFrom: post.SharedFrom, Label: string(m.thread.Label), Poll: pollOf(m.poll),
		Byline: &vocab.Byline{Name: post.Byline.Name, Post: post.Byline.Post, School: post.Byline.School,
			Authority: post.Byline.Authority, Nation: post.Byline.Nation, Biography: post.Byline.Biography, Office: officeOf(post.Byline.Role)}}
	for _, p := range m.mentions {
		n.Tags = append(n.Tags, vocab.Tag{Type: "Mention", Href: p.IRI, Name: "@" + p.Name})
	}
	for _, f := range post.Attachments {
		at := post.IRI + "/files/" + strings.TrimPrefix(f.Digest, "sha-256:")
		if m.fileAt != nil {
			at = m.fileAt(f)
		}
		n.Attachments = append(n.Attachments, vocab.Attachment{Type: "Image", URL: at,
			MediaType: f.MediaType, Name: f.Alt, Digest: f.Digest, Size: f.Size, Width: int64(f.Width), Height: int64(f.Height), FocusX: f.FocusX, FocusY: f.FocusY})
	}
	return n
}
