package templates

// SignOnRow is a sign-on service of a nation or an authority, and what became of
// a visit to it. Its faults are reported for "sign-on-id".
type SignOnRow struct {
	ID, Name, Lang string
	Result         string // see community.SignOnResults; "" where nobody has been there
	At             Instant
	Done           bool   // it counts, and need not be shown again
	Role           bool   // it gives them the role of head: for operators only
	Email          string // "same", "other" or "": for operators only
}

// SignOnGo is the answer to POST /application/sign-on/{id}: the way on to the
// service.
type SignOnGo struct {
	Page
	Name, Lang, To string
}

func (SignOnGo) template() string { return "sign-on" }
