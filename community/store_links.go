package community

// LinkTx keeps links between communities.
type LinkTx interface {
	GroupLink(id int64) (GroupLink, error)
	// GroupLinkByOffer gives the link of an Offer's id, sent or received.
	GroupLinkByOffer(offer string) (GroupLink, error)
	// GroupLinksOf gives every link of a community, on either side, newest first.
	GroupLinksOf(community int64) ([]GroupLink, error)
	// GroupLinks gives every link there is, newest first.
	GroupLinks(limit int) ([]GroupLink, error)
	// InsertGroupLink is ErrConflict when there is one of the same Offer.
	InsertGroupLink(GroupLink) error
	UpdateGroupLink(GroupLink) error
}
