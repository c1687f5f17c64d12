package community

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"headroom/community/policy"
)

// SendMessage writes to people, in a conversation or to begin one. With a single
// person it goes on in the conversation that the two have. Who cannot be written
// to is named in the error, and the words are kept as a draft; in a conversation
// that goes on, who has left is left out. With an idempotency key that was used
// before, the answer is what was done then.
func (s *Service) SendMessage(ctx context.Context, v Viewer, in MessageInput) (MessageResult, error) {
	in.To = slices.DeleteFunc(in.To, func(who string) bool { return strings.TrimSpace(who) == "" })
	for i, who := range in.To {
		in.To[i] = strings.TrimSpace(who)
		if err := nameFits("to", in.To[i]); err != nil {
			return MessageResult{}, err
		}
		if in.Conversation != 0 || i >= messagePeople {
			break
		}
		if err := s.meet(ctx, v, in.To[i]); err != nil {
			return MessageResult{}, err
		}
	}
	place := placeOf("conversation", in.Conversation)
	if in.Conversation == 0 {
		place = in.Place
	}
	post := PostInput{Title: clipLine(strings.Join(in.To, ", "), titleMax), Body: in.Body, Language: in.Language,
		IdempotencyKey: in.IdempotencyKey, Form: in.Form, Seen: in.Seen}
	out, err := s.write(ctx, v, post, place, func(tx Tx, post PostInput) (PostResult, error) {
		return s.sendIn(tx, v, in, post, place)
	})
	return MessageResult{Conversation: out.Thread, Message: out.Post, Again: out.Again}, err
}

// clipLine cuts a line to at most n characters.
func clipLine(line string, n int) string {
	if all := []rune(line); len(all) > n {
		return string(all[:n])
	}
	return line
}

// sendIn is SendMessage in a transaction.
func (s *Service) sendIn(tx Tx, v Viewer, in MessageInput, post PostInput, place string) (PostResult, error) {
	f, me, err := s.viewerFacts(tx, v)
	if err != nil {
		return PostResult{}, err
	}
	mayAtAll := f
	mayAtAll.Hosted, mayAtAll.Welcome = true, true
	if err := refuse(policy.Decide(policy.SendMessage, mayAtAll)); err != nil {
		return PostResult{}, &kept{place: place, cause: err}
	}
	to := addressees{Service: s, tx: tx, facts: f, me: *me}
	if in.Conversation == 0 {
		err = to.begin(in.To)
	} else {
		err = to.goOn(in.Conversation)
	}
	if reasonOr(err, "") != "" {
		return PostResult{}, &kept{place: place, cause: err}
	}
	if err != nil {
		return PostResult{}, err
	}
	var check input
	body := check.text("body", in.Body, messageMost, true)
	lang := cmp.Or(in.Language, me.Language, s.Identity.Language)
	if !languageForm.MatchString(lang) {
		check.fault("language", "error.choice", nil)
	}
	if err := check.problems.Err(); err != nil {
		return PostResult{}, err
	}
	if err := to.found(); err != nil {
		return PostResult{}, err
	}
	m := PrivateMessage{ID: tx.NextID(), ConversationID: to.talk.ID, AuthorID: me.ID, Language: lang, Source: body,
		HTML: s.Text.Markdown(body, func(string) (string, bool) { return "", false }), PublishedAt: sinceSecond(s.now()), CreatedAt: s.now()}
	activity := tx.NextID()
	m.IRI, m.ActivityIRI = s.Identity.URL+"/o/"+itoa(m.ID), s.Identity.URL+"/a/"+itoa(activity)
	if err := to.give(m, activity); err != nil {
		return PostResult{}, err
	}
	return PostResult{Thread: to.talk.ID, Post: m.ID}, dropDraft(tx, writing{in: post, author: *me}, place)
}

// notWritten is what is said of somebody who cannot be written to, by reason.
var notWritten = map[string]string{policy.ReasonContact: "error.message_contact", policy.ReasonPeerEnded: "error.message_peer"}

// addressees are those a message goes to.
type addressees struct {
	*Service
	tx    Tx
	facts policy.Facts // of the author
	me    Person
	talk  Talk
	to    []Person         // who is to have it
	not   map[int64]string // of those who are in the conversation and cannot: why
	had   map[int64]bool   // who is in the conversation already
	place map[int64]TalkPerson
}

// begin finds those whom a new conversation begins with.
func (a *addressees) begin(names []string) error {
	if len(names) == 0 {
		return FieldError("to", "error.required", nil)
	}
	for _, who := range names {
		p, err := a.called(who)
		if err != nil {
			return err
		}
		if p.ID != a.me.ID && !slices.ContainsFunc(a.to, func(o Person) bool { return o.ID == p.ID }) {
			a.to = append(a.to, p)
		}
	}
	switch {
	case len(a.to) == 0:
		return FieldError("to", "error.message_self", nil)
	case len(a.to) > messagePeople:
		return FieldError("to", "error.message_many", map[string]any{"Max": messagePeople})
	}
	for _, p := range a.to {
		if at, err := a.tx.Stance(a.me.ID, p.ID); err == nil && at.Blocked {
			return FieldError("to", "error.message_blocked", map[string]any{"Name": p.Name})
		} else if skipMissing(err) != nil {
			return err
		}
		reason, err := a.mayWriteTo(a.tx, a.facts, a.me, p, false)
		if err != nil {
			return err
		}
		if reason != "" {
			return FieldError("to", cmp.Or(notWritten[reason], "error.message_closed"), map[string]any{"Name": p.Name})
		}
	}
	if len(a.to) > 1 {
		return nil
	}
	talk, err := a.tx.TalkOfTwo(a.me.ID, a.to[0].ID)
	if err != nil {
		return skipMissing(err)
	}
	a.to = nil
	return a.goOn(talk.ID)
}

