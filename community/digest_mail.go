package community

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"headroom/community/policy"
)

// What a digest holds at most.
const (
	digestNotices = 10
	digestThreads = 8
	digestLooked  = 10 // threads looked at in each community
	digestOldest  = 31 * 24 * time.Hour
)

// DigestMailing is a digest that may be sent now. There is nothing to send when
// it is Empty.
type DigestMailing struct {
	Account Account
	Person  Person
	Notices []NoticeView   // what concerns the reader and is unread, newest first
	Threads []DigestThread // what is new in their communities, most people first
	Content map[int64]bool // communities of which e-mails may say what was written
	Mode    string         // DigestDaily or DigestWeekly
	Wait    time.Time      // not to be sent before
	Reply   ReplyTo        // what an answer to the digest answers; zero for none
}

// DigestThread is a thread with something unread.
type DigestThread struct {
	BusyThread
	Community Community
	Thread    Thread
	Newest    Post // zero when it is not there any more
	Author    PersonView
	Shows     policy.Disclosure // what of it may be told: the rest is not in it
}

// Empty reports whether there is nothing to say.
func (m DigestMailing) Empty() bool { return len(m.Notices)+len(m.Threads) == 0 }

// DigestToSend gives what a digest may say now: what is unread, not muted and
// still its reader's to know. It is empty when the digest of that day has been
// sent, or none is wanted any more.
func (s *Service) DigestToSend(ctx context.Context, in DigestJob) (DigestMailing, error) {
	return view(ctx, s, func(tx Tx) (out DigestMailing, err error) {
		d, err := digestChoice(tx, in.Person)
		if err != nil || d.Mode == DigestOff || d.SentDay >= in.Day {
			return out, err
		}
		out.Mode = d.Mode
		var worth policy.Credential
		var ok bool
		if out.Account, out.Person, worth, ok, err = s.mailable(tx, in.Person); err != nil || !ok || worth == policy.Revoked {
			return out, err
		}
		if out.Wait, err = s.digestWaits(tx, d, out); err != nil || !out.Wait.IsZero() {
			return out, err
		}
		since := d.ToldUntil
		if since.IsZero() {
			since = in.Until.AddDate(0, 0, map[string]int{DigestDaily: -1, DigestWeekly: -7}[d.Mode])
		}
		if oldest := in.Until.Add(-digestOldest); since.Before(oldest) {
			since = oldest
		}
		w := digestWriter{s: s, tx: tx, out: &out, since: since, until: in.Until, v: Viewer{Account: out.Account.ID, Person: in.Person}}
		if err := w.write(); err != nil {
			return out, err
		}
		out.Reply, err = w.answered()
		return out, err
	})
}

// answered is what an answer to the digest answers, where it is of one conversation.
func (w *digestWriter) answered() (ReplyTo, error) {
	if len(w.out.Threads) == 0 {
		return w.s.answers(w.tx, w.v, w.out.Notices, w.out.Content)
	}
	t := w.out.Threads[0]
	if len(w.out.Notices)+len(w.out.Threads) > 1 || t.Community.Access != policy.Open && !w.out.Content[t.Community.ID] {
		return ReplyTo{}, nil
	}
	return w.s.mayReplyTo(w.tx, w.v, ReplyTo{Post: t.NewestID}, t.ThreadID)
}

// digestWaits gives until when a digest waits that comes late, in its reader's
// quiet time; zero when it does not, or its own hour is in it.
func (s *Service) digestWaits(tx Tx, d Digest, m DigestMailing) (time.Time, error) {
	q, err := quietOf(tx, d.PersonID)
	if err != nil || q.Mode != QuietOff && q.holds(d.At) {
		return time.Time{}, err
	}
	at, err := s.quietUntil(tx, m.Account, m.Person)
	if err != nil || !at.After(s.now()) {
		return time.Time{}, err
	}
	return at, nil
}

// digestWriter finds what one digest says.
type digestWriter struct {
	s            *Service
	tx           Tx
	v            Viewer
	out          *DigestMailing
	since, until time.Time
	reader       *noticeReader
	choices      map[int64]PlaceChoice
}

func (w *digestWriter) write() (err error) {
	if w.reader, err = w.s.noticeReader(w.tx, w.v); err != nil {
		return err
	}
	chosen, err := w.tx.PlaceChoices(w.v.Person)
	if err != nil {
		return err
	}
	w.choices, w.out.Content = map[int64]PlaceChoice{}, map[int64]bool{}
	for _, c := range chosen {
		w.choices[c.CommunityID] = c
		w.out.Content[c.CommunityID] = c.Content
	}
	if err := w.notices(); err != nil {
		return err
	}
	return w.threads()
}

// notices are the unread replies, mentions and posts in followed threads that
// came since the last digest.
func (w *digestWriter) notices() error {
	rows, err := w.tx.Notices(w.v.Person, true, []NoticeKind{NoticeReply, NoticeMention, NoticeThread}, Page{Limit: 3 * digestNotices})
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(n Notice) bool {
		return !n.CreatedAt.After(w.since) || n.CreatedAt.After(w.until) || n.Mail == MailSent
	})
	views, err := w.reader.see(rows)
	for _, v := range views {
		if v != nil && len(w.out.Notices) < digestNotices {
			w.out.Notices = append(w.out.Notices, w.s.discreetNotice(*v, policy.ChannelDigest))
		}
	}
	return err
}

