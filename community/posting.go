package community

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	"headroom/community/policy"
)

// writing is a text on its way into a community: where it goes, who
// writes, and what was decided.
type writing struct {
	in     PostInput
	c      Community
	thread Thread
	parent Post
	author Person
	facts  policy.Facts
	origin string                 // community that it is shared from
	room   map[string]RosterEntry // by IRI: who is in a peer's community, as its host lists them
	poll   *Poll                  // that the text asks; nil for none
	post   Post                   // that is edited
	// pictures are those of the text, checked, in their order.
	pictures []Attachment
}

// StartThread begins a conversation with its first post. In a community of ours
// the post is accepted at once; in a peer's it is sent, and nobody else sees it
// before its host announces it. With an idempotency key that was used before,
// the answer is what was done then. A text that policy refuses is kept as a
// draft with the reason.
func (s *Service) StartThread(ctx context.Context, v Viewer, in PostInput) (PostResult, error) {
	place := placeOf("community", in.Community)
	room := s.namedRoom(ctx, v, in)
	return s.write(ctx, v, in, place, func(tx Tx, in PostInput) (PostResult, error) {
		return s.startIn(tx, v, writing{in: in, room: room}, place)
	})
}

// startIn is StartThread in a transaction.
func (s *Service) startIn(tx Tx, v Viewer, w writing, place string) (PostResult, error) {
	var err error
	if w.c, err = tx.Community(w.in.Community); err != nil {
		return PostResult{}, lost(err, place)
	}
	if err = s.mayWrite(tx, v, &w, policy.StartThread, place); err != nil {
		return PostResult{}, err
	}
	if w.in, err = s.checkPost(tx, &w, true); err != nil {
		return PostResult{}, err
	}
	if w.origin, err = s.sharedFrom(tx, v, w); err != nil {
		return PostResult{}, err
	}
	return s.insert(tx, w, place)
}

// Reply answers a post in a thread; the rest is as in StartThread.
func (s *Service) Reply(ctx context.Context, v Viewer, in PostInput) (PostResult, error) {
	place := placeOf("thread", in.Thread)
	room := s.namedRoom(ctx, v, in)
	return s.write(ctx, v, in, place, func(tx Tx, in PostInput) (PostResult, error) {
		return s.replyIn(tx, v, writing{in: in, room: room}, place)
	})
}

// replyIn is Reply in a transaction.
func (s *Service) replyIn(tx Tx, v Viewer, w writing, place string) (PostResult, error) {
	err := s.locate(tx, &w)
	if err != nil {
		return PostResult{}, lost(err, place)
	}
	if err := s.mayWrite(tx, v, &w, policy.Reply, place); err != nil {
		return PostResult{}, err
	}
	if w.parent.State != PostAccepted && !(w.parent.State == PostSent && w.parent.AuthorID == w.author.ID) {
		return PostResult{}, &kept{place: place, cause: refuse(policy.Decision{Verdict: policy.Forbidden, Reason: policy.ReasonGone})}
	}
	if !w.parent.HeldAt.IsZero() { // its community would not know what is answered
		return PostResult{}, &kept{place: place, cause: &Error{Class: Conflict, Key: "error.held_parent", Reason: policy.ReasonHeld}}
	}
	if w.in, err = s.checkPost(tx, &w, false); err != nil {
		return PostResult{}, err
	}
	return s.insert(tx, w, place)
}

// locate loads the thread and the post that a reply answers; without a parent
// it answers the first post.
func (s *Service) locate(tx Tx, w *writing) (err error) {
	if w.thread, err = tx.Thread(w.in.Thread); err != nil {
		return err
	}
	if w.c, err = tx.Community(w.thread.CommunityID); err != nil {
		return err
	}
	if w.parent, err = tx.Post(cmp.Or(w.in.Parent, w.thread.RootID)); err != nil {
		return err
	}
	if w.parent.ThreadID != w.thread.ID {
		return ErrNotFound
	}
	return nil
}

// mayWrite loads the facts and asks policy. What is missing is the biography
// alone is a field's fault; any other refusal keeps the text as a draft.
func (s *Service) mayWrite(tx Tx, v Viewer, w *writing, a policy.Action, place string) error {
	f, err := s.communityFacts(tx, v, w.c)
	if err != nil {
		return err
	}
	if w.thread.ID != 0 {
		scoped(tx, v, w.c, w.thread, &f)
	}
	if f.Hurried, err = s.hurries(tx, w.c, v.Person); err != nil {
		return err
	}
	w.facts = f
	d := policy.Decide(a, f)
	if d.Reason == policy.ReasonBiographyRequired {
		return FieldError("body", "error.biography_required", nil)
	}
	if err := refuse(d); err != nil {
		if IsNotFound(err) {
			return lost(err, place)
		}
		return &kept{place: place, cause: err}
	}
	if w.author, err = tx.Person(v.Person); err == nil && !w.author.Local {
		return refuse(policy.Decision{Verdict: policy.Forbidden, Reason: policy.ReasonPolicy})
	}
	return err
}