// called is who a name, an address or a number means; a number only of somebody
// whom the writer may see.
func (a *addressees) called(who string) (Person, error) {
	id, err := strconv.ParseInt(who, 10, 64)
	if err != nil {
		p, err := a.personCalled(a.tx, who)
		return p, unknownAt("to", err, who)
	}
	p, err := a.tx.Person(id)
	if err != nil {
		return p, unknownAt("to", err, who)
	}
	return p, nil
}

// nameLongest is the longest name or address that is looked for, in bytes.
const nameLongest = 500

// nameFits refuses what nobody can be called before it is looked for.
func nameFits(field, who string) error {
	if len(who) > nameLongest {
		return FieldError(field, "error.message_unknown", map[string]any{"Name": clipLine(who, 60) + "…"})
	}
	return nil
}

// unknownAt puts the fault of a name into the words of a field that holds many.
func unknownAt(field string, err error, who string) error {
	if IsNotFound(err) {
		err = FieldError(field, "error.person_unknown", nil)
	}
	if KindOf(err) != Invalid {
		return err
	}
	return FieldError(field, "error.message_unknown", map[string]any{"Name": who})
}

// goOn finds those who are in a conversation still, and those of them who cannot
// be written to any more.
func (a *addressees) goOn(id int64) (err error) {
	if a.talk, a.place, err = a.talkFor(a.tx, a.me.ID, id); err != nil {
		return err
	}
	a.had, a.not = map[int64]bool{}, map[int64]string{}
	people, err := a.peopleByID(a.tx, keysOf(a.place))
	if err != nil {
		return err
	}
	last := policy.ReasonLeft
	for _, id := range keysOf(a.place) {
		a.had[id] = true
		p := people[id]
		if id == a.me.ID || !a.place[id].LeftAt.IsZero() {
			continue
		}
		reason, err := a.mayWriteTo(a.tx, a.facts, a.me, p, true)
		if err != nil {
			return err
		}
		if reason != "" {
			a.not[id], last = reason, reason
			continue
		}
		a.to = append(a.to, p)
	}
	if len(a.to) == 0 {
		return &Error{Class: Forbidden, Key: "error.message_nobody", Reason: last}
	}
	return nil
}

// found makes the conversation where there is none.
func (a *addressees) found() error {
	if a.talk.ID != 0 {
		return nil
	}
	id := a.tx.NextID()
	a.talk = Talk{ID: id, IRI: a.Identity.URL + "/conversations/" + itoa(id), StarterID: a.me.ID, CreatedAt: a.now()}
	if err := a.tx.InsertTalk(a.talk); err != nil {
		return err
	}
	a.place = map[int64]TalkPerson{}
	for _, p := range append([]Person{a.me}, a.to...) {
		a.place[p.ID] = TalkPerson{ConversationID: id, PersonID: p.ID}
		if err := a.tx.PutTalkPerson(a.place[p.ID]); err != nil {
			return err
		}
	}
	return nil
}

// give writes a message down for everybody it goes to, and has it sent to those
// who live elsewhere.
func (a *addressees) give(m PrivateMessage, activity int64) error {
	if err := a.tx.InsertPrivateMessage(m); err != nil {
		return err
	}
	if err := a.given(m, a.me, MessageOwn, ""); err != nil {
		return err
	}
	away := false
	for _, p := range a.to {
		state := MessageTaken
		if !p.Local {
			state, away = MessageSending, true
		} else if at, err := a.tx.Stance(p.ID, a.me.ID); err == nil && at.Blocked {
			state = MessageKept
		} else if skipMissing(err) != nil {
			return err
		}
		if err := a.given(m, p, state, ""); err != nil {
			return err
		}
	}
	for id, reason := range a.not {
		if err := a.given(m, Person{ID: id}, MessageRefused, reason); err != nil {
			return err
		}
	}
	if !away {
		return nil
	}
	return a.publishDirect(a.tx, Publish{Act: ActMessage, Person: a.me.ID, Post: m.ID, ID: activity})
}

func (a *addressees) given(m PrivateMessage, p Person, state MessageState, reason string) error {
	return a.put(a.tx, m, a.place[p.ID], p, state, reason)
}

// put writes down what became of a message for one person, and tells people of
// this instance who have it.
func (s *Service) put(tx Tx, m PrivateMessage, at TalkPerson, p Person, state MessageState, reason string) error {
	err := tx.PutMessagePerson(MessagePerson{MessageID: m.ID, PersonID: p.ID, ConversationID: m.ConversationID, State: state, Reason: reason, At: s.now()})
	if err != nil || state != MessageOwn && state != MessageTaken {
		return err
	}
	at.LastID = m.ID
	if state == MessageOwn {
		at.ReadID = m.ID
	}
	if err := tx.PutTalkPerson(at); err != nil || !p.Local {
		return err
	}
	return s.emit(tx, Event{Kind: EventMessage, ObjectID: m.ID, PersonID: p.ID})
}

// publishDirect enqueues the making of a document about private messages. One
// lane for each author: what they said first arrives first.
func (s *Service) publishDirect(tx Tx, p Publish) error {
	if p.ID == 0 {
		p.ID = tx.NextID()
	}
	p.At = s.now().UnixMilli()
	priority := PriorityNormal
	if p.Act != ActMessage {
		priority = PriorityUrgent
	}
	return tx.Enqueue(intent(JobPublish+":direct:"+itoa(p.Person), JobPublish, "", priority, s.now(), p))
}
