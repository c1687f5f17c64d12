package community

// listen finds the posts of which somebody may have to be told.
func (t *teller) listen(events []Event) error {
	t.heard, t.followed = make(map[int64]bool), make(map[int64]bool)
	var posted []Event
	for _, e := range events {
		if e.Kind == EventPosted {
			posted = append(posted, e)
		}
	}
	heard, err := t.tx.PostsHeard(posted)
	for _, e := range heard {
		t.heard[e.ObjectID] = true
	}
	return err
}

// posted tells of a new post, some thousands of people at a time, and lets its
// author follow the thread.
func (t *teller) posted(e Event) (done bool, err error) {
	if t.heard[e.ObjectID] || t.followed[e.ThreadID] {
		until, more, err := t.tx.PostAudience(e, t.at.person, notifyPeople)
		if err != nil {
			return false, err
		}
		if err := t.tellOfPost(e, until); err != nil {
			return false, err
		}
		if more {
			t.at.person = until
			return false, nil
		}
	}
	author, err := t.tx.Person(e.PersonID)
	if err != nil || !author.Local {
		return true, err
	}
	t.followed[e.ThreadID] = true
	return true, t.tx.FollowThread(PlaceChoice{PersonID: author.ID, CommunityID: e.CommunityID, ThreadID: e.ThreadID,
		Choice: PlaceFollow, UpdatedAt: t.now()})
}

// tellOfPost writes the notices of a post, up to a person, and asks for what else
// tells of it.
func (t *teller) tellOfPost(e Event, until int64) error {
	told, err := t.tx.TellOfPost(e, t.at.person, until, t.now())
	if err != nil || told == 0 {
		return err
	}
	t.told += told
	due, err := t.tx.MailDueOfPost(e.ObjectID, t.at.person, until)
	if err != nil {
		return err
	}
	if err := t.mailAll(t.tx, due); err != nil {
		return err
	}
	devices, err := t.tx.DevicesToldOf(e.ObjectID, t.at.person, until)
	return t.pushAll(t.tx, devices, err)
}
