package templates

// Scheduled is GET /scheduled: what the reader has written to be posted later.
type Scheduled struct {
	Page
	Rows []ScheduledRow
}

// ScheduledRow is one such post.
type ScheduledRow struct {
	ID            int64
	Title         string // of a new conversation, or of the one that is replied to
	Reply         bool
	Lang          string
	Excerpt       string // plain text
	Community     string // "" where the reader may not know it any more
	CommunityLang string
	At            Instant
	Label         string // of the conversation that it begins, or ""
	Pictures      []Image
}

// ScheduledEdit is GET|POST /scheduled/{id} with the fields title (of a new
// conversation), body, lang and send_at.
type ScheduledEdit struct {
	Page
	Post  int64
	Reply bool
	Row   ScheduledRow
	Form  ComposeForm
}

func (Scheduled) template() string     { return "scheduled" }
func (ScheduledEdit) template() string { return "scheduled-edit" }
