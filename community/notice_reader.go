package community

import "headroom/community/policy"

// noticeReader decides what one person may see of what they were told, with a
// bounded number of queries for a page.
type noticeReader struct {
	s     *Service
	tx    Tx
	v     Viewer
	sieve sieve

	filters filtering

	communities map[int64]Community
	threads     map[int64]Thread
	posts       map[int64]Post
	people      map[int64]Person
	liked       map[int64][]Reaction
}

func (s *Service) noticeReader(tx Tx, v Viewer) (*noticeReader, error) {
	st, err := s.standing(tx, v)
	if err != nil {
		return nil, err
	}
	filters, err := s.filtering(tx, v)
	return &noticeReader{s: s, tx: tx, v: v, filters: filters,
		sieve: sieve{s: s, tx: tx, v: v, st: st, rooms: map[int64]policy.Facts{}}}, err
}

// see gives the views of rows, nil for each that may not be shown.
func (r *noticeReader) see(rows []Notice) ([]*NoticeView, error) {
	if err := r.load(rows); err != nil {
		return nil, err
	}
	views := make([]*NoticeView, len(rows))
	for i, n := range rows {
		v := NoticeView{Notice: n}
		ok, err := r.show(&v)
		if err != nil {
			return nil, err
		}
		if ok {
			views[i] = &v
		}
	}
	return views, nil
}

// load reads what the rows are about.
func (r *noticeReader) load(rows []Notice) (err error) {
	var communities, threads, posts, people, liked []int64
	for _, n := range rows {
		communities, threads = append(communities, n.CommunityID), append(threads, n.ThreadID)
		posts, people = append(posts, n.PostID), append(people, n.ActorID)
		if n.Kind == NoticeReaction {
			liked = append(liked, n.PostID)
		}
	}
	if r.communities, err = r.s.communitiesByID(r.tx, communities); err != nil {
		return err
	}
	found, err := r.tx.ThreadsByID(distinct(threads))
	if err != nil {
		return err
	}
	r.threads = map[int64]Thread{}
	for _, t := range found {
		r.threads[t.ID] = t
	}
	texts, err := r.tx.PostsByID(distinct(posts))
	if err != nil {
		return err
	}
	r.posts = map[int64]Post{}
	for _, p := range texts {
		p.Source = ""
		r.posts[p.ID] = p
	}
	reactions, err := r.tx.Reactions(distinct(liked))
	if err != nil {
		return err
	}
	r.liked = map[int64][]Reaction{}
	for _, l := range reactions {
		r.liked[l.PostID] = append(r.liked[l.PostID], l)
		people = append(people, l.PersonID)
	}
	r.people, err = r.s.peopleByID(r.tx, people)
	return err
}

// show fills in a notice and reports whether its reader may know it now.
func (r *noticeReader) show(n *NoticeView) (bool, error) {
	n.Actor = PersonView{Person: r.people[n.ActorID]}
	switch n.Kind.Topic() {
	case TopicMention, TopicReply, TopicThread, TopicPost, TopicReaction:
		return r.aboutPost(n)
	case TopicWriting:
		return r.ownWriting(n)
	case TopicCredential:
		return r.credential(n)
	case TopicMessage:
		return r.message(n)
	}
	return r.place(n)
}

// named fills in the community where the reader may know it, and gives the
// facts.
func (r *noticeReader) named(n *NoticeView) (policy.Facts, bool, error) {
	c, ok := r.communities[n.CommunityID]
	if !ok {
		return policy.Facts{}, false, nil
	}
	f, err := r.sieve.facts(c.ID)
	if err != nil || !policy.Decide(policy.ViewListed, f).OK() {
		return f, false, err
	}
	n.Community = c
	return f, true, nil
}

// readable reports whether the reader may read the thread of a notice, and
// fills in where it is.
func (r *noticeReader) readable(n *NoticeView) (bool, error) {
	ok, err := r.sieve.mayRead(Event{CommunityID: n.CommunityID, ThreadID: n.ThreadID})
	if err != nil || !ok {
		return false, err
	}
	n.Community, n.Thread, n.Post = r.communities[n.CommunityID], r.threads[n.ThreadID], r.posts[n.PostID]
	return n.Thread.ID != 0 && n.Post.ID != 0, nil
}

func (r *noticeReader) aboutPost(n *NoticeView) (bool, error) {
	ok, err := r.readable(n)
	if err != nil || !ok || n.Post.State != PostAccepted {
		return false, err
	}
	if n.Kind != NoticeReaction {
		n.Actor = authorView(r.people[n.ActorID], n.Post.Byline)
		title, out := r.filters.in(FilterNotices, n.Post)
		n.Filtered = title
		return !out, nil
	}
	// The newest whose reaction stands is named, the others are counted.
	seen := map[int64]bool{r.v.Person: true}
	newest := Reaction{}
	for _, l := range r.liked[n.PostID] {
		if !seen[l.PersonID] {
			seen[l.PersonID] = true
			n.Others++
		}
		if l.PersonID != r.v.Person && l.ID > newest.ID {
			newest = l
		}
	}
	n.Others--
	n.Actor = PersonView{Person: r.people[newest.PersonID]}
	return newest.ID != 0, nil
}

