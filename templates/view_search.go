package templates

// Similar is the fragment of GET /communities/{id}/similar?title=: threads like
// one whose title is being written.
type Similar struct {
	Page
	Threads []ThreadRow
}

func (Similar) template() string { return "#similar" }
