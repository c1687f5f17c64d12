package community

import "headroom/community/policy"

// message tells somebody that they have been written to: once until they look,
// for each who writes, however much is written. Or that nobody got what they
// wrote.
func (t *teller) message(e Event) error {
	m, err := t.tx.PrivateMessage(e.ObjectID)
	if err != nil {
		return err
	}
	n := Notice{Kind: NoticeMessageBack, RecordID: m.ConversationID, EventSeq: e.Seq}
	if e.Kind == EventMessageBack {
		return t.tell(n, e.PersonID)
	}
	_, at, err := t.talkFor(t.tx, e.PersonID, m.ConversationID)
	if err != nil || m.AuthorID == e.PersonID || !m.DeletedAt.IsZero() || at[e.PersonID].ReadID >= m.ID {
		return err
	}
	n.Kind, n.EventSeq, n.ActorID = NoticeMessage, at[e.PersonID].ReadID, m.AuthorID
	return t.tell(n, e.PersonID)
}

// message is about a private conversation: as long as its reader is in it and
// may read.
func (r *noticeReader) message(n *NoticeView) (bool, error) {
	f := r.sieve.st.facts
	f.Self = true
	if !policy.Decide(policy.ReadMessages, f).OK() {
		n.Actor = PersonView{}
		return false, nil
	}
	_, _, err := r.s.talkFor(r.tx, r.v.Person, n.RecordID)
	return err == nil, skipMissing(err)
}