// checkPost checks what was written, once it is known that it may be.
func (s *Service) checkPost(tx Tx, w *writing, titled bool) (PostInput, error) {
	in := w.in
	var check input
	in.Title = check.line("title", in.Title, titleMax, titled)
	if !titled {
		in.Title = ""
	}
	in.Body = check.text("body", in.Body, bodyMax, true)
	in.Label = check.label(*w, in.Label)
	in.Language = cmp.Or(in.Language, w.author.Language, s.Identity.Language)
	if !languageForm.MatchString(in.Language) {
		check.fault("language", "error.choice", nil)
	}
	pictures, err := s.checkPictures(tx, *w, &check)
	if err != nil {
		return in, err
	}
	w.pictures = pictures
	return in, check.problems.Err()
}

// kept is a refusal whose text is kept as a draft.
type kept struct {
	place string
	cause error
}

func (k *kept) Error() string { return "kept as a draft: " + k.cause.Error() }
func (k *kept) Unwrap() error { return k.cause }

// lost is the answer when there is nothing to write into. It may have been
// theirs to read a moment ago: the words of who has ever been a member are
// kept, and nothing is said of what is there.
func lost(err error, place string) error {
	if !IsNotFound(err) {
		return err
	}
	return &kept{place: place, cause: &Error{Class: NotFound, Key: "error.not_found", Reason: policy.ReasonNotMember}}
}

// write is the shape of every use case that posts: the idempotency key, the
// transaction, and the draft of a text that was refused.
func (s *Service) write(ctx context.Context, v Viewer, in PostInput, place string, do func(Tx, PostInput) (PostResult, error)) (PostResult, error) {
	out, err := update(ctx, s, func(tx Tx) (PostResult, error) {
		if again, err := s.answered(tx, v, in.IdempotencyKey, in.Sent); err != nil || again.Again {
			return again, err
		}
		out, err := do(tx, in)
		if err != nil || in.IdempotencyKey == "" {
			return out, err
		}
		result := itoa(out.Thread) + ":" + itoa(out.Post)
		if in.Sent != "" {
			result += ":" + in.Sent
		}
		return out, tx.InsertAnswer(v.Account, in.IdempotencyKey, result, s.now())
	})
	if KindOf(err) == Conflict && in.IdempotencyKey != "" { // another request was faster
		again, readErr := view(ctx, s, func(tx Tx) (PostResult, error) { return s.answered(tx, v, in.IdempotencyKey, in.Sent) })
		if readErr == nil && again.Again {
			return again, nil
		}
	}
	var k *kept
	if errors.As(err, &k) {
		if err := s.keepDraft(ctx, v, in, k); err != nil {
			return PostResult{}, err
		}
		return PostResult{}, k.cause
	}
	return out, err
}

// answered gives what was done under an idempotency key. Where both say what was
// sent under it, another thing is refused.
func (s *Service) answered(tx Tx, v Viewer, key, sent string) (PostResult, error) {
	if key == "" {
		return PostResult{}, nil
	}
	result, err := tx.Answer(v.Account, key)
	if err != nil {
		return PostResult{}, skipMissing(err)
	}
	thread, rest, _ := strings.Cut(result, ":")
	post, before, _ := strings.Cut(rest, ":")
	if sent != "" && before != "" && sent != before {
		return PostResult{}, FieldError("key", "error.key_used", nil)
	}
	out := PostResult{Again: true}
	if out.Thread, err = strconv.ParseInt(thread, 10, 64); err != nil {
		return out, err
	}
	out.Post, err = strconv.ParseInt(post, 10, 64)
	return out, err
}

