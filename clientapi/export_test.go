package clientapi

// What the tests of parts look at.
var (
	Params    = params
	WrapperID = wrapperID
	SplitID   = splitID
	PageOf    = page
)

// Text, Texts, Each, Flag and File read parameters.
func (v values) Text(path string) string    { return v.text(path) }
func (v values) Texts(path string) []string { return v.texts(path) }
func (v values) Each(path string) []values  { return v.each(path) }
func (v values) Flag(path string) bool      { return v.flag(path) }
func (v values) Has(path string) bool       { return v.has(path) }
