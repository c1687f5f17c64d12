package community

import "slices"

// guest tells moderators whom a member wants in a conversation, and the member
// what was decided by somebody else.
func (t *teller) guest(e Event) error {
	g, err := t.tx.Guest(e.ObjectID)
	if err != nil {
		return err
	}
	n := Notice{CommunityID: g.CommunityID, RecordID: g.ID, EventSeq: e.Seq, ActorID: g.SponsorID}
	if e.Kind == EventGuestAsked {
		staff, err := t.tx.StaffOf(g.CommunityID)
		if err != nil {
			return err
		}
		n.Kind = NoticeGuestAsked
		return t.tell(n, slices.DeleteFunc(staff, func(id int64) bool { return id == g.SponsorID })...)
	}
	n.Kind, n.ActorID = NoticeGuestIn, e.PersonID
	if g.State == GuestDeclined {
		n.Kind = NoticeGuestDeclined
	}
	if e.PersonID == g.SponsorID {
		return nil
	}
	return t.tell(n, g.SponsorID)
}
