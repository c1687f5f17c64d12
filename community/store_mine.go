package community

// Whose says of whom something is kept: by the number of their account, by that
// of their person, and by the person's address.
type Whose struct {
	Account, Person int64
	IRI             string
}

// ExportRecord is one record of an export, by the names that docs/export.md
// gives its fields: text, numbers, booleans, time.Time, lists of text, or JSON.
type ExportRecord map[string]any

// MineTx reads what is kept of one person, as they may take it along.
type MineTx interface {
	// ExportParts names the parts of an export in order: "posts", "drafts" and so on.
	ExportParts() []string
	// ExportPart gives the records of a part in the order of their keys, at most
	// 500, from the one after the number that the last call gave; 0 begins. A part
	// is over when it gives none.
	ExportPart(part string, of Whose, after int64) (records []ExportRecord, last int64, err error)
	// ExportFiles gives the digests of a person's uploads and photographs, each once.
	ExportFiles(person int64) ([]string, error)
}
