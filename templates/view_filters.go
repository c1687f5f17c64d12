package templates

// Filters is GET|POST /filters, for a new filter, and GET|POST /filters/{id}.
type Filters struct {
	Page
	ID    int64 // of the one that is changed; 0 for a new one
	Form  FilterForm
	Until Instant // when the one that is changed ends; zero for never
	Over  bool    // it has ended
	Rows  []FilterRow
}

// FilterForm are the fields as typed: title, words (each on a line), whole, contexts
// (several), filter_act and after.
type FilterForm struct {
	Title, Words string
	Whole        bool
	Contexts     []string
	Act          string // "warn" or "hide"
	Lasts        string // "never", "day", "week", "month", or "keep"
}

// FilterRow is one of the reader's filters.
type FilterRow struct {
	ID    int64
	Title string
	Hide  bool
	Words []string
	Until Instant
	Over  bool
}

// Action is where the form goes.
func (f Filters) Action() string {
	if f.ID == 0 {
		return "/filters"
	}
	return "/filters/" + f.Page.ID(f.ID)
}

// ContextOptions are where a filter works.
func (f Filters) ContextOptions() []Option {
	return f.codes("filter_context", "home", "notifications", "thread")
}

// ActOptions are what a filter does.
func (f Filters) ActOptions() []Option { return f.codes("filter_act", "warn", "hide") }

// LastOptions are for how long it works.
func (f Filters) LastOptions() []Option {
	codes := []string{"never", "day", "week", "month"}
	if !f.Until.IsZero() {
		codes = append([]string{"keep"}, codes...)
	}
	return f.codes("filter_after", codes...)
}

func (Filters) template() string { return "filters" }