// threads are the threads with something unread in the reader's communities.
// Those of which the notices tell are left out.
func (w *digestWriter) threads() error {
	told := map[int64]bool{}
	for _, n := range w.out.Notices {
		told[n.ThreadID] = true
	}
	var found []DigestThread
	for id, m := range w.reader.sieve.st.memberships {
		if m.State != policy.Active || m.Role == policy.Guest || w.choices[id].Choice == PlaceNone {
			continue
		}
		busy, err := w.s.busyThreads(w.tx, id, w.since, w.until)
		if err != nil {
			return err
		}
		for _, b := range busy {
			if !told[b.ThreadID] {
				found = append(found, DigestThread{BusyThread: b, Community: Community{ID: id}})
			}
		}
	}
	slices.SortFunc(found, func(a, b DigestThread) int {
		return cmp.Or(cmp.Compare(b.Writers, a.Writers), cmp.Compare(b.Posts, a.Posts), cmp.Compare(b.NewestID, a.NewestID))
	})
	if len(found) == 0 {
		return nil
	}
	ids := make([]int64, len(found))
	for i, f := range found {
		ids[i] = f.ThreadID
	}
	unread, err := unreadIn(w.tx, w.v, true, ids)
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(f DigestThread) bool { _, is := unread[f.ThreadID]; return !is })
	return w.choose(found)
}

// choose takes the first that the reader may read and has not muted.
func (w *digestWriter) choose(found []DigestThread) error {
	for _, f := range found {
		if len(w.out.Threads) == digestThreads {
			return nil
		}
		ok, err := w.reader.sieve.mayRead(Event{CommunityID: f.Community.ID, ThreadID: f.ThreadID})
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		c, err := w.tx.ThreadChoice(w.v.Person, f.ThreadID)
		if err != nil && !IsNotFound(err) {
			return err
		}
		if c.Choice == PlaceMute {
			continue
		}
		if ok, err := w.fill(&f); err != nil {
			return err
		} else if ok {
			w.out.Threads = append(w.out.Threads, w.s.discreetThread(f))
		}
	}
	return nil
}

// fill reads what is told of a thread; not when its newest post is gone, or the
// reader's own.
func (w *digestWriter) fill(f *DigestThread) (bool, error) {
	var err error
	if f.Community, err = w.tx.Community(f.Community.ID); err != nil {
		return false, skipMissing(err)
	}
	if f.Thread, err = w.tx.Thread(f.ThreadID); err != nil {
		return false, skipMissing(err)
	}
	p, err := w.tx.Post(f.NewestID)
	if err != nil || p.State != PostAccepted || p.AuthorID == w.v.Person && f.Writers == 1 {
		return false, skipMissing(err)
	}
	p.Source = ""
	author, err := w.tx.Person(p.AuthorID)
	f.Newest, f.Author = p, authorView(author, p.Byline)
	return err == nil, skipMissing(err)
}

// DigestSent ends the job of a digest: that day's counts as sent. A job of 0 is
// left to its runner.
func (s *Service) DigestSent(ctx context.Context, job int64, in DigestJob) error {
	return s.Store.Update(ctx, func(tx Tx) error {
		if job != 0 {
			if err := tx.FinishJob(job); err != nil {
				return err
			}
		}
		d, err := tx.Digest(in.Person)
		if err != nil || d.SentDay >= in.Day {
			return skipMissing(err)
		}
		d.SentDay, d.ToldUntil = in.Day, in.Until
		return tx.PutDigest(d)
	})
}

// digestShelf keeps what many digests of the same hour are made of. It holds
// numbers only: what may be told of them is asked for each reader.
type digestShelf struct {
	mu   sync.Mutex
	at   time.Time
	rows map[shelfKey][]BusyThread
}

type shelfKey struct {
	community    int64
	since, until time.Time
}

// shelfKept is how long what is on the shelf is used.
const shelfKept = 10 * time.Minute

// busyThreads gives what arrived in a community.
func (s *Service) busyThreads(tx Tx, community int64, since, until time.Time) ([]BusyThread, error) {
	key := shelfKey{community, since, until}
	s.shelf.mu.Lock()
	if s.shelf.rows == nil || s.now().Sub(s.shelf.at) > shelfKept {
		s.shelf.rows, s.shelf.at = map[shelfKey][]BusyThread{}, s.now()
	}
	rows, ok := s.shelf.rows[key]
	s.shelf.mu.Unlock()
	if ok {
		return rows, nil
	}
	rows, err := tx.BusyThreads(community, since, until, digestLooked)
	if err != nil {
		return nil, err
	}
	s.shelf.mu.Lock()
	defer s.shelf.mu.Unlock()
	s.shelf.rows[key] = rows
	return rows, nil
}
