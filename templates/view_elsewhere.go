package templates

// GroupsElsewhere is GET|POST /communities/{id}/elsewhere: the groups of other software that
// an open community follows (FEP-d36d). The field act is follow, with account; stop,
// shut or let, with the number of a group as which; or remove, with that of something
// heard.
type GroupsElsewhere struct {
	Page
	Community CommunityRow
	Heard     []HeardRow
	Follows   []GroupRow
	Followers []GroupRow // to members
	Shut      []GroupRow // to moderators
	CanEdit   bool
	Account   string // as typed
}

// HeardRow is a conversation that has begun in a group elsewhere.
type HeardRow struct {
	ID     int64
	Title  string // "" for none
	Handle string // of who wrote it
	URL    string // where it is read
	Group  GroupRow
	At     Instant
}

// GroupRow is a group of other software.
type GroupRow struct {
	ID     int64
	Name   string
	Handle string
	URL    string // where people look at it
	State  string // "asked", "active" or "refused", of one that is followed
}

func (GroupsElsewhere) template() string { return "elsewhere" }
