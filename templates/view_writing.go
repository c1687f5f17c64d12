package templates

// Where is GET /compose: in which community to start a conversation.
type Where struct {
	Page
	Rooms []WritingRoom // where the viewer may, by name
	Begun string        // query of the form that says how the text begins, or ""
}

// WritingRoom is one community with who will read what is written there.
type WritingRoom struct {
	Community CommunityRow
	Audience  Audience
}

func (Where) template() string { return "where" }
