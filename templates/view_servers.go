package templates

// Servers is GET /servers: who runs the instance, whom it is linked with, who
// can read what, and the incident log.
type Servers struct {
	Page
	Operators []string
	Peers     []ServerRow
	Things    []Readable
	Incidents []IncidentRow
}

// Readable is one thing and the codes of everybody who can read it, as policy
// decides it.
type Readable struct {
	Code string
	By   []string
}

// Everybody reports whether nobody is kept from reading it.
func (r Readable) Everybody() bool { return len(r.By) > 0 && r.By[0] == "nobody" }

// IncidentRow is one entry of the incident log.
type IncidentRow struct {
	ID                int64
	Happened, Written Instant
	Text, TextLang    string
	Corrections       []IncidentRow
}

// OperatorIncidents is GET|POST /operator/incidents: adds with the fields
// happened (a date) and text_LANG; corrects names the entry that is corrected.
type OperatorIncidents struct {
	Page
	Rows []IncidentRow
	Form IncidentForm
}

// IncidentForm is the form as typed.
type IncidentForm struct {
	Happened string
	Corrects int64
	Texts    map[string]string // by language
}

// IncidentText is the field for one language.
func (o OperatorIncidents) IncidentText(code, name string) Field {
	f := o.Field("text_"+code, "incidents.text", o.Form.Texts[code]).Tall(4).AtMost(2000).In(code)
	f.Label += " (" + name + ")"
	return f
}

func (Servers) template() string           { return "servers" }
func (OperatorIncidents) template() string { return "operator-incidents" }
