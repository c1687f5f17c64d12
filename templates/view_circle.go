package templates

// Circle is GET|POST /communities/circle: a small confidential community in one
// step, with the fields name, people and rules.
type Circle struct {
	Page
	Name, People, Rules string
}

func (Circle) template() string { return "circle" }

// circles are its examples.
func (x examples) circles() []Example {
	fresh := Circle{Page: x.member("communities")}
	fresh.Rules = fresh.T("circle.rules_text")
	wrong := Circle{Page: faulty(x.member("communities"), FieldError{Field: "people", Key: "error.circle_size", Args: []any{"Min", 5, "Max", 9}}),
		Name: "Island heads", People: "Eira Sample", Rules: "Nothing leaves this room."}
	return []Example{{"circle", fresh}, {"circle-error", wrong}}
}
