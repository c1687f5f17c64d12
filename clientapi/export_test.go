package clientapi

// Row is a row of the table, for tests that walk it.
type Row struct {
	Method, Path string
	Scope        string
	App, Nobody  bool // an app's own token will do; none at all, too
}

// Rows gives the table.
func (a *API) Rows() (rows []Row) {
	for _, r := range a.table() {
		rows = append(rows, Row{r.method, r.path, r.scope.name, r.scope.app, r.scope.nobody})
	}
	return rows
}

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