// ownWriting is about the reader's own post: they may always know that it came
// back, but of a room that is closed to them no more than that.
func (r *noticeReader) ownWriting(n *NoticeView) (bool, error) {
	if n.Kind == NoticeUnsent {
		n.Reason = n.Args["reason"]
		_, _, err := r.named(n)
		return true, err
	}
	if n.Kind == NoticeReportDone {
		return r.ownReport(n)
	}
	if n.Kind == NoticePollDone || n.Kind == NoticeReleased {
		ok, err := r.readable(n)
		return ok && n.Post.State == PostAccepted && n.Post.AuthorID == r.v.Person, err
	}
	if n.Kind == NoticeRemoved {
		ok, err := r.readable(n)
		n.Reason = n.Post.Reason
		return ok && n.Post.State == PostDeleted && n.Post.AuthorID == r.v.Person, err
	}
	p := r.posts[n.PostID]
	if p.AuthorID != r.v.Person || p.State != PostRefused {
		return false, nil
	}
	n.Reason = p.Reason
	if ok, err := r.readable(n); err != nil || ok {
		return true, err
	}
	_, _, err := r.named(n)
	return true, err
}

func (r *noticeReader) credential(n *NoticeView) (bool, error) {
	all, err := r.tx.Credentials(r.v.Person)
	if err != nil {
		return false, err
	}
	if n.RecordID == 0 { // about all that they hold, without naming one
		_, worth, err := bestCredential(r.tx, r.v.Person, r.s.now())
		switch n.Kind {
		case NoticePaused:
			return worth == policy.Withheld, err
		case NoticeBack:
			return worth != policy.Withheld && worth != policy.Revoked, err
		default:
			return worth == policy.Revoked, err
		}
	}
	for _, c := range all {
		if c.ID != n.RecordID {
			if c.RevokedAt.IsZero() && n.Kind != NoticeVerified && c.ID > n.RecordID {
				return false, nil // a later one makes it old news
			}
			continue
		}
		n.Until = c.ValidUntil
		return n.Kind == NoticeOver || c.RevokedAt.IsZero(), nil
	}
	return false, nil
}

// place is about the reader's place in a community, or somebody's who asks for
// one.
func (r *noticeReader) place(n *NoticeView) (bool, error) {
	if n.Kind == NoticeTerms { // which everybody may read
		return true, nil
	}
	f, ok, err := r.named(n)
	if err != nil {
		return false, err
	}
	switch n.Kind {
	case NoticeDeclined, NoticeLapsed, NoticeEnded:
		n.Reason = n.Args["reason"]
		return f.Membership != policy.Active, nil // without a name where they may not know it
	case NoticeInvited:
		return ok && f.Membership == policy.Invited, nil
	case NoticeAccepted, NoticeConduct:
		return ok && f.Membership == policy.Active, nil
	case NoticeRole:
		n.Role = n.Args["role"]
		return ok && f.Membership == policy.Active, nil
	case NoticeGuestIn, NoticeGuestDeclined:
		return ok && policy.Decide(policy.ViewMembers, f).OK(), nil
	case NoticeGuestAsked:
		if !ok || !policy.Decide(policy.ViewQueue, f).OK() {
			n.Actor = PersonView{}
			return false, nil
		}
		g, err := r.tx.Guest(n.RecordID)
		return err == nil && g.State == GuestAsked, skipMissing(err)
	case NoticeHeld:
		return r.heldNotice(n, f, ok)
	case NoticeWarned, NoticeSilenced, NoticeUnsilenced, NoticeReviewed, NoticeUnreviewed:
		return r.ownMeasure(n, ok)
	case NoticeAppeal, NoticeAppealDone:
		return r.appealNotice(n, f, ok)
	case NoticeWaiting:
		return ok && policy.Decide(policy.ViewQueue, f).OK(), nil
	case NoticeReported:
		if !ok || !policy.Decide(policy.ViewReports, f).OK() {
			return false, nil
		}
		report, err := r.tx.PostReport(n.RecordID)
		return err == nil && report.ResolvedAt.IsZero(), skipMissing(err)
	case NoticeRequest:
		if !ok || !policy.Decide(policy.ViewQueue, f).OK() {
			n.Actor = PersonView{}
			return false, nil
		}
		m, err := r.tx.Membership(n.RecordID)
		return err == nil && m.State == policy.Pending, skipMissing(err)
	}
	return false, nil
}
