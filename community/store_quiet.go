package community

// QuietTx keeps when people are left in peace.
type QuietTx interface {
	Quiet(person int64) (Quiet, error)
	PutQuiet(Quiet) error
	// SchoolSpans gives the school year of an authority, earliest first, by its
	// name as it is compared.
	SchoolSpans(place string) (SchoolDays, error)
	// AllSchoolSpans gives all, those of an authority together.
	AllSchoolSpans() (SchoolDays, error)
	InsertSchoolSpan(SchoolSpan) error
	// DeleteSchoolSpans forgets an authority's school year and gives the number
	// of its spans.
	DeleteSchoolSpans(place string) (int64, error)
}