// insert writes a post and everything that goes with it.
func (s *Service) insert(tx Tx, w writing, place string) (PostResult, error) {
	post, err := s.newPost(tx, w)
	if err != nil {
		return PostResult{}, err
	}
	activity := tx.NextID()
	post.ActivityIRI = s.Identity.URL + "/a/" + itoa(activity)
	cause, err := s.heldBecause(tx, w.c, w.author)
	if err != nil {
		return PostResult{}, err
	}
	if cause != "" {
		post.State, post.ConfirmedAt, post.HeldAt = PostSent, time.Time{}, s.now()
	}
	if err := s.putThread(tx, &w, &post); err != nil {
		return PostResult{}, err
	}
	kind := EventPosted
	if post.State == PostSent {
		kind = EventPostSent
	}
	if err := s.insertPost(tx, post, nil, kind); err != nil {
		return PostResult{}, err
	}
	if err := s.keepPoll(tx, post, w.poll); err != nil {
		return PostResult{}, err
	}
	if err := hang(tx, post.ID, w.pictures); err != nil {
		return PostResult{}, err
	}
	if cause != "" {
		err = s.queueHeld(tx, HeldPost{ID: activity, CommunityID: w.c.ID, PersonID: w.author.ID, PostID: post.ID, Activity: post.ActivityIRI,
			Object: post.IRI, Parent: post.ParentIRI, Context: w.thread.Context, Cause: cause, CreatedAt: s.now()})
	} else {
		err = s.publish(tx, Publish{Act: ActCreate, Community: w.c.ID, Person: w.author.ID, Post: post.ID, ID: activity})
	}
	if err != nil {
		return PostResult{}, err
	}
	if err := dropDraft(tx, w, place); err != nil {
		return PostResult{}, err
	}
	return PostResult{Thread: post.ThreadID, Post: post.ID, Held: cause != ""}, nil
}

func (s *Service) newPost(tx Tx, w writing) (Post, error) {
	now := s.now()
	role := ""
	if w.facts.Credential == policy.Appointed {
		best, _, err := bestCredential(tx, w.author.ID, now)
		if err != nil {
			return Post{}, err
		}
		role = RoleOf(best.Type)
	}
	p := Post{ID: tx.NextID(), CommunityID: w.c.ID, ThreadID: w.thread.ID, ParentID: w.parent.ID, ParentIRI: w.parent.IRI,
		AuthorID: w.author.ID, AuthorIRI: w.author.IRI, Kind: "Note", Title: w.in.Title, Language: w.in.Language,
		Source: w.in.Body, Byline: byline(w.author, w.facts, role), State: PostSent, PublishedAt: sinceSecond(now), CreatedAt: now, SharedFrom: w.origin}
	if w.poll != nil {
		p.Kind = pollKind
	}
	p.IRI = s.Identity.URL + "/o/" + itoa(p.ID)
	if w.parent.ID != 0 {
		p.DepthFromRoot, p.BranchID = w.parent.DepthFromRoot+1, cmp.Or(w.parent.BranchID, p.ID)
	}
	if w.c.Local {
		p.State, p.ConfirmedAt = PostAccepted, now
	}
	_, err := s.renderPost(tx, w, &p)
	return p, err
}

// renderPost makes HTML, mentions and search text from the source, and gives
// the names that nobody in the room has.
func (s *Service) renderPost(tx Tx, w writing, p *Post) (nobody []string, err error) {
	names := mentions{tx: tx, s: s, c: w.c, thread: w.thread, room: w.room, guest: w.facts.Role == policy.Guest}
	p.HTML = s.Text.Markdown(p.Source, names.link)
	p.Mentions = names.found
	s.indexPost(p)
	return names.nobody, names.err
}

// putThread makes the thread of a first post, or brings that of a reply up to
// date. A post that is not accepted yet does not count and does not move its
// thread.
func (s *Service) putThread(tx Tx, w *writing, p *Post) error {
	if w.thread.ID == 0 {
		w.thread = Thread{ID: tx.NextID(), CommunityID: w.c.ID, Context: w.c.Threads + contextDigest(p.IRI), RootID: p.ID,
			RootIRI: p.IRI, Title: p.Title, AuthorID: w.author.ID, LastPostID: p.ID, LastAt: s.now(), CreatedAt: s.now(), Label: w.in.Label}
		if p.State == PostAccepted {
			w.thread.Posts = 1
		}
		p.ThreadID = w.thread.ID
		return tx.InsertThread(w.thread)
	}
	if p.State != PostAccepted {
		return nil
	}
	w.thread.LastPostID, w.thread.LastAt, w.thread.Posts = p.ID, s.now(), w.thread.Posts+1
	return tx.UpdateThread(w.thread)
}

// contextDigest names a thread by its first post (FEDERATION.md, Announce with header chain).
func contextDigest(root string) string {
	sum := sha256.Sum256([]byte(root))
	return hex.EncodeToString(sum[:16])
}

// byline says who the author is at this moment; role is their further role.
func byline(p Person, f policy.Facts, role string) Byline {
	b := Byline{Name: p.Name, Post: p.Post, School: p.School, Authority: p.Authority, Nation: p.Nation, Biography: p.Biography}
	switch {
	case f.Role == policy.Guest:
		b.Role = "guest"
	case f.Credential == policy.Facilitator:
		b.Role = "facilitator"
	case f.Credential == policy.Aspiring:
		b.Role = "aspiring"
	case f.Credential == policy.Appointed:
		b.Role = role
	default:
		b.Role = "head"
	}
	return b
}
